// Arithmetic on index expressions: building them without `0 +` and `1 *`, dividing them by the edge of a tile, and what
// values they can take. Lets are names for expressions and are looked through.
// Tested by tests/transform/index_math_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "analysis/linear_form.h"
#include "tir/expr.h"

namespace tir2tt::transform {

// Sums and products of int32 expressions; constants are folded, 0 and 1 vanish. Divisors are positive.
tir::Expr plus(const tir::Expr& a, const tir::Expr& b);
tir::Expr plus(const tir::Expr& a, int64_t b);
tir::Expr times(const tir::Expr& a, int64_t b);
tir::Expr times(const tir::Expr& a, const tir::Expr& b);
tir::Expr floor_div(const tir::Expr& a, int64_t b);
tir::Expr floor_mod(const tir::Expr& a, int64_t b);
/// (e + by - 1) / by: tiles that e elements take.
tir::Expr ceil_div(const tir::Expr& e, int64_t by);

using Lets = std::vector<analysis::LetBinding>;
/// The value of the let `v`; null if it is none.
tir::Expr let_value(const tir::VarNode* v, const Lets& lets);

/// `e / by` where that is exact by the form of `e`: sums of multiples. nullopt if it cannot be seen.
std::optional<tir::Expr> divide_exactly(const tir::Expr& e, int64_t by, const Lets& lets);

/// Closed; nullopt = not bounded on that side.
struct Bounds {
  std::optional<int64_t> low, high;
};
using Ranges = std::unordered_map<const tir::VarNode*, Bounds>;
/// Bounds of an integer expression whose variables have the given ranges (those that are missing: unbounded).
Bounds bounds_of(const tir::Expr& e, const Ranges& ranges, const Lets& lets);

/// Whether `e` rounds a quotient or takes a remainder of something that may be negative: C++ does that towards zero.
bool rounds_negative(const tir::Expr& e, const Ranges& ranges, const Lets& lets);

/// Whether `v` occurs in `e`, lets looked through.
bool mentions(const tir::Expr& e, const tir::VarNode* v, const Lets& lets);

}  // namespace tir2tt::transform
