// StageDramTT: compute works on what circular buffers hold. A store from DRAM to DRAM gets a buffer on the way, and so
// does an operand from DRAM that is broadcast:
//
//   for i, j in T.parallel(32, 64):                    for j in T.parallel(64):
//     C[bx * 32 + i, j] = A[bx * 32 + i, j] + v[j]  ──>    v_block[j] = v[j]
//                                                      for i, j in T.parallel(32, 64):
//                                                        C_block[i, j] = A[bx * 32 + i, j] + v_block[j]
//                                                        C[bx * 32 + i, j] = C_block[i, j]
//
// Stores only where every loop that the value runs over is one of the store's own, one to an axis of the tensor: a
// store that several iterations make to one element is left alone, and refused later; conditions around the store stay
// around it only. Operands only of floats, in expressions, of tensors that the kernel does not write: a box of fewer
// axes than what is computed, or of the same in another order. Under the seed's rule nothing changes. Tested by
// tests/transform/stage_dram_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule stage_dram_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
