#include <cmath>
#include <numeric>

#include "device/sfpu_unit.h"

namespace tir2tt::device {
namespace {

constexpr int32_t kEdges[] = {0,   1,     -1,    2,       7,         -7,        31,           32,
                              255, 65535, 65536, 1 << 30, INT32_MAX, INT32_MIN, INT32_MIN + 1};

struct IntegerCase {
  Sfpu op;
  int64_t (*expected)(int64_t x, int64_t p);
};
const IntegerCase kIntegers[] = {
    {Sfpu::AbsInt, [](int64_t x, int64_t) { return std::abs(x); }},
    {Sfpu::SignbitInt, [](int64_t x, int64_t) { return int64_t{x < 0}; }},
    {Sfpu::NegativeInt, [](int64_t x, int64_t) { return -x; }},
    {Sfpu::AddScalarInt, [](int64_t x, int64_t p) { return x + p; }},
    {Sfpu::SubScalarInt, [](int64_t x, int64_t p) { return x - p; }},
    {Sfpu::RsubScalarInt, [](int64_t x, int64_t p) { return p - x; }},
    {Sfpu::MaxScalarInt, [](int64_t x, int64_t p) { return std::max(x, p); }},
    {Sfpu::MinScalarInt, [](int64_t x, int64_t p) { return std::min(x, p); }},
    {Sfpu::MaxScalarUint, [](int64_t x, int64_t p) { return int64_t{std::max(u(x), u(p))}; }},
    {Sfpu::MinScalarUint, [](int64_t x, int64_t p) { return int64_t{std::min(u(x), u(p))}; }},
    {Sfpu::ReluInt, [](int64_t x, int64_t) { return std::max(x, int64_t{0}); }},
    {Sfpu::ReluMaxInt, [](int64_t x, int64_t p) { return std::max(std::min(x, p), int64_t{0}); }},
    {Sfpu::ReluMinInt, [](int64_t x, int64_t p) { return std::max(x, p); }},
    {Sfpu::FillInt, [](int64_t, int64_t p) { return p; }},
    {Sfpu::NeScalarInt, [](int64_t x, int64_t p) { return int64_t{x != p}; }},
    {Sfpu::EqScalarInt, [](int64_t x, int64_t p) { return int64_t{x == p}; }},
    {Sfpu::GtScalarInt, [](int64_t x, int64_t p) { return int64_t{x > p}; }},
    {Sfpu::GeScalarInt, [](int64_t x, int64_t p) { return int64_t{x >= p}; }},
    {Sfpu::LtScalarInt, [](int64_t x, int64_t p) { return int64_t{x < p}; }},
    {Sfpu::LeScalarInt, [](int64_t x, int64_t p) { return int64_t{x <= p}; }},
    {Sfpu::GtzInt, [](int64_t x, int64_t) { return int64_t{x > 0}; }},
    {Sfpu::NezInt, [](int64_t x, int64_t) { return int64_t{x != 0}; }},
    {Sfpu::GezInt, [](int64_t x, int64_t) { return int64_t{x >= 0}; }},
    {Sfpu::LtzInt, [](int64_t x, int64_t) { return int64_t{x < 0}; }},
    {Sfpu::EqzInt, [](int64_t x, int64_t) { return int64_t{x == 0}; }},
    {Sfpu::LezInt, [](int64_t x, int64_t) { return int64_t{x <= 0}; }},
    {Sfpu::LogicalNot, [](int64_t x, int64_t) { return int64_t{x == 0}; }},
    {Sfpu::BitwiseAnd, [](int64_t x, int64_t p) { return x & p; }},
    {Sfpu::BitwiseOr, [](int64_t x, int64_t p) { return x | p; }},
    {Sfpu::BitwiseXor, [](int64_t x, int64_t p) { return x ^ p; }},
    {Sfpu::BitwiseNot, [](int64_t x, int64_t) { return ~x; }},
    {Sfpu::LeftShift, [](int64_t x, int64_t p) { return u(p) < 32 ? int64_t{u(x) << p} : 0; }},
    {Sfpu::RightShift, [](int64_t x, int64_t p) { return u(p) < 32 ? x >> p
                                                         : x < 0   ? int64_t{-1}
                                                                   : 0; }},
};

TEST(Integers, UnaryAtTheEdges) {
  for (const IntegerCase& c : kIntegers) {
    for (int32_t x : kEdges) {
      for (int32_t p : kEdges) {
        ASSERT_EQ(on_word(c.op, u(x), u(p)), u(c.expected(x, p))) << sfpu_name(c.op) << " " << x << " " << p;
      }
    }
  }
  for (int32_t x : kEdges) EXPECT_EQ(on_word(Sfpu::ClampInt, u(x), u(-5), 300), u(std::clamp(x, -5, 300)));
}

int64_t floor_of(int64_t a, int64_t b) { return static_cast<int64_t>(std::floor(static_cast<long double>(a) / b)); }
int64_t by_zero(int64_t a) { return a > 0 ? INT32_MAX : a < 0 ? -INT32_MAX : 0; }

struct IntegerPairCase {
  Sfpu op;
  int64_t (*expected)(int64_t a, int64_t b);
};
const IntegerPairCase kIntegerPairs[] = {
    {Sfpu::AddInt, [](int64_t a, int64_t b) { return a + b; }},
    {Sfpu::SubInt, [](int64_t a, int64_t b) { return a - b; }},
    {Sfpu::RsubInt, [](int64_t a, int64_t b) { return b - a; }},
    {Sfpu::MulInt, [](int64_t a, int64_t b) { return a * b; }},
    {Sfpu::DivFloorInt, [](int64_t a, int64_t b) { return b == 0 ? by_zero(a) : floor_of(a, b); }},
    {Sfpu::DivTruncInt, [](int64_t a, int64_t b) { return b == 0 ? by_zero(a) : a / b; }},
    {Sfpu::FmodInt, [](int64_t a, int64_t b) { return b == 0 ? a : a % b; }},
    {Sfpu::RemainderInt, [](int64_t a, int64_t b) { return b == 0 ? a : a - floor_of(a, b) * b; }},
    {Sfpu::Gcd, [](int64_t a, int64_t b) { return std::gcd(a, b); }},
    {Sfpu::Lcm, [](int64_t a, int64_t b) { return std::lcm(a, b); }},
    {Sfpu::LtInt, [](int64_t a, int64_t b) { return int64_t{a < b}; }},
    {Sfpu::GtInt, [](int64_t a, int64_t b) { return int64_t{a > b}; }},
    {Sfpu::LeInt, [](int64_t a, int64_t b) { return int64_t{a <= b}; }},
    {Sfpu::GeInt, [](int64_t a, int64_t b) { return int64_t{a >= b}; }},
    {Sfpu::MaxBinaryInt, [](int64_t a, int64_t b) { return std::max(a, b); }},
    {Sfpu::MinBinaryInt, [](int64_t a, int64_t b) { return std::min(a, b); }},
    {Sfpu::MaxBinaryUint, [](int64_t a, int64_t b) { return int64_t{std::max(u(a), u(b))}; }},
    {Sfpu::MinBinaryUint, [](int64_t a, int64_t b) { return int64_t{std::min(u(a), u(b))}; }},
    {Sfpu::AndBinary, [](int64_t a, int64_t b) { return a & b; }},
    {Sfpu::OrBinary, [](int64_t a, int64_t b) { return a | b; }},
    {Sfpu::XorBinary, [](int64_t a, int64_t b) { return a ^ b; }},
    {Sfpu::LeftShiftBinary, [](int64_t a, int64_t b) { return u(b) < 32 ? int64_t{u(a) << b} : 0; }},
    {Sfpu::RightShiftBinary, [](int64_t a, int64_t b) { return u(b) < 32 ? a >> b
                                                               : a < 0   ? int64_t{-1}
                                                                         : 0; }},
    {Sfpu::LogicalRightShiftBinary, [](int64_t a, int64_t b) { return u(b) < 32 ? int64_t{u(a) >> b} : 0; }},
};

TEST(Integers, BinaryAtTheEdges) {
  for (const IntegerPairCase& c : kIntegerPairs) {
    for (int32_t a : kEdges) {
      for (int32_t b : kEdges) {
        ASSERT_EQ(on_words(c.op, u(a), u(b)), u(c.expected(a, b))) << sfpu_name(c.op) << " " << a << " " << b;
      }
    }
  }
  EXPECT_EQ(on_words(Sfpu::AddInt, 65535, 2, kUInt16), 1u);
  EXPECT_EQ(on_words(Sfpu::SubInt, 1, 2, kUInt16), 65535u);
  EXPECT_EQ(on_words(Sfpu::MulInt, 300, 300, kUInt16), 90000u & 0xFFFF);
  EXPECT_EQ(on_words(Sfpu::RightShiftBinary, 0x80000000u, 4, kUInt32), 0x08000000u);
  EXPECT_EQ(float_of(on_words(Sfpu::DivInt, u(-7), 2)), -3.5f);
  EXPECT_EQ(float_of(on_words(Sfpu::DivInt, 1, 0)), kInf);
}

TEST(Typecast, BetweenAllKinds) {
  const struct {
    uint32_t from, to, word, expected;
  } cases[] = {
      {kTtBf16, kInt32, bits_of(-2.9f), u(-2)},
      {kTtBf16, kInt32, bits_of(3e9f), u(INT32_MAX)},
      {kTtBf16, kInt32, bits_of(-3e9f), u(-INT32_MAX)},
      {kTtBf16, kInt32, bits_of(kNan), u(INT32_MAX)},
      {0, kUInt32, bits_of(-1.0f), 0},
      {0, kUInt32, bits_of(4e9f), 4000000000u},
      {0, kUInt32, bits_of(1e10f), 0xFFFFFFFFu},
      {0, kUInt16, bits_of(2.5f), 3},  // to nearest, ties away
      {0, kUInt16, bits_of(-2.5f), 0},
      {0, kUInt16, bits_of(1e6f), 65535},
      {0, kUInt8, bits_of(254.6f), 255},
      {0, kUInt8, bits_of(-3.0f), 0},
      {0, kInt8, bits_of(-200.0f), u(-128)},
      {0, kTtBf16, bits_of(1.0f + 0x1p-8f), bits_of(1.0f)},
      {0, kTtBf16, bits_of(1.0f + 3 * 0x1p-8f), bits_of(1.0f + 0x1p-6f)},
      {0, kTtFp16, bits_of(1.0f + 0x1p-11f), bits_of(1.0f)},
      {0, kTtBfp8, bits_of(1.0f + 0x1p-20f), bits_of(1.0f + 0x1p-20f)},  // the packer's work
      {kTtBf16, 0, bits_of(1.5f), bits_of(1.5f)},
      {kInt32, 0, u(-16777217), bits_of(-16777216.0f)},
      {kInt32, kTtBf16, 257, bits_of(256.0f)},
      {kInt32, kTtBfp8, 257, bits_of(256.0f)},
      {kUInt32, 0, 0xFFFFFFFFu, bits_of(4294967296.0f)},
      {kUInt16, 0, 65535, bits_of(65535.0f)},
      {kUInt8, kTtBf16, 200, bits_of(200.0f)},
      {kInt32, kUInt16, u(-5), 0},
      {kInt32, kUInt16, 70000, 65535},
      {kUInt32, kUInt16, 0x80000000u, 65535},
      {kInt32, kUInt8, 256, 255},
      {kUInt16, kUInt32, 65535, 65535},
      {kInt32, kUInt32, u(-1), 0xFFFFFFFFu},
      {kUInt32, kInt32, 0xFFFFFFFFu, u(-1)},
      {kInt32, kInt8, u(-300), u(-128)},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(on_word(Sfpu::Typecast, c.word, c.from, c.to), c.expected) << c.from << " -> " << c.to << " " << c.word;
  }
  Unit unit;  // floats are rounded to the mode of DST
  unit.mode = DstMode::Bf16;
  unit.set(0, 0, 257);
  unit.arguments.parameter[0] = kInt32;
  unit.apply(Sfpu::Typecast);
  EXPECT_EQ(unit.dst[0].value[0], 256.0f);
}

}  // namespace
}  // namespace tir2tt::device
