// Why a mutant is no fault: reasons that are looked for in its text, its plan and its trace, never by place or name.
// Mutants with a reason run too; one that the device calls an error contradicts its reason.
// Tested by tests/mutation/equivalence_test.cc.
#pragma once

#include <array>
#include <string_view>

#include "mutation/operators.h"
#include "mutation/subject.h"

namespace tir2tt::mutation {

enum class Reason {
  None,
  WaitsCommute,   // two calls that block, one behind the other: neither changes what the other waits for
  SmallerPlan,    // the planner's verifier accepts the plan with the smaller circular buffer, the kernels stay as they
                  // are
  LongerWait,     // reserve or wait for one page more: the five processors still get to the end, with the same values
  HeldWait,       // wait for pages that were waited for before and not popped since
  LastPop,        // the last call on a circular buffer, and nobody waits for the room
  FirstReserve,   // the only reserve of a circular buffer: it never waits, so it may come later
  Configuration,  // every operation finds the units that it uses configured alike
};
inline constexpr std::array<std::string_view, 8> kReasonTexts = {
    "",
    "waits side by side commute",
    "the verifier accepts the smaller circular buffer",
    "a longer wait that ends",
    "a wait for pages already waited for",
    "nobody needs the room that the pop makes",
    "a reserve that never waits",
    "units are configured alike at every operation",
};

Reason reason_of(const Subject& subject, const Mutant& mutant);

}  // namespace tir2tt::mutation
