#include <gmock/gmock.h>

#include "plan/problems.h"

namespace tir2tt::plan {
namespace {

using ::testing::ElementsAre;

// One CB of `n`-tile blocks from reader to writer, no events yet.
Problem one_cb(int64_t n = 4) {
  Problem p = burst(n, 1);
  p.trace.clear();
  return p;
}

TEST(SafeCount, Gemm) { EXPECT_THAT(safe_counts(gemm(128, 128, 32)), ElementsAre(4, 4, 16, 16)); }

TEST(SafeCount, BurstHoldsTwoBlocks) { EXPECT_THAT(safe_counts(burst(4, 1)), ElementsAre(8)); }

TEST(SafeCount, NothingHappens) { EXPECT_THAT(safe_counts(one_cb()), ElementsAre(0)); }

TEST(SafeCount, RoundsUpToBothQuanta) {
  Problem p = one_cb(12);
  p.cbs[0].push_quantum = 4, p.cbs[0].pop_quantum = 6;
  Script{p}.reserve(0, 4).push(0, 4).reserve(0, 4).push(0, 4).reserve(0, 4).push(0, 4).wait(0, 12).pop(0, 12);
  EXPECT_THAT(safe_counts(p), ElementsAre(12));
  p.trace.clear();
  Script{p}.reserve(0, 16).push(0, 16).reserve(0, 8).push(0, 8).wait(0, 24).pop(0, 24);
  EXPECT_THAT(safe_counts(p), ElementsAre(24));
  p.trace.clear();
  p.cbs[0].pop_quantum = 7;
  Script{p}.reserve(0, 28).push(0, 28).wait(0, 14).pop(0, 14).wait(0, 14).pop(0, 14);
  EXPECT_THAT(safe_counts(p), ElementsAre(28));
  p.trace.clear();
  Script{p}.reserve(0, 28).push(0, 28).reserve(0, 28).push(0, 28).wait(0, 56).pop(0, 56);
  EXPECT_THAT(safe_counts(p), ElementsAre(56));
}

TEST(SafeCount, ReservesAreNoClaims) {
  Problem p = one_cb();
  Script{p}.reserve(0, 4).reserve(0, 8).push(0, 8).wait(0, 8).pop(0, 8);
  EXPECT_THAT(safe_counts(p), ElementsAre(8));
}

TEST(SafeCount, InPlaceAccumulatorIsBalanced) {
  Problem p = one_cb();
  Script{p}
      .reserve(0, 4)
      .push(0, 4)
      .loop(kUnknownTrips)
      .wait(0, 4)
      .pop(0, 4)
      .reserve(0, 4)
      .push(0, 4)
      .end_loop()
      .wait(0, 4)
      .pop(0, 4);
  EXPECT_THAT(safe_counts(p), ElementsAre(4));
}

TEST(SafeCount, ReserveBeforePopNeedsTwice) {
  Problem p = one_cb();
  Script{p}.reserve(0, 4).push(0, 4).loop(7).wait(0, 4).reserve(0, 4).pop(0, 4).push(0, 4).end_loop().wait(0, 4).pop(0,
                                                                                                                     4);
  EXPECT_THAT(safe_counts(p), ElementsAre(8));
}

TEST(SafeCount, UnbalancedLoopIsDisproved) {
  Problem p = one_cb();
  Script{p}.loop(3).reserve(0, 4).push(0, 4).end_loop().wait(0, 12).pop(0, 12);
  EXPECT_THAT(safe_counts(p), ElementsAre(-1));
  p.trace.clear();
  Script{p}.reserve(0, 4).push(0, 4).loop(kUnknownTrips).wait(0, 4).pop(0, 4).end_loop();
  EXPECT_THAT(safe_counts(p), ElementsAre(-1));
}

TEST(SafeCount, ImbalanceOfAnInnerLoopIsNotHiddenByTheOuterOne) {
  Problem p = one_cb();
  Script{p}.loop(3).loop(2).reserve(0, 4).push(0, 4).end_loop().wait(0, 4).pop(0, 4).end_loop();
  EXPECT_THAT(safe_counts(p), ElementsAre(-1));
}

TEST(SafeCount, WaitBeforePushIsDisproved) {
  Problem p = one_cb();
  Script{p}.wait(0, 4).reserve(0, 4).push(0, 4).pop(0, 4);
  EXPECT_THAT(safe_counts(p), ElementsAre(-1));
}

TEST(SafeCount, LeftOversAreDisproved) {
  Problem p = one_cb();
  Script{p}.reserve(0, 8).push(0, 8).wait(0, 4).pop(0, 4);
  EXPECT_THAT(safe_counts(p), ElementsAre(-1));
}

TEST(SafeCount, GuardWithoutElseMustBeNeutral) {
  Problem p = one_cb();
  Script{p}.guard().load(0, 4).store(0, 4).end_guard();
  EXPECT_THAT(safe_counts(p), ElementsAre(4));
  p.trace.clear();
  Script{p}.guard().load(0, 4).end_guard().guard().store(0, 4).end_guard();
  EXPECT_THAT(safe_counts(p), ElementsAre(-1));
}

TEST(SafeCount, GuardArmsMayShareANetEffect) {
  Problem p = one_cb();
  Script{p}.loop(2).guard().load(0, 4).otherwise().load(0, 4).load(0, 4).store(0, 4).end_guard().store(0, 4).end_loop();
  EXPECT_THAT(safe_counts(p), ElementsAre(8));
  p.trace.clear();
  Script{p}.guard().load(0, 4).otherwise().load(0, 8).end_guard().store(0, 4);
  EXPECT_THAT(safe_counts(p), ElementsAre(-1));
}

TEST(SafeCount, NestedGuardsKeepTheirEffectForTheOuterOnes) {
  Problem p = one_cb();
  Script{p}
      .loop(2)
      .guard()
      .guard()
      .load(0, 4)
      .otherwise()
      .load(0, 4)
      .end_guard()
      .otherwise()
      .load(0, 4)
      .end_guard()
      .store(0, 4)
      .end_loop();
  EXPECT_THAT(safe_counts(p), ElementsAre(4));
}

TEST(SafeCount, HugeAmountsDoNotOverflow) {
  Problem p = one_cb();
  p.cbs[0].block_tiles = p.cbs[0].push_quantum = p.cbs[0].pop_quantum = INT64_MAX / 2;
  Script s{p};
  for (int i = 0; i < 8; ++i) s.load(0, INT64_MAX / 2).store(0, INT64_MAX / 2);
  EXPECT_GT(safe_counts(p)[0], 65'535);
}

TEST(Check, AcceptsTheHandMadeProblems) {
  EXPECT_TRUE(check(gemm(128, 128, 32)).empty()) << show(check(gemm(128, 128, 32)));
  EXPECT_TRUE(check(copy_kernel(4)).empty()) << show(check(copy_kernel(4)));
  EXPECT_TRUE(check(burst(4, 2)).empty()) << show(check(burst(4, 2)));
}

TEST(Check, NamesWhatIsWrong) {
  const auto broken = [](auto change) {
    Problem p = gemm(128, 128, 32);
    change(p);
    return check(p);
  };
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.chip = nullptr; }), "chip"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.l1_reserve = -1; }), "R12"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.cbs[0].rows = 0; }), "request"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.cbs[0].block_tiles = -4; }), "request"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.cbs[0].push_quantum = 0; }), "request"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.cbs[0].push_quantum = 3; }), "R3"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.cbs[0].finest_quantum = 3; }), "R3"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.cbs[0].row_axis = 3; }), "axis"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.axes[0].extent = 0; }), "axis"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.cbs[2].declared = false, p.cbs[3].declared = true; }), "R14"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) {
                         p.cbs[0].format = target::DataFormat::Bfp8, p.cbs[0].tile = {16, 16};
                       }),
                       "R11"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace[1].cb = 4; }), "trace"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace[1].actor = Actor::Reader; }), "R1"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace[1].count = 0; }), "R3"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace.erase(p.trace.begin()); }), "DST"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace[0].actor = Actor::Writer; }), "DST"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.loop(1); }), "trace"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.end_loop(); }), "trace"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.loop(1).end_guard(); }), "trace"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.loop(-2).end_loop(); }), "trace"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.otherwise(); }), "trace"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.loop(1).acquire(1).end_loop().release(); }), "DST"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.load(0, 4); }), "trace"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.add(EventKind::ReadBarrier, Actor::Math); }), "trace"));
}

}  // namespace
}  // namespace tir2tt::plan
