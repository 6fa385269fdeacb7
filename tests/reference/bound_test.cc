#include "reference/bound.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace tir2tt::reference {
namespace {

using tir::DataType;

double within(Real r, int where) { return where == 0 ? r.v - r.e : where == 1 ? r.v : r.v + r.e; }

/// Whatever the operands are within their bounds, the result is within its own.
template <class Rule, class Exact>
void covers(Rule rule, Exact exact) {
  rc::check([&] {
    const Real a{*rc::gen::inRange(-500, 500) / 16.0, *rc::gen::inRange(0, 64) / 64.0};
    const Real b{*rc::gen::inRange(-500, 500) / 16.0, *rc::gen::inRange(0, 64) / 64.0};
    const Real r = rule(a, b);
    for (int i = 0; i < 9; ++i) {
      const double v = exact(within(a, i % 3), within(b, i / 3));
      RC_ASSERT(std::fabs(v - r.v) <= r.e * (1 + 1e-12) + 1e-12);
    }
  });
}

TEST(Bound, CoversWhatTheOperandsMayBe) {
  covers([](Real a, Real b) { return add(a, b, 0); }, [](double a, double b) { return a + b; });
  covers([](Real a, Real b) { return sub(a, b, 0); }, [](double a, double b) { return a - b; });
  covers([](Real a, Real b) { return mul(a, b, 0); }, [](double a, double b) { return a * b; });
  covers([](Real a, Real b) { return max(a, b); }, [](double a, double b) { return std::max(a, b); });
  covers([](Real a, Real b) { return min(a, b); }, [](double a, double b) { return std::min(a, b); });
}

TEST(Bound, OfAQuotient) {
  rc::check([] {
    const Real a{*rc::gen::inRange(-500, 500) / 16.0, *rc::gen::inRange(0, 64) / 64.0};
    const Real b{*rc::gen::inRange(1, 500) / 16.0, *rc::gen::inRange(0, 64) / 64.0};
    const Real r = div(a, b, 0);
    if (b.e >= b.v) RC_ASSERT(r.e == kInfinity);
    for (int i = 0; b.e < b.v && i < 9; ++i) {
      RC_ASSERT(std::fabs(within(a, i % 3) / within(b, i / 3) - r.v) <= r.e * (1 + 1e-12) + 1e-12);
    }
  });
}

TEST(Bound, StepIsRelative) {
  EXPECT_EQ(add({1, 0}, {3, 0}, 0.25).e, 1);
  EXPECT_EQ(mul({-2, 0}, {4, 0}, 0.5).e, 4);
  EXPECT_EQ(div({8, 0}, {2, 0}, 0.25).e, 1);
}

TEST(Bound, OfWhatIsNotFinite) {
  EXPECT_EQ(add({-kInfinity, 0}, {1, 0.5}, 0.1).e, 0);  // stays what it is
  EXPECT_EQ(add({kInfinity, 0}, {-kInfinity, 0}, 0).e, kInfinity);
  EXPECT_EQ(add({kNaN, 0}, {1, 0}, 0).e, kInfinity);
  EXPECT_EQ(mul({-kInfinity, 0}, {2, 1}, 0).e, 0);
  EXPECT_EQ(mul({-kInfinity, 0}, {2, 3}, 0).e, kInfinity);  // the sign is open
  EXPECT_EQ(div({1, 0}, {kInfinity, 0}, 0).v, 0);
  EXPECT_EQ(div({1, 0}, {kInfinity, 0}, 0).e, 0);
  EXPECT_EQ(div({1, 0}, {0, 0}, 0).e, kInfinity);
  EXPECT_EQ(max({-kInfinity, 0}, {1, 0.5}).e, 0.5);
  EXPECT_EQ(max({1, kInfinity}, {2, 0}).e, kInfinity);
  EXPECT_TRUE(std::isnan(max({kNaN, kInfinity}, {2, 0}).v));
}

TEST(Bound, Comparisons) {
  EXPECT_FALSE(unsure(1, 0, 1, 0));
  EXPECT_TRUE(unsure(1, 0.5, 1.5, 0));
  EXPECT_FALSE(unsure(1, 0.25, 1.5, 0));
  EXPECT_FALSE(unsure(-kInfinity, 0, -kInfinity, 0));
  EXPECT_TRUE(unsure(kNaN, kInfinity, 1, 0));
  const Real r = either({3, 0.5}, {1, 0.25});
  EXPECT_EQ(r.v, 3);
  EXPECT_EQ(r.e, 2.5);
}

TEST(Rounding, CoversOurRoundingAndTheDevices) {
  for (DataType t :
       {DataType::Float(32), DataType::Float(16), DataType::BFloat16(), *tir::parse_dtype("float8_e4m3")}) {
    const Rounding to = rounding_of(t);
    rc::check([&] {
      const double scale = std::exp2(*rc::gen::inRange(-30, 8));
      const double v = *rc::gen::inRange(-1000, 1000) / 999.0 * scale,
                   there = v * (1 + 1e-3 * *rc::gen::inRange(-1, 2));
      const Real r = round_to(to, {v, std::fabs(v - there)}, to.relative);
      const double rounded = data::round_to(t, there);
      RC_ASSERT(distance(r.v, rounded) <= r.e);
      if (std::fabs(rounded) < to.smallest) RC_ASSERT(std::fabs(r.v) <= r.e);  // flushed
    });
  }
}

TEST(Rounding, Constants) {
  EXPECT_EQ(rounding_of(DataType::Float(32)).relative, 0x1p-23);
  EXPECT_EQ(rounding_of(DataType::Float(16)).relative, 0x1p-10);
  EXPECT_EQ(rounding_of(DataType::BFloat16()).relative, 0x1p-7);
  EXPECT_EQ(rounding_of(DataType::Float(16)).smallest, 0x1p-14);
  EXPECT_FALSE(rounding_of(DataType::Int(32)).floating);
  EXPECT_EQ(round_to(rounding_of(DataType::Float(16)), {1e6, 0}, 0).e, kInfinity);
  EXPECT_EQ(round_to(rounding_of(DataType::Float(16)), {65000, 1000}, 0).e, kInfinity);
  EXPECT_EQ(round_to(rounding_of(DataType::Float(16)), {-kInfinity, 0}, 0x1p-10).e, 0);
  EXPECT_EQ(round_to(rounding_of(DataType::Float(16)), {0, 0}, 0x1p-10).e, 0);
}

TEST(Rounding, Widening) {
  EXPECT_TRUE(widens(DataType::Float(16), DataType::Float(32)));
  EXPECT_FALSE(widens(DataType::Float(16), DataType::BFloat16()));
  EXPECT_FALSE(widens(DataType::BFloat16(), DataType::Float(16)));
  EXPECT_TRUE(widens(*tir::parse_dtype("float8_e4m3"), DataType::Float(16)));
  EXPECT_TRUE(widens(DataType::Int(8), DataType::Int(8)));
}

TEST(Upper, IsNeverBelow) {
  rc::check([] {
    const double e = *rc::gen::inRange(0, 1000000) / 3.0 * std::exp2(*rc::gen::inRange(-200, 150));
    RC_ASSERT(static_cast<double>(upper(e)) >= e);
  });
  EXPECT_EQ(upper(0), 0);
  EXPECT_EQ(upper(1e-60), std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(upper(kInfinity), std::numeric_limits<float>::infinity());
}

// 448 is the largest number of float8_e4m3; up to 464 everything is rounded to it.
TEST(Bound, TheEdgeOfARange) {
  const Rounding fp8 = rounding_of(*tir::parse_dtype("float8_e4m3"));
  EXPECT_EQ(round_to(fp8, {448, 10}, fp8.relative).v, 448);
  EXPECT_LT(round_to(fp8, {448, 10}, fp8.relative).e, 100);
  EXPECT_EQ(round_to(fp8, {448, 17}, fp8.relative).e, kInfinity);
  EXPECT_EQ(round_to(fp8, {448, 56}, 0, true).e, 56) << "it is such a number already";
  const Rounding half = rounding_of(tir::DataType::Float(16));
  EXPECT_EQ(round_to(half, {65504, 1}, half.relative).e, kInfinity);
}

}  // namespace
}  // namespace tir2tt::reference
