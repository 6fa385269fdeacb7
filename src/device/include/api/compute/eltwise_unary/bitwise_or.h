// Bitwise or of the integers of a tile in DST with a scalar, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/bitwise_or.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void bitwise_or_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::BitwiseOr, where); }
ALWI void bitwise_or_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::BitwiseOr, idst, where, param0);
}

}  // namespace ckernel
