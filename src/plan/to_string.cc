// The words that people and plan.json read for the planner's enumerations.
#include <array>
#include <string_view>

#include "plan/decision.h"
#include "plan/problem.h"
#include "support/diagnostic.h"

namespace tir2tt::plan {
namespace {

template <typename Enum, size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  const auto index = static_cast<size_t>(value);
  TIR2TT_CHECK(index < N, "enumeration value out of range");
  return words[index];
}

constexpr std::array<std::string_view, 6> kRoles = {"input",       "output", "intermediate",
                                                    "accumulator", "stream", "constant"};
constexpr std::array<std::string_view, 3> kKernels = {"reader", "compute", "writer"};
constexpr std::array<std::string_view, 5> kActors = {"reader", "unpack", "math", "pack", "writer"};
constexpr std::array<std::string_view, 4> kPlacements = {"circular buffer", "merged", "in DST", "not placed"};

}  // namespace

std::string_view to_string(Role r) { return word(kRoles, r); }
std::string_view to_string(Kernel k) { return word(kKernels, k); }
std::string_view to_string(Actor a) { return word(kActors, a); }
std::string_view to_string(Placement p) { return word(kPlacements, p); }

}  // namespace tir2tt::plan
