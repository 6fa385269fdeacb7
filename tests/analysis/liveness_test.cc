#include "analysis/liveness.h"

#include <gtest/gtest.h>

namespace tir2tt::analysis {
namespace {

/// Programs over buffers 0, 1, 2 without IR behind them.
struct Program {
  TileProgram p;
  std::vector<Effect> effects;
  std::vector<int> open;

  Program& op(BufferSet reads, BufferSet kills, BufferSet updates = 0) {
    Step s;
    s.op = static_cast<int>(effects.size());
    p.steps.push_back(s);
    effects.push_back({reads | updates, kills | updates, kills});
    return *this;
  }
  Program& begin(StepKind kind, int64_t trips = kUnknown, bool grid = false) {
    Step s;
    s.kind = kind, s.trips = trips, s.grid = grid;
    open.push_back(static_cast<int>(p.steps.size()));
    p.steps.push_back(s);
    return *this;
  }
  Program& otherwise() {
    p.steps[static_cast<size_t>(open.back())].match = static_cast<int>(p.steps.size());
    open.pop_back();
    return begin(StepKind::Else);
  }
  Program& end(StepKind kind) {
    Step s;
    s.kind = kind, s.match = open.back();
    p.steps[static_cast<size_t>(open.back())].match = static_cast<int>(p.steps.size());
    open.pop_back();
    p.steps.push_back(s);
    return *this;
  }
  Liveness run() const { return compute_liveness(p, effects); }
};

TEST(Liveness, StraightLine) {
  const Liveness l = Program().op(0, bit(0)).op(bit(0), bit(1)).op(bit(1), 0).run();
  EXPECT_EQ(l.after, (std::vector<BufferSet>{bit(0), bit(1), 0}));
  EXPECT_EQ(l.at_entry, 0u);
}

TEST(Liveness, AnAccumulatorLivesAroundItsLoop) {
  const Liveness l = Program()
                         .op(0, bit(0))
                         .begin(StepKind::LoopBegin, 4)
                         .op(0, bit(1))
                         .op(bit(1), 0, bit(0))
                         .end(StepKind::LoopEnd)
                         .op(bit(0), 0)
                         .run();
  EXPECT_EQ(l.after[1], bit(0));  // at the head
  EXPECT_EQ(l.after[3], bit(0));  // end of the body
  EXPECT_EQ(l.loops[1].exposed, bit(0));
  EXPECT_EQ(l.loops[1].written, bit(0) | bit(1));
}

TEST(Liveness, AValueThatALoopOnlyReadsDiesBehindIt) {
  const Liveness l = Program().op(0, bit(0)).begin(StepKind::LoopBegin).op(bit(0), 0).end(StepKind::LoopEnd).run();
  EXPECT_EQ(l.after[2], bit(0));
  EXPECT_EQ(l.after[3], 0u);
}

TEST(Liveness, ALoopThatMayNotRunKeepsWhatItOverwrites) {
  const Program unknown =
      Program().op(0, bit(0)).begin(StepKind::LoopBegin).op(0, bit(0)).end(StepKind::LoopEnd).op(bit(0), 0);
  EXPECT_EQ(unknown.run().after[0], bit(0));
  const Program surely =
      Program().op(0, bit(0)).begin(StepKind::LoopBegin, 2).op(0, bit(0)).end(StepKind::LoopEnd).op(bit(0), 0);
  EXPECT_EQ(surely.run().after[0], 0u);
}

TEST(Liveness, BranchesJoin) {
  const Liveness l = Program()
                         .op(0, bit(0) | bit(1))
                         .begin(StepKind::IfBegin)
                         .op(bit(0), 0)
                         .otherwise()
                         .op(bit(1), 0)
                         .end(StepKind::IfEnd)
                         .run();
  EXPECT_EQ(l.after[0], bit(0) | bit(1));
  EXPECT_EQ(l.after[1], bit(0));  // head of the then-branch
  EXPECT_EQ(l.after[3], bit(1));  // head of the else-branch
}

TEST(Liveness, AnIfWithoutElseDoesNotKill) {
  const Liveness l =
      Program().op(0, bit(0)).begin(StepKind::IfBegin).op(0, bit(0)).end(StepKind::IfEnd).op(bit(0), 0).run();
  EXPECT_EQ(l.after[0], bit(0));
}

TEST(Liveness, NothingIsCarriedFromBlockToBlock) {
  const Liveness l = Program().begin(StepKind::LoopBegin, kUnknown, true).op(0, 0, bit(0)).end(StepKind::LoopEnd).run();
  EXPECT_EQ(l.after[1], 0u);
  EXPECT_EQ(l.at_entry, bit(0));  // read before it is written
}

}  // namespace
}  // namespace tir2tt::analysis
