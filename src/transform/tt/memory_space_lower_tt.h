// MemorySpaceLowerTT: decides which tile-local buffers of a PrimFunc become circular buffers in L1 and records it as
// function metadata. The body is untouched: it is the same object before and after.
//
//   T.func_attr({"tt_schedule_policy": "contiguous"})        T.func_attr({"tt_schedule_policy": "contiguous",
//   A_tile = T.alloc_buffer((32, 32), "float16", …)    ──>     "tt_circular_buffers": [{"cb_id": 0, "name": "A_tile",
//   …                                                          "num_pages": 2, "tile_size": 2048}, …],
//                                                              "tt_num_cbs": 3, "tt_cb_plan": {…}})
//
// Runs on functions that carry `tt_schedule_policy`; others are left alone, and a note says so. A function that does
// not fit, or that has a statement which the planner cannot read, gets a diagnostic and no metadata.
// The metadata: docs/metadata.md. Tested by tests/transform/memory_space_lower_tt_test.cc and tests/corpus/.
#pragma once

#include <optional>

#include "plan/decision.h"
#include "support/diagnostic.h"
#include "tir/module.h"
#include "transform/tt/options.h"

namespace tir2tt::transform {

tir::IRModule memory_space_lower_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags);

/// The same decision as a value, without writing it down. A plan that does not fit, or a function with a statement that
/// cannot be planned, comes back with `feasible` false and is a diagnostic as well; nullopt where there is not even a
/// list of buffers.
std::optional<plan::FunctionPlan> plan_function(const std::string& name, const tir::PrimFunc& func,
                                                const PassOptions& options, Diagnostics& diags);

/// The plan that a function carries in tt_circular_buffers and tt_cb_plan, against the problem rebuilt from its body:
/// empty = accepted; nullopt when it carries none, or a diagnostic says why it cannot be read. Chip, rule and reserve
/// are the plan's own.
std::optional<std::vector<plan::Violation>> verify_annotated(const std::string& name, const tir::PrimFunc& func,
                                                             Diagnostics& diags);

}  // namespace tir2tt::transform
