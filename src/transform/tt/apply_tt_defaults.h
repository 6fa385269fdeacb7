// ApplyTTDefaults: makes a function a TT function by giving it the schedule, layout and tile that everything else
// starts from. A function that carries any `tt_` attribute has been decided on by somebody and is left alone.
//
//   T.func_attr({"global_symbol": "main"})  ──>  T.func_attr({"global_symbol": "main",
//                                                  "tt_layout_type": "dram_interleaved", "tt_schedule_order":
//                                                  "row_major", "tt_schedule_policy": "contiguous", "tt_tile_height":
//                                                  32, "tt_tile_width": 32})
//
// Reads: whether there is a `tt_` attribute. Writes: the five above. Tested by
// tests/transform/apply_tt_defaults_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule apply_tt_defaults(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
