// Makers of nodes: expr.h, stmt.h, module.h.
#include <gtest/gtest.h>

#include "tir/every_kind.h"

namespace tir2tt::tir {
namespace {

TEST(Expr, DtypesOfMadeNodes) {
  const Var x = make_var("x", DataType::Float(16)), n = make_var("n", DataType::Int(32));
  EXPECT_EQ(make_binary(ExprKind::Add, x, x)->dtype, DataType::Float(16));
  EXPECT_EQ(make_binary(ExprKind::LT, x, x)->dtype, DataType::Bool());
  EXPECT_EQ(make_not(make_bool(true))->dtype, DataType::Bool());
  EXPECT_EQ(make_string("s")->dtype, DataType::Handle());
  EXPECT_EQ(make_pointer("p", DataType::Float(32), "shared")->dtype, DataType::Handle());
  const Expr wide = make_var("w", DataType::Float(16, 4));
  EXPECT_EQ(make_binary(ExprKind::EQ, wide, wide)->dtype, DataType::Bool(4));
}

TEST(Expr, LoadTakesTheLanesOfItsLastIndex) {
  const Buffer b = testing::plain_buffer("B", DataType::Float(16), {make_int(8), make_int(8)});
  EXPECT_EQ(make_load(b, {make_int(0), make_int(1)})->dtype, DataType::Float(16));
  EXPECT_EQ(make_load(b, {make_int(0), make_var("r", DataType::Int(32, 4))})->dtype, DataType::Float(16, 4));
}

TEST(Expr, CheckedDowncast) {
  const Expr sum = make_binary(ExprKind::Add, make_int(1), make_int(2));
  ASSERT_NE(as<BinaryNode>(sum), nullptr);
  EXPECT_EQ(as<IntImmNode>(sum), nullptr);
  EXPECT_EQ(as<IntImmNode>(Expr()), nullptr);
  EXPECT_TRUE(is_int(as<BinaryNode>(sum)->b, 2));
  EXPECT_FALSE(is_int(sum, 3)) << "nothing is folded";
  EXPECT_EQ(as_int(make_float(1, DataType::Float(32))), nullptr);
}

TEST(Stmt, MakeSeqFlattens) {
  const Stmt a = make_evaluate(make_int(1)), b = make_evaluate(make_int(2)), c = make_evaluate(make_int(3));
  EXPECT_EQ(make_seq({a}), a);
  const Stmt empty = make_seq({});
  const auto* none = as<EvaluateNode>(empty);
  ASSERT_NE(none, nullptr);
  EXPECT_TRUE(is_int(none->value, 0));
  const Stmt nested = make_seq({make_seq({a, b}), c});
  ASSERT_NE(as<SeqStmtNode>(nested), nullptr);
  EXPECT_EQ(as<SeqStmtNode>(nested)->seq, (std::vector<Stmt>{a, b, c}));
}

TEST(Module, WithAttrsSharesTheRest) {
  const auto all = testing::every_kind();
  const PrimFunc& f = all.module.functions[0].second;
  AttrDict attrs = f->attrs;
  attrs.set("tt_num_cbs", Attr::integer(3));
  const PrimFunc g = with_attrs(f, attrs);
  EXPECT_EQ(g->body, f->body);
  EXPECT_EQ(g->params, f->params);
  EXPECT_EQ(g->buffer_map, f->buffer_map);
  EXPECT_EQ(f->attrs.find("tt_num_cbs"), nullptr);
  EXPECT_NE(g->attrs.find("tt_num_cbs"), nullptr);
}

}  // namespace
}  // namespace tir2tt::tir
