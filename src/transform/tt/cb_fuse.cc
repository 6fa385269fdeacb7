// Chains of element-wise operations become one. A value that is computed tile by tile and that one later operation
// reads at the same place stays in DST:
//
//   C = C + bias         one operation, one pass through DST
//   C = max(C, 0)   ──>  out = max(C + bias, 0)
//   T.copy(C, out)
//
// Both stand in the same loop body, nothing in between writes what the first reads, and nobody else needs the value. A
// store counts as a copy: the result then goes straight to the writer. Repeats until nothing changes; linear per
// change.
#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/cb_draft.h"
#include "transform/tt/dst_fusion.h"

namespace tir2tt::transform {
namespace {

using analysis::bit;
using analysis::ElementRead;
using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::Step;
using analysis::StepKind;
using analysis::TileOp;
using analysis::TileProgram;

class Fuser {
 public:
  Fuser(const TileProgram& p, Drafts* d) : p_(p), d_(*d) {}

  void run() {
    for (bool changed = true; changed;) {
      changed = false;
      analyse_liveness(p_, &d_);
      for (size_t i = 0; i < p_.steps.size() && !changed; ++i) {
        if (p_.steps[i].kind == StepKind::Op) changed = try_from(i);
      }
    }
  }

 private:
  TileOp& op(size_t step) { return d_.ops[static_cast<size_t>(p_.steps[step].op)]; }
  std::optional<DstProgram>& program(size_t step) { return d_.programs[static_cast<size_t>(p_.steps[step].op)]; }
  bool vanished(size_t step) const { return d_.vanished[static_cast<size_t>(p_.steps[step].op)]; }

  static bool is_elementwise(const TileOp& o) {
    return o.kind == OpKind::Elementwise || o.kind == OpKind::Copy || o.kind == OpKind::Store;
  }

  bool try_from(size_t i) {
    const TileOp& first = op(i);
    const bool computes = first.kind == OpKind::Elementwise || (first.kind == OpKind::Copy && !first.converts);
    if (vanished(i) || !computes || first.dst < 0 || !program(i) || !first.covers_dst || !first.in_place) return false;
    if (!first.unsaid.empty() || first.dst >= analysis::kMaxBuffers) return false;
    for (size_t j = i + 1; j < p_.steps.size() && p_.steps[j].kind == StepKind::Op; ++j) {
      if (vanished(j)) continue;
      if (uses(op(j), first.dst)) return try_pair(i, j);
      if (disturbs(op(j), first)) return false;
    }
    return false;
  }

  static bool uses(const TileOp& o, int buffer) {
    return o.dst == buffer ||
           std::any_of(o.srcs.begin(), o.srcs.end(), [&](const Operand& s) { return s.buffer == buffer; });
  }
  /// `o` stands between and writes what `first` reads, in L1 or in DRAM.
  static bool disturbs(const TileOp& o, const TileOp& first) {
    const auto writes = [&](const Operand& s) { return s.buffer == o.dst; };
    return std::any_of(first.srcs.begin(), first.srcs.end(), writes) || (!o.stores.empty() && !first.loads.empty());
  }

  /// How `o` reads `buffer`: the one input that is it, at the same place.
  static std::optional<TileInput> reads_once(const TileOp& o, int buffer) {
    std::optional<TileInput> found;
    for (size_t k = 0; k < o.srcs.size(); ++k) {
      if (o.srcs[k].buffer != buffer) continue;
      if (found || o.srcs[k].pattern != Pattern::Same || !o.srcs[k].whole) return std::nullopt;
      found = TileInput{ElementRead::From::Operand, static_cast<int>(k)};
    }
    if (o.dst != buffer || !o.reads_dst) return found;
    return found ? std::nullopt : std::optional(TileInput{ElementRead::From::OldValue, -1});
  }

  bool try_pair(size_t i, size_t j) {
    const TileOp &first = op(i), &second = op(j);
    const int x = first.dst;
    if (!is_elementwise(second) || !program(j) || !second.in_place || !second.covers_dst || !second.unsaid.empty() ||
        !second.stores_plainly()) {
      return false;
    }
    if (!first.reads_dst && goes_straight_on(first, second)) return false;
    // What the second writes may only be read where it is written.
    const bool elsewhere = second.dst != x && std::any_of(first.srcs.begin(), first.srcs.end(), [&](const Operand& s) {
                             return s.buffer == second.dst && (s.pattern != Pattern::Same || !s.whole);
                           });
    if (elsewhere) return false;
    const std::optional<TileInput> input = reads_once(second, x);
    const bool needed_later = second.dst != x && (d_.liveness.after[j] & bit(x));
    if (!input || needed_later || !same_shape(first, second)) return false;
    // The old value of the first is X, which must still be there to be read as an operand of the second.
    const bool old = first.reads_dst && second.dst != x;
    std::optional<DstProgram> fused =
        fuse(old ? with_old_as_operand(*program(i), first) : *program(i), *program(j), *input,
             static_cast<int>(second.srcs.size()), static_cast<int>(second.loads.size()));
    if (!fused || fused->slots > target::dst_tiles(d_.fp32_dest_acc)) return false;
    join(i, j, *input, old, std::move(*fused));
    return true;
  }

  /// A buffer that is computed and then only stored, or copied, is packed where it goes as it is (cb_classify.cc).
  bool goes_straight_on(const TileOp& first, const TileOp& second) const {
    if (second.kind == OpKind::Store) return true;
    if (second.kind != OpKind::Copy || second.reads_dst || second.dst < 0) return false;
    const tir::DataType from = p_.buffers[static_cast<size_t>(first.dst)].dtype;
    const tir::DataType to = p_.buffers[static_cast<size_t>(second.dst)].dtype;
    return from == to || (from.is_floating() && to.is_floating() && to.bits < from.bits);
  }

  bool same_shape(const TileOp& first, const TileOp& second) const {
    if (second.dst < 0) return true;
    return p_.buffers[static_cast<size_t>(first.dst)].shape == p_.buffers[static_cast<size_t>(second.dst)].shape;
  }

  static DstProgram with_old_as_operand(DstProgram p, const TileOp& first) {
    for (TileInput& in : p.inputs) {
      if (in.from == ElementRead::From::OldValue)
        in = {ElementRead::From::Operand, static_cast<int>(first.srcs.size())};
    }
    return p;
  }

  void join(size_t i, size_t j, const TileInput& input, bool old, DstProgram fused) {
    TileOp& first = op(i);
    TileOp& second = op(j);
    const int x = first.dst;
    std::vector<Operand> more = first.srcs;
    if (old) more.push_back({x, Pattern::Same, true, first.span});
    if (second.kind != OpKind::Elementwise) second.kind = OpKind::Elementwise;
    second.converts = false;
    if (second.like < 0) second.like = x;
    second.srcs.insert(second.srcs.end(), more.begin(), more.end());
    second.loads.insert(second.loads.end(), first.loads.begin(), first.loads.end());
    if (input.from == ElementRead::From::OldValue) second.reads_dst = first.reads_dst;
    second.with.insert(second.with.begin(), first.with.begin(), first.with.end());
    second.with.insert(second.with.begin() + static_cast<ptrdiff_t>(first.with.size()), first.span);
    drop_operand(&second, input, &fused);
    own_operand_is_old_value(&second, &fused);
    merge_equal_operands(&second, &fused);
    second.dst_registers = fused.slots;
    program(j) = std::move(fused);
    d_.vanished[static_cast<size_t>(p_.steps[i].op)] = true;
    note(x, second);
  }

  /// The operand that is no longer loaded goes; the numbers of the others follow.
  static void drop_operand(TileOp* o, const TileInput& input, DstProgram* p) {
    if (input.from != ElementRead::From::Operand) return;
    o->srcs.erase(o->srcs.begin() + input.index);
    for (TileInput& in : p->inputs) {
      if (in.from == ElementRead::From::Operand && in.index > input.index) --in.index;
    }
  }

  /// An operand of the first that the second writes.
  static void own_operand_is_old_value(TileOp* o, DstProgram* p) {
    for (size_t k = 0; k < o->srcs.size();) {
      if (o->dst < 0 || o->srcs[k].buffer != o->dst) {
        ++k;
        continue;
      }
      for (TileInput& in : p->inputs) {
        if (in == TileInput{ElementRead::From::Operand, static_cast<int>(k)}) in = {ElementRead::From::OldValue, -1};
      }
      drop_operand(o, {ElementRead::From::Operand, static_cast<int>(k)}, p);
      o->reads_dst = true;
    }
  }

  static void merge_equal_operands(TileOp* o, DstProgram* p) {
    for (size_t a = 0; a < o->srcs.size(); ++a) {
      for (size_t b = a + 1; b < o->srcs.size();) {
        if (o->srcs[a].buffer != o->srcs[b].buffer || o->srcs[a].pattern != o->srcs[b].pattern) {
          ++b;
          continue;
        }
        o->srcs.erase(o->srcs.begin() + static_cast<ptrdiff_t>(b));
        for (TileInput& in : p->inputs) {
          if (in.from != ElementRead::From::Operand) continue;
          if (in.index == static_cast<int>(b)) in.index = static_cast<int>(a);
          if (in.index > static_cast<int>(b)) --in.index;
        }
      }
    }
  }

  void note(int x, const TileOp& second) {
    const bool used = std::any_of(d_.ops.begin(), d_.ops.end(), [&](const TileOp& o) {
      return !d_.vanished[static_cast<size_t>(&o - d_.ops.data())] && uses(o, x);
    });
    BufferDraft& b = d_.buffers[static_cast<size_t>(x)];
    const std::string into =
        second.dst >= 0 ? p_.buffers[static_cast<size_t>(second.dst)].name : second.stores[0].tensor->name;
    if (used) {
      b.reasons.push_back(fmt::format("one of its values stays in DST on its way to `{}`", into));
      return;
    }
    b.placed = false;
    b.in_dst = true;
    b.reasons.push_back(fmt::format("stays in DST: only `{}` is computed from it, element by element", into));
  }

  const TileProgram& p_;
  Drafts& d_;
};

}  // namespace

void fuse_elementwise(const TileProgram& program, Drafts* drafts) { Fuser(program, drafts).run(); }

}  // namespace tir2tt::transform
