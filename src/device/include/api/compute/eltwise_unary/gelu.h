// GELU of a tile in DST, in place. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/gelu.h.
// Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

template <bool fast_and_approx = true>
ALWI void gelu_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Gelu, where);
}
template <bool fast_and_approx = true>
ALWI void gelu_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Gelu, idst, where);
}

}  // namespace ckernel
