// Single words: semaphores, atomic increments and writes without a source in L1; and the places at which a kernel that
// polls L1 lets others run. Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/api/dataflow/dataflow_api.h,
// internal/risc_common (riscv_wait). Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "tir2tt/noc_state.h"

// --- Semaphores of this core.
template <ProgrammableCoreType type = ProgrammableCoreType::TENSIX>
ALWI uint32_t get_semaphore(uint32_t semaphore_id, Where where = Where::here()) {
  static_assert(type == ProgrammableCoreType::TENSIX, "get_semaphore: this device has no Ethernet cores");
  return TIR2TT_RT.semaphore_address(semaphore_id, where);
}
ALWI void noc_semaphore_wait(volatile tt_l1_ptr uint32_t* sem_addr, uint32_t val, Where where = Where::here()) {
  TIR2TT_RT.semaphore_wait(sem_addr, val, false, where);
}
ALWI void noc_semaphore_wait_min(volatile tt_l1_ptr uint32_t* sem_addr, uint32_t val, Where where = Where::here()) {
  TIR2TT_RT.semaphore_wait(sem_addr, val, true, where);
}
ALWI void noc_semaphore_set(volatile tt_l1_ptr uint32_t* sem_addr, uint32_t val, Where where = Where::here()) {
  TIR2TT_RT.semaphore_set(sem_addr, val, where);
}
ALWI void wait_for_sync_register_value(uintptr_t addr, int32_t val, Where where = Where::here()) {
  TIR2TT_RT.semaphore_wait(reinterpret_cast<volatile uint32_t*>(addr), static_cast<uint32_t>(val), false, where);
}

// --- Semaphores of other cores.
ALWI void noc_semaphore_set_remote(uint32_t src_local_l1_addr, uint64_t dst_noc_addr, uint8_t noc = noc_index,
                                   Where where = Where::here()) {
  const Tir2ttNocRequest request = {.kind = Tir2ttNocKind::Write,
                                    .noc = noc,
                                    .semaphore = true,
                                    .remote = dst_noc_addr,
                                    .local = src_local_l1_addr,
                                    .bytes = 4};
  tir2tt_noc_issue(request, where);
}
ALWI void noc_semaphore_set_multicast(uint32_t src_local_l1_addr, uint64_t dst_noc_addr_multicast, uint32_t num_dests,
                                      bool linked = false, uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_multicast(src_local_l1_addr, dst_noc_addr_multicast, 4, num_dests, linked, noc, false, true, where);
}
ALWI void noc_semaphore_set_multicast_loopback_src(uint32_t src_local_l1_addr, uint64_t dst_noc_addr_multicast,
                                                   uint32_t num_dests, bool linked = false, uint8_t noc = noc_index,
                                                   Where where = Where::here()) {
  tir2tt_multicast(src_local_l1_addr, dst_noc_addr_multicast, 4, num_dests, linked, noc, true, true, where);
}
template <bool posted = false>
ALWI void noc_semaphore_inc(uint64_t addr, uint32_t incr, uint8_t noc_id = noc_index, uint8_t vc = NOC_UNICAST_WRITE_VC,
                            Where where = Where::here()) {
  const Tir2ttNocRequest request = {.kind = Tir2ttNocKind::AtomicIncrement,
                                    .noc = noc_id,
                                    .posted = posted,
                                    .semaphore = true,
                                    .remote = addr,
                                    .bytes = 4,
                                    .value = incr};
  tir2tt_noc_issue(request, where);
}
template <bool posted = false>
ALWI void noc_semaphore_inc_multicast(uint64_t addr, uint32_t incr, uint32_t num_dests, uint8_t noc_id = noc_index,
                                      uint8_t vc = NOC_MULTICAST_WRITE_VC, Where where = Where::here()) {
  const Tir2ttNocRequest request = {.kind = Tir2ttNocKind::AtomicIncrement,
                                    .noc = noc_id,
                                    .multicast = true,
                                    .posted = posted,
                                    .semaphore = true,
                                    .remote = addr,
                                    .bytes = 4,
                                    .value = incr,
                                    .destinations = num_dests};
  tir2tt_noc_issue(request, where);
}

// --- Words without a source in L1. The device has no stream registers and writes whole words.
ALWI void tir2tt_whole_word(uint8_t be, Where where) {
  if (be != 0xF) TIR2TT_RT.assertion_failed("noc_inline_dw_write: a byte enable other than 0xF is not modelled", where);
}
template <InlineWriteDst dst_type = InlineWriteDst::DEFAULT, bool posted = false, bool flush = true>
ALWI void noc_inline_dw_write(uint64_t addr, uint32_t val, uint8_t be = 0xF, uint8_t noc = noc_index,
                              uint8_t vc = NOC_UNICAST_WRITE_VC, uint32_t customized_src_addr = 0,
                              Where where = Where::here()) {
  static_assert(dst_type != InlineWriteDst::REG, "noc_inline_dw_write: this device has no stream registers");
  tir2tt_whole_word(be, where);
  const Tir2ttNocRequest request = {
      .kind = Tir2ttNocKind::InlineWrite, .noc = noc, .posted = posted, .remote = addr, .bytes = 4, .value = val};
  tir2tt_noc_issue(request, where);
}
template <bool posted = false, bool set_val = false>
ALWI void noc_inline_dw_write_set_state(uint64_t addr, uint32_t val = 0, uint8_t be = 0xF,
                                        uint8_t cmd_buf = write_at_cmd_buf, uint8_t noc = noc_index,
                                        uint8_t vc = NOC_UNICAST_WRITE_VC, Where where = Where::here()) {
  tir2tt_whole_word(be, where);
  *TIR2TT_RT.noc_state(Tir2ttNocKind::InlineWrite) = {.kind = Tir2ttNocKind::InlineWrite,
                                                      .noc = noc,
                                                      .posted = posted,
                                                      .stored = true,
                                                      .remote = addr,
                                                      .bytes = 4,
                                                      .value = set_val ? val : 0};
}
/// update_addr_lo: `addr` is the address in L1; update_addr_hi: `addr` is NOC_XY_ENCODING of the core.
template <bool update_addr_lo = false, bool update_counter = true, bool posted = false, bool update_addr_hi = false,
          bool update_val = false, InlineWriteDst dst_type = InlineWriteDst::DEFAULT>
ALWI void noc_inline_dw_write_with_state(uint32_t val, uint32_t addr = 0, uint8_t cmd_buf = write_at_cmd_buf,
                                         uint8_t noc = noc_index, Where where = Where::here()) {
  static_assert(!(update_addr_lo && update_addr_hi), "noc_inline_dw_write_with_state: one half of the address only");
  static_assert(dst_type != InlineWriteDst::REG, "noc_inline_dw_write_with_state: this device has no stream registers");
#ifdef ARCH_BLACKHOLE
  TIR2TT_RT.assertion_failed(
      "noc_inline_dw_write_with_state: on Blackhole it hangs unless it writes to a stream register", where);
#endif
  Tir2ttNocRequest request = tir2tt_stored_request(
      Tir2ttNocKind::InlineWrite, noc, "noc_inline_dw_write_with_state: no state was set on this NoC before", where);
  request.posted = posted;
  if constexpr (update_addr_lo) request.remote = tir2tt_with_low_word(request.remote, addr);
  if constexpr (update_addr_hi) request.remote = get_noc_addr_helper(addr, static_cast<uint32_t>(request.remote));
  if constexpr (update_val) request.value = val;
  tir2tt_noc_issue(request, where);
}

// --- Polling.
ALWI void invalidate_l1_cache(Where where = Where::here()) { TIR2TT_RT.poll(where); }
ALWI void riscv_wait(uint32_t cycles, Where where = Where::here()) { TIR2TT_RT.poll(where); }
ALWI void RISC_POST_HEARTBEAT(uint32_t& heartbeat, Where where = Where::here()) {
  ++heartbeat;
  TIR2TT_RT.poll(where);
}
