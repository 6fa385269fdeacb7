// Copies pages from one tensor to another through one page of L1.
// Arguments: address in L1, of the input, of the output, number of pages.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t scratch = get_arg_val<uint32_t>(0);
  const uint32_t count = get_arg_val<uint32_t>(3);
  constexpr auto input_args = TensorAccessorArgs<0>();
  constexpr auto output_args = TensorAccessorArgs<input_args.next_compile_time_args_offset()>();
  const auto input = TensorAccessor(input_args, get_arg_val<uint32_t>(1));
  const auto output = TensorAccessor(output_args, get_arg_val<uint32_t>(2));
  for (uint32_t page = 0; page < count; ++page) {
    noc_async_read_page(page, input, scratch);
    noc_async_read_barrier();
    noc_async_write_page(page, output, scratch);
    noc_async_write_barrier();
  }
}
