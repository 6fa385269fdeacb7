// log(sigmoid(x)) from x and exp(-x), two tiles in DST. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/logsigmoid.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/detail/sfpu.h"

namespace ckernel {

ALWI void logsigmoid_tile_init(Where where = Where::here()) { tir2tt_sfpu_init(Tir2ttSfpu::Logsigmoid, where); }
ALWI void logsigmoid_tile(uint32_t idst_in0, uint32_t idst_in1, uint32_t idst_out, Where where = Where::here()) {
  tir2tt_sfpu_binary(Tir2ttSfpu::Logsigmoid, idst_in0, idst_in1, idst_out, where);
}

}  // namespace ckernel
