// Logarithm of the gamma function by the Stirling series, in place. lgamma_adjusted_tile is not supported. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/lgamma.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void lgamma_stirling_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Lgamma, where); }
ALWI void lgamma_stirling_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Lgamma, idst, where);
}

}  // namespace ckernel
