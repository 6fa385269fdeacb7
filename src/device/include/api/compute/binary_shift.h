// Shifts of the integers of a tile in DST by those of another. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/binary_shift.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void binary_shift_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::ShiftBinary, where); }
template <DataFormat data_format>
ALWI void binary_left_shift_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::LeftShiftBinary, idst0, idst1, odst, where, static_cast<uint32_t>(data_format));
}
template <DataFormat data_format>
ALWI void binary_right_shift_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::RightShiftBinary, idst0, idst1, odst, where, static_cast<uint32_t>(data_format));
}
template <DataFormat data_format>
ALWI void binary_logical_right_shift_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::LogicalRightShiftBinary, idst0, idst1, odst, where,
                     static_cast<uint32_t>(data_format));
}

}  // namespace ckernel
