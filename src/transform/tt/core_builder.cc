// From the steps of a tile program to the sequential program of a core.
//
// A value is popped right behind its last use (liveness): inside the loop that fills the buffer, behind the loop that
// only reads it. Every path through a loop or an if leaves each CB as filled as it found it: where a buffer is only
// sometimes filled or emptied, the other path discards or pushes a block, so that one pass over a body proves all its
// iterations (circular-buffers.md, 3). In-place updates pop before they reserve, section by section. An accumulator
// that stays in DST keeps one section open across its loop.
#include "transform/tt/core_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/dram_loads.h"

namespace tir2tt::transform {

using analysis::bit;
using analysis::BufferSet;
using analysis::Operand;
using analysis::OpKind;
using analysis::Step;
using analysis::StepKind;
using analysis::TileOp;
using plan::Actor;
using plan::CbRequest;
using plan::Kernel;

namespace {

Actor pops(Kernel k) {
  return k == Kernel::Compute ? Actor::Unpack : k == Kernel::Reader ? Actor::Reader : Actor::Writer;
}
Actor pushes(Kernel k) {
  return k == Kernel::Compute ? Actor::Pack : k == Kernel::Reader ? Actor::Reader : Actor::Writer;
}

}  // namespace

CoreProgram CoreBuilder::run() {
  for (const tir::Buffer& t : p_.tensors) {
    for (const tir::Expr& e : t->shape) {
      if (auto* v = tir::as<tir::VarNode>(e)) ranges_[v] = {1, std::nullopt};
    }
  }
  choose_sections();
  open({});
  constants(true);
  const bool persistent = std::any_of(p_.steps.begin(), p_.steps.end(), [](const Step& s) { return s.grid; });
  if (!persistent) fill_missing(d_.liveness.at_entry);
  for (size_t i = 0; i < p_.steps.size(); ++i) step(i);
  discard(available_);
  constants(false);
  return {close().body, largest_section_};
}

/// A CB that is updated in place moves in sections that fit DST beside what the expression needs.
void CoreBuilder::choose_sections() {
  section_.assign(problem_.cbs.size(), 0);
  for (CbRequest& c : problem_.cbs) c.push_quantum = c.pop_quantum = c.block_tiles;
  for (size_t i = 0; i < d_.ops.size(); ++i) {
    const TileOp& op = d_.ops[i];
    if (d_.vanished[i] || op.dst < 0 || !op.reads_dst || !op.in_place || of(op.dst) < 0) continue;
    int64_t& s = section_[static_cast<size_t>(of(op.dst))];
    const int64_t fits = tiles_per_section(i, cb(of(op.dst)).block_tiles);
    s = s == 0 ? fits : std::min(s, fits);
  }
  for (size_t i = 0; i < section_.size(); ++i) {
    CbRequest& c = problem_.cbs[i];
    if (section_[i]) c.push_quantum = c.pop_quantum = section_[i] = largest_divisor(c.block_tiles, section_[i]);
  }
}

// ---- nodes ------------------------------------------------------------------------------------------------------

Node& CoreBuilder::add(Node::Kind kind, Actor actor, int c, int64_t count) {
  Node& n = open_.back().body.emplace_back();
  n.kind = kind;
  n.actor = actor;
  n.cb = c;
  n.count = count;
  n.span = span_;
  return n;
}

void CoreBuilder::open(Node node) {
  node.span = span_;
  open_.push_back(std::move(node));
}
Node CoreBuilder::close() {
  Node n = std::move(open_.back());
  open_.pop_back();
  return n;
}

void CoreBuilder::wait(int c, int64_t count) {
  add(Node::Kind::Wait, pops(cb(c).consumer), c, count ? count : cb(c).block_tiles);
}
void CoreBuilder::pop(int c, int64_t count) {
  add(Node::Kind::Pop, pops(cb(c).consumer), c, count ? count : cb(c).block_tiles);
}
void CoreBuilder::reserve(int c, int64_t count) {
  add(Node::Kind::Reserve, pushes(cb(c).producer), c, count ? count : cb(c).block_tiles);
}
void CoreBuilder::push(int c, int64_t count) {
  add(Node::Kind::Push, pushes(cb(c).producer), c, count ? count : cb(c).block_tiles);
}

void CoreBuilder::read(int c, const Transfer& transfer) {
  reserve(c);
  if (transfer.elements) {
    add(Node::Kind::Make, Actor::Reader, c, cb(c).block_tiles).transfer = std::make_shared<Transfer>(transfer);
    return push(c);
  }
  add(Node::Kind::Read, Actor::Reader, c, cb(c).block_tiles).transfer = std::make_shared<Transfer>(transfer);
  add(Node::Kind::ReadBarrier, Actor::Reader, -1, 0);
  push(c);
}
void CoreBuilder::write(int c, const Transfer& transfer) {
  wait(c);
  add(Node::Kind::Write, Actor::Writer, c, cb(c).block_tiles).transfer = std::make_shared<Transfer>(transfer);
  add(Node::Kind::WriteBarrier, Actor::Writer, -1, 0);
}

void CoreBuilder::refuse(DiagId id, SourceSpan span, std::string message, std::string hint) {
  refused_.add(id, span, std::move(message), std::move(hint));
}

void CoreBuilder::no_negative_division(const tir::Expr& e, SourceSpan span) {
  if (!rounds_negative(e, ranges_, p_.lets)) return;
  refuse(DiagId::CannotGenerate, span, "a quotient or a remainder of something that may be negative",
         "add a multiple of the divisor first; kernels divide towards zero");
}

// ---- balance ----------------------------------------------------------------------------------------------------

/// Tiles that the reader makes itself: once for all blocks.
std::shared_ptr<const Transfer> CoreBuilder::values_of(const TileMask& mask) {
  const auto var = [](const char* name) { return tir::make_var(name, tir::DataType::Int(32)); };
  const tir::Var row = var("i"), col = var("j");
  const tir::Expr one = tir::make_int(1, tir::DataType::Bool());
  Transfer t;
  t.elements = std::make_shared<const analysis::ElementValues>(
      analysis::ElementValues{one, {}, nullptr, {row, col}, {{row.get(), 0, mask.rows}, {col.get(), 0, mask.cols}}});
  t.row_index = row.get(), t.col_index = col.get();
  t.dense = mask.dense;
  t.element_rows = mask.dense ? 1 : mask.rows, t.element_cols = mask.cols;
  t.row = t.col = tir::make_int(0);
  return std::make_shared<const Transfer>(std::move(t));
}

void CoreBuilder::constants(bool begin) {
  auto one = [&](int c, std::shared_ptr<const Transfer> values = nullptr) {
    if (c < 0) return;
    if (!begin) return pop(c);
    reserve(c);
    add(Node::Kind::Make, Actor::Reader, c, 1).transfer = std::move(values);
    push(c);
    wait(c);  // once: it stays in front until the end
  };
  one(map_.scaler);
  for (const CbMap::OfBuffer& b : map_.buffers) one(b.mask);
  for (const auto& [mask, c] : map_.masks) one(c, values_of(mask));
  scratch(map_.reader_scratch, begin);
  scratch(map_.writer_scratch, begin);
}

/// Memory that a data-movement kernel has for itself: it fills the CB once, with nothing, and empties it at the end.
void CoreBuilder::scratch(int c, bool begin) {
  if (c < 0) return;
  if (!begin) return pop(c);
  reserve(c);
  push(c);
  wait(c);
}

/// Values that nobody needs any more, or that the other path of an if would have used.
void CoreBuilder::discard(BufferSet dead) {
  dead &= available_;
  for (int b = 0; dead; ++b, dead >>= 1) {
    if (!(dead & 1) || of(b) < 0) continue;
    wait(of(b));
    pop(of(b));
    available_ &= ~bit(b);
  }
}

/// A block in the place of a value that is not there yet: undefined contents, a balanced FIFO.
void CoreBuilder::fill_missing(BufferSet missing) {
  missing &= ~(available_ | d_.resident);
  for (int b = 0; missing; ++b, missing >>= 1) {
    if (!(missing & 1) || of(b) < 0) continue;
    reserve(of(b));
    push(of(b));
    available_ |= bit(b);
  }
}

// ---- steps ------------------------------------------------------------------------------------------------------

void CoreBuilder::step(size_t i) {
  const Step& s = p_.steps[i];
  if (s.span.known()) span_ = s.span;
  switch (s.kind) {
    case StepKind::Op:
      if (!d_.vanished[static_cast<size_t>(s.op)]) operation(static_cast<size_t>(s.op), d_.liveness.after[i]);
      return;
    case StepKind::LoopBegin: return loop_begin(i, s);
    case StepKind::LoopEnd: return loop_end(i, s);
    case StepKind::IfBegin: return if_begin(i, s);
    case StepKind::Else: return if_else(i);
    case StepKind::IfEnd: return if_end(i, s);
  }
}

void CoreBuilder::loop_begin(size_t i, const Step& s) {
  const BufferSet at_head = d_.liveness.after[i];
  auto* f = tir::as<tir::ForNode>(s.stmt);
  const tir::Expr min = steered_by(i, f->min, "first"), extent = steered_by(i, f->extent, "trips");
  if (!s.grid) {
    const analysis::LoopFacts& facts = d_.liveness.loops[i];
    fill_missing(d_.liveness.at_body_end(p_, static_cast<int>(i)) & (at_head | facts.written));
  }
  if (d_.resident_op[i] >= 0) {
    Node section;
    section.kind = Node::Kind::Section;
    section.note =
        fmt::format("`{}` stays in DST across the loop.",
                    p_.buffers[static_cast<size_t>(d_.ops[static_cast<size_t>(d_.resident_op[i])].dst)].name);
    open(std::move(section));
  }
  Node loop;
  loop.kind = Node::Kind::Loop;
  loop.blocks = s.grid;
  loop.trips = s.trips;
  loop.var = f->loop_var;
  loop.min = min;
  loop.extent = extent;
  Bounds& range = ranges_[f->loop_var.get()];
  range = bounds_of(min, ranges_, p_.lets);
  range.high = range.high && s.trips > 0 ? std::optional(*range.high + s.trips - 1) : std::nullopt;
  if (f->step && !tir::is_int(f->step, 1)) {
    refuse(DiagId::CannotGenerate, s.span, "a loop with a step has no kernel yet",
           "write it as a loop from 0 and multiply its variable");
  }
  if (s.grid) {
    for (const tir::Expr& e : {f->min, f->extent}) {
      if (auto* v = tir::as<tir::VarNode>(e)) ranges_[v] = {0, std::nullopt};
    }
    for (const analysis::LetBinding& let : p_.lets) {
      if (mentions(let.value, f->loop_var.get(), {})) ranges_[let.var] = {0, std::nullopt};
    }
  }
  no_negative_division(min, s.span);
  no_negative_division(extent, s.span);
  open(std::move(loop));
  if (s.grid) return fill_missing(d_.liveness.at_entry);
  discard(available_ & ~at_head);
}

void CoreBuilder::loop_end(size_t i, const Step& s) {
  const size_t begin = static_cast<size_t>(s.match);
  if (p_.steps[begin].grid) discard(available_);
  Node loop = close();
  open_.back().body.push_back(std::move(loop));
  if (const int acc = d_.resident_op[begin]; acc >= 0 && !d_.has_closing(static_cast<size_t>(acc))) {
    close_resident(static_cast<size_t>(acc));
  }
  if (!p_.steps[begin].grid) discard(available_ & ~d_.liveness.after[i]);
}

void CoreBuilder::if_begin(size_t i, const Step& s) {
  Node guard;
  guard.kind = Node::Kind::If;
  guard.condition = steered_by(i, tir::as<tir::IfThenElseNode>(s.stmt)->condition, "condition");
  no_negative_division(guard.condition, s.span);
  open(std::move(guard));
  saved_.push_back(available_);
  discard(available_ & ~d_.liveness.after[i]);
}

void CoreBuilder::if_else(size_t i) {
  std::swap(open_.back().body, open_.back().otherwise);
  std::swap(saved_.back(), available_);
  discard(available_ & ~d_.liveness.after[i]);
}

void CoreBuilder::if_end(size_t i, const Step& s) {
  if (s.match < 0 || p_.steps[static_cast<size_t>(s.match)].kind != StepKind::Else) {
    std::swap(open_.back().body, open_.back().otherwise);
    std::swap(saved_.back(), available_);
    discard(available_ & ~d_.liveness.after[i]);
  }
  saved_.pop_back();
  Node guard = close();
  std::swap(guard.body, guard.otherwise);
  open_.back().body.push_back(std::move(guard));
}

// ---- words ------------------------------------------------------------------------------------------------------

/// `e`, which is read from DRAM, as a word that the reader defines here and tells the kernels behind `cbs`.
tir::Expr CoreBuilder::word(const tir::Expr& e, const char* name, std::initializer_list<int> cbs) {
  const tir::Var var = tir::make_var(name, e->dtype);
  Node& define = add(Node::Kind::Define, Actor::Reader, map_.reader_scratch, 0);
  define.var = var;
  define.value = rewritten(e, {}, p_);
  for (int c : cbs) {
    if (c < 0) continue;
    reserve(c);
    add(Node::Kind::Send, Actor::Reader, c, 1).var = var;
    push(c);
    wait(c);
    add(Node::Kind::Receive, pops(cb(c).consumer), c, 1).var = var;
    pop(c);
  }
  return var;
}

/// What steers step `i`: itself, or the word for it where it is read from DRAM.
tir::Expr CoreBuilder::steered_by(size_t i, const tir::Expr& e, const char* name) {
  const int t = map_.token_of_step[i];
  if (t < 0 || !reads_dram(e, p_)) return e;
  const auto [to_compute, to_writer] = map_.tokens[static_cast<size_t>(t)];
  return word(e, name, {to_compute, to_writer});
}

// ---- operations -------------------------------------------------------------------------------------------------

void CoreBuilder::operation(size_t i, BufferSet live) {
  const TileOp& op = d_.ops[i];
  if (op.span.known()) span_ = op.span;
  const bool closes = d_.closes[i] >= 0;
  if (closes) close_resident_with(i);
  open({});
  open_.back().with = op.with;
  if (op.kind == OpKind::Load)
    load(i, op);
  else if (op.kind == OpKind::Store)
    store(i, op);
  else if (!closes)
    compute(i, op);
  BufferSet touched = op.dst >= 0 ? bit(op.dst) : 0;
  for (const Operand& o : op.srcs) touched |= bit(o.buffer);
  for (int b = 0; b < static_cast<int>(p_.buffers.size()); ++b) {
    if ((touched & ~live & available_ & bit(b)) && of(b) >= 0) finish(b, op);
  }
  Node statement = close();
  open_.back().body.push_back(std::move(statement));
}

/// Behind the last use. A value that was just written and that nobody reads must be waited for first.
void CoreBuilder::finish(int b, const TileOp& op) {
  const bool waited = std::any_of(op.srcs.begin(), op.srcs.end(), [&](const Operand& o) { return o.buffer == b; });
  if (!waited) wait(of(b));
  pop(of(b));
  available_ &= ~bit(b);
}

void CoreBuilder::load(size_t i, const TileOp& op) {
  const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(op.dst)];
  if (m.cb < 0) return;
  if (op.reads_dst) {
    refuse(DiagId::CannotGenerate, op.span,
           fmt::format("only a part of `{}` is loaded", p_.buffers[static_cast<size_t>(op.dst)].name),
           "load whole buffers; declare one of the part's size");
  }
  const std::vector<int>& in = map_.ops[i].in;
  if (in.empty() || in[0] < 0)
    read(m.cb, transfer_of(i, op.loads[0], whole(m.cb), false));
  else
    write_result(i, m.cb, in);
  available_ |= bit(op.dst);
}

void CoreBuilder::store(size_t i, const TileOp& op) {
  const int src = op.srcs[0].buffer;
  const CbMap::OfBuffer& m = map_.buffers[static_cast<size_t>(src)];
  if (m.cb < 0) return;
  const int out = map_.ops[i].out;
  if (out < 0) return write(m.cb, transfer_of(i, op.stores[0], whole(m.cb), true));
  wait(m.cb);
  Part part = whole(m.cb);
  part.tiles = cb(out).block_tiles;
  repeat(cb(m.cb).block_tiles / part.tiles, "strip", [&](const tir::Expr& index) {
    part.index = index;
    strip_to_dram(i, out, part, {});
  });
}

// ---- the two readers --------------------------------------------------------------------------------------------

namespace {

using plan::Event;
using plan::EventKind;

void flatten(const Nodes& nodes, std::vector<Event>* out);

void flatten_loop(const Node& n, std::vector<Event>* out) {
  if (n.blocks) return flatten(n.body, out);
  out->push_back({EventKind::LoopBegin, Actor::Reader, -1, n.trips < 0 ? plan::kUnknownTrips : n.trips, n.span});
  flatten(n.body, out);
  out->push_back({EventKind::LoopEnd, Actor::Reader, -1, 0, n.span});
}

void flatten_if(const Node& n, std::vector<Event>* out) {
  out->push_back({EventKind::GuardBegin, Actor::Reader, -1, 0, n.span});
  flatten(n.body, out);
  out->push_back({EventKind::GuardElse, Actor::Reader, -1, 0, n.span});
  flatten(n.otherwise, out);
  out->push_back({EventKind::GuardEnd, Actor::Reader, -1, 0, n.span});
}

void flatten_section(const Node& n, std::vector<Event>* out) {
  out->push_back({EventKind::DstAcquire, Actor::Math, -1, n.count, n.span});
  flatten(n.body, out);
  flatten(n.otherwise, out);
  out->push_back({EventKind::DstRelease, Actor::Math, -1, n.count, n.span});
}

/// Loops in which nothing happens that circular buffers or DST would notice.
bool is_silent(const Nodes& nodes) {
  return std::all_of(nodes.begin(), nodes.end(), [](const Node& n) {
    return n.kind == Node::Kind::Math || n.kind == Node::Kind::Pack ||
           (n.kind == Node::Kind::Loop && is_silent(n.body));
  });
}

void flatten_one(const Node& n, std::vector<Event>* out) {
  auto emit = [&](EventKind kind) { out->push_back({kind, n.actor, n.cb, n.count, n.span}); };
  switch (n.kind) {
    case Node::Kind::Loop: return is_silent(n.body) ? void() : flatten_loop(n, out);
    case Node::Kind::If: return flatten_if(n, out);
    case Node::Kind::Section: return flatten_section(n, out);
    case Node::Kind::Reserve: return emit(EventKind::Reserve);
    case Node::Kind::Push: return emit(EventKind::Push);
    case Node::Kind::Wait: return emit(EventKind::Wait);
    case Node::Kind::Pop: return emit(EventKind::Pop);
    case Node::Kind::Read: return emit(EventKind::NocRead);
    case Node::Kind::Write: return emit(EventKind::NocWrite);
    case Node::Kind::ReadBarrier: return emit(EventKind::ReadBarrier);
    case Node::Kind::WriteBarrier: return emit(EventKind::WriteBarrier);
    case Node::Kind::Statement: return flatten(n.body, out);
    case Node::Kind::Make:
    case Node::Kind::Define:
    case Node::Kind::Send:
    case Node::Kind::Receive:
    case Node::Kind::Math:
    case Node::Kind::Pack: return;
  }
}

void flatten(const Nodes& nodes, std::vector<Event>* out) {
  for (const Node& n : nodes) flatten_one(n, out);
}

}  // namespace

std::vector<plan::Event> trace_of(const CoreProgram& program) {
  std::vector<Event> out;
  flatten(program.nodes, &out);
  return out;
}

CoreProgram make_core_program(const analysis::TileProgram& program, const Drafts& drafts, const CbMap& map,
                              plan::Problem* problem, Diagnostics& refused) {
  return CoreBuilder(program, drafts, map, problem, refused).run();
}

int64_t largest_divisor(int64_t n, int64_t at_most) {
  for (int64_t d = std::min(n, std::max<int64_t>(1, at_most)); d > 1; --d) {
    if (n % d == 0) return d;
  }
  return 1;
}

}  // namespace tir2tt::transform
