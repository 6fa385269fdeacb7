// Logarithm of the gamma function: by the Stirling series in place, of 1 - x where x < 0.5; then its adjustment there,
// from log|sin(pi x)|. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/lgamma.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void lgamma_stirling_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Lgamma, where); }
ALWI void lgamma_stirling_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Lgamma, idst, where);
}
ALWI void lgamma_adjusted_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::LgammaAdjusted, where);
}
/// idst0: what lgamma_stirling_tile gave, idst1: log|sin(pi x)|, idst2: x; the result goes to idst3.
ALWI void lgamma_adjusted_tile(uint32_t idst0, uint32_t idst1, uint32_t idst2, uint32_t idst3,
                               Where where = Where::here()) {
  tir2tt_sfpu_ternary(Tir2ttSfpu::LgammaAdjusted, idst0, idst1, idst2, idst3, where, 0);
}

}  // namespace ckernel
