// Quantisation, requantisation and dequantisation of a tile in DST with the scales in another; the zero point is bits
// of a float. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/quantization.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void quant_tile_init(const uint32_t zero_point, Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Quant, where, zero_point);
}
ALWI void quant_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::Quant, idst0, idst1, odst, where);
}
ALWI void requant_tile_init(const uint32_t zero_point, Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Requant, where, zero_point);
}
ALWI void requant_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::Requant, idst0, idst1, odst, where);
}
ALWI void dequant_tile_init(const uint32_t zero_point, Where where = Where::here()) {
  tir2tt_sfpu_init(Tir2ttSfpu::Dequant, where, zero_point);
}
ALWI void dequant_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::Dequant, idst0, idst1, odst, where);
}

}  // namespace ckernel
