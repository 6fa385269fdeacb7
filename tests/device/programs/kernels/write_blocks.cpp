// Writes the parts of a block, in the order in which they are finished, to their tiles of a matrix. Arguments: address,
// first row and column of the block. At compile time: the tensor; rows and columns of the block and of a part, columns
// of the matrix.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  constexpr uint32_t next = args.next_compile_time_args_offset();
  constexpr uint32_t rows = get_compile_time_arg_val(next);
  constexpr uint32_t columns = get_compile_time_arg_val(next + 1);
  constexpr uint32_t part_rows = get_compile_time_arg_val(next + 2);
  constexpr uint32_t part_columns = get_compile_time_arg_val(next + 3);
  constexpr uint32_t matrix_columns = get_compile_time_arg_val(next + 4);
  constexpr uint32_t part_tiles = part_rows * part_columns;
  const auto matrix = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t first_row = get_arg_val<uint32_t>(1);
  const uint32_t first_column = get_arg_val<uint32_t>(2);
  for (uint32_t top = 0; top < rows; top += part_rows) {
    for (uint32_t left = 0; left < columns; left += part_columns) {
      cb_wait_front(16, part_tiles);
      uint32_t source = get_read_ptr(16);
      for (uint32_t i = 0; i < part_tiles; ++i) {
        const uint32_t row = first_row + top + i / part_columns;
        const uint32_t column = first_column + left + i % part_columns;
        noc_async_write_page(row * matrix_columns + column, matrix, source);
        source += get_tile_size(16);
      }
      noc_async_write_barrier();
      cb_pop_front(16, part_tiles);
    }
  }
}
