// A kernel against its reference: the run, and what of it deserves a diagnostic. Tested by
// tests/program/judgement_test.cc.
#pragma once

#include <atomic>
#include <optional>
#include <vector>

#include "program/kernels.h"
#include "run/run_kernel.h"

namespace tir2tt::program {

/// The reference's results, and how long they took.
struct Reference {
  reference::Result result;
  double seconds = 0;
};
/// nullopt: a diagnostic says why, a place of which is in the text of `original`.
std::optional<Reference> compute_reference(const Kernel& kernel, const tir::PrimFunc& original,
                                           const std::vector<data::Array>& inputs, const std::atomic<bool>* stop,
                                           Diagnostics& diags);

/// Of a run that did not end: there is nothing to compare.
run::Verdict judge_unfinished(const Kernel& kernel, run::Execution execution);

/// Errors for violations, wrong outputs, and outputs that the reference does not write. `place`: of the function.
void add_judgement(const Kernel& kernel, const run::Verdict& verdict, SourceSpan place, Diagnostics& diags);

/// The run was stopped by the user.
void add_interrupted(const Kernel& kernel, Diagnostics& diags);

}  // namespace tir2tt::program
