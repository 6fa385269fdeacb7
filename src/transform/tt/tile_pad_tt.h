// TilePadTT: for every tensor parameter that is not made of whole tiles, records the shape that it is padded to. Only
// the two axes of the tile are padded; a batch axis is not. The entry's key is the name of the parameter's variable.
//
//   A: T.Buffer((3, 40, 64), "float16")   ──>   "tt_padding_info": {"A_handle": {"needs_padding": T.bool(True),
//                                                 "original_shape": [3, 40, 64], "padded_shape": [3, 64, 64],
//                                                 "padding_amount": [0, 24, 0]}}
//
// A vector (100,) counts as the row it is stored as: [1, 100] becomes [32, 128]. Without such tensors nothing is
// written. Reads: tt_shard. Tested by tests/transform/tile_pad_tt_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule tile_pad_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
