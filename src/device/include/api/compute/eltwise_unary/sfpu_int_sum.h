// Sums of the integers of a tile in DST along columns or rows, and the sum of two tiles, in place. Source: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/sfpu_int_sum.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void sfpu_sum_int_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::SumInt, where); }
ALWI void sfpu_sum_int_col(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::SumIntCol, idst, where);
}
ALWI void sfpu_sum_int_row(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::SumIntRow, idst, where);
}
/// `iterations` is ignored, as on the chip.
ALWI void sfpu_add_int(uint32_t idst, uint32_t dst_offset = 2, int32_t iterations = 8, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::AddIntOffset, idst, where, dst_offset);
}

}  // namespace ckernel
