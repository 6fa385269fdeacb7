// InferDefaultTTShard: records how every tensor parameter lies in DRAM: its layout, the tile, which axes form it, how
// many tiles that makes and whether the tensor has to be padded to whole tiles.
//
//   A: T.Buffer((250, 70), "float16")   ──>   "tt_shard": {"A": {"layout": "dram_interleaved", "tile_shape": [32, 32],
//                                               "tiles_height": 8, "tiles_width": 3, "needs_padding": T.bool(True),
//                                               "padded_shape": [256, 96]}}
//                                             "tt_buffer_A_layout": "dram_interleaved", …      (the same, flat)
//
// A vector (N,) is one row: tiles_height 1. A tensor of more than two axes also has "tile_axes" (tile_axes.h) and
// "matrices", the product of its other axes. What depends on a symbolic extent is left out.
// Reads: tt_layout_type, tt_tile_*. Tested by tests/transform/infer_default_tt_shard_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule infer_default_tt_shard(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
