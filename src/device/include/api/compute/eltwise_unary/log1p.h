// log(1 + x) of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/log1p.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

template <bool fast_and_approx = false>
ALWI void log1p_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Log1p, where);
}
template <bool fast_and_approx = false>
ALWI void log1p_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Log1p, idst, where);
}

}  // namespace ckernel
