#include "data/random.h"

#include <cmath>

#include "data/array.h"

namespace tir2tt::data {
namespace {

constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio

/// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (OOPSLA 2014); the constants are Stafford's
/// variant 13.
uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

/// The least normal number of the small floats. A Tensix core takes what is below it for 0, and a sum of many products
/// would show that: such values are drawn as 0.
double least_normal(tir::DataType dtype) {
  switch (dtype.code) {
    case tir::TypeCode::Float: return dtype.bits == 16 ? 0x1p-14 : 0;
    case tir::TypeCode::Float8_e5m2:
    case tir::TypeCode::Float8_e5m2fnuz: return 0x1p-14;
    case tir::TypeCode::Float8_e4m3:
    case tir::TypeCode::Float8_e4m3b11fnuz:
    case tir::TypeCode::Float8_e4m3fn:
    case tir::TypeCode::Float8_e4m3fnuz: return 0x1p-6;
    default: return 0;
  }
}

double value_of(tir::DataType dtype, double least, uint64_t random) {
  if (dtype.is_bool()) return static_cast<double>(random >> 63);
  const bool any = dtype.is_integral() && dtype.bits == 8 && (random & 1) != 0;
  if (any) return static_cast<double>(random >> 56) - (dtype.is_int() ? 128 : 0);
  if (dtype.is_uint()) return static_cast<double>(random >> 61);
  if (dtype.is_int()) return static_cast<double>(random >> 60) - 8;
  const double value = round_to(dtype, static_cast<double>(random >> 11) * 0x1p-52 - 1);
  return std::abs(value) < least ? 0 : value;
}

}  // namespace

Array random_array(tir::DataType dtype, std::vector<int64_t> shape, uint64_t seed, uint64_t stream) {
  Array array = make_array(dtype, std::move(shape));
  const uint64_t key = mix(mix(seed + kGolden) + (stream + 1) * kGolden);
  const double least = least_normal(dtype);
  uint64_t counter = key;
  for (double& value : array.values) value = value_of(dtype, least, mix(counter += kGolden));
  return array;
}

}  // namespace tir2tt::data
