// Sends tiles of circular buffer 0 to the same place of another core's circular buffer 0.
// Runtime arguments: NoC coordinates of the receiver (x, y), number of tiles.
// Semaphore 0: tiles that the receiver has room for, in all; semaphore 1 (of the receiver): tiles sent.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t x = get_arg_val<uint32_t>(0), y = get_arg_val<uint32_t>(1), tiles = get_arg_val<uint32_t>(2);
  auto* room = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(0));
  const uint64_t sent = get_noc_addr(x, y, get_semaphore(1));
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_wait_front(0, 1);
    noc_semaphore_wait_min(room, i + 1);
    noc_async_write(get_read_ptr(0), get_noc_addr(x, y, get_read_ptr(0)), get_tile_size(0));
    noc_async_write_barrier();
    noc_semaphore_inc(sent, 1);
    cb_pop_front(0, 1);
  }
  noc_async_atomic_barrier();
}
