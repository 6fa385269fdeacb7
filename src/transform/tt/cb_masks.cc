// Pads that a reduction would see: where a block ends within a tile, and beside a vector, which takes one row or column
// of each tile. Tensors are padded with zeros, so a sum of what the reader alone has written needs no masks.
#include <algorithm>

#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {
namespace {

using analysis::OpKind;
using analysis::ReduceKind;
using analysis::TileOp;
using analysis::TileProgram;

bool is_sum(const TileOp& op) { return op.reduce_sum || op.reduce == ReduceKind::AbsSum; }

/// Only the reader fills it, and that leaves zeros around what it loads.
bool is_zero_padded(const Drafts& d, int buffer) {
  for (size_t i = 0; i < d.ops.size(); ++i) {
    const TileOp& op = d.ops[i];
    if (d.vanished[i] || op.dst != buffer) continue;
    if (op.kind != OpKind::Load || op.converts || op.reads_dst) return false;
  }
  return true;
}

bool is_vector(const std::vector<int64_t>& shape) {
  return std::ranges::count_if(shape, [](int64_t e) { return e != 1; }) <= 1;
}

/// Elements in the last tile of a line of `n`.
int64_t rest(int64_t n, int64_t edge) { return n % edge == 0 ? edge : n % edge; }

const std::vector<int64_t>& shape_of(const TileProgram& p, const TileOp& op) {
  return p.buffers[static_cast<size_t>(op.srcs[0].buffer)].shape;
}

BlockMasks masks_of_matrix(const TileOp& op, int64_t rows, int64_t cols) {
  const int64_t last_rows = op.reduce_axis == 1 ? 32 : rest(rows, 32);
  const int64_t last_cols = op.reduce_axis == 0 ? 32 : rest(cols, 32);
  return {{}, {32, last_cols}, {last_rows, 32}, {last_rows, last_cols}};
}

}  // namespace

BlockMasks masks_of(const TileProgram& p, const Drafts& d, const TileOp& op) {
  const int buffer = op.srcs[0].buffer;
  const std::vector<int64_t>& shape = shape_of(p, op);
  const int64_t n = p.buffers[static_cast<size_t>(buffer)].elements();
  const Layout layout = d.buffers[static_cast<size_t>(buffer)].layout;
  if (shape.empty() || n <= 0 || (is_sum(op) && is_zero_padded(d, buffer))) return {};
  if (layout == Layout::Dense) {
    const TileMask all{32, 1024, true}, last{32, rest(n, 1024), true};
    return {all, last, all, last};
  }
  if (layout == Layout::Column) {
    const TileMask inner{32, 1}, last{rest(n, 32), 1};
    return {inner, inner, last, last};
  }
  if (layout == Layout::Row) {
    const TileMask inner{1, 32}, last{1, rest(n, 32)};
    return {inner, last, inner, last};
  }
  return masks_of_matrix(op, shape.size() >= 2 ? shape[shape.size() - 2] : 1, shape.back());
}

bool may_need_masks(const TileProgram& p, const Drafts& d, const TileOp& op) {
  if (op.kind != OpKind::Reduce || op.srcs.empty()) return false;
  const std::vector<int64_t>& shape = shape_of(p, op);
  if (shape.empty() || (is_sum(op) && is_zero_padded(d, op.srcs[0].buffer))) return false;
  if (is_vector(shape)) return true;
  return shape.back() % 32 != 0 || shape[shape.size() - 2] % 32 != 0;
}

}  // namespace tir2tt::transform
