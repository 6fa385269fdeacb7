// Rounding to the formats of TIR. Sources: IEEE 754-2019; OCP 8-bit Floating Point Specification 1.0 (e4m3, e5m2);
// OCP Microscaling Formats 1.0 (float6, float4, e8m0); ml_dtypes for the fnuz kinds and e3m4.
#include "data/array.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace tir2tt::data {
namespace {

using Specials = FloatFormat::Specials;

constexpr FloatFormat kFloat16{11, -14, 65504, Specials::Ieee};
constexpr FloatFormat kFloat32{24, -126, 0x1.fffffep127, Specials::Ieee};
constexpr FloatFormat kFloat64{53, -1022, std::numeric_limits<double>::max(), Specials::Ieee};
constexpr FloatFormat kBFloat16{8, -126, 0x1.fep127, Specials::Ieee};

/// From TypeCode::Float8_e3m4 on.
constexpr FloatFormat kSmall[] = {
    {5, -2, 15.5, Specials::Ieee},       // float8_e3m4
    {4, -6, 448, Specials::Fn},          // float8_e4m3
    {4, -10, 30, Specials::Fnuz},        // float8_e4m3b11fnuz
    {4, -6, 448, Specials::Fn},          // float8_e4m3fn
    {4, -7, 240, Specials::Fnuz},        // float8_e4m3fnuz
    {3, -14, 57344, Specials::Ieee},     // float8_e5m2
    {3, -15, 57344, Specials::Fnuz},     // float8_e5m2fnuz
    {1, -127, 0x1p127, Specials::E8m0},  // float8_e8m0fnu
    {4, 0, 7.5, Specials::None},         // float6_e2m3fn
    {3, -2, 28, Specials::None},         // float6_e3m2fn
    {2, 0, 6, Specials::None},           // float4_e2m1fn
};

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

int exponent_of(double v) { return static_cast<int>((std::bit_cast<uint64_t>(v) >> 52) & 0x7ff) - 1023; }

double overflow(const FloatFormat& f, double sign) {
  if (f.specials == Specials::Ieee) return std::copysign(kInfinity, sign);
  return f.specials == Specials::None ? std::copysign(f.max, sign) : kNaN;
}

double round_float(const FloatFormat& f, double v) {
  if (std::isnan(v)) return f.specials == Specials::None ? 0 : v;
  if (f.specials == Specials::E8m0) {
    if (v < 0) return kNaN;
    v = std::max(v, 0x1p-127);
  }
  if (std::fabs(v) >= 2 * f.max) return overflow(f, v);
  // Adding and taking away a number whose last place is the quantum rounds to it, ties to even.
  const int quantum = std::max(exponent_of(v), f.min_exponent) - (f.precision - 1);
  const double magic = std::bit_cast<double>((static_cast<uint64_t>(52 + quantum + 1023) << 52) | (uint64_t{1} << 51));
  const double r = std::copysign((v + magic) - magic, v);
  if (std::fabs(r) > f.max) return overflow(f, v);
  return r == 0 && f.specials == Specials::Fnuz ? 0 : r;
}

double wrap_integer(tir::DataType t, double value) {
  if (!std::isfinite(value)) return 0;
  const double whole = std::trunc(value), size = std::ldexp(1.0, t.bits);
  const double low = t.is_int() ? -size / 2 : 0;
  if (whole >= low && whole < low + size) return whole + 0.0;  // no -0
  double rest = std::fmod(whole, size);
  if (rest < low) rest += size;
  if (rest >= low + size) rest -= size;
  return rest;
}

uint64_t mask(int bits) { return bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1; }

/// The bits of a number that is no number.
uint64_t special_bits(const FloatFormat& f, int bits, double v) {
  const uint64_t sign = uint64_t{1} << (bits - 1);
  const int mantissa = f.precision - 1;
  const uint64_t infinity = (mask(bits - 1) >> mantissa) << mantissa;
  if (std::isinf(v)) return infinity | (std::signbit(v) ? sign : 0);
  if (f.specials == Specials::Ieee) return infinity | (uint64_t{1} << (mantissa - 1));
  return f.specials == Specials::Fnuz ? sign : f.specials == Specials::E8m0 ? mask(bits) : mask(bits - 1);
}

uint64_t float_bits(const FloatFormat& f, int bits, double v) {
  if (!std::isfinite(v)) return special_bits(f, bits, v);
  if (f.specials == Specials::E8m0) return static_cast<uint64_t>(int64_t{exponent_of(v)} + 127);
  const int mantissa = f.precision - 1;
  const int exponent = std::max(exponent_of(v), f.min_exponent);
  uint64_t m = static_cast<uint64_t>(std::ldexp(std::fabs(v), mantissa - exponent));
  const uint64_t hidden = uint64_t{1} << mantissa;
  if (m >= hidden) m += static_cast<uint64_t>(exponent - f.min_exponent) << mantissa;  // hidden: exponent field 1
  return m | (std::signbit(v) ? uint64_t{1} << (bits - 1) : 0);
}

bool is_nan_bits(const FloatFormat& f, int bits, uint64_t b) {
  const uint64_t magnitude = b & mask(bits - 1);
  switch (f.specials) {
    case Specials::Ieee: return magnitude > special_bits(f, bits, kInfinity);
    case Specials::Fn: return magnitude == mask(bits - 1);
    case Specials::Fnuz: return b == uint64_t{1} << (bits - 1);
    case Specials::E8m0: return b == mask(bits);
    case Specials::None: return false;
  }
  return false;
}

double bits_float(const FloatFormat& f, int bits, uint64_t b) {
  if (is_nan_bits(f, bits, b)) return kNaN;
  if (f.specials == Specials::E8m0) return std::ldexp(1.0, static_cast<int>(b) - 127);
  const int mantissa = f.precision - 1;
  const uint64_t magnitude = b & mask(bits - 1), field = magnitude >> mantissa;
  const bool negative = (b >> (bits - 1)) & 1;
  if (f.specials == Specials::Ieee && magnitude == special_bits(f, bits, kInfinity)) {
    return negative ? -kInfinity : kInfinity;
  }
  const uint64_t m = (magnitude & mask(mantissa)) | (field ? uint64_t{1} << mantissa : 0);
  const int exponent = f.min_exponent + static_cast<int>(field ? field - 1 : 0) - mantissa;
  const double v = std::ldexp(static_cast<double>(m), exponent);
  return negative ? -v : v;
}

}  // namespace

FloatFormat float_format(tir::DataType t) {
  if (t.code == tir::TypeCode::BFloat) return kBFloat16;
  if (t.code == tir::TypeCode::Float) return t.bits == 16 ? kFloat16 : t.bits == 32 ? kFloat32 : kFloat64;
  if (!t.is_floating()) return {};
  return kSmall[static_cast<size_t>(t.code) - static_cast<size_t>(tir::TypeCode::Float8_e3m4)];
}

int64_t Array::elements() const {
  int64_t n = 1;
  for (int64_t e : shape) n *= e;
  return n;
}

double round_to(const FloatFormat& f, double value) {
  return f.precision == kFloat32.precision ? static_cast<float>(value) : round_float(f, value);
}

double round_to(tir::DataType t, double value) {
  if (t.code == tir::TypeCode::Float && t.bits >= 32) return t.bits == 32 ? static_cast<float>(value) : value;
  if (t.is_floating()) return round_float(float_format(t), value);
  if (t.is_bool()) return value != 0;
  return t.is_integral() ? wrap_integer(t, value) : value;
}

uint64_t to_bits(tir::DataType t, double value) {
  const double v = round_to(t, value);
  if (t.code == tir::TypeCode::Float && t.bits == 64) return std::bit_cast<uint64_t>(v);
  if (t.code == tir::TypeCode::Float && t.bits == 32) return std::bit_cast<uint32_t>(static_cast<float>(v));
  if (t.is_floating()) return float_bits(float_format(t), t.bits, v);
  return (v < 0 ? static_cast<uint64_t>(static_cast<int64_t>(v)) : static_cast<uint64_t>(v)) & mask(t.bits);
}

double from_bits(tir::DataType t, uint64_t bits) {
  bits &= mask(t.bits);
  if (t.code == tir::TypeCode::Float && t.bits == 64) return std::bit_cast<double>(bits);
  if (t.code == tir::TypeCode::Float && t.bits == 32) return std::bit_cast<float>(static_cast<uint32_t>(bits));
  if (t.is_floating()) return bits_float(float_format(t), t.bits, bits);
  const bool negative = t.is_int() && (bits >> (t.bits - 1)) & 1;
  return negative ? static_cast<double>(static_cast<int64_t>(bits | ~mask(t.bits))) : static_cast<double>(bits);
}

Array make_array(tir::DataType dtype, std::vector<int64_t> shape) {
  Array a{dtype, std::move(shape), {}};
  a.values.assign(static_cast<size_t>(a.elements()), 0.0);
  return a;
}

}  // namespace tir2tt::data
