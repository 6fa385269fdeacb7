// Receives tiles that another core writes into circular buffer 0. Runtime arguments: NoC coordinates of the sender (x,
// y), number of tiles. Semaphores: as in send_to_core.cpp.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t x = get_arg_val<uint32_t>(0), y = get_arg_val<uint32_t>(1), tiles = get_arg_val<uint32_t>(2);
  auto* sent = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(1));
  const uint64_t room = get_noc_addr(x, y, get_semaphore(0));
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(0, 1);
    noc_semaphore_inc(room, 1);
    noc_semaphore_wait_min(sent, i + 1);
    cb_push_back(0, 1);
  }
  noc_async_atomic_barrier();
}
