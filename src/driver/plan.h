// What `tir2tt plan` does: every function is planned, and shown as a report or as metadata.
// Tested by tests/driver/plan_test.cc.
#pragma once

#include <string>

#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::driver {

/// What the planner needs to know, worked out by the passes in front of it. Of no use if `diags` has errors.
tir::IRModule prepare(const tir::IRModule& module, const transform::PassOptions& options, Diagnostics& diags);

struct PlanTask {
  const tir::IRModule& as_read;   // what the file says
  const tir::IRModule& prepared;  // after `prepare`
  const transform::PassOptions& options;
  bool verify = false;
  bool color = false;
};
struct PlanReport {
  std::string text;  // for people, at most 100 columns
  /// What the verifier said, when it was asked: of the plan that the file carries, or of the new one.
  std::string verified;
};
PlanReport plan_functions(const PlanTask& task, Diagnostics& diags);

/// The metadata of every function; null where a diagnostic of `plan_functions` says why there is none.
std::string plan_json(const tir::IRModule& prepared, const transform::PassOptions& options);

}  // namespace tir2tt::driver
