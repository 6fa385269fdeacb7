// Comparisons of the integers of two tiles in DST: 1 where true, else 0. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/binary_comp.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void lt_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::LtInt, where); }
ALWI void lt_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::LtInt, idst0, idst1, odst, where, kTir2ttInt32);
}
ALWI void gt_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::GtInt, where); }
ALWI void gt_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::GtInt, idst0, idst1, odst, where, kTir2ttInt32);
}
ALWI void le_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::LeInt, where); }
ALWI void le_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::LeInt, idst0, idst1, odst, where, kTir2ttInt32);
}
ALWI void ge_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::GeInt, where); }
ALWI void ge_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::GeInt, idst0, idst1, odst, where, kTir2ttInt32);
}

}  // namespace ckernel
