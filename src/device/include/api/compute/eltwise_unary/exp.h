// exp(x) or exp(scale * x) of a tile in DST, in place. The scale is that of the operation (a bfloat16) where scale_en
// says so; the fast approximation has the scale of its init instead (bits of a float). The forms that run in the
// packer's role, exp_packthread_*, are not supported. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/exp.h. Tested by tests/device/headers_test.cc.
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

}  // namespace ckernel
