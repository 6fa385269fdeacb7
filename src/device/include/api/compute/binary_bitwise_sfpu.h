// Bitwise and, or and exclusive or of the integers of two tiles in DST. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/binary_bitwise_sfpu.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void binary_bitwise_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::BitwiseBinary, where); }
template <DataFormat data_format>
ALWI void bitwise_and_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::AndBinary, idst0, idst1, odst, where, static_cast<uint32_t>(data_format));
}
template <DataFormat data_format>
ALWI void bitwise_or_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::OrBinary, idst0, idst1, odst, where, static_cast<uint32_t>(data_format));
}
template <DataFormat data_format>
ALWI void bitwise_xor_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::XorBinary, idst0, idst1, odst, where, static_cast<uint32_t>(data_format));
}

}  // namespace ckernel
