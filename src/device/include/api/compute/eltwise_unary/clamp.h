// A tile in DST limited to [param0, param1] (bits of floats, or integers), in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/clamp.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void clamp_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Clamp, where); }
ALWI void clamp_tile(uint32_t idst, uint32_t param0, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Clamp, idst, where, param0, param1);
}
ALWI void clamp_tile_int32(uint32_t idst, uint32_t param0, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::ClampInt, idst, where, param0, param1);
}

}  // namespace ckernel
