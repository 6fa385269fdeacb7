// The core's rows x columns of C, a row of tiles at a time.
// Runtime arguments: address of C, first row and column of the core in tiles. Compile-time: rows, columns, n of the product in tiles, then the tensor.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), first_row = get_arg_val<uint32_t>(1), first_column = get_arg_val<uint32_t>(2);
  constexpr uint32_t rows = get_compile_time_arg_val(0), columns = get_compile_time_arg_val(1), n_tiles = get_compile_time_arg_val(2);
  constexpr uint32_t cb_c = 16, bytes = get_tile_size(cb_c);
  constexpr auto args = TensorAccessorArgs<3>();
  const auto c = TensorAccessor(args, address);
  for (uint32_t m = 0; m < rows; ++m) {
    cb_wait_front(cb_c, columns);
    const uint32_t from = get_read_ptr(cb_c);
    for (uint32_t n = 0; n < columns; ++n) noc_async_write_tile((first_row + m) * n_tiles + first_column + n, c, from + n * bytes);
    noc_async_write_barrier();
    cb_pop_front(cb_c, columns);
  }
}
