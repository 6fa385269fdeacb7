// What the sequential order alone proves: how full each CB gets when the trace runs as one program.
// Tested by tests/plan/safe_count_test.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/problem.h"

namespace tir2tt::plan {

/// Per CB, max over its reserves of (pushed - popped + n), in device pages, not yet rounded to the quanta; -1 where the
/// trace disproves it: an unbalanced loop or guard, a wait or pop without its push, pages left at the end.
std::vector<int64_t> sequential_peaks(const Problem& problem);

/// check() without the balance of the trace: what solve() insists on.
std::vector<struct Violation> check_structure(const Problem& problem);

/// `peak` as a capacity that every push and pop amount divides; -1 stays -1.
int64_t safe_pages(int64_t peak, int64_t push_quantum, int64_t pop_quantum);

}  // namespace tir2tt::plan
