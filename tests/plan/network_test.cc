#include "plan/network.h"

#include <gtest/gtest.h>

#include "plan/fit.h"
#include "plan/minimum.h"
#include "plan/problems.h"

namespace tir2tt::plan {
namespace {

bool completes(const Problem& p, const std::vector<int64_t>& capacity) { return Network(p).completes(capacity); }

TEST(Network, BurstNeedsOneBlockOnly) {
  EXPECT_TRUE(completes(burst(4, 1), {8}));
  EXPECT_TRUE(completes(burst(4, 1), {4}));
  EXPECT_FALSE(completes(burst(4, 1), {3}));
}

TEST(Network, Gemm) {
  EXPECT_TRUE(completes(gemm(128, 128, 32), {4, 4, 16, 16}));
  EXPECT_FALSE(completes(gemm(128, 128, 32), {4, 4, 15, 16}));
  EXPECT_FALSE(completes(gemm(128, 128, 32), {3, 4, 16, 16}));
}

// R8: a consumer that wants B before it lets go of A, from a producer that sends two of A first.
TEST(Network, CrossedOrderNeedsRoomInTheCycle) {
  Problem p = burst(1, 1);
  p.cbs.push_back(p.cbs[0]);
  p.trace.clear();
  Script{p}.load(0, 1).load(0, 1).load(1, 1).wait(1, 1).wait(0, 2).pop(0, 2).pop(1, 1);
  EXPECT_TRUE(completes(p, {2, 1}));
  EXPECT_FALSE(completes(p, {1, 1}));
}

// R7: reserve before pop with a full CB.
TEST(Network, InPlaceSectionKeepsItsOrder) {
  Problem p = gemm(128, 128, 32);
  p.trace.clear();
  Script{p}
      .acquire(1)
      .reserve(2, 16)
      .push(2, 16)
      .release()
      .acquire(1)
      .wait(2, 16)
      .reserve(2, 16)
      .pop(2, 16)
      .push(2, 16)
      .release()
      .acquire(1)
      .wait(2, 16)
      .pop(2, 16)
      .release();
  EXPECT_TRUE(completes(p, {0, 0, 32, 0}));
  EXPECT_FALSE(completes(p, {0, 0, 16, 0}));
}

TEST(Network, BothArmsOfAGuard) {
  Problem p = burst(1, 1);
  p.trace.clear();
  Script{p}.guard().load(0, 1).store(0, 1).otherwise().reserve(0, 2).push(0, 2).wait(0, 2).pop(0, 2).end_guard();
  EXPECT_TRUE(completes(p, {2}));
  EXPECT_FALSE(completes(p, {1}));
}

TEST(Minimum, TakesTheFewestBytes) {
  Problem p = burst(4, 1);
  std::vector<Choice> choices = {make_choice(p.cbs[0], 8, false)};
  EXPECT_EQ(choices[0].floor, 2);
  EXPECT_TRUE(lower_to_exact_minimum(p, choices));
  EXPECT_EQ(choices[0].floor, 1);
  EXPECT_FALSE(lower_to_exact_minimum(p, choices));
}

// Either of two CBs must have two blocks, not both: the one of fewer bytes gets them.
TEST(Minimum, LowersTheDearerOne) {
  Problem p = burst(1, 1);
  p.cbs = {request("dear", Kernel::Reader, Kernel::Writer, 32, 128, target::DataFormat::Float16, 1),
           request("cheap", Kernel::Reader, Kernel::Writer, 32, 64, target::DataFormat::Float16, 1)};
  p.trace.clear();
  // reader: dear cheap dear cheap; writer: cheap … dear. With one block each the reader cannot pass its second `dear`
  // before the writer has taken one, which waits for both of cheap.
  Script{p}
      .load(0, 4)
      .load(1, 2)
      .load(0, 4)
      .load(1, 2)
      .wait(0, 4)
      .pop(0, 4)
      .wait(1, 2)
      .pop(1, 2)
      .wait(0, 4)
      .pop(0, 4)
      .wait(1, 2)
      .pop(1, 2);
  std::vector<Choice> choices = {make_choice(p.cbs[0], 8, false), make_choice(p.cbs[1], 4, false)};
  EXPECT_TRUE(lower_to_exact_minimum(p, choices));
  EXPECT_EQ(choices[0].floor, 1);
  EXPECT_EQ(choices[1].floor, 1);
  p.trace.clear();
  // writer takes both of cheap first: cheap needs two, and so does dear, which is sent in between.
  Script{p}.load(0, 4).load(1, 2).load(0, 4).load(1, 2).wait(1, 4).pop(1, 4).wait(0, 8).pop(0, 8);
  choices = {make_choice(p.cbs[0], 8, false), make_choice(p.cbs[1], 4, false)};
  EXPECT_FALSE(lower_to_exact_minimum(p, choices));
  EXPECT_EQ(choices[0].floor, 2);
}

}  // namespace
}  // namespace tir2tt::plan
