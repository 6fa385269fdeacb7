// Loops over elements, 256 iterations at a time: each operator of the stored value runs over the whole line before the
// next one does, so that what it costs to get to an operator is paid once per line. Values, bounds and their order of
// computation are those of the single iterations; where a line is not even (an index out of bounds, a condition that
// does not hold along all of it) the iterations are done one after the other.
#include "reference/lines.h"

#include <algorithm>

#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {
namespace {

constexpr int kDeepest = 32;  // a line per node on a path

std::optional<std::vector<int64_t>> coefficients_of(const Access& access, size_t slot) {
  if (access.offset && depends(*access.offset, slot)) return std::nullopt;
  std::vector<int64_t> out;
  for (const Axis& axis : access.axes) {
    const std::optional<int64_t> c = coefficient(*axis.index, slot);
    if (!c) return std::nullopt;
    out.push_back(*c);
  }
  return out;
}

int64_t step_of(const Access& access, const std::vector<int64_t>& coefficients) {
  int64_t step = 0;
  for (size_t k = 0; k < coefficients.size(); ++k) step += coefficients[k] * access.axes[k].stride;
  return step;
}

bool same_place(const Access& a, const Access& b) {
  return a.memory == b.memory && same(a.offset, b.offset) &&
         std::ranges::equal(a.axes, b.axes, [](const Axis& x, const Axis& y) {
           return x.extent == y.extent && x.stride == y.stride && same(x.index, y.index);
         });
}

bool in_order(const Node* n, const Access& target);
bool in_order(const Access& a, const Access& target) {
  return in_order(a.offset, target) &&
         std::ranges::all_of(a.axes, [&](const Axis& axis) { return in_order(axis.index, target); });
}
/// Whether of what is stored only the element of the same iteration is loaded.
bool in_order(const Node* n, const Access& target) {
  if (!n || n->constant) return true;
  if (n->access && n->access->memory == target.memory && !same_place(*n->access, target)) return false;
  if (n->access && !in_order(*n->access, target)) return false;
  return in_order(n->a, target) && in_order(n->b, target) && in_order(n->c, target);
}

LineNode line_node(const Node& n, size_t slot) {
  LineNode out;
  out.node = &n;
  const auto operands = [&](std::initializer_list<const Node*> of) {
    for (const Node* x : of) {
      if (x) out.operands.push_back(line_node(*x, slot));
    }
  };
  if (!depends(n, slot)) {
    out.how = LineNode::How::Once;
  } else if (n.access) {
    const auto coefficients = coefficients_of(*n.access, slot);
    if (!coefficients || !n.access->memory->rounding.floating) return out;
    out.how = LineNode::How::Load;
    out.coefficients = *coefficients;
  } else if (is_select(n)) {
    out.how = LineNode::How::Select;
    operands({n.b, n.c});
  } else if (LineFn function = line_function(n.real)) {
    out.how = LineNode::How::Function;
    out.function = function;
    operands({n.a, n.b, n.c});
  }
  return out;
}

}  // namespace

const LineStore* plan_lines(const Loop& loop, Program* program) {
  const Store* store = loop.body && !loop.step ? std::get_if<Store>(&loop.body->what) : nullptr;
  if (!store || store->predicate || store->lanes > 1 || !store->target->memory->rounding.floating) return nullptr;
  const auto coefficients = coefficients_of(*store->target, loop.slot);
  if (!coefficients || step_of(*store->target, *coefficients) == 0) return nullptr;
  if (store->value->depth > kDeepest || !in_order(store->value, *store->target)) return nullptr;
  if (!in_order(*store->target, *store->target)) return nullptr;
  return &program->line_stores.emplace_back(
      LineStore{store->target, *coefficients, line_node(*store->value, loop.slot)});
}

Line& Machine::line(size_t at) {
  while (lines_.size() <= at) lines_.emplace_back();
  return lines_[at];
}

std::optional<Run> Machine::run_of(const Access& access, const std::vector<int64_t>& coefficients, size_t slot,
                                   int64_t first, int64_t count) {
  Run run{access.offset || access.memory->per_thread ? base_of(access) : 0, step_of(access, coefficients)};
  for (size_t k = 0; k < access.axes.size(); ++k) {
    const Axis& axis = access.axes[k];
    frame_[slot] = first;
    const Int begin = integer(*this, axis.index);
    const int64_t end = begin.v + coefficients[k] * (count - 1);
    if (begin.e != 0 || std::min(begin.v, end) < 0 || std::max(begin.v, end) >= axis.extent) return std::nullopt;
    run.start += begin.v * axis.stride;
  }
  const int64_t last = run.start + run.step * (count - 1), size = static_cast<int64_t>(access.memory->values.size());
  const bool inside = std::min(run.start, last) >= 0 && std::max(run.start, last) < size;
  return inside ? std::optional(run) : std::nullopt;
}

void Machine::get_line(const Memory& memory, Run run, int64_t count, Line& out) const {
  const double* values = memory.values.data() + run.start;
  const float* bounds = memory.bounds.data() + run.start;
  for (int64_t i = 0; i < count; ++i) {
    out.v[i] = values[i * run.step];
    out.e[i] = static_cast<double>(bounds[i * run.step]);
  }
}

void Machine::put_line(Memory& memory, Run run, int64_t count, const Line& in) {
  double* values = memory.values.data() + run.start;
  float* bounds = memory.bounds.data() + run.start;
  for (int64_t i = 0; i < count; ++i) {
    bounds[i * run.step] = mode_ == Mode::Plain ? upper(in.e[i]) : std::numeric_limits<float>::infinity();
  }
  if (mode_ == Mode::Shadow) {
    overlaps_ = overlaps_ || !memory.on_chip();
    return;
  }
  for (int64_t i = 0; i < count; ++i) values[i * run.step] = in.v[i];
  if (memory.on_chip()) return;
  int32_t* writers = memory.writers.data() + run.start;
  for (int64_t i = 0; i < count; ++i) sign(writers[i * run.step]);
  memory.written = true;
}

void Machine::round_line(const Memory& memory, int64_t count, double relative, bool through_dst, Line& line,
                         bool held) const {
  const double pass = through_dst ? options_.errors.pass : 0;
  for (int64_t i = 0; i < count; ++i) {
    Real r = line.at(i);
    if (pass != 0) r.e += pass * magnitude(r.v);
    line.set(i, round_to(memory.rounding, r, relative, held));
  }
}

void Machine::convert_line(const Memory& from, const Memory& to, int64_t count, Line& line) const {
  const bool alike = from.dtype == to.dtype;
  if (!to.rounding.floating) return;
  const double relative = alike || widens(from.dtype, to.dtype) ? 0 : to.rounding.relative;
  round_line(to, count, relative, !alike || (from.on_chip() && to.on_chip()), line, alike);
}

void Machine::each_of_line(const Node& n, size_t slot, int64_t first, int64_t count, Line& out) {
  for (int64_t i = 0; i < count && !failed(); ++i) {
    frame_[slot] = first + i;
    out.set(i, n.real(*this, n));
  }
}

bool Machine::load_line(const LineNode& n, size_t slot, int64_t first, int64_t count, Line& out) {
  const Access& access = *n.node->access;
  const std::optional<Run> run = run_of(access, n.coefficients, slot, first, count);
  if (run) get_line(*access.memory, *run, count, out);
  return run.has_value();
}

/// Only the branch taken is evaluated.
void Machine::select_line(const LineNode& n, size_t slot, int64_t first, int64_t count, size_t at) {
  const Node& condition = *n.node->a;
  const bool varies = depends(condition, slot);
  frame_[slot] = first;
  const Int c = integer(*this, &condition);
  bool even = c.e == 0;
  for (int64_t i = 1; i < count && even && varies; ++i) {
    frame_[slot] = first + i;
    const Int next = integer(*this, &condition);
    even = next.e == 0 && (next.v != 0) == (c.v != 0);
  }
  if (!even) return each_of_line(*n.node, slot, first, count, line(at));
  evaluate_line(n.operands[c.v != 0 ? 0 : 1], slot, first, count, at);
}

/// Into line `at`; the lines behind it are for the operands.
void Machine::evaluate_line(const LineNode& n, size_t slot, int64_t first, int64_t count, size_t at) {
  Line& out = line(at);
  switch (n.how) {
    case LineNode::How::Once: {
      frame_[slot] = first;
      const Real r = n.node->real(*this, *n.node);
      std::fill_n(out.v, count, r.v);
      std::fill_n(out.e, count, r.e);
      return;
    }
    case LineNode::How::Load:
      if (load_line(n, slot, first, count, out)) return;
      return each_of_line(*n.node, slot, first, count, out);
    case LineNode::How::Each: return each_of_line(*n.node, slot, first, count, out);
    case LineNode::How::Select: return select_line(n, slot, first, count, at);
    case LineNode::How::Function: break;
  }
  const Line* operands[3] = {};
  for (size_t k = 0; k < n.operands.size(); ++k) {
    evaluate_line(n.operands[k], slot, first, count, at + 1 + k);
    operands[k] = &line(at + 1 + k);
  }
  n.function(*this, *n.node, count, operands, out);
}

bool Machine::store_line(const Loop& loop, int64_t first, int64_t count) {
  const LineStore& store = *loop.lines;
  if (loop.body->span.known()) span_ = loop.body->span;
  const std::optional<Run> run = run_of(*store.target, store.coefficients, loop.slot, first, count);
  if (!run) return false;
  evaluate_line(store.value, loop.slot, first, count, 0);
  if (failed()) return true;
  Memory& memory = *store.target->memory;
  round_line(memory, count, rounding_for(memory, *store.value.node), true, line(0));
  put_line(memory, *run, count, line(0));
  return true;
}

}  // namespace tir2tt::reference
