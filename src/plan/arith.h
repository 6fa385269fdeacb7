// Integer helpers of the solver. Sizes come from the user's shapes, so products saturate instead of overflowing.
// The verifier has its own. Tested by tests/plan/solve_test.cc.
#pragma once

#include <cstdint>
#include <numeric>

namespace tir2tt::plan {

/// More than any chip has; sums of a few of them still fit.
constexpr int64_t kHuge = int64_t{1} << 60;

inline int64_t ceil_div(int64_t a, int64_t b) { return a / b + (a % b > 0); }
inline int64_t sat_mul(int64_t a, int64_t b) {
  int64_t product = 0;
  return __builtin_mul_overflow(a, b, &product) || product > kHuge ? kHuge : product;
}
inline int64_t sat_add(int64_t a, int64_t b) { return a + b > kHuge ? kHuge : a + b; }
inline int64_t sat_lcm(int64_t a, int64_t b) { return sat_mul(a / std::gcd(a, b), b); }
inline int64_t round_up(int64_t a, int64_t multiple) { return sat_mul(ceil_div(a, multiple), multiple); }

}  // namespace tir2tt::plan
