// Reads tiles from DRAM and sends each to all cores of a rectangle, once all of them have room for it. The own core
// gets it too: it is in the own circular buffer. LOOPBACK: by the multicast instead, from circular buffer 1 into
// circular buffer 0. Runtime arguments: address, number of tiles, number of receivers, first and last corner of the
// rectangle as the NoC wants them (x, y, x, y). Semaphore 0: receivers that are ready; semaphore 1: 1 when a tile has
// arrived. Compile-time: the tensor.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), tiles = get_arg_val<uint32_t>(1);
  const uint32_t receivers = get_arg_val<uint32_t>(2);
  const uint32_t x0 = get_arg_val<uint32_t>(3), y0 = get_arg_val<uint32_t>(4);
  const uint32_t x1 = get_arg_val<uint32_t>(5), y1 = get_arg_val<uint32_t>(6);
  constexpr auto args = TensorAccessorArgs<0>();
  constexpr uint32_t cb = 0;
#ifdef LOOPBACK
  constexpr uint32_t cb_source = 1;
#else
  constexpr uint32_t cb_source = cb;
#endif
  const auto tensor = TensorAccessor(args, address, get_tile_size(cb));
  const uint32_t valid_address = get_semaphore(1);
  auto* ready = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(0));
  auto* valid = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(valid_address);
  noc_semaphore_set(valid, 1);  // what the others get
  const uint64_t all_valid = get_noc_multicast_addr(x0, y0, x1, y1, valid_address);

  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(cb, 1);
    const uint32_t source = get_write_ptr(cb_source), to = get_write_ptr(cb);
    noc_async_read_tile(i, tensor, source);
    noc_async_read_barrier();
    noc_semaphore_wait(ready, receivers);
    noc_semaphore_set(ready, 0);
    const uint64_t all = get_noc_multicast_addr(x0, y0, x1, y1, to);
#ifdef LOOPBACK
    noc_async_write_multicast_loopback_src(source, all, get_tile_size(cb), receivers + 1);
    noc_async_write_barrier();
#else
    noc_async_write_multicast(source, all, get_tile_size(cb), receivers);
    noc_async_writes_flushed();  // Blackhole: the semaphore may overtake the tile; and the page is overwritten later
#endif
    noc_semaphore_set_multicast(valid_address, all_valid, receivers);
    cb_push_back(cb, 1);
  }
  noc_async_write_barrier();
}
