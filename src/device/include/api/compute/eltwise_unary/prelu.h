// PReLU of a tile in DST, in place; param0: slope as bits of a float. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/prelu.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void prelu_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Prelu, where); }
ALWI void prelu_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Prelu, idst, where, param0);
}

}  // namespace ckernel
