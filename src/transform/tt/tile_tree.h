// The value of an element-wise nest as a tree over tiles, in operations that the vector unit has: constants are folded
// and stand as scalars in the operations, equal parts are one node.
//
//   (x + 2) * (x + 2) - y / 4   ──>   Sub(Square(AddScalar(x, 2)), MulScalar(y, 0.25))
//
// What is rewritten rounds no differently, and only the sign of a zero may change. Made by tile_reader, scheduled by
// tile_expression. Tested by tests/transform/tile_expression_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "transform/tt/tile_expression.h"

namespace tir2tt::transform {

struct TileNode {
  enum class Kind : uint8_t { Constant, Input, Apply };
  Kind kind = Kind::Constant;
  DstOp op = DstOp::Fill;  // Input: how the tile is loaded
  double value = 0;        // Constant: itself; Apply: the parameter of an operation that has one
  bool scalar = false;     // Apply: has a parameter
  TileInput input = {};
  std::array<int, 3> operands = {-1, -1, -1};  // nodes
  bool condition = false;                      // is 1 or 0
  bool float16 = false, bfloat16 = false;      // is a value of that dtype
};

/// The result of an operation that rounds, for one value.
double round_as(DstOp to, double value);

class TileTree {
 public:
  enum class Compare : uint8_t { Eq, Ne, Lt, Le, Gt, Ge };

  int constant(double value);
  /// `precision`: ToFloat16 or ToBfloat16 where the tile holds that; Copy: anything finer.
  /// `condition`: it is 1 or 0.
  int input(TileInput input, DstOp load, DstOp precision, bool condition = false);
  /// Exp … Trunc, ToFloat16, ToBfloat16: one operand, no parameter.
  int unary(DstOp op, int a);
  /// Add … Pow.
  int binary(DstOp op, int a, int b);
  /// 1 or 0. Two tiles: by the sign of their difference, so infinities of one sign are unequal and neither is less
  /// (inf - inf is NaN), and what differs by less than the smallest normal number is equal.
  int compare(Compare how, int a, int b);
  /// Of conditions (1 or 0).
  int both(int a, int b);
  int either(int a, int b);
  int negate(int condition);
  int is_nonzero(int a);
  int select(int condition, int if_true, int if_false);

  const TileNode& node(int id) const { return nodes_[static_cast<size_t>(id)]; }
  int size() const { return static_cast<int>(nodes_.size()); }

 private:
  using Key = std::tuple<int, int, uint64_t, int, int, int, int, int>;

  int add(TileNode n);
  int apply(DstOp op, int a, int b = -1, int c = -1);
  int apply_scalar(DstOp op, int a, double parameter);
  int sum(int a, int b);
  int difference(int a, int b);
  int product(int a, int b);
  int quotient(int a, int b);
  int power(int a, int b);
  int extreme(DstOp op, int a, int b);
  const double* as_constant(int id) const;
  bool is_condition(const TileNode& n) const;
  /// Every value that the node can have is one that `to` leaves alone.
  bool is_rounded(DstOp to, const TileNode& n) const;

  std::vector<TileNode> nodes_;
  std::map<Key, int> known_;
};

}  // namespace tir2tt::transform
