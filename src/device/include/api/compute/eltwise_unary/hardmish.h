// Hard mish of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/hardmish.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void hardmish_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Hardmish, where); }
ALWI void hardmish_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Hardmish, idst, where);
}

}  // namespace ckernel
