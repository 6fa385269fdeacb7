// A tile in DST negated, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/negative.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void negative_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Negative, where); }
ALWI void negative_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Negative, idst, where);
}
ALWI void negative_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::NegativeInt, idst, where);
}

}  // namespace ckernel
