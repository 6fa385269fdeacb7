// Blocks of two factors into circular buffers 0 and 1. Arguments: addresses of a and b, first row of a, first column of
// b, columns of a and of b. At compile time: the tensors; rows and columns of a block of the product, inner tiles of a
// step, steps.
#include "api/dataflow/dataflow_api.h"

/// Tiles [top, top + rows) x [left, left + columns) of a matrix, row by row, to `target`.
template <typename Matrix>
void read_block(const Matrix& matrix, uint32_t matrix_columns, uint32_t top, uint32_t left, uint32_t rows,
                uint32_t columns, uint32_t target) {
  for (uint32_t row = top; row < top + rows; ++row) {
    for (uint32_t column = left; column < left + columns; ++column) {
      noc_async_read_page(row * matrix_columns + column, matrix, target);
      target += matrix.get_aligned_page_size();
    }
  }
}

void kernel_main() {
  constexpr auto a_args = TensorAccessorArgs<0>();
  constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
  constexpr uint32_t next = b_args.next_compile_time_args_offset();
  constexpr uint32_t rows = get_compile_time_arg_val(next);
  constexpr uint32_t columns = get_compile_time_arg_val(next + 1);
  constexpr uint32_t inner = get_compile_time_arg_val(next + 2);
  constexpr uint32_t steps = get_compile_time_arg_val(next + 3);
  const auto a = TensorAccessor(a_args, get_arg_val<uint32_t>(0));
  const auto b = TensorAccessor(b_args, get_arg_val<uint32_t>(1));
  const uint32_t top = get_arg_val<uint32_t>(2);
  const uint32_t left = get_arg_val<uint32_t>(3);
  for (uint32_t step = 0; step < steps; ++step) {
    cb_reserve_back(0, rows * inner);
    cb_reserve_back(1, columns * inner);
    read_block(a, get_arg_val<uint32_t>(4), top, step * inner, rows, inner, get_write_ptr(0));
    read_block(b, get_arg_val<uint32_t>(5), step * inner, left, inner, columns, get_write_ptr(1));
    noc_async_read_barrier();
    cb_push_back(0, rows * inner);
    cb_push_back(1, columns * inner);
  }
}
