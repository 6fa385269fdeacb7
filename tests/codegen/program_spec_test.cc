#include "codegen/tt/program_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codegen/sample_programs.h"
#include "codegen/tt/shape_names.h"
#include "support/diagnostic.h"

namespace tir2tt::codegen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using tir::Expr;
using tir::ExprKind;
using tir::make_binary;
using tir::make_int;

const tir::Var kN = tir::make_var("n", tir::DataType::Int(32)), kM = tir::make_var("m", tir::DataType::Int(32));

Expr binary(ExprKind kind, const Expr& a, const Expr& b) { return make_binary(kind, a, b); }
Expr add(const Expr& a, const Expr& b) { return binary(ExprKind::Add, a, b); }
Expr call(tir::OpId op, const tir::Exprs& args) { return tir::make_call(tir::DataType::Int(32), op, args); }

TEST(ProgramSpec, TheFirstCoresGetOneBlockMore) {
  EXPECT_THAT(deal_out(7, 3), ElementsAre(Pair(0, 3), Pair(3, 2), Pair(5, 2)));
  EXPECT_THAT(deal_out(6, 3), ElementsAre(Pair(0, 2), Pair(2, 2), Pair(4, 2)));
}

TEST(ProgramSpec, CoresWithoutBlocksAreLeftOut) {
  EXPECT_THAT(deal_out(2, 64), ElementsAre(Pair(0, 1), Pair(1, 1)));
  EXPECT_THAT(deal_out(0, 64), IsEmpty());
  EXPECT_THROW(deal_out(1, 0), InternalError);
}

TEST(ProgramSpec, EveryBlockIsDealtOutOnce) {
  for (int64_t blocks = 0; blocks < 300; ++blocks) {
    int64_t next = 0;
    for (const auto& [start, count] : deal_out(blocks, 64)) {
      EXPECT_EQ(start, next);
      EXPECT_GT(count, 0);
      next += count;
    }
    EXPECT_EQ(next, blocks);
  }
}

TEST(ProgramSpec, ExpressionsHaveTheParenthesesTheyNeed) {
  EXPECT_EQ(cpp_expression(ceil_div(kN, 32)), "(n + 31) / 32");
  EXPECT_EQ(cpp_expression(binary(ExprKind::Mul, add(kN, make_int(1)), kM)), "(n + 1) * m");
  EXPECT_EQ(cpp_expression(add(binary(ExprKind::Mul, kN, make_int(2)), kM)), "n * 2 + m");
  EXPECT_EQ(cpp_expression(binary(ExprKind::Sub, kN, binary(ExprKind::Sub, kM, make_int(1)))), "n - (m - 1)");
  EXPECT_EQ(cpp_expression(binary(ExprKind::Sub, binary(ExprKind::Sub, kN, kM), make_int(-1))), "n - m - -1");
  EXPECT_EQ(cpp_expression(binary(ExprKind::Mul, kN, binary(ExprKind::FloorDiv, kM, make_int(4)))), "n * (m / 4)");
}

TEST(ProgramSpec, ConditionsAndBitsAreSpelledOut) {
  const Expr small = binary(ExprKind::LT, kN, add(kM, make_int(1))), even = binary(ExprKind::EQ, kM, make_int(0));
  EXPECT_EQ(cpp_expression(binary(ExprKind::Min, kN, make_int(32))), "(n < 32 ? n : 32)");
  EXPECT_EQ(cpp_expression(binary(ExprKind::Max, kN, kM)), "(n > m ? n : m)");
  EXPECT_EQ(cpp_expression(binary(ExprKind::Or, binary(ExprKind::And, small, even), even)),
            "((n < m + 1) && (m == 0)) || (m == 0)");
  EXPECT_EQ(cpp_expression(tir::make_not(small)), "!(n < m + 1)");
  EXPECT_EQ(cpp_expression(call(tir::OpId::if_then_else, {small, kN, kM})), "(n < m + 1 ? n : m)");
  EXPECT_EQ(cpp_expression(call(tir::OpId::shift_right, {kN, make_int(3)})), "n >> 3");
  EXPECT_EQ(cpp_expression(binary(ExprKind::Mul, call(tir::OpId::bitwise_and, {kN, make_int(7)}), kM)), "(n & 7) * m");
}

TEST(ProgramSpec, CastsBetweenIntegersAreNotWritten) {
  EXPECT_EQ(cpp_expression(tir::make_cast(tir::DataType::Int(64), add(kN, make_int(1)))), "n + 1");
  EXPECT_THROW(cpp_expression(tir::make_cast(tir::DataType::Int(32), tir::make_float(1, tir::DataType::Float(32)))),
               InternalError);
}

TEST(ProgramSpec, ALetIsAName) {
  auto let = std::make_shared<tir::LetNode>(tir::DataType::Int(32));
  let->var = kM;
  let->value = add(kN, make_int(1));
  let->body = binary(ExprKind::Mul, kM, make_int(2));
  EXPECT_EQ(cpp_expression(let), "(n + 1) * 2");
  EXPECT_EQ(evaluate(let, {{kN.get(), 4}, {kM.get(), 100}}), 10);
  EXPECT_EQ(evaluate(let, {}), std::nullopt);
}

TEST(ProgramSpec, EvaluationFloors) {
  const auto of = [](ExprKind kind, int64_t a, int64_t b) {
    return evaluate(binary(kind, make_int(a), make_int(b)), {});
  };
  EXPECT_EQ(of(ExprKind::FloorDiv, -7, 2), -4);
  EXPECT_EQ(of(ExprKind::FloorMod, -7, 2), 1);
  EXPECT_EQ(of(ExprKind::FloorMod, 7, -2), -1);
  EXPECT_EQ(of(ExprKind::Div, -7, 2), -3);
  EXPECT_EQ(of(ExprKind::Mod, -7, 2), -1);
  EXPECT_EQ(of(ExprKind::Max, 3, 4), 4);
  EXPECT_EQ(of(ExprKind::GE, 3, 4), 0);
}

TEST(ProgramSpec, WhatHasNoValueIsNullopt) {
  const auto of = [](ExprKind kind, int64_t a, int64_t b) {
    return evaluate(binary(kind, make_int(a), make_int(b)), {});
  };
  for (const ExprKind kind : {ExprKind::FloorDiv, ExprKind::FloorMod, ExprKind::Div, ExprKind::Mod}) {
    EXPECT_EQ(of(kind, 1, 0), std::nullopt);
    EXPECT_EQ(of(kind, INT64_MIN, -1), std::nullopt);
  }
  EXPECT_EQ(of(ExprKind::Mul, INT64_MAX, 2), std::nullopt);
  EXPECT_EQ(of(ExprKind::Add, INT64_MAX, 1), std::nullopt);
  EXPECT_EQ(of(ExprKind::Sub, INT64_MIN, 1), std::nullopt);
  EXPECT_EQ(evaluate(kN, {{kM.get(), 1}}), std::nullopt);
  EXPECT_EQ(evaluate(tir::make_float(1, tir::DataType::Float(32)), {}), std::nullopt);
}

TEST(ProgramSpec, EvaluationTakesValuesAndChooses) {
  const Expr division = binary(ExprKind::FloorDiv, make_int(8), kN);
  const Expr guarded = call(tir::OpId::if_then_else, {binary(ExprKind::EQ, kN, make_int(0)), make_int(-1), division});
  EXPECT_EQ(evaluate(guarded, {{kN.get(), 0}}), -1);
  EXPECT_EQ(evaluate(guarded, {{kN.get(), 4}}), 2);
  EXPECT_EQ(evaluate(ceil_div(kN, 32), {{kN.get(), 33}}), 2);
  EXPECT_EQ(evaluate(tir::make_not(kN), {{kN.get(), 3}}), 0);
  EXPECT_EQ(evaluate(tir::make_cast(tir::DataType::Bool(), kN), {{kN.get(), 3}}), 1);
  EXPECT_EQ(evaluate(call(tir::OpId::shift_left, {kN, make_int(2)}), {{kN.get(), 3}}), 12);
  EXPECT_EQ(evaluate(call(tir::OpId::shift_left, {kN, make_int(64)}), {{kN.get(), 3}}), std::nullopt);
}

TEST(ProgramSpec, ExtentsHaveTheNamesOfTheProgram) {
  const ProgramSpec spec = add_program();
  EXPECT_EQ(shape_expression(spec, spec.grid[0]), "(n + 31) / 32");
  EXPECT_EQ(shape_expression(spec, spec.grid[1], "extents."), "(extents.m + 31) / 32");
  EXPECT_EQ(bare_name(spec, spec.tensors[0].shape[1]), "n");
  EXPECT_EQ(bare_name(spec, spec.grid[0]), "");
  EXPECT_EQ(bare_name(spec, kN), "");
  EXPECT_EQ(static_blocks(spec), std::nullopt);
  EXPECT_EQ(static_blocks(exact_copy_program()), 4);
}

}  // namespace
}  // namespace tir2tt::codegen
