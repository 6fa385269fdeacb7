// Statements, blocks of the grid, and what happens where the device may take another way: what is stored under a
// condition that the device may decide otherwise gets an infinite bound, and so does what the other way would store.
#include "reference/machine.h"

#include "reference/evaluate.h"

namespace tir2tt::reference {

Machine::Machine(Program& program, const Options& options)
    : program_(program), options_(options), frame_(program.slots, 0) {}

void Machine::fail(DiagId id, std::string message, std::string hint) {
  if (mode_ == Mode::Shadow || fault_) return;
  fault_ = Diagnostic{id, span_, std::move(message), std::move(hint)};
}

/// False: it is time to end.
bool Machine::poll() {
  if (fault_) return false;
  if ((++ticks_ & 0xff) != 0 || !options_.stop || !options_.stop->load(std::memory_order_relaxed)) return true;
  mode_ = Mode::Plain;
  fail(DiagId::Interrupted, "the reference was interrupted");
  return false;
}

std::optional<Diagnostic> Machine::run(int64_t begin, int64_t end) {
  int64_t threads = 1;
  for (const ParallelAxis& t : program_.threads) threads *= std::max<int64_t>(t.extent, 1);
  for (Memory& m : program_.memories) {
    if (!m.on_chip()) continue;
    const size_t n = static_cast<size_t>(m.size * (m.per_thread ? threads : 1));
    m.own_values.resize(n);
    m.own_bounds.resize(n);
    m.values = m.own_values;
    m.bounds = m.own_bounds;
  }
  for (int64_t b = begin; b < end && poll(); ++b) {
    begin_block(b);
    if (program_.body) execute(*program_.body);
  }
  return fault_;
}

/// Buffers on the chip hold nothing yet.
void Machine::begin_block(int64_t block) {
  block_ = static_cast<int32_t>(block);
  for (const ParallelAxis& g : program_.grid) {
    if (g.slot < frame_.size()) frame_[g.slot] = block % g.extent;
    block /= g.extent;
  }
  for (Memory& m : program_.memories) {
    if (!m.on_chip()) continue;
    std::fill(m.values.begin(), m.values.end(), kNaN);
    std::fill(m.bounds.begin(), m.bounds.end(), std::numeric_limits<float>::infinity());
  }
}

Flow Machine::execute(const Step& step) {
  if (step.span.known()) span_ = step.span;
  const Flow flow = std::visit([this](const auto& what) { return visit(what); }, step.what);
  return fault_ ? Flow::Stop : flow;
}

Flow Machine::visit(const Steps& steps) {
  for (const Step* s : steps) {
    if (const Flow flow = execute(*s); flow != Flow::Next) return flow;
  }
  return Flow::Next;
}

template <class Body>
Flow Machine::in_doubt(Mode mode, Body body) {
  const Mode outside = std::exchange(mode_, std::max(mode_, mode));
  const Flow flow = body();
  mode_ = outside;
  return flow;
}

Flow Machine::visit(const Loop& loop) {
  const Int min = integer(*this, loop.min), extent = integer(*this, loop.extent);
  const Int step = loop.step ? integer(*this, loop.step) : Int{1, 0};
  if (step.v == 0) fail(DiagId::CannotInterpret, "a loop with step 0");
  const bool sure = min.e == 0 && extent.e == 0 && step.e == 0;
  return in_doubt(sure ? Mode::Plain : Mode::Doubt, [&] {
    const int64_t trips = step.v == 0 ? 0 : (extent.v + std::abs(step.v) - 1) / std::abs(step.v);
    int64_t single = 0;  // iterations that no line can do
    for (int64_t i = 0; i < trips && poll(); ++i) {
      const int64_t count = std::min(trips - i, Line::kMost);
      if (loop.lines && i >= single) {
        if (store_line(loop, min.v + i, count)) {
          i += count - 1;
          continue;
        }
        single = i + count;
      }
      frame_[loop.slot] = min.v + i * step.v;
      const Flow flow = execute(*loop.body);
      if (flow == Flow::Break) break;
      if (flow == Flow::Stop) return flow;
    }
    return fault_ ? Flow::Stop : Flow::Next;
  });
}

Flow Machine::visit(const Branch& branch) {
  const Int c = integer(*this, branch.condition);
  const Step* taken = c.v ? branch.then_case : branch.else_case;
  const Step* other = c.v ? branch.else_case : branch.then_case;
  if (c.e == 0) return taken ? execute(*taken) : Flow::Next;
  if (other) (void)in_doubt(Mode::Shadow, [&] { return execute(*other); });
  return taken ? in_doubt(Mode::Doubt, [&] { return execute(*taken); }) : Flow::Next;
}

Flow Machine::visit(const WhileLoop& loop) {
  bool doubt = false;
  while (poll()) {
    const Int c = integer(*this, loop.condition);
    doubt = doubt || c.e > 0;
    if (!loop.body) break;
    if (!c.v || mode_ == Mode::Shadow) {  // what one more round might do
      if (doubt || mode_ == Mode::Shadow) (void)in_doubt(Mode::Shadow, [&] { return execute(*loop.body); });
      break;
    }
    const Flow flow = in_doubt(doubt ? Mode::Doubt : Mode::Plain, [&] { return execute(*loop.body); });
    if (flow == Flow::Break) break;
    if (flow == Flow::Stop) return flow;
  }
  return fault_ ? Flow::Stop : Flow::Next;
}

/// Axes that a step around has set keep their value.
Flow Machine::visit(const ForThreads& threads) {
  std::vector<int64_t> strides(program_.threads.size(), 1);
  for (size_t i = 1; i < strides.size(); ++i) strides[i] = strides[i - 1] * program_.threads[i - 1].extent;
  int64_t all = 1;
  for (size_t i : threads.axes) all *= program_.threads[i].extent;
  const int64_t outside = thread_;
  Flow flow = Flow::Next;
  for (int64_t t = 0; t < all && flow != Flow::Stop && poll(); ++t) {
    int64_t rest = t;
    thread_ = outside;
    for (size_t i : threads.axes) {
      const ParallelAxis& axis = program_.threads[i];
      frame_[axis.slot] = rest % axis.extent;
      thread_ += rest % axis.extent * strides[i];
      rest /= axis.extent;
    }
    flow = execute(*threads.body);
  }
  thread_ = outside;
  for (size_t i : threads.axes) frame_[program_.threads[i].slot] = 0;
  return flow == Flow::Stop ? flow : fault_ ? Flow::Stop : Flow::Next;
}

Flow Machine::visit(const Jump& jump) {
  if (mode_ == Mode::Plain) return jump.leave ? Flow::Break : Flow::Continue;
  mode_ = Mode::Plain;  // for the message; nothing is run after it
  fail(DiagId::CannotInterpret, "a loop is left under a condition that rounding on the device may decide otherwise");
  return Flow::Stop;
}

Flow Machine::visit(const Store& store) {
  if (store.lanes > 1) {
    store_lanes(store);
    return Flow::Next;
  }
  const Int predicate = store.predicate ? integer(*this, store.predicate) : Int{1, 0};
  if (!predicate.v && predicate.e == 0) return Flow::Next;
  const Mode mode = predicate.e == 0 ? Mode::Plain : predicate.v ? Mode::Doubt : Mode::Shadow;
  return in_doubt(mode, [&] {
    const Real value = value_for(*store.target->memory, *store.value);
    double e = 0;
    const int64_t at = locate(*store.target, &e);
    if (e > 0) taint(*store.target->memory);
    if (at >= 0) put(*store.target->memory, at, value);
    return Flow::Next;
  });
}

void Machine::store_lanes(const Store& store) {
  Memory& memory = *store.target->memory;
  lanes_.clear();
  lane_targets_.clear();
  for (int lane = 0; lane < store.lanes; ++lane) {
    frame_[store.lane_slot] = lane;
    const Int predicate = store.predicate ? integer(*this, store.predicate) : Int{1, 0};
    double e = 0;
    lanes_.push_back(value_for(memory, *store.value));
    lane_targets_.push_back(predicate.v ? locate(*store.target, &e) : -1);
    if (e > 0 || predicate.e > 0) taint(memory);
  }
  for (size_t i = 0; i < lanes_.size(); ++i) {
    if (lane_targets_[i] >= 0) put(memory, lane_targets_[i], lanes_[i]);
  }
}

Real Machine::other_real(const Node& n) {
  Real r;
  (void)in_doubt(Mode::Shadow, [&] {
    r = n.real(*this, n);
    return Flow::Next;
  });
  return r;
}

Int Machine::other_int(const Node& n) {
  Int i;
  (void)in_doubt(Mode::Shadow, [&] {
    i = n.integer(*this, n);
    return Flow::Next;
  });
  return i;
}

Flow Machine::visit(const Atomic& atomic) {
  double e = 0;
  Real value = real(*this, atomic.value);
  const int64_t at = locate(*atomic.target, &e);
  if (e > 0) taint(*atomic.target->memory);
  if (at >= 0) accumulate(*atomic.target->memory, at, value, atomic.kind);
  return Flow::Next;
}

}  // namespace tir2tt::reference
