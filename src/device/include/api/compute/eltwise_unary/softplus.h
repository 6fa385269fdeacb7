// Softplus of a tile in DST, in place; parameters are bits of floats. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/softplus.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void softplus_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Softplus, where); }
ALWI void softplus_tile(uint32_t idst, uint32_t beta, uint32_t beta_reciprocal, uint32_t threshold,
                        Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Softplus, idst, where, beta, beta_reciprocal, threshold);
}

}  // namespace ckernel
