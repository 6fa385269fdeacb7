// TTTilesToCoreMap: gives every core's share of the tiles a place on the chip. Core i stands at x = i mod width,
// y = i div width of the chip's compute grid.
//
//   "tt_tiles_per_core":         "tt_core_ranges": [[0, 0, 0, 0, 0, 2], [1, 0, 1, 0, 2, 1]]     [x, y, x, y, start,
//   count]
//     [[0, 2], [2, 1], [3, 0]] ──>  (cores with work only)
//                                "tt_core_runtime_args": [[0, 2], [2, 1], [3, 0]]               (every core)
//
// With a symbolic grid there is nothing to place yet. Tested by tests/transform/tt_tiles_to_core_map_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule tt_tiles_to_core_map(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
