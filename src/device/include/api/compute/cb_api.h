// Circular buffers as a compute kernel sees them: cb_* move pages (the packer produces, the unpacker consumes), and two
// calls read a tile at the front, with the same result in all three roles. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/cb_api.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"
#include "tir2tt/common.h"

namespace ckernel {

using ::cb_pop_front;
using ::cb_push_back;
using ::cb_reserve_back;
using ::cb_wait_front;

/// Address in L1, in bytes, of a tile counted from the front.
ALWI uint32_t get_tile_address(uint32_t cb_id, uint32_t tile_index, Where where = Where::here()) {
  return tir2tt_rt().tile_word(cb_id, tile_index, tir2tt::device_abi::kNone, where);
}
/// The 32-bit word at `element_offset` words from the start of that tile.
ALWI uint32_t read_tile_value(uint32_t cb_id, uint32_t tile_index, uint32_t element_offset,
                              Where where = Where::here()) {
  return tir2tt_rt().tile_word(cb_id, tile_index, element_offset, where);
}

}  // namespace ckernel
