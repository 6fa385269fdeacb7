// Reductions of tiles along rows, columns or both, multiplied with a tile of scaling factors and combined with what DST
// holds. reduce_init changes no formats, but sets masks in the packer, which reduce_uninit takes away again. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/reduce.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"
#include "api/compute/reduce_defaults.h"

namespace ckernel {

template <PoolType reduce_type = REDUCE_OP, ReduceDim reduce_dim = REDUCE_DIM, bool enforce_fp32_accumulation = false>
ALWI void reduce_init(uint32_t icb, uint32_t icb_scaler, uint32_t ocb, Where where = Where::here()) {
  tir2tt_configure(Tir2ttOperation::Reduce, icb, icb_scaler, where, {.pool = reduce_type, .reduce_dim = reduce_dim});
  tir2tt_tile_op<Tir2ttOp::PackReduce>(where, 1u, reduce_dim);
}
template <bool enforce_fp32_accumulation = false>
ALWI void reduce_uninit(uint32_t icb = 0, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackReduce>(where, 0u, 0u);
}
template <PoolType reduce_type = REDUCE_OP, ReduceDim reduce_dim = REDUCE_DIM, bool enforce_fp32_accumulation = false>
ALWI void reduce_tile(uint32_t icb, uint32_t icb_scaler, uint32_t itile, uint32_t itile_scaler, uint32_t idst,
                      Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::Reduce>(where, reduce_type, reduce_dim, icb, icb_scaler, itile, itile_scaler, idst);
}
/// The math half of reduce_tile: operands are in SrcA and SrcB already.
template <PoolType reduce_type = REDUCE_OP, ReduceDim reduce_dim = REDUCE_DIM, bool enforce_fp32_accumulation = false>
ALWI void reduce_tile_math(uint32_t idst, uint32_t num_faces = 4, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::ReduceMath>(where, reduce_type, reduce_dim, idst, num_faces);
}

}  // namespace ckernel
