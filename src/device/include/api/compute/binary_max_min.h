// Maximum and minimum of two tiles in DST. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/binary_max_min.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void binary_max_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MaxBinaryInt, where); }
ALWI void binary_max_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::MaxBinaryInt, idst0, idst1, odst, where, kTir2ttInt32);
}
ALWI void binary_max_uint32_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::MaxBinaryUint, where);
}
ALWI void binary_max_uint32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::MaxBinaryUint, idst0, idst1, odst, where, kTir2ttUInt32);
}
ALWI void binary_max_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MaxBinary, where); }
ALWI void binary_max_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, int vector_mode = (int)VectorMode::RC,
                          Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::MaxBinary, idst0, idst1, odst, where, 0, static_cast<uint32_t>(vector_mode));
}

ALWI void binary_min_int32_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MinBinaryInt, where); }
ALWI void binary_min_int32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::MinBinaryInt, idst0, idst1, odst, where, kTir2ttInt32);
}
ALWI void binary_min_uint32_tile_init(Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::MinBinaryUint, where);
}
ALWI void binary_min_uint32_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::MinBinaryUint, idst0, idst1, odst, where, kTir2ttUInt32);
}
ALWI void binary_min_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MinBinary, where); }
ALWI void binary_min_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, int vector_mode = (int)VectorMode::RC,
                          Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::MinBinary, idst0, idst1, odst, where, 0, static_cast<uint32_t>(vector_mode));
}

}  // namespace ckernel
