// StageDramStoresTT: compute works on what circular buffers hold. A store from DRAM to DRAM gets a buffer on the way:
//
//   for i, j in T.parallel(32, 32):                   for i, j in T.parallel(32, 32):
//     C[bx * 32 + i, j] = A[bx * 32 + i, j] + 1.0  ──>    C_block[i, j] = A[bx * 32 + i, j] + 1.0
//                                                       C[bx * 32 + i, j] = C_block[i, j]
//
// Only where every loop that the value runs over is one of the store's own, one to an axis of the tensor: a store that
// several iterations make to one element is left alone, and refused later. Conditions around the store stay around it
// only. Under the seed's rule nothing changes. Tested by tests/transform/stage_dram_stores_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule stage_dram_stores_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
