// Arithmetic right shift of the integers of a tile in DST by a number of bits, in place. Source: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/right_shift.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void right_shift_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::RightShift, where); }
ALWI void right_shift_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::RightShift, idst, where, param0);
}

}  // namespace ckernel
