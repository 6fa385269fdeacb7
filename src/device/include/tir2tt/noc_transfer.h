// Reads and writes over the NoC that carry their whole description: of bytes, pages, tiles and shards, to one core or
// many; and the barriers. Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/api/dataflow/dataflow_api.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include <cstdint>

#include "tir2tt/addresses.h"

using Tir2ttNocRequest = tir2tt::device_abi::NocRequest;
using Tir2ttNocKind = tir2tt::device_abi::NocKind;
using Tir2ttNocBarrier = tir2tt::device_abi::NocBarrier;

ALWI void tir2tt_noc_issue(const Tir2ttNocRequest& request, Where where) { TIR2TT_RT.noc_issue(&request, where); }

/// Calls that send a single packet take at most NOC_MAX_BURST_SIZE bytes; on silicon the rest is lost.
ALWI void tir2tt_one_packet(uint32_t size, const char* message, Where where) {
  if (size > NOC_MAX_BURST_SIZE) TIR2TT_RT.assertion_failed(message, where);
}

// --- Reads.
template <bool enable_noc_tracing = true>
ALWI void noc_async_read_one_packet(uint64_t src_noc_addr, uint32_t dst_local_l1_addr, uint32_t size,
                                    uint8_t noc = noc_index, uint32_t read_req_vc = NOC_UNICAST_WRITE_VC,
                                    Where where = Where::here()) {
  tir2tt_one_packet(size, "noc_async_read_one_packet: more than NOC_MAX_BURST_SIZE bytes", where);
  const Tir2ttNocRequest request = {
      .kind = Tir2ttNocKind::Read, .noc = noc, .remote = src_noc_addr, .local = dst_local_l1_addr, .bytes = size};
  tir2tt_noc_issue(request, where);
}

template <uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true>
ALWI void noc_async_read(uint64_t src_noc_addr, uint32_t dst_local_l1_addr, uint32_t size, uint8_t noc = noc_index,
                         uint32_t read_req_vc = NOC_UNICAST_WRITE_VC, Where where = Where::here()) {
  if constexpr (max_page_size <= NOC_MAX_BURST_SIZE) {
    return noc_async_read_one_packet(src_noc_addr, dst_local_l1_addr, size, noc, read_req_vc, where);
  }
  const Tir2ttNocRequest request = {
      .kind = Tir2ttNocKind::Read, .noc = noc, .remote = src_noc_addr, .local = dst_local_l1_addr, .bytes = size};
  tir2tt_noc_issue(request, where);
}

template <Tir2ttAddrGen AddrGen, bool enable_noc_tracing = true>
ALWI void noc_async_read_page(const uint32_t id, const AddrGen& addrgen, uint32_t dst_local_l1_addr,
                              uint32_t offset = 0, uint8_t noc = noc_index, Where where = Where::here()) {
  noc_async_read(get_noc_addr(id, addrgen, offset, noc, where), dst_local_l1_addr, tir2tt_page_bytes(addrgen), noc,
                 NOC_UNICAST_WRITE_VC, where);
}
template <Tir2ttAddrGen AddrGen>
ALWI void noc_async_read_tile(const uint32_t id, const AddrGen& addrgen, uint32_t dst_local_l1_addr,
                              uint32_t offset = 0, uint8_t noc = noc_index, Where where = Where::here()) {
  noc_async_read_page(id, addrgen, dst_local_l1_addr, offset, noc, where);
}

// --- Writes.
template <bool enable_noc_tracing = true, bool posted = false>
ALWI void noc_async_write_one_packet(uint32_t src_local_l1_addr, uint64_t dst_noc_addr, uint32_t size,
                                     uint8_t noc = noc_index, uint32_t vc = NOC_UNICAST_WRITE_VC,
                                     Where where = Where::here()) {
  tir2tt_one_packet(size, "noc_async_write_one_packet: more than NOC_MAX_BURST_SIZE bytes", where);
  const Tir2ttNocRequest request = {.kind = Tir2ttNocKind::Write,
                                    .noc = noc,
                                    .posted = posted,
                                    .remote = dst_noc_addr,
                                    .local = src_local_l1_addr,
                                    .bytes = size};
  tir2tt_noc_issue(request, where);
}

template <uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true, bool posted = false>
ALWI void noc_async_write(uint32_t src_local_l1_addr, uint64_t dst_noc_addr, uint32_t size, uint8_t noc = noc_index,
                          uint32_t vc = NOC_UNICAST_WRITE_VC, Where where = Where::here()) {
  if constexpr (max_page_size <= NOC_MAX_BURST_SIZE) {
    return noc_async_write_one_packet<true, posted>(src_local_l1_addr, dst_noc_addr, size, noc, vc, where);
  }
  const Tir2ttNocRequest request = {.kind = Tir2ttNocKind::Write,
                                    .noc = noc,
                                    .posted = posted,
                                    .remote = dst_noc_addr,
                                    .local = src_local_l1_addr,
                                    .bytes = size};
  tir2tt_noc_issue(request, where);
}

/// `size` 0: the whole page.
template <Tir2ttAddrGen AddrGen, bool enable_noc_tracing = true, bool posted = false>
ALWI void noc_async_write_page(const uint32_t id, const AddrGen& addrgen, uint32_t src_local_l1_addr, uint32_t size = 0,
                               uint32_t offset = 0, uint8_t noc = noc_index, Where where = Where::here()) {
  noc_async_write<NOC_MAX_BURST_SIZE + 1, enable_noc_tracing, posted>(
      src_local_l1_addr, get_noc_addr(id, addrgen, offset, noc, where), size == 0 ? tir2tt_page_bytes(addrgen) : size,
      noc, NOC_UNICAST_WRITE_VC, where);
}
template <Tir2ttAddrGen AddrGen>
ALWI void noc_async_write_tile(const uint32_t id, const AddrGen& addrgen, uint32_t src_local_l1_addr,
                               uint8_t noc = noc_index, Where where = Where::here()) {
  noc_async_write_page(id, addrgen, src_local_l1_addr, 0, 0, noc, where);
}

// --- Multicast. The sender is no destination, except with "loopback_src"; num_dests counts as the call does.
ALWI void tir2tt_multicast(uint32_t local, uint64_t remote, uint32_t bytes, uint32_t num_dests, bool linked,
                           uint8_t noc, bool include_self, bool semaphore, Where where) {
  const Tir2ttNocRequest request = {.kind = Tir2ttNocKind::Write,
                                    .noc = noc,
                                    .multicast = true,
                                    .include_self = include_self,
                                    .linked = linked,
                                    .semaphore = semaphore,
                                    .remote = remote,
                                    .local = local,
                                    .bytes = bytes,
                                    .destinations = num_dests};
  tir2tt_noc_issue(request, where);
}

template <bool enable_noc_tracing = true>
ALWI void noc_async_write_multicast_one_packet(uint32_t src_local_l1_addr, uint64_t dst_noc_addr_multicast,
                                               uint32_t size, uint32_t num_dests, bool linked = false,
                                               uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_one_packet(size, "noc_async_write_multicast_one_packet: more than NOC_MAX_BURST_SIZE bytes", where);
  tir2tt_multicast(src_local_l1_addr, dst_noc_addr_multicast, size, num_dests, linked, noc, false, false, where);
}
template <uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1>
ALWI void noc_async_write_multicast(uint32_t src_local_l1_addr, uint64_t dst_noc_addr_multicast, uint32_t size,
                                    uint32_t num_dests, bool linked = false, uint8_t noc = noc_index,
                                    Where where = Where::here()) {
  if constexpr (max_page_size <= NOC_MAX_BURST_SIZE) {
    tir2tt_one_packet(size, "noc_async_write_multicast: more bytes than its max_page_size of one packet", where);
  }
  tir2tt_multicast(src_local_l1_addr, dst_noc_addr_multicast, size, num_dests, linked, noc, false, false, where);
}
ALWI void noc_async_write_multicast_loopback_src(uint32_t src_local_l1_addr, uint64_t dst_noc_addr_multicast,
                                                 uint32_t size, uint32_t num_dests, bool linked = false,
                                                 uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_multicast(src_local_l1_addr, dst_noc_addr_multicast, size, num_dests, linked, noc, true, false, where);
}

// --- Barriers.
ALWI void tir2tt_noc_barrier(Tir2ttNocBarrier barrier, uint32_t noc, uint32_t trid, Where where) {
  TIR2TT_RT.noc_barrier(barrier, noc, trid, where);
}
ALWI void noc_async_read_barrier(uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::Reads, noc, tir2tt::device_abi::kNone, where);
}
ALWI void noc_async_write_barrier(uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::Writes, noc, tir2tt::device_abi::kNone, where);
}
ALWI void noc_async_writes_flushed(uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::WritesFlushed, noc, tir2tt::device_abi::kNone, where);
}
ALWI void noc_async_posted_writes_flushed(uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::PostedFlushed, noc, tir2tt::device_abi::kNone, where);
}
ALWI void noc_async_atomic_barrier(uint8_t noc_idx = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::Atomics, noc_idx, tir2tt::device_abi::kNone, where);
}
ALWI void noc_async_full_barrier(uint8_t noc_idx = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::Full, noc_idx, tir2tt::device_abi::kNone, where);
}
ALWI void noc_async_read_barrier_with_trid(uint32_t trid, uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::Reads, noc, trid, where);
}
ALWI void noc_async_write_barrier_with_trid(uint32_t trid, uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::Writes, noc, trid, where);
}
ALWI void noc_async_write_flushed_with_trid(uint32_t trid, uint8_t noc = noc_index, Where where = Where::here()) {
  tir2tt_noc_barrier(Tir2ttNocBarrier::WritesFlushed, noc, trid, where);
}
