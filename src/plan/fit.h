// Placing CBs in L1, and what to keep when there is not room for everything wanted. Internal to the solver.
// Tested by tests/plan/solve_test.cc.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/problem.h"

namespace tir2tt::plan {

/// What may be chosen for one CB, in blocks: floor, floor + step, … up to wanted.
struct Choice {
  int64_t floor = 1;   // never fewer
  int64_t wanted = 1;  // never more
  int64_t step = 1;    // so that both quanta divide the capacity
  int64_t blocks = 1;  // chosen
  int64_t peak = 0;    // of the sequential order, in device pages
  bool finer = false;  // step and floor count on CbRequest::finest_quantum
};

/// From the request, the sequential peak and, if `finer`, the finest quantum. `blocks` = `wanted`.
Choice make_choice(const CbRequest& cb, int64_t peak, bool finer);
/// Blocks that H5's 65,535 device pages allow, a multiple of `step`.
int64_t most_blocks(const CbRequest& cb, int64_t step);

/// The runtime's own placement: creation order, starts aligned. Does not ask whether it fits.
Plan place(const Problem& problem, const std::vector<Choice>& choices);
inline bool fits(const Plan& plan) { return plan.bytes_used <= plan.bytes_available; }

/// Chooses `blocks` between floor and wanted so that everything fits and the kept benefit is greatest; the floors
/// must fit.
void keep_most_benefit(const Problem& problem, std::vector<Choice>& choices);
/// What the block of this number (1, 2, …) adds: see fit.cc. A block nobody can do without adds 0.
int64_t marginal_benefit(const CbRequest& cb, int64_t block);

}  // namespace tir2tt::plan
