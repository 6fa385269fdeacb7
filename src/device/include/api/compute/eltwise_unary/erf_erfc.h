// Error function and its complement of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/erf_erfc.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

template <bool fast_and_approx = true>
ALWI void erf_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Erf, where);
}
template <bool fast_and_approx = true>
ALWI void erf_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Erf, idst, where);
}

template <bool fast_and_approx = true>
ALWI void erfc_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Erfc, where);
}
template <bool fast_and_approx = true>
ALWI void erfc_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Erfc, idst, where);
}

}  // namespace ckernel
