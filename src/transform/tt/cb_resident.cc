// Accumulators that stay in DST. A matmul or a sum that adds to a block which fits DST needs no circular buffer to keep
// partial results in, as long as compute does nothing else between its iterations:
//
//   T.clear(C)                                   acquire
//   for k:  load A, load B; C += A B    ──>      for k:  wait A, B; matmul; pop A, B
//                                                commit, pack C
//
// DST is zero after an acquire, so the clearing goes as well. What is computed from the accumulator behind the loop,
// element by element, is computed before it is packed, if DST has room for that. Otherwise each iteration loads its
// section of the partial results into DST and packs it again (core_builder.cc, in place).
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/cb_draft.h"
#include "transform/tt/dst_fusion.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {
namespace {

using analysis::OpKind;
using analysis::Step;
using analysis::StepKind;
using analysis::TileBuffer;
using analysis::TileOp;
using analysis::TileProgram;

class Finder {
 public:
  Finder(const TileProgram& p, Drafts* d) : p_(p), d_(*d) {}

  void run() {
    for (size_t i = 0; i < p_.steps.size(); ++i) {
      if (p_.steps[i].kind == StepKind::LoopBegin && !p_.steps[i].grid) look(static_cast<int>(i));
    }
  }

 private:
  const TileOp& op(int i) const { return d_.ops[static_cast<size_t>(i)]; }
  const Step& step(int i) const { return p_.steps[static_cast<size_t>(i)]; }

  void look(int begin) {
    const int acc = only_accumulation(begin);
    if (acc < 0 || !is_entered(begin)) return;
    const int clear = cleared_before(begin, op(acc).dst);
    const Drafts::InTiles block = tiles_of(op(acc));
    const int64_t tiles = block.rows * block.cols, fits = target::dst_tiles(d_.fp32_dest_acc);
    if (clear < 0 || tiles <= 0 || tiles > fits || needed_outside(begin, op(acc).dst)) return;
    d_.accumulator[static_cast<size_t>(acc)] = block;
    keep(begin, acc, clear, tiles, fits);
    compute_before_packing(begin, acc, tiles, fits);
  }

  /// Whether the loop runs at least once: a packer must not take from DST what math has not written.
  bool is_entered(int begin) const {
    if (step(begin).trips != analysis::kUnknown) return step(begin).trips > 0;
    Ranges ranges;
    for (const tir::Buffer& t : p_.tensors) {
      for (const tir::Expr& e : t->shape) {
        if (auto* v = tir::as<tir::VarNode>(e)) ranges[v] = {1, std::nullopt};
      }
    }
    for (int i = 0; i < begin; ++i) {
      auto* f = step(i).kind == StepKind::LoopBegin ? tir::as<tir::ForNode>(step(i).stmt) : nullptr;
      if (!f) continue;
      auto* first = step(i).grid ? tir::as<tir::VarNode>(f->min) : nullptr;
      if (first) ranges[first] = {0, std::nullopt};
      ranges[f->loop_var.get()] = {bounds_of(f->min, ranges, p_.lets).low, std::nullopt};
    }
    auto* loop = tir::as<tir::ForNode>(step(begin).stmt);
    const Bounds trips = loop ? bounds_of(loop->extent, ranges, p_.lets) : Bounds();
    return trips.low && *trips.low >= 1;
  }

  /// Whether a loop or a condition around is left with the value: every path through it must leave a block then.
  bool needed_outside(int begin, int buffer) {
    analyse_liveness(p_, &d_);
    for (int i = 0; i < begin; ++i) {
      const bool opens = step(i).kind == StepKind::LoopBegin
                             ? !step(i).grid
                             : step(i).kind == StepKind::IfBegin || step(i).kind == StepKind::Else;
      if (!opens || end_of(i) < begin) continue;
      if (d_.liveness.after[static_cast<size_t>(end_of(i))] & analysis::bit(buffer)) return true;
    }
    return false;
  }
  /// The LoopEnd or IfEnd of what begins at `i`.
  int end_of(int i) const {
    int end = step(i).match;
    if (end >= 0 && step(end).kind == StepKind::Else) end = step(end).match;
    return end;
  }

  /// The one operation of compute in the loop, if it accumulates and everything else is the reader's.
  int only_accumulation(int begin) const {
    int found = -1;
    for (int i = begin + 1; i < step(begin).match; ++i) {
      if (step(i).kind != StepKind::Op) return -1;
      const TileOp& o = op(step(i).op);
      if (o.kind == OpKind::Load && !o.converts && !o.reads_dst && by_reader_alone(o.dst)) continue;
      if (found >= 0 || !accumulates(o)) return -1;
      found = step(i).op;
    }
    return found;
  }

  /// float32 that others than the matrix unit read as well: it gets a copy (cb_requests.cc), in a section of its own.
  bool needs_copy(int buffer) const {
    if (p_.buffers[static_cast<size_t>(buffer)].dtype.bits != 32) return false;
    return std::any_of(d_.ops.begin(), d_.ops.end(), [&](const TileOp& o) {
      if (o.kind == OpKind::Gemm || (o.kind == OpKind::Reduce && !d_.in_vector_unit(o))) return false;
      return (o.dst == buffer && o.reads_dst) ||
             std::any_of(o.srcs.begin(), o.srcs.end(), [&](const auto& s) { return s.buffer == buffer; });
    });
  }

  bool accumulates(const TileOp& o) const {
    const bool kind = (o.kind == OpKind::Gemm && !o.transpose_a) ||
                      (o.kind == OpKind::Reduce && o.reduce_sum && !d_.in_vector_unit(o));
    const bool self = std::any_of(o.srcs.begin(), o.srcs.end(), [&](const auto& s) { return s.buffer == o.dst; });
    const bool copied = std::any_of(o.srcs.begin(), o.srcs.end(), [&](const auto& s) { return needs_copy(s.buffer); });
    return kind && !copied && o.reads_dst && o.in_place && o.dst >= 0 && o.dst < analysis::kMaxBuffers && !self;
  }

  bool by_reader_alone(int buffer) const {
    return std::all_of(d_.ops.begin(), d_.ops.end(), [&](const TileOp& o) {
      return o.dst != buffer || (o.kind == OpKind::Load && !o.converts && !o.reads_dst);
    });
  }

  /// The operation that fills `buffer` with zero in front of the loop, with nothing in between that uses it.
  int cleared_before(int begin, int buffer) const {
    for (int i = begin - 1; i >= 0; --i) {
      if (step(i).kind != StepKind::Op) return -1;
      const TileOp& o = op(step(i).op);
      const bool reads = std::any_of(o.srcs.begin(), o.srcs.end(), [&](const auto& s) { return s.buffer == buffer; });
      if (reads) return -1;
      if (o.dst == buffer) return is_zero(o, static_cast<size_t>(step(i).op)) ? step(i).op : -1;
    }
    return -1;
  }

  bool is_zero(const TileOp& o, size_t i) const {
    if (o.kind != OpKind::Fill || !o.dst_whole || !d_.programs[i]) return false;
    const DstProgram& program = *d_.programs[i];
    return program.steps.size() == 1 && program.steps[0].parameters == std::vector<float>{0.0F};
  }

  /// The destination in tiles, as it will lie (cb_layout.cc); 0 if its shape is not constant.
  Drafts::InTiles tiles_of(const TileOp& o) const {
    const TileBuffer& b = p_.buffers[static_cast<size_t>(o.dst)];
    const int64_t n = b.elements();
    if (n <= 0 || !d_.buffers[static_cast<size_t>(o.dst)].placed) return {};
    if (o.kind == OpKind::Reduce) return {1, (n + 31) / 32};
    const int64_t cols = b.shape.back(), rows = n / cols;
    return {(rows + 31) / 32, (cols + 31) / 32};
  }

  void keep(int begin, int acc, int clear, int64_t tiles, int64_t fits) {
    TileOp& o = d_.ops[static_cast<size_t>(acc)];
    d_.resident_op[static_cast<size_t>(begin)] = acc;
    d_.resident |= analysis::bit(o.dst);
    d_.vanished[static_cast<size_t>(clear)] = true;
    o.reads_dst = false;
    d_.buffers[static_cast<size_t>(o.dst)].reasons.push_back(
        fmt::format("accumulates in DST across the loop ({} of {} tiles) and is packed behind it", tiles, fits));
  }

  // ---- what is computed from it behind the loop ---------------------------------------------------------------
  void compute_before_packing(int begin, int acc, int64_t tiles, int64_t fits) {
    const int x = op(acc).dst;
    analyse_liveness(p_, &d_);
    for (int i = step(begin).match + 1; i < static_cast<int>(p_.steps.size()) && step(i).kind == StepKind::Op; ++i) {
      const int next = step(i).op;
      if (d_.vanished[static_cast<size_t>(next)]) continue;
      const TileOp& o = op(next);
      const bool uses =
          o.dst == x || std::any_of(o.srcs.begin(), o.srcs.end(), [&](const auto& s) { return s.buffer == x; });
      if (!uses && o.kind == OpKind::Load && !o.converts && !o.reads_dst && by_reader_alone(o.dst)) continue;
      if (uses) close_with(i, acc, next, tiles, fits);
      return;
    }
  }

  void close_with(int i, int acc, int next, int64_t tiles, int64_t fits) {
    TileOp& o = d_.ops[static_cast<size_t>(next)];
    std::optional<DstProgram>& program = d_.programs[static_cast<size_t>(next)];
    const int x = op(acc).dst;
    const bool needed_later = o.dst != x && (d_.liveness.after[static_cast<size_t>(i)] & analysis::bit(x));
    if (o.kind != OpKind::Elementwise || !program || !o.in_place || !o.covers_dst || !o.unsaid.empty()) return;
    if (!o.stores_plainly() || needed_later || !o.loads.empty() || tiles + program->slots - 1 > fits ||
        !same_block(o, x))
      return;
    const std::optional<TileInput> input = as_accumulator(o, x);
    const int load = input ? only_load(*program, *input) : -1;
    if (load < 0 || program->steps[static_cast<size_t>(load)].out != program->result) return;
    if (input->from == analysis::ElementRead::From::Operand) take_out(input->index, &o, &*program);
    o.reads_dst = false;
    d_.closes[static_cast<size_t>(next)] = acc;
    o.like = x;
    if (o.dst == x) return;
    d_.buffers[static_cast<size_t>(x)].placed = false;
    d_.buffers[static_cast<size_t>(x)].in_dst = true;
  }

  /// Operands whose tiles have to be turned first would need DST meanwhile.
  bool same_block(const TileOp& o, int x) const {
    const bool plain = std::all_of(o.srcs.begin(), o.srcs.end(), [](const analysis::Operand& s) {
      return s.pattern != analysis::Pattern::Transposed && s.pattern != analysis::Pattern::Other;
    });
    return plain &&
           (o.dst < 0 || p_.buffers[static_cast<size_t>(o.dst)].shape == p_.buffers[static_cast<size_t>(x)].shape);
  }

  static std::optional<TileInput> as_accumulator(const TileOp& o, int x) {
    using From = analysis::ElementRead::From;
    std::optional<TileInput> found;
    if (o.dst == x && o.reads_dst) found = TileInput{From::OldValue, -1};
    for (size_t k = 0; k < o.srcs.size(); ++k) {
      if (o.srcs[k].buffer != x) continue;
      if (found || o.srcs[k].pattern != analysis::Pattern::Same) return std::nullopt;
      found = TileInput{From::Operand, static_cast<int>(k)};
    }
    return found;
  }

  /// The operand is in DST: from now on it is what the old value is to others.
  static void take_out(int index, TileOp* o, DstProgram* p) {
    using From = analysis::ElementRead::From;
    o->srcs.erase(o->srcs.begin() + index);
    for (TileInput& in : p->inputs) {
      if (in.from != From::Operand) continue;
      if (in.index == index)
        in = {From::OldValue, -1};
      else if (in.index > index)
        --in.index;
    }
  }

  const TileProgram& p_;
  Drafts& d_;
};

}  // namespace

void keep_accumulators_in_dst(const TileProgram& program, Drafts* drafts) { Finder(program, drafts).run(); }

}  // namespace tir2tt::transform
