// The fewest bytes with which the network of actors still completes. Internal to the solver.
// Tested by tests/plan/network_test.cc and the brute-force comparison of tests/plan/property_test.cc.
#pragma once

#include <vector>

#include "plan/fit.h"
#include "plan/problem.h"

namespace tir2tt::plan {

/// Lowers the floors (safe counts, which complete) to the choice of blocks that completes with the fewest bytes; true
/// when that changed anything.
bool lower_to_exact_minimum(const Problem& problem, std::vector<Choice>& choices);

}  // namespace tir2tt::plan
