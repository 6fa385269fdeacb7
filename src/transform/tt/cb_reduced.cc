// Reductions and products with what stands around them:
//
//   T.fill(m, -inf)                              the filling vanishes: the reduction begins with that value anyway
//   T.reduce_max(x, m, clear=False)
//
//   T.clear(c); T.gemm(a, b, c)                  and so does this one: DST is zero when a section begins
//
//   T.reduce_sum(x, s)                           one operation: the sum stays in DST, where the next one goes on with
//   it for i: l[i] = l[i] * scale[i] + s[i]   ──>
//
// The last for reductions by the vector unit alone, which go tile by tile and leave their result in slot 0, and where
// nobody else needs the result. Tested by tests/transform/core_reduced_test.cc.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "transform/tt/cb_draft.h"
#include "transform/tt/dst_fusion.h"

namespace tir2tt::transform {
namespace {

using analysis::bit;
using analysis::ElementRead;
using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::ReduceKind;
using analysis::StepKind;
using analysis::TileOp;
using analysis::TileProgram;

constexpr std::pair<ReduceKind, float> kNeutral[] = {{ReduceKind::Sum, 0},
                                                     {ReduceKind::Max, -HUGE_VALF},
                                                     {ReduceKind::Min, HUGE_VALF},
                                                     {ReduceKind::AbsSum, 0},
                                                     {ReduceKind::AbsMax, 0}};

bool uses(const TileOp& o, int buffer) {
  return o.dst == buffer || std::ranges::any_of(o.srcs, [&](const Operand& s) { return s.buffer == buffer; });
}

/// `p` where its only load of `input` is slot 0 already: that slot stays free for it, and the load goes.
DstProgram going_on(DstProgram p, const TileInput& input) {
  const size_t load = static_cast<size_t>(only_load(p, input));
  const int there = p.steps[load].out;
  for (size_t i = 0; i < p.steps.size(); ++i) {
    const auto move = [&](int slot) { return slot < 0 ? slot : i > load && slot == there ? 0 : slot + 1; };
    DstStep& s = p.steps[i];
    s.out = move(s.out), s.a = move(s.a), s.b = move(s.b), s.c = move(s.c);
  }
  p.result = p.result == there ? 0 : p.result + 1;
  p.steps.erase(p.steps.begin() + static_cast<ptrdiff_t>(load));
  p.slots = 1;
  for (const DstStep& s : p.steps) p.slots = std::max(p.slots, s.out + 1);
  return p;
}

class Joiner {
 public:
  Joiner(const TileProgram& p, Drafts* d) : p_(p), d_(*d) {}

  void run() {
    analyse_liveness(p_, &d_);
    for (size_t i = 0; i < p_.steps.size(); ++i) {
      if (is_op(i) && (op(i).kind == OpKind::Reduce || op(i).kind == OpKind::Gemm)) drop_neutral_fill(i);
    }
    for (size_t i = 0; i < p_.steps.size(); ++i) {
      if (is_op(i) && op(i).kind == OpKind::Reduce) go_on_from(i);
    }
  }

 private:
  TileOp& op(size_t step) { return d_.ops[static_cast<size_t>(p_.steps[step].op)]; }
  std::optional<DstProgram>& program(size_t step) { return d_.programs[static_cast<size_t>(p_.steps[step].op)]; }
  bool is_op(size_t step) const {
    return p_.steps[step].kind == StepKind::Op && !d_.vanished[static_cast<size_t>(p_.steps[step].op)];
  }
  void vanish(size_t step) { d_.vanished[static_cast<size_t>(p_.steps[step].op)] = true; }

  // ---- fillings -----------------------------------------------------------------------------------------------
  void drop_neutral_fill(size_t i) {
    TileOp& adds = op(i);
    const bool own = std::ranges::any_of(adds.srcs, [&](const Operand& s) { return s.buffer == adds.dst; });
    if (!adds.reads_dst || !adds.in_place || !adds.covers_dst || own) return;
    for (size_t k = i; k-- > 0 && p_.steps[k].kind == StepKind::Op;) {
      if (!is_op(k) || !uses(op(k), adds.dst)) continue;
      if (!is_neutral_fill(k, adds)) return;
      adds.reads_dst = false;
      adds.with.push_back(op(k).span);
      vanish(k);
      return analyse_liveness(p_, &d_);
    }
  }

  bool is_neutral_fill(size_t k, const TileOp& adds) {
    const TileOp& o = op(k);
    if (o.kind != OpKind::Fill || !o.dst_whole || !o.unsaid.empty() || !program(k)) return false;
    const std::vector<DstStep>& steps = program(k)->steps;
    return steps.size() == 1 && steps[0].parameters == std::vector<float>{neutral(adds)};
  }

  static float neutral(const TileOp& o) {
    if (o.kind == OpKind::Gemm || o.reduce_sum) return 0;
    return std::ranges::find(kNeutral, o.reduce, &std::pair<ReduceKind, float>::first)->second;
  }

  // ---- what goes on with the result ---------------------------------------------------------------------------
  void go_on_from(size_t i) {
    const TileOp& first = op(i);
    const int x = first.dst;
    if (first.reads_dst || !d_.in_vector_unit(first) || !first.unsaid.empty() || !first.covers_dst || x < 0 ||
        x >= analysis::kMaxBuffers || p_.buffers[static_cast<size_t>(x)].dtype != tir::DataType::Float(32)) {
      return;
    }
    for (size_t j = i + 1; j < p_.steps.size() && p_.steps[j].kind == StepKind::Op; ++j) {
      if (!is_op(j)) continue;
      if (uses(op(j), x)) return try_pair(i, j);
      if (op(j).dst == first.srcs[0].buffer) return;
    }
  }

  void try_pair(size_t i, size_t j) {
    const TileOp &first = op(i), &second = op(j);
    const int x = first.dst, k = operand_of(second, x);
    const bool plain = second.kind == OpKind::Elementwise && program(j) && second.in_place && second.covers_dst &&
                       second.unsaid.empty() && second.guards.empty() && second.loads.empty() && second.stores.empty();
    if (!plain || k < 0 || second.dst < 0 || second.dst == x || second.dst == first.srcs[0].buffer) return;
    if ((d_.liveness.after[j] & bit(x)) || !alike(second, x)) return;
    const TileInput input{ElementRead::From::Operand, k};
    if (only_load(*program(j), input) < 0) return;
    DstProgram all = going_on(*program(j), input);
    if (all.slots <= target::dst_tiles(d_.fp32_dest_acc)) join(i, j, k, std::move(all));
  }

  /// The operand of `o` that is `x`, if there is one only, at the same place.
  static int operand_of(const TileOp& o, int x) {
    int found = -1;
    for (size_t k = 0; k < o.srcs.size(); ++k) {
      if (o.srcs[k].buffer != x) continue;
      if (found >= 0 || o.srcs[k].pattern != Pattern::Same || !o.srcs[k].whole) return -1;
      found = static_cast<int>(k);
    }
    return found;
  }

  /// All operands lie as the result does: tile by tile.
  bool alike(const TileOp& o, int x) const {
    const auto shape = [&](int b) -> const auto& { return p_.buffers[static_cast<size_t>(b)].shape; };
    return shape(o.dst) == shape(x) && std::ranges::all_of(o.srcs, [&](const Operand& s) {
             return s.pattern == Pattern::Same && s.whole && shape(s.buffer) == shape(x);
           });
  }

  /// The reduction's source is the first operand; the others keep their order behind it.
  void join(size_t i, size_t j, int k, DstProgram all) {
    TileOp both = op(i);
    const TileOp second = op(j);
    const int x = both.dst;
    for (TileInput& in : all.inputs) {
      if (in.from == ElementRead::From::Operand && in.index < k) ++in.index;
    }
    for (size_t n = 0; n < second.srcs.size(); ++n) {
      if (static_cast<int>(n) != k) both.srcs.push_back(second.srcs[n]);
    }
    both.dst = second.dst;
    both.reads_dst = second.reads_dst;
    both.in_place = second.in_place;
    both.dst_whole = second.dst_whole;
    both.dst_registers = all.slots;
    both.with.push_back(both.span);
    both.with.insert(both.with.end(), second.with.begin(), second.with.end());
    both.span = second.span;
    op(j) = std::move(both);
    program(j) = std::move(all);
    vanish(i);
    analyse_liveness(p_, &d_);
    note(x, second.dst);
  }

  void note(int x, int into) {
    BufferDraft& b = d_.buffers[static_cast<size_t>(x)];
    const std::string& name = p_.buffers[static_cast<size_t>(into)].name;
    const bool used = std::ranges::any_of(
        d_.ops, [&](const TileOp& o) { return !d_.vanished[static_cast<size_t>(&o - d_.ops.data())] && uses(o, x); });
    if (used) {
      b.reasons.push_back(fmt::format("one of its values stays in DST on its way to `{}`", name));
      return;
    }
    b.placed = false;
    b.in_dst = true;
    b.reasons.push_back(
        fmt::format("stays in DST: a reduction, and only `{}` is computed from it, element by element", name));
  }

  const TileProgram& p_;
  Drafts& d_;
};

}  // namespace

void join_reductions(const TileProgram& program, Drafts* drafts) { Joiner(program, drafts).run(); }

}  // namespace tir2tt::transform
