// Left shift of the integers of a tile in DST by a number of bits, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/left_shift.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void left_shift_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::LeftShift, where); }
ALWI void left_shift_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LeftShift, idst, where, param0);
}

}  // namespace ckernel
