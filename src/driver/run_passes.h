// Passes, one after the other, and what they left as it was. Tested by tests/driver/run_passes_test.cc.
#pragma once

#include <string>
#include <vector>

#include "driver/options.h"
#include "tir/module.h"

namespace tir2tt::driver {

/// Ends with the first pass that reports an error; the module is then of no use but to look at.
tir::IRModule run_passes(tir::IRModule module, const PassList& passes, const transform::PassOptions& options,
                         Diagnostics& diags);

/// The functions of `after` of which more than the attributes is not what it was in `before`, in their order.
std::vector<std::string> changed_bodies(const tir::IRModule& before, const tir::IRModule& after);

}  // namespace tir2tt::driver
