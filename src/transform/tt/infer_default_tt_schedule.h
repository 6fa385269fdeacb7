// InferDefaultTTSchedule: finds the grid of a kernel and deals its blocks out to the cores of the chip. The blocks,
// here called tiles, are numbered row-major, x fastest: id = x + X*(y + Y*z). Core i gets a contiguous run; the first
// `tiles mod cores` cores get one more than the rest.
//
//   bx = T.launch_thread("blockIdx.x", 20)         "tt_grid_x": 20, "tt_grid_y": 1, "tt_grid_z": 1, "tt_num_tiles": 20,
//   (8 x 2 cores)                            ──>   "tt_num_cores": 16, "tt_tiles_per_core": [[0, 2], …, [8, 1], …],
//                                                  "tt_schedule": {"assignments": […], "grid_shape": [20, 1, 1], …}
//
// Of a symbolic grid only what is known is written, and "tt_grid_expr": ["(m + 31) // 32", "8", "1"].
// Where the grid comes from: grid.h. Tested by tests/transform/infer_default_tt_schedule_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule infer_default_tt_schedule(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
