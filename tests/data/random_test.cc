// Inputs from a seed: fixed values, ranges, and that streams and seeds differ.
#include "data/random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace tir2tt::data {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Ge;
using testing::Le;
using testing::Lt;
using tir::DataType;

TEST(Random, GivesTheSameValuesOnEveryMachine) {
  EXPECT_THAT(random_array(DataType::Int(32), {8}, 0, 0).values, ElementsAre(-6, 7, -4, 6, 2, -3, 5, -6));
  EXPECT_THAT(random_array(DataType::Int(32), {8}, 7, 2).values, ElementsAre(-2, -1, -7, -6, -5, 0, -5, -5));
  EXPECT_THAT(random_array(DataType::Float(32), {3}, 0, 0).values,
              ElementsAre(-0x1.71f62ap-1, 0x1.e26896p-1, -0x1.c6ff90p-2));
  EXPECT_THAT(random_array(DataType::BFloat16(), {3}, 0, 0).values,
              ElementsAre(-0x1.720000p-1, 0x1.e20000p-1, -0x1.c60000p-2));
}

TEST(Random, HasTheShapeAndTheDtype) {
  const Array a = random_array(DataType::Float(16), {3, 5, 7}, 1, 0);
  EXPECT_EQ(a.dtype, DataType::Float(16));
  EXPECT_THAT(a.shape, ElementsAre(3, 5, 7));
  EXPECT_EQ(a.values.size(), 105u);
}

TEST(Random, FloatsAreUniformInMinusOneToOne) {
  const std::vector<double> values = random_array(DataType::Float(32), {100000}, 3, 1).values;
  EXPECT_THAT(values, Each(AllOf(Ge(-1.0), Le(1.0))));
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 1e5;
  const double square = std::inner_product(values.begin(), values.end(), values.begin(), 0.0) / 1e5;
  EXPECT_NEAR(mean, 0, 0.01);
  EXPECT_NEAR(square, 1.0 / 3, 0.01);
}

TEST(Random, ValuesAreThoseOfTheDtype) {
  for (const char* name : {"float16", "bfloat16", "float32", "float8_e4m3fn", "float8_e5m2", "int8", "uint8", "bool"}) {
    const DataType dtype = *tir::parse_dtype(name);
    for (const double value : random_array(dtype, {4096}, 5, 0).values)
      ASSERT_EQ(value, round_to(dtype, value)) << name;
  }
}

// What a Tensix core would take for 0 is 0.
TEST(Random, SmallFloatsAreNeverDenormal) {
  const auto least = [](const char* dtype) {
    double smallest = 1;
    for (const double v : random_array(*tir::parse_dtype(dtype), {1 << 20}, 11, 0).values)
      smallest = v == 0 ? smallest : std::min(smallest, std::abs(v));
    return smallest;
  };
  EXPECT_THAT(least("float16"), AllOf(Ge(0x1p-14), Lt(0x1p-12)));
  EXPECT_THAT(least("float8_e4m3fn"), Ge(0x1p-6));
  EXPECT_THAT(least("float8_e5m2"), AllOf(Ge(0x1p-14), Lt(0x1p-12)));
  EXPECT_THAT(least("bfloat16"), Lt(0x1p-16));
}

TEST(Random, IntegersTakeAllTheirValues) {
  const auto values = [](DataType dtype) {
    const std::vector<double> v = random_array(dtype, {2000}, 1, 1).values;
    return std::set<double>(v.begin(), v.end());
  };
  EXPECT_THAT(values(DataType::Int(32)), ElementsAre(-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(values(DataType::Int(4)), testing::SizeIs(16));
  EXPECT_THAT(values(DataType::UInt(16)), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(values(DataType::Bool()), ElementsAre(0, 1));
}

// Packed numbers have high bits, masks have zeros.
TEST(Random, BytesAreSmallOrAny) {
  for (const DataType dtype : {DataType::UInt(8), DataType::Int(8)}) {
    const std::vector<double> v = random_array(dtype, {20000}, 1, 1).values;
    EXPECT_EQ(std::set<double>(v.begin(), v.end()).size(), 256u);
    const auto zeros = std::count(v.begin(), v.end(), 0);
    EXPECT_GT(zeros, dtype.is_int() ? 500 : 1000);
    EXPECT_LT(zeros, 2000);
  }
}

TEST(Random, SeedsAndStreamsDiffer) {
  std::set<std::vector<double>> different;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    for (uint64_t stream = 0; stream < 20; ++stream)
      different.insert(random_array(DataType::Float(32), {4}, seed, stream).values);
  }
  EXPECT_EQ(different.size(), 400u);
}

// A longer array begins as a shorter one: values are counted, not carried along.
TEST(Random, AValueDependsOnItsPlaceAlone) {
  const std::vector<double> few = random_array(DataType::Float(32), {10}, 9, 4).values;
  const std::vector<double> many = random_array(DataType::Float(32), {7, 30}, 9, 4).values;
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
}

TEST(Random, AnEmptyArray) { EXPECT_TRUE(random_array(DataType::Float(32), {0, 4}, 0, 0).values.empty()); }

}  // namespace
}  // namespace tir2tt::data
