// Accumulators that stay in DST. A matmul or a sum that adds to a block which fits DST needs no circular buffer to keep
// partial results in, as long as compute does nothing else between its iterations:
//
//   T.clear(C)                                   acquire
//   for k:  load A, load B; C += A B    ──>      for k:  wait A, B; matmul; pop A, B
//                                                commit, pack C
//
// DST is zero after an acquire, so the clearing goes as well. Otherwise each iteration loads its section of the partial
// results into DST and packs it again (core_builder.cc, in place).
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/cb_draft.h"

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
    if (acc < 0) return;
    const int clear = cleared_before(begin, op(acc).dst);
    const int64_t tiles = tiles_of(op(acc));
    const int64_t fits = target::dst_tiles(d_.fp32_dest_acc);
    if (clear < 0 || tiles <= 0 || tiles > fits) return;
    keep(begin, acc, clear, tiles, fits);
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

  static bool accumulates(const TileOp& o) {
    const bool kind = (o.kind == OpKind::Gemm && !o.transpose_a) || (o.kind == OpKind::Reduce && o.reduce_sum);
    const bool self = std::any_of(o.srcs.begin(), o.srcs.end(), [&](const auto& s) { return s.buffer == o.dst; });
    return kind && o.reads_dst && o.in_place && o.dst >= 0 && o.dst < analysis::kMaxBuffers && !self;
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

  /// Tiles of the destination, as they will lie (cb_layout.cc); -1 if its shape is not constant.
  int64_t tiles_of(const TileOp& o) const {
    const TileBuffer& b = p_.buffers[static_cast<size_t>(o.dst)];
    const int64_t n = b.elements();
    if (n <= 0 || !d_.buffers[static_cast<size_t>(o.dst)].placed) return -1;
    if (o.kind == OpKind::Reduce) return (n + 31) / 32;
    const int64_t cols = b.shape.back(), rows = n / cols;
    return ((rows + 31) / 32) * ((cols + 31) / 32);
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

  const TileProgram& p_;
  Drafts& d_;
};

}  // namespace

void keep_accumulators_in_dst(const TileProgram& program, Drafts* drafts) { Finder(program, drafts).run(); }

}  // namespace tir2tt::transform
