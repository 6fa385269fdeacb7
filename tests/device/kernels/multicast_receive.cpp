// Receives tiles that another core multicasts into circular buffer 0.
// Runtime arguments: NoC coordinates of the sender (x, y), number of tiles. Semaphores: as in multicast_send.cpp.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t sender_x = get_arg_val<uint32_t>(0), sender_y = get_arg_val<uint32_t>(1);
  const uint32_t tiles = get_arg_val<uint32_t>(2);
  constexpr uint32_t cb = 0;
  const uint64_t sender_ready = get_noc_addr(sender_x, sender_y, get_semaphore(0));
  auto* valid = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(1));
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(cb, 1);
    noc_semaphore_set(valid, 0);
    noc_semaphore_inc(sender_ready, 1);
    noc_semaphore_wait(valid, 1);
    cb_push_back(cb, 1);
  }
  noc_async_atomic_barrier();
}
