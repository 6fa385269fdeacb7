// The init of kernels that copy tiles into DST and work on them there. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/eltwise_unary/eltwise_unary.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common.h"

namespace ckernel {

ALWI void unary_op_init_common(uint32_t icb, uint32_t ocb, Where where = Where::here()) {
  compute_kernel_hw_startup(icb, ocb, where);
  tir2tt_configure(Tir2ttOperation::Copy, icb, kTir2ttNoCb, where);
}
ALWI void init_sfpu(uint32_t icb, uint32_t ocb, Where where = Where::here()) { unary_op_init_common(icb, ocb, where); }

}  // namespace ckernel
