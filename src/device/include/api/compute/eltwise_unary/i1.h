// Modified Bessel function of order 1 of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/i1.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void i1_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::I1, where); }
ALWI void i1_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::I1, idst, where); }

}  // namespace ckernel
