// Welford's algorithm: running mean and M2 (sum of squared differences from the mean) of the 32 columns of tiles in
// DST, one row after the other. Both stay in registers of the SFPU, which any other operation of the SFPU may
// overwrite, until they are saved to two tiles, or finalised, where M2 becomes the variance. A table holds 1 / (i + 1)
// at i, as bits of floats; without one (size 0) they are computed. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/welford.h. Tested by tests/device/headers_test.cc, tests/device/welford_test.cc.
#pragma once

#include <array>

#include "api/compute/detail/sfpu.h"

namespace ckernel {

/// 1 / (i + 1), bits of a float.
template <size_t size>
ALWI uint32_t tir2tt_reciprocal(const std::array<uint32_t, size>& table, uint32_t i, Where where) {
  if constexpr (size == 0) {
    return __builtin_bit_cast(uint32_t, 1.0f / static_cast<float>(i + 1));
  } else {
    if (i >= size) TIR2TT_RT.assertion_failed("the table of reciprocals is that long", where);
    return table[i];
  }
}
ALWI void tir2tt_welford(Tir2ttSfpu op, uint32_t idst, uint32_t p0, uint32_t p1, Where where) {
  tir2tt_sfpu_op(op, idst, 0, 0, idst, where, {.p0 = p0, .p1 = p1});
}
ALWI uint32_t tir2tt_welford_group(uint32_t group_id, Where where) {
  if (group_id >= 16) TIR2TT_RT.assertion_failed("group_id < 16: a tile has room for 16", where);
  return group_id;
}

ALWI void welford_clear(Where where = Where::here()) { tir2tt_welford(Tir2ttSfpu::WelfordClear, 0, 0, 0, where); }
ALWI void welford_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Welford, where);
  welford_clear(where);
}

/// The first of these rows is the sample of number start_idx, from 0.
template <uint32_t reciprocal_size>
ALWI void welford_update_rows(uint32_t input_dst_idx, uint32_t start_idx, uint32_t start_row, uint32_t num_rows,
                              const std::array<uint32_t, reciprocal_size>& reciprocal_lut,
                              Where where = Where::here()) {
  if constexpr (kTir2ttMath) {
    if (start_row + num_rows > 32) TIR2TT_RT.assertion_failed("start_row + num_rows <= 32", where);
    for (uint32_t i = 0; i < num_rows; ++i) {
      const uint32_t reciprocal = tir2tt_reciprocal(reciprocal_lut, start_idx + i, where);
      tir2tt_welford(Tir2ttSfpu::WelfordRow, input_dst_idx, start_row + i, reciprocal, where);
    }
  }
}
template <uint32_t reciprocal_size>
ALWI void welford_update(uint32_t input_dst_idx, uint32_t start_idx,
                         const std::array<uint32_t, reciprocal_size>& reciprocal_lut, Where where = Where::here()) {
  welford_update_rows<reciprocal_size>(input_dst_idx, start_idx, 0, 32, reciprocal_lut, where);
}

// The mean goes to a tile and the other to the one behind it: each to four rows of a face, even columns only. Which
// rows is the group's number.
ALWI void welford_save_state(uint32_t mean_dst_idx, Where where = Where::here()) {
  tir2tt_welford(Tir2ttSfpu::WelfordSave, mean_dst_idx, 0, 0, where);
}
ALWI void welford_save_state(uint32_t mean_dst_idx, uint32_t group_id, Where where = Where::here()) {
  tir2tt_welford(Tir2ttSfpu::WelfordSave, mean_dst_idx, tir2tt_welford_group(group_id, where), 0, where);
}
ALWI void welford_restore_state(uint32_t mean_dst_idx, Where where = Where::here()) {
  tir2tt_welford(Tir2ttSfpu::WelfordRestore, mean_dst_idx, 0, 0, where);
}
ALWI void welford_restore_state(uint32_t mean_dst_idx, uint32_t group_id, Where where = Where::here()) {
  tir2tt_welford(Tir2ttSfpu::WelfordRestore, mean_dst_idx, tir2tt_welford_group(group_id, where), 0, where);
}

// The variance is M2 / (scale_idx + 1).
template <size_t reciprocal_size>
ALWI void welford_finalize_to_row(uint32_t mean_dst_idx, uint32_t scale_idx,
                                  const std::array<uint32_t, reciprocal_size>& reciprocal_lut,
                                  Where where = Where::here()) {
  if constexpr (kTir2ttMath) {
    const uint32_t scale = tir2tt_reciprocal(reciprocal_lut, scale_idx, where);
    tir2tt_welford(Tir2ttSfpu::WelfordToRow, mean_dst_idx, 0, scale, where);
  }
}
template <size_t reciprocal_size>
ALWI void welford_finalize_to_face(uint32_t mean_dst_idx, uint32_t group_id, uint32_t scale_idx,
                                   const std::array<uint32_t, reciprocal_size>& reciprocal_lut,
                                   Where where = Where::here()) {
  if constexpr (kTir2ttMath) {
    const uint32_t scale = tir2tt_reciprocal(reciprocal_lut, scale_idx, where);
    tir2tt_welford(Tir2ttSfpu::WelfordToFace, mean_dst_idx, tir2tt_welford_group(group_id, where), scale, where);
  }
}
template <size_t reciprocal_size>
ALWI void welford_finalize_to_face(uint32_t mean_dst_idx, uint32_t scale_idx,
                                   const std::array<uint32_t, reciprocal_size>& reciprocal_lut,
                                   Where where = Where::here()) {
  welford_finalize_to_face<reciprocal_size>(mean_dst_idx, 0, scale_idx, reciprocal_lut, where);
}

}  // namespace ckernel
