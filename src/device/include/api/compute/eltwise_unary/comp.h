// Comparisons of a tile in DST with a scalar (bits of a float, or an integer) or with zero, in place: 1 where true,
// else 0. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/comp.h. Tested by
// tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void unary_ne_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::NeScalar, where); }
ALWI void unary_ne_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::NeScalar, idst, where, param0);
}
ALWI void unary_ne_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::NeScalarInt, idst, where, param0);
}

ALWI void unary_eq_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::EqScalar, where); }
ALWI void unary_eq_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::EqScalar, idst, where, param0);
}
ALWI void unary_eq_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::EqScalarInt, idst, where, param0);
}

ALWI void unary_gt_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::GtScalar, where); }
ALWI void unary_gt_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::GtScalar, idst, where, param0);
}
ALWI void unary_gt_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::GtScalarInt, idst, where, param0);
}

ALWI void unary_ge_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::GeScalar, where); }
ALWI void unary_ge_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::GeScalar, idst, where, param0);
}
ALWI void unary_ge_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::GeScalarInt, idst, where, param0);
}

ALWI void unary_lt_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::LtScalar, where); }
ALWI void unary_lt_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LtScalar, idst, where, param0);
}
ALWI void unary_lt_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LtScalarInt, idst, where, param0);
}

ALWI void unary_le_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::LeScalar, where); }
ALWI void unary_le_tile(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LeScalar, idst, where, param0);
}
ALWI void unary_le_tile_int32(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LeScalarInt, idst, where, param0);
}

ALWI void gtz_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Gtz, where); }
ALWI void gtz_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Gtz, idst, where); }
ALWI void gtz_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::GtzInt, idst, where, {.format = kTir2ttInt32});
}

ALWI void nez_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Nez, where); }
ALWI void nez_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Nez, idst, where); }
ALWI void nez_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::NezInt, idst, where, {.format = kTir2ttInt32});
}
ALWI void nez_tile_uint16(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::NezInt, idst, where, {.format = kTir2ttUInt16});
}
ALWI void nez_tile_uint32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::NezInt, idst, where, {.format = kTir2ttUInt32});
}

ALWI void gez_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Gez, where); }
ALWI void gez_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Gez, idst, where); }
ALWI void gez_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::GezInt, idst, where, {.format = kTir2ttInt32});
}

ALWI void ltz_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Ltz, where); }
ALWI void ltz_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Ltz, idst, where); }
ALWI void ltz_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LtzInt, idst, where, {.format = kTir2ttInt32});
}

ALWI void eqz_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Eqz, where); }
ALWI void eqz_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Eqz, idst, where); }
ALWI void eqz_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::EqzInt, idst, where, {.format = kTir2ttInt32});
}
ALWI void eqz_tile_uint16(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::EqzInt, idst, where, {.format = kTir2ttUInt16});
}
ALWI void eqz_tile_uint32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::EqzInt, idst, where, {.format = kTir2ttUInt32});
}

ALWI void lez_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Lez, where); }
ALWI void lez_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Lez, idst, where); }
ALWI void lez_tile_int32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::LezInt, idst, where, {.format = kTir2ttInt32});
}

}  // namespace ckernel
