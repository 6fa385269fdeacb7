// One tensor beside the reference: on arrays by hand.
#include "run/compare.h"

#include <cmath>
#include <limits>

#include "run/kit.h"

namespace tir2tt::run {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr float kNoBound = std::numeric_limits<float>::infinity();

data::Array array(const char* dtype, std::vector<int64_t> shape, std::vector<double> values) {
  return {*tir::parse_dtype(dtype), std::move(shape), std::move(values)};
}

/// A program through circular buffers of this format.
ProgramSpec through(DataFormat format) {
  ProgramSpec p;
  p.cbs = {cb(0, format)};
  return p;
}
Tolerance of(const char* dtype) {
  const TensorSpec t = tensor("A", dtype, {1, 1});
  return tolerance(through(t.format), t);
}

TensorVerdict compared(const char* dtype, const std::vector<double>& expected_values, const std::vector<double>& actual,
                       float bound) {
  const std::vector<int64_t> shape = {1, static_cast<int64_t>(actual.size())};
  const TensorSpec t = tensor("A", dtype, shape);
  return compare(t, expected(t, array(dtype, shape, expected_values), bound), array(dtype, shape, actual), of(dtype));
}

TEST(Compare, EqualArraysAreRight) {
  const TensorVerdict v = compared("float32", {1, -2, 3}, {1, -2, 3}, 0);
  EXPECT_TRUE(v.right && v.written && !v.first);
  EXPECT_EQ(v.name, "A");
  EXPECT_DOUBLE_EQ(v.pcc, 1);
  EXPECT_EQ(v.max_abs, 0);
  EXPECT_EQ(v.max_rel, 0);
  EXPECT_EQ(v.worst, 0);
  EXPECT_EQ(v.elements, 3);
  EXPECT_EQ(v.outside, 0);
  EXPECT_EQ(v.unbounded, 0);
}

TEST(Compare, ErrorsWithinTheBound) {
  const TensorVerdict v = compared("float32", {1, 2, 4, 0}, {1.25, 2, 4.5, 0.125}, 0.5);
  EXPECT_TRUE(v.right);
  EXPECT_EQ(v.max_abs, 0.5);
  EXPECT_EQ(v.max_rel, 0.25);
  EXPECT_THAT(v.max_bound, DoubleEq(0.5));
  EXPECT_THAT(v.worst, DoubleEq(1));
}

TEST(Compare, OneElementOutOfBounds) {
  const TensorVerdict v = compared("float32", {1, 2, 4}, {1, 2.5, 4}, 0.25);
  EXPECT_FALSE(v.right);
  EXPECT_EQ(v.outside, 1);
  EXPECT_THAT(v.worst, DoubleEq(2));
  ASSERT_TRUE(v.first);
  EXPECT_THAT(v.first->tile, ElementsAre(0, 0));
  EXPECT_THAT(v.first->element, ElementsAre(0, 1));
  EXPECT_EQ(v.first->expected, 2);
  EXPECT_EQ(v.first->actual, 2.5);
  EXPECT_THAT(v.first->bound, DoubleEq(0.25));
  EXPECT_EQ(v.first->block, 0);
}

// A bound of 0 is met by the same number only: of integers every other is wrong.
TEST(Compare, IntegersAreExact) {
  EXPECT_TRUE(compared("int32", {5, -7}, {5, -7}, 0).right);
  const TensorVerdict v = compared("int32", {5, 2147483647}, {5, 2147483646}, 0);
  EXPECT_FALSE(v.right);
  EXPECT_EQ(v.worst, kInf);
  EXPECT_EQ(v.first->bound, 0);
}

TEST(Compare, ElementsWithoutABoundAreCounted) {
  const TensorVerdict v = compared("float32", {1, kNaN, kInf}, {100, 3, -kInf}, kNoBound);
  EXPECT_TRUE(v.right);
  EXPECT_EQ(v.unbounded, 3);
  EXPECT_EQ(v.max_bound, 0);
  EXPECT_EQ(v.max_abs, 99);
}

struct Pair {
  const char* dtype;
  double expected, actual;
  float bound;
  bool right;
};

TEST(Compare, NaNAndInfinity) {
  const std::vector<Pair> pairs = {
      {"float32", kNaN, kNaN, 0, true},
      {"float32", kNaN, 0, 0, false},
      {"float32", kNaN, kInf, 0, false},
      {"float32", 0, kNaN, 1, false},
      {"float32", kInf, kInf, 0, true},
      {"float32", kInf, -kInf, 0, false},
      {"float32", kInf, 3e38, 0, false},
      {"float32", kInf, kNaN, 0, false},
      {"float32", 1, kInf, 1, false},
      {"float32", 3.4e38, kInf, 1e37f, true},  // a number that may be beyond the range
      {"float32", 3.4e38, -kInf, 1e37f, false},
      {"float32", -3.4e38, -kInf, 1e37f, true},
      {"bfloat16", kNaN, kInf, 0, true},  // the packer has no NaN of 16 bits
      {"bfloat16", kNaN, -kInf, 0, true},
      {"bfloat16", kNaN, 1e38, 0, false},
      {"bfloat16", kInf, kNaN, 0, false},
      {"float16", kInf, kInf, 0, true},
      {"float16", kInf, 65504, 0, true},  // clamped
      {"float16", kInf, -65504, 0, false},
      {"float16", kInf, 65472, 0, false},
      {"float16", kInf, kNaN, 0, true},  // 70000 on the chip
      {"float16", -kInf, kNaN, 0, false},
      {"float16", -kInf, -kNaN, 0, true},
      {"float16", kNaN, kInf, 0, true},
      {"float16", kNaN, 65504, 0, true},
      {"float16", kNaN, 0, 0, false},
      {"float16", 65504, kInf, 16, true},  // 65520 is rounded to infinity
      {"float16", 65504, kNaN, 16, true},
      {"float16", 65504, kInf, 8, false},
      {"float16", 1, kNaN, 0.5, false},
      {"float8_e5m2", kInf, 57344, 0, true},
      {"float8_e4m3fn", kNaN, kNaN, 0, true},
      {"float8_e4m3fn", kNaN, 448, 0, true},
  };
  for (const Pair& p : pairs) {
    EXPECT_EQ(is_right(p.expected, p.actual, p.bound, of(p.dtype)), p.right)
        << p.dtype << " " << p.expected << " " << p.actual << " " << p.bound;
    EXPECT_EQ(compared(p.dtype, {p.expected}, {p.actual}, p.bound).right, p.right);
  }
}

TEST(Compare, OnlyFiniteElementsCountForTheErrors) {
  const TensorVerdict v = compared("float16", {1, kInf, kNaN, 4}, {1, 65504, kNaN, 4.5}, 0.5);
  EXPECT_TRUE(v.right);
  EXPECT_EQ(v.max_abs, 0.5);
  EXPECT_EQ(v.max_rel, 0.125);
}

// A core has no denormals: what is one of float16 becomes 0 on its way, in float32 too if it comes from there.
TEST(Compare, DenormalsBecomeZero) {
  EXPECT_TRUE(compared("float16", {0x1p-15}, {0}, 0).right);
  EXPECT_FALSE(compared("float16", {0x1p-13}, {0}, 0).right);
  EXPECT_FALSE(compared("float32", {0x1p-15}, {0}, 0).right);
  EXPECT_FALSE(compared("bfloat16", {0x1p-15}, {0}, 0).right);
  const Tolerance mixed = tolerance(through(DataFormat::Float16), tensor("A", "float32", {1, 1}));
  EXPECT_TRUE(is_right(0x1p-15, 0, 0, mixed));
}

TEST(Compare, AFormatThatIsNotTheDtypesRounds) {
  TensorSpec t = tensor("A", "float16", {1, 1});
  t.format = DataFormat::Float16_b;
  const Tolerance narrow = tolerance(through(t.format), t);
  EXPECT_TRUE(is_right(257, 256, 0, narrow));
  EXPECT_FALSE(is_right(257, 254, 0, narrow));
  EXPECT_FALSE(is_right(257, 256, 0, of("float16")));
}

TEST(Pearson, KnownValues) {
  EXPECT_DOUBLE_EQ(pearson({1, 2, 3}, {2, 4, 6}), 1);
  EXPECT_DOUBLE_EQ(pearson({1, 2, 3}, {-1, -2, -3}), -1);
  EXPECT_NEAR(pearson({1, 2, 3, 4}, {1, 3, 2, 4}), 0.8, 1e-12);
  EXPECT_DOUBLE_EQ(pearson({1, 2, kNaN, 3, 7}, {1, 2, 5, 3, kInf}), 1);
}

TEST(Pearson, WithoutVariance) {
  EXPECT_EQ(pearson({2, 2, 2}, {2, 2, 2}), 1);
  EXPECT_EQ(pearson({2, 2, 2}, {3, 3, 3}), 0);
  EXPECT_EQ(pearson({2, 2, 2}, {1, 2, 3}), 0);
  EXPECT_EQ(pearson({1, 2, 3}, {2, 2, 2}), 0);
  EXPECT_EQ(pearson({0.1, 0.1, 0.1}, {0.1, 0.1, 0.1}), 1);
  EXPECT_EQ(pearson({0.1, 0.1, 0.1}, {0.3, 0.3, 0.3}), 0);
  EXPECT_EQ(pearson({}, {}), 1);
  EXPECT_EQ(pearson({kNaN}, {1}), 1);
}

// In the order of pages, not of elements: tile (0, 1) comes before tile (1, 0), of which an earlier row is wrong.
TEST(Compare, TheFirstTileInTheOrderOfPages) {
  const TensorSpec t = tensor("A", "float32", {2, 64, 64}, Tiling::Matrix, 1, 2);
  data::Array zeros = data::make_array(tir::DataType::Float(32), {2, 64, 64}), actual = zeros;
  const auto at = [&](int64_t m, int64_t r, int64_t c) -> double& {
    return actual.values[static_cast<size_t>((m * 64 + r) * 64 + c)];
  };
  at(1, 0, 0) = at(0, 32, 3) = at(0, 31, 40) = at(0, 30, 50) = 1;
  const TensorVerdict v = compare(t, expected(t, zeros, 0), actual, of("float32"));
  EXPECT_EQ(v.outside, 4);
  ASSERT_TRUE(v.first);
  EXPECT_THAT(v.first->tile, ElementsAre(0, 0, 32));
  EXPECT_THAT(v.first->element, ElementsAre(0, 30, 50));
  EXPECT_EQ(v.first->block, 1);
}

TEST(Compare, TilesOfEveryTiling) {
  const auto first_of = [](const TensorSpec& t, size_t wrong) {
    data::Array zeros = data::make_array(tir::DataType::Float(32), shape_of(t)), actual = zeros;
    actual.values.at(wrong) = 1;
    return compare(t, expected(t, zeros, 0), actual, of("float32")).first->tile;
  };
  EXPECT_THAT(first_of(tensor("r", "float32", {3, 40}, Tiling::Row, -1, 1), 79), ElementsAre(1, 32));
  EXPECT_THAT(first_of(tensor("c", "float32", {40, 3}, Tiling::Column, 0, -1), 119), ElementsAre(32, 2));
  EXPECT_THAT(first_of(tensor("d", "float32", {2, 1500}, Tiling::Dense, -1, 1), 2999), ElementsAre(1, 1024));
  EXPECT_THAT(first_of(tensor("t", "float32", {64, 32}, Tiling::Matrix, 1, 0), 2047), ElementsAre(32, 0));
}

TEST(Compare, AnotherShapeIsOurFault) {
  const TensorSpec t = tensor("A", "float32", {1, 2});
  const reference::Tensor r = expected(t, array("float32", {1, 2}, {0, 0}), 0);
  EXPECT_THROW(compare(t, r, array("float32", {2, 1}, {0, 0}), {}), InternalError);
}

}  // namespace
}  // namespace tir2tt::run
