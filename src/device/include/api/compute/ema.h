// Exponential moving average down the columns of DST[i], into DST[i + 1]: alpha * previous + beta * input, which goes
// on from one tile to the next until it is cleared. alpha and beta are bits of floats. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/ema.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void ema_init(uint32_t alpha, uint32_t beta, Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Ema, where, alpha, beta);
}
ALWI void ema_clear_previous_output(Where where = Where::here()) {
  tir2tt_sfpu_op(Tir2ttSfpu::Ema, 0, 0, 0, 0, where, {.p0 = 1});
}
ALWI void ema_tile(uint32_t input_dst_index, Where where = Where::here()) {
  tir2tt_sfpu_op(Tir2ttSfpu::Ema, input_dst_index, 0, 0, input_dst_index + 1, where);
}

}  // namespace ckernel
