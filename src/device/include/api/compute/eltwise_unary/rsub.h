// A scalar (bits of a float, or an integer) minus a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/rsub.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void rsub_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::RsubScalar, where); }
ALWI void rsub_tile(uint32_t idst, uint32_t scalar, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::RsubScalar, idst, where, scalar);
}
ALWI void rsub_unary_int32_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::RsubScalarInt, where);
}
ALWI void rsub_unary_int32_tile(uint32_t idst, uint32_t scalar, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::RsubScalarInt, idst, where, scalar);
}

}  // namespace ckernel
