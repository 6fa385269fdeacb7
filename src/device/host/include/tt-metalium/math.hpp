// Whole-number division and rounding. Tested by tests/device/host_values_test.cc.
#pragma once

#include <concepts>

namespace tt {

/// a / b, rounded up.
template <std::integral A, std::integral B>
constexpr auto div_up(A a, B b) {
  return (a + b - 1) / b;
}
/// The smallest multiple of b that is at least a; the largest that is at most a.
template <std::integral A, std::integral B>
constexpr auto round_up(A a, B b) {
  return b * div_up(a, b);
}
template <std::integral A, std::integral B>
constexpr auto round_down(A a, B b) {
  return b * (a / b);
}

}  // namespace tt
