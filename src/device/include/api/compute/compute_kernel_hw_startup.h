// The configuration at the start of a compute kernel: formats of SrcA, SrcB and of the packer.
// Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/compute_kernel_hw_startup.h.
// Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

ALWI void compute_kernel_hw_startup(uint32_t icb0, uint32_t icb1, uint32_t ocb, Where where = Where::here()) {
  tir2tt_tile_op<Tir2ttOp::HwStartup>(where, icb0, icb1, ocb);
}
ALWI void compute_kernel_hw_startup(uint32_t icb0, uint32_t ocb, Where where = Where::here()) {
  compute_kernel_hw_startup(icb0, icb0, ocb, where);
}

/// DST in 32 bits from now on, or in 16.
ALWI void enable_fp32_dest_acc(Where where = Where::here()) { tir2tt_tile_op<Tir2ttOp::Fp32Dest>(where, 1u); }
ALWI void disable_fp32_dest_acc(Where where = Where::here()) { tir2tt_tile_op<Tir2ttOp::Fp32Dest>(where, 0u); }

}  // namespace ckernel
