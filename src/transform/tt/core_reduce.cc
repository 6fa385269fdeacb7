// Reductions, in one of three ways:
//   - the matrix unit multiplies by ones: sums and maxima of 16-bit values, and of what need not be whole float32;
//   - the vector unit folds the tiles of a row or column of tiles into one, which the matrix unit reduces: what that
//   has
//     not, where DST has words of 16 bits;
//   - the vector unit alone, in float32. It reduces columns only, so rows are transposed in DST; pads are replaced by
//     the neutral value first.
// Tested by tests/transform/core_compute_test.cc and tests/run/kernels.
#include <algorithm>
#include <cmath>

#include "transform/tt/core_builder.h"

namespace tir2tt::transform {

using analysis::OpKind;
using analysis::ReduceKind;
using analysis::TileOp;
using tir::Expr;

// ---- the matrix unit --------------------------------------------------------------------------------------------

void CoreBuilder::math_of_reduce(const TileOp& op, const SectionTiles& s) {
  const int from = matrix_cb(op.srcs[0].buffer);
  if (from < 0 || map_.scaler < 0) return;
  const Part source = whole(from);
  each_tile(s, [&](const TileAt& tile) {
    const int64_t lines = op.reduce_axis == 1 ? source.cols : op.reduce_axis == 0 ? source.rows : source.tiles;
    repeat(lines, "t", [&](const Expr& t) {
      MathStep step;
      step.kind = MathStep::Kind::Reduce;
      step.cb = from;
      step.cb_b = map_.scaler;
      step.tile = op.reduce_axis == 1   ? plus(times(tile.linear, source.cols), t)
                  : op.reduce_axis == 0 ? plus(times(t, source.cols), tile.linear)
                                        : t;
      step.tile_b = tir::make_int(0);
      step.slot = tile.slot;
      step.maximum = !op.reduce_sum;
      step.axis = op.reduce_axis;
      add_step(std::move(step));
    });
  });
}

// ---- both units -------------------------------------------------------------------------------------------------
//
// A reduction that the matrix unit does not know, for one tile of the result:
//   min(x)      = -max(-x)           sum and max of |x|: the same with |x| in the place of x
// The tiles of its row or column are folded into one in DST, which the matrix unit then reduces.

void CoreBuilder::load_to(int slot, int c, const Expr& tile) {
  MathStep step;
  step.cb = c;
  step.tile = tile;
  step.dst.out = slot;
  step.slot = tir::make_int(0);
  add_step(std::move(step));
}

void CoreBuilder::add_dst(DstOp op, int out, int a, int b, int c) {
  MathStep step;
  step.dst.op = op;
  step.dst.out = out, step.dst.a = a, step.dst.b = b, step.dst.c = c;
  step.slot = tir::make_int(0);
  add_step(std::move(step));
}

void CoreBuilder::fold_tile(const TileOp& op, const Expr& tile, int slot) {
  load_to(slot, of(op.srcs[0].buffer), tile);
  add_dst(op.reduce == analysis::ReduceKind::Min ? DstOp::Negative : DstOp::Abs, slot);
  if (slot > 0) add_dst(op.reduce == analysis::ReduceKind::AbsSum ? DstOp::Add : DstOp::Max, 0, 0, slot);
}

void CoreBuilder::fold(size_t i, const SectionTiles& s) {
  const TileOp& op = d_.ops[i];
  const Part source = whole(of(op.srcs[0].buffer));
  const int64_t lines = op.reduce_axis == 1 ? source.cols : op.reduce_axis == 0 ? source.rows : source.tiles;
  const auto tile = [&](const Expr& t) {
    return op.reduce_axis == 1   ? plus(times(s.first, source.cols), t)
           : op.reduce_axis == 0 ? plus(times(t, source.cols), s.first)
                                 : t;
  };
  Node n;
  n.kind = Node::Kind::Section;
  n.count = 2;
  largest_section_ = std::max(largest_section_, n.count);
  open(std::move(n));
  fold_tile(op, tile(tir::make_int(0)), 0);
  if (lines > 1) {
    repeat(lines - 1, "t", [&](const Expr& t) { fold_tile(op, tile(plus(t, 1)), 1); });
  }
  SectionTiles one;
  one.count = 1;
  end_section(map_.ops[i].partial, one, 1);
  wait(map_.ops[i].partial);
}

void CoreBuilder::math_of_folded(size_t i, const SectionTiles& s, int old) {
  const TileOp& op = d_.ops[i];
  const bool minimum = op.reduce == analysis::ReduceKind::Min;
  if (old >= 0) load_to(1, old, moves_in_sections(i, old) ? tir::make_int(0) : s.first);
  MathStep step;
  step.kind = MathStep::Kind::Reduce;
  step.cb = map_.ops[i].partial;
  step.cb_b = map_.scaler;
  step.tile = step.tile_b = step.slot = tir::make_int(0);
  step.maximum = op.reduce != analysis::ReduceKind::AbsSum;
  step.axis = op.reduce_axis;
  add_step(std::move(step));
  if (minimum) add_dst(DstOp::Negative, 0);
  if (old >= 0) add_dst(minimum ? DstOp::Min : step.maximum ? DstOp::Max : DstOp::Add, 0, 0, 1);
}

// ---- the vector unit alone ---------------------------------------------------------------------------------------

namespace {

struct VectorReduction {
  ReduceKind kind;
  DstOp join, columns;
  float neutral;
};
constexpr VectorReduction kVectorReductions[] = {
    {ReduceKind::Sum, DstOp::Add, DstOp::ColumnSum, 0},
    {ReduceKind::Max, DstOp::Max, DstOp::ColumnMax, -HUGE_VALF},
    {ReduceKind::Min, DstOp::Min, DstOp::ColumnMin, HUGE_VALF},
    {ReduceKind::AbsSum, DstOp::Add, DstOp::ColumnSum, 0},
    {ReduceKind::AbsMax, DstOp::Max, DstOp::ColumnMax, 0},
};
const VectorReduction& row_of(const TileOp& op) {
  const ReduceKind kind = op.reduce_sum && op.reduce != ReduceKind::AbsSum ? ReduceKind::Sum : op.reduce;
  return *std::ranges::find(kVectorReductions, kind, &VectorReduction::kind);
}

MathStep fill_step(int slot, float value) {
  MathStep step;
  step.dst.op = DstOp::Fill;
  step.dst.out = slot;
  step.dst.parameters = {value};
  step.slot = tir::make_int(0);
  return step;
}

bool has_magnitudes(const TileOp& op) { return op.reduce == ReduceKind::AbsSum || op.reduce == ReduceKind::AbsMax; }

}  // namespace

/// Of DST; 0: not one that goes tile by tile. The result, the next tile, its mask and the neutral value.
int64_t CoreBuilder::slots_of_reduction(const TileOp& op) const {
  if (d_.is_folded(op)) return 2;
  if (!d_.in_vector_unit(op)) return 0;
  const BlockMasks m = masks_of(p_, d_, op);
  return m.inner.all() && m.last_col.all() && m.last_row.all() && m.corner.all() ? 2 : 4;
}

/// `body(number of the line, mask)`; the last line may have a mask of its own.
template <class Body>
void CoreBuilder::each_line(int64_t lines, const TileMask& inner, const TileMask& last, const Body& body) {
  const bool alike = inner == last;
  if (alike || lines > 1) {
    repeat(alike ? lines : lines - 1, "t", [&](const Expr& t) { body(t, inner); });
  }
  if (!alike) body(tir::make_int(lines - 1), last);
}

void CoreBuilder::join_tile(const TileOp& op, const Expr& tile, const TileMask& mask) {
  const VectorReduction& row = row_of(op);
  load_to(1, of(op.srcs[0].buffer), tile);
  if (has_magnitudes(op)) add_dst(DstOp::Abs, 1);
  if (!mask.all()) {
    load_to(2, map_.mask(mask), tir::make_int(0));
    add_step(fill_step(3, row.neutral));
    add_dst(DstOp::Where, 1, 2, 1, 3);
  }
  add_dst(row.join, 0, 0, 1);
}

/// All tiles that make one of the result, element by element, into slot 0.
void CoreBuilder::join_tiles(const TileOp& op, const SectionTiles& s) {
  const Part source = whole(of(op.srcs[0].buffer));
  const BlockMasks m = masks_of(p_, d_, op);
  const auto at = [&](const Expr& row, const Expr& col) { return plus(times(row, source.cols), col); };
  if (op.reduce_axis == 1) {
    return each_line(source.cols, m.inner, m.last_col,
                     [&](const Expr& t, const TileMask& mask) { join_tile(op, at(s.first, t), mask); });
  }
  if (op.reduce_axis == 0) {
    return each_line(source.rows, m.inner, m.last_row,
                     [&](const Expr& t, const TileMask& mask) { join_tile(op, at(t, s.first), mask); });
  }
  const bool alike = m.inner == m.last_row && m.last_col == m.corner;
  const auto row_of_tiles = [&](const Expr& r, const TileMask& inner, const TileMask& last) {
    each_line(source.cols, inner, last, [&](const Expr& c, const TileMask& mask) { join_tile(op, at(r, c), mask); });
  };
  if (alike || source.rows > 1) {
    repeat(alike ? source.rows : source.rows - 1, "r", [&](const Expr& r) { row_of_tiles(r, m.inner, m.last_col); });
  }
  if (!alike) row_of_tiles(tir::make_int(source.rows - 1), m.last_row, m.corner);
}

void CoreBuilder::reduce_in_vector_unit(size_t i, const SectionTiles& s, int old) {
  const TileOp& op = d_.ops[i];
  const VectorReduction& row = row_of(op);
  add_step(fill_step(0, row.neutral));
  join_tiles(op, s);
  if (op.reduce_axis == 1) add_dst(DstOp::Transpose, 0);
  add_dst(row.columns, 0);
  if (op.reduce_axis >= 1) add_dst(DstOp::Transpose, 0);
  if (op.reduce_axis == 2) add_dst(row.columns, 0);
  if (old < 0) return;
  load_to(1, old, moves_in_sections(i, old) ? tir::make_int(0) : s.first);
  add_dst(row.join, 0, 0, 1);
}

}  // namespace tir2tt::transform
