// A tile in DST rounded, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/rounding.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void rounding_op_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Rounding, where); }
ALWI void ceil_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Ceil, idst, where); }
ALWI void floor_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Floor, idst, where); }
ALWI void trunc_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Trunc, idst, where); }
ALWI void round_tile(uint32_t idst, int32_t decimals, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Round, idst, where, static_cast<uint32_t>(decimals));
}
ALWI void stochastic_round_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::StochasticRound, idst, where);
}
ALWI void frac_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Frac, idst, where); }

}  // namespace ckernel
