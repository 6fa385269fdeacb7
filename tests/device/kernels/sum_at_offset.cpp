// Sums words of the own L1 at an address that the host gave, and writes the sum behind them.
// Runtime arguments: address, number of words.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), words = get_arg_val<uint32_t>(1);
  auto* from = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(address);
  uint32_t sum = 0;
  for (uint32_t i = 0; i < words; ++i) sum += from[i];
  from[words] = sum;
}
