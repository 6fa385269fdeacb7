// The tables, the tool's way through two kernels of the corpus, and that docs/coverage.md is up to date in what it
// lists.
#include "coverage/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "coverage/corpus_table.h"
#include "coverage/zoo.h"

namespace tir2tt::coverage {
namespace {

using ::testing::HasSubstr;

Covered right() {
  Covered c;
  c.kernel.name = "sum";
  c.kernel.family = "reduction";
  c.outcome.verdict = Verdict::Right;
  c.outcome.features = {"copy", "reduce"};
  c.outcome.cbs = 3;
  c.outcome.l1_bytes = 12288;
  c.outcome.shapes = "64×64, 64";
  return c;
}

Covered refused() {
  Covered c = right();
  c.kernel.name = "scatter";
  c.kernel.family = "data movement";
  c.outcome = {};
  c.outcome.verdict = Verdict::Refused;
  c.outcome.id = "T0501";
  c.outcome.reason = "a | b\nmore";
  return c;
}

TEST(Report, SaysWhatIsRightAndWhy) {
  const std::string page = markdown({right()}, {right(), refused()});
  EXPECT_THAT(page, HasSubstr("## The corpus: 1 kernels: 1 right, 0 refused, 0 wrong, 0 faults"));
  EXPECT_THAT(page, HasSubstr("| `sum` | copy, reduce | 3 | 12.0 | 64×64, 64 | right: PCC 1.000000"));
  EXPECT_THAT(page, HasSubstr("### reduction\n"));
  EXPECT_THAT(page, HasSubstr("### data movement\n"));
  EXPECT_THAT(page, HasSubstr("refused T0501: a \\| b |"));
}

TEST(Report, OfJsonHasOneObjectPerKernel) {
  const std::string text = json({right(), refused()});
  EXPECT_THAT(text, HasSubstr("\"verdict\": \"right\""));
  EXPECT_THAT(text, HasSubstr("\"diagnostic\": \"T0501\""));
}

TEST(Coverage, OfTwoKernelsOfTheCorpus) {
  if (!std::filesystem::exists(TIR2TT_COVERAGE_CORPUS)) GTEST_SKIP() << "no corpus";
  int measured = 0;
  for (const Kernel& kernel : corpus_kernels(TIR2TT_COVERAGE_CORPUS, Size::Reduced)) {
    if (kernel.name != "gemm" && kernel.name != "reduce_sum") continue;
    const Outcome o = outcome_of(kernel, {});
    EXPECT_EQ(o.verdict, Verdict::Right) << o.reason;
    EXPECT_GT(o.cbs, 0u);
    EXPECT_GT(o.l1_bytes, 0);
    measured += 1;
  }
  EXPECT_EQ(measured, 2);
}

std::string page() {
  std::ostringstream text;
  text << std::ifstream(std::filesystem::path(TIR2TT_SOURCE_DIR) / "docs/coverage.md").rdbuf();
  return text.str();
}

TEST(CoveragePage, ListsEveryKernelWithItsVerdict) {
  const std::string text = page();
  for (const Kernel& kernel : zoo()) {
    const size_t at = text.find("| `" + kernel.name + "` |");
    ASSERT_NE(at, std::string::npos) << kernel.name << ": run coverage_tool --markdown docs/coverage.md";
    const std::string row = text.substr(at, text.find('\n', at) - at);
    EXPECT_THAT(row, HasSubstr(kernel.refusal.empty() ? "| right: PCC" : "| refused " + kernel.refusal));
  }
  if (!std::filesystem::exists(TIR2TT_COVERAGE_CORPUS)) return;
  for (const Kernel& kernel : corpus_kernels(TIR2TT_COVERAGE_CORPUS, Size::Own))
    EXPECT_THAT(text, HasSubstr("| `" + kernel.name + "` |"));
}

}  // namespace
}  // namespace tir2tt::coverage
