// A plan as a person reads it: what became a circular buffer and why, what did not, where it lies in L1, what it adds
// up to, what was given up, and, when nothing fits, what would. Plain text of at most 100 columns.
// Tested by tests/report/plan_report_test.cc against tests/report/golden/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/decision.h"

namespace tir2tt::report {

struct ReportOptions {
  int width = 100;        // columns; lines wider than this only where a number is
  bool color = false;     // ANSI escapes
  std::string work = {};  // "64 blocks on 64 cores, at most 1 each"; empty: not known
};

std::string plan_report(const plan::FunctionPlan& plan, const ReportOptions& options);

/// What the verifier says of `which` ("the plan"): one line when it accepts, else one per broken rule.
std::string verify_report(const plan::FunctionPlan& plan, std::string_view which,
                          const std::vector<plan::Violation>& violations, const ReportOptions& options);

}  // namespace tir2tt::report
