// SELU of a tile in DST, in place; param0: scale, param1: alpha, as bits of floats. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/selu.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void selu_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Selu, where); }
ALWI void selu_tile(uint32_t idst, uint32_t param0, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Selu, idst, where, param0, param1);
}

}  // namespace ckernel
