// Copies of tiles into DST, transposed. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/transpose_wh.h.
// Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

ALWI void transpose_wh_init_short(uint32_t icb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::Transpose, icb, kTir2ttNoCb, where, {.transpose = 1});
}
ALWI void transpose_wh_init(uint32_t icb, uint32_t ocb, Where where = Where::here()) {
  compute_kernel_hw_startup(icb, ocb, where);
  transpose_wh_init_short(icb, where);
}
ALWI void transpose_wh_tile(uint32_t icb, uint32_t itile, uint32_t idst, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::Transpose>(where, icb, itile, idst);
}

}  // namespace ckernel
