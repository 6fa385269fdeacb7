// Remainder of a division by a scalar with the sign of the tile in DST, in place; param0: divisor, param1: its
// reciprocal. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/fmod.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void fmod_tile_init(uint32_t param0, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Fmod, where, param0, param1);
}
ALWI void fmod_tile(uint32_t idst, uint32_t param0, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Fmod, idst, where, param0, param1);
}

}  // namespace ckernel
