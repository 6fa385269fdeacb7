// Sum, difference, product, quotient, power and equality of two tiles in DST; rsub: second minus first. Source:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_binary_sfpu.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void add_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::AddBinary, where); }
ALWI void add_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::AddBinary, idst0, idst1, odst, where);
}
ALWI void sub_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::SubBinary, where); }
ALWI void sub_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::SubBinary, idst0, idst1, odst, where);
}
ALWI void mul_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::MulBinary, where); }
ALWI void mul_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::MulBinary, idst0, idst1, odst, where);
}
ALWI void div_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::DivBinary, where); }
ALWI void div_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::DivBinary, idst0, idst1, odst, where);
}
ALWI void rsub_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::RsubBinary, where); }
ALWI void rsub_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::RsubBinary, idst0, idst1, odst, where);
}
ALWI void power_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::PowerBinary, where); }
ALWI void power_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::PowerBinary, idst0, idst1, odst, where);
}
ALWI void eq_binary_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::EqBinary, where); }
ALWI void eq_binary_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::EqBinary, idst0, idst1, odst, where);
}

}  // namespace ckernel
