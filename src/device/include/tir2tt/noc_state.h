// Transfers in two halves: *_set_state stores one end and perhaps the size, *_with_state sends. The state is the
// device's, one per kind of transfer and processor. Also transfers with transaction ids. A call on a NoC for which
// nothing was stored is a finding. Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/api/dataflow/dataflow_api.h.
// Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "tir2tt/noc_transfer.h"

/// The stored request; `call` and what is wrong with the state make the finding.
ALWI Tir2ttNocRequest tir2tt_stored_request(Tir2ttNocKind kind, uint8_t noc, const char* message, Where where) {
  const Tir2ttNocRequest stored = *TIR2TT_RT.noc_state(kind);
  if (!stored.stored || stored.noc != noc) TIR2TT_RT.assertion_failed(message, where);
  return stored;
}
/// A with_state call gives the low 32 bits of the far address anew.
ALWI uint64_t tir2tt_with_low_word(uint64_t address, uint32_t low) { return (address & ~0xFFFFFFFFull) | low; }

// --- Reads.
ALWI void noc_async_read_set_state(uint64_t src_noc_addr, uint8_t noc = noc_index, Where where = Where::here()) {
  *TIR2TT_RT.noc_state(Tir2ttNocKind::Read) = {
      .kind = Tir2ttNocKind::Read, .noc = noc, .stored = true, .remote = src_noc_addr};
}
template <bool inc_num_issued = true>
ALWI void noc_async_read_with_state(uint32_t src_local_l1_addr, uint32_t dst_local_l1_addr, uint32_t size,
                                    uint8_t noc = noc_index, Where where = Where::here()) {
  Tir2ttNocRequest request = tir2tt_stored_request(
      Tir2ttNocKind::Read, noc, "noc_async_read_with_state: no noc_async_read_set_state on this NoC before", where);
  request.remote = tir2tt_with_low_word(request.remote, src_local_l1_addr);
  request.local = dst_local_l1_addr;
  request.bytes = size;
  tir2tt_noc_issue(request, where);
}
template <bool use_vc = false>
ALWI void noc_async_read_one_packet_set_state(uint64_t src_noc_addr, uint32_t size, const uint32_t vc = 0,
                                              uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_one_packet(size, "noc_async_read_one_packet_set_state: more than NOC_MAX_BURST_SIZE bytes", where);
  *TIR2TT_RT.noc_state(Tir2ttNocKind::Read) = {
      .kind = Tir2ttNocKind::Read, .noc = noc, .stored = true, .remote = src_noc_addr, .bytes = size};
}
template <bool inc_num_issued = true, bool use_vc = false>
ALWI void noc_async_read_one_packet_with_state(uint32_t src_local_l1_addr, uint32_t dst_local_l1_addr,
                                               const uint32_t vc = 0, uint8_t noc = noc_index,
                                               Where where = Where::here()) {
  Tir2ttNocRequest request = tir2tt_stored_request(
      Tir2ttNocKind::Read, noc, "noc_async_read_one_packet_with_state: no state was set on this NoC before", where);
  request.remote = tir2tt_with_low_word(request.remote, src_local_l1_addr);
  request.local = dst_local_l1_addr;
  tir2tt_noc_issue(request, where);
}
/// Belongs to calls with inc_num_issued = false. The device counts every read by itself: nothing is to do.
ALWI void noc_async_read_inc_num_issued(uint32_t num_issued_reads_inc, uint8_t noc = noc_index) {}

// --- Writes.
template <bool posted = false>
ALWI void noc_async_write_one_packet_set_state(uint64_t dst_noc_addr, uint32_t size, uint8_t noc = noc_index,
                                               uint8_t vc = NOC_UNICAST_WRITE_VC, Where where = Where::here()) {
  tir2tt_one_packet(size, "noc_async_write_one_packet_set_state: more than NOC_MAX_BURST_SIZE bytes", where);
  *TIR2TT_RT.noc_state(Tir2ttNocKind::Write) = {.kind = Tir2ttNocKind::Write,
                                                .noc = noc,
                                                .posted = posted,
                                                .stored = true,
                                                .remote = dst_noc_addr,
                                                .bytes = size};
}
template <bool posted = false>
ALWI void noc_async_write_one_packet_with_state(uint32_t src_local_l1_addr, uint32_t dst_local_l1_addr,
                                                uint8_t noc = noc_index, Where where = Where::here()) {
  Tir2ttNocRequest request = tir2tt_stored_request(
      Tir2ttNocKind::Write, noc, "noc_async_write_one_packet_with_state: no state was set on this NoC before", where);
  request.posted = posted;
  request.remote = tir2tt_with_low_word(request.remote, dst_local_l1_addr);
  request.local = src_local_l1_addr;
  tir2tt_noc_issue(request, where);
}

// --- Transaction ids: 0..15, each with its own barrier.
ALWI void noc_async_read_set_trid(uint32_t trid = 0, uint8_t noc = noc_index) {
  TIR2TT_RT.noc_set_transaction_id(Tir2ttNocKind::Read, trid);
}
ALWI void noc_async_write_set_trid(uint32_t trid = 0, uint8_t noc = noc_index) {
  TIR2TT_RT.noc_set_transaction_id(Tir2ttNocKind::Write, trid);
}
/// The id is that of noc_async_read_set_trid(), as on silicon; `trid` only counts.
template <bool skip_ptr_update = false, bool skip_cmdbuf_chk = false>
ALWI void noc_async_read_one_packet_with_state_with_trid(uint32_t src_base_addr, uint32_t src_addr, uint32_t dest_addr,
                                                         uint32_t trid = 0, uint8_t noc = noc_index,
                                                         Where where = Where::here()) {
  Tir2ttNocRequest request = tir2tt_stored_request(
      Tir2ttNocKind::Read, noc, "noc_async_read_one_packet_with_state_with_trid: no state was set on this NoC before",
      where);
  request.remote = tir2tt_with_low_word(request.remote, src_base_addr + src_addr);
  request.local = dest_addr;
  tir2tt_noc_issue(request, where);
}
template <bool update_counter = true, bool posted = false>
ALWI void noc_async_write_one_packet_with_trid(uint32_t src_local_l1_addr, uint64_t dst_noc_addr, uint32_t size,
                                               uint32_t trid, uint8_t cmd_buf = write_cmd_buf, uint8_t noc = noc_index,
                                               uint8_t vc = NOC_UNICAST_WRITE_VC, Where where = Where::here()) {
  tir2tt_one_packet(size, "noc_async_write_one_packet_with_trid: more than NOC_MAX_BURST_SIZE bytes", where);
  const Tir2ttNocRequest request = {.kind = Tir2ttNocKind::Write,
                                    .noc = noc,
                                    .transaction_id = static_cast<uint8_t>(trid),
                                    .posted = posted,
                                    .remote = dst_noc_addr,
                                    .local = src_local_l1_addr,
                                    .bytes = size};
  tir2tt_noc_issue(request, where);
}
template <bool posted = false>
ALWI void noc_async_write_one_packet_with_trid_set_state(uint64_t dst_noc_addr, uint8_t cmd_buf = write_cmd_buf,
                                                         uint8_t noc = noc_index, uint8_t vc = NOC_UNICAST_WRITE_VC,
                                                         Where where = Where::here()) {
  *TIR2TT_RT.noc_state(Tir2ttNocKind::Write) = {
      .kind = Tir2ttNocKind::Write, .noc = noc, .posted = posted, .stored = true, .remote = dst_noc_addr};
}
template <bool update_counter = true, bool posted = false>
ALWI void noc_async_write_one_packet_with_trid_with_state(uint32_t src_local_l1_addr, uint32_t dst_local_l1_addr,
                                                          uint32_t size, uint32_t trid, uint8_t cmd_buf = write_cmd_buf,
                                                          uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_one_packet(size, "noc_async_write_one_packet_with_trid_with_state: more than NOC_MAX_BURST_SIZE bytes", where);
  Tir2ttNocRequest request = tir2tt_stored_request(
      Tir2ttNocKind::Write, noc, "noc_async_write_one_packet_with_trid_with_state: no state was set on this NoC before",
      where);
  request.transaction_id = static_cast<uint8_t>(trid);
  request.posted = posted;
  request.remote = tir2tt_with_low_word(request.remote, dst_local_l1_addr);
  request.local = src_local_l1_addr;
  request.bytes = size;
  tir2tt_noc_issue(request, where);
}
/// Counters of transaction ids are the device's own: nothing is to do.
ALWI void reset_noc_trid_barrier_counter(uint32_t id_mask = NOC_CLEAR_OUTSTANDING_REQ_MASK, uint32_t noc = noc_index) {}
