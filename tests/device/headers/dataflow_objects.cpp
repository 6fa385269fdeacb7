// roles: brisc ncrisc
// The object forms of early 2026, and their names outside of `experimental` since spring.
#include "api/core_local_mem.h"
#include "api/dataflow/circular_buffer.h"
#include "api/dataflow/dataflow_buffer.h"
#include "api/dataflow/endpoints.h"
#include "api/dataflow/noc.h"
#include "api/dataflow/noc_semaphore.h"
#include "api/tensor/noc_traits.h"
#include "experimental/circular_buffer.h"
#include "experimental/core_local_mem.h"
#include "experimental/endpoints.h"
#include "experimental/noc.h"
#include "experimental/noc_semaphore.h"
#include "experimental/tensor.h"

void buffers() {
  experimental::CircularBuffer in(0);
  in.reserve_back(1);
  in.push_back(1);
  in.wait_front(1);
  in.pop_front(1);
  const bool ready = in.pages_reservable_at_back(1) && in.pages_available_at_front(1);
  const uint32_t sum = in.get_write_ptr() + in.get_read_ptr() + in.get_tile_size() + in.get_tile_hw() + in.get_cb_id();
  const DataFormat format = in.get_dataformat();
  [[maybe_unused]] auto lock = in.scoped_lock();
  DataflowBuffer out(16);
  out.reserve_back(1);
  const uint32_t bytes = out.get_entry_size();
}

void transfers() {
  Noc noc;
  experimental::Noc other(1 - noc.get_noc_id());
  CircularBuffer cb(0);
  experimental::CoreLocalMem<uint32_t> memory(0x20000);
  const auto tensor = TensorAccessor(TensorAccessorArgs<0>(), 0x1000);
  noc.async_read(tensor, cb, 2048, {.page_id = 3}, {.offset_bytes = 0});
  noc.async_read<Noc::TxnIdMode::ENABLED, 2048>(tensor, memory, 2048, {.page_id = 3, .offset_bytes = 16}, {}, 1, 2);
  noc.set_async_read_state(UnicastEndpoint{}, 64, {.noc_x = 1, .noc_y = 2, .addr = 0x20000});
  noc.async_read_with_state(UnicastEndpoint{}, cb, 64, {.noc_x = 1, .noc_y = 2, .addr = 0x20040}, {});
  noc.set_async_read_state<Noc::VcSelection::CUSTOM, 64>(UnicastEndpoint{}, 64, {1, 2, 0x20000}, 1);
  noc.async_read_with_state<Noc::VcSelection::CUSTOM, 64>(UnicastEndpoint{}, memory, 64, {1, 2, 0x20040}, {}, 1);
  noc.async_write(cb, tensor, 2048, {}, {.page_id = 3});
  noc.async_write(use<CircularBuffer::AddrSelector::WRITE_PTR>(cb), AllocatorBank<AllocatorBankType::DRAM>{}, 64, {},
                  {.bank_id = 1, .addr = 0x40});
  noc.async_write<Noc::TxnIdMode::ENABLED, Noc::ResponseMode::POSTED>(memory, PageView(tensor), 64, {}, {.page_id = 1},
                                                                      1, 2);
  noc.set_async_write_state(UnicastEndpoint{}, 64, {1, 2, 0x20000});
  noc.async_write_with_state(memory, UnicastEndpoint{}, 64, {}, {1, 2, 0x20040});
  noc.async_write_multicast(cb, MulticastEndpoint{}, 64, 3, {}, {1, 2, 3, 4, 0x20000});
  noc.async_write_multicast<Noc::McastMode::INCLUDE_SRC>(
      cb, cb, 64, 4, {}, {.noc_x_start = 1, .noc_y_start = 2, .noc_x_end = 3, .noc_y_end = 4, .offset_bytes = 0}, true);
  noc.inline_dw_write(UnicastEndpoint{}, 5, {1, 2, 0x20000});
  const auto sharded = TensorAccessor(TensorAccessorArgs<2>(), 0x1000);
  noc.async_read(ShardView(sharded), memory, 64, {.shard_id = 1}, {});
  for (const auto& page : sharded.pages()) noc.async_read(page, memory, 64, {}, {.offset_bytes = 64});
  noc.async_read_barrier();
  noc.async_read_barrier<Noc::BarrierMode::TXN_ID>(2);
  noc.async_write_barrier();
  noc.async_writes_flushed();
  noc.async_writes_flushed<Noc::ResponseMode::POSTED>();
  noc.async_writes_flushed<Noc::ResponseMode::NON_POSTED, Noc::BarrierMode::TXN_ID>(2);
  noc.async_atomic_barrier();
  noc.async_full_barrier();
}

void semaphores() {
  experimental::Semaphore<> semaphore(0);
  Noc noc;
  semaphore.up(1);
  semaphore.up(noc, 1, 2, 3);
  semaphore.down(1);
  semaphore.wait(0);
  semaphore.wait_min(1);
  semaphore.set(0);
  semaphore.set_multicast(noc, 1, 2, 3, 4, 3);
  semaphore.set_multicast<Noc::McastMode::INCLUDE_SRC>(noc, 1, 2, 3, 4, 4, true);
  semaphore.inc_multicast(noc, 1, 2, 3, 4, 1, 3);
}

void kernel_main() {
  buffers();
  transfers();
  semaphores();
  CoreLocalMem<volatile uint32_t> words(0x20000);
  words[1] = *words + 1;
  ++words;
  const bool later = words > CoreLocalMem<volatile uint32_t>(0x20000) && words - 1 == words + (-1);
}
