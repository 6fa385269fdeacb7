// A value and how far the device may be from it: the arithmetic of running error analysis. Every rule gives an upper
// bound to first order and the product of the errors. Infinities that no error reaches are certain (bound 0): the
// device may hold a huge number in their place. NaN is never certain: an undefined element is a NaN.
// Tested by tests/reference/bound_test.cc.
#pragma once

#include <algorithm>
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
Real mul(Real a, Real b, double step);
Real div(Real a, Real b, double step);

/// Distance of two numbers, 0 for equal infinities.
inline double distance(double a, double b) {
  if (a == b) return 0;
  const double d = std::fabs(a - b);
  return std::isnan(d) ? kInfinity : d;
}

Real max(Real a, Real b);
Real min(Real a, Real b);

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
  double largest = 0;
};
Rounding rounding_of(tir::DataType dtype);

/// Whether every value of `from` is one of `to`.
bool widens(tir::DataType from, tir::DataType to);

/// `r` as it is held in `to`: `relative` is `to.relative`, or 0 where nothing is rounded.
Real round_to(const Rounding& to, Real r, double relative);

/// A float that is not below `e`.
float upper(double e);

}  // namespace tir2tt::reference
