// GridToPersistentTT: a grid of independent blocks becomes a loop over the blocks of one core. Two parameters say which
// ones; the block indices are computed from the block's number. The rest of the body is shared, not copied.
//
//   def main(A: …):                            def main(A: …, tt_start_tile: T.int32, tt_tile_count: T.int32):
//     bx = T.launch_thread("blockIdx.x", 8)      for tt_tile_iter in range(tt_tile_count):
//     by = T.launch_thread("blockIdx.y", 4)  ──>   tt_tile_id: T.int32 = tt_start_tile + tt_tile_iter
//     … bx … by …                                  … tt_tile_id % 8 … tt_tile_id // 8 % 4 …
//
// Also for loops bound to blockIdx, for T.Kernel(…, is_cpu=True), for three axes (z = id // 32) and symbolic extents.
// Writes: tt_persistent_loop, tt_persistent_iteration_ndims, tt_runtime_args. A function that is persistent already is
// left alone. Tested by tests/transform/grid_to_persistent_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule grid_to_persistent_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
