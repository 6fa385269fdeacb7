// Differences of the integers of two tiles in DST; rsub: second minus first. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/sub_int_sfpu.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void sub_int_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::SubInt, where); }
template <DataFormat data_format>
ALWI void sub_int_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::SubInt, idst0, idst1, odst, where, static_cast<uint32_t>(data_format));
}
ALWI void rsub_int_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::RsubInt, where); }
template <DataFormat data_format>
ALWI void rsub_int_tile(uint32_t idst0, uint32_t idst1, uint32_t odst, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::RsubInt, idst0, idst1, odst, where, static_cast<uint32_t>(data_format));
}

}  // namespace ckernel
