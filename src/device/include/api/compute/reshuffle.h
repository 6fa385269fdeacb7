// Rows of DST[idst] added to rows of DST[idst + 1]: row i goes to the row that the i-th number says. The numbers stand
// 16 bytes behind `idx_addr`, as on the chip, which expects a header of that size. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/reshuffle.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void reshuffle_rows_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::ReshuffleRows, where); }
ALWI void reshuffle_rows_tile(uint32_t idst, uint32_t idx_addr, Where where = Where::here()) {
  tir2tt_sfpu_op(Tir2ttSfpu::ReshuffleRows, idst, 0, 0, idst + 1, where, {.p0 = idx_addr + 16});
}

}  // namespace ckernel
