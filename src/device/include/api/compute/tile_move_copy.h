// Copies of tiles from a circular buffer into DST. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/tile_move_copy.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

/// `transpose` swaps faces 1 and 2; only together with the third argument is the whole tile transposed.
ALWI void copy_tile_to_dst_init_short(uint32_t cbid, uint32_t transpose = 0,
                                      uint32_t transpose_within_16x16_face = false, Where where = Where::here()) {
  const uint32_t bits = (transpose != 0 ? 1 : 0) | (transpose_within_16x16_face != 0 ? 2 : 0);
  tir2tt_configure(Tir2ttOperation::Copy, cbid, kTir2ttNoCb, where, {.transpose = bits});
}
ALWI void copy_tile_init(uint32_t cbid, Where where = Where::here()) { copy_tile_to_dst_init_short(cbid, 0, 0, where); }
ALWI void copy_tile_to_dst_init_short_with_dt(uint32_t old_cbid, uint32_t new_cbid, uint32_t transpose = 0,
                                              Where where = Where::here()) {
  reconfig_data_format_srca(old_cbid, new_cbid, where);
  copy_tile_to_dst_init_short(new_cbid, transpose, 0, where);
}
ALWI void copy_tile(uint32_t in_cb_id, uint32_t in_tile_index, uint32_t dst_tile_index, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::Copy>(where, in_cb_id, in_tile_index, dst_tile_index);
}
ALWI void copy_block_matmul_partials(uint32_t in_cb_id, uint32_t start_in_tile_index, uint32_t start_dst_tile_index,
                                     uint32_t ntiles, Where where = Where::here()) {
  for (uint32_t i = 0; i < ntiles; ++i) copy_tile(in_cb_id, start_in_tile_index + i, start_dst_tile_index + i, where);
}

}  // namespace ckernel
