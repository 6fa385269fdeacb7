// xIELU of a tile in DST, in place; parameters are bits of floats. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/xielu.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void xielu_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Xielu, where); }
ALWI void xielu_tile(uint32_t idst, uint32_t alpha_p, uint32_t alpha_n, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Xielu, idst, where, alpha_p, alpha_n);
}

}  // namespace ckernel
