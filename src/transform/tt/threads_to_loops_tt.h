// ThreadsToLoopsTT: a Tensix core has no threads of a GPU. What every thread does for itself becomes a loop over the
// threads around each statement that tells them apart; a register that each of them has becomes a buffer with an
// element for each.
//
//   tn = T.launch_thread("threadIdx.x", 128)            tn = T.launch_thread("threadIdx.x", 128)
//   r = T.alloc_buffer((1,), scope="local")      ──>    r = T.alloc_buffer((128,), scope="local.fragment")
//   r[0] = A[bx * 128 + tn, 0]                          for tn_1 in T.parallel(128):
//                                                         r[tn_1] = A[bx * 128 + tn_1, 0]
//
// All threads do one statement before any does the next: an order that the GPU allows, with or without barriers, where
// no two threads race. Atomic additions to memory on the chip become sums over the loop. `if tn == 0` takes that thread
// alone. Refused (T0404): tile operations on registers of threads, loops whose bounds threads tell apart.
// Under the seed's rule, and where threads are not told apart, nothing changes.
// Tested by tests/transform/threads_to_loops_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule threads_to_loops_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
