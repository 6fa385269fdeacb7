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
  Diagnostics refused;              // what can be planned, but not generated
  tir::Var start_tile, tile_count;  // the parameters of a persistent function; else null
};

/// nullopt: a diagnostic says which statement cannot be planned.
std::optional<Lowered> lower_function(const std::string& name, const tir::PrimFunc& func, const PassOptions& options,
                                      Diagnostics& diags);

/// The same for a function that carries a plan: chip and rule as the plan says, its numbers in `plan`. A num_pages that
/// somebody edited counts, and everything that follows from it. nullopt: there is no plan (T0500), it is not of this
/// body, or the verifier rejects it (T0416).
std::optional<Lowered> lower_annotated(const std::string& name, const tir::PrimFunc& func, Diagnostics& diags);

}  // namespace tir2tt::transform
