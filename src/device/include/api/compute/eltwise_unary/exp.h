// exp(x) or exp(scale * x) of a tile in DST, in place. The scale is that of the operation (a bfloat16) where scale_en
// says so; the fast approximation has the scale of its init instead (bits of a float). exp_packthread_* run in the
// packer's role, between tile_regs_wait and tile_regs_release. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/exp.h. Tested by tests/device/headers_test.cc,
// tests/device/welford_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

template <bool approx = false, bool fast_and_approx = true, uint32_t scale = 0x3F800000,
          InputClamping input_clamping = InputClamping::ClampToNegative>
ALWI void exp_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Exp, where, scale);
}
template <bool approx = false, bool fast_and_approx = true, bool scale_en = false, bool skip_positive_check = false,
          InputClamping input_clamping = InputClamping::ClampToNegative, int iterations = 8>
ALWI void exp_tile(uint32_t idst, int vector_mode = (int)VectorMode::RC, uint16_t scale = p_sfpu::kCONST_1_FP16B,
                   Where where = Where::here()) {
  static_assert(iterations == 8, "exp_tile: 8 iterations, which make a face, are supported");
  tir2tt_sfpu_unary(Tir2ttSfpu::Exp, idst, where,
                    {.p0 = uint32_t{scale} << 16,
                     .p1 = scale_en,
                     .p2 = approx && fast_and_approx,
                     .vector_mode = static_cast<uint32_t>(vector_mode)});
}

/// As exp_tile, besides: 32 iterations make a whole tile, with vector mode None.
template <bool approx = false, bool fast_and_approx = true, uint32_t scale = 0x3F800000,
          InputClamping input_clamping = InputClamping::ClampToNegative>
ALWI void exp_packthread_tile_init(Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::PackSfpuInit>(where, Tir2ttSfpu::Exp, scale, 0u);
}
template <bool approx = false, bool fast_and_approx = true, bool scale_en = false, bool skip_positive_check = false,
          InputClamping input_clamping = InputClamping::ClampToNegative, int iterations = 8>
ALWI void exp_packthread_tile(uint32_t idst, int vector_mode = (int)VectorMode::RC,
                              uint16_t scale = p_sfpu::kCONST_1_FP16B, Where where = Where::here()) {
  static_assert(iterations == 8 || iterations == 32, "exp_packthread_tile: 8 iterations (a face) or 32 (a tile)");
  if constexpr (kTir2ttPack && iterations == 32) {
    if (vector_mode != VectorMode::None) TIR2TT_RT.assertion_failed("32 iterations: VectorMode::None", where);
    vector_mode = VectorMode::RC;
  }
  tir2tt_tile_op<Tir2ttOp::PackSfpu>(where, Tir2ttSfpu::Exp, idst, vector_mode, uint32_t{scale} << 16, scale_en,
                                     approx && fast_and_approx);
}

}  // namespace ckernel
