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

/// `value` as `dtype` holds it: to nearest, ties to even, IEEE 754's infinities; float8 kinds and float16 overflow to
/// infinity where they have one, else to NaN; integers wrap, bool is 0 or 1.
double round_to(tir::DataType dtype, double value);

/// Zeros of that shape.
Array make_array(tir::DataType dtype, std::vector<int64_t> shape);

}  // namespace tir2tt::data
