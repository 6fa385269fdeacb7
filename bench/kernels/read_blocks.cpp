// The core's rows of A and columns of B, whole: A tile (m, k) for its rows, all k; B tile (k, n) for all k, its columns.
// Runtime arguments: address of A and B, first row and column of the core in tiles. Compile-time: rows, columns, k and n of the
// product in tiles, then the tensors.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t a_address = get_arg_val<uint32_t>(0), b_address = get_arg_val<uint32_t>(1);
  const uint32_t first_row = get_arg_val<uint32_t>(2), first_column = get_arg_val<uint32_t>(3);
  constexpr uint32_t rows = get_compile_time_arg_val(0), columns = get_compile_time_arg_val(1);
  constexpr uint32_t k_tiles = get_compile_time_arg_val(2), n_tiles = get_compile_time_arg_val(3);
  constexpr uint32_t cb_a = 0, cb_b = 1;
  constexpr auto a_args = TensorAccessorArgs<4>();
  constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
  const auto a = TensorAccessor(a_args, a_address), b = TensorAccessor(b_args, b_address);
  constexpr uint32_t bytes = get_tile_size(cb_a);

  cb_reserve_back(cb_a, rows * k_tiles);
  uint32_t to = get_write_ptr(cb_a);
  for (uint32_t m = 0; m < rows; ++m) {
    for (uint32_t k = 0; k < k_tiles; ++k, to += bytes) noc_async_read_tile((first_row + m) * k_tiles + k, a, to);
  }
  cb_reserve_back(cb_b, columns * k_tiles);
  to = get_write_ptr(cb_b);
  for (uint32_t k = 0; k < k_tiles; ++k) {
    for (uint32_t n = 0; n < columns; ++n, to += bytes) noc_async_read_tile(k * n_tiles + first_column + n, b, to);
  }
  noc_async_read_barrier();
  cb_push_back(cb_a, rows * k_tiles);
  cb_push_back(cb_b, columns * k_tiles);
}
