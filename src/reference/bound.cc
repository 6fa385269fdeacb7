#include "reference/bound.h"

namespace tir2tt::reference {

namespace {

/// Half a last place beyond the largest number. float16 goes on there on the chip, as a host reads it in another way.
double overflow_of(const data::FloatFormat& f) {
  if (f.precision > 24 || f.specials == data::FloatFormat::Specials::Ieee) return f.max;
  return f.max + std::ldexp(1.0, std::ilogb(f.max) - f.precision);
}

}  // namespace

Rounding rounding_of(tir::DataType dtype) {
  const data::FloatFormat f = data::float_format(dtype);
  if (f.precision == 0) return {dtype};
  const int precision = std::min(f.precision, 24);  // the device knows no float64
  const int exponent = std::max(f.min_exponent, -126);
  return {dtype, true, std::ldexp(1.0, 1 - precision), std::ldexp(1.0, exponent), overflow_of(f), f};
}

bool widens(tir::DataType from, tir::DataType to) {
  const data::FloatFormat a = data::float_format(from), b = data::float_format(to);
  if (a.precision == 0 || b.precision == 0) return from == to;
  const bool specials = a.specials == b.specials || b.specials == data::FloatFormat::Specials::Ieee;
  return a.precision <= b.precision && a.max <= b.max && a.min_exponent >= b.min_exponent && specials;
}

}  // namespace tir2tt::reference
