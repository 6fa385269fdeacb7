// Operations on one float that are not elementary functions: activations, scalars, comparisons, roundings, conversions,
// random numbers. Sources of the formulas: tt-metal ckernel_sfpu_*.h and the comments of api/compute/*.h.
// div_unary_tile multiplies: the host gives the reciprocal (ckernel_sfpu_binop_with_unary.h).
#include <algorithm>
#include <cmath>
#include <functional>
#include <type_traits>

#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {
namespace {

using device_abi::Sfpu;
using Context = SfpuContext;

float truth(bool value) { return value ? 1.0f : 0.0f; }

template <class F>
constexpr ElementOperation on_float(Sfpu op, F f) {
  static_assert(std::is_class_v<F>, "a lambda, of which a copy can be made from nothing");
  return {op, each<float, 1>(f)};
}
/// x compared with zero or with the first parameter, or asked something: 1 or 0.
template <class Compare>
constexpr ElementOperation with_zero(Sfpu op, Compare) {
  return on_float(op, [](float x, const Context&) { return truth(Compare{}(x, 0.0f)); });
}
template <class Compare>
constexpr ElementOperation with_scalar(Sfpu op, Compare) {
  return on_float(op, [](float x, const Context& c) { return truth(Compare{}(x, c.p(0))); });
}
template <class Predicate>
constexpr ElementOperation question(Sfpu op, Predicate) {
  return on_float(op, [](float x, const Context&) { return truth(Predicate{}(x)); });
}
/// scale * (x >= 0 ? x : alpha * (exp(x * slope) - 1))
float elu(float x, float scale, float alpha, float slope) {
  if (x >= 0) return scale * x;
  const double below = static_cast<double>(alpha) * std::expm1(static_cast<double>(x) * static_cast<double>(slope));
  return static_cast<float>(static_cast<double>(scale) * below);
}

float softplus(float x, const Context& c) {
  const double t = static_cast<double>(c.p(0)) * static_cast<double>(x);
  if (!(t < static_cast<double>(c.p(2)))) return x;
  return static_cast<float>(static_cast<double>(c.p(1)) * (std::max(t, 0.0) + std::log1p(std::exp(-std::abs(t)))));
}

float softshrink(float x, float lambda) { return x > lambda ? x - lambda : x < -lambda ? x + lambda : 0.0f; }

float remainder_of(float x, float divisor) {
  const float rest = std::fmod(x, divisor);
  return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
}

float reverse_divide(float x, const Context& c) {
  const float quotient = c.p(0) / x;
  if (c.arguments.parameter[1] == 1) return std::trunc(quotient);
  return c.arguments.parameter[1] == 2 ? std::floor(quotient) : quotient;
}

float round_decimals(float x, const Context& c) {
  const int decimals = std::clamp(c.integer(0), -46, 39);
  const float up = static_cast<float>(std::pow(10.0, decimals)), down = static_cast<float>(std::pow(10.0, -decimals));
  return std::nearbyint(x * up) * down;
}

float nearest_bf16(float x, const Context&) {
  round_to_dst(DstMode::Bf16, &x, 1);
  return x;
}

double xielu(double x, double positive, double negative) {
  if (x > 0) return positive * x * x + 0.5 * x;
  return negative * (std::expm1(std::min(x, -1e-6)) - x) + 0.5 * x;
}

// 31 random bits (splitmix64): the same on every machine, not the chip's generator.
uint32_t random_bits(SfpuState& state) {
  state.random += 0x9E3779B97F4A7C15u;
  uint64_t z = state.random;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return static_cast<uint32_t>((z ^ (z >> 31)) >> 33);
}

uint32_t logical_not(uint32_t word, const Context& c) {
  if (tt_range(c.arguments.format).integer) return word == 0 ? 1 : 0;
  return bits_of(truth((word & kMagnitude) == 0));
}

uint32_t cast(uint32_t word, const Context& c) {
  const uint32_t to = c.arguments.parameter[1];
  float result = float_of(typecast(word, c.arguments.parameter[0], to));
  if (!tt_range(to).integer) round_to_dst(c.mode, &result, 1);
  return bits_of(result);
}

constexpr ElementOperation kActivations[] = {
    on_float(Sfpu::Relu, [](float x, const Context&) { return x < 0 ? 0.0f : x; }),
    on_float(Sfpu::ReluMax,
             [](float x, const Context& c) {
               const float bounded = x > c.p(0) ? c.p(0) : x;
               return bounded < 0 ? 0.0f : bounded;
             }),
    on_float(Sfpu::ReluMin, [](float x, const Context& c) { return x < c.p(0) ? c.p(0) : x; }),
    on_float(Sfpu::LeakyRelu, [](float x, const Context& c) { return x < 0 ? x * c.p(0) : x; }),
    on_float(Sfpu::Prelu, [](float x, const Context& c) { return x < 0 ? x * c.p(0) : x; }),
    on_float(Sfpu::Elu, [](float x, const Context& c) { return elu(x, 1, c.p(0), 1); }),
    on_float(Sfpu::Celu, [](float x, const Context& c) { return elu(x, 1, c.p(0), c.p(1)); }),
    on_float(Sfpu::Selu, [](float x, const Context& c) { return elu(x, c.p(0), c.p(1), 1); }),
    on_float(Sfpu::Softplus, [](float x, const Context& c) { return softplus(x, c); }),
    on_float(Sfpu::Softsign, [](float x, const Context&) { return x / (1 + std::abs(x)); }),
    on_float(Sfpu::Softshrink, [](float x, const Context& c) { return softshrink(x, c.p(0)); }),
    on_float(Sfpu::Hardsigmoid, [](float x, const Context&) { return std::clamp(x / 6 + 0.5f, 0.0f, 1.0f); }),
    on_float(Sfpu::Hardtanh, [](float x, const Context& c) { return x < c.p(0)   ? c.p(0)
                                                                    : x > c.p(1) ? c.p(1)
                                                                                 : x; }),
    on_float(Sfpu::Hardmish, [](float x, const Context&) { return x * std::clamp(0.5f * x + 1, 0.0f, 1.0f); }),
    on_float(Sfpu::Xielu, [](float x, const Context& c) { return static_cast<float>(xielu(x, c.p(0), c.p(1))); }),
    on_float(Sfpu::Clamp, [](float x, const Context& c) { return x < c.p(0)   ? c.p(0)
                                                                 : x > c.p(1) ? c.p(1)
                                                                              : x; }),
    on_float(Sfpu::Threshold, [](float x, const Context& c) { return x > c.p(0) ? x : c.p(1); }),
    on_float(Sfpu::Heaviside, [](float x, const Context& c) { return x < 0   ? 0.0f
                                                                     : x > 0 ? 1.0f
                                                                             : c.p(0); }),
};

constexpr ElementOperation kArithmetic[] = {
    on_float(Sfpu::Abs, [](float x, const Context&) { return std::abs(x); }),
    on_float(Sfpu::Sign, [](float x, const Context&) { return truth(x > 0) - truth(x < 0); }),
    question(Sfpu::Signbit, [](float x) { return std::signbit(x); }),
    on_float(Sfpu::Square, [](float x, const Context&) { return x * x; }),
    on_float(Sfpu::Negative, [](float x, const Context&) { return -x; }),
    {Sfpu::Identity, each<float, 1>([](float x, const Context&) { return x; }), SfpuResult::Bits},
    on_float(Sfpu::Power,
             [](float x, const Context& c) { return static_cast<float>(std::pow(double{x}, double{c.p(0)})); }),
    on_float(Sfpu::PowerIterative,
             [](float x, const Context& c) { return static_cast<float>(std::pow(double{x}, c.integer(0))); }),
    on_float(Sfpu::Rpow,
             [](float x, const Context& c) { return static_cast<float>(std::pow(double{c.p(0)}, double{x})); }),
    on_float(Sfpu::Fmod, [](float x, const Context& c) { return std::fmod(x, c.p(0)); }),
    on_float(Sfpu::Remainder, [](float x, const Context& c) { return remainder_of(x, c.p(0)); }),
    on_float(Sfpu::Rdiv, [](float x, const Context& c) { return reverse_divide(x, c); }),
    on_float(Sfpu::AddScalar, [](float x, const Context& c) { return x + c.p(0); }),
    on_float(Sfpu::SubScalar, [](float x, const Context& c) { return x - c.p(0); }),
    on_float(Sfpu::MulScalar, [](float x, const Context& c) { return x * c.p(0); }),
    on_float(Sfpu::DivScalar, [](float x, const Context& c) { return x * c.p(0); }),
    on_float(Sfpu::RsubScalar, [](float x, const Context& c) { return c.p(0) - x; }),
    on_float(Sfpu::MaxScalar, [](float x, const Context& c) { return x < c.p(0) ? c.p(0) : x; }),
    on_float(Sfpu::MinScalar, [](float x, const Context& c) { return x > c.p(0) ? c.p(0) : x; }),
    on_float(Sfpu::Fill, [](float, const Context& c) { return c.p(0); }),
    on_float(Sfpu::Ceil, [](float x, const Context&) { return std::ceil(x); }),
    on_float(Sfpu::Floor, [](float x, const Context&) { return std::floor(x); }),
    on_float(Sfpu::Trunc, [](float x, const Context&) { return std::trunc(x); }),
    on_float(Sfpu::Frac, [](float x, const Context&) { return x - std::trunc(x); }),
    on_float(Sfpu::Round, [](float x, const Context& c) { return round_decimals(x, c); }),
    on_float(Sfpu::StochasticRound, [](float x, const Context& c) { return nearest_bf16(x, c); }),
    {Sfpu::Typecast, each<uint32_t, 1>([](uint32_t word, const Context& c) { return cast(word, c); }),
     SfpuResult::Bits},
    on_float(Sfpu::Dropout,
             [](float x, const Context& c) {
               const bool dropped = random_bits(c.state) < c.arguments.parameter[0];
               return dropped ? 0.0f : x * c.p(1);
             }),
    on_float(Sfpu::Rand,
             [](float, const Context& c) {
               return c.p(0) + c.p(1) * (static_cast<float>(random_bits(c.state) >> 7) * 0x1p-24f);
             }),
};

constexpr ElementOperation kQuestions[] = {
    with_scalar(Sfpu::NeScalar, std::not_equal_to<>{}),
    with_scalar(Sfpu::EqScalar, std::equal_to<>{}),
    with_scalar(Sfpu::GtScalar, std::greater<>{}),
    with_scalar(Sfpu::GeScalar, std::greater_equal<>{}),
    with_scalar(Sfpu::LtScalar, std::less<>{}),
    with_scalar(Sfpu::LeScalar, std::less_equal<>{}),
    with_zero(Sfpu::Gtz, std::greater<>{}),
    with_zero(Sfpu::Nez, std::not_equal_to<>{}),
    with_zero(Sfpu::Gez, std::greater_equal<>{}),
    with_zero(Sfpu::Ltz, std::less<>{}),
    with_zero(Sfpu::Eqz, std::equal_to<>{}),
    with_zero(Sfpu::Lez, std::less_equal<>{}),
    question(Sfpu::IsInf, [](float x) { return std::isinf(x); }),
    question(Sfpu::IsPosInf, [](float x) { return std::isinf(x) && x > 0; }),
    question(Sfpu::IsNegInf, [](float x) { return std::isinf(x) && x < 0; }),
    question(Sfpu::IsNan, [](float x) { return std::isnan(x); }),
    question(Sfpu::IsFinite, [](float x) { return std::isfinite(x); }),
    {Sfpu::LogicalNot, each<uint32_t, 1>([](uint32_t word, const Context& c) { return logical_not(word, c); }),
     SfpuResult::Bits},
};

}  // namespace

std::span<const ElementOperation> sfpu_activation_operations() { return kActivations; }
std::span<const ElementOperation> sfpu_arithmetic_operations() { return kArithmetic; }
std::span<const ElementOperation> sfpu_question_operations() { return kQuestions; }

}  // namespace tir2tt::device
