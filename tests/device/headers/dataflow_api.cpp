// roles: brisc ncrisc
// Every function of tt-metal's api/dataflow/dataflow_api.h of 2026-03-12, with the arguments that it must take and once
// with all.
#include "api/dataflow/dataflow_api.h"

#include <cstdint>

void arguments() {
  uint32_t sum =
      get_absolute_logical_x() + get_absolute_logical_y() + get_relative_logical_x() + get_relative_logical_y();
  sum += get_num_threads() + get_my_thread_id();
  const uintptr_t address = get_arg_addr(0) + get_common_arg_addr(1);
  const int32_t i = get_arg_val<int32_t>(2);
  const float f = get_common_arg_val<float>(3);
  constexpr uint32_t first = get_compile_time_arg_val(0);
  constexpr uint32_t named = get_named_compile_time_arg_val("blocks");
  static_assert(first == 2 && named == 7 && kernel_compile_time_args.size() > 2);
}

void circular_buffers(uint32_t any) {
  constexpr uint32_t cb = tt::CBIndex::c_0;
  cb_reserve_back(cb, 1);
  cb_push_back(cb, 1);
  cb_wait_front(tt::CB::c_out0, 1);
  cb_pop_front(tt::CB::c_out0, 1);
  const bool ready = cb_pages_reservable_at_back(cb, 1) && cb_pages_available_at_front(cb, 1);
  const uint32_t pointers = get_write_ptr(cb) + get_read_ptr(cb);
  static_assert(get_tile_size(cb) == 2048 && get_tile_size(16) == 1088 && get_tile_size(3) == 2 * 512 * 4 / 2);
  static_assert(get_tile_hw(cb) == 1024 && get_tile_num_faces(cb) == 4 && get_tile_num_faces(3) == 2);
  static_assert(get_dataformat(16) == DataFormat::Bfp8_b);
  const uint32_t sizes = get_tile_size(any) + get_tile_hw(any) + get_tile_num_faces(any);
  const DataFormat format = get_dataformat(any);
}

void addresses(uint32_t x, uint32_t y, uint32_t address) {
  uint64_t sum = get_noc_addr(x, y, address) + get_noc_addr(x, y, address, 1);
  sum += get_noc_addr(address) + get_noc_addr(address, noc_index);
  sum += get_noc_multicast_addr(x, y, x + 1, y + 1, address) + get_noc_multicast_addr(x, y, x, y, address, 1);
  sum += get_noc_addr_from_bank_id<true>(0, address) + get_noc_addr_from_bank_id<false>(0, address, 1);
  sum += get_dram_noc_addr(5, 2048, address) + get_dram_noc_addr(5, 2048, address, 16, 1);
  sum += get_l1_noc_addr(5, 2048, address) + get_l1_noc_addr(5, 2048, address, 16, 1);
  sum += my_x[noc_index] + my_y[0] + get_noc_addr_helper(NOC_XY_ENCODING(x, y), address);
}

void whole_transfers(uint64_t remote, uint32_t local, uint32_t bytes) {
  noc_async_read_one_packet(remote, local, bytes);
  noc_async_read_one_packet<false>(remote, local, bytes, noc_index, NOC_UNICAST_WRITE_VC);
  noc_async_read(remote, local, bytes);
  noc_async_read<2048, false>(remote, local, bytes, noc_index, NOC_UNICAST_WRITE_VC);
  noc_async_write_one_packet(local, remote, bytes);
  noc_async_write_one_packet<true, true>(local, remote, bytes, noc_index, NOC_UNICAST_WRITE_VC);
  noc_async_write(local, remote, bytes);
  noc_async_write<2048, true, true>(local, remote, bytes, noc_index, NOC_UNICAST_WRITE_VC);
  noc_async_write_multicast_one_packet(local, remote, bytes, 3);
  noc_async_write_multicast_one_packet<false>(local, remote, bytes, 3, true, noc_index);
  noc_async_write_multicast(local, remote, bytes, 3);
  noc_async_write_multicast<2048>(local, remote, bytes, 3, true, noc_index);
  noc_async_write_multicast_loopback_src(local, remote, bytes, 3);
  noc_async_write_multicast_loopback_src(local, remote, bytes, 3, true, noc_index);
}

void transfers_with_state(uint64_t remote, uint32_t local, uint32_t bytes) {
  noc_async_read_set_state(remote);
  noc_async_read_set_state(remote, noc_index);
  noc_async_read_with_state(remote, local, bytes);
  noc_async_read_with_state<false>(remote, local, bytes, noc_index);
  noc_async_read_inc_num_issued(1);
  noc_async_read_one_packet_set_state(remote, bytes);
  noc_async_read_one_packet_set_state<true>(remote, bytes, 1, noc_index);
  noc_async_read_one_packet_with_state(remote, local);
  noc_async_read_one_packet_with_state<false, true>(remote, local, 1, noc_index);
  noc_async_write_one_packet_set_state(remote, bytes);
  noc_async_write_one_packet_set_state<true>(remote, bytes, noc_index, NOC_UNICAST_WRITE_VC);
  noc_async_write_one_packet_with_state(local, remote);
  noc_async_write_one_packet_with_state<true>(local, remote, noc_index);
}

void transaction_ids(uint64_t remote, uint32_t local, uint32_t bytes) {
  noc_async_read_set_trid();
  noc_async_read_set_trid(2, noc_index);
  noc_async_write_set_trid();
  noc_async_write_set_trid(2, noc_index);
  noc_async_read_one_packet_with_state_with_trid(remote, 16, local);
  noc_async_read_one_packet_with_state_with_trid<true, true>(remote, 16, local, 2, noc_index);
  noc_async_write_one_packet_with_trid(local, remote, bytes, 2);
  noc_async_write_one_packet_with_trid<false, true>(local, remote, bytes, 2, write_cmd_buf, noc_index, 1);
  noc_async_write_one_packet_with_trid_set_state(remote);
  noc_async_write_one_packet_with_trid_set_state<true>(remote, write_cmd_buf, noc_index, 1);
  noc_async_write_one_packet_with_trid_with_state(local, remote, bytes, 2);
  noc_async_write_one_packet_with_trid_with_state<false, true>(local, remote, bytes, 2, write_cmd_buf, noc_index);
  noc_async_read_barrier_with_trid(2);
  noc_async_write_barrier_with_trid(2, noc_index);
  noc_async_write_flushed_with_trid(2);
  reset_noc_trid_barrier_counter();
  reset_noc_trid_barrier_counter(NOC_CLEAR_OUTSTANDING_REQ_MASK, noc_index);
}

void barriers() {
  noc_async_read_barrier();
  noc_async_write_barrier(noc_index);
  noc_async_writes_flushed();
  noc_async_posted_writes_flushed();
  noc_async_atomic_barrier();
  noc_async_full_barrier(noc_index);
}

void semaphores_and_words(uint64_t remote) {
  const uint32_t address = get_semaphore(0) + get_semaphore<ProgrammableCoreType::TENSIX>(1);
  volatile tt_l1_ptr uint32_t* word = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(address);
  noc_semaphore_set(word, INVALID);
  noc_semaphore_wait(word, VALID);
  noc_semaphore_wait_min(word, 3);
  noc_semaphore_set_remote(address, remote);
  noc_semaphore_set_multicast(address, remote, 3);
  noc_semaphore_set_multicast(address, remote, 3, true, noc_index);
  noc_semaphore_set_multicast_loopback_src(address, remote, 3);
  noc_semaphore_inc(remote, 1);
  noc_semaphore_inc<true>(remote, 1, noc_index, NOC_UNICAST_WRITE_VC);
  noc_semaphore_inc_multicast(remote, 1, 3);
  noc_semaphore_inc_multicast<true>(remote, 1, 3, noc_index);
  noc_inline_dw_write(remote, 5);
  noc_inline_dw_write<InlineWriteDst::L1, true, true>(remote, 5, 0xF, noc_index, NOC_UNICAST_WRITE_VC, 0);
  noc_inline_dw_write_set_state(remote);
  noc_inline_dw_write_set_state<true, true>(remote, 5, 0xF, write_at_cmd_buf, noc_index, NOC_UNICAST_WRITE_VC);
  noc_inline_dw_write_with_state<true>(5, 16);
  noc_inline_dw_write_with_state<false, true, false, true, true>(5, NOC_XY_ENCODING(1, 2), write_at_cmd_buf, noc_index);
  wait_for_sync_register_value(address, 1);
  uint32_t heartbeat = 0;
  RISC_POST_HEARTBEAT(heartbeat);
  invalidate_l1_cache();
  riscv_wait(100);
}

template <class Generator>
void pages_of(const Generator& s, uint32_t local) {
  const uint64_t sum =
      get_noc_addr(3, s) + get_noc_addr(3, s, 16) + get_noc_addr(3, s, 16, noc_index) + s.get_noc_addr(3);
  noc_async_read_page(3, s, local);
  noc_async_read_page(3, s, local, 16, noc_index);
  noc_async_read_tile(3, s, local);
  noc_async_read_tile(3, s, local, 16, noc_index);
  noc_async_write_page(3, s, local);
  noc_async_write_page(3, s, local, 64, 16, noc_index);
  noc_async_write_tile(3, s, local);
  noc_async_write_tile(3, s, local, noc_index);
}

void generators(uint32_t base, uint32_t local) {
  pages_of(InterleavedAddrGen<true>{.bank_base_address = base, .page_size = 100}, local);
  pages_of(InterleavedAddrGen<false>{.bank_base_address = base, .page_size = 100}, local);
  const InterleavedAddrGenFast<true> tiles = {
      .bank_base_address = base, .page_size = 2048, .data_format = DataFormat::Float16_b};
  pages_of(tiles, local);
  const InterleavedAddrGenFast<false, 512> halves = {
      .bank_base_address = base, .page_size = 1024, .data_format = DataFormat::Float16_b};
  pages_of(halves, local);
  pages_of(InterleavedPow2AddrGen<true>{.bank_base_address = base, .log_base_2_of_page_size = 11}, local);
  pages_of(InterleavedPow2AddrGenFast<false>{.bank_base_address = base, .log_base_2_of_page_size = 11}, local);
  pages_of(get_interleaved_addr_gen<true, 2048>(base), local);
  pages_of(get_interleaved_addr_gen<true, 100>(base), local);
  pages_of(get_interleaved_addr_gen<true, true>(base, 11), local);
  pages_of(get_interleaved_addr_gen<false, false>(base, 100), local);
}

void kernel_main() {
  arguments();
  circular_buffers(get_arg_val<uint32_t>(0));
  addresses(1, 2, 0x20000);
  whole_transfers(get_noc_addr(1, 2, 0x20000), 0x30000, 64);
  transfers_with_state(get_noc_addr(1, 2, 0x20000), 0x30000, 64);
  transaction_ids(get_noc_addr(1, 2, 0x20000), 0x30000, 64);
  barriers();
  semaphores_and_words(get_noc_addr(1, 2, 0x20000));
  generators(0x1000, 0x30000);
}
