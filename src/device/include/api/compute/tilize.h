// Row-major strips into tiles: a strip is 32 rows of block * 32 elements. tilize_block and fast_tilize_block hand DST
// over by themselves. unpack_tilizeA_B_block tilizes into SrcA for reduce_tile_math, one tile after the other. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/tilize.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"
#include "api/compute/reduce_defaults.h"

namespace ckernel {

ALWI void tilize_init(uint32_t icb, uint32_t block, uint32_t ocb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::Tilize, icb, kTir2ttNoCb, where, {.block_ct = block});
}
ALWI void tilize_init_short_with_dt(uint32_t old_icb, uint32_t new_icb, uint32_t block, uint32_t ocb,
                                    Where where = Where::here()) {
  reconfig_data_format_srca(old_icb, new_icb, where);
  tilize_init(new_icb, block, ocb, where);
}
ALWI void tilize_block(uint32_t icb, uint32_t block, uint32_t ocb, uint32_t input_tile_index = 0,
                       uint32_t output_tile_index = 0, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::TilizeBlock>(where, icb, block, ocb, input_tile_index, output_tile_index);
}
ALWI void tilize_uninit(uint32_t icb, uint32_t ocb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::None, kTir2ttNoCb, kTir2ttNoCb, where);
}
ALWI void tilize_uninit_with_dt(uint32_t old_icb, uint32_t new_icb, uint32_t ocb, Where where = Where::here()) {
  tilize_uninit(old_icb, ocb, where);
  reconfig_data_format_srca(old_icb, new_icb, where);
}

// The fast forms differ in speed only.
ALWI void fast_tilize_init(uint32_t icb, uint32_t full_dim, uint32_t ocb, Where where = Where::here()) {
  tilize_init(icb, full_dim, ocb, where);
}
ALWI void fast_tilize_init_with_dt(uint32_t icb, uint32_t full_dim, uint32_t ocb, Where where = Where::here()) {
  reconfig_data_format(icb, icb, where);
  fast_tilize_init(icb, full_dim, ocb, where);
}
ALWI void fast_tilize_uninit(uint32_t icb, uint32_t ocb, Where where = Where::here()) {
  tilize_uninit(icb, ocb, where);
}
ALWI void fast_tilize_block(uint32_t icb, uint32_t block, uint32_t ocb, uint32_t input_tile_index = 0,
                            uint32_t output_tile_index = 0, Where where = Where::here()) {
  tilize_block(icb, block, ocb, input_tile_index, output_tile_index, where);
}

/// The reduction is that of the macros REDUCE_OP and REDUCE_DIM, as they stand where this header is included.
template <bool neginf_srcA = true, bool zero_srcA_reduce = false>
ALWI void tilizeA_B_reduce_init(uint32_t icb0, uint32_t icb1_scaler, uint32_t block, uint32_t ocb,
                                uint32_t num_faces = 4, uint32_t face_r_dim = 16, Where where = Where::here()) {
  compute_kernel_hw_startup(icb0, icb1_scaler, ocb, where);
  tir2tt_configure(Tir2ttOperation::TilizeReduce, icb0, icb1_scaler, where,
                   {.pool = REDUCE_OP, .reduce_dim = REDUCE_DIM, .block_ct = block});
}
template <bool neginf_srcA = true, uint32_t reload_srcB = true, bool zero_srcA = false, bool zero_srcA_reduce = false>
ALWI void unpack_tilizeA_B_block(uint32_t icb0, uint32_t icb1, uint32_t block, uint32_t tile_idx_b,
                                 uint32_t num_faces = 4, uint32_t srca_face_r_dim = 16, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::UnpackTilizeAB>(where, icb0, icb1, block, tile_idx_b, num_faces, srca_face_r_dim,
                                           neginf_srcA, zero_srcA || zero_srcA_reduce);
}
ALWI void unpack_tilizeA_B_uninit(uint32_t icb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::None, kTir2ttNoCb, kTir2ttNoCb, where);
}

}  // namespace ckernel
