// Cores in a ring, of which the one that has the token changes a word in DRAM: word = 3 * word + own number.
// Runtime arguments: address of the word's page, own number, NoC coordinates of the next core (x, y), rounds.
// Semaphore 0: the token; circular buffer 0: a page to work on. Compile-time: the tensor.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), number = get_arg_val<uint32_t>(1);
  const uint32_t next_x = get_arg_val<uint32_t>(2), next_y = get_arg_val<uint32_t>(3);
  const uint32_t rounds = get_arg_val<uint32_t>(4);
  constexpr auto args = TensorAccessorArgs<0>();
  const auto tensor = TensorAccessor(args, address);
  const uint32_t page = get_write_ptr(0);
  auto* word = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(page);
  auto* token = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(0));
  const uint64_t next = get_noc_addr(next_x, next_y, get_semaphore(0));

  for (uint32_t round = 0; round < rounds; ++round) {
    noc_semaphore_wait_min(token, round + 1);
    noc_async_read_page(0, tensor, page);
    noc_async_read_barrier();
    *word = *word * 3 + number;
    noc_async_write_page(0, tensor, page);
    noc_async_write_barrier();
    noc_semaphore_inc(next, 1);
  }
  noc_async_atomic_barrier();
}
