// Rows [first, first + count) of a matrix into circular buffer 0, each followed by padding. Arguments: address, first,
// count. At compile time: two values of padding in a word, bytes of a row, bytes of a padded row, the tensor.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t first = get_arg_val<uint32_t>(1);
  const uint32_t count = get_arg_val<uint32_t>(2);
  constexpr uint32_t padding = get_compile_time_arg_val(0);
  constexpr uint32_t row_bytes = get_compile_time_arg_val(1);
  constexpr uint32_t padded_bytes = get_compile_time_arg_val(2);
  const auto matrix = TensorAccessor(TensorAccessorArgs<3>(), get_arg_val<uint32_t>(0));
  for (uint32_t row = first; row < first + count; ++row) {
    cb_reserve_back(0, 1);
    const uint32_t target = get_write_ptr(0);
    noc_async_read(matrix.get_noc_addr(row), target, row_bytes);
    auto* words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(target);
    for (uint32_t i = row_bytes / 4; i < padded_bytes / 4; ++i) words[i] = padding;
    noc_async_read_barrier();
    cb_push_back(0, 1);
  }
}
