// Reads blocks of A and B for a core's block of C: for each block of K the rows of A and the columns of B that it
// needs. Runtime arguments: addresses of A and B, first row of tiles and first column of tiles of the core.
// Compile-time arguments: tiles of K, of a block of K, rows and columns of the core's block, columns of B; A; B.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address_a = get_arg_val<uint32_t>(0), address_b = get_arg_val<uint32_t>(1);
  const uint32_t first_row = get_arg_val<uint32_t>(2), first_column = get_arg_val<uint32_t>(3);
  constexpr uint32_t K = get_compile_time_arg_val(0), block_k = get_compile_time_arg_val(1);
  constexpr uint32_t rows = get_compile_time_arg_val(2), columns = get_compile_time_arg_val(3);
  constexpr uint32_t N = get_compile_time_arg_val(4);
  constexpr uint32_t cb_a = 0, cb_b = 1;
  constexpr auto args_a = TensorAccessorArgs<5>();
  constexpr auto args_b = TensorAccessorArgs<args_a.next_compile_time_args_offset()>();
  const auto a = TensorAccessor(args_a, address_a, get_tile_size(cb_a));
  const auto b = TensorAccessor(args_b, address_b, get_tile_size(cb_b));

  for (uint32_t k = 0; k < K; k += block_k) {
    cb_reserve_back(cb_a, rows * block_k);
    cb_reserve_back(cb_b, block_k * columns);
    uint32_t to = get_write_ptr(cb_a);
    for (uint32_t row = 0; row < rows; ++row) {
      for (uint32_t i = 0; i < block_k; ++i) {
        noc_async_read_tile((first_row + row) * K + k + i, a, to);
        to += get_tile_size(cb_a);
      }
    }
    to = get_write_ptr(cb_b);
    for (uint32_t i = 0; i < block_k; ++i) {
      for (uint32_t column = 0; column < columns; ++column) {
        noc_async_read_tile((k + i) * N + first_column + column, b, to);
        to += get_tile_size(cb_b);
      }
    }
    noc_async_read_barrier();
    cb_push_back(cb_a, rows * block_k);
    cb_push_back(cb_b, block_k * columns);
  }
}
