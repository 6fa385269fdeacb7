// Golden: tests/report/golden/NAME.txt. To regenerate after a change that you want: UPDATE_GOLDEN=1 ./test.sh --quick,
// then read the diff.
#include "report/plan_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "report/sample_plans.h"
#include "support/text.h"

namespace tir2tt::report {
namespace {

using testing::HasSubstr;
using testing::Not;

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(TIR2TT_SOURCE_DIR) + "/tests/report/golden/" + name + ".txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
  std::ifstream file(path);
  ASSERT_TRUE(file) << path << " is missing; run again with UPDATE_GOLDEN=1";
  std::ostringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(text, expected.str()) << "UPDATE_GOLDEN=1 rewrites " << path;
}

void expect_fits(const std::string& text, int width) {
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    EXPECT_LE(display_width(line), width) << line;
    EXPECT_FALSE(line.ends_with(' ')) << "'" << line << "'";
  }
}

TEST(PlanReport, Matmul) {
  const std::string text = plan_report(matmul_plan(), {.work = "64 blocks on 56 cores, at most 2 each"});
  expect_golden("matmul", text);
  expect_fits(text, 100);
}

TEST(PlanReport, Tight) {
  const std::string text = plan_report(tight_plan(), {});
  expect_golden("tight", text);
  expect_fits(text, 100);
}

TEST(PlanReport, Infeasible) {
  const std::string text = plan_report(infeasible_plan(), {});
  expect_golden("infeasible", text);
  expect_fits(text, 100);
}

TEST(PlanReport, NoBuffers) {
  const std::string text = plan_report(empty_plan("nothing"), {});
  expect_golden("nothing", text);
  EXPECT_THAT(text, HasSubstr("0 circular buffers"));
}

TEST(PlanReport, ColourChangesNothingButColour) {
  const std::string plain = plan_report(matmul_plan(), {});
  std::string painted = plan_report(matmul_plan(), {.color = true});
  EXPECT_NE(plain, painted);
  for (size_t at = painted.find('\x1b'); at != std::string::npos; at = painted.find('\x1b')) {
    painted.erase(at, painted.find('m', at) + 1 - at);
  }
  EXPECT_EQ(plain, painted);
}

TEST(PlanReport, LongAndHostileNamesKeepTheTableInShape) {
  plan::FunctionPlan f = matmul_plan();
  f.function = "f\x1b[2J";
  f.problem.cbs[0].name = f.buffers[0].name = std::string(5000, 'x');
  f.problem.cbs[1].name = f.buffers[1].name = "\x1b[2J\n";
  const std::string text = plan_report(f, {});
  expect_fits(text, 100);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(PlanReport, SixtyFourBuffersAreAllVisible) {
  plan::FunctionPlan f = empty_plan("many");
  for (int i = 0; i < 64; ++i) {
    add_cb(f,
           request("b" + std::to_string(i), plan::Role::Intermediate, plan::Kernel::Compute, plan::Kernel::Compute,
                   target::DataFormat::UInt8, 1),
           1, "32×32", "uint8", {});
  }
  const std::string text = plan_report(f, {});
  expect_fits(text, 100);
  EXPECT_THAT(text, HasSubstr("0123456789"));
}

TEST(VerifyReport, ListsFaults) {
  const plan::FunctionPlan f = matmul_plan();
  EXPECT_THAT(verify_report(f, "the plan", {}, {}), HasSubstr("matmul: the verifier accepts the plan"));
  EXPECT_EQ(verify_report(f, "the plan",
                          {{"R3", 0, "12 pages; not a multiple of the pop quantum 5"}, {"R14", -1, "33 ids"}}, {}),
            "matmul: the verifier found 2 faults in the plan\n"
            "  R3: A_shared: 12 pages; not a multiple of the pop quantum 5\n"
            "  R14: 33 ids\n");
}

}  // namespace
}  // namespace tir2tt::report
