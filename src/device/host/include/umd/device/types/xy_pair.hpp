// A pair of coordinates, x the column, under the names that host programs use. Tested by
// tests/device/host_values_test.cc.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>

namespace tt::umd {

struct xy_pair {
  std::size_t x = 0;
  std::size_t y = 0;

  constexpr xy_pair() = default;
  constexpr xy_pair(std::size_t column, std::size_t row) : x(column), y(row) {}

  friend constexpr bool operator==(const xy_pair&, const xy_pair&) = default;
  /// By x, then by y.
  friend constexpr auto operator<=>(const xy_pair&, const xy_pair&) = default;
};

}  // namespace tt::umd

using tt_xy_pair = tt::umd::xy_pair;

template <>
struct std::hash<tt::umd::xy_pair> {
  std::size_t operator()(const tt::umd::xy_pair& pair) const noexcept { return pair.x * 1000003 ^ pair.y; }
};
