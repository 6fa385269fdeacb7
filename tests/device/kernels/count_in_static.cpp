// Counts in variables that outlive a function: every processor of every core has its own. Writes page `page` of a
// tensor: words own number, the three counts. Runtime arguments: address, page, own number, how far to count.
// Compile-time: circular buffer of one page, the tensor.
#include "api/dataflow/dataflow_api.h"

namespace {

uint32_t zero_at_start;
uint32_t counted = 100;
uint32_t table[3] = {1, 2, 3};
uint32_t* const kLast = &table[2];

uint32_t next() {
  static uint32_t calls = 0;
  return ++calls;
}

}  // namespace

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), page = get_arg_val<uint32_t>(1);
  const uint32_t number = get_arg_val<uint32_t>(2), count = get_arg_val<uint32_t>(3);
  constexpr uint32_t cb = get_compile_time_arg_val(0);
  constexpr auto args = TensorAccessorArgs<1>();
  const auto tensor = TensorAccessor(args, address);
  const uint32_t buffer = get_write_ptr(cb);
  zero_at_start = number;
  for (uint32_t i = 0; i < count; ++i) {
    ++counted;
    *kLast += next();
    noc_async_read_page(page, tensor, buffer);  // others run meanwhile
    noc_async_read_barrier();
  }
  auto* words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(buffer);
  words[0] = zero_at_start;
  words[1] = counted;
  words[2] = *kLast;
  words[3] = next();
  noc_async_write_page(page, tensor, buffer);
  noc_async_write_barrier();
}
