// Everything that a data movement kernel calls: circular buffers, NoC transfers, semaphores, address generators, tensor
// accessors. The calls and their parameters are tt-metal's of 2026-03-12 (tt_metal/hw/inc/api/dataflow/dataflow_api.h),
// with the place of the call as a last, defaulted parameter. Tested by tests/device/headers_test.cc.
#pragma once

#include "tir2tt/kernel.h"

#ifndef TIR2TT_DATA_MOVEMENT
#error "api/dataflow/dataflow_api.h is for data movement kernels: a compute kernel has no NoC"
#endif

#include "hostdevcommon/common_values.hpp"
#include "tir2tt/common.h"
#include "tir2tt/noc_words.h"
// clang-format off: the accessors need what stands above
#include "api/debug/assert.h"
#include "api/debug/dprint.h"
#include "api/tensor/tensor_accessor.h"
// clang-format on

// --- Circular buffers, as only data movement sees them; the rest is in tir2tt/common.h.
ALWI bool cb_pages_reservable_at_back(int32_t operand, int32_t num_pages, Where where = Where::here()) {
  return TIR2TT_RT.cb_reservable(operand, num_pages, where);
}
ALWI bool cb_pages_available_at_front(int32_t operand, int32_t num_pages, Where where = Where::here()) {
  return TIR2TT_RT.cb_available(operand, num_pages, where);
}
/// This processor's own pointers: a consumer's write pointer stays at the base unless it pushes itself.
ALWI uint32_t get_write_ptr(uint32_t operand, Where where = Where::here()) {
  return TIR2TT_RT.cb_query(tir2tt::device_abi::CbQuery::WritePointer, operand, where);
}
ALWI uint32_t get_read_ptr(uint32_t operand, Where where = Where::here()) {
  return TIR2TT_RT.cb_query(tir2tt::device_abi::CbQuery::ReadPointer, operand, where);
}

// --- Shards.
template <typename DSpec>
ALWI void noc_async_read_shard(const uint32_t shard_id, const TensorAccessor<DSpec>& s, uint32_t dst_local_l1_addr,
                               uint8_t noc = noc_index, Where where = Where::here()) {
  const uint32_t bytes = s.get_aligned_page_size() * s.dspec().shard_volume();
  noc_async_read(s.get_shard_noc_addr(shard_id, 0, noc, where), dst_local_l1_addr, bytes, noc, NOC_UNICAST_WRITE_VC,
                 where);
}
template <typename DSpec, bool posted = false>
ALWI void noc_async_write_shard(const uint32_t shard_id, const TensorAccessor<DSpec>& s, uint32_t src_local_l1_addr,
                                uint8_t noc = noc_index, Where where = Where::here()) {
  const uint32_t bytes = s.get_aligned_page_size() * s.dspec().shard_volume();
  noc_async_write<NOC_MAX_BURST_SIZE + 1, true, posted>(
      src_local_l1_addr, s.get_shard_noc_addr(shard_id, 0, noc, where), bytes, noc, NOC_UNICAST_WRITE_VC, where);
}
