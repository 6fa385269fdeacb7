// Tiles into row-major rows, by the unpacker; untilize_block hands DST over by itself. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/untilize.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

ALWI void untilize_init(uint32_t icb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::Untilize, icb, kTir2ttNoCb, where);
}
template <uint32_t block_ct_dim = 1>
ALWI void untilize_block(uint32_t icb, uint32_t full_ct_dim, uint32_t ocb, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::UntilizeBlock>(where, icb, full_ct_dim, ocb, block_ct_dim);
}
ALWI void untilize_uninit(uint32_t icb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::None, kTir2ttNoCb, kTir2ttNoCb, where);
}

}  // namespace ckernel
