#include "transform/tt/value_range.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "transform/tt/tile_tree.h"

namespace tir2tt::transform {
namespace {

using analysis::ElementRead;
using analysis::OpKind;
using analysis::ReduceKind;
using analysis::TileOp;
using analysis::TileProgram;
using tir::as;
using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::OpId;

constexpr int kMaxDepth = 200;  // lets may be nested
constexpr int kRounds = 4;      // before what still grows is given up

constexpr ValueRange kNothing{HUGE_VAL, -HUGE_VAL, true};
constexpr ValueRange kCondition{0, 1, true};

bool is_whole(DataType t) { return t.is_integral() || t.is_bool(); }

bool within(const ValueRange& v, double limit) { return v.low >= -limit && v.high <= limit; }

ValueRange joined(const ValueRange& a, const ValueRange& b) {
  if (a.empty() || b.empty()) return a.empty() ? b : a;
  return {std::min(a.low, b.low), std::max(a.high, b.high), a.exact && b.exact};
}

/// 0 * inf is 0 here: a bound that is not there times nothing.
double times_bound(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

ValueRange product(const ValueRange& a, const ValueRange& b) {
  const std::array corners{times_bound(a.low, b.low), times_bound(a.low, b.high), times_bound(a.high, b.low),
                           times_bound(a.high, b.high)};
  return {*std::ranges::min_element(corners), *std::ranges::max_element(corners), a.exact && b.exact};
}

/// Floats round after each operation: by less than this part of the value.
ValueRange widened(ValueRange v) {
  constexpr double kPart = 1.0 / 64;
  if (std::isfinite(v.low)) v.low -= std::abs(v.low) * kPart;
  if (std::isfinite(v.high)) v.high += std::abs(v.high) * kPart;
  return v;
}

/// A value that was computed in `t`: an integer outside of its type has wrapped, a float has been rounded.
ValueRange computed(ValueRange v, DataType t) {
  if (v.empty()) return v;
  if (std::isnan(v.low) || std::isnan(v.high)) return range_of_type(t);
  if (!is_whole(t)) return widened({v.low, v.high, true});
  const ValueRange type = range_of_type(t);
  if (v.low < type.low || v.high > type.high) return {type.low, type.high, false};
  v.exact = v.exact && within(v, kExactInFloat32);
  return v;
}

struct CallRow {
  OpId id;
  double low, high;
};
constexpr CallRow kBounded[] = {
    {OpId::tanh, -1, 1},
    {OpId::sigmoid, 0, 1},
    {OpId::erf, -1, 1},
    {OpId::exp, 0, HUGE_VAL},
    {OpId::exp2, 0, HUGE_VAL},
    {OpId::sqrt, 0, HUGE_VAL},
    {OpId::tl_fast_exp, 0, HUGE_VAL},
};
constexpr OpId kRoundings[] = {OpId::floor, OpId::ceil, OpId::trunc, OpId::round, OpId::nearbyint};

}  // namespace

ValueRange range_of_cast(ValueRange v, DataType from, DataType to) {
  if (v.empty()) return v;
  if (to.is_bool()) return kCondition;
  if (!is_whole(to)) return is_whole(from) ? ValueRange{v.low, v.high, true} : widened({v.low, v.high, true});
  if (!is_whole(from)) v = {std::trunc(v.low), std::trunc(v.high), within(v, kExactInFloat32)};
  const ValueRange type = range_of_type(to);
  const bool fits = v.low >= type.low && v.high <= type.high;
  return fits ? v : ValueRange{type.low, type.high, false};
}

/// The range of an expression, part by part; each part once.
class RangeFinder {
 public:
  RangeFinder(const std::vector<ValueRange>& buffers, const TileOp& op, const Ranges& loops, const Lets& lets)
      : buffers_(buffers), op_(op), loops_(loops), lets_(lets) {}

  ValueRange of(const Expr& e) {
    if (const auto at = known_.find(e.get()); at != known_.end()) return at->second;
    if (depth_ > kMaxDepth) return range_of_type(e->dtype);
    ++depth_;
    ValueRange v = find(e);
    if (std::isnan(v.low) || std::isnan(v.high)) v = range_of_type(e->dtype);
    --depth_;
    known_.emplace(e.get(), v);
    return v;
  }

 private:
  ValueRange find(const Expr& e) {
    if (auto* i = as<tir::IntImmNode>(e)) return constant(static_cast<double>(i->value));
    if (auto* f = as<tir::FloatImmNode>(e)) return {f->value, f->value, true};
    if (auto* c = as<tir::CastNode>(e)) return range_of_cast(of(c->value), c->value->dtype, e->dtype);
    if (auto* n = as<tir::BinaryNode>(e)) return binary(e, *n);
    if (auto* l = as<tir::BufferLoadNode>(e)) return load(*l);
    if (auto* v = as<tir::VarNode>(e)) return variable(e, v);
    if (auto* c = as<tir::CallNode>(e)) return call(e, *c);
    if (auto* s = as<tir::SelectNode>(e)) return joined(of(s->true_value), of(s->false_value));
    if (e->dtype.is_bool()) return kCondition;
    return range_of_type(e->dtype);
  }

  static ValueRange constant(double v) { return {v, v, static_cast<double>(static_cast<float>(v)) == v}; }

  ValueRange variable(const Expr& e, const tir::VarNode* v) {
    if (const Expr value = let_value(v, lets_); value && !loops_.contains(v)) return of(value);
    return index(e, range_of_type(e->dtype));
  }

  /// Bounds of an index expression may be tighter: they know floor and remainder of symbolic values.
  ValueRange index(const Expr& e, ValueRange v) const {
    const Bounds b = bounds_of(e, loops_, lets_);
    if (b.low) v.low = std::max(v.low, static_cast<double>(*b.low));
    if (b.high) v.high = std::min(v.high, static_cast<double>(*b.high));
    v.exact = v.exact || within(v, kExactInFloat32);
    return v;
  }

  ValueRange load(const tir::BufferLoadNode& l) const {
    const auto read = std::ranges::find(op_.reads, &l, &ElementRead::load);
    const ValueRange type = range_of_type(l.buffer->dtype);
    if (read == op_.reads.end() || buffers_.empty()) return type;
    if (read->from == ElementRead::From::OldValue) return buffers_[static_cast<size_t>(op_.dst)];
    if (read->from != ElementRead::From::Operand) return type;
    return buffers_[static_cast<size_t>(op_.srcs[static_cast<size_t>(read->index)].buffer)];
  }

  ValueRange binary(const Expr& e, const tir::BinaryNode& n) {
    if (e->dtype.is_bool()) return kCondition;
    const ValueRange a = of(n.a), b = of(n.b);
    if (a.empty() || b.empty()) return kNothing;
    const bool exact = a.exact && b.exact;
    switch (e->kind) {
      case ExprKind::Add: return computed({a.low + b.low, a.high + b.high, exact}, e->dtype);
      case ExprKind::Sub: return computed({a.low - b.high, a.high - b.low, exact}, e->dtype);
      case ExprKind::Mul: return computed(product(a, b), e->dtype);
      case ExprKind::Min: return {std::min(a.low, b.low), std::min(a.high, b.high), exact};
      case ExprKind::Max: return {std::max(a.low, b.low), std::max(a.high, b.high), exact};
      default: return divided(e, a, b);
    }
  }

  ValueRange divided(const Expr& e, const ValueRange& a, const ValueRange& b) const {
    if (!is_whole(e->dtype)) {
      if (b.low <= 0 && b.high >= 0) return range_of_type(e->dtype);
      return computed(product(a, {1 / b.high, 1 / b.low, true}), e->dtype);
    }
    ValueRange v = range_of_type(e->dtype);
    const bool floors = e->kind == ExprKind::FloorDiv || (e->kind == ExprKind::Div && a.low >= 0);
    const bool rests = e->kind == ExprKind::FloorMod || (e->kind == ExprKind::Mod && a.low >= 0);
    if (b.low == b.high && b.low > 0 && floors) v = {std::floor(a.low / b.low), std::floor(a.high / b.low), a.exact};
    if (b.low == b.high && b.low > 0 && rests) v = {0, b.low - 1, a.exact};
    return index(e, v);
  }

  ValueRange call(const Expr& e, const tir::CallNode& c) {
    const OpId id = c.op.id();
    if (id == OpId::if_then_else && c.args.size() == 3) return joined(of(c.args[1]), of(c.args[2]));
    if (id == OpId::likely && c.args.size() == 1) return of(c.args[0]);
    if (e->dtype.is_bool()) return kCondition;
    if (const auto row = std::ranges::find(kBounded, id, &CallRow::id); row != std::end(kBounded))
      return {row->low, row->high, true};
    if (c.args.size() == 1 && std::ranges::find(kRoundings, id) != std::end(kRoundings)) return rounded(of(c.args[0]));
    if (c.args.size() == 1 && id == OpId::fabs) return magnitude(of(c.args[0]));
    return c.args.size() == 2 && is_whole(e->dtype) ? bits(e, id, of(c.args[0]), of(c.args[1]))
                                                    : range_of_type(e->dtype);
  }

  static ValueRange rounded(const ValueRange& v) {
    return v.empty() ? v : ValueRange{std::floor(v.low), std::ceil(v.high), v.exact};
  }
  static ValueRange magnitude(const ValueRange& v) {
    if (v.empty()) return v;
    const double most = std::max(std::abs(v.low), std::abs(v.high));
    return {v.low <= 0 && v.high >= 0 ? 0 : std::min(std::abs(v.low), std::abs(v.high)), most, v.exact};
  }

  static ValueRange bits(const Expr& e, OpId id, const ValueRange& a, const ValueRange& b) {
    if (a.empty() || b.empty()) return kNothing;
    const bool constant = b.low == b.high && b.low >= 0;
    const double power = constant && b.low < 32 ? std::ldexp(1.0, static_cast<int>(b.low)) : 0;
    if (id == OpId::shift_left && power > 0) return computed({a.low * power, a.high * power, a.exact}, e->dtype);
    if (id == OpId::shift_right && power > 0) return {std::floor(a.low / power), std::floor(a.high / power), a.exact};
    if (id == OpId::bitwise_and && constant) return {0, b.low, a.exact && within(b, kExactInFloat32)};
    return range_of_type(e->dtype);
  }

  const std::vector<ValueRange>& buffers_;
  const TileOp& op_;
  const Ranges& loops_;
  const Lets& lets_;
  std::unordered_map<const tir::ExprNode*, ValueRange> known_;
  int depth_ = 0;
};

namespace {

/// What one operation does to its destination.
struct Written {
  ValueRange value = kNothing;  // the elements are set to that
  ValueRange added = kNothing;  // or that is added to them
};

class Solver {
 public:
  Solver(const TileProgram& p, const std::vector<TileOp>& ops, const Ranges& loops)
      : p_(p), ops_(ops), loops_(loops), times_(ops.size(), 1) {
    count_times();
  }

  std::vector<ValueRange> run() {
    ranges_.assign(p_.buffers.size(), kNothing);
    for (size_t round = 0;; ++round) {
      const std::vector<ValueRange> next = once();
      bool changed = false;
      for (size_t b = 0; b < next.size(); ++b) {
        if (next[b] == ranges_[b]) continue;
        changed = true;
        ranges_[b] = round < kRounds ? next[b] : joined(next[b], unknown(b));
      }
      if (!changed && !start_unwritten()) return ranges_;
    }
  }

 private:
  /// What nothing is written to, or only from itself, can be anything. Whether there was such a buffer.
  bool start_unwritten() {
    bool found = false;
    for (size_t b = 0; b < ranges_.size(); ++b) {
      if (!ranges_[b].empty()) continue;
      ranges_[b] = unknown(b);
      found = true;
    }
    return found;
  }

  ValueRange unknown(size_t b) const { return range_of_type(p_.buffers[b].dtype); }

  void count_times() {
    std::vector<double> around{1};
    for (const analysis::Step& s : p_.steps) {
      if (s.kind == analysis::StepKind::LoopBegin) {
        around.push_back(s.grid ? around.back()
                                : around.back() * (s.trips < 0 ? HUGE_VAL : static_cast<double>(s.trips)));
      } else if (s.kind == analysis::StepKind::LoopEnd) {
        around.pop_back();
      } else if (s.kind == analysis::StepKind::Op) {
        times_[static_cast<size_t>(s.op)] = around.back();
      }
    }
  }

  /// Ranges only ever grow, so that rounds end: what a buffer was is part of what it is.
  std::vector<ValueRange> once() const {
    std::vector<ValueRange> set(ranges_.size(), kNothing), sum(ranges_.size(), {0, 0, true});
    for (size_t i = 0; i < ops_.size(); ++i) {
      if (ops_[i].dst < 0) continue;
      const size_t b = static_cast<size_t>(ops_[i].dst);
      const Written w = written_by(ops_[i]);
      set[b] = joined(set[b], w.value);
      if (w.added.empty()) continue;
      sum[b].low += times_bound(times_[i], std::min(w.added.low, 0.0));
      sum[b].high += times_bound(times_[i], std::max(w.added.high, 0.0));
      sum[b].exact = sum[b].exact && w.added.exact;
      set[b] = joined(set[b], {0, 0, true});  // an accumulator begins at zero
    }
    for (size_t b = 0; b < set.size(); ++b) {
      if (sum[b].low == 0 && sum[b].high == 0) set[b].exact = set[b].exact && sum[b].exact;
      if (!set[b].empty() && (sum[b].low != 0 || sum[b].high != 0)) {
        set[b] = computed({set[b].low + sum[b].low, set[b].high + sum[b].high, set[b].exact && sum[b].exact},
                          p_.buffers[b].dtype);
      }
      set[b] = joined(set[b], ranges_[b]);
    }
    return set;
  }

  const ValueRange& of(const TileOp& op, size_t k) const { return ranges_[static_cast<size_t>(op.srcs[k].buffer)]; }
  DataType dtype(int b) const { return p_.buffers[static_cast<size_t>(b)].dtype; }

  Written written_by(const TileOp& op) const {
    switch (op.kind) {
      case OpKind::Load:
        if (op.reads.empty())
          return {
              joined(range_of_cast(range_of_type(op.loads[0].tensor->dtype), op.loads[0].tensor->dtype, dtype(op.dst)),
                     {0, 0, true}),
              kNothing};
        return nest(op);
      case OpKind::Copy: return {range_of_cast(of(op, 0), dtype(op.srcs[0].buffer), dtype(op.dst)), kNothing};
      case OpKind::Gemm: return sums(op, products(op));
      case OpKind::Reduce: return reduction(op);
      case OpKind::Fill:
        if (auto* call = as<tir::EvaluateNode>(op.stmt)) return filled(op, call->value);
        return nest(op);
      case OpKind::Elementwise: return nest(op);
      case OpKind::Store: break;
    }
    return {};
  }

  Written filled(const TileOp& op, const Expr& e) const {
    auto* call = as<tir::CallNode>(e);
    if (!call || call->args.size() < 2) return {range_of_type(dtype(op.dst)), kNothing};
    return {range_of_cast(range(op, call->args[1]), call->args[1]->dtype, dtype(op.dst)), kNothing};
  }

  ValueRange range(const TileOp& op, const Expr& e) const {
    const Ranges loops = with_loops_of(op, loops_);
    return RangeFinder(ranges_, op, loops, p_.lets).of(e);
  }

  Written nest(const TileOp& op) const {
    auto* store = as<tir::BufferStoreNode>(op.stmt);
    if (!store) return {range_of_type(dtype(op.dst)), kNothing};
    if (const Expr added = added_value(op, store->value)) return {kNothing, range(op, added)};
    ValueRange v = range_of_cast(range(op, store->value), store->value->dtype, dtype(op.dst));
    return {v, kNothing};
  }

  /// `x[i] = x[i] + e`, where `e` does not read x: that is e; else null.
  static Expr added_value(const TileOp& op, const Expr& value) {
    auto* n = as<tir::BinaryNode>(value);
    if (!n || n->kind != ExprKind::Add || !op.in_place) return nullptr;
    const auto is_old = [&](const Expr& e) {
      return std::ranges::any_of(
          op.reads, [&](const ElementRead& r) { return r.load == e.get() && r.from == ElementRead::From::OldValue; });
    };
    const auto old = std::ranges::count(op.reads, ElementRead::From::OldValue, &ElementRead::from);
    if (old != 1 || is_old(n->a) == is_old(n->b)) return nullptr;
    return is_old(n->a) ? n->b : n->a;
  }

  ValueRange products(const TileOp& op) const {
    const std::vector<int64_t>& shape = p_.buffers[static_cast<size_t>(op.srcs[0].buffer)].shape;
    if (shape.size() < 2 || of(op, 0).empty() || of(op, 1).empty()) return kNothing;
    const double inner = static_cast<double>(op.transpose_a ? shape[shape.size() - 2] : shape.back());
    ValueRange one = product(of(op, 0), of(op, 1));
    return {times_bound(inner, std::min(one.low, 0.0)), times_bound(inner, std::max(one.high, 0.0)), one.exact};
  }

  Written sums(const TileOp& op, const ValueRange& v) const {
    if (op.reads_dst) return {kNothing, v};
    return {computed(v, dtype(op.dst)), kNothing};
  }

  Written reduction(const TileOp& op) const {
    ValueRange v = of(op, 0);
    if (v.empty()) return {};
    const bool magnitudes = op.reduce == ReduceKind::AbsSum || op.reduce == ReduceKind::AbsMax;
    if (magnitudes) v = {0, std::max(std::abs(v.low), std::abs(v.high)), v.exact};
    if (!op.reduce_sum && op.reduce != ReduceKind::AbsSum) return {v, kNothing};
    const double from = static_cast<double>(p_.buffers[static_cast<size_t>(op.srcs[0].buffer)].elements());
    const double to = static_cast<double>(std::max<int64_t>(1, p_.buffers[static_cast<size_t>(op.dst)].elements()));
    const double terms = std::max(1.0, from / to);
    return sums(op, {times_bound(terms, std::min(v.low, 0.0)), times_bound(terms, std::max(v.high, 0.0)), v.exact});
  }

  const TileProgram& p_;
  const std::vector<TileOp>& ops_;
  const Ranges& loops_;
  std::vector<double> times_;  // per op: how often a block runs it, at most
  std::vector<ValueRange> ranges_;
};

}  // namespace

DataType kept_as(DataType t, std::optional<DataType> half) {
  if (!half || !t.is_scalar() || !is_whole(t)) return t;
  return t.bits <= 8 ? *half : DataType::Float(32);
}

ValueRange range_of_type(DataType t) {
  if (t.is_bool()) return kCondition;
  if (!t.is_integral()) return {};
  const double top = std::ldexp(1.0, t.is_int() ? t.bits - 1 : t.bits);
  return {t.is_int() ? -top : 0, top - 1, t.bits <= 24};
}

ValueRanges::ValueRanges(const TileProgram& program, const std::vector<TileOp>& ops, const Ranges& loops)
    : buffers_(Solver(program, ops, loops).run()) {}

ValueRange ValueRanges::of(const Expr& e, const TileOp& op, const Ranges& loops, const Lets& lets) const {
  return RangeFinder(buffers_, op, loops, lets).of(e);
}

Ranges ranges_of_loops(const TileProgram& p) {
  Ranges out;
  for (const analysis::Step& s : p.steps) {
    auto* f = s.kind == analysis::StepKind::LoopBegin ? as<tir::ForNode>(s.stmt) : nullptr;
    if (!f) continue;
    Bounds& b = out[f->loop_var.get()];
    b = bounds_of(f->min, out, p.lets);
    b.high = b.high && s.trips > 0 ? std::optional(*b.high + s.trips - 1) : std::nullopt;
  }
  return out;
}

Ranges with_loops_of(const TileOp& op, Ranges loops) {
  for (const analysis::ElementLoop& l : op.loops) {
    if (l.min >= 0 && l.extent > 0) loops[l.var] = {l.min, l.min + l.extent - 1};
  }
  return loops;
}

}  // namespace tir2tt::transform
