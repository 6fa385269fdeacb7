// Hard sigmoid, softsign, CELU and softshrink of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/activations.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void hardsigmoid_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Hardsigmoid, where); }
ALWI void hardsigmoid_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Hardsigmoid, idst, where);
}

ALWI void softsign_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Softsign, where); }
ALWI void softsign_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Softsign, idst, where);
}

/// Parameters are bits of a float, as everywhere below.
ALWI void celu_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Celu, where); }
ALWI void celu_tile(uint32_t idst, uint32_t alpha, uint32_t alpha_recip, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Celu, idst, where, alpha, alpha_recip);
}

ALWI void softshrink_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Softshrink, where); }
ALWI void softshrink_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Softshrink, idst, where, param0);
}

}  // namespace ckernel
