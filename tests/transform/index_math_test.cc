// Arithmetic on index expressions: what each function builds, and two properties on random expressions: bounds hold for
// every value, and an exact quotient times its divisor is the expression.
#include "transform/tt/index_math.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "transform/kernels.h"

namespace tir2tt::transform::test {
namespace {

using tir::make_binary;
using tir::make_int;

const tir::Var kX = tir::make_var("x", tir::DataType::Int(32)), kY = tir::make_var("y", tir::DataType::Int(32)),
               kZ = tir::make_var("z", tir::DataType::Int(32));

TEST(Plus, LeavesZerosOutAndPutsConstantsLast) {
  EXPECT_EQ(text(plus(make_int(2), make_int(3))), "5");
  EXPECT_EQ(text(plus(make_int(0), kX)), "x");
  EXPECT_EQ(text(plus(kX, make_int(0))), "x");
  EXPECT_EQ(text(plus(kX, int64_t{0})), "x");
  EXPECT_EQ(text(plus(make_int(3), kX)), "(x + 3)");
  EXPECT_EQ(text(plus(kX, -3)), "(x - 3)");
  EXPECT_EQ(text(plus(kX, plus(kY, kZ))), "((x + y) + z)");
}

TEST(Times, LeavesOnesOutAndJoinsConstants) {
  EXPECT_EQ(text(times(kX, 0)), "0");
  EXPECT_EQ(text(times(kX, 1)), "x");
  EXPECT_EQ(text(times(make_int(4), 3)), "12");
  EXPECT_EQ(text(times(times(kX, 4), 3)), "(x * 12)");
  EXPECT_EQ(text(times(kX, Expr(kY))), "(x * y)");
  EXPECT_EQ(text(times(make_int(2), Expr(kY))), "(y * 2)");
  EXPECT_EQ(text(times(Expr(kX), make_int(0))), "0");
}

TEST(FloorDivision, RoundsDown) {
  EXPECT_EQ(text(floor_div(kX, 1)), "x");
  EXPECT_EQ(text(floor_div(kX, 32)), "(x // 32)");
  EXPECT_EQ(text(floor_mod(kX, 1)), "0");
  EXPECT_EQ(text(floor_mod(kX, 32)), "(x % 32)");
  for (const auto& [value, quotient, remainder] :
       {std::array{7, 1, 3}, {8, 2, 0}, {0, 0, 0}, {-1, -1, 3}, {-4, -1, 0}, {-5, -2, 3}}) {
    EXPECT_EQ(text(floor_div(make_int(value), 4)), std::to_string(quotient)) << value;
    EXPECT_EQ(text(floor_mod(make_int(value), 4)), std::to_string(remainder)) << value;
  }
}

TEST(CeilDivision, CountsTiles) {
  for (const auto& [elements, tiles] : {std::array{0, 0}, {1, 1}, {32, 1}, {33, 2}, {64, 2}}) {
    EXPECT_EQ(text(ceil_div(make_int(elements), 32)), std::to_string(tiles));
  }
  EXPECT_EQ(text(ceil_div(kX, 32)), "((x + 31) // 32)");
  EXPECT_EQ(text(ceil_div(kX, 1)), "x");
}

TEST(LetValue, IsThatOfTheVariable) {
  const Lets lets{{kX.get(), make_int(7)}};
  EXPECT_EQ(text(let_value(kX.get(), lets)), "7");
  EXPECT_EQ(let_value(kY.get(), lets), nullptr);
}

std::string quotient(const Expr& e, int64_t by, const Lets& lets = {}) {
  const std::optional<Expr> q = divide_exactly(e, by, lets);
  return q ? text(*q) : "not exact";
}

TEST(DivideExactly, SeesMultiplesInSumsAndProducts) {
  EXPECT_EQ(quotient(kX, 1), "x");
  EXPECT_EQ(quotient(make_int(96), 32), "3");
  EXPECT_EQ(quotient(make_int(-96), 32), "-3");
  EXPECT_EQ(quotient(make_int(0), 32), "0");
  EXPECT_EQ(quotient(times(kX, 128), 32), "(x * 4)");
  EXPECT_EQ(quotient(times(kX, 32), 32), "x");
  EXPECT_EQ(quotient(plus(times(kX, 64), times(kY, 32)), 32), "((x * 2) + y)");
  EXPECT_EQ(quotient(make_binary(ExprKind::Sub, times(kX, 64), make_int(32)), 32), "((x * 2) - 1)");
  EXPECT_EQ(quotient(mul(mul(kX, make_int(4)), mul(kY, make_int(8))), 32), "not exact");  // 4 | x·4, 8 | y·8
  EXPECT_EQ(quotient(mul(mul(kX, make_int(32)), kY), 32), "(x * y)");
  EXPECT_EQ(quotient(mul(kY, mul(kX, make_int(32))), 32), "(y * x)");
  EXPECT_EQ(quotient(mul(mul(kX, make_int(8)), make_int(4)), 32), "x");
  EXPECT_EQ(quotient(tir::make_cast(tir::DataType::Int(64), times(kX, 64)), 32), "(x * 2)");
}

TEST(DivideExactly, IsNotKnownElsewhere) {
  EXPECT_EQ(quotient(kX, 32), "not exact");
  EXPECT_EQ(quotient(make_int(33), 32), "not exact");
  EXPECT_EQ(quotient(times(kX, 48), 32), "not exact");
  EXPECT_EQ(quotient(plus(times(kX, 32), 16), 32), "not exact");
  EXPECT_EQ(quotient(make_binary(ExprKind::FloorMod, times(kX, 64), make_int(96)), 32), "not exact");
}

TEST(DivideExactly, LooksThroughLets) {
  const Lets lets{{kX.get(), times(kZ, 64)}, {kY.get(), plus(kX, 32)}};
  EXPECT_EQ(quotient(kY, 32, lets), "((z * 2) + 1)");
  EXPECT_EQ(quotient(plus(kY, kX), 32, lets), "(((z * 2) + 1) + (z * 2))");
  EXPECT_EQ(quotient(kZ, 32, lets), "not exact");
  EXPECT_EQ(quotient(kX, 32, Lets{{kX.get(), plus(kX, 32)}}), "not exact");  // ends
}

std::string bounds(const Expr& e, const Ranges& ranges, const Lets& lets = {}) {
  const Bounds b = bounds_of(e, ranges, lets);
  const auto side = [](std::optional<int64_t> v) { return v ? std::to_string(*v) : "?"; };
  return side(b.low) + ".." + side(b.high);
}

TEST(BoundsOf, SumsAndProducts) {
  const Ranges r{{kX.get(), {0, 7}}, {kY.get(), {-3, 5}}};
  EXPECT_EQ(bounds(make_int(4), r), "4..4");
  EXPECT_EQ(bounds(kX, r), "0..7");
  EXPECT_EQ(bounds(kZ, r), "?..?");
  EXPECT_EQ(bounds(plus(kX, kY), r), "-3..12");
  EXPECT_EQ(bounds(make_binary(ExprKind::Sub, kX, kY), r), "-5..10");
  EXPECT_EQ(bounds(times(kY, 4), r), "-12..20");
  EXPECT_EQ(bounds(times(kY, -4), r), "-20..12");
  EXPECT_EQ(bounds(mul(make_int(4), kY), r), "-12..20");
  EXPECT_EQ(bounds(mul(kX, kX), r), "0..49");
  EXPECT_EQ(bounds(mul(kX, kY), r), "?..?");
  EXPECT_EQ(bounds(plus(kX, kZ), r), "?..?");
  EXPECT_EQ(bounds(tir::make_cast(tir::DataType::Int(64), kX), r), "0..7");
}

TEST(BoundsOf, DivisionsOfNegativeNumbers) {
  const Ranges r{{kX.get(), {0, 7}}, {kY.get(), {-3, 5}}, {kZ.get(), {2, std::nullopt}}};
  EXPECT_EQ(bounds(floor_div(kY, 2), r), "-2..2");
  EXPECT_EQ(bounds(floor_mod(kY, 4), r), "0..3");
  EXPECT_EQ(bounds(floor_mod(kX, 8), r), "0..7");
  EXPECT_EQ(bounds(floor_mod(kX, 7), r), "0..6");
  EXPECT_EQ(bounds(floor_div(kX, 8), r), "0..0");
  EXPECT_EQ(bounds(floor_div(kZ, 2), r), "1..?");
  EXPECT_EQ(bounds(make_binary(ExprKind::Div, kX, make_int(2)), r), "0..3");
  EXPECT_EQ(bounds(make_binary(ExprKind::Div, kY, make_int(2)), r), "?..?");
  EXPECT_EQ(bounds(make_binary(ExprKind::Mod, kX, make_int(4)), r), "0..3");
  EXPECT_EQ(bounds(make_binary(ExprKind::Mod, kY, make_int(4)), r), "?..?");
  EXPECT_EQ(bounds(make_binary(ExprKind::FloorDiv, kX, make_int(-2)), r), "?..?");
  EXPECT_EQ(bounds(make_binary(ExprKind::FloorDiv, kX, kZ), r), "0..7");
  EXPECT_EQ(bounds(make_binary(ExprKind::FloorMod, kX, kZ), r), "0..?");
  EXPECT_EQ(bounds(make_binary(ExprKind::FloorDiv, kY, kZ), r), "?..?");
}

TEST(RoundsNegative, WhatCppWouldRoundTheOtherWay) {
  const Ranges r{{kX.get(), {0, 7}}, {kY.get(), {-3, 5}}, {kZ.get(), {2, std::nullopt}}};
  EXPECT_FALSE(rounds_negative(floor_div(kX, 2), r, {}));
  EXPECT_FALSE(rounds_negative(make_binary(ExprKind::FloorMod, kX, kZ), r, {}));
  EXPECT_TRUE(rounds_negative(floor_mod(plus(kX, -1), 8), r, {}));
  EXPECT_TRUE(rounds_negative(plus(times(floor_div(kY, 2), 4), 1), r, {}));
  EXPECT_TRUE(rounds_negative(make_binary(ExprKind::FloorDiv, kX, kY), r, {}));
  const tir::Var let = tir::make_var("let", tir::DataType::Int(32));
  EXPECT_TRUE(rounds_negative(floor_div(let, 2), r, {{let.get(), plus(kX, -1)}}));
}

TEST(BoundsOf, SmallerAndLarger) {
  const Ranges r{{kX.get(), {0, 7}}, {kY.get(), {-3, 5}}};
  EXPECT_EQ(bounds(make_binary(ExprKind::Min, kX, kY), r), "-3..5");
  EXPECT_EQ(bounds(make_binary(ExprKind::Max, kX, kY), r), "0..7");
  EXPECT_EQ(bounds(make_binary(ExprKind::Min, kX, kZ), r), "?..7");
  EXPECT_EQ(bounds(make_binary(ExprKind::Max, kX, kZ), r), "0..?");
  EXPECT_EQ(bounds(make_binary(ExprKind::Max, kZ, kZ), r), "?..?");
}

TEST(BoundsOf, OverflowIsNoBound) {
  const Ranges r{{kX.get(), {0, INT64_MAX}}, {kY.get(), {INT64_MIN, 0}}};
  EXPECT_EQ(bounds(plus(kX, 1), r), "1..?");
  EXPECT_EQ(bounds(times(kX, 2), r), "0..?");
  EXPECT_EQ(bounds(make_binary(ExprKind::Sub, kX, kY), r), "0..?");
  EXPECT_EQ(bounds(mul(kX, kX), r), "0..?");
}

TEST(BoundsOf, LooksThroughLetsThatHaveNoRange) {
  const Lets lets{{kY.get(), plus(times(kX, 2), 1)}, {kZ.get(), plus(kZ, 1)}};
  EXPECT_EQ(bounds(kY, {{kX.get(), {0, 3}}}, lets), "1..7");
  EXPECT_EQ(bounds(kY, {{kX.get(), {0, 3}}, {kY.get(), {5, 5}}}, lets), "5..5");
  EXPECT_EQ(bounds(kZ, {}, lets), "?..?");  // ends
}

TEST(Mentions, LooksThroughLets) {
  const Lets lets{{kY.get(), plus(times(kX, 2), 1)}};
  EXPECT_TRUE(mentions(plus(kX, 1), kX.get(), {}));
  EXPECT_TRUE(mentions(floor_div(kY, 4), kX.get(), lets));
  EXPECT_TRUE(mentions(kY, kY.get(), lets));
  EXPECT_FALSE(mentions(floor_div(kY, 4), kX.get(), {}));
  EXPECT_FALSE(mentions(kX, kY.get(), lets));
}

// ---- properties ---------------------------------------------------------------------------------------------------

struct Values {
  int64_t x, y, z;
};

int64_t floor_of(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

int64_t value(const Expr& e, const Values& v) {
  if (const int64_t* i = tir::as_int(e)) return *i;
  if (e == Expr(kX)) return v.x;
  if (e == Expr(kY)) return v.y;
  if (e == Expr(kZ)) return v.z;
  auto* n = tir::as<tir::BinaryNode>(e);
  const int64_t a = value(n->a, v), b = value(n->b, v);
  switch (n->kind) {
    case ExprKind::Add: return a + b;
    case ExprKind::Sub: return a - b;
    case ExprKind::Mul: return a * b;
    case ExprKind::FloorDiv: return floor_of(a, b);
    case ExprKind::FloorMod: return a - b * floor_of(a, b);
    case ExprKind::Div: return a / b;
    case ExprKind::Mod: return a % b;
    case ExprKind::Min: return std::min(a, b);
    default: return std::max(a, b);
  }
}

/// Divisors are positive constants.
Expr random_expression(int depth) {
  const int kind = *rc::gen::inRange(0, depth > 0 ? 14 : 4);
  if (kind == 0) return make_int(*rc::gen::element<int64_t>(-64, -3, 0, 1, 2, 4, 7, 32, 64));
  if (kind < 4) return std::array<Expr, 3>{kX, kY, kZ}[static_cast<size_t>(kind - 1)];
  constexpr ExprKind kKinds[] = {ExprKind::Add,      ExprKind::Sub, ExprKind::Mul, ExprKind::Mul, ExprKind::FloorDiv,
                                 ExprKind::FloorMod, ExprKind::Div, ExprKind::Mod, ExprKind::Min, ExprKind::Max};
  const ExprKind k = kKinds[kind - 4];
  const bool divides = k == ExprKind::FloorDiv || k == ExprKind::FloorMod || k == ExprKind::Div || k == ExprKind::Mod;
  const Expr b = divides ? make_int(*rc::gen::element<int64_t>(1, 2, 3, 8, 32)) : random_expression(depth - 1);
  return make_binary(k, random_expression(depth - 1), b);
}

int64_t any_of(int64_t low, int64_t high) { return *rc::gen::inRange(low, high + 1); }

RC_GTEST_PROP(IndexMath, BoundsHoldForEveryValue, ()) {
  const Expr e = random_expression(4);
  Ranges ranges;
  Values v{};
  for (const auto& [var, target] : {std::pair(kX.get(), &v.x), {kY.get(), &v.y}, {kZ.get(), &v.z}}) {
    const int64_t low = any_of(-20, 20), high = low + any_of(0, 30);
    *target = *rc::gen::element(low, high, any_of(low, high));
    Bounds b{low, high};
    if (any_of(0, 3) == 0) b.low.reset();
    if (any_of(0, 3) == 0) b.high.reset();
    ranges[var] = b;
  }
  const Bounds b = bounds_of(e, ranges, {});
  RC_LOG() << text(e) << " = " << value(e, v) << " for " << v.x << ", " << v.y << ", " << v.z;
  if (b.low) RC_ASSERT(*b.low <= value(e, v));
  if (b.high) RC_ASSERT(value(e, v) <= *b.high);
}

RC_GTEST_PROP(IndexMath, ExactQuotientsTimesTheDivisorAreTheExpression, ()) {
  const Expr e = times(random_expression(4), *rc::gen::element<int64_t>(1, 8, 32, 96));
  const int64_t by = *rc::gen::element<int64_t>(2, 4, 8, 32);
  const std::optional<Expr> q = divide_exactly(e, by, {});
  RC_CLASSIFY(q.has_value(), "exact");
  const Values v{any_of(-20, 20), any_of(-20, 20), any_of(-20, 20)};
  RC_LOG() << text(e) << " / " << by << " = " << (q ? text(*q) : "not exact");
  if (q) RC_ASSERT(value(*q, v) * by == value(e, v));
}

RC_GTEST_PROP(IndexMath, BuildersMeanWhatTheyAreCalled, ()) {
  const Expr a = random_expression(3), b = random_expression(3);
  const int64_t n = any_of(1, 40), m = any_of(-40, 40);
  const Values v{any_of(-20, 20), any_of(-20, 20), any_of(-20, 20)};
  const int64_t x = value(a, v), y = value(b, v);
  RC_ASSERT(value(plus(a, b), v) == x + y);
  RC_ASSERT(value(plus(a, m), v) == x + m);
  RC_ASSERT(value(times(a, b), v) == x * y);
  RC_ASSERT(value(times(a, m), v) == x * m);
  RC_ASSERT(value(floor_div(a, n), v) == floor_of(x, n));
  RC_ASSERT(value(floor_mod(a, n), v) == x - n * floor_of(x, n));
  RC_ASSERT(value(ceil_div(a, n), v) == floor_of(x + n - 1, n));
}

}  // namespace
}  // namespace tir2tt::transform::test
