// How expressions of elements are spelled; that they mean what TIR says is tested by running them
// (tests/run/elements_test.cc).
#include "codegen/tt/element_expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "support/diagnostic.h"

namespace tir2tt::codegen {
namespace {

using testing::Contains;
using testing::HasSubstr;
using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::make_binary;
using tir::make_cast;
using tir::make_int;
using tir::OpId;

const DataType kHalf = DataType::Float(16), kFloat = DataType::Float(32), kInt = DataType::Int(32),
               kU8 = DataType::UInt(8), kU16 = DataType::UInt(16);
const tir::Var kI = tir::make_var("i", kInt), kJ = tir::make_var("j", kInt), kLet = tir::make_var("twice", kInt);

/// Variables are called what they are called; loads are `A[c]`; `i` is not negative; `twice` is i * 2.
class Leaves : public ElementLeaves {
 public:
  std::set<std::string> helpers, headers;
  std::string name(const Expr& e) override {
    auto* v = tir::as<tir::VarNode>(e);
    return v && v != kLet.get() ? v->name : "";
  }
  Expr let(const tir::VarNode* v) override {
    return v == kLet.get() ? make_binary(ExprKind::Mul, kI, make_int(2)) : nullptr;
  }
  std::string load(const tir::BufferLoadNode& e) override { return e.buffer->name + "[c]"; }
  bool is_not_negative(const Expr& e) override {
    const int64_t* v = tir::as_int(e);
    return e == kI || (v && *v >= 0);
  }
  void need(const std::string& helper) override { helpers.insert(helper); }
  void need_header(const std::string& header) override { headers.insert(header); }
};

std::string value(const Expr& e) {
  Leaves leaves;
  return element_value(e, leaves);
}
std::string word(const Expr& e, DataType t) {
  Leaves leaves;
  return element_word(e, t, leaves);
}
Expr load(const char* name, DataType t) {
  auto b = std::make_shared<tir::BufferNode>();
  b->name = name;
  b->dtype = t;
  return tir::make_load(b, {make_int(0)});
}
Expr op(ExprKind kind, const Expr& a, const Expr& b) { return make_binary(kind, a, b); }
Expr call(OpId id, const Expr& a, const Expr& b) { return tir::make_call(a->dtype, id, {a, b}); }

TEST(ElementExpression, OperatorsHaveTheParenthesesThatReadersNeed) {
  EXPECT_EQ(value(op(ExprKind::Mul, op(ExprKind::Add, kI, kJ), make_int(3))), "(i + j) * 3");
  EXPECT_EQ(value(op(ExprKind::Sub, kI, op(ExprKind::Sub, kJ, make_int(3)))), "i - (j - 3)");
  EXPECT_EQ(value(call(OpId::bitwise_and, call(OpId::shift_right, kI, make_int(4)), make_int(15))), "(i >> 4) & 15");
  EXPECT_EQ(value(op(ExprKind::And, op(ExprKind::GE, kI, make_int(0)),
                     op(ExprKind::LT, op(ExprKind::Add, kI, kJ), make_int(9)))),
            "i >= 0 && i + j < 9");
  EXPECT_EQ(value(op(ExprKind::Or, op(ExprKind::And, op(ExprKind::EQ, kI, kJ), op(ExprKind::LT, kI, kJ)),
                     tir::make_not(op(ExprKind::LT, kI, kJ)))),
            "(i == j && i < j) || !(i < j)");
  EXPECT_EQ(value(op(ExprKind::Add, kLet, make_int(1))), "i * 2 + 1") << "a let without a name is its value";
}

TEST(ElementExpression, QuotientsRoundDown) {
  EXPECT_EQ(value(op(ExprKind::FloorDiv, kI, make_int(8))), "i / 8");
  EXPECT_EQ(value(op(ExprKind::FloorMod, kJ, make_int(8))), "floor_mod<int32_t>(j, 8)");
  EXPECT_EQ(value(op(ExprKind::FloorDiv, make_cast(kU8, kJ), make_int(8, kU8))), "static_cast<uint8_t>(j) / 8");
  Leaves leaves;
  element_value(op(ExprKind::FloorDiv, kJ, make_int(8)), leaves);
  EXPECT_THAT(leaves.helpers, Contains(HasSubstr("floor_div")));
}

TEST(ElementExpression, SmallUnsignedNumbersWrapWhereTheyCan) {
  const Expr b = make_cast(kU16, load("B", kU8));
  EXPECT_EQ(value(b), "B[c]") << "int holds both";
  EXPECT_EQ(value(call(OpId::shift_right, b, make_int(4, kU16))), "B[c] >> 4");
  EXPECT_EQ(value(call(OpId::shift_left, b, make_int(10, kU16))), "static_cast<uint16_t>(B[c] << 10)");
  EXPECT_EQ(value(op(ExprKind::Sub, b, make_int(1, kU16))), "static_cast<uint16_t>(B[c] - 1)");
  EXPECT_EQ(value(tir::make_call(kU8, OpId::bitwise_not, {load("B", kU8)})), "static_cast<uint8_t>(~B[c])");
  EXPECT_EQ(value(make_cast(DataType::Int(8), kJ)), "static_cast<int8_t>(j)");
  EXPECT_EQ(value(make_cast(DataType::Int(64), kJ)), "static_cast<int64_t>(j)");
}

TEST(ElementExpression, FloatsOf16BitsAreRoundedAfterEveryOperation) {
  const Expr a = load("A", kHalf), x = load("X", kFloat);
  EXPECT_EQ(value(a), "from_float16(A[c])");
  EXPECT_EQ(value(x), "__builtin_bit_cast(float, X[c])");
  EXPECT_EQ(value(op(ExprKind::Mul, a, tir::make_float(0.5, kHalf))), "round_to_float16(from_float16(A[c]) * 0.5f)");
  EXPECT_EQ(value(tir::make_float(0.1, kHalf)), "round_to_float16(0.1f)");
  EXPECT_EQ(value(make_cast(kHalf, load("B", kU8))), "static_cast<float>(B[c])") << "float16 has every uint8";
  EXPECT_EQ(value(make_cast(kHalf, x)), "round_to_float16(__builtin_bit_cast(float, X[c]))");
}

TEST(ElementExpression, WordsSpareConversionsThereAndBack) {
  const Expr a = load("A", kHalf), inside = op(ExprKind::LT, kI, kJ);
  EXPECT_EQ(word(a, kHalf), "A[c]");
  EXPECT_EQ(word(tir::make_call(kHalf, OpId::if_then_else, {inside, a, tir::make_float(0, kHalf)}), kHalf),
            "i < j ? A[c] : 0");
  EXPECT_EQ(word(tir::make_float(-1.5, kHalf), kHalf), "0xbe00");
  EXPECT_EQ(word(tir::make_float(1, DataType::BFloat16()), DataType::BFloat16()), "0x3f80");
  EXPECT_EQ(word(inside, kFloat), "i < j ? 0x3f800000 : 0");
  EXPECT_EQ(word(tir::make_call(kHalf, OpId::reinterpret, {make_cast(kU16, load("B", kU8))}), kHalf), "B[c]");
  EXPECT_EQ(word(op(ExprKind::Add, a, a), kHalf), "to_float16(from_float16(A[c]) + from_float16(A[c]))");
  EXPECT_EQ(word(a, DataType::BFloat16()), "to_bfloat16(from_float16(A[c]))");
  EXPECT_EQ(word(load("X", kFloat), DataType::Int(8)),
            "static_cast<int8_t>(static_cast<int64_t>(__builtin_bit_cast(float, X[c])))");
}

TEST(ElementExpression, WhatIsNotComputedThereIsAnInternalError) {
  EXPECT_THROW(value(tir::make_call(kFloat, OpId::exp, {load("X", kFloat)})), InternalError);
}

TEST(ElementExpression, TypesOfCpp) {
  EXPECT_EQ(held_type(kU16), "int32_t");
  EXPECT_EQ(held_type(DataType::UInt(32)), "uint32_t");
  EXPECT_EQ(held_type(kHalf), "float");
  EXPECT_EQ(word_type(kHalf), "uint16_t");
  EXPECT_EQ(word_type(DataType::Bool()), "uint8_t");
  EXPECT_EQ(word_type(DataType::Int(8)), "int8_t");
}

}  // namespace
}  // namespace tir2tt::codegen
