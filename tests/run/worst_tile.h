// How far off a tile of an output is as a whole: what is missing, stale or in another's place is seen even where the
// bounds of its elements are wide. Tested by tests/run/kernels_test.cc.
#pragma once

#include <algorithm>
#include <cmath>

#include "codegen/tt/program_spec.h"
#include "data/array.h"
#include "run/tensor_pages.h"

namespace tir2tt::run {

/// Tensix flushes what is below the least normal number of a format to 0 (docs/compile.md, 5); a buffer on the way may
/// be of float16.
inline bool is_flushed(const codegen::ProgramSpec& program, double expected, double actual) {
  const bool halves = std::any_of(program.cbs.begin(), program.cbs.end(),
                                  [](const codegen::CbSpec& c) { return c.format == target::DataFormat::Float16; });
  return halves && actual == 0 && std::abs(expected) < 0x1p-14;
}

/// The largest error of a tile, as a root mean square, beside that of the expected tensor; elements that are finite in
/// both and not flushed. 0 for a tensor of zeros that is right.
inline double worst_tile(const codegen::ProgramSpec& program, size_t tensor, const data::Array& expected,
                         const data::Array& actual) {
  const PageLayout layout = page_layout(program.tensors[tensor], expected.shape);
  const auto finite = [](double x) { return std::isfinite(x) ? x : 0; };
  double power = 0, worst = 0;
  for (const double x : expected.values) power += finite(x) * finite(x);
  for (int64_t page = 0; page < layout.pages(); ++page) {
    double sum = 0, count = 0;
    for_each_element(layout, page, [&](int64_t at) {
      const size_t i = static_cast<size_t>(at);
      const bool flushed = is_flushed(program, expected.values[i], actual.values[i]);
      const double error = flushed ? 0 : finite(expected.values[i] - actual.values[i]);
      sum += error * error, count += 1;
    });
    if (count > 0) worst = std::max(worst, sum / count);
  }
  const double mean = power / static_cast<double>(std::max<size_t>(1, expected.values.size()));
  return worst == 0 ? 0 : std::sqrt(worst / std::max(mean, 1e-30));
}

/// What worst_tile may be where a kernel is right. float8 has three bits and the packer cuts off what is behind them,
/// so half of the elements are one last place, an eighth, away.
inline double tile_error_of(const codegen::TensorSpec& spec) { return spec.dtype.starts_with("float8") ? 0.12 : 0.05; }

}  // namespace tir2tt::run
