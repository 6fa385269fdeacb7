// lerp_tile: DST[odst] = DST[idst0] + DST[idst2] * (DST[idst1] - DST[idst0]). Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/lerp.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void lerp_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Lerp, where); }
template <DataFormat data_format>
ALWI void lerp_tile(uint32_t idst0, uint32_t idst1, uint32_t idst2, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_ternary(Tir2ttSfpu::Lerp, idst0, idst1, idst2, odst, where, static_cast<uint32_t>(data_format));
}

}  // namespace ckernel
