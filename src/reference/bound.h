// A value and how far the device may be from it: the arithmetic of running error analysis. Every rule gives an upper
// bound to first order and the product of the errors. Infinities that no error reaches are certain (bound 0): the
// device may hold a huge number in their place. NaN is never certain: an undefined element is a NaN.
// Tested by tests/reference/bound_test.cc.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "data/array.h"
#include "tir/dtype.h"

namespace tir2tt::reference {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// A number and its bound. Integers and truth values have bound 0 unless they come from a decision about uncertain
/// numbers.
struct Real {
  double v = 0;
  double e = 0;
};
struct Int {
  int64_t v = 0;
  double e = 0;
};

/// |v| where an error in proportion to v makes sense.
inline double magnitude(double v) { return std::isfinite(v) ? std::fabs(v) : 0; }

/// `e` for the result `v`, of operands with the bounds `ea` and `eb`; `step`: relative error of the operation itself.
inline Real settle(double v, double e, double ea, double eb, double step) {
  if (std::isfinite(v)) {
    e += step * std::fabs(v);
    return {v, std::isnan(e) ? kInfinity : e};
  }
  return {v, ea < kInfinity && eb < kInfinity && !std::isnan(v) ? 0 : kInfinity};
}

inline Real add(Real a, Real b, double step) { return settle(a.v + b.v, a.e + b.e, a.e, b.e, step); }
inline Real sub(Real a, Real b, double step) { return settle(a.v - b.v, a.e + b.e, a.e, b.e, step); }
inline Real mul(Real a, Real b, double step) {
  const double v = a.v * b.v;
  // An infinite factor decides the result if the other's sign is certain.
  const bool sign_known = std::isfinite(v) || (std::fabs(a.v) > a.e && std::fabs(b.v) > b.e);
  const double e = std::fabs(a.v) * b.e + std::fabs(b.v) * a.e + a.e * b.e;
  return settle(v, e, sign_known ? a.e : kInfinity, b.e, step);
}

inline Real div(Real a, Real b, double step) {
  const double v = a.v / b.v;
  if (!(std::fabs(b.v) > b.e)) return {v, kInfinity};
  const double e = (a.e + std::fabs(v) * b.e) / (std::fabs(b.v) - b.e);
  return settle(v, a.e == 0 && b.e == 0 ? 0 : e, a.e, b.e, step);
}

/// Distance of two numbers, 0 for equal infinities.
inline double distance(double a, double b) {
  if (a == b) return 0;
  const double d = std::fabs(a - b);
  return std::isnan(d) ? kInfinity : d;
}

inline Real max(Real a, Real b) {
  const double v = std::isnan(a.v) || std::isnan(b.v) ? kNaN : std::max(a.v, b.v);
  if (std::isnan(v)) return {v, kInfinity};
  const double high = std::max(a.v + a.e, b.v + b.e), low = std::max(a.v - a.e, b.v - b.e);
  return {v, std::max(distance(high, v), distance(v, low))};
}

inline Real min(Real a, Real b) {
  const Real r = max({-a.v, a.e}, {-b.v, b.e});
  return {-r.v, r.e};
}

/// Whether a comparison of the two may come out otherwise on the device.
inline bool unsure(double a, double ea, double b, double eb) {
  const double e = ea + eb;
  return e > 0 && !(std::fabs(a - b) > e);
}

/// `taken` under a condition that the device may decide otherwise.
inline Real either(Real taken, Real other) {
  return {taken.v, distance(taken.v, other.v) + std::max(taken.e, other.e)};
}

/// What storing into a dtype does. A Tensix core rounds once more than we do, on its way through the packer, and
/// flushes what is smaller than a normal number to 0 (tt-isa-documentation, FloatBitPatterns). Twice half a last place
/// is `relative`.
struct Rounding {
  tir::DataType dtype;
  bool floating = false;
  double relative = 0;
  double smallest = 0;  // normal number
  double overflow = 0;  // the largest number that is not rounded beyond the dtype's range
  data::FloatFormat format = {};
};
Rounding rounding_of(tir::DataType dtype);

/// Whether every value of `from` is one of `to`.
bool widens(tir::DataType from, tir::DataType to);

/// `r` as it is held in the floating dtype `to`: `relative` is `to.relative`, or 0 where nothing is rounded. `held`: it
/// is a value of that dtype, on the device as well.
inline Real round_to(const Rounding& to, Real r, double relative, bool held = false) {
  const bool narrow = !held && to.format.precision <= 24;
  const double v = narrow ? data::round_to(to.format, r.v) : r.v;
  const double most = std::fabs(r.v) + r.e;
  if (!std::isfinite(v)) {
    const bool same = std::isinf(r.v) && r.e == 0 && std::isinf(v);
    const bool carried = std::isnan(r.v) && relative == 0 && r.e == 0;
    return {v, same || carried ? 0 : kInfinity};
  }
  if (most > to.overflow && !held) return {v, kInfinity};
  double e = r.e;
  if (std::fabs(r.v) - r.e < to.smallest) e = std::max(e, std::fabs(r.v)) + distance(r.v, v);
  return {v, e + relative * most};
}

/// A float that is not below `e`.
inline float upper(double e) {
  const auto f = static_cast<float>(e);
  if (static_cast<double>(f) >= e) return f;
  return std::isnan(f) ? std::numeric_limits<float>::infinity() : std::bit_cast<float>(std::bit_cast<uint32_t>(f) + 1);
}

}  // namespace tir2tt::reference
