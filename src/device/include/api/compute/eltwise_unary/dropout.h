// Dropout of a tile in DST, in place. `probability` is an integer in units of 2^-31, `scale_factor` bits of a float.
// Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/dropout.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void dropout_kernel_init(uint32_t seed = 0, Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Dropout, where, seed);
}
ALWI void dropout_tile(uint32_t idst, uint32_t probability, uint32_t scale_factor, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Dropout, idst, where, probability, scale_factor);
}

}  // namespace ckernel
