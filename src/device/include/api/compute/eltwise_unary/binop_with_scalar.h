// A tile in DST and a scalar (bits of a float, or an integer), in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/binop_with_scalar.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void binop_with_scalar_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Scalar, where); }
ALWI void add_unary_tile(uint32_t idst, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::AddScalar, idst, where, param1);
}
ALWI void sub_unary_tile(uint32_t idst, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::SubScalar, idst, where, param1);
}
ALWI void mul_unary_tile(uint32_t idst, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::MulScalar, idst, where, param1);
}
ALWI void div_unary_tile(uint32_t idst, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::DivScalar, idst, where, param1);
}
ALWI void rsub_unary_tile(uint32_t idst, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::RsubScalar, idst, where, param1);
}
ALWI void add_unary_tile_int32(uint32_t idst, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::AddScalarInt, idst, where, param1);
}
ALWI void sub_unary_tile_int32(uint32_t idst, uint32_t param1, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::SubScalarInt, idst, where, param1);
}

}  // namespace ckernel
