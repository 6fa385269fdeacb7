// Remainders of the division of two tiles in DST, with the sign of the first. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/binary_fmod.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void fmod_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::FmodInt, where); }
ALWI void fmod_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::FmodInt, idst0, idst1, odst, where, kTir2ttInt32);
}

ALWI void fmod_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::FmodBinary, where); }
ALWI void fmod_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::FmodBinary, idst0, idst1, odst, where);
}

}  // namespace ckernel
