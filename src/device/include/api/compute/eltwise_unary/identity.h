// A tile in DST read and written back, in place. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/identity.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void identity_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Identity, where); }
ALWI void identity_tile(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Identity, idst, where);
}
ALWI void identity_tile_uint32(uint32_t idst, Where where = Where::here()) {
  tir2tt_sfpu_unary(Tir2ttSfpu::Identity, idst, where, {.format = kTir2ttUInt32});
}

}  // namespace ckernel
