#include <gmock/gmock.h>

#include "plan/problems.h"

namespace tir2tt::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<WayOut> ways_out(const Problem& p) {
  const auto answer = solve(p);
  const auto* no = std::get_if<Infeasible>(&answer);
  EXPECT_NE(no, nullptr) << "there is a plan";
  return no == nullptr ? std::vector<WayOut>{} : no->ways_out;
}

std::vector<std::string> texts(const std::vector<WayOut>& ways) {
  std::vector<std::string> found;
  for (const WayOut& way : ways) found.push_back(way.text);
  return found;
}

// Fewest pages: A 512 KiB, B 512 KiB, C 1 MiB, copy 512 KiB. Halving M twice leaves 128 + 512 + 256 + 128 KiB.
TEST(WaysOut, Gemm512) {
  const std::vector<WayOut> ways = ways_out(gemm(512, 512, 512));
  EXPECT_THAT(texts(ways), ElementsAre("512 (rows of A_shared, C_local) → 128 saves 1,572,864 B",
                                       "512 (columns of B_shared, C_local) → 128 saves 1,572,864 B"));
  for (const WayOut& way : ways) {
    EXPECT_TRUE(way.fits);
    EXPECT_EQ(way.bytes_saved, 1'572'864);
    EXPECT_EQ(way.bytes_needed, 1'048'576);
  }
}

TEST(WaysOut, EachOneReallyFits) {
  EXPECT_TRUE(std::holds_alternative<Plan>(solve(gemm(128, 512, 512))));
  EXPECT_TRUE(std::holds_alternative<Plan>(solve(gemm(512, 128, 512))));
  EXPECT_TRUE(std::holds_alternative<Infeasible>(solve(gemm(256, 512, 512))));
  EXPECT_TRUE(std::holds_alternative<Infeasible>(solve(gemm(512, 512, 32))));
}

// No single axis is enough: C alone is 4 MiB, A and B at least 2 MiB between them.
TEST(WaysOut, TwoAxesTogether) {
  Problem p = gemm(1024, 1024, 1024);
  p.axes[1].shrinkable = false;
  const std::vector<WayOut> ways = ways_out(p);
  ASSERT_FALSE(ways.empty());
  EXPECT_THAT(ways[0].text, HasSubstr(" and "));
  EXPECT_THAT(ways[0].text, HasSubstr(" save "));
  int64_t best = 0;
  for (const WayOut& way : ways) {
    EXPECT_TRUE(way.fits);
    EXPECT_LE(way.bytes_needed, p.chip->cb_bytes());
    best = std::max(best, way.bytes_needed);
  }
  EXPECT_GT(best, 0);
}

TEST(WaysOut, ThreeAxesTogether) {
  const std::vector<WayOut> ways = ways_out(gemm(4096, 4096, 4096));
  ASSERT_FALSE(ways.empty());
  EXPECT_TRUE(ways[0].fits);
}

// One buffer of 32x(32·n) with a tiny room: 32 → 16 is offered only because nothing else is left.
TEST(WaysOut, SixteenOnlyWhereNothingElseHelps) {
  Problem p = burst(1, 1);
  p.trace.clear();
  p.axes = {{"32 (rows of in)", 32, true}};
  p.cbs[0].row_axis = 0;
  p.l1_reserve = p.chip->cb_bytes() - 1024;
  const std::vector<WayOut> ways = ways_out(p);
  EXPECT_THAT(texts(ways),
              ElementsAre("--l1-reserve 1,394,400 → 1,393,376 or less", "32 (rows of in) → 16 saves 1,024 B",
                          "--arch blackhole has 64 circular buffers and 67,360 B for them"));
}

TEST(WaysOut, FixedAxesAreLeftAlone) {
  Problem p = gemm(512, 512, 512);
  for (BlockAxis& axis : p.axes) axis.shrinkable = false;
  EXPECT_THAT(ways_out(p), IsEmpty());
}

// Where nothing fits, what each axis would save is still shown.
TEST(WaysOut, NothingFits) {
  Problem p = gemm(512, 512, 512);
  p.axes[0].shrinkable = p.axes[1].shrinkable = false;
  const std::vector<WayOut> ways = ways_out(p);
  ASSERT_EQ(ways.size(), 1u);
  EXPECT_FALSE(ways[0].fits);
  EXPECT_EQ(ways[0].text, "512 (columns of A_shared, rows of B_shared) → 256 saves 524,288 B");
}

TEST(WaysOut, OtherChip) {
  Problem p = burst(700, 1);  // two blocks of 700 tiles: 2,867,200 B; one: 1,433,600 B
  p.trace.clear();
  const std::vector<WayOut> ways = ways_out(p);
  ASSERT_EQ(ways.size(), 1u);
  EXPECT_EQ(ways[0].text, "--arch blackhole has 64 circular buffers and 1,461,760 B for them");
}

TEST(WaysOut, OddExtentsAreNotHalved) {
  Problem p = burst(1, 1);
  p.trace.clear();
  p.axes = {{"33 (rows of in)", 33, true}};
  p.cbs[0].row_axis = 0;
  p.cbs[0].rows = 33, p.cbs[0].block_tiles = 2, p.cbs[0].push_quantum = p.cbs[0].pop_quantum = 2;
  p.l1_reserve = p.chip->cb_bytes() - 1024;
  EXPECT_THAT(texts(ways_out(p)), ElementsAre(HasSubstr("--l1-reserve"), HasSubstr("--arch blackhole")));
}

}  // namespace
}  // namespace tir2tt::plan
