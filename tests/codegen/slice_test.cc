// What each kernel takes of a core's program, on nodes made by hand.
#include "codegen/tt/slice.h"

#include <gtest/gtest.h>

#include "tir/expr.h"

namespace tir2tt::codegen {
namespace {

using plan::Actor;
using transform::MathStep;
using transform::Node;
using transform::Nodes;
using transform::Transfer;
using Kind = Node::Kind;

Node node(Kind kind, Actor actor, int cb) {
  Node n;
  n.kind = kind;
  n.actor = actor;
  n.cb = cb;
  return n;
}
Node container(Kind kind, Nodes body, Nodes otherwise = {}) {
  Node n;
  n.kind = kind;
  n.body = std::move(body);
  n.otherwise = std::move(otherwise);
  return n;
}

const Node kRead = node(Kind::Read, Actor::Reader, 0), kPush = node(Kind::Push, Actor::Reader, 0);
const Node kWait = node(Kind::Wait, Actor::Unpack, 0), kMath = node(Kind::Math, Actor::Math, -1);
const Node kPack = node(Kind::Pack, Actor::Pack, 1), kWrite = node(Kind::Write, Actor::Writer, 1);

/// "loop{push} if{wait|pop}".
std::string text(const Nodes& nodes) {
  constexpr const char* kNames[] = {"loop", "if",      "reserve",  "push",     "wait", "pop",
                                    "read", "write",   "rbarrier", "wbarrier", "make", "define",
                                    "send", "receive", "section",  "math",     "pack", "statement"};
  std::string out;
  for (const Node& n : nodes) {
    if (!out.empty()) out += ' ';
    out += kNames[static_cast<size_t>(n.kind)];
    if (n.body.empty() && n.otherwise.empty()) continue;
    out += '{' + text(n.body);
    if (!n.otherwise.empty()) out += '|' + text(n.otherwise);
    out += '}';
  }
  return out;
}

std::string all_three(const Nodes& nodes) {
  return text(slice(nodes, Role::Reader)) + " / " + text(slice(nodes, Role::Compute)) + " / " +
         text(slice(nodes, Role::Writer));
}

TEST(Slice, TakesEachRolesOwnNodesInOrder) {
  EXPECT_EQ(all_three({kRead, kPush, kWait, kMath, kPack, kWrite}), "read push / wait math pack / write");
}

TEST(Slice, KeepsLoopsAndStatementsWhereTheyHoldSomething) {
  const Nodes nodes{
      container(Kind::Loop, {container(Kind::Statement, {kRead, kPush}), container(Kind::Statement, {kWait})}),
      container(Kind::Loop, {container(Kind::Statement, {kWrite})})};
  EXPECT_EQ(all_three(nodes), "loop{statement{read push}} / loop{statement{wait}} / loop{statement{write}}");
}

TEST(Slice, KeepsTheBranchThatHoldsSomething) {
  const Nodes nodes{container(Kind::If, {kRead, kWait}, {kWait, kWrite})};
  EXPECT_EQ(all_three(nodes), "if{read} / if{wait|wait} / if{|write}");
}

TEST(Slice, SectionsAreComputes) {
  const Nodes nodes{container(Kind::Section, {container(Kind::Loop, {kRead, kPush, kWait, kMath})}, {kPack})};
  EXPECT_EQ(all_three(nodes), "loop{read push} / section{loop{wait math}|pack} / ");
}

TEST(Slice, OfNothingIsNothing) {
  EXPECT_EQ(all_three({}), " /  / ");
  EXPECT_EQ(all_three({container(Kind::Loop, {container(Kind::If, {}, {container(Kind::Section, {})})})}), " /  / ");
}

TEST(Slice, LeavesTheNodesAsTheyAre) {
  Node loop = container(Kind::Loop, {kRead});
  loop.var = tir::make_var("k", tir::DataType::Int(32));
  loop.trips = 4;
  loop.blocks = true;
  const Nodes mine = slice({loop}, Role::Reader);
  ASSERT_EQ(mine.size(), 1u);
  EXPECT_EQ(mine[0].var, loop.var);
  EXPECT_EQ(mine[0].trips, 4);
  EXPECT_TRUE(mine[0].blocks);
  EXPECT_EQ(mine[0].body[0].cb, 0);
}

TEST(Expressions, AreAllThatNodesHoldInOrder) {
  const auto number = [](int64_t v) { return tir::make_int(v); };
  tir::BufferNode tensor;
  tensor.shape = {number(6), number(7)};
  auto transfer = std::make_shared<Transfer>();
  transfer->tensor = &tensor;
  transfer->starts = {number(4), number(5)};
  transfer->row = number(8);
  transfer->col = number(9);
  Node read = kRead;
  read.transfer = transfer;
  auto step = std::make_shared<MathStep>();
  step->tile = number(10), step->tile_b = number(11), step->slot = number(12);
  Node math = kMath;
  math.step = step;
  Node pack = kPack;
  pack.slot = number(13);
  Node guard = container(Kind::If, {read}, {math});
  guard.condition = number(3);
  Node loop = container(Kind::Loop, {guard, pack});
  loop.min = number(1);
  loop.extent = number(2);
  std::string numbers;
  for (const tir::Expr& e : expressions({loop})) numbers += std::to_string(*tir::as_int(e)) + " ";
  EXPECT_EQ(numbers, "1 2 3 4 5 6 7 8 9 10 11 12 13 ");
}

}  // namespace
}  // namespace tir2tt::codegen
