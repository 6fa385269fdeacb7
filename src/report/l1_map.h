// A picture of a Tensix core's L1, drawn to scale: one letter per circular buffer, the rest shown as well.
//
//     |####AAAAAAABBBBBCC..............................................|
//
// Tested by tests/report/l1_map_test.cc.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/palette.h"

namespace tir2tt::report {

/// A piece of L1. Half-open: [begin, end), in bytes.
struct Segment {
  char letter = '.';
  int cb = -1;  // index into Problem::cbs, -1: not a circular buffer
  int64_t begin = 0, end = 0;
  std::string label;
};

/// Everything from the first byte of L1 to the last, by address: what the firmware and the kernels keep (#), the
/// circular buffers (A, B, …), what is free (.), what the caller reserved (r). Alignment gaps are left out.
std::vector<Segment> l1_segments(const plan::Problem& problem, const plan::Plan& plan);

/// How many columns each segment gets of a bar of at least `columns`: in proportion to its bytes, but every segment
/// is visible. The bar is longer where there are more segments than columns.
std::vector<int> bar_columns(const std::vector<Segment>& segments, int columns);

/// The bar and the legend with addresses.
std::string l1_map(const plan::Problem& problem, const plan::Plan& plan, int width, const Palette& palette);

}  // namespace tir2tt::report
