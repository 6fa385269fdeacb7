// DataflowBuffer: the later name of a circular buffer, with entries for pages. On these chips it is a circular buffer.
// Sources: tt-metal of summer 2026, tt_metal/hw/inc/api/dataflow/dataflow_buffer.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "experimental/circular_buffer.h"

namespace experimental {

class DataflowBuffer : public CircularBuffer {
 public:
  explicit DataflowBuffer(uint16_t logical_dfb_id) : CircularBuffer(logical_dfb_id) {}
  uint32_t get_id() const { return get_cb_id(); }
  /// Bytes of a page.
  uint32_t get_entry_size(Where where = Where::here()) const {
    return TIR2TT_RT.cb_query(tir2tt::device_abi::CbQuery::PageBytes, get_cb_id(), where);
  }
};

#ifdef TIR2TT_DATA_MOVEMENT
template <>
struct noc_traits_t<DataflowBuffer> : noc_traits_t<CircularBuffer> {};
#endif

}  // namespace experimental
