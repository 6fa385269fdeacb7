#include "report/l1_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "report/sample_plans.h"

namespace tir2tt::report {
namespace {

Segment bytes(int64_t n) { return {.letter = 'A', .cb = 0, .begin = 0, .end = n, .label = {}}; }

TEST(L1Segments, CoverL1FromEndToEnd) {
  const plan::FunctionPlan f = tight_plan();
  const std::vector<Segment> segments = l1_segments(f.problem, f.plan);
  ASSERT_EQ(segments.size(), 5u);
  EXPECT_EQ(segments.front().begin, 0);
  EXPECT_EQ(segments.back().end, sample_chip().l1_bytes);
  EXPECT_EQ(segments.back().letter, 'r');
  EXPECT_EQ(segments.back().end - segments.back().begin, 65'536);
  for (size_t i = 1; i < segments.size(); ++i) EXPECT_EQ(segments[i].begin, segments[i - 1].end);
}

TEST(L1Segments, OfAnEmptyPlanAreFree) {
  const plan::FunctionPlan f = empty_plan("none");
  const std::vector<Segment> segments = l1_segments(f.problem, f.plan);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(segments[1].letter, '.');
}

TEST(BarColumns, AreInProportion) {
  EXPECT_THAT(bar_columns({bytes(100), bytes(300)}, 64), testing::ElementsAre(16, 48));
}

TEST(BarColumns, NothingIsInvisible) {
  EXPECT_THAT(bar_columns({bytes(1), bytes(1'000'000), bytes(1)}, 64), testing::ElementsAre(1, 62, 1));
}

RC_GTEST_PROP(BarColumns, AddUpAndStayTrueToScale, ()) {
  std::vector<Segment> segments;
  for (const int n : *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 1'500'000)))) {
    segments.push_back(bytes(n));
  }
  const std::vector<int> columns = bar_columns(segments, 64);
  const int sum = std::accumulate(columns.begin(), columns.end(), 0);
  RC_ASSERT(columns.size() == segments.size());
  RC_ASSERT(sum == std::max<int>(64, static_cast<int>(segments.size())));
  for (size_t i = 0; i < segments.size(); ++i) {
    RC_ASSERT(columns[i] >= 1);
    for (size_t j = 0; j < segments.size(); ++j) {
      if (segments[i].end > segments[j].end) RC_ASSERT(columns[i] + 1 >= columns[j]);
    }
  }
}

}  // namespace
}  // namespace tir2tt::report
