// Trigonometric and hyperbolic functions of a tile in DST and their inverses, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/trigonometry.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void sin_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Sin, where); }
ALWI void sin_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Sin, idst, where); }
ALWI void cos_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Cos, where); }
ALWI void cos_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Cos, idst, where); }
ALWI void tan_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Tan, where); }
ALWI void tan_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Tan, idst, where); }
ALWI void asin_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Asin, where); }
ALWI void asin_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Asin, idst, where); }
ALWI void acos_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Acos, where); }
ALWI void acos_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Acos, idst, where); }
ALWI void atan_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Atan, where); }
ALWI void atan_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Atan, idst, where); }
ALWI void sinh_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Sinh, where); }
ALWI void sinh_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Sinh, idst, where); }
ALWI void cosh_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Cosh, where); }
ALWI void cosh_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Cosh, idst, where); }
ALWI void asinh_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Asinh, where); }
ALWI void asinh_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Asinh, idst, where); }
ALWI void acosh_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Acosh, where); }
ALWI void acosh_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Acosh, idst, where); }
ALWI void atanh_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Atanh, where); }
ALWI void atanh_tile(uint32_t idst, Where where = Where::here()) { tir2tt_sfpu_unary(Tir2ttSfpu::Atanh, idst, where); }

}  // namespace ckernel
