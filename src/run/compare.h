// One tensor of the device beside the reference's. An element is right when it is within the reference's bound, plus
// what the tensor's place in DRAM adds, which the reference cannot know (Tolerance). NaN is right for NaN, an infinity
// for the same infinity, and where Tensix has neither, what it has instead:
//   - its float16 and float8 count on where IEEE 754 has infinities and NaNs: 65536 … 131008 have the patterns that a
//     host reads as infinity or NaN. For an expected infinity any of these of its sign is right, and the largest finite
//     number, at which such a value may have been clamped;
//   - the packer turns NaN into infinity, but not in Float32.
// A finite number may come back as an infinity if its bound reaches beyond the format's range.
// Tested by tests/run/compare_test.cc.
#pragma once

#include "codegen/tt/program_spec.h"
#include "data/array.h"
#include "reference/reference.h"
#include "run/run_kernel.h"

namespace tir2tt::run {

struct Tolerance {
  double underflow = 0;    // absolute: numbers below the least normal one become 0
  double relative = 0;     // the format is not the dtype's own: its rounding
  double largest = 0;      // the format's largest finite number, as a host reads it; infinity for integers
  double overflow = 0;     // the least magnitude that is rounded beyond it
  bool counts_on = false;  // no infinities and NaNs on the chip
  bool keeps_nan = false;
};
Tolerance tolerance(const codegen::ProgramSpec& program, const codegen::TensorSpec& tensor);

/// How far `actual` may be from `expected`.
double allowed(double expected, float bound, const Tolerance& tolerance);
bool is_right(double expected, double actual, float bound, const Tolerance& tolerance);

/// `actual`: of the same shape. Of the first divergence core and iteration are left open.
TensorVerdict compare(const codegen::TensorSpec& tensor, const reference::Tensor& expected, const data::Array& actual,
                      const Tolerance& tolerance);

/// Pearson's correlation over the elements that are finite in both. 1 where they are equal (of no elements they
/// are), 0 where they differ and one is constant.
double pearson(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace tir2tt::run
