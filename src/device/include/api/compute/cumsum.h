// Running sums down the columns of a tile in DST, in place. Not `first`: they go on from the tile before. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/cumsum.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void cumsum_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Cumsum, where); }
ALWI void cumsum_tile(uint32_t idst, bool first = true, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Cumsum, idst, where, first);
}

}  // namespace ckernel
