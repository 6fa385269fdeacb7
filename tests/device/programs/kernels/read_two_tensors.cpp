// Tiles [first, first + count) of two tensors, one of each in turn, into circular buffers 0 and 1.
// Arguments: the two addresses, first, count. At compile time: the tensors.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t first = get_arg_val<uint32_t>(2);
  const uint32_t count = get_arg_val<uint32_t>(3);
  constexpr auto a_args = TensorAccessorArgs<0>();
  constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
  const auto a = TensorAccessor(a_args, get_arg_val<uint32_t>(0));
  const auto b = TensorAccessor(b_args, get_arg_val<uint32_t>(1));
  for (uint32_t tile = first; tile < first + count; ++tile) {
    cb_reserve_back(0, 1);
    cb_reserve_back(1, 1);
    noc_async_read_page(tile, a, get_write_ptr(0));
    noc_async_read_page(tile, b, get_write_ptr(1));
    noc_async_read_barrier();
    cb_push_back(0, 1);
    cb_push_back(1, 1);
  }
}
