// One test per rule: a plan or a trace that breaks exactly this, and the verifier must say so.
#include <gtest/gtest.h>

#include "plan/problems.h"

namespace tir2tt::plan {
namespace {

Plan planned(const Problem& p) {
  const auto answer = solve(p);
  const auto* plan = std::get_if<Plan>(&answer);
  EXPECT_NE(plan, nullptr);
  return plan == nullptr ? Plan{} : *plan;
}

/// The violations of the gemm plan after `change`.
template <typename F>
std::vector<Violation> after(F change) {
  const Problem p = gemm(128, 128, 32);
  Plan plan = planned(p);
  change(plan);
  return verify(p, plan);
}

/// The violations of the trace `script` over one CB, reader → writer, planned with `blocks` blocks of four pages.
template <typename F>
std::vector<Violation> running(F script, int64_t blocks = 2) {
  Problem p = burst(4, blocks);
  p.trace.clear();
  Plan plan = planned(p);
  Script s{p};
  script(s);
  return verify(p, plan);
}

TEST(Verify, AcceptsGoodPlans) {
  for (const Problem& p : {gemm(128, 128, 32), gemm(64, 64, 64, 4), copy_kernel(4), burst(2, 2)}) {
    EXPECT_TRUE(verify(p, planned(p)).empty()) << show(verify(p, planned(p)));
  }
}

TEST(Verify, R1WhoTouchesIt) {
  EXPECT_TRUE(
      has_rule(running([](Script& s) { s.load(0, 4).store(0, 4).problem.trace[0].actor = Actor::Writer; }), "R1"));
  EXPECT_TRUE(
      has_rule(running([](Script& s) { s.load(0, 4).store(0, 4).problem.trace[4].actor = Actor::Unpack; }), "R1"));
}

TEST(Verify, R2AmountsWithinTheCapacity) {
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 12).store(0, 12); }), "R2"));
}

TEST(Verify, R3AmountsDivideTheCapacity) {
  Problem p = copy_kernel(6);
  Plan plan = planned(p);
  p.cbs[0].push_quantum = 8;
  EXPECT_TRUE(has_rule(verify(p, plan), "R3"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 2).store(0, 2); }), "R3"));
  EXPECT_TRUE(has_rule(after([](Plan& plan_) { plan_.cbs[0].finer = true; }), "R3"));
}

TEST(Verify, R4Windows) {
  EXPECT_TRUE(has_rule(running([](Script& s) { s.push(0, 4).store(0, 4); }), "R4"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 4).pop(0, 4); }), "R4"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 4).load(0, 4).wait(0, 4).pop(0, 8); }), "R4"));
  EXPECT_TRUE(has_rule(running([](Script& s) {
                         s.add(EventKind::NocRead, Actor::Reader, 0, 4).add(EventKind::ReadBarrier, Actor::Reader);
                         s.load(0, 4).store(0, 4);
                       }),
                       "R4"));
  Problem cumulative = burst(4, 2);
  cumulative.trace.clear();
  Script{cumulative}.load(0, 4).wait(0, 4).load(0, 4).wait(0, 8).pop(0, 4).pop(0, 4);
  EXPECT_TRUE(verify(cumulative, planned(cumulative)).empty()) << show(verify(cumulative, planned(cumulative)));
}

TEST(Verify, R5NothingLeftBehind) {
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 4).store(0, 4).reserve(0, 4); }), "R5"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 4).wait(0, 4); }), "R5"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 4); }), "R5"));
}

TEST(Verify, R11PageBytes) {
  Problem p = burst(1, 1);
  p.cbs[0].format = target::DataFormat::Bfp8, p.cbs[0].tile = {16, 16};
  Plan plan = planned(burst(1, 1));
  EXPECT_TRUE(has_rule(verify(p, plan), "R11"));
}

TEST(Verify, R12Places) {
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[3].l1_offset += 32; }), "R12"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[0].l1_offset = 0; }), "R12"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.bytes_used -= 1; }), "R12"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.bytes_available += 1; }), "R12"));
  Problem p = gemm(128, 128, 32);
  const Plan plan = planned(p);
  p.l1_reserve = p.chip->cb_bytes() - plan.bytes_used + 1;
  EXPECT_TRUE(has_rule(verify(p, plan), "R12"));
}

TEST(Verify, Overlap) {
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[1].l1_offset = p.cbs[0].l1_offset + 32; }), "overlap"));
}

TEST(Verify, R13PageCount) {
  Problem p = burst(1, 1);
  p.trace.clear();
  Plan plan = planned(p);
  plan.cbs[0].blocks = plan.cbs[0].device_pages = 65'536;
  EXPECT_TRUE(has_rule(verify(p, plan), "R13"));
}

TEST(Verify, R14Ids) {
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[1].id = 0; }), "R14"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { std::swap(p.cbs[1].id, p.cbs[2].id); }), "R14"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs.pop_back(); }), "R14"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[3].id = 32; }), "R14"));
}

TEST(Verify, R15Barriers) {
  EXPECT_TRUE(has_rule(
      running([](Script& s) { s.reserve(0, 4).add(EventKind::NocRead, Actor::Reader, 0, 4).push(0, 4).store(0, 4); }),
      "R15"));
  EXPECT_TRUE(has_rule(
      running([](Script& s) { s.load(0, 4).wait(0, 4).add(EventKind::NocWrite, Actor::Writer, 0, 4).pop(0, 4); }),
      "R15"));
  EXPECT_TRUE(has_rule(running([](Script& s) {  // the other kernel's barrier is no barrier
                         s.reserve(0, 4).add(EventKind::NocRead, Actor::Reader, 0, 4);
                         s.add(EventKind::ReadBarrier, Actor::Writer).push(0, 4).store(0, 4);
                       }),
                       "R15"));
}

TEST(Verify, BytesAndBlocks) {
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[2].bytes -= 4096; }), "bytes"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[2].device_pages += 1; }), "blocks"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[2].blocks = 0; }), "blocks"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[2].given_up = 1; }), "blocks"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.cbs[2].safe_pages += 16; }), "safe"));
}

TEST(Verify, Dst) {
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.dst_tiles_used = 3; }), "DST"));
  EXPECT_TRUE(has_rule(after([](Plan& p) { p.dst_tiles_available = 8; }), "DST"));
  const auto broken = [](auto change) {
    Problem p = gemm(128, 128, 32);
    const Plan plan = planned(p);
    change(p);
    return verify(p, plan);
  };
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace[0].count = 5; }), "DST"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace.erase(p.trace.begin()); }), "DST"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.acquire(1); }), "DST"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { Script{p}.acquire(1).acquire(1).release(); }), "DST"));
  EXPECT_TRUE(has_rule(broken([](Problem& p) { p.trace[0].actor = Actor::Reader; }), "DST"));
}

TEST(Verify, TraceMustBeBalanced) {
  EXPECT_TRUE(has_rule(running([](Script& s) { s.loop(2).load(0, 4).end_loop().store(0, 8); }), "trace"));
  EXPECT_TRUE(
      has_rule(running([](Script& s) { s.guard().load(0, 4).end_guard().guard().store(0, 4).end_guard(); }), "trace"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.guard().load(0, 4).otherwise().end_guard(); }), "trace"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.store(0, 4).load(0, 4); }), "trace"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.loop(2); }), "trace"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.end_guard(); }), "trace"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.guard().otherwise().otherwise().end_guard(); }), "trace"));
  EXPECT_TRUE(has_rule(running([](Script& s) { s.load(0, 4).store(0, 4).problem.trace[0].cb = 9; }), "trace"));
}

TEST(Verify, DeadlockBelowTheSafeCount) {
  Problem p = burst(4, 2);
  p.trace.clear();
  Script{p}.loop(kUnknownTrips).load(0, 4).load(0, 4).wait(0, 8).pop(0, 8).end_loop();
  EXPECT_TRUE(verify(p, planned(p)).empty()) << show(verify(p, planned(p)));
  Problem crossed = burst(1, 2);
  crossed.cbs.push_back(crossed.cbs[0]);
  crossed.trace.clear();
  Script{crossed}
      .loop(kUnknownTrips)
      .load(0, 1)
      .load(0, 1)
      .load(1, 1)
      .wait(1, 1)
      .pop(1, 1)
      .store(0, 1)
      .store(0, 1)
      .end_loop();
  Plan plan = planned(crossed);
  EXPECT_TRUE(verify(crossed, plan).empty()) << show(verify(crossed, plan));
  CbPlan& first = plan.cbs[0];
  first.blocks = first.device_pages = 1, first.given_up = 1, first.bytes = 2048;
  plan.cbs[1].l1_offset -= 2048, plan.bytes_used -= 2048;
  EXPECT_TRUE(has_rule(verify(crossed, plan), "deadlock"));
}

TEST(Verify, NoChip) {
  Problem p = gemm(128, 128, 32);
  const Plan plan = planned(p);
  p.chip = nullptr;
  EXPECT_TRUE(has_rule(verify(p, plan), "chip"));
}

TEST(Verify, DeepNestsStayBounded) {
  Problem p = burst(1, 2);
  p.trace.clear();
  Script s{p};
  for (int i = 0; i < 40; ++i) s.loop(kUnknownTrips);
  s.load(0, 1).store(0, 1);
  for (int i = 0; i < 40; ++i) s.end_loop();
  EXPECT_TRUE(verify(p, planned(p)).empty());
}

}  // namespace
}  // namespace tir2tt::plan
