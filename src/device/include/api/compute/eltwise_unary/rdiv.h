// A scalar (bits of a float) divided by a tile in DST, in place, and rounded if asked for. Source: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/rdiv.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void rdiv_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Rdiv, where); }
template <RoundingMode rounding_mode = RoundingMode::None>
ALWI void rdiv_tile(uint32_t idst, uint32_t value, int vector_mode = (int)VectorMode::RC, Where where = Where::here()) {
  tir2tt_sfpu_unary(
      Tir2ttSfpu::Rdiv, idst, where,
      {.p0 = value, .p1 = static_cast<uint32_t>(rounding_mode), .vector_mode = static_cast<uint32_t>(vector_mode)});
}

}  // namespace ckernel
