// Which elements of a tile in DST are infinite, finite or not a number: 1 where true, else 0, in place. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/isinf_isnan.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void isinf_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::IsInf, where); }
ALWI void isinf_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::IsInf, idst, where); }
ALWI void isposinf_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::IsPosInf, where); }
ALWI void isposinf_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::IsPosInf, idst, where);
}
ALWI void isneginf_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::IsNegInf, where); }
ALWI void isneginf_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::IsNegInf, idst, where);
}
ALWI void isnan_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::IsNan, where); }
ALWI void isnan_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::IsNan, idst, where); }
ALWI void isfinite_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::IsFinite, where); }
ALWI void isfinite_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::IsFinite, idst, where);
}

}  // namespace ckernel
