#include <gmock/gmock.h>

#include "plan/decision.h"
#include "plan/problems.h"
#include "support/diagnostic.h"

namespace tir2tt::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Plan planned(const Problem& p, const SolveOptions& options = {}) {
  const auto answer = solve(p, options);
  if (const auto* no = std::get_if<Infeasible>(&answer)) {
    ADD_FAILURE() << no->message;
    return {};
  }
  const Plan& plan = std::get<Plan>(answer);
  EXPECT_TRUE(verify(p, plan).empty()) << show(verify(p, plan));
  return plan;
}

Infeasible refused(const Problem& p, const SolveOptions& options = {}) {
  const auto answer = solve(p, options);
  if (std::holds_alternative<Plan>(answer)) {
    ADD_FAILURE() << "there is a plan";
    return {};
  }
  return std::get<Infeasible>(answer);
}

std::vector<int64_t> blocks(const Plan& plan) {
  std::vector<int64_t> counts;
  for (const CbPlan& cb : plan.cbs) counts.push_back(cb.blocks);
  return counts;
}

/// Leaves exactly `bytes` for circular buffers.
Problem with_room(Problem p, int64_t bytes) {
  p.l1_reserve = p.chip->cb_bytes() - bytes;
  return p;
}

// A: 4 tiles of 2048 B, twice; B likewise; C: 16 tiles of 4096 B; its copy: 16 tiles of 2048 B.
TEST(Solve, GemmByHand) {
  const Plan plan = planned(gemm(128, 128, 32));
  ASSERT_EQ(plan.cbs.size(), 4u);
  EXPECT_THAT(blocks(plan), ElementsAre(2, 2, 1, 1));
  const int64_t pages[] = {8, 8, 16, 16}, bytes[] = {16'384, 16'384, 65'536, 32'768};
  const int64_t offsets[] = {103'712, 120'096, 136'480, 202'016}, safe[] = {4, 4, 16, 16};
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(plan.cbs[i].id, i);
    EXPECT_EQ(plan.cbs[i].device_pages, pages[i]);
    EXPECT_EQ(plan.cbs[i].bytes, bytes[i]);
    EXPECT_EQ(plan.cbs[i].l1_offset, offsets[i]);
    EXPECT_EQ(plan.cbs[i].safe_pages, safe[i]);
    EXPECT_EQ(plan.cbs[i].given_up, 0);
    EXPECT_FALSE(plan.cbs[i].finer);
  }
  EXPECT_EQ(plan.bytes_used, 131'072);
  EXPECT_EQ(plan.bytes_available, 1'395'424);
  EXPECT_EQ(plan.dst_tiles_used, 4);
  EXPECT_EQ(plan.dst_tiles_available, 4);
}

TEST(Solve, NumStages) { EXPECT_THAT(blocks(planned(gemm(128, 128, 32, 3))), ElementsAre(3, 3, 1, 1)); }

TEST(Solve, NothingToPlan) {
  Problem p;
  p.chip = target::find_chip("blackhole");
  const Plan plan = planned(p);
  EXPECT_TRUE(plan.cbs.empty());
  EXPECT_EQ(plan.bytes_used, 0);
  EXPECT_EQ(plan.bytes_available, 1'461'760);
}

TEST(Solve, UntouchedBufferStillGetsItsPages) {
  Problem p = burst(1, 2);
  p.trace.clear();
  EXPECT_THAT(blocks(planned(p)), ElementsAre(2));
}

// As if it ran: a loop without iterations is not worth a case of its own.
TEST(Solve, LoopThatNeverRuns) {
  Problem p = burst(4, 1);
  p.trace[0].count = 0;
  EXPECT_THAT(blocks(planned(p)), ElementsAre(2));
}

TEST(Solve, SafeCountRaisesTheWish) {
  const Plan plan = planned(burst(4, 1));
  EXPECT_THAT(blocks(plan), ElementsAre(2));
  EXPECT_EQ(plan.cbs[0].given_up, -1);
}

TEST(Solve, CapacityIsAMultipleOfBothQuanta) {
  Problem p = burst(6, 1);
  p.trace.clear();
  p.cbs[0].push_quantum = 4, p.cbs[0].pop_quantum = 6;
  Script{p}.reserve(0, 4).push(0, 4).reserve(0, 8).push(0, 8).wait(0, 12).pop(0, 12);
  const Plan plan = planned(p);
  EXPECT_THAT(blocks(plan), ElementsAre(2));
  EXPECT_EQ(plan.cbs[0].device_pages, 12);
}

// Tiles of block floats are no multiple of the alignment; everything else is.
TEST(Solve, StartsAreAligned) {
  Problem p = burst(1, 1);
  p.cbs.push_back(p.cbs[0]);
  p.cbs.push_back(p.cbs[0]);
  for (CbRequest& cb : p.cbs) {
    cb.format = target::DataFormat::Bfp8, cb.tile = {16, 16};  // 272 B
    cb.producer = cb.consumer = Kernel::Compute;
  }
  p.trace.clear();
  const Plan plan = planned(p);
  EXPECT_EQ(plan.cbs[1].l1_offset - plan.cbs[0].l1_offset, 288);
  EXPECT_EQ(plan.bytes_used, 288 + 288 + 272);
}

// ---- not enough room for everything wanted ----------------------------------------------------------------------

TEST(Pressure, ExactlyEnough) {
  EXPECT_THAT(blocks(planned(with_room(gemm(128, 128, 32), 131'072))), ElementsAre(2, 2, 1, 1));
}

TEST(Pressure, OneByteLessCostsOneBlockOfTheHigherId) {
  const Plan plan = planned(with_room(gemm(128, 128, 32), 131'071));
  EXPECT_THAT(blocks(plan), ElementsAre(2, 1, 1, 1));
  EXPECT_EQ(plan.cbs[1].given_up, 1);
}

TEST(Pressure, TheThirdBlockGoesBeforeTheSecond) {
  EXPECT_THAT(blocks(planned(with_room(gemm(128, 128, 32, 3), 131'072))), ElementsAre(2, 2, 1, 1));
  EXPECT_THAT(blocks(planned(with_room(gemm(128, 128, 32, 3), 131'072 + 8192))), ElementsAre(3, 2, 1, 1));
}

TEST(Pressure, KeepsWhatHidesMoreTraffic) {
  Problem p = with_room(gemm(128, 128, 32), 131'072 - 8192);
  p.cbs[1].dram_bytes_per_block += 1;
  EXPECT_THAT(blocks(planned(p)), ElementsAre(1, 2, 1, 1));
}

TEST(Pressure, WorthlessExtrasAreKeptWhereThereIsRoom) {
  Problem p = gemm(128, 128, 32);
  p.cbs[0].dram_bytes_per_block = p.cbs[1].dram_bytes_per_block = 0;
  EXPECT_THAT(blocks(planned(with_room(p, 131'072 - 1))), ElementsAre(2, 1, 1, 1));
}

// Greedy by benefit per byte keeps the small dense one and wastes the rest; exact search does not.
TEST(Pressure, ExactWhereGreedyIsNot) {
  Problem p = copy_kernel(1);
  p.cbs = {request("a", Kernel::Reader, Kernel::Compute, 32, 32 * 3, target::DataFormat::Float16, 2),
           request("b", Kernel::Reader, Kernel::Compute, 32, 32 * 5, target::DataFormat::Float16, 2),
           request("c", Kernel::Reader, Kernel::Compute, 32, 32 * 5, target::DataFormat::Float16, 2)};
  p.trace.clear();
  p.cbs[0].dram_bytes_per_block = 400, p.cbs[1].dram_bytes_per_block = 600, p.cbs[2].dram_bytes_per_block = 600;
  EXPECT_THAT(blocks(planned(with_room(p, (13 + 10) * 2048))), ElementsAre(1, 2, 2));
  EXPECT_THAT(blocks(planned(with_room(p, (13 + 9) * 2048))), ElementsAre(2, 2, 1));
}

TEST(Pressure, AbsurdNumbersOfStages) {
  Problem p = gemm(128, 128, 32);
  p.cbs[0].wanted_blocks = INT64_MAX;
  p.cbs[1].wanted_blocks = 1'000'000;
  const Plan plan = planned(p);
  EXPECT_LE(plan.bytes_used, plan.bytes_available);
  EXPECT_GE(plan.cbs[0].blocks, 30);
  EXPECT_GE(plan.cbs[1].blocks, 30);
}

TEST(Pressure, FinerQuantaNeedLessRounding) {
  Problem p = burst(6, 1);
  p.trace.clear();
  p.cbs[0].push_quantum = 4, p.cbs[0].pop_quantum = 6;
  Problem wide = with_room(p, 6 * 2048);
  EXPECT_EQ(refused(wide).why, Infeasible::Why::L1);
  wide.cbs[0].finest_quantum = 2;
  const Plan plan = planned(wide);
  EXPECT_TRUE(plan.cbs[0].finer);
  EXPECT_EQ(plan.cbs[0].device_pages, 6);
  EXPECT_EQ(refused(wide, {.try_finer_quanta = false}).why, Infeasible::Why::L1);
  EXPECT_FALSE(planned(with_room(p, 12 * 2048)).cbs[0].finer);
}

TEST(Pressure, ExactMinimumWhereTheSafeCountDoesNotFit) {
  const Problem p = with_room(burst(4, 1), 4 * 2048);
  const Plan plan = planned(p);
  EXPECT_THAT(blocks(plan), ElementsAre(1));
  EXPECT_EQ(plan.cbs[0].safe_pages, 8);
  EXPECT_EQ(plan.cbs[0].device_pages, 4);
  EXPECT_EQ(refused(p, {.exact_minimum = false}).why, Infeasible::Why::L1);
}

// Reserving before popping deadlocks a section that holds the only block; no minimum can help.
TEST(Pressure, ExactMinimumKnowsWhatDeadlocks) {
  Problem p = gemm(128, 128, 32);
  p.trace.clear();
  Script{p}
      .acquire(1)
      .reserve(2, 16)
      .push(2, 16)
      .release()
      .loop(4)
      .acquire(1)
      .wait(2, 16)
      .reserve(2, 16)
      .pop(2, 16)
      .push(2, 16)
      .release()
      .end_loop()
      .acquire(1)
      .wait(2, 16)
      .pop(2, 16)
      .release();
  EXPECT_THAT(blocks(planned(p)), ElementsAre(2, 2, 2, 1));
  const Infeasible no = refused(with_room(p, 131'072));
  EXPECT_EQ(no.why, Infeasible::Why::L1);
}

// ---- no plan ----------------------------------------------------------------------------------------------------

TEST(Infeasible, Gemm512SaysWhatIsNeeded) {
  const Infeasible no = refused(gemm(512, 512, 512));
  EXPECT_EQ(no.why, Infeasible::Why::L1);
  EXPECT_EQ(no.message,
            "`gemm` needs 2,621,440 B of L1 for its 4 circular buffers even with the fewest pages; wormhole_b0 has "
            "1,395,424 B for them");
  ASSERT_EQ(no.smallest.size(), 1u);
  EXPECT_THAT(blocks(no.smallest[0]), ElementsAre(1, 1, 1, 1));
  EXPECT_EQ(no.smallest[0].bytes_used, 2'621'440);
}

TEST(Infeasible, ReserveIsMentioned) {
  Problem p = gemm(256, 256, 256);
  p.l1_reserve = 1'000'000;
  const Infeasible no = refused(p);
  EXPECT_THAT(no.message, HasSubstr("1,000,000 B are reserved"));
}

TEST(Infeasible, TooManyIds) {
  Problem p = burst(1, 1);
  p.cbs.resize(33, p.cbs[0]);
  const Infeasible no = refused(p);
  EXPECT_EQ(no.why, Infeasible::Why::TooManyIds);
  EXPECT_EQ(no.message, "`burst` needs 33 circular buffers; wormhole_b0 has 32");
  ASSERT_EQ(no.ways_out.size(), 1u);
  EXPECT_THAT(no.ways_out[0].text, HasSubstr("--arch blackhole"));
  p.chip = target::find_chip("blackhole");
  EXPECT_EQ(planned(p).cbs.size(), 33u);
}

TEST(Infeasible, DstTiles) {
  Problem p = gemm(128, 128, 32);
  p.trace[0].count = 6;
  const Infeasible no = refused(p);
  EXPECT_EQ(no.why, Infeasible::Why::Dst);
  EXPECT_THAT(no.message, HasSubstr("6 tiles at a time; DST holds 4 with 32-bit"));
  ASSERT_EQ(no.ways_out.size(), 1u);
  EXPECT_THAT(no.ways_out[0].text, HasSubstr("8 tiles"));
  p.fp32_dest_acc = false;
  EXPECT_EQ(planned(p).dst_tiles_used, 6);
}

TEST(Infeasible, PageCount) {
  Problem p = burst(1, 1);
  p.cbs[0].rows = p.cbs[0].cols = 1 << 20;
  p.cbs[0].block_tiles = p.cbs[0].push_quantum = p.cbs[0].pop_quantum = int64_t{1} << 30;
  p.trace.clear();
  const Infeasible no = refused(p);
  EXPECT_EQ(no.why, Infeasible::Why::PageCount);
  EXPECT_EQ(no.cb, 0);
  EXPECT_THAT(no.message, HasSubstr("1,073,741,824 tiles"));
}

TEST(Infeasible, SizesThatOverflow) {
  Problem p = burst(1, 1);
  p.cbs.resize(3, p.cbs[0]);
  for (CbRequest& cb : p.cbs) {
    cb.rows = cb.cols = INT64_MAX, cb.leading = INT64_MAX;
    cb.block_tiles = cb.push_quantum = INT64_MAX, cb.pop_quantum = INT64_MAX - 1;
    cb.row_axis = 0;
  }
  p.axes = {{"huge", int64_t{1} << 62, true}};
  p.trace.clear();
  EXPECT_EQ(refused(p).why, Infeasible::Why::PageCount);
}

TEST(Infeasible, Deadlock) {
  Problem p = burst(4, 1);
  p.trace.clear();
  Script{p}.loop(3).load(0, 4).end_loop();
  const Infeasible no = refused(p);
  EXPECT_EQ(no.why, Infeasible::Why::Deadlock);
  EXPECT_EQ(no.cb, 0);
}

TEST(Solve, MalformedProblemIsOurFault) {
  Problem p = gemm(128, 128, 32);
  p.trace[1].cb = 17;
  EXPECT_THROW(solve(p), InternalError);
  p = {};
  EXPECT_THROW(solve(p), InternalError);
}

TEST(Solve, SameAnswerEveryTime) {
  const Problem p = with_room(gemm(128, 128, 32, 3), 140'000);
  EXPECT_EQ(blocks(planned(p)), blocks(planned(p)));
}

TEST(ToString, Words) {
  EXPECT_EQ(to_string(Role::Input), "input");
  EXPECT_EQ(to_string(Role::Output), "output");
  EXPECT_EQ(to_string(Role::Intermediate), "intermediate");
  EXPECT_EQ(to_string(Role::Accumulator), "accumulator");
  EXPECT_EQ(to_string(Role::Stream), "stream");
  EXPECT_EQ(to_string(Role::Constant), "constant");
  EXPECT_EQ(to_string(Kernel::Reader), "reader");
  EXPECT_EQ(to_string(Kernel::Compute), "compute");
  EXPECT_EQ(to_string(Kernel::Writer), "writer");
  EXPECT_EQ(to_string(Actor::Reader), "reader");
  EXPECT_EQ(to_string(Actor::Unpack), "unpack");
  EXPECT_EQ(to_string(Actor::Math), "math");
  EXPECT_EQ(to_string(Actor::Pack), "pack");
  EXPECT_EQ(to_string(Actor::Writer), "writer");
  EXPECT_EQ(to_string(Placement::CircularBuffer), "circular buffer");
  EXPECT_EQ(to_string(Placement::Merged), "merged");
  EXPECT_EQ(to_string(Placement::NotPlaced), "not placed");
  EXPECT_THROW(to_string(static_cast<Role>(9)), InternalError);
}

}  // namespace
}  // namespace tir2tt::plan
