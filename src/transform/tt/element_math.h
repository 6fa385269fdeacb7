// What a data-movement RISC can compute for an element: integers, comparisons, bits, casts, and float arithmetic as far
// as it is exact to the last rounding. Everything else is compute's. Also which elements of tensors such a value reads.
// Tested by tests/transform/element_math_test.cc.
#pragma once

#include <vector>

#include "tir/expr.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {

/// An element of this type can be held and computed with: integers of 8 to 64 bits, bool, float32, bfloat16, float16,
/// float8_e4m3 (which is e4m3fn) and float8_e5m2.
bool can_compute_on_data_movement(tir::DataType t);

/// Whether the value can be computed there, operator by operator; a load counts as what it loads, whatever its buffer.
/// Lets are looked through; other variables are integers that the kernel knows.
bool can_compute_on_data_movement(const tir::Expr& e, const Lets& lets);

/// The loads in `e` that differ, lets looked through, in the order in which a walk from the root meets them: a load
/// before the loads in its indices. A value that reads several elements of one tensor has several.
std::vector<const tir::BufferLoadNode*> distinct_loads(const tir::Expr& e, const Lets& lets);
/// The same for several expressions, one after the other; null ones have none.
std::vector<const tir::BufferLoadNode*> distinct_loads(const tir::Exprs& es, const Lets& lets);

}  // namespace tir2tt::transform
