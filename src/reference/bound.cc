#include "reference/bound.h"

#include <bit>

namespace tir2tt::reference {

Real mul(Real a, Real b, double step) {
  const double v = a.v * b.v;
  // An infinite factor decides the result if the other's sign is certain.
  const bool sign_known = std::isfinite(v) || (std::fabs(a.v) > a.e && std::fabs(b.v) > b.e);
  const double e = std::fabs(a.v) * b.e + std::fabs(b.v) * a.e + a.e * b.e;
  return settle(v, e, sign_known ? a.e : kInfinity, b.e, step);
}

Real div(Real a, Real b, double step) {
  const double v = a.v / b.v;
  if (!(std::fabs(b.v) > b.e)) return {v, kInfinity};
  const double e = (a.e + std::fabs(v) * b.e) / (std::fabs(b.v) - b.e);
  return settle(v, a.e == 0 && b.e == 0 ? 0 : e, a.e, b.e, step);
}

Real max(Real a, Real b) {
  const double v = std::isnan(a.v) || std::isnan(b.v) ? kNaN : std::max(a.v, b.v);
  if (std::isnan(v)) return {v, kInfinity};
  const double high = std::max(a.v + a.e, b.v + b.e), low = std::max(a.v - a.e, b.v - b.e);
  return {v, std::max(distance(high, v), distance(v, low))};
}

Real min(Real a, Real b) {
  const Real r = max({-a.v, a.e}, {-b.v, b.e});
  return {-r.v, r.e};
}

Rounding rounding_of(tir::DataType dtype) {
  const data::FloatFormat f = data::float_format(dtype);
  if (f.precision == 0) return {dtype};
  const int precision = std::min(f.precision, 24);  // the device knows no float64
  const int exponent = std::max(f.min_exponent, -126);
  return {dtype, true, std::ldexp(1.0, 1 - precision), std::ldexp(1.0, exponent), f.max};
}

bool widens(tir::DataType from, tir::DataType to) {
  const data::FloatFormat a = data::float_format(from), b = data::float_format(to);
  if (a.precision == 0 || b.precision == 0) return from == to;
  const bool specials = a.specials == b.specials || b.specials == data::FloatFormat::Specials::Ieee;
  return a.precision <= b.precision && a.max <= b.max && a.min_exponent >= b.min_exponent && specials;
}

Real round_to(const Rounding& to, Real r, double relative) {
  const double v = data::round_to(to.dtype, r.v);
  if (!to.floating) return {v, r.e};
  const double most = std::fabs(r.v) + r.e;
  if (!std::isfinite(v)) {
    const bool same = std::isinf(r.v) && r.e == 0 && std::isinf(v);
    const bool carried = std::isnan(r.v) && relative == 0 && r.e == 0;
    return {v, same || carried ? 0 : kInfinity};
  }
  if (most > to.largest) return {v, kInfinity};
  double e = r.e;
  if (std::fabs(r.v) - r.e < to.smallest) e = std::max(e, std::fabs(r.v)) + distance(r.v, v);
  return {v, e + relative * most};
}

float upper(double e) {
  const float f = static_cast<float>(e);
  if (static_cast<double>(f) >= e || std::isnan(f)) return std::isnan(f) ? std::numeric_limits<float>::infinity() : f;
  return std::bit_cast<float>(std::bit_cast<uint32_t>(f) + 1);
}

}  // namespace tir2tt::reference
