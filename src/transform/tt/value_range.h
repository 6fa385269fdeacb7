// Which values the elements of tile buffers can have. Compute works with floats; integers are floats there, which is
// right as long as each of them is one that the format holds. Intervals over all values prove that:
//
//   A_s, B_s: int8                        [-128, 127]
//   C_l[i, j] += A_s[i, k] * B_s[k, j]    64 products in each of 8 iterations: [-8323072, 8388608], within 2^24
//
// Method: each operation says which values it writes, from the intervals of what it reads (Cousot and Cousot, 1977), to
// a fixed point; what still grows after a few rounds can be anything of its type. What is added to a buffer counts as
// often as the loops around it run. Integers that leave their type wrap, so they can be anything of it.
// Tested by tests/transform/value_range_test.cc.
#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "analysis/tile_program.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {

/// Closed. `exact`: every value is one that the float holds in which it is kept; says something of integers only.
struct ValueRange {
  double low = -HUGE_VAL, high = HUGE_VAL;
  bool exact = true;
  bool empty() const { return low > high; }
  friend bool operator==(const ValueRange&, const ValueRange&) = default;
};

/// Integers up to here are float32 values, each of them.
constexpr double kExactInFloat32 = 16'777'216;
/// The same of what the matrix unit makes of float32: TF32.
constexpr double kExactInTf32 = 2048;

/// The dtype in which compute keeps values of `t`: of integers of up to 8 bits that is `half`, the kernel's own float
/// of 16 bits, of others float32. nullopt: compute has nothing to do with integers, and they stay what they are.
tir::DataType kept_as(tir::DataType t, std::optional<tir::DataType> half);

/// What a value of the type can be.
ValueRange range_of_type(tir::DataType t);

/// What a value of `from` becomes in `to`.
ValueRange range_of_cast(ValueRange v, tir::DataType from, tir::DataType to);

class ValueRanges {
 public:
  /// Nothing is known of buffers but their types.
  ValueRanges() = default;
  /// `loops`: what the variables of loops around operations can be.
  ValueRanges(const analysis::TileProgram& program, const std::vector<analysis::TileOp>& ops, const Ranges& loops);

  ValueRange of_buffer(int buffer) const { return buffers_[static_cast<size_t>(buffer)]; }
  /// `e`: part of the value or of a guard of `op`. `loops`: those of its nest as well.
  ValueRange of(const tir::Expr& e, const analysis::TileOp& op, const Ranges& loops, const Lets& lets) const;

 private:
  friend class RangeFinder;
  std::vector<ValueRange> buffers_;
};

/// What loops of constant bounds can be; the numbers of blocks are not negative.
Ranges ranges_of_loops(const analysis::TileProgram& program);

/// `loops` and the loops of the nest of `op`.
Ranges with_loops_of(const analysis::TileOp& op, Ranges loops);

}  // namespace tir2tt::transform
