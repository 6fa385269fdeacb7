// SerializeAtomicsTT: cores of a Tensix chip cannot add floats to DRAM atomically, so blocks that add to the same
// elements run one after another on one core. An axis of the grid that the target does not depend on (split-K) becomes
// a loop; the sum is kept on the chip: loaded once, added to by every iteration, stored once.
//
//   bx = T.launch_thread("blockIdx.x", 8)                     bx = T.launch_thread("blockIdx.x", 8)
//   bz = T.launch_thread("blockIdx.z", 4)                     C_sum = T.alloc_buffer((128, 128), …)
//   …                                                         C_sum[i, j] = C[i, bx * 128 + j]
//   for i, j in T.parallel(128, 128):                   ──>   for bz in range(4):
//     T.call_extern("handle", "AtomicAdd",                      …
//                   C[i, bx * 128 + j], x[i, j])                for i, j …: C_sum[i, j] = C_sum[i, j] + x[i, j]
//                                                             C[i, bx * 128 + j] = C_sum[i, j]
//
// The axes that stay must give every block elements of its own, and so must the loops that the target moves in: that is
// proven from the linear forms of the indices, or the kernel is refused (T0403). Atomic maxima and minima likewise.
// Under the seed's rule, and in functions without atomics, nothing changes. Writes: tt_serial_axes.
// Tested by tests/transform/serialize_atomics_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule serialize_atomics_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
