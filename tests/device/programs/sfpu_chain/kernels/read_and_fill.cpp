// The tile of a tensor into one circular buffer, a tile of ones (bfloat16) into another.
// Argument: address. At compile time: the two indices, the tensor.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t input_cb = get_compile_time_arg_val(0);
  constexpr uint32_t ones_cb = get_compile_time_arg_val(1);
  const auto tensor = TensorAccessor(TensorAccessorArgs<2>(), get_arg_val<uint32_t>(0));

  cb_reserve_back(ones_cb, 1);
  auto* ones = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_write_ptr(ones_cb));
  for (uint32_t i = 0; i < 512; ++i) ones[i] = 0x3F803F80;
  cb_push_back(ones_cb, 1);

  cb_reserve_back(input_cb, 1);
  noc_async_read_page(0, tensor, get_write_ptr(input_cb));
  noc_async_read_barrier();
  cb_push_back(input_cb, 1);
}
