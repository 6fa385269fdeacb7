// where_tile: DST[odst] = DST[idst0] != 0 ? DST[idst1] : DST[idst2]. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/where.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void where_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Where, where); }
template <DataFormat data_format>
ALWI void where_tile(uint32_t idst0, uint32_t idst1, uint32_t idst2, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_ternary(Tir2ttSfpu::Where, idst0, idst1, idst2, odst, where, static_cast<uint32_t>(data_format));
}

}  // namespace ckernel
