// What would have to change for a plan that does not fit, computed. Internal to the solver.
// Tested by tests/plan/ways_out_test.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/fit.h"
#include "plan/problem.h"

namespace tir2tt::plan {

/// For a problem whose floors need more L1 than there is; cheapest first.
std::vector<WayOut> ways_out_of_l1(const Problem& problem, const std::vector<Choice>& choices);

/// For a problem with more CBs than the chip has ids, or as part of the above: chips on which the floors fit.
std::vector<WayOut> other_chips(const Problem& problem, const std::vector<Choice>& choices);

}  // namespace tir2tt::plan
