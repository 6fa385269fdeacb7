// Everything that is known about one PrimFunc when its circular buffers are planned: for code generation, which needs
// more than the plan. Tested by tests/transform/core_program_test.cc.
#pragma once

#include <optional>
#include <string>

#include "plan/decision.h"
#include "tir/module.h"
#include "transform/tt/cb_draft.h"
#include "transform/tt/core_program.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

struct Lowered {
  analysis::TileProgram program;  // its operations are in drafts.ops
  Drafts drafts;
  CbMap map;
  plan::FunctionPlan plan;
  CoreProgram core;
  Diagnostics refused;  // what can be planned, but not generated
};

/// nullopt: a diagnostic says which statement cannot be planned.
std::optional<Lowered> lower_function(const std::string& name, const tir::PrimFunc& func, const PassOptions& options,
                                      Diagnostics& diags);

}  // namespace tir2tt::transform
