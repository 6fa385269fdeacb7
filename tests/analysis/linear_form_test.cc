#include "analysis/linear_form.h"

#include <gtest/gtest.h>

namespace tir2tt::analysis {
namespace {

using tir::Expr;
using tir::ExprKind;

class LinearFormTest : public testing::Test {
 protected:
  tir::Var i = tir::make_var("i", tir::DataType::Int(32)), j = tir::make_var("j", tir::DataType::Int(32));
  tir::Var bx = tir::make_var("bx", tir::DataType::Int(32)), t = tir::make_var("t", tir::DataType::Int(32));
  std::vector<ElementLoop> loops{{i.get(), 0, 32}, {j.get(), 0, 32}};
  std::vector<LetBinding> lets;

  static Expr op(ExprKind k, Expr a, Expr b) { return tir::make_binary(k, std::move(a), std::move(b)); }
  static Expr times(Expr a, int64_t n) { return op(ExprKind::Mul, std::move(a), tir::make_int(n)); }
  static Expr plus(Expr a, Expr b) { return op(ExprKind::Add, std::move(a), std::move(b)); }
  LinearForm form(const Expr& e) const { return linear_form(e, {loops, lets}); }
};

TEST_F(LinearFormTest, SeparatesElementVariablesConstantAndRest) {
  const LinearForm f = form(plus(plus(times(bx, 128), times(i, 32)), plus(j, tir::make_int(3))));
  ASSERT_TRUE(f.linear);
  EXPECT_EQ(f.coefficient(i.get()), 32);
  EXPECT_EQ(f.coefficient(j.get()), 1);
  EXPECT_EQ(f.constant, 3);
  EXPECT_EQ(f.rest_divisor, 128);
}

TEST_F(LinearFormTest, DivisionByAConstantOfTheRestIsStillTheRest) {
  const LinearForm f = form(times(op(ExprKind::FloorMod, bx, tir::make_int(8)), 32));
  ASSERT_TRUE(f.linear);
  EXPECT_EQ(f.size, 0);
  EXPECT_EQ(f.rest_divisor, 32);
}

TEST_F(LinearFormTest, DivisionOfAnElementVariableIsNotLinear) {
  EXPECT_FALSE(form(op(ExprKind::FloorDiv, j, tir::make_int(2))).linear);
  EXPECT_FALSE(form(op(ExprKind::Mul, i, j)).linear);
}

TEST_F(LinearFormTest, WhatIsOfUnknownKindMayDependOnAnything) {
  auto unknown = std::make_shared<tir::OpaqueNode>(tir::DataType::Int(32));
  auto let = std::make_shared<tir::LetNode>(tir::DataType::Int(32));
  let->var = t, let->value = i, let->body = t;
  for (const Expr& e : {Expr(unknown), Expr(let), plus(i, unknown), times(unknown, 32)}) {
    EXPECT_FALSE(form(e).linear);
    EXPECT_TRUE(uses_element_var(e, {loops, lets}));
  }
  EXPECT_FALSE(uses_element_var(tir::make_float(1.5, tir::DataType::Float(32)), {loops, lets}));
}

TEST_F(LinearFormTest, LetsAreNamesForExpressions) {
  lets.push_back({t.get(), plus(times(i, 4), tir::make_int(1))});
  const LinearForm f = form(plus(t, t));
  EXPECT_EQ(f.coefficient(i.get()), 8);
  EXPECT_EQ(f.constant, 2);
}

TEST_F(LinearFormTest, ALetInTermsOfItselfEnds) {
  lets.push_back({t.get(), plus(t, t)});
  (void)form(t);
  EXPECT_TRUE(uses_element_var(plus(t, i), {loops, lets}));
}

TEST_F(LinearFormTest, ChainsOfDoublingLetsEnd) {
  std::vector<tir::Var> chain{i};
  for (int k = 0; k < 60; ++k) {
    chain.push_back(tir::make_var("c", tir::DataType::Int(32)));
    lets.push_back({chain.back().get(), plus(chain[chain.size() - 2], chain[chain.size() - 2])});
  }
  EXPECT_FALSE(form(chain.back()).linear);
}

TEST_F(LinearFormTest, OverflowIsNotLinear) {
  const Expr big = tir::make_int(INT64_MAX, tir::DataType::Int(64));
  EXPECT_FALSE(form(plus(big, big)).linear);
}

TEST_F(LinearFormTest, KnownDivisor) {
  EXPECT_EQ(form(plus(times(bx, 64), tir::make_int(32))).divisor(), 32);
  EXPECT_EQ(form(tir::make_int(0)).divisor(), 0);
  EXPECT_EQ(form(bx).divisor(), 1);
}

}  // namespace
}  // namespace tir2tt::analysis
