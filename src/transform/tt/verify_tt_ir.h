// VerifyTTIR: checks that the metadata of a function is complete and agrees with itself, with the body and with the
// chip. Everything that is wrong is an error diagnostic with its numbers and the way out.
//
//   "tt_num_cbs": 3,                          error: `main` has 2 circular buffers in `tt_circular_buffers`, but
//   "tt_circular_buffers": [{…}, {…}]   ──>          `tt_num_cbs` is 3 [T0319]
//                                             "tt_ir_validated": T.bool(False), "tt_validation_error_count": 1, …
//
// Reads every tt_ attribute but tt_cb_plan (which plan/ verifies). Writes the three of the example.
// Tested by tests/transform/verify_tt_ir_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule verify_tt_ir(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
