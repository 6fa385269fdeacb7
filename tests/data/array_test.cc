#include "data/array.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tir2tt::data {
namespace {

using tir::DataType;

constexpr double kInf = std::numeric_limits<double>::infinity();

DataType small(std::string_view name) { return *tir::parse_dtype(name); }

TEST(Array, IsMadeOfZeros) {
  const Array a = make_array(DataType::Int(32), {2, 3});
  EXPECT_EQ(a.elements(), 6);
  EXPECT_EQ(a.values, std::vector<double>(6, 0.0));
  EXPECT_EQ(make_array(DataType::Float(16), {}).elements(), 1);
  EXPECT_EQ(make_array(DataType::Float(16), {3, 0}).elements(), 0);
}

TEST(RoundTo, Float16TiesToEvenAndOverflows) {
  const DataType t = DataType::Float(16);
  EXPECT_EQ(round_to(t, 1 + 0x1p-11), 1);               // tie, even below
  EXPECT_EQ(round_to(t, 1 + 3 * 0x1p-11), 1 + 0x1p-9);  // tie, even above
  EXPECT_EQ(round_to(t, 1 + 0x1.8p-11), 1 + 0x1p-10);
  EXPECT_EQ(round_to(t, 65519.9), 65504);
  EXPECT_EQ(round_to(t, 65520), kInf);
  EXPECT_EQ(round_to(t, -1e300), -kInf);
  EXPECT_EQ(round_to(t, 0x1p-24), 0x1p-24);  // the least denormal
  EXPECT_EQ(round_to(t, 0x1p-25), 0);
  EXPECT_EQ(round_to(t, 0x1.8p-25), 0x1p-24);
  EXPECT_TRUE(std::signbit(round_to(t, -0x1p-30)));
  EXPECT_TRUE(std::isnan(round_to(t, std::nan(""))));
}

TEST(RoundTo, Bfloat16DoesNotRoundTwice) {
  const DataType t = DataType::BFloat16();
  EXPECT_EQ(round_to(t, 1 + 0x1p-8), 1);
  EXPECT_EQ(round_to(t, 1 + 0x1p-8 + 0x1p-40), 1 + 0x1p-7);  // by way of float32 it would be a tie
  EXPECT_EQ(round_to(t, 3.4e38), kInf);
}

TEST(RoundTo, Float32AndFloat64) {
  EXPECT_EQ(round_to(DataType::Float(32), 0.1), static_cast<double>(0.1f));
  EXPECT_EQ(round_to(DataType::Float(32), 1e39), kInf);
  EXPECT_EQ(round_to(DataType::Float(64), 0.1), 0.1);
}

TEST(RoundTo, SmallFloats) {
  EXPECT_EQ(round_to(small("float8_e4m3"), 448), 448);
  EXPECT_EQ(round_to(small("float8_e4m3"), 464), 448);
  EXPECT_TRUE(std::isnan(round_to(small("float8_e4m3fn"), 465)));
  EXPECT_EQ(round_to(small("float8_e4m3fn"), 0x1p-9), 0x1p-9);
  EXPECT_EQ(round_to(small("float8_e5m2"), 1.1), 1);
  EXPECT_EQ(round_to(small("float8_e5m2"), 1e6), kInf);
  EXPECT_TRUE(std::isnan(round_to(small("float8_e4m3fnuz"), 300)));
  EXPECT_FALSE(std::signbit(round_to(small("float8_e4m3fnuz"), -1e-9)));
  EXPECT_EQ(round_to(small("float8_e8m0fnu"), 3.1), 4);
  EXPECT_EQ(round_to(small("float8_e8m0fnu"), 0), 0x1p-127);
  EXPECT_TRUE(std::isnan(round_to(small("float8_e8m0fnu"), -1)));
  EXPECT_EQ(round_to(small("float6_e2m3fn"), 100), 7.5);
  EXPECT_EQ(round_to(small("float4_e2m1fn"), -2.4), -2);
}

TEST(RoundTo, IntegersTruncateAndWrap) {
  EXPECT_EQ(round_to(DataType::Int(8), 127.9), 127);
  EXPECT_EQ(round_to(DataType::Int(8), 128), -128);
  EXPECT_EQ(round_to(DataType::Int(8), -129), 127);
  EXPECT_EQ(round_to(DataType::UInt(8), -1), 255);
  EXPECT_EQ(round_to(DataType::UInt(8), 513), 1);
  EXPECT_EQ(round_to(DataType::Int(32), 0x1p31), -0x1p31);
  EXPECT_EQ(round_to(DataType::Int(32), -0.5), 0);
  EXPECT_FALSE(std::signbit(round_to(DataType::Int(32), -0.5)));
  EXPECT_EQ(round_to(DataType::Int(16), kInf), 0);
  EXPECT_EQ(round_to(DataType::Bool(), -0.25), 1);
  EXPECT_EQ(round_to(DataType::Bool(), 0), 0);
}

/// Every pattern stands for a number that rounds to itself and has that pattern.
TEST(Bits, GoThereAndBack) {
  for (const char* name :
       {"float16", "bfloat16", "float8_e3m4", "float8_e4m3", "float8_e4m3b11fnuz", "float8_e4m3fnuz", "float8_e5m2",
        "float8_e5m2fnuz", "float8_e8m0fnu", "float6_e2m3fn", "float6_e3m2fn", "float4_e2m1fn", "int8", "uint16"}) {
    const DataType t = small(name);
    double largest = 0;
    for (uint64_t b = 0; b < uint64_t{1} << t.bits; ++b) {
      const double v = from_bits(t, b);
      if (std::isnan(v)) continue;
      ASSERT_EQ(round_to(t, v), v) << name << " " << b;
      ASSERT_EQ(to_bits(t, v), b) << name << " " << v;
      if (std::isfinite(v)) largest = std::max(largest, v);
    }
    if (t.is_floating()) EXPECT_EQ(largest, float_format(t).max) << name;
    if (t.is_floating() && float_format(t).specials != FloatFormat::Specials::None)
      EXPECT_TRUE(std::isnan(from_bits(t, to_bits(t, std::nan(""))))) << name;
  }
}

TEST(Bits, OfKnownNumbers) {
  EXPECT_EQ(to_bits(DataType::Float(16), 1), 0x3c00u);
  EXPECT_EQ(to_bits(DataType::BFloat16(), -2), 0xc000u);
  EXPECT_EQ(to_bits(DataType::Float(32), 1), 0x3f800000u);
  EXPECT_EQ(to_bits(DataType::Float(64), 1), 0x3ff0000000000000u);
  EXPECT_EQ(to_bits(small("float8_e4m3"), 448), 0x7eu);
  EXPECT_EQ(to_bits(DataType::Int(16), -1), 0xffffu);
  EXPECT_EQ(from_bits(DataType::Float(32), 0xbf800000u), -1);
  EXPECT_EQ(from_bits(DataType::Int(8), 0x80), -128);
}

}  // namespace
}  // namespace tir2tt::data
