// The sum of two words of DRAM. Arguments: addresses in DRAM of both and of the sum, then of a word of L1 for each.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint64_t a = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0));
  const uint64_t b = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1));
  const uint64_t sum = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(2));
  auto* a_word = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_arg_val<uint32_t>(3));
  auto* b_word = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_arg_val<uint32_t>(4));
  auto* sum_word = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_arg_val<uint32_t>(5));
  noc_async_read(a, get_arg_val<uint32_t>(3), sizeof(uint32_t));
  noc_async_read(b, get_arg_val<uint32_t>(4), sizeof(uint32_t));
  noc_async_read_barrier();
  *sum_word = *a_word + *b_word;
  noc_async_write(get_arg_val<uint32_t>(5), sum, sizeof(uint32_t));
  noc_async_write_barrier();
}
