// Functions that the standard library lacks, and the conversions of typecast_tile.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {

namespace {

// sum of (x/2)^(2k+order) / (k! (k+order)!): all terms have one sign. Beyond what a float can hold the sum is infinite.
double bessel_series(double x, int order) {
  if (std::isnan(x)) return x;
  const double half = x / 2, square = half * half;
  if (std::abs(x) > 100) return order == 1 && x < 0 ? -HUGE_VAL : HUGE_VAL;
  double term = order == 0 ? 1 : half;
  double sum = term;
  for (int k = 1; k < 400 && std::abs(term) > std::abs(sum) * 1e-18; k++) {
    term *= square / (static_cast<double>(k) * (k + order));
    sum += term;
  }
  return sum;
}

bool is_word(TtRange range) { return range.most > 65535; }  // Int32, UInt32

uint32_t float_to_integer(float value, TtRange range) {
  const bool truncated = is_word(range);  // the others come from SFPSTOCHRND: to nearest, ties away from zero
  const int64_t least = range.least == std::numeric_limits<int32_t>::min() ? -range.most : range.least;
  double x = static_cast<double>(value);
  if (std::isnan(x)) x = std::signbit(x) ? -HUGE_VAL : HUGE_VAL;  // as the exponent says
  x = truncated ? std::trunc(x) : std::round(x);
  return static_cast<uint32_t>(
      static_cast<int64_t>(std::clamp(x, static_cast<double>(least), static_cast<double>(range.most))));
}

float to_float_format(float value, uint32_t to, bool from_integer) {
  const bool half = to == static_cast<uint32_t>(TtFormat::Float16);
  const bool bf16 = to == static_cast<uint32_t>(TtFormat::Float16_b);
  if (to == static_cast<uint32_t>(TtFormat::Float32) || (!half && !bf16 && !from_integer)) return value;
  round_to_dst(half ? DstMode::Fp16 : DstMode::Bf16, &value, 1);
  return value;
}

}  // namespace

double bessel_i0(double x) { return bessel_series(x, 0); }
double bessel_i1(double x) { return bessel_series(x, 1); }

// Winitzki's approximation, then Newton's method on erfc, which keeps its digits near 1.
double inverse_erf(double x) {
  const double y = std::abs(x);
  if (!(y < 1)) return y == 1 ? std::copysign(HUGE_VAL, x) : std::numeric_limits<double>::quiet_NaN();
  constexpr double kA = 0.147;
  const double log = std::log1p(-y * y), t = 2 / (std::numbers::pi * kA) + log / 2;
  double z = std::sqrt(std::max(0.0, std::sqrt(t * t - log / kA) - t));
  for (int i = 0; i < 4; i++) {
    const double error = y < 0.5 ? std::erf(z) - y : (1 - y) - std::erfc(z);
    z -= error * std::exp(z * z) / (2 * std::numbers::inv_sqrtpi);
  }
  return std::copysign(z, x);
}

// Stirling's series from 15 on, brought there by the recurrence.
double log_gamma_positive(double x) {
  double product = 1, z = x;
  while (z < 15) product *= z++;
  const double inverse = 1 / z, square = inverse * inverse;
  const double correction = inverse * (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680)));
  return (z - 0.5) * std::log(z) - z + 0.5 * std::log(2 * std::numbers::pi) + correction - std::log(product);
}

TtRange tt_range(uint32_t format) {
  switch (static_cast<TtFormat>(format)) {
    case TtFormat::Int32: return {true, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
    case TtFormat::UInt32: return {true, 0, std::numeric_limits<uint32_t>::max()};
    case TtFormat::UInt16: return {true, 0, 65535};
    case TtFormat::Int16: return {true, -32768, 32767};
    case TtFormat::UInt8: return {true, 0, 255};
    case TtFormat::Int8: return {true, -128, 127};
    default: return {};
  }
}

// Source: tt-llk ckernel_sfpu_typecast.h: floats are truncated to 32-bit integers (int32 to +-(2^31 - 1)) and rounded
// to shorter ones; every integer is clamped, except that int32 and uint32 keep their bits; integers that become a
// 16-bit or a block float are rounded to bfloat16.
uint32_t typecast(uint32_t word, uint32_t from, uint32_t to) {
  const TtRange source = tt_range(from), target = tt_range(to);
  if (!source.integer) {
    const float value = float_of(word);
    return target.integer ? float_to_integer(value, target) : bits_of(to_float_format(value, to, false));
  }
  const int64_t value = source.least < 0 ? int64_t{static_cast<int32_t>(word)} : int64_t{word};
  if (!target.integer) return bits_of(to_float_format(static_cast<float>(value), to, true));
  if (is_word(source) && is_word(target)) return word;
  return static_cast<uint32_t>(std::clamp(value, target.least, target.most));
}

}  // namespace tir2tt::device
