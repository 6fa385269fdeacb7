// What was decided for one PrimFunc, for whoever prints or annotates it: the problem, its plan, and for every local
// buffer where it went and why. Made by transform/tt/memory_space_lower_tt.cc; read by report/ and cli/.
// Tested by tests/report/plan_report_test.cc, tests/transform/memory_space_lower_tt_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace tir2tt::plan {

enum class Placement : uint8_t {
  CircularBuffer,  // occupies L1: Problem::cbs[cb]
  Merged,          // lives in another buffer's CB (a view, a plain copy, a value that goes straight to the output)
  Dst,             // never leaves DST: what is computed from it is computed there
  NotPlaced,       // no tile: a scalar, a DRAM view, nothing that a CB can hold; the reason says which
};
std::string_view to_string(Placement p);

/// One local buffer of the function, in declaration order; CBs that the compiler adds come last.
struct BufferDecision {
  std::string name;
  std::string shape;  // "128×32"
  std::string dtype;
  Placement placement = Placement::NotPlaced;
  int cb = -1;                            // CircularBuffer, Merged: index into Problem::cbs
  bool declared = true;                   // false: added by the compiler
  std::string_view unpack_mode = "none";  // "default" (through SrcA/SrcB, fp32 becomes TF32), "to_dest_fp32", "none"
  std::vector<std::string> reasons;       // one sentence per decision: placement, role, pages, tiling
  SourceSpan span;
};

struct FunctionPlan {
  std::string function;
  std::string rule;  // "dataflow" or "seed"
  Problem problem;
  Plan plan;  // meaningful if `feasible`
  bool feasible = false;
  Infeasible infeasible;  // meaningful if not
  std::vector<BufferDecision> buffers;
  int64_t blocks_per_core = -1;      // at most; -1: the grid is symbolic or unknown
  std::vector<std::string> gave_up;  // "A_shared: 1 page instead of 2"; empty when nothing was
};

}  // namespace tir2tt::plan
