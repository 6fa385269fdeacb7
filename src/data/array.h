// A dense array on the host: what a kernel's tensor holds before and after a run. Row-major; values as double, which is
// exact for every dtype but 64-bit integers beyond 2^53. Tested by tests/data/array_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tir/dtype.h"

namespace tir2tt::data {

struct Array {
  tir::DataType dtype = tir::DataType::Float(32);
  std::vector<int64_t> shape;  // elements; empty: one value
  std::vector<double> values;  // product of shape
  int64_t elements() const;    // product of shape
};

/// How a floating dtype holds numbers: `precision` significant bits (the hidden one included), normal numbers from
/// 2^min_exponent to `max`. precision 0: not a floating dtype.
struct FloatFormat {
  enum class Specials : uint8_t {
    Ieee,  // infinities and NaNs
    Fn,    // no infinities; NaN has all bits set
    Fnuz,  // no infinities, no -0; NaN is what would be -0
    None,  // neither: what is too large becomes the largest
    E8m0,  // powers of two, NaN has all bits set
  };
  int precision = 0;
  int min_exponent = 0;
  double max = 0;
  Specials specials = Specials::Ieee;
};
/// float8_e4m3 is what TileLang means by it, CUDA's __nv_fp8_e4m3: the same format as float8_e4m3fn (OCP OFP8).
FloatFormat float_format(tir::DataType dtype);

/// `value` as `dtype` holds it: to nearest, ties to even, IEEE 754's infinities; float8 kinds and float16 overflow to
/// infinity where they have one, else to NaN (to the largest number where they have no NaN either); integers truncate
/// towards zero and wrap, bool is 0 or 1.
double round_to(tir::DataType dtype, double value);
/// The same for a floating dtype of at most 32 bits, by its format.
double round_to(const FloatFormat& format, double value);

/// The bits of `value` in `dtype`, rounded first, and the number that bits stand for.
uint64_t to_bits(tir::DataType dtype, double value);
double from_bits(tir::DataType dtype, uint64_t bits);

/// Zeros of that shape.
Array make_array(tir::DataType dtype, std::vector<int64_t> shape);

}  // namespace tir2tt::data
