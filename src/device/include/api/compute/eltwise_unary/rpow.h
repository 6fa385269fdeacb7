// A scalar (bits of a float) to the power of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/rpow.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void rpow_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Rpow, where); }
ALWI void rpow_tile(uint32_t idst, uint32_t base_val, int vector_mode = (int)VectorMode::RC,
                    Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Rpow, idst, where, {.p0 = base_val, .vector_mode = static_cast<uint32_t>(vector_mode)});
}

}  // namespace ckernel
