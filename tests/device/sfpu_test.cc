#include <cmath>
#include <cstring>
#include <set>
#include <string>

#include "device/sfpu_unit.h"
#include "support/diagnostic.h"

namespace tir2tt::device {
namespace {

const std::vector<Sfpu>& all_operations() {
  static const std::vector<Sfpu> all = {
#define SFPU_OP(name, shape, init) Sfpu::name,
#include "device/include/tir2tt/sfpu.def"
#undef SFPU_OP
  };
  return all;
}

/// Equal, or both NaN, or next to each other.
::testing::AssertionResult close(float value, double expected) {
  const auto wanted = static_cast<float>(expected);
  if (std::isnan(wanted) && std::isnan(value)) return ::testing::AssertionSuccess();
  if (value == wanted || std::abs(double{value} - expected) <= 0x1p-23 * std::abs(expected) + 0x1p-140) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << value << " instead of " << wanted;
}

std::vector<float> grid() {
  std::vector<float> values = {0.0f,   -0.0f, 1.0f,   -1.0f, 0.5f,   -0.5f, 2.0f,  1e-6f,
                               -1e-6f, 88.0f, -88.0f, 1e10f, -1e10f, kInf,  -kInf, kNan};
  for (int i = -40; i <= 40; i++) values.push_back(static_cast<float>(i) * 0.173f);
  return values;
}

struct Parameters {
  float p[3] = {0, 0, 0};
};
struct UnaryCase {
  Sfpu op;
  double (*expected)(double x, const double* p);
  Parameters parameters = {};
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double truth(bool value) { return value ? 1 : 0; }
double bessel(double x, int order) {  // by its integral, which says nothing of the series that is tested
  double sum = 0;
  constexpr int kSteps = 4000;
  for (int i = 0; i <= kSteps; i++) {
    const double angle = M_PI * i / kSteps, weight = i == 0 || i == kSteps ? 0.5 : 1;
    sum += weight * std::exp(x * std::cos(angle)) * std::cos(order * angle);
  }
  return sum / kSteps;
}

using P = const double*;
const UnaryCase kUnary[] = {
    {Sfpu::Abs, [](double x, P) { return std::abs(x); }},
    {Sfpu::Sign, [](double x, P) { return truth(x > 0) - truth(x < 0); }},
    {Sfpu::Signbit, [](double x, P) { return truth(std::signbit(x)); }},
    {Sfpu::Square, [](double x, P) { return x * x; }},
    {Sfpu::Negative, [](double x, P) { return -x; }},
    {Sfpu::Identity, [](double x, P) { return x; }},
    {Sfpu::Sqrt, [](double x, P) { return std::sqrt(x); }},
    {Sfpu::Rsqrt, [](double x, P) { return 1 / std::sqrt(x); }},
    {Sfpu::Cbrt, [](double x, P) { return std::cbrt(x); }},
    {Sfpu::Recip, [](double x, P) { return 1 / x; }},
    {Sfpu::Exp, [](double x, P) { return std::exp(x); }},
    {Sfpu::Exp, [](double x, P p) { return std::exp(x * p[0]); }, {{0.5f, 1}}},
    {Sfpu::Exp2, [](double x, P) { return std::exp2(x); }},
    {Sfpu::Expm1, [](double x, P) { return std::expm1(x); }},
    {Sfpu::Log, [](double x, P) { return std::log(x); }},
    {Sfpu::LogWithBase, [](double x, P p) { return std::log(x) * p[0]; }, {{1.442695f}}},
    {Sfpu::Log1p, [](double x, P) { return std::log1p(x); }},
    {Sfpu::Tanh, [](double x, P) { return std::tanh(x); }},
    {Sfpu::Sigmoid, [](double x, P) { return sigmoid(x); }},
    {Sfpu::Silu, [](double x, P) { return x * sigmoid(x); }},
    {Sfpu::Gelu, [](double x, P) { return x * 0.5 * std::erfc(-x * std::sqrt(0.5)); }},
    {Sfpu::Erf, [](double x, P) { return std::erf(x); }},
    {Sfpu::Erfc, [](double x, P) { return std::erfc(x); }},
    {Sfpu::Sin, [](double x, P) { return std::sin(x); }},
    {Sfpu::Cos, [](double x, P) { return std::cos(x); }},
    {Sfpu::Tan, [](double x, P) { return std::tan(x); }},
    {Sfpu::Asin, [](double x, P) { return std::asin(x); }},
    {Sfpu::Acos, [](double x, P) { return std::acos(x); }},
    {Sfpu::Atan, [](double x, P) { return std::atan(x); }},
    {Sfpu::Sinh, [](double x, P) { return std::sinh(x); }},
    {Sfpu::Cosh, [](double x, P) { return std::cosh(x); }},
    {Sfpu::Asinh, [](double x, P) { return std::asinh(x); }},
    {Sfpu::Acosh, [](double x, P) { return std::acosh(x); }},
    {Sfpu::Atanh, [](double x, P) { return std::atanh(x); }},
    {Sfpu::Relu, [](double x, P) { return x < 0 ? 0 : x; }},
    {Sfpu::ReluMax, [](double x, P) { return std::isnan(x) ? x : std::min(std::max(x, 0.0), 1.5); }, {{1.5f}}},
    {Sfpu::ReluMin, [](double x, P) { return std::isnan(x) ? x : std::max(x, 0.5); }, {{0.5f}}},
    {Sfpu::LeakyRelu, [](double x, P p) { return x < 0 ? p[0] * x : x; }, {{0.125f}}},
    {Sfpu::Prelu, [](double x, P p) { return x < 0 ? p[0] * x : x; }, {{0.25f}}},
    {Sfpu::Elu, [](double x, P p) { return x >= 0 ? x : p[0] * std::expm1(x); }, {{1.5f}}},
    {Sfpu::Celu, [](double x, P p) { return x >= 0 ? x : p[0] * std::expm1(x / 2); }, {{2.0f, 0.5f}}},
    {Sfpu::Selu, [](double x, P p) { return p[0] * (x >= 0 ? x : p[1] * std::expm1(x)); }, {{1.0507f, 1.6733f}}},
    {Sfpu::Softplus,
     [](double x, P) { return x * 2 > 20 || std::isnan(x) ? x : std::log1p(std::exp(2 * x)) / 2; },
     {{2.0f, 0.5f, 20.0f}}},
    {Sfpu::Softsign, [](double x, P) { return x / (1 + std::abs(x)); }},
    {Sfpu::Softshrink, [](double x, P) { return x > 0.5    ? x - 0.5
                                                : x < -0.5 ? x + 0.5
                                                           : 0; }, {{0.5f}}},
    {Sfpu::Hardtanh, [](double x, P) { return std::isnan(x) ? x : std::clamp(x, -1.0, 2.0); }, {{-1.0f, 2.0f}}},
    {Sfpu::Hardmish, [](double x, P) { return x * (std::isnan(x) ? x : std::clamp(0.5 * x + 1, 0.0, 1.0)); }},
    {Sfpu::Xielu,
     [](double x, P) {
       if (x > 0) return 0.75 * x * x + 0.5 * x;
       return 0.25 * (std::expm1(std::min(x, -1e-6)) - x) + 0.5 * x;
     },
     {{0.75f, 0.25f}}},
    {Sfpu::Clamp, [](double x, P) { return std::isnan(x) ? x : std::clamp(x, -2.0, 3.0); }, {{-2.0f, 3.0f}}},
    {Sfpu::Threshold, [](double x, P) { return x > 0.5 ? x : 9; }, {{0.5f, 9.0f}}},
    {Sfpu::Heaviside, [](double x, P) { return x < 0   ? 0
                                               : x > 0 ? 1
                                                       : 0.25; }, {{0.25f}}},
    {Sfpu::Power, [](double x, P p) { return std::pow(x, p[0]); }, {{2.5f}}},
    {Sfpu::Rpow, [](double x, P p) { return std::pow(p[0], x); }, {{1.5f}}},
    {Sfpu::Fmod, [](double x, P p) { return std::fmod(x, p[0]); }, {{1.25f, 0.8f}}},
    {Sfpu::Remainder, [](double x, P) { return x - std::floor(x / -1.25) * -1.25; }, {{-1.25f, -0.8f}}},
    {Sfpu::Rdiv, [](double x, P p) { return p[0] / x; }, {{3.0f}}},
    {Sfpu::AddScalar, [](double x, P p) { return x + p[0]; }, {{1.5f}}},
    {Sfpu::SubScalar, [](double x, P p) { return x - p[0]; }, {{1.5f}}},
    {Sfpu::MulScalar, [](double x, P p) { return x * p[0]; }, {{1.5f}}},
    {Sfpu::DivScalar, [](double x, P p) { return x * p[0]; }, {{0.25f}}},  // the kernel gives the reciprocal
    {Sfpu::RsubScalar, [](double x, P p) { return p[0] - x; }, {{1.5f}}},
    {Sfpu::MaxScalar, [](double x, P p) { return x < p[0] ? p[0] : x; }, {{0.5f}}},
    {Sfpu::MinScalar, [](double x, P p) { return x > p[0] ? p[0] : x; }, {{0.5f}}},
    {Sfpu::Fill, [](double, P p) { return p[0]; }, {{-7.25f}}},
    {Sfpu::NeScalar, [](double x, P p) { return truth(x != p[0]); }, {{0.5f}}},
    {Sfpu::EqScalar, [](double x, P p) { return truth(x == p[0]); }, {{0.5f}}},
    {Sfpu::GtScalar, [](double x, P p) { return truth(x > p[0]); }, {{0.5f}}},
    {Sfpu::GeScalar, [](double x, P p) { return truth(x >= p[0]); }, {{0.5f}}},
    {Sfpu::LtScalar, [](double x, P p) { return truth(x < p[0]); }, {{0.5f}}},
    {Sfpu::LeScalar, [](double x, P p) { return truth(x <= p[0]); }, {{0.5f}}},
    {Sfpu::Gtz, [](double x, P) { return truth(x > 0); }},
    {Sfpu::Nez, [](double x, P) { return truth(x != 0); }},
    {Sfpu::Gez, [](double x, P) { return truth(x >= 0); }},
    {Sfpu::Ltz, [](double x, P) { return truth(x < 0); }},
    {Sfpu::Eqz, [](double x, P) { return truth(x == 0); }},
    {Sfpu::Lez, [](double x, P) { return truth(x <= 0); }},
    {Sfpu::IsInf, [](double x, P) { return truth(std::isinf(x)); }},
    {Sfpu::IsPosInf, [](double x, P) { return truth(x == HUGE_VAL); }},
    {Sfpu::IsNegInf, [](double x, P) { return truth(x == -HUGE_VAL); }},
    {Sfpu::IsNan, [](double x, P) { return truth(std::isnan(x)); }},
    {Sfpu::IsFinite, [](double x, P) { return truth(std::isfinite(x)); }},
    {Sfpu::LogicalNot, [](double x, P) { return truth(x == 0); }},
    {Sfpu::Ceil, [](double x, P) { return std::ceil(x); }},
    {Sfpu::Floor, [](double x, P) { return std::floor(x); }},
    {Sfpu::Trunc, [](double x, P) { return std::trunc(x); }},
    {Sfpu::Frac, [](double x, P) { return x - std::trunc(x); }},
};

TEST(Unary, AgainstDoubleOnAGrid) {
  for (const UnaryCase& c : kUnary) {
    Unit unit;
    unit.parameters(c.parameters.p[0], c.parameters.p[1], c.parameters.p[2]);
    const double p[3] = {c.parameters.p[0], c.parameters.p[1], c.parameters.p[2]};
    const std::vector<float> values = grid();
    for (size_t i = 0; i < values.size(); i++) unit.dst[0].value[i] = values[i];
    unit.apply(c.op);
    for (size_t i = 0; i < values.size(); i++) {
      const double expected = c.expected(values[i], p);
      // Arithmetic in float: what cancels is off by an ulp of what was subtracted.
      const bool tiny = std::abs(unit.dst[0].value[i] - expected) < 0x1p-22;
      EXPECT_TRUE(close(unit.dst[0].value[i], expected) || tiny)
          << sfpu_name(c.op) << "(" << values[i] << ") = " << unit.dst[0].value[i] << " instead of " << expected;
    }
  }
}

TEST(Unary, SpecialFunctions) {
  for (float x : {-12.0f, -3.7f, -0.5f, 0.0f, 1e-3f, 0.25f, 1.0f, 5.0f, 20.0f, 60.0f}) {
    EXPECT_TRUE(close(unary(Sfpu::I0, x), bessel(x, 0))) << x;
    EXPECT_NEAR(unary(Sfpu::I1, x), bessel(x, 1), 1e-6 * std::abs(bessel(x, 1)) + 1e-13) << x;
  }
  EXPECT_EQ(unary(Sfpu::I0, 1000), kInf);
  EXPECT_EQ(unary(Sfpu::I1, -kInf), -kInf);
  EXPECT_TRUE(std::isnan(unary(Sfpu::I0, kNan)));
  for (float x : {-0.9999f, -0.7f, -0.1f, 1e-4f, 0.3f, 0.5f, 0.95f, 0.999999f}) {
    EXPECT_NEAR(std::erf(double{unary(Sfpu::Erfinv, x)}), x, 2e-8) << x;
  }
  EXPECT_EQ(unary(Sfpu::Erfinv, 0), 0.0f);
  EXPECT_EQ(unary(Sfpu::Erfinv, 1), kInf);
  EXPECT_EQ(unary(Sfpu::Erfinv, -1), -kInf);
  EXPECT_TRUE(std::isnan(unary(Sfpu::Erfinv, 1.5f)));
  for (float x : {0.5f, 1.0f, 1.5f, 2.0f, 3.3f, 14.0f, 40.0f, 1e6f}) {
    EXPECT_NEAR(unary(Sfpu::Lgamma, x), std::lgamma(x), 1e-7 * std::abs(std::lgamma(x)) + 1e-12) << x;
  }
  EXPECT_NEAR(unary(Sfpu::Lgamma, -2.5f), std::lgamma(3.5), 1e-6);  // the kernel itself reflects
  EXPECT_NEAR(unary(Sfpu::Hardsigmoid, 1), 2.0 / 3, 1e-7);
  EXPECT_EQ(unary(Sfpu::Hardsigmoid, -9), 0.0f);
  EXPECT_EQ(unary(Sfpu::Hardsigmoid, 9), 1.0f);
}

TEST(Unary, ParametersThatAreIntegers) {
  EXPECT_EQ(on_word(Sfpu::PowerIterative, bits_of(1.5f), 3), bits_of(3.375f));
  EXPECT_EQ(on_word(Sfpu::PowerIterative, bits_of(-2.0f), 0), bits_of(1.0f));
  EXPECT_EQ(on_word(Sfpu::Round, bits_of(2.5f), 0), bits_of(2.0f));  // ties to even
  EXPECT_EQ(on_word(Sfpu::Round, bits_of(-3.5f), 0), bits_of(-4.0f));
  EXPECT_NEAR(float_of(on_word(Sfpu::Round, bits_of(1.234f), 2)), 1.23f, 1e-6);
  EXPECT_NEAR(float_of(on_word(Sfpu::Round, bits_of(1234.0f), static_cast<uint32_t>(-2))), 1200.0f, 1e-3);
  EXPECT_EQ(on_word(Sfpu::Rdiv, bits_of(2.0f), bits_of(-7.0f), 1), bits_of(-3.0f));
  EXPECT_EQ(on_word(Sfpu::Rdiv, bits_of(2.0f), bits_of(-7.0f), 2), bits_of(-4.0f));
  EXPECT_EQ(unary(Sfpu::StochasticRound, 1.0f + 0x1p-8f), 1.0f);
}

TEST(Unary, FastExponentialTakesItsScaleFromTheInit) {
  Unit unit;
  sfpu_configure(Sfpu::Exp, bits_of(2.0f), 0, unit.state);
  unit.fill(0, 1.5f);
  unit.arguments.parameter[2] = 1;
  unit.apply(Sfpu::Exp);
  EXPECT_TRUE(close(unit.dst[0].value[0], std::exp(3.0)));
}

TEST(Unary, ResultsAreRoundedToTheModeOfDst) {
  Unit unit;
  unit.mode = DstMode::Bf16;
  unit.parameters(0x1p-8f);
  unit.fill(0, 1);
  unit.apply(Sfpu::AddScalar);
  EXPECT_EQ(unit.dst[0].value[0], 1.0f);  // a tie, to even
  unit.mode = DstMode::Fp16;
  unit.parameters(1e6f);
  unit.apply(Sfpu::MulScalar);
  EXPECT_EQ(unit.dst[0].value[0], 131008.0f);
  unit.set(0, 0, 0x12345678);  // integers are not rounded
  unit.arguments.parameter[0] = 1;
  unit.apply(Sfpu::AddScalarInt);
  EXPECT_EQ(unit.word(0, 0), 0x12345679u);
}

TEST(Unary, VectorModesChooseFaces) {
  const struct {
    uint32_t mode;
    bool faces[4];
  } cases[] = {{0, {true, false, false, false}},
               {1, {true, true, false, false}},
               {2, {true, false, true, false}},
               {4, {true, true, true, true}}};
  for (const auto& c : cases) {
    Unit unit;
    unit.arguments.vector_mode = c.mode;
    unit.fill(0, 3);
    unit.apply(Sfpu::Negative);
    for (int i = 0; i < kTileElements; i++) {
      ASSERT_EQ(unit.dst[0].value[i], c.faces[i / kFaceElements] ? -3.0f : 3.0f) << c.mode << " " << i;
    }
  }
}

TEST(Unary, OnlyItsSlotChanges) {
  Unit unit;
  for (int slot = 0; slot < 8; slot++) unit.fill(slot, static_cast<float>(slot + 1));
  unit.arguments.dst0 = 5;
  unit.arguments.dst_out = 5;
  unit.apply(Sfpu::Square);
  for (int slot = 0; slot < 8; slot++) {
    const auto value = static_cast<float>(slot + 1);
    EXPECT_EQ(unit.dst[static_cast<size_t>(slot)].value[1023], slot == 5 ? 36.0f : value);
  }
}

struct PairCase {
  Sfpu op;
  double (*expected)(double a, double b);
};
const PairCase kPairs[] = {
    {Sfpu::AddBinary, [](double a, double b) { return a + b; }},
    {Sfpu::SubBinary, [](double a, double b) { return a - b; }},
    {Sfpu::MulBinary, [](double a, double b) { return a * b; }},
    {Sfpu::DivBinary, [](double a, double b) { return a / b; }},
    {Sfpu::RsubBinary, [](double a, double b) { return b - a; }},
    {Sfpu::PowerBinary, [](double a, double b) { return std::pow(a, b); }},
    {Sfpu::EqBinary, [](double a, double b) { return truth(a == b); }},
    {Sfpu::MaxBinary, [](double a, double b) { return a < b ? b : a; }},
    {Sfpu::MinBinary, [](double a, double b) { return b < a ? b : a; }},
    {Sfpu::FmodBinary, [](double a, double b) { return std::fmod(a, b); }},
    {Sfpu::XlogyBinary, [](double a, double b) { return a * std::log(b); }},
    {Sfpu::Logsigmoid, [](double a, double) { return a < -30 ? a : -std::log1p(std::exp(-a)); }},
    {Sfpu::Mask, [](double a, double b) { return b == 0 ? 0 : a; }},
    {Sfpu::MaskPosInf, [](double a, double b) { return b == 0 ? HUGE_VAL : a; }},
    {Sfpu::Where, [](double a, double b) { return a != 0 ? b : 0.75; }},
    {Sfpu::Lerp, [](double a, double b) { return a + 0.75 * (b - a); }},
    {Sfpu::Addcmul, [](double a, double b) { return a + 1.5 * b * 0.75; }},
    {Sfpu::Addcdiv, [](double a, double b) { return a + 1.5 * b / 0.75; }},
};

TEST(Binary, AgainstDoubleOnAGrid) {
  const std::vector<float> values = {0, -0.0f, 1, -1, 0.5f, 2, -3.25f, 7, 1e-3f, 1e5f, kInf, -kInf, kNan};
  for (const PairCase& c : kPairs) {
    for (float a : values) {
      for (float b : values) {
        const double expected = c.expected(a, b);
        const float value = on_floats(c.op, a, b, 0.75f, 1.5f);
        // Three operations in float round more than once.
        const bool near = std::abs(value - expected) <= 0x1p-21 * std::abs(expected);
        EXPECT_TRUE(close(value, expected) || near) << sfpu_name(c.op) << " " << a << " " << b;
      }
    }
  }
}

TEST(Binary, MasksAndConditionsOfIntegers) {
  EXPECT_EQ(on_words(Sfpu::Mask, 17, 0, kInt32), 0u);
  EXPECT_EQ(on_words(Sfpu::Mask, 17, 0x80000000u, kInt32), 17u);  // -0 as a float, not as an integer
  EXPECT_EQ(on_words(Sfpu::Mask, 17, 0x80000000u, kTtBf16), 0u);
  Unit unit;
  unit.arguments.format = kInt32;
  unit.set(0, 0, 0x80000000u);
  unit.set(1, 0, 5);
  unit.set(2, 0, 6);
  unit.apply(Sfpu::Where);
  EXPECT_EQ(unit.word(3, 0), 5u);
}

TEST(Binary, OutputMayBeAnOperand) {
  for (uint32_t out : {0u, 1u, 3u}) {
    Unit unit;
    unit.fill(0, 8);
    unit.fill(1, 2);
    unit.arguments.dst_out = out;
    unit.apply(Sfpu::DivBinary);
    EXPECT_EQ(unit.dst[out].value[77], 4.0f);
  }
}

TEST(Binary, Quantisation) {
  Unit unit;
  sfpu_configure(Sfpu::Quant, bits_of(10.0f), 0, unit.state);
  const float values[] = {0, 1, 1.25f, -1.25f, 100, -100, kNan};
  const int32_t expected[] = {10, 12, 13, 8, 127, -127, 127};  // x * 2 + 10; ties away from zero; NaN is large
  for (int i = 0; i < 7; i++) unit.dst[0].value[i] = values[i];
  unit.fill(1, 2);
  unit.apply(Sfpu::Quant);
  for (int i = 0; i < 7; i++) EXPECT_EQ(unit.dst[3].integer(i), expected[i]) << values[i];
  unit.dst[0].set_integer(0, -20);
  unit.fill(1, 0.25f);
  unit.apply(Sfpu::Requant);
  EXPECT_EQ(unit.dst[3].integer(0), 5);
  sfpu_configure(Sfpu::Dequant, bits_of(-10.0f), 0, unit.state);  // the host negates the zero point
  unit.dst[0].set_integer(0, 30);
  unit.apply(Sfpu::Dequant);
  EXPECT_EQ(unit.dst[3].value[0], 5.0f);
}

TEST(Random, IsTheSameForASeedAndInRange) {
  Unit a, b, c;
  sfpu_configure(Sfpu::Rand, 42, 0, a.state);
  sfpu_configure(Sfpu::Rand, 42, 0, b.state);
  sfpu_configure(Sfpu::Rand, 43, 0, c.state);
  double mean = 0;
  for (Unit* unit : {&a, &b, &c}) {
    unit->parameters(-1, 3);
    unit->apply(Sfpu::Rand);
  }
  for (float value : a.dst[0].value) {
    EXPECT_GE(value, -1.0f);
    EXPECT_LE(value, 2.0f);
    mean += value / 1024;
  }
  EXPECT_NEAR(mean, 0.5, 0.1);
  EXPECT_EQ(std::memcmp(&a.dst[0], &b.dst[0], sizeof(Tile)), 0);
  EXPECT_NE(std::memcmp(&a.dst[0], &c.dst[0], sizeof(Tile)), 0);
}

TEST(Random, DropoutDropsItsShareAndScalesTheRest) {
  for (double share : {0.0, 0.25, 1.0}) {
    Unit unit;
    sfpu_configure(Sfpu::Dropout, 7, 0, unit.state);
    unit.fill(0, 3);
    unit.arguments.parameter[0] = static_cast<uint32_t>(share * 0x80000000u);
    unit.arguments.parameter[1] = bits_of(2.0f);
    unit.apply(Sfpu::Dropout);
    int dropped = 0;
    for (float value : unit.dst[0].value) {
      EXPECT_TRUE(value == 0 || value == 6);
      dropped += value == 0;
    }
    EXPECT_NEAR(dropped, share * 1024, share == 0.25 ? 60 : 0);
  }
}

TEST(Table, NamesShapesAndInits) {
  EXPECT_STREQ(sfpu_name(Sfpu::Exp), "Exp");
  EXPECT_EQ(sfpu_shape(Sfpu::AddBinary), SfpuShape::Binary);
  EXPECT_EQ(sfpu_shape(Sfpu::Where), SfpuShape::Ternary);
  EXPECT_EQ(sfpu_shape(Sfpu::Cumsum), SfpuShape::Tile);
  EXPECT_EQ(sfpu_init(Sfpu::AddScalar), Sfpu::Scalar);
  EXPECT_EQ(sfpu_init(Sfpu::Relu), Sfpu::Relu);
  EXPECT_THROW(sfpu_name(static_cast<Sfpu>(9999)), InternalError);
}

TEST(Table, EverythingIsSupportedButNamesOfInits) {
  const std::set<Sfpu> never = {Sfpu::Scalar, Sfpu::Rounding, Sfpu::BitwiseBinary, Sfpu::ShiftBinary,
                                Sfpu::SumInt, Sfpu::Topk,     Sfpu::Welford};
  for (Sfpu op : all_operations()) EXPECT_EQ(sfpu_supported(op), !never.contains(op)) << sfpu_name(op);
  Unit unit;
  EXPECT_THROW(unit.apply(Sfpu::Topk), InternalError);
}

TEST(Table, SlotsAreWhatAnOperationTouches) {
  for (Sfpu op : all_operations()) {
    if (!sfpu_supported(op)) continue;
    Unit unit;
    for (int slot = 0; slot < 8; slot++) unit.fill(slot, 1.25f);
    unit.arguments = {.dst0 = 0, .dst1 = 5, .dst2 = 6, .dst_out = 7};
    unit.arguments.parameter[2] = 1 | 1 << 16;
    const std::vector<Tile> before = unit.dst;
    unit.apply(op);
    const SfpuSlots slots = sfpu_slots(op, unit.arguments);
    for (size_t slot = 0; slot < 8; slot++) {
      const bool changed = std::memcmp(&before[slot], &unit.dst[slot], sizeof(Tile)) != 0;
      if (changed) EXPECT_TRUE((slots.written >> slot) & 1) << sfpu_name(op) << " " << slot;
    }
    // What it does not read makes no difference.
    Unit other;
    for (int slot = 0; slot < 8; slot++) other.fill(slot, ((slots.read >> slot) & 1) != 0 ? 1.25f : 99.0f);
    other.arguments = unit.arguments;
    other.apply(op);
    for (size_t slot = 0; slot < 8; slot++) {
      const bool same = std::memcmp(&other.dst[slot], &unit.dst[slot], sizeof(Tile)) == 0;
      const bool partial = sfpu_shape(op) == SfpuShape::Tile;
      if (((slots.written >> slot) & 1) != 0 && !partial) EXPECT_TRUE(same) << sfpu_name(op) << " " << slot;
    }
  }
  EXPECT_EQ(sfpu_slots(Sfpu::Fill, {.dst0 = 2}).read, 0u);
  EXPECT_EQ(sfpu_slots(Sfpu::Fill, {.dst0 = 2}).written, 4u);
  EXPECT_EQ(sfpu_slots(Sfpu::TopkSort, {}).read, 15u);
  SfpuArguments forget;
  forget.parameter[0] = 1;
  EXPECT_EQ(sfpu_slots(Sfpu::Ema, forget).written, 0u);
}

TEST(Table, SlotsBeyondDstAreRefused) {
  Unit unit;
  unit.arguments.dst0 = 8;
  EXPECT_THROW(unit.apply(Sfpu::Abs), InternalError);
  unit.arguments.dst0 = 6;  // indices would be in 8 and 9
  EXPECT_THROW(unit.apply(Sfpu::TopkSort), InternalError);
}

}  // namespace
}  // namespace tir2tt::device
