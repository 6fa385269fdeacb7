// A tile in DST filled with random numbers in [from, from + scale) (bits of floats). Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/rand.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void rand_tile_init(uint32_t seed = 0, Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Rand, where, seed);
}
ALWI void rand_tile(uint32_t idst, uint32_t from, uint32_t scale, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Rand, idst, where, from, scale);
}

}  // namespace ckernel
