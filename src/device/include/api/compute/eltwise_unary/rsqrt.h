// Reciprocal of the square root of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/rsqrt.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

template <bool legacy_compat = false>
ALWI void rsqrt_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Rsqrt, where);
}
template <bool legacy_compat = false, bool FAST_APPROX = false>
ALWI void rsqrt_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Rsqrt, idst, where);
}

}  // namespace ckernel
