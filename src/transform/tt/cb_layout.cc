// How each buffer lies in hardware tiles. A buffer with two long axes is a matrix. One with a single long axis is
// *dense* (1024 elements per tile) as long as it is only used element-wise, in full reductions and in row-major
// transfers; a row reduction makes it a column, a broadcast along the rows of a matrix makes it a row. Buffers that
// meet element by element lie alike, so evidence spreads over them (union-find over the operands of each operation).
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "transform/tt/cb_draft.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {
namespace {

using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::TileBuffer;
using analysis::TileOp;
using analysis::TileProgram;

class Groups {
 public:
  explicit Groups(size_t n) : parent_(n) { std::iota(parent_.begin(), parent_.end(), 0); }
  int find(int i) {
    while (parent_[static_cast<size_t>(i)] != i) {
      i = parent_[static_cast<size_t>(i)] = parent_[static_cast<size_t>(parent_[static_cast<size_t>(i)])];
    }
    return i;
  }
  void join(int a, int b) { parent_[static_cast<size_t>(find(a))] = find(b); }

 private:
  std::vector<int> parent_;
};

/// One long axis: rank 1, or all axes but the last are 1, or all but the first.
bool is_vector(const TileBuffer& b) {
  return std::count_if(b.shape.begin(), b.shape.end(), [](int64_t e) { return e != 1; }) <= 1;
}
bool is_tall(const TileBuffer& b) { return b.shape.size() >= 2 && b.shape.back() == 1 && b.elements() > 1; }

struct Evidence {
  bool column = false, row = false, matrix = false;
};

class LayoutFinder {
 public:
  LayoutFinder(const TileProgram& p, Drafts* d) : p_(p), d_(d), groups_(p.buffers.size()), seen_(p.buffers.size()) {}

  void run() {
    for (size_t i = 0; i < d_->ops.size(); ++i) {
      if (d_->vanished[i]) continue;
      look(d_->ops[i]);
      if (d_->closes[i] >= 0) closing(d_->ops[i], d_->ops[static_cast<size_t>(d_->closes[i])].dst);
    }
    std::vector<Evidence> of_group(seen_.size());
    std::vector<bool> forced(seen_.size());
    for (size_t i = 0; i < seen_.size(); ++i) {
      const size_t g = static_cast<size_t>(groups_.find(static_cast<int>(i)));
      of_group[g].column |= seen_[i].column;
      of_group[g].row |= seen_[i].row;
      forced[g] = forced[g] || d_->buffers[i].needs_32x32;
    }
    for (size_t i = 0; i < seen_.size(); ++i) {
      const size_t g = static_cast<size_t>(groups_.find(static_cast<int>(i)));
      decide(i, of_group[g]);
      d_->buffers[i].needs_32x32 = forced[g];
    }
  }

 private:
  bool vector(int b) const { return is_vector(p_.buffers[static_cast<size_t>(b)]); }
  BufferDraft& draft(int b) { return d_->buffers[static_cast<size_t>(b)]; }

  void look(const TileOp& op) {
    if (op.shape_of() >= 0) draft(op.shape_of()).needs_32x32 = true;
    transfers(op);
    for (const Operand& o : op.srcs) operand(op, o, &o == &op.srcs[0]);
    if (op.kind == OpKind::Gemm && op.dst >= 0) matrix(op.dst);
    if (op.kind == OpKind::Reduce && op.dst >= 0) reduction(op);
  }

  void matrix(int b) {
    seen_[static_cast<size_t>(b)].matrix = true;
    draft(b).needs_32x32 = true;
  }

  /// Compute works on 32x32 tiles, and tensors lie in DRAM in them.
  void operand(const TileOp& op, const Operand& o, bool first) {
    draft(o.buffer).needs_32x32 = true;
    if (op.kind == OpKind::Gemm) return matrix(o.buffer);
    if (op.kind == OpKind::Reduce && first) return;
    Evidence& e = seen_[static_cast<size_t>(o.buffer)];
    switch (o.pattern) {
      case Pattern::Same:
        if (op.shape_of() >= 0) groups_.join(o.buffer, op.shape_of());
        return;
      case Pattern::Column: e.column = true; break;
      case Pattern::Row: e.row = true; break;
      default: break;
    }
  }

  /// What is computed from an accumulator in DST lies as the accumulator does.
  void closing(const TileOp& op, int accumulator) { groups_.join(accumulator, op.shape_of()); }

  /// 1024 elements of a vector make a tile only where its blocks in DRAM are multiples of that; else they are rows.
  void transfers(const TileOp& op) {
    const int buffer = op.shape_of();
    if (buffer < 0 || !vector(buffer)) return;
    for (const auto* accesses : {&op.loads, &op.stores}) {
      for (const analysis::DramAccess& a : *accesses) {
        if (!is_dense(a)) seen_[static_cast<size_t>(buffer)].row = true;
      }
    }
  }

  bool is_dense(const analysis::DramAccess& a) const {
    constexpr int64_t kTile = 1024;
    if (a.elements || a.col_axis < 0 || a.starts.empty()) return true;
    const size_t k = static_cast<size_t>(a.col_axis);
    const int64_t* extent = tir::as_int(a.tensor->shape[k]);
    if (extent && *extent == a.extents[k]) return true;  // all of the axis, from its start
    return a.extents[k] % kTile == 0 && divide_exactly(a.starts[k], kTile, p_.lets).has_value();
  }

  void reduction(const TileOp& op) {
    draft(op.dst).needs_32x32 = true;
    if (!vector(op.dst)) return;
    Evidence& e = seen_[static_cast<size_t>(op.dst)];
    if (op.reduce_axis == 1) e.column = true;
    if (op.reduce_axis == 0) e.row = true;
  }

  void decide(size_t i, const Evidence& group) {
    BufferDraft& b = d_->buffers[i];
    const TileBuffer& t = p_.buffers[i];
    if (!is_vector(t) || seen_[i].matrix) return;
    b.layout = group.column ? Layout::Column : group.row ? Layout::Row : is_tall(t) ? Layout::Column : Layout::Dense;
    if (!b.placed || t.elements() == 1) return;
    constexpr const char* kWhy[] = {"", "dense: used element by element only", "a column of tiles: one value per row",
                                    "a row of tiles: one value per column"};
    b.reasons.emplace_back(kWhy[static_cast<size_t>(b.layout)]);
  }

  const TileProgram& p_;
  Drafts* d_;
  Groups groups_;
  std::vector<Evidence> seen_;
};

bool padded(int64_t extent) { return extent % 32 != 0; }

/// Pad lanes that would change a result: along a reduced axis, or along the inner axis of a matmul. A block that
/// only the reader fills has zeros there, which a sum and a matmul do not see.
void find_masks(const TileProgram& p, Drafts* d) {
  for (size_t i = 0; i < d->ops.size(); ++i) {
    const TileOp& op = d->ops[i];
    if (d->vanished[i] || (op.kind != OpKind::Reduce && op.kind != OpKind::Gemm) || d->in_vector_unit(op)) continue;
    for (size_t k = 0; k < op.srcs.size(); ++k) {
      BufferDraft& b = d->buffers[static_cast<size_t>(op.srcs[k].buffer)];
      const std::vector<int64_t>& shape = p.buffers[static_cast<size_t>(op.srcs[k].buffer)].shape;
      const bool zero_padded = b.loaded && !b.computed;
      if (shape.empty() || (zero_padded && (op.kind == OpKind::Gemm || op.reduce_sum))) continue;
      const int64_t rows = shape.size() >= 2 ? shape[shape.size() - 2] : 1, cols = shape.back();
      if (op.kind == OpKind::Reduce) {
        const bool dense = b.layout == Layout::Dense;
        b.needs_mask |=
            dense ? cols % 1024 != 0 : (op.reduce_axis != 0 && padded(cols)) || (op.reduce_axis != 1 && padded(rows));
      } else {
        const bool inner_is_cols = k == 0 ? !op.transpose_a : op.transpose_b;
        b.needs_mask |= padded(inner_is_cols ? cols : rows);
      }
    }
  }
}

/// float8 has 5 bits of exponent or fewer, as float16 has; bfloat16 has 8, and compute works with one of the two.
/// Beside bfloat16 it stays outside: the reader widens it without loss, the writer rounds it.
void widen_float8(const TileProgram& p, Drafts* d) {
  d->widens_float8 = d->half == tir::DataType::BFloat16() || std::ranges::any_of(p.buffers, [](const TileBuffer& b) {
                       return b.dtype == tir::DataType::BFloat16();
                     });
  if (!d->widens_float8) return;
  for (BufferDraft& b : d->buffers) {
    if (!b.placed || !is_float8(b.stored_as) || (b.computed && b.read_by_compute)) continue;
    b.stored_as = b.computed && d->fp32_dest_acc ? tir::DataType::Float(32) : tir::DataType::BFloat16();
    b.reasons.push_back(fmt::format("{} in L1: the {} between it and float8", to_string(b.stored_as),
                                    b.loaded ? "reader converts" : "writer rounds"));
  }
}

}  // namespace

void lay_out_buffers(const TileProgram& program, Drafts* drafts) {
  LayoutFinder(program, drafts).run();
  find_masks(program, drafts);
  widen_float8(program, drafts);
}

}  // namespace tir2tt::transform
