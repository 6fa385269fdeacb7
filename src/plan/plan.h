// check, solve, verify: the three questions about a planning problem. The verifier (verify.cc) shares no code with
// the solver (solve.cc, safe_count.cc). Tested by tests/plan/, the verifier in every one of them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "plan/problem.h"

namespace tir2tt::plan {

/// A broken rule: "R2", "R3", "R12", …, "trace"; the text has the numbers.
struct Violation {
  std::string rule;
  int cb = -1;
  std::string text;
};

/// Whether the problem itself makes sense (sizes positive, events name existing CBs, loops are balanced, …).
/// An internal assertion of whoever made it, not the user's fault.
std::vector<Violation> check(const Problem& problem);

struct SolveOptions {
  bool try_finer_quanta = true;  // smaller push/pop amounts where the safe count does not fit
  bool exact_minimum = true;     // execute the network where even that does not fit
};
std::variant<Plan, Infeasible> solve(const Problem& problem, const SolveOptions& options = {});

/// Everything that a plan must hold, from its numbers alone: ids dense and unique, bytes, alignment, overlap, L1, id
/// and page limits, quanta, safe counts by replaying the trace, barriers, DST. Empty: accepted.
std::vector<Violation> verify(const Problem& problem, const Plan& plan);

/// Per CB, the device pages that suffice by the sequential-order argument; -1 where the trace disproves it
/// (unbalanced loop, wait without push).
std::vector<int64_t> safe_counts(const Problem& problem);

}  // namespace tir2tt::plan
