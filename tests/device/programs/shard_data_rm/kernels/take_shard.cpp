// Words [first, first + count) of a tensor of pages of one word into a circular buffer and, in reverse, to another
// tensor. Argument: first. Common arguments: addresses of the tensors, count. At compile time: index, distance of the
// pages in L1, the tensors.
#include "api/dataflow/dataflow_api.h"
#include "api/debug/dprint.h"

void kernel_main() {
  const uint32_t first = get_arg_val<uint32_t>(0);
  const uint32_t count = get_common_arg_val<uint32_t>(2);
  constexpr uint32_t cb = get_compile_time_arg_val(0);
  constexpr uint32_t stride = get_compile_time_arg_val(1);
  constexpr auto input_args = TensorAccessorArgs<2>();
  constexpr auto output_args = TensorAccessorArgs<input_args.next_compile_time_args_offset()>();
  const auto input = TensorAccessor(input_args, get_common_arg_val<uint32_t>(0));
  const auto output = TensorAccessor(output_args, get_common_arg_val<uint32_t>(1));
  cb_reserve_back(cb, count);
  const uint32_t shard = get_write_ptr(cb);
  for (uint32_t i = 0; i < count; ++i)
    noc_async_read(input.get_noc_addr(first + i), shard + i * stride, sizeof(uint32_t));
  noc_async_read_barrier();
  cb_push_back(cb, count);
  DPRINT << "core (" << uint32_t(get_absolute_logical_x()) << "," << uint32_t(get_absolute_logical_y()) << "):";
  cb_wait_front(cb, count);
  for (uint32_t i = 0; i < count; ++i) {
    DPRINT << " " << *reinterpret_cast<volatile tt_l1_ptr uint32_t*>(shard + i * stride);
    noc_async_write(shard + i * stride, output.get_noc_addr(first + count - 1 - i), sizeof(uint32_t));
  }
  DPRINT << ENDL();
  noc_async_write_barrier();
  cb_pop_front(cb, count);
}
