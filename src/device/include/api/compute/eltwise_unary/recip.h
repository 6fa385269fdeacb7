// Reciprocal of a tile in DST, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/recip.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

template <bool legacy_compat = true>
ALWI void recip_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Recip, where);
}
template <bool legacy_compat = true>
ALWI void recip_tile(uint32_t idst, int vector_mode = (int)VectorMode::RC, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Recip, idst, where, {.vector_mode = static_cast<uint32_t>(vector_mode)});
}

}  // namespace ckernel
