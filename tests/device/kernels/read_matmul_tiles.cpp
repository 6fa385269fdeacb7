// Reads the operands of a product of tiles, a pair for each step: for every tile (m, n) of C the tiles A[m][k] and
// B[k][n] for k = 0 ... K - 1. Runtime arguments: addresses of A (M x K tiles) and B (K x N tiles), M, K, N.
// Compile-time arguments: A, then B.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address_a = get_arg_val<uint32_t>(0), address_b = get_arg_val<uint32_t>(1);
  const uint32_t M = get_arg_val<uint32_t>(2), K = get_arg_val<uint32_t>(3), N = get_arg_val<uint32_t>(4);
  constexpr uint32_t cb_a = 0, cb_b = 1;
  constexpr auto args_a = TensorAccessorArgs<0>();
  constexpr auto args_b = TensorAccessorArgs<args_a.next_compile_time_args_offset()>();
  const auto a = TensorAccessor(args_a, address_a, get_tile_size(cb_a));
  const auto b = TensorAccessor(args_b, address_b, get_tile_size(cb_b));

  for (uint32_t m = 0; m < M; ++m) {
    for (uint32_t n = 0; n < N; ++n) {
      for (uint32_t k = 0; k < K; ++k) {
        cb_reserve_back(cb_a, 1);
        cb_reserve_back(cb_b, 1);
        noc_async_read_page(m * K + k, a, get_write_ptr(cb_a));
        noc_async_read_page(k * N + n, b, get_write_ptr(cb_b));
        noc_async_read_barrier();
        cb_push_back(cb_a, 1);
        cb_push_back(cb_b, 1);
      }
    }
  }
}
