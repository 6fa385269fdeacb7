// Transposition of a tile in DST, in place. The init configures nothing that this device models.
// Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/transpose_wh_dest.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool is_32bit = false>
ALWI void transpose_wh_dest_init_short() {}
template <bool is_32bit = false>
ALWI void transpose_wh_dest(uint32_t idst, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::TransposeDst>(where, idst, is_32bit);
}

}  // namespace ckernel
