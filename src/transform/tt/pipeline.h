// The default pipeline: a kernel as a front end gives it becomes a persistent kernel with complete, verified metadata.
// Tested by tests/transform/pipeline_test.cc and tests/corpus/passes_test.cc.
#pragma once

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

/// Runs every pass of pipeline.cc in its order. After the first pass that reports an error none runs any more; the
/// module is then what that pass returned, and of no use but to look at.
tir::IRModule run_tt_pipeline(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

}  // namespace tir2tt::transform
