// A tile in DST limited to [param0, param1] (bits of floats), in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/hardtanh.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void hardtanh_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Hardtanh, where); }
ALWI void hardtanh_tile(uint32_t idst, uint32_t param0, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Hardtanh, idst, where, param0, param1);
}

}  // namespace ckernel
