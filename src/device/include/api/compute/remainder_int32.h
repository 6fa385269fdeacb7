// Remainder of the division of the integers of two tiles in DST, with the sign of the divisor. Source: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/compute/remainder_int32.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void remainder_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::RemainderInt, where); }
ALWI void remainder_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::RemainderInt, idst0, idst1, odst, where, kTir2ttInt32);
}

}  // namespace ckernel
