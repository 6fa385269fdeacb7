// What a campaign found, for people: a table of operators and outcomes, and what was not caught.
// Tested by tests/mutation/report_test.cc.
#pragma once

#include <string>
#include <vector>

#include "mutation/campaign.h"

namespace tir2tt::mutation {

/// Of mutants that compile and for which there is no reason why they should be right.
struct Score {
  size_t judged = 0, caught = 0, warned = 0;
  double share() const { return judged == 0 ? 1 : static_cast<double>(caught) / static_cast<double>(judged); }
};
Score score_of(const std::vector<Trial>& trials);
inline constexpr double kLeastShare = 0.99;

/// A mutant with a reason that the device calls an error or whose results are wrong: one of the two is mistaken.
bool is_contradiction(const Trial& trial);

/// Operators down; outcomes across: found as an error, wrong numbers, a warning, nothing; with a reason; no kernel.
std::string outcome_table(const std::vector<Trial>& trials);
/// "D0107 42" per finding, descending.
std::string finding_list(const std::vector<Trial>& trials);
/// Contradictions, then what was not caught; with `equivalent` also what has a reason.
std::string mutant_list(const std::vector<Trial>& trials, bool equivalent);

}  // namespace tir2tt::mutation
