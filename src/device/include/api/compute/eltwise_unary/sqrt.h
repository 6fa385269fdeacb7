// Square root of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/sqrt.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void sqrt_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Sqrt, where); }
template <bool FAST_APPROX = false>
ALWI void sqrt_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Sqrt, idst, where);
}

}  // namespace ckernel
