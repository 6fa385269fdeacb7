// A tile in DST filled with one value: a float, an integer, or bits of a float. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/fill.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void fill_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Fill, where); }
ALWI void fill_tile(uint32_t idst, float param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Fill, idst, where, __builtin_bit_cast(uint32_t, param0));
}
template <DataFormat DATA_FORMAT>
ALWI void fill_tile_int(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::FillInt, idst, where, {.p0 = param0, .format = static_cast<uint32_t>(DATA_FORMAT)});
}
ALWI void fill_tile_bitcast(uint32_t idst, uint32_t param0, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Fill, idst, where, param0);
}

}  // namespace ckernel
