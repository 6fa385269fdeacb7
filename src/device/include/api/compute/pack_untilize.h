// Tiles into row-major rows, by the packer: from a circular buffer (pack_untilize_block hands DST over by itself) or
// from what stands in DST (pack_untilize_dest). Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/pack_untilize.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim, bool narrow_row = false,
          uint32_t row_num_datums = TILE_C_DIM, bool dense = false>
ALWI void pack_untilize_dest_init(uint32_t ocb, uint32_t face_r_dim = 16, uint32_t num_faces = 4,
                                  Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackConfigure>(where, ocb);
  tir2tt_tile_op<Tir2ttOp::PackUntilizeInit>(where, ocb, block_ct_dim, full_ct_dim, row_num_datums, narrow_row, dense,
                                             face_r_dim, num_faces);
}
template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim>
ALWI void pack_untilize_init(uint32_t icb, uint32_t ocb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::PackUntilize, icb, kTir2ttNoCb, where);
  pack_untilize_dest_init<block_ct_dim, full_ct_dim>(ocb, 16, 4, where);
}
/// On the chip each of the `block_rt_dim` rows is read from the same tiles, 0 … block_ct_dim - 1 from the front, and
/// written over the one before: the device refuses more than one.
template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim>
ALWI void pack_untilize_block(uint32_t icb, uint32_t block_rt_dim, uint32_t ocb, uint32_t block_c_index = 0,
                              Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackUntilizeBlock>(where, icb, block_rt_dim, ocb, block_c_index, block_ct_dim, full_ct_dim);
}
template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim, bool diagonal = false,
          bool narrow_row = false, uint32_t row_num_datums = TILE_C_DIM, uint32_t tile_dst_ct_offset = 0,
          bool dense = false>
ALWI void pack_untilize_dest(uint32_t ocb, uint32_t block_rt_dim = 1, uint32_t block_c_index = 0,
                             uint32_t face_r_dim = 16, uint32_t num_faces = 4, uint32_t tile_dst_rt_offset = 0,
                             Where where = Where::here()) {
  static_assert(!diagonal, "pack_untilize_dest: diagonal packing is not supported");
  tir2tt_tile_op<Tir2ttOp::PackUntilizeDest>(where, ocb, block_rt_dim, block_c_index, block_ct_dim, full_ct_dim,
                                             narrow_row, row_num_datums, tile_dst_ct_offset + tile_dst_rt_offset,
                                             face_r_dim, num_faces, dense);
}
ALWI void pack_untilize_uninit(uint32_t ocb, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackUntilizeUninit>(where, ocb);
}

}  // namespace ckernel
