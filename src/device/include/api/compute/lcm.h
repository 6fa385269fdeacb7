// Least common multiple of the integers of two tiles in DST. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/lcm.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void lcm_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Lcm, where); }
ALWI void lcm_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::Lcm, idst0, idst1, odst, where, kTir2ttInt32);
}

}  // namespace ckernel
