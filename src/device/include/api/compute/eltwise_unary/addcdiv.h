// addcdiv_tile: DST[odst] = DST[idst0] + value * DST[idst1] / DST[idst2]; `value` is bits of a float. Source: tt-metal
// of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/addcdiv.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void addcdiv_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Addcdiv, where); }
template <DataFormat data_format>
ALWI void addcdiv_tile(uint32_t idst0, uint32_t idst1, uint32_t idst2, uint32_t odst, uint32_t value,
                       Where where = Where::here()) {
  tir2tt_sfpu_ternary(Tir2ttSfpu::Addcdiv, idst0, idst1, idst2, odst, where, static_cast<uint32_t>(data_format), value);
}

}  // namespace ckernel
