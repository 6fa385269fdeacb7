// Matrix products of tiles. in0 goes to SrcB and in1 to SrcA; every call is one step of K and adds to DST. Whether
// in1's tiles are transposed is decided by the init: the argument of matmul_block is ignored, as on the chip. "Short"
// inits leave formats alone. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/matmul.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

#ifndef MM_THROTTLE
#define MM_THROTTLE 0  // a matter of power, which kernels may define; nothing here depends on it
#endif

namespace ckernel {

ALWI void mm_block_init_short(uint32_t in0_cb_id, uint32_t in1_cb_id, const uint32_t transpose = 0, uint32_t ct_dim = 1,
                              uint32_t rt_dim = 1, uint32_t kt_dim = 1, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::Matmul, in0_cb_id, in1_cb_id, where,
                   {.transpose = transpose != 0, .block_ct = ct_dim, .block_rt = rt_dim, .block_kt = kt_dim});
}
ALWI void mm_block_init(uint32_t in0_cb_id, uint32_t in1_cb_id, uint32_t out_cb_id, const uint32_t transpose = 0,
                        uint32_t ct_dim = 1, uint32_t rt_dim = 1, uint32_t kt_dim = 1, Where where = Where::here()) {
  compute_kernel_hw_startup(in1_cb_id, in0_cb_id, out_cb_id, where);
  mm_block_init_short(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, where);
}
/// The old buffer is the one that SrcA was configured for.
ALWI void mm_block_init_short_with_dt(uint32_t in0_cb_id, uint32_t in1_cb_id, uint32_t old_in1_cb_id,
                                      const uint32_t transpose = 0, uint32_t ct_dim = 1, uint32_t rt_dim = 1,
                                      uint32_t kt_dim = 1, Where where = Where::here()) {
  reconfig_data_format_srca(old_in1_cb_id, in1_cb_id, where);
  mm_block_init_short(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, where);
}
ALWI void mm_block_init_short_with_both_dt(uint32_t in0_cb_id, uint32_t in1_cb_id, uint32_t old_in0_cb_id,
                                           uint32_t old_in1_cb_id, const uint32_t transpose = 0, uint32_t ct_dim = 1,
                                           uint32_t rt_dim = 1, uint32_t kt_dim = 1, Where where = Where::here()) {
  reconfig_data_format(old_in1_cb_id, in1_cb_id, old_in0_cb_id, in0_cb_id, where);
  mm_block_init_short(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, where);
}
/// For r < rt, c < ct: DST[idst + r * ct + c] += in0[in0_tile_index + r * kt] x in1[in1_tile_index + c].
ALWI void matmul_block(uint32_t in0_cb_id, uint32_t in1_cb_id, uint32_t in0_tile_index, uint32_t in1_tile_index,
                       uint32_t idst, const uint32_t transpose, uint32_t ct_dim, uint32_t rt_dim, uint32_t kt_dim,
                       Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::Matmul>(where, in0_cb_id, in1_cb_id, in0_tile_index, in1_tile_index, idst, ct_dim, rt_dim,
                                   kt_dim);
}

ALWI void mm_init_short(uint32_t in0_cb_id, uint32_t in1_cb_id, const uint32_t transpose = 0,
                        Where where = Where::here()) {
  mm_block_init_short(in0_cb_id, in1_cb_id, transpose, 1, 1, 1, where);
}
ALWI void mm_init(uint32_t in0_cb_id, uint32_t in1_cb_id, uint32_t out_cb_id, const uint32_t transpose = 0,
                  Where where = Where::here()) {
  mm_block_init(in0_cb_id, in1_cb_id, out_cb_id, transpose, 1, 1, 1, where);
}
ALWI void mm_init_short_with_dt(uint32_t in0_cb_id, uint32_t in1_cb_id, uint32_t c_in_old_srca,
                                const uint32_t transpose = 0, Where where = Where::here()) {
  mm_block_init_short_with_dt(in0_cb_id, in1_cb_id, c_in_old_srca, transpose, 1, 1, 1, where);
}
ALWI void matmul_tiles(uint32_t in0_cb_id, uint32_t in1_cb_id, uint32_t in0_tile_index, uint32_t in1_tile_index,
                       uint32_t idst, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::Matmul>(where, in0_cb_id, in1_cb_id, in0_tile_index, in1_tile_index, idst, 1u, 1u, 1u);
}
/// The math half of matmul_tiles: operands are in SrcA and SrcB already.
template <uint32_t num_faces = 4>
ALWI void matmul_tiles_math(uint32_t idst, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::MatmulMath>(where, idst, num_faces);
}

}  // namespace ckernel
