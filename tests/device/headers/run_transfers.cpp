// roles: brisc ncrisc
// clang-format off: what stands behind a call is what it becomes
// What calls become: headers_test.cc compares it with what is written behind them.
void kernel_main() {
  noc_async_read(get_noc_addr(1, 2, 0x20000), 0x30000, 20000);
  //= Read 1,2+0x20000 local 0x30000 bytes 20000
  noc_async_read_barrier();  //= barrier 0 noc 0 id all
  noc_async_write<64, true, true>(0x30000, get_noc_addr(1, 2, 0x20000), 64);
  //= Write 1,2+0x20000 local 0x30000 bytes 64 posted
  noc_async_write_one_packet(0, 0, 8193);
  //= assertion: noc_async_write_one_packet: more than NOC_MAX_BURST_SIZE bytes
  //= Write 0,0+0x0 local 0x0 bytes 8193
  noc_async_write_barrier(1);  //= barrier 1 noc 1 id all
  const uint64_t all = get_noc_multicast_addr(1, 2, 3, 4, 0x20000);
  noc_async_write_multicast(0x30000, all, 64, 8, true);
  //= Write 1,2-3,4+0x20000 local 0x30000 bytes 64 to 8 linked
  noc_async_write_multicast_loopback_src(0x30000, all, 64, 9);
  //= Write 1,2-3,4+0x20000 local 0x30000 bytes 64 to 9 with self
  noc_semaphore_set_multicast(0x30000, all, 8);
  //= Write 1,2-3,4+0x20000 local 0x30000 bytes 4 to 8 semaphore
  noc_semaphore_set_remote(0x30000, get_noc_addr(5, 6, 0x40));
  //= Write 5,6+0x40 local 0x30000 bytes 4 semaphore
  noc_semaphore_inc(get_noc_addr(5, 6, 0x40), 3);
  //= AtomicIncrement 5,6+0x40 bytes 4 value 3 semaphore
  noc_semaphore_inc_multicast(all, 3, 8);
  //= AtomicIncrement 1,2-3,4+0x20000 bytes 4 value 3 to 8 semaphore
  noc_inline_dw_write(get_noc_addr(5, 6, 0x40), 7);  //= InlineWrite 5,6+0x40 bytes 4 value 7
  noc_inline_dw_write(0, 7, 3);
  //= assertion: noc_inline_dw_write: a byte enable other than 0xF is not modelled
  //= InlineWrite 0,0+0x0 bytes 4 value 7

  noc_async_read_one_packet_with_state(0x20040, 0x30000);
  //= assertion: noc_async_read_one_packet_with_state: no state was set on this NoC before
  //= Read 0,0+0x20040 local 0x30000 bytes 0
  noc_async_read_one_packet_set_state(get_noc_addr(1, 2, 0x20000), 64);
  noc_async_read_one_packet_with_state(0x20040, 0x30000);
  //= Read 1,2+0x20040 local 0x30000 bytes 64
  noc_async_read_set_trid(5);  //= id 5
  noc_async_read_one_packet_with_state_with_trid(0x20000, 0x80, 0x30000, 5);
  //= Read 1,2+0x20080 local 0x30000 bytes 64
  noc_async_read_barrier_with_trid(5);  //= barrier 0 noc 0 id 5
  noc_async_read_set_state(get_noc_addr(3, 4, 0x20000), 1);
  noc_async_read_with_state(0x20040, 0x30000, 128, 1);
  //= Read 3,4+0x20040 local 0x30000 bytes 128 noc 1
  noc_async_write_one_packet_set_state(get_noc_addr(1, 2, 0x20000), 64);
  noc_async_write_one_packet_with_state(0x30000, 0x20040);
  //= Write 1,2+0x20040 local 0x30000 bytes 64
  noc_async_write_one_packet_with_trid(0x30000, get_noc_addr(1, 2, 0x40), 64, 3);
  //= Write 1,2+0x40 local 0x30000 bytes 64 id 3
  noc_async_write_one_packet_with_trid_set_state(get_noc_addr(1, 2, 0x20000));
  noc_async_write_one_packet_with_trid_with_state(0x30000, 0x20040, 32, 4);
  //= Write 1,2+0x20040 local 0x30000 bytes 32 id 4
  noc_inline_dw_write_set_state<false, true>(get_noc_addr(1, 2, 0x40), 7);
  noc_inline_dw_write_with_state<true>(8, 0x80);  //= InlineWrite 1,2+0x80 bytes 4 value 7
  noc_inline_dw_write_with_state<false, true, false, true, true>(8, NOC_XY_ENCODING(3, 4));
  //= InlineWrite 3,4+0x40 bytes 4 value 8
}
