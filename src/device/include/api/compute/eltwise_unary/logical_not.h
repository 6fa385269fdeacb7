// 1 where a tile in DST is zero, else 0, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/logical_not.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void logical_not_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::LogicalNot, where); }
template <DataFormat DATA_FORMAT>
ALWI void logical_not_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LogicalNot, idst, where, {.format = static_cast<uint32_t>(DATA_FORMAT)});
}

}  // namespace ckernel
