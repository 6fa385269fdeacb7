// A tile in DST converted from one format to another, in place. IN_DTYPE and OUT_DTYPE are values of DataFormat.
// Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/typecast.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

template <uint32_t IN_DTYPE, uint32_t OUT_DTYPE>
ALWI void typecast_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Typecast, where, IN_DTYPE, OUT_DTYPE);
}
template <uint32_t IN_DTYPE, uint32_t OUT_DTYPE>
ALWI void typecast_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Typecast, idst, where, {.p0 = IN_DTYPE, .p1 = OUT_DTYPE});
}

}  // namespace ckernel
