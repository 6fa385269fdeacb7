// Block axes: which extents of which buffers are one number of the kernel (block_M, block_N, block_K). Found by
// union-find over (buffer, rows) and (buffer, columns) through the operations that tie them. Only made when a plan does
// not fit, to compute the way out.
#include <fmt/format.h>

#include <map>
#include <numeric>

#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {
namespace {

using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::TileOp;
using analysis::TileProgram;
using plan::CbRequest;

class Axes {
 public:
  explicit Axes(size_t buffers) : parent_(2 * buffers), fixed_(2 * buffers) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  static int rows(int b) { return 2 * b; }
  static int cols(int b) { return 2 * b + 1; }
  int find(int i) const {
    while (parent_[static_cast<size_t>(i)] != i) i = parent_[static_cast<size_t>(i)];
    return i;
  }
  void join(int a, int b) {
    a = find(a), b = find(b);
    if (a > b) std::swap(a, b);
    parent_[static_cast<size_t>(b)] = a;
    fixed_[static_cast<size_t>(a)] = fixed_[static_cast<size_t>(a)] || fixed_[static_cast<size_t>(b)];
  }
  void fix(int a) { fixed_[static_cast<size_t>(find(a))] = true; }
  bool fixed(int a) const { return fixed_[static_cast<size_t>(find(a))]; }

 private:
  std::vector<int> parent_;
  std::vector<bool> fixed_;
};

/// A matmul ties C(i, j) = a(i, k) b(k, j), each operand perhaps stored transposed.
void tie_gemm(const TileOp& op, Axes* axes) {
  const int a = op.srcs[0].buffer, b = op.srcs[1].buffer, c = op.dst;
  axes->join(Axes::rows(c), op.transpose_a ? Axes::cols(a) : Axes::rows(a));
  axes->join(Axes::cols(c), op.transpose_b ? Axes::rows(b) : Axes::cols(b));
  axes->join(op.transpose_a ? Axes::rows(a) : Axes::cols(a), op.transpose_b ? Axes::cols(b) : Axes::rows(b));
}

void tie(const TileOp& op, Axes* axes) {
  if (op.dst < 0 || op.kind == OpKind::Load) return;
  if (op.kind == OpKind::Gemm) return tie_gemm(op, axes);
  for (const Operand& o : op.srcs) {
    if (op.kind == OpKind::Reduce && &o == &op.srcs[0]) {
      axes->fix(op.reduce_axis == 0 ? Axes::rows(o.buffer) : Axes::cols(o.buffer));
      if (op.reduce_axis == 1) axes->join(Axes::rows(o.buffer), Axes::rows(op.dst));
      if (op.reduce_axis == 0) axes->join(Axes::cols(o.buffer), Axes::cols(op.dst));
      continue;
    }
    if (o.pattern == Pattern::Same || o.pattern == Pattern::Column)
      axes->join(Axes::rows(o.buffer), Axes::rows(op.dst));
    if (o.pattern == Pattern::Same || o.pattern == Pattern::Row) axes->join(Axes::cols(o.buffer), Axes::cols(op.dst));
    if (o.pattern == Pattern::Other || o.pattern == Pattern::Transposed) {
      for (int axis : {Axes::rows(o.buffer), Axes::cols(o.buffer), Axes::rows(op.dst), Axes::cols(op.dst)})
        axes->fix(axis);
    }
  }
}

struct Named {
  int index = -1;  // into Problem::axes
  std::vector<std::string> uses;
};

class Labeller {
 public:
  Labeller(const Axes& axes, plan::Problem* problem) : axes_(axes), problem_(*problem) {}

  void buffer(int b, const std::string& name, Layout layout, int cb) {
    if (cb < 0) return;
    CbRequest& r = problem_.cbs[static_cast<size_t>(cb)];
    if (layout == Layout::Matrix || layout == Layout::Column)
      r.row_axis = axis(Axes::rows(b), r.rows, "rows of " + name);
    if (layout == Layout::Matrix || layout == Layout::Row)
      r.col_axis = axis(Axes::cols(b), r.cols, "columns of " + name);
  }
  void transposed(int cb, int of) {
    if (cb < 0 || of < 0) return;
    problem_.cbs[static_cast<size_t>(cb)].row_axis = problem_.cbs[static_cast<size_t>(of)].col_axis;
    problem_.cbs[static_cast<size_t>(cb)].col_axis = problem_.cbs[static_cast<size_t>(of)].row_axis;
  }
  void finish() {
    for (const auto& [root, named] : named_) {
      std::string text = fmt::format(
          "{}", fmt::join(named.uses.begin(),
                          named.uses.begin() + static_cast<long>(std::min<size_t>(3, named.uses.size())), ", "));
      if (named.uses.size() > 3) text += ", …";
      plan::BlockAxis& a = problem_.axes[static_cast<size_t>(named.index)];
      a.label = fmt::format("{} ({})", a.extent, text);
    }
  }

 private:
  int axis(int node, int64_t extent, std::string use) {
    Named& n = named_[axes_.find(node)];
    if (n.index < 0) {
      n.index = static_cast<int>(problem_.axes.size());
      problem_.axes.push_back({"", extent, !axes_.fixed(node)});
    }
    if (problem_.axes[static_cast<size_t>(n.index)].extent != extent)
      return plan::kNoAxis;  // packed or sliced: not tied
    n.uses.push_back(std::move(use));
    return n.index;
  }
  const Axes& axes_;
  plan::Problem& problem_;
  std::map<int, Named> named_;
};

}  // namespace

void label_axes(const TileProgram& program, const Drafts& drafts, const CbMap& map, plan::Problem* problem) {
  Axes axes(program.buffers.size());
  for (size_t i = 0; i < drafts.ops.size(); ++i) {
    if (!drafts.vanished[i]) tie(drafts.ops[i], &axes);
  }
  Labeller labeller(axes, problem);
  for (size_t b = 0; b < program.buffers.size(); ++b) {
    if (!drafts.buffers[b].placed) continue;
    const CbMap::OfBuffer& m = map.buffers[b];
    labeller.buffer(static_cast<int>(b), program.buffers[b].name, drafts.buffers[b].layout, m.cb);
    labeller.transposed(m.transposed, m.cb);
  }
  labeller.finish();
}

}  // namespace tir2tt::transform
