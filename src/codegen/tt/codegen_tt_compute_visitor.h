// The compute kernel: unpack, math and pack from one source. Sections of DST with the full hand-over; what a unit has
// to be set up for is written where it changes and not repeated where it is known to hold.
//
//   T.gemm(A_shared, B_shared, C_local)  ──>  tile_regs_acquire(); copy_tile(cb_C_local, i, i) …;
//                                             matmul_tiles(cb_A_shared, cb_B_shared, …) …; tile_regs_commit();
//                                             tile_regs_wait(); pack_tile(i, cb_C_local) …; tile_regs_release();
// Tested by tests/codegen/generate_test.cc.
#pragma once

#include "codegen/tt/kernel_writer.h"

namespace tir2tt::codegen {

KernelSpec write_compute(const KernelContext& context);

}  // namespace tir2tt::codegen
