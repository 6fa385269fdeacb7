// Operations on tiles in DST that have no header of their own: elementary functions, absolute value, sign, powers,
// maxima and minima with a scalar, top k, reductions by the vector unit. Not supported, and therefore not declared:
// dbg_halt, dbg_unhalt, dbg_read_dest_acc_row, and the special value flags (get_, clear_ and
// store_compute_special_value_flags*). Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/compute_kernel_api.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"
#include "api/compute/detail/sfpu.h"

namespace ckernel {

/// `vec_mode` is a VectorMode.
template <bool fast_and_approx = false>
ALWI void sigmoid_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Sigmoid, where);
}
template <int vec_mode = VectorMode::RC, bool fast_and_approx = false>
ALWI void sigmoid_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Sigmoid, idst, where, {.vector_mode = vec_mode});
}

template <bool fast_and_approx = false>
ALWI void log_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Log, where);
}
template <bool fast_and_approx = false>
ALWI void log_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Log, idst, where);
}
/// base_scale: 1 / log(base) as bits of a float.
template <bool fast_and_approx = false>
ALWI void log_with_base_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::LogWithBase, where);
}
template <bool fast_and_approx = false>
ALWI void log_with_base_tile(uint32_t idst, uint32_t base_scale, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LogWithBase, idst, where, base_scale);
}
template <bool fast_and_approx = false>
ALWI void tanh_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Tanh, where);
}
template <bool fast_and_approx = false>
ALWI void tanh_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Tanh, idst, where);
}
template <bool approx = false>
ALWI void expm1_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Expm1, where);
}
template <bool approx = false>
ALWI void expm1_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Expm1, idst, where);
}
ALWI void exp2_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Exp2, where); }
ALWI void exp2_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Exp2, idst, where); }
ALWI void silu_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Silu, where); }
ALWI void silu_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Silu, idst, where); }

ALWI void signbit_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Signbit, where); }
ALWI void signbit_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Signbit, idst, where);
}
ALWI void signbit_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::SignbitInt, idst, where);
}
ALWI void abs_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Abs, where); }
ALWI void abs_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Abs, idst, where); }
ALWI void abs_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::AbsInt, idst, where);
}
ALWI void sign_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Sign, where); }
ALWI void sign_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Sign, idst, where); }
ALWI void square_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Square, where); }
ALWI void square_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Square, idst, where);
}
ALWI void tiled_prod_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::TiledProd, where); }
ALWI void tiled_prod_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::TiledProd, idst, where);
}
ALWI void power_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Power, where); }
ALWI void power_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Power, idst, where, param0);
}
ALWI void power_iterative_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::PowerIterative, where);
}
ALWI void power_iterative_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::PowerIterative, idst, where, param0);
}
ALWI void heaviside_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Heaviside, where); }
ALWI void heaviside_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Heaviside, idst, where, param0);
}
ALWI void alt_complex_rotate90_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Rotate90, where); }
ALWI void alt_complex_rotate90_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Rotate90, idst, where);
}

ALWI void unary_max_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MaxScalar, where); }
ALWI void unary_max_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::MaxScalar, idst, where, param0);
}
ALWI void unary_max_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MaxScalarInt, where); }
ALWI void unary_max_int32_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::MaxScalarInt, idst, where, param0);
}
ALWI void unary_max_uint32_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::MaxScalarUint, where);
}
ALWI void unary_max_uint32_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::MaxScalarUint, idst, where, param0);
}
ALWI void unary_min_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MinScalar, where); }
ALWI void unary_min_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::MinScalar, idst, where, param0);
}
ALWI void unary_min_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MinScalarInt, where); }
ALWI void unary_min_int32_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::MinScalarInt, idst, where, param0);
}
ALWI void unary_min_uint32_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::MinScalarUint, where);
}
ALWI void unary_min_uint32_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::MinScalarUint, idst, where, param0);
}

// Top k of the 64 columns of two tiles, values in DST[idst] and DST[idst + 1], indices in the two behind.
ALWI void topk_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Topk, where); }
template <bool stable_sort = false>
ALWI void topk_local_sort(uint32_t idst, int idir, int i_end_phase, int i_start_phase = 0, int i_end_step = 0,
                          int i_start_step = 0, Where where = Where::here()) {
  const uint32_t phases = static_cast<uint32_t>(i_end_phase | i_start_phase << 8);
  const uint32_t steps = static_cast<uint32_t>(i_end_step | i_start_step << 8);
  tir2tt_sfpu_unary(Tir2ttSfpu::TopkSort, idst, where, {.p0 = static_cast<uint32_t>(idir), .p1 = phases, .p2 = steps});
}
template <bool idir = false, bool stable_sort = false>
ALWI void topk_merge(uint32_t idst, int m_iter, int k, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::TopkMerge, idst, where,
                    {.p0 = idir, .p1 = static_cast<uint32_t>(m_iter), .p2 = static_cast<uint32_t>(k)});
}
template <bool stable_sort = false>
ALWI void topk_rebuild(uint32_t idst, bool idir, int m_iter, int k, int logk, int skip_second,
                       Where where = Where::here()) {
  const uint32_t packed = static_cast<uint32_t>(m_iter | logk << 8 | (skip_second != 0 ? 1 : 0) << 16);
  tir2tt_sfpu_unary(Tir2ttSfpu::TopkRebuild, idst, where, {.p0 = idir, .p1 = packed, .p2 = static_cast<uint32_t>(k)});
}

/// Of what the chip has, tiles without accumulation are supported, where `chunk` means nothing.
template <DataLayout layout = DataLayout::TILE>
ALWI void max_reduce_with_indices_init(Where where = Where::here()) {
  static_assert(layout == DataLayout::TILE, "max_reduce_with_indices_init: DataLayout::TILE is supported");
  tir2tt_sfpu_init(Tir2ttSfpu::MaxWithIndices, where);
}
template <int num_rows = 9, DataLayout layout = DataLayout::TILE, bool accumulate = false, int ITERATIONS = 8>
ALWI void max_reduce_with_indices(uint32_t idst, uint32_t idst_idx, uint32_t chunk = 0, Where where = Where::here()) {
  static_assert(layout == DataLayout::TILE && !accumulate,
                "max_reduce_with_indices: DataLayout::TILE without accumulation is supported");
  tir2tt_sfpu_op(Tir2ttSfpu::MaxWithIndices, idst, idst_idx, 0, idst, where, {.p0 = num_rows});
}

template <PoolType pool_type, DataFormat format>
ALWI void sfpu_reduce_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::ReduceTile, where);
}
template <PoolType pool_type, DataFormat format, ReduceDim reduce_dim = REDUCE_COL>
ALWI void sfpu_reduce(uint32_t idst, uint32_t ct_dim = 1, uint32_t rt_dim = 1, Where where = Where::here()) {
  tir2tt_sfpu_unary(
      Tir2ttSfpu::ReduceTile, idst, where,
      {.p0 = pool_type, .p1 = reduce_dim, .p2 = ct_dim | rt_dim << 16, .format = static_cast<uint32_t>(format)});
}
ALWI void sfpu_add_top_row_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::AddTopRow, where); }
template <DataFormat format>
ALWI void sfpu_add_top_row(uint32_t dst_tile_0, uint32_t dst_tile_1, uint32_t dst_tile_out,
                           Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::AddTopRow, dst_tile_0, dst_tile_1, dst_tile_out, where, static_cast<uint32_t>(format));
}

}  // namespace ckernel
