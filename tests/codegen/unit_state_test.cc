// What steps need of the units of compute, and what nodes use of them, on nodes made by hand.
#include "codegen/tt/unit_state.h"

#include <gtest/gtest.h>

namespace tir2tt::codegen {
namespace {

using transform::DstOp;
using transform::MathStep;
using transform::Node;
using transform::Nodes;
using Engine = UnitNeeds::Engine;

MathStep dst(DstOp op, int cb = -1) {
  MathStep s;
  s.dst.op = op;
  s.cb = cb;
  return s;
}
MathStep fpu(MathStep::Kind kind, int cb, int cb_b = -1) {
  MathStep s;
  s.kind = kind;
  s.cb = cb;
  s.cb_b = cb_b;
  return s;
}

TEST(NeedsOf, CopiesAndBroadcasts) {
  const UnitNeeds copy = needs_of(dst(DstOp::Copy, 3));
  EXPECT_EQ(copy.engine, Engine::Copy);
  EXPECT_EQ(copy.srca, 3);
  EXPECT_EQ(copy.srcb, -1);
  for (DstOp op : {DstOp::BroadcastRow, DstOp::BroadcastColumn, DstOp::BroadcastScalar}) {
    const UnitNeeds broadcast = needs_of(dst(op, 3));
    EXPECT_EQ(broadcast.engine, Engine::Broadcast);
    EXPECT_EQ(broadcast.op, op);
    EXPECT_EQ(broadcast.srca, 3);
    EXPECT_EQ(broadcast.srcb, 3);
  }
}

TEST(NeedsOf, AMatmulPutsItsSecondOperandIntoSrcA) {
  MathStep step = fpu(MathStep::Kind::Matmul, 1, 2);
  EXPECT_EQ(needs_of(step).engine, Engine::Matmul);
  EXPECT_EQ(needs_of(step).srca, 2);
  EXPECT_EQ(needs_of(step).srcb, 1);
  EXPECT_FALSE(needs_of(step).transpose);
  step.transpose = true;
  EXPECT_TRUE(needs_of(step).transpose);
}

TEST(NeedsOf, ReductionsAndTranspositions) {
  MathStep step = fpu(MathStep::Kind::Reduce, 1, 2);
  step.maximum = true;
  step.axis = 0;
  const UnitNeeds reduce = needs_of(step);
  EXPECT_EQ(reduce.engine, Engine::Reduce);
  EXPECT_EQ(reduce.srca, 1);
  EXPECT_EQ(reduce.srcb, 2);
  EXPECT_TRUE(reduce.maximum);
  EXPECT_EQ(reduce.axis, 0);
  const UnitNeeds transpose = needs_of(fpu(MathStep::Kind::Transpose, 4));
  EXPECT_EQ(transpose.engine, Engine::Transpose);
  EXPECT_EQ(transpose.srca, 4);
  EXPECT_EQ(transpose.srcb, -1);
}

TEST(NeedsOf, TheVectorUnitNeedsNoBuffer) {
  for (DstOp op : {DstOp::Fill, DstOp::Exp, DstOp::MulScalar, DstOp::Add, DstOp::Where}) {
    const UnitNeeds n = needs_of(dst(op));
    EXPECT_EQ(n.engine, Engine::Vector);
    EXPECT_EQ(n.op, op);
    EXPECT_EQ(n.srca, -1);
    EXPECT_EQ(n.srcb, -1);
  }
}

TEST(NeedsOf, IsTheSameForStepsThatDifferInTileAndSlotOnly) {
  MathStep a = fpu(MathStep::Kind::Matmul, 1, 2), b = a;
  a.tile = a.slot = tir::make_int(0);
  b.tile = b.slot = tir::make_int(7);
  EXPECT_EQ(needs_of(a), needs_of(b));
  EXPECT_NE(needs_of(a), needs_of(fpu(MathStep::Kind::Matmul, 2, 1)));
  EXPECT_NE(needs_of(dst(DstOp::Copy, 1)), needs_of(dst(DstOp::Copy, 2)));
}

Node math(const MathStep& step) {
  Node n;
  n.kind = Node::Kind::Math;
  n.step = std::make_shared<MathStep>(step);
  return n;
}
Node pack(int cb) {
  Node n;
  n.kind = Node::Kind::Pack;
  n.cb = cb;
  return n;
}
Node container(Node::Kind kind, Nodes body, Nodes otherwise = {}) {
  Node n;
  n.kind = kind;
  n.body = std::move(body);
  n.otherwise = std::move(otherwise);
  return n;
}

TEST(UseOf, CountsEachNeedOnceAtAnyDepth) {
  const MathStep copy = dst(DstOp::Copy, 0), matmul = fpu(MathStep::Kind::Matmul, 1, 2), exp = dst(DstOp::Exp);
  const Nodes nodes{
      container(Node::Kind::Loop, {container(Node::Kind::Section, {math(copy), math(copy), math(exp)}, {pack(3)})}),
      container(Node::Kind::If, {container(Node::Kind::Section, {math(matmul)}, {pack(3)})},
                {container(Node::Kind::Section, {math(exp)}, {pack(4)})})};
  const UnitUse use = use_of(nodes);
  EXPECT_EQ(use.unpack, (std::set{needs_of(copy), needs_of(matmul)}));
  EXPECT_EQ(use.vector, (std::set{needs_of(exp)}));
  EXPECT_EQ(use.pack, (std::set{3, 4}));
}

TEST(UseOf, NothingUsesNothing) {
  Node wait;
  wait.kind = Node::Kind::Wait;
  wait.cb = 5;
  const UnitUse use = use_of({wait, container(Node::Kind::Loop, {})});
  EXPECT_TRUE(use.unpack.empty());
  EXPECT_TRUE(use.vector.empty());
  EXPECT_TRUE(use.pack.empty());
}

}  // namespace
}  // namespace tir2tt::codegen
