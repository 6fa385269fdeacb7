#include "run/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "device/numerics/formats.h"
#include "run/tensor_pages.h"
#include "support/diagnostic.h"

namespace tir2tt::run {
namespace {

using target::DataFormat;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Of a float format, as a host reads it: mantissa bits, the largest finite number, the least normal one.
struct FloatFormat {
  DataFormat format;
  int mantissa;
  double largest, least;
};
constexpr FloatFormat kFloats[] = {
    {DataFormat::Float32, 23, 0x1.fffffep127, 0x1p-126},
    {DataFormat::Float16, 10, 65504, 0x1p-14},
    {DataFormat::Float16_b, 7, 0x1.fep127, 0x1p-126},
    {DataFormat::Lf8, 2, 57344, 0x1p-14},
    {DataFormat::Fp8_e4m3, 3, 448, 0x1p-6},
};
const FloatFormat* float_format(DataFormat format) {
  const auto* row =
      std::find_if(std::begin(kFloats), std::end(kFloats), [&](const auto& f) { return f.format == format; });
  return row == std::end(kFloats) ? nullptr : row;
}

bool is_near(double expected, double actual, double slack) {
  return std::isfinite(actual) && std::abs(actual - expected) <= slack;
}

bool is_right_infinity(double expected, double actual, const Tolerance& t) {
  if (std::signbit(expected) != std::signbit(actual)) return false;
  if (std::isnan(actual)) return t.counts_on;
  return std::isinf(actual) || (t.counts_on && std::abs(actual) >= t.largest);
}

bool is_right_nan(double actual, const Tolerance& t) {
  if (std::isnan(actual)) return true;
  return (!t.keeps_nan && std::isinf(actual)) || (t.counts_on && std::abs(actual) >= t.largest);
}

/// A number that was rounded out of the range.
bool is_right_overflow(double expected, double actual, double slack, const Tolerance& t) {
  const double furthest = std::signbit(actual) ? slack - expected : expected + slack;
  return (std::isinf(actual) || t.counts_on) && furthest >= t.overflow;
}

/// Of the elements that are finite in both. Constant arrays are told by their values: their mean may be rounded.
struct Summary {
  double mean_a = 0, mean_b = 0;
  bool constant = true;  // one of the two
  bool equal = true;
};
bool both_finite(double a, double b) { return std::isfinite(a) && std::isfinite(b); }

Summary summary_of(const std::vector<double>& a, const std::vector<double>& b) {
  Summary s;
  int64_t count = 0;
  bool constant_a = true, constant_b = true;
  double first_a = 0, first_b = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!both_finite(a[i], b[i])) continue;
    if (count++ == 0) {
      first_a = a[i];
      first_b = b[i];
    }
    s.mean_a += a[i];
    s.mean_b += b[i];
    s.equal = s.equal && a[i] == b[i];
    constant_a = constant_a && a[i] == first_a;
    constant_b = constant_b && b[i] == first_b;
  }
  s.mean_a /= static_cast<double>(std::max<int64_t>(count, 1));
  s.mean_b /= static_cast<double>(std::max<int64_t>(count, 1));
  s.constant = constant_a || constant_b;
  return s;
}

/// What is said about all elements together, one after the other.
struct Tally {
  const Tolerance& tolerance;
  TensorVerdict& verdict;

  bool add(double expected, double actual, float bound) {
    const double slack = allowed(expected, bound, tolerance);
    ++verdict.elements;
    if (std::isfinite(slack)) {
      verdict.max_bound = std::max(verdict.max_bound, slack);
    } else {
      ++verdict.unbounded;
    }
    if (std::isfinite(expected) && std::isfinite(actual)) add_error(std::abs(actual - expected), expected, slack);
    const bool right = is_right(expected, actual, bound, tolerance);
    verdict.outside += right ? 0 : 1;
    return right;
  }
  void add_error(double error, double expected, double slack) {
    verdict.max_abs = std::max(verdict.max_abs, error);
    if (expected != 0) verdict.max_rel = std::max(verdict.max_rel, error / std::abs(expected));
    if (error > 0 && std::isfinite(slack)) verdict.worst = std::max(verdict.worst, error / slack);
  }
};

/// The first element of a page.
int64_t first_of(const PageLayout& layout, int64_t page) {
  int64_t first = -1;
  for_each_element(layout, page, [&](int64_t place) { first = first < 0 ? place : first; });
  return first;
}

TensorVerdict::Divergence divergence(const reference::Tensor& expected, const data::Array& actual,
                                     const Tolerance& tolerance, int64_t tile, int64_t element) {
  const auto e = static_cast<size_t>(element);
  TensorVerdict::Divergence d;
  d.tile = index_of(actual.shape, tile);
  d.element = index_of(actual.shape, element);
  d.expected = expected.value.values[e];
  d.actual = actual.values[e];
  d.bound = allowed(d.expected, expected.bound[e], tolerance);
  d.block = expected.writer[e];
  return d;
}

}  // namespace

Tolerance tolerance(const codegen::ProgramSpec& program, const codegen::TensorSpec& tensor) {
  const FloatFormat* format = float_format(tensor.format);
  const bool integers = !tir::parse_dtype(tensor.dtype).value_or(tir::DataType::Float(32)).is_floating();
  if (format == nullptr || integers) return {0, 0, kInfinity, kInfinity, false, false};
  const auto in_family_a = [](DataFormat f) { return device::exponent_family(f) == device::ExponentFamily::A; };
  const bool through_a = std::any_of(program.cbs.begin(), program.cbs.end(),
                                     [&](const codegen::CbSpec& cb) { return in_family_a(cb.format); });
  Tolerance t;
  t.underflow = through_a ? std::max(format->least, 0x1p-14) : format->least;
  t.relative = is_own_format(tensor) ? 0 : std::ldexp(1.0, -format->mantissa);
  t.largest = format->largest;
  t.overflow = format->largest * (1 + std::ldexp(1.0, -format->mantissa - 2));
  t.counts_on = in_family_a(tensor.format);
  t.keeps_nan = tensor.format == DataFormat::Float32;
  return t;
}

double allowed(double expected, float bound, const Tolerance& tolerance) {
  if (!std::isfinite(bound)) return kInfinity;
  const double magnitude = std::isfinite(expected) ? std::abs(expected) : 0;
  return static_cast<double>(bound) + tolerance.underflow + tolerance.relative * magnitude;
}

bool is_right(double expected, double actual, float bound, const Tolerance& tolerance) {
  const double slack = allowed(expected, bound, tolerance);
  if (slack == kInfinity) return true;
  if (std::isnan(expected)) return is_right_nan(actual, tolerance);
  if (std::isinf(expected)) return is_right_infinity(expected, actual, tolerance);
  if (std::isfinite(actual)) return is_near(expected, actual, slack);
  return is_right_overflow(expected, actual, slack, tolerance);
}

double pearson(const std::vector<double>& a, const std::vector<double>& b) {
  const Summary summary = summary_of(a, b);
  if (summary.equal || summary.constant) return summary.equal ? 1 : 0;
  double aa = 0, bb = 0, ab = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!both_finite(a[i], b[i])) continue;
    const double x = a[i] - summary.mean_a, y = b[i] - summary.mean_b;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return ab / (std::sqrt(aa) * std::sqrt(bb));
}

TensorVerdict compare(const codegen::TensorSpec& tensor, const reference::Tensor& expected, const data::Array& actual,
                      const Tolerance& tolerance) {
  const size_t elements = actual.values.size();
  TIR2TT_CHECK(expected.value.shape == actual.shape && expected.value.values.size() == elements &&
                   expected.bound.size() == elements && expected.writer.size() == elements,
               tensor.name + ": the reference has another shape");
  TensorVerdict verdict;
  verdict.name = tensor.tir_name;
  verdict.written = expected.written;
  verdict.pcc = pearson(expected.value.values, actual.values);
  Tally tally{tolerance, verdict};
  const PageLayout layout = page_layout(tensor, actual.shape);
  for (int64_t page = 0; page < layout.pages(); ++page) {
    for_each_element(layout, page, [&](int64_t place) {
      const auto i = static_cast<size_t>(place);
      const bool right = tally.add(expected.value.values[i], actual.values[i], expected.bound[i]);
      if (!right && !verdict.first)
        verdict.first = divergence(expected, actual, tolerance, first_of(layout, page), place);
    });
  }
  verdict.right = verdict.outside == 0;
  return verdict;
}

}  // namespace tir2tt::run
