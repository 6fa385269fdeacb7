// The events that the kernels of one block will execute, in the order of the program: the total order from which
// reader, unpack, math, pack and writer each take their own part.
//
//   T.copy(A[…], A_s)        reader  reserve A_s, NoC read, read barrier, push A_s
//   T.gemm(A_s, B_s, C_l)    unpack  wait A_s, wait B_s;  per section of C_l that fits DST: unpack wait and pop C_l,
//                            DST, pack reserve and push C_l;  unpack pop A_s, pop B_s
//
// A value is popped right behind its last use (liveness): inside the loop that fills the buffer, behind the loop that
// only reads it. Every path through a loop or an if leaves each CB as filled as it found it: where a buffer is only
// sometimes filled or emptied, the other path discards or pushes a block, so that one pass over a body proves all its
// iterations (circular-buffers.md, 3). In-place updates pop before they reserve, section by section.
#include <algorithm>

#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {
namespace {

using analysis::bit;
using analysis::BufferSet;
using analysis::Operand;
using analysis::OpKind;
using analysis::Pattern;
using analysis::Step;
using analysis::StepKind;
using analysis::TileOp;
using analysis::TileProgram;
using plan::Actor;
using plan::CbRequest;
using plan::EventKind;
using plan::Kernel;
using plan::Problem;

Actor pops(Kernel k) {
  return k == Kernel::Compute ? Actor::Unpack : k == Kernel::Reader ? Actor::Reader : Actor::Writer;
}
Actor pushes(Kernel k) {
  return k == Kernel::Compute ? Actor::Pack : k == Kernel::Reader ? Actor::Reader : Actor::Writer;
}

class Tracer {
 public:
  Tracer(const TileProgram& p, const Drafts& d, const CbMap& map, Problem* problem)
      : p_(p), d_(d), map_(map), problem_(*problem) {}

  void run() {
    problem_.trace.reserve(16 * p_.steps.size() + 16);
    choose_sections();
    constants(true);
    fill_missing(d_.liveness.at_entry);
    for (size_t i = 0; i < p_.steps.size(); ++i) step(i);
    discard(available_);
    constants(false);
  }

 private:
  // ---- amounts ------------------------------------------------------------------------------------------------
  int64_t dst_tiles() const { return target::dst_tiles(problem_.fp32_dest_acc); }

  /// A CB that is updated in place moves in sections that fit DST beside what the expression needs.
  void choose_sections() {
    section_.assign(problem_.cbs.size(), 0);
    for (CbRequest& c : problem_.cbs) c.push_quantum = c.pop_quantum = c.block_tiles;
    for (size_t i = 0; i < d_.ops.size(); ++i) {
      const TileOp& op = d_.ops[i];
      if (d_.vanished[i] || op.dst < 0 || !op.reads_dst || !op.in_place) continue;
      const int cb = map_.buffers[static_cast<size_t>(op.dst)].cb;
      if (cb < 0) continue;
      CbRequest& c = problem_.cbs[static_cast<size_t>(cb)];
      const int64_t section = largest_divisor(c.block_tiles, dst_tiles() - (op.dst_registers - 1));
      int64_t& s = section_[static_cast<size_t>(cb)];
      s = s == 0 ? section : std::min(s, section);
    }
    for (size_t i = 0; i < section_.size(); ++i) {
      CbRequest& c = problem_.cbs[i];
      if (section_[i]) c.push_quantum = c.pop_quantum = section_[i] = largest_divisor(c.block_tiles, section_[i]);
    }
  }

  // ---- events -------------------------------------------------------------------------------------------------
  const CbRequest& cb(int i) const { return problem_.cbs[static_cast<size_t>(i)]; }
  void emit(EventKind kind, Actor actor, int c, int64_t count) {
    problem_.trace.push_back({kind, actor, c, count, span_});
  }
  void wait(int c) { emit(EventKind::Wait, pops(cb(c).consumer), c, cb(c).block_tiles); }
  void pop(int c) { emit(EventKind::Pop, pops(cb(c).consumer), c, cb(c).block_tiles); }
  void reserve(int c) { emit(EventKind::Reserve, pushes(cb(c).producer), c, cb(c).block_tiles); }
  void push(int c) { emit(EventKind::Push, pushes(cb(c).producer), c, cb(c).block_tiles); }
  void dst_section(int64_t tiles) {
    emit(EventKind::DstAcquire, Actor::Math, -1, tiles);
    emit(EventKind::DstRelease, Actor::Math, -1, tiles);
  }
  void read_from_dram(int c) {
    reserve(c);
    emit(EventKind::NocRead, Actor::Reader, c, cb(c).block_tiles);
    emit(EventKind::ReadBarrier, Actor::Reader, -1, 0);
    push(c);
  }
  void write_to_dram(int c) {
    wait(c);
    emit(EventKind::NocWrite, Actor::Writer, c, cb(c).block_tiles);
    emit(EventKind::WriteBarrier, Actor::Writer, -1, 0);
  }

  int of(int buffer) const { return buffer < 0 ? -1 : map_.buffers[static_cast<size_t>(buffer)].cb; }
  bool reader_fills(int buffer) const { return cb(of(buffer)).producer == Kernel::Reader; }

  void constants(bool begin) {
    auto one = [&](int c) {
      if (c < 0) return;
      if (begin)
        reserve(c), push(c);
      else
        wait(c), pop(c);
    };
    one(map_.scaler);
    for (const CbMap::OfBuffer& b : map_.buffers) one(b.mask);
  }

  /// Values that nobody needs any more, or that the other path of an if would have used.
  void discard(BufferSet dead) {
    dead &= available_;
    for (int b = 0; dead; ++b, dead >>= 1) {
      if (!(dead & 1) || of(b) < 0) continue;
      wait(of(b));
      pop(of(b));
      available_ &= ~bit(b);
    }
  }

  /// A block in the place of a value that is not there yet: undefined contents, a balanced FIFO.
  void fill_missing(BufferSet missing) {
    missing &= ~available_;
    for (int b = 0; missing; ++b, missing >>= 1) {
      if (!(missing & 1) || of(b) < 0) continue;
      reserve(of(b));
      push(of(b));
      available_ |= bit(b);
    }
  }

  // ---- steps --------------------------------------------------------------------------------------------------
  void step(size_t i) {
    const Step& s = p_.steps[i];
    if (s.span.known()) span_ = s.span;
    switch (s.kind) {
      case StepKind::Op:
        if (!d_.vanished[static_cast<size_t>(s.op)]) operation(static_cast<size_t>(s.op), d_.liveness.after[i]);
        return;
      case StepKind::LoopBegin: return loop_begin(i, s);
      case StepKind::LoopEnd: return loop_end(i, s);
      case StepKind::IfBegin:
        tokens(i);
        emit(EventKind::GuardBegin, Actor::Reader, -1, 0);
        saved_.push_back(available_);
        return discard(available_ & ~d_.liveness.after[i]);
      case StepKind::Else:
        emit(EventKind::GuardElse, Actor::Reader, -1, 0);
        std::swap(saved_.back(), available_);
        return discard(available_ & ~d_.liveness.after[i]);
      case StepKind::IfEnd: return if_end(i, s);
    }
  }

  void loop_begin(size_t i, const Step& s) {
    if (s.grid) return;  // the trace is one block's
    tokens(i);
    const analysis::LoopFacts& facts = d_.liveness.loops[i];
    const BufferSet at_head = d_.liveness.after[i];
    fill_missing(d_.liveness.at_body_end(p_, static_cast<int>(i)) & (at_head | facts.written));
    emit(EventKind::LoopBegin, Actor::Reader, -1, s.trips < 0 ? plan::kUnknownTrips : s.trips);
    discard(available_ & ~at_head);
  }

  void loop_end(size_t i, const Step& s) {
    if (p_.steps[static_cast<size_t>(s.match)].grid) return;
    emit(EventKind::LoopEnd, Actor::Reader, -1, 0);
    discard(available_ & ~d_.liveness.after[i]);
  }

  void if_end(size_t i, const Step& s) {
    if (s.match < 0 || p_.steps[static_cast<size_t>(s.match)].kind != StepKind::Else) {
      emit(EventKind::GuardElse, Actor::Reader, -1, 0);
      std::swap(saved_.back(), available_);
      discard(available_ & ~d_.liveness.after[i]);
    }
    saved_.pop_back();
    emit(EventKind::GuardEnd, Actor::Reader, -1, 0);
  }

  void tokens(size_t i) {
    const int t = map_.token_of_step[i];
    if (t < 0) return;
    const auto [to_compute, to_writer] = map_.tokens[static_cast<size_t>(t)];
    for (int c : {to_compute, to_writer}) {
      reserve(c);
      push(c);
      wait(c);
      pop(c);
    }
  }

  // ---- operations ---------------------------------------------------------------------------------------------
  void operation(size_t i, BufferSet live) {
    const TileOp& op = d_.ops[i];
    if (op.kind == OpKind::Load)
      load(op);
    else if (op.kind == OpKind::Store)
      store(op);
    else
      compute(i, op);
    BufferSet touched = op.dst >= 0 ? bit(op.dst) : 0;
    for (const Operand& o : op.srcs) touched |= bit(o.buffer);
    for (int b = 0; b < static_cast<int>(p_.buffers.size()); ++b) {
      if ((touched & ~live & available_ & bit(b)) && of(b) >= 0) finish(b, op);
    }
  }

  /// Behind the last use. A value that was just written and that nobody reads must be waited for first.
  void finish(int b, const TileOp& op) {
    const bool waited = std::any_of(op.srcs.begin(), op.srcs.end(), [&](const Operand& o) { return o.buffer == b; });
    if (!waited) wait(of(b));
    pop(of(b));
    available_ &= ~bit(b);
  }

  void load(const TileOp& op) {
    const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(op.dst)];
    if (m.cb < 0) return;
    if (m.in < 0)
      read_from_dram(m.cb);
    else
      write_result(op, m.cb, {m.in});
    available_ |= bit(op.dst);
  }

  void store(const TileOp& op) {
    const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(op.srcs[0].buffer)];
    if (m.cb < 0) return;
    if (m.out < 0) return write_to_dram(m.cb);
    wait(m.cb);
    repeat(cb(m.cb).block_tiles / cb(m.out).block_tiles, [&] { strip_to_dram(m.out, {}); });
  }

  void compute(size_t i, const TileOp& op) {
    for (const Operand& o : op.srcs) {
      if (of(o.buffer) >= 0) wait(of(o.buffer));
    }
    std::vector<int> turned = transposes(op);
    if (op.kind == OpKind::Reduce && map_.scaler >= 0) wait(map_.scaler);
    for (const Operand& o : op.srcs) {
      const int mask = map_.buffers[static_cast<size_t>(o.buffer)].mask;
      if (mask >= 0 && (op.kind == OpKind::Reduce || op.kind == OpKind::Gemm)) wait(mask);
    }
    result(i, op);
    for (int c : turned) pop(c);
    if (op.dst >= 0) available_ |= bit(op.dst);
  }

  void result(size_t i, const TileOp& op) {
    if (op.dst >= 0) {
      if (of(op.dst) >= 0) write_result(op, of(op.dst), map_.ops[i].in);
      return;
    }
    const int out = map_.ops[i].out;
    if (out < 0) return;
    int64_t block = cb(out).block_tiles;
    for (const Operand& o : op.srcs) {
      if (of(o.buffer) >= 0) block = std::max(block, cb(of(o.buffer)).block_tiles);
    }
    repeat(std::max<int64_t>(1, block / cb(out).block_tiles), [&] { strip_to_dram(out, map_.ops[i].in); });
  }

  /// A loop of the kernels' own, over the strips of a block.
  template <class Body>
  void repeat(int64_t times, const Body& body) {
    if (times > 1) emit(EventKind::LoopBegin, Actor::Reader, -1, times);
    body();
    if (times > 1) emit(EventKind::LoopEnd, Actor::Reader, -1, 0);
  }

  void strip_to_dram(int out, const std::vector<int>& in) {
    strips_in(in);
    reserve(out);
    dst_section(cb(out).block_tiles);
    push(out);
    strips_done(in);
    write_to_dram(out);
    pop(out);
  }

  void strips_in(const std::vector<int>& in) {
    for (int c : in) {
      if (c >= 0) read_from_dram(c), wait(c);
    }
  }
  void strips_done(const std::vector<int>& in) {
    for (int c : in) {
      if (c >= 0) pop(c);
    }
  }

  /// Operands that compute transposes first.
  std::vector<int> transposes(const TileOp& op) {
    std::vector<int> out;
    for (size_t k = 0; k < op.srcs.size(); ++k) {
      const int b = op.srcs[k].buffer;
      const int c = map_.buffers[static_cast<size_t>(b)].transposed;
      if (c < 0 || !needs_transpose(op, k)) continue;
      reserve(c);
      dst_section(1);
      push(c);
      wait(c);
      out.push_back(c);
    }
    return out;
  }

  bool needs_transpose(const TileOp& op, size_t k) const {
    if (op.kind == OpKind::Gemm) return k == 0 && op.transpose_a;
    const Pattern p = op.srcs[k].pattern;
    const Layout layout = d_.buffers[static_cast<size_t>(op.srcs[k].buffer)].layout;
    return p == Pattern::Transposed || (p == Pattern::Row && layout == Layout::Column) ||
           (p == Pattern::Column && layout == Layout::Row);
  }

  /// The tiles of CB `c` are written; `in` holds DRAM operands that come in strips beside them.
  void write_result(const TileOp& op, int c, const std::vector<int>& in) {
    const int64_t n = cb(c).block_tiles;
    const int64_t need = op.kind == OpKind::Gemm ? largest_divisor(n, dst_tiles()) : op.dst_registers;
    if (op.reads_dst) {
      strips_in(in);
      op.in_place ? update_in_place(c, op) : update_out_of_place(c, need);
      return strips_done(in);
    }
    int64_t strip = n;
    for (int s : in) {
      if (s >= 0) strip = cb(s).block_tiles;
    }
    reserve(c);
    repeat(n / strip, [&] {
      strips_in(in);
      dst_section(need);
      strips_done(in);
    });
    push(c);
  }

  void update_out_of_place(int c, int64_t need) {
    wait(c);
    reserve(c);
    dst_section(need);
    push(c);
    pop(c);
  }

  void update_in_place(int c, const TileOp& op) {
    const int64_t q = section_[static_cast<size_t>(c)], n = cb(c).block_tiles;
    const int64_t tiles = q + op.dst_registers - 1;
    repeat(n / q, [&] {
      emit(EventKind::Wait, Actor::Unpack, c, q);
      emit(EventKind::DstAcquire, Actor::Math, -1, tiles);
      emit(EventKind::Pop, Actor::Unpack, c, q);
      emit(EventKind::Reserve, Actor::Pack, c, q);
      emit(EventKind::DstRelease, Actor::Math, -1, tiles);
      emit(EventKind::Push, Actor::Pack, c, q);
    });
  }

  const TileProgram& p_;
  const Drafts& d_;
  const CbMap& map_;
  Problem& problem_;
  std::vector<int64_t> section_;  // per CB; 0 = moves in whole blocks
  std::vector<BufferSet> saved_;  // per open if: what was available at its head, or at the end of the then-branch
  BufferSet available_ = 0;       // buffers whose CB holds a block
  SourceSpan span_;
};

}  // namespace

int64_t largest_divisor(int64_t n, int64_t at_most) {
  for (int64_t d = std::min(n, std::max<int64_t>(1, at_most)); d > 1; --d) {
    if (n % d == 0) return d;
  }
  return 1;
}

void make_trace(const TileProgram& program, const Drafts& drafts, const CbMap& map, Problem* problem) {
  Tracer(program, drafts, map, problem).run();
}

}  // namespace tir2tt::transform
