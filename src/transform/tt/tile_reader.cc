#include "transform/tt/tile_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numbers>
#include <utility>

#include "tir/equal.h"
#include "tir/visitor.h"
#include "transform/tt/element_math.h"
#include "transform/tt/tile_pattern.h"
#include "transform/tt/tt_attrs.h"
#include "tvm/script.h"

namespace tir2tt::transform {

namespace {

using analysis::ElementRead;
using analysis::Pattern;
using tir::as;
using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::OpId;
using Compare = TileTree::Compare;

constexpr int kRefused = -1;
constexpr int kMaxDepth = 1000;  // of lets and of expressions together: the reader calls itself

struct FunctionRow {
  OpId id;
  DstOp op;
};
constexpr FunctionRow kUnary[] = {
    {OpId::exp, DstOp::Exp},
    {OpId::tl_fast_exp, DstOp::Exp},
    {OpId::exp2, DstOp::Exp2},
    {OpId::log, DstOp::Log},
    {OpId::tl_fast_log, DstOp::Log},
    {OpId::sqrt, DstOp::Sqrt},
    {OpId::tl_ieee_fsqrt, DstOp::Sqrt},
    {OpId::rsqrt, DstOp::Rsqrt},
    {OpId::tl_ieee_frsqrt, DstOp::Rsqrt},
    {OpId::tl_ieee_frcp, DstOp::Recip},
    {OpId::tl_fast_rcp, DstOp::Recip},
    {OpId::tanh, DstOp::Tanh},
    {OpId::sigmoid, DstOp::Sigmoid},
    {OpId::erf, DstOp::Erf},
    {OpId::fabs, DstOp::Abs},
    {OpId::floor, DstOp::Floor},
    {OpId::ceil, DstOp::Ceil},
    {OpId::trunc, DstOp::Trunc},
};
/// Further arguments name the rounding, of which there is one.
constexpr FunctionRow kBinary[] = {
    {OpId::pow, DstOp::Pow},         {OpId::tl_ieee_add, DstOp::Add},  {OpId::tl_ieee_sub, DstOp::Sub},
    {OpId::tl_ieee_mul, DstOp::Mul}, {OpId::tl_ieee_fdiv, DstOp::Div},
};
/// Logarithms of other bases: natural ones times a constant.
struct LogarithmRow {
  OpId id;
  double factor;
};
constexpr LogarithmRow kLogarithms[] = {
    {OpId::log2, std::numbers::log2e},
    {OpId::tl_fast_log2, std::numbers::log2e},
    {OpId::log10, std::numbers::log10e},
    {OpId::tl_fast_log10, std::numbers::log10e},
};
constexpr std::pair<ExprKind, DstOp> kArithmetic[] = {
    {ExprKind::Add, DstOp::Add}, {ExprKind::Sub, DstOp::Sub}, {ExprKind::Mul, DstOp::Mul},
    {ExprKind::Div, DstOp::Div}, {ExprKind::Max, DstOp::Max}, {ExprKind::Min, DstOp::Min},
};
constexpr std::pair<ExprKind, Compare> kComparisons[] = {
    {ExprKind::EQ, Compare::Eq}, {ExprKind::NE, Compare::Ne}, {ExprKind::LT, Compare::Lt},
    {ExprKind::LE, Compare::Le}, {ExprKind::GT, Compare::Gt}, {ExprKind::GE, Compare::Ge},
};

template <class Table, class Key>
const auto* find_row(const Table& table, Key key) {
  const auto at = std::find_if(std::begin(table), std::end(table), [&](const auto& row) {
    const auto& [k, value] = row;
    return k == key;
  });
  return at == std::end(table) ? nullptr : &*at;
}

/// The operation that rounds to a dtype; Copy: every value of DST is one of the dtype; nullopt: no operation.
std::optional<DstOp> rounding_to(DataType t) {
  if (t.code == tir::TypeCode::BFloat) return DstOp::ToBfloat16;
  if (t.code != tir::TypeCode::Float) return std::nullopt;
  return t.bits == 16 ? DstOp::ToFloat16 : DstOp::Copy;
}

bool is_whole(DataType t) { return t.is_integral() || t.is_bool(); }

/// Bits of a number, and its remainders: compute has neither.
bool takes_bits(const Expr& e) {
  constexpr OpId kBits[] = {OpId::bitwise_and, OpId::bitwise_or,  OpId::bitwise_xor, OpId::bitwise_not,
                            OpId::shift_left,  OpId::shift_right, OpId::reinterpret};
  constexpr ExprKind kRests[] = {ExprKind::FloorDiv, ExprKind::FloorMod, ExprKind::Div, ExprKind::Mod};
  if (auto* call = as<tir::CallNode>(e)) return std::ranges::find(kBits, call->op.id()) != std::end(kBits);
  return !e->dtype.is_floating() && std::ranges::find(kRests, e->kind) != std::end(kRests);
}

struct Children : tir::Visitor {
  tir::Exprs all;
  explicit Children(const Expr& e) { visit_children(e); }
  void visit_expr(const Expr& e) override { all.push_back(e); }
};

std::string shown(const Expr& e) {
  constexpr size_t kMost = 100;
  const std::string text = tvm::print_expr(e);
  return text.size() <= kMost ? text : text.substr(0, kMost) + "…";
}

class TileReader {
 public:
  TileReader(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets, Diagnostics& diags,
             const Ranges& ranges, const ValueRanges& values)
      : op_(op),
        lets_(lets),
        diags_(diags),
        store_(as<tir::BufferStoreNode>(op.stmt)),
        ranges_(with_loops_of(op, ranges)),
        values_(values) {
    TIR2TT_CHECK(store_ != nullptr, "an element-wise operation is a BufferStore");
  }

  std::optional<TileExpression> read() {
    out_.root = whole();
    if (out_.root == kRefused) return std::nullopt;
    return std::move(out_);
  }

 private:
  TileTree& tree() { return out_.tree; }

  int refuse(const Expr& e, std::string_view why, std::string_view hint) {
    if (!refused_) {
      diags_.add(DiagId::UnsupportedExpression, op_.span,
                 fmt::format("no operation on tiles computes `{}`: {}", shown(e), why), std::string(hint));
    }
    refused_ = true;
    return kRefused;
  }

  int refuse_integers(const Expr& e) {
    return refuse(e, "it computes with the bits of integers, or in a way that the vector unit has not",
                  "compute it from a tensor in DRAM, or with sums, products, minima, maxima and comparisons");
  }

  int refuse_range(const Expr& e, const ValueRange& v) {
    if (v.low >= -kExactInFloat32 && v.high <= kExactInFloat32) {
      return refuse(e,
                    fmt::format("it may leave {}, and compute, which keeps integers as floats, does not wrap them",
                                to_string(e->dtype)),
                    "compute in int32, and bound the values with T.min and T.max before they become smaller");
    }
    return refuse(e,
                  fmt::format("compute keeps integers as floats, which hold each whole number up to {:.0f}; these are "
                              "between {:.0f} and {:.0f}",
                              kExactInFloat32, v.low, v.high),
                  "use smaller integers, bound them with T.min and T.max, or compute with floats");
  }

  ValueRange range_of(const Expr& e) const { return values_.of(e, op_, ranges_, lets_); }

  bool loads_nothing(const Expr& e) { return !contents(e).tiles && !contents(e).tensors; }

  // ---- what the reader computes ---------------------------------------------------------------------------------

  /// What an expression is made of, lets looked through.
  struct Contents {
    bool tiles = false, tensors = false;  // loads of
    bool scattered = false;               // a load of a tensor that does not come as tiles
    bool bits = false;                    // an operation that compute has not
    bool indices = false;                 // a variable of a loop
    int size = 1;                         // nodes, written out; no more than kLargest
  };
  static constexpr int kLargest = 1000;

  const Contents& contents(const Expr& e) {
    if (const auto at = contents_.find(e.get()); at != contents_.end()) return at->second;
    Contents c;
    c.bits = takes_bits(e);
    if (auto* load = as<tir::BufferLoadNode>(e)) look_at_load(*load, &c);
    if (depth_ >= kMaxDepth) c.tiles = true;  // refused where it is read
    tir::Exprs below = Children(e).all;
    const Expr* let = as<tir::VarNode>(e) ? let_of(e) : nullptr;
    if (let) below.push_back(*let);
    c.indices = as<tir::VarNode>(e) && !let;
    ++depth_;
    for (size_t k = 0; k < below.size() && depth_ <= kMaxDepth; ++k) {
      const Contents& x = contents(below[k]);
      c.tiles |= x.tiles, c.tensors |= x.tensors, c.scattered |= x.scattered, c.indices |= x.indices;
      c.bits |= x.bits && e->kind != ExprKind::BufferLoad;  // those of an index do not count
      c.size = std::min(c.size + x.size, kLargest);
    }
    --depth_;
    return contents_.emplace(e.get(), c).first->second;
  }
  void look_at_load(const tir::BufferLoadNode& load, Contents* c) const {
    const ElementRead* read = read_of(&load);
    const bool tensor = read && read->from == ElementRead::From::Tensor;
    (tensor ? c->tensors : c->tiles) = true;
    c->scattered = tensor && pattern_of(op_, lets_, *read) != Pattern::Same;
  }

  /// Elements of tensors in DRAM that do not come as tiles, or whose bits count: the reader computes the value.
  bool is_for_reader(const Expr& e) {
    const Contents& c = contents(e);
    return c.tensors && !c.tiles && (c.scattered || c.bits) && c.size < kLargest &&
           can_compute_on_data_movement(e, lets_);
  }
  const ElementRead* read_of(const tir::BufferLoadNode* load) const {
    const auto read = std::ranges::find(op_.reads, load, &ElementRead::load);
    return read == op_.reads.end() ? nullptr : &*read;
  }
  /// A value of indices alone: a constant where the loops decide it, else tiles that the reader writes.
  int index(const Expr& e) {
    if (const auto known = decided(e)) return tree().constant(*known ? 1 : 0);
    if (!can_compute_on_data_movement(e, lets_)) {
      return refuse(e, "the reader, which has the indices, has no operation for a part of it",
                    "use integer arithmetic, comparisons and T.if_then_else");
    }
    const auto same =
        std::ranges::find_if(out_.index_values, [&](const Expr& o) { return tir::structural_equal(o, e); });
    const int number = static_cast<int>(same - out_.index_values.begin());
    if (same == out_.index_values.end()) out_.index_values.push_back(e);
    return tree().input({ElementRead::From::Index, number}, DstOp::Copy, DstOp::Copy, e->dtype.is_bool());
  }

  /// Whether a comparison holds for all values of the loops, or for none.
  std::optional<bool> decided(const Expr& e) const {
    auto* n = as<tir::BinaryNode>(e);
    if (n && (e->kind == ExprKind::And || e->kind == ExprKind::Or)) {
      const bool settles = e->kind == ExprKind::Or;
      const std::optional<bool> a = decided(n->a), b = decided(n->b);
      if (a == settles || b == settles) return settles;
      return a && b ? std::optional(!settles) : std::nullopt;
    }
    if (!n || !find_row(kComparisons, e->kind)) return std::nullopt;
    const Bounds d = bounds_of(tir::make_binary(ExprKind::Sub, n->a, n->b), ranges_, lets_);
    const auto below = [&](int64_t limit) { return d.high && *d.high <= limit; };
    const auto above = [&](int64_t limit) { return d.low && *d.low >= limit; };
    switch (e->kind) {
      case ExprKind::LT: return below(-1) ? std::optional(true) : above(0) ? std::optional(false) : std::nullopt;
      case ExprKind::LE: return below(0) ? std::optional(true) : above(1) ? std::optional(false) : std::nullopt;
      case ExprKind::GT: return above(1) ? std::optional(true) : below(0) ? std::optional(false) : std::nullopt;
      case ExprKind::GE: return above(0) ? std::optional(true) : below(-1) ? std::optional(false) : std::nullopt;
      default: return std::nullopt;
    }
  }

  int whole() {
    int all = tree().constant(1);
    for (const Expr& g : op_.guards) {
      const int c = condition(g);
      if (c == kRefused) return kRefused;
      all = tree().both(all, c);
    }
    const int result = value(store_->value, true);
    if (result == kRefused) return kRefused;
    if (const ValueRange v = range_of(store_->value); is_whole(store_->value->dtype) && !v.exact && !v.empty())
      return refuse_range(store_->value, v);
    if (op_.guards.empty()) return result;
    if (op_.dst < 0) {
      return refuse(op_.guards.front(),
                    fmt::format("elements of `{}` in DRAM would keep their old values", store_->buffer->name),
                    "compute the block in a T.alloc_fragment buffer and copy all of it");
    }
    const DstOp precision = rounding_to(store_->buffer->dtype).value_or(DstOp::Copy);
    return tree().select(all, result, tree().input({ElementRead::From::OldValue, -1}, DstOp::Copy, precision));
  }

  /// `last`: what becomes of the value is the store's own rounding, to which its casts need add nothing.
  int value(const Expr& e, bool last) {
    const std::pair key(e.get(), last);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    if (depth_ == kMaxDepth) return refuse(e, "it is nested too deeply", "give parts of it buffers of their own");
    ++depth_;
    const int result = read(e, last);
    --depth_;
    known_.emplace(key, result);
    return result;
  }

  int condition(const Expr& e) {
    const int c = value(e, false);
    return c == kRefused ? kRefused : tree().is_nonzero(c);
  }

  int read(const Expr& e, bool last) {
    if (is_for_reader(e)) return index(e);
    if (auto* f = as<tir::FloatImmNode>(e)) return immediate(*f);
    if (e->dtype.is_integral() || as<tir::IntImmNode>(e)) return integer(e);
    if (tir::is_binary(e->kind)) return binary(e, last);
    switch (e->kind) {
      case ExprKind::Var: return variable(e, last);
      case ExprKind::Cast: return cast(e, last);
      case ExprKind::BufferLoad: return load(e);
      case ExprKind::Call: return call(e, last);
      case ExprKind::Broadcast: return value(as<tir::BroadcastNode>(e)->value, last);
      case ExprKind::Not: {
        const int c = condition(as<tir::NotNode>(e)->a);
        return c == kRefused ? kRefused : tree().negate(c);
      }
      case ExprKind::Select: {
        auto* s = as<tir::SelectNode>(e);
        return select(s->condition, s->true_value, s->false_value, last);
      }
      case ExprKind::Let: {
        auto* let = as<tir::LetNode>(e);
        inner_lets_.push_back({let->var.get(), let->value});
        return value(let->body, last);
      }
      default:
        return refuse(e, "the expression is of no kind that tiles have", "write it with arithmetic and functions");
    }
  }

  /// TIR keeps the double that was written; it becomes a value of its type where it is used.
  int immediate(const tir::FloatImmNode& f) {
    const std::optional<DstOp> rounding = rounding_to(f.dtype);
    const bool narrow = rounding == DstOp::ToFloat16 || rounding == DstOp::ToBfloat16;
    return tree().constant(narrow ? round_as(*rounding, f.value) : f.value);
  }

  // ---- whole numbers --------------------------------------------------------------------------------------------

  int integer(const Expr& e) {
    const auto constant = constant_value(e);
    if (constant) return tree().constant(static_cast<double>(*constant));
    if (as<tir::VarNode>(e) && let_of(e)) return value(*let_of(e), false);
    if (loads_nothing(e)) return index(e);
    if (as<tir::BufferLoadNode>(e)) return load(e);
    const ValueRange v = range_of(e);
    if (!v.exact) return refuse_range(e, v);
    switch (e->kind) {
      case ExprKind::Cast: return cast_to_integer(as<tir::CastNode>(e)->value);
      case ExprKind::Select: {
        auto* s = as<tir::SelectNode>(e);
        return select(s->condition, s->true_value, s->false_value, false);
      }
      case ExprKind::FloorDiv:
      case ExprKind::FloorMod:
      case ExprKind::Div:
      case ExprKind::Mod: return division(e);
      case ExprKind::Call: return integer_call(e);
      default: break;
    }
    return find_row(kArithmetic, e->kind) ? binary(e, false) : refuse_integers(e);
  }

  int cast_to_integer(const Expr& from) {
    const int x = value(from, false);
    return x == kRefused || is_whole(from->dtype) ? x : tree().unary(DstOp::Trunc, x);
  }

  int integer_call(const Expr& e) {
    auto* c = as<tir::CallNode>(e);
    const OpId id = c->op.id();
    if (id == OpId::if_then_else || id == OpId::likely || id == OpId::fabs) return call(e, false);
    const auto n = c->args.size() == 2 ? constant_value(c->args[1]) : std::nullopt;
    if (!n || *n < 0) return refuse_integers(e);
    const bool shift = (id == OpId::shift_left || id == OpId::shift_right) && *n < 32;
    const double power = shift ? std::ldexp(1.0, static_cast<int>(*n)) : 0;
    if (id == OpId::shift_left && shift) return scaled(c->args[0], power);
    if (id == OpId::shift_right && shift) return quotient(c->args[0], power);
    const bool mask = id == OpId::bitwise_and && (*n & (*n + 1)) == 0;
    return mask ? remainder(c->args[0], static_cast<double>(*n + 1)) : refuse_integers(e);
  }

  /// By powers of two: products with their inverses are exact.
  int division(const Expr& e) {
    auto* n = as<tir::BinaryNode>(e);
    const auto by = constant_value(n->b);
    const bool towards_zero = e->kind == ExprKind::Div || e->kind == ExprKind::Mod;
    const bool power = by && *by > 0 && (*by & (*by - 1)) == 0;
    if (!power || (towards_zero && range_of(n->a).low < 0)) return refuse_integers(e);
    const bool rest = e->kind == ExprKind::FloorMod || e->kind == ExprKind::Mod;
    return rest ? remainder(n->a, static_cast<double>(*by)) : quotient(n->a, static_cast<double>(*by));
  }
  int scaled(const Expr& a, double by) {
    const int x = value(a, false);
    return x == kRefused ? x : tree().binary(DstOp::Mul, x, tree().constant(by));
  }
  int quotient(const Expr& a, double by) {
    const int x = scaled(a, 1 / by);
    return x == kRefused ? x : tree().unary(DstOp::Floor, x);
  }
  int remainder(const Expr& a, double by) {
    const int x = value(a, false), whole = quotient(a, by);
    if (x == kRefused || whole == kRefused) return kRefused;
    return tree().binary(DstOp::Sub, x, tree().binary(DstOp::Mul, whole, tree().constant(by)));
  }

  /// A number that comes as it is, rounded to a float32 where that does not hold it.
  bool is_leaf(const Expr& e) { return as<tir::BufferLoadNode>(e) || loads_nothing(e); }

  /// Integers whose floats are not exact can still be compared with ones that are smaller than all of those.
  bool can_compare(const Expr& a, const Expr& b) {
    const ValueRange x = range_of(a), y = range_of(b);
    const auto small = [](const ValueRange& v) {
      return v.exact && v.low > -kExactInFloat32 && v.high < kExactInFloat32;
    };
    return (x.exact || (is_leaf(a) && small(y))) && (y.exact || (is_leaf(b) && small(x)));
  }

  const Expr* let_of(const Expr& e) const {
    const auto is_it = [&](const analysis::LetBinding& l) { return l.var == e.get() && l.value; };
    if (const auto l = std::ranges::find_if(inner_lets_, is_it); l != inner_lets_.end()) return &l->value;
    const auto l = std::ranges::find_if(lets_, is_it);
    return l == lets_.end() ? nullptr : &l->value;
  }

  int variable(const Expr& e, bool last) {
    if (const Expr* let = let_of(e)) return value(*let, last);
    return refuse(e, "the variable has no value here", "pass it as a tensor of one element and load that");
  }

  int cast(const Expr& e, bool last) {
    const Expr& from = as<tir::CastNode>(e)->value;
    if (e->dtype.is_bool()) return condition(from);
    const auto rounding = rounding_to(e->dtype);
    const bool stays_last = last && (e->dtype.element() == store_->buffer->dtype || rounding == DstOp::Copy);
    const bool rounded = from->dtype.is_integral() && !range_of(from).exact;
    if (rounded && !(rounding == DstOp::Copy && is_leaf(from))) return refuse_range(from, range_of(from));
    const int x = value(from, stays_last);
    if (x == kRefused || stays_last || rounding == DstOp::Copy) return x;
    if (rounding) return tree().unary(*rounding, x);
    return refuse(e, fmt::format("the vector unit does not round to {}", to_string(e->dtype)),
                  "cast to it only where the result is stored");
  }

  int binary(const Expr& e, bool last) {
    auto* n = as<tir::BinaryNode>(e);
    const bool logic = e->kind == ExprKind::And || e->kind == ExprKind::Or;
    const auto* arithmetic = find_row(kArithmetic, e->kind);
    const auto* comparison = find_row(kComparisons, e->kind);
    if (!logic && !arithmetic && !comparison) {
      return refuse(e, "the vector unit has no remainders", "compute it on the host and pass it as a tensor");
    }
    if (logic && loads_nothing(e) && contents(e).indices) return index(e);
    const bool known = constant_value(n->a) && constant_value(n->b);
    if (comparison && is_whole(n->a->dtype) && !known) {
      if (loads_nothing(e)) return index(e);
      if (!can_compare(n->a, n->b)) return refuse_range(e, range_of(range_of(n->a).exact ? n->b : n->a));
    }
    const bool picks = e->kind == ExprKind::Max || e->kind == ExprKind::Min;  // rounding keeps the order
    const int a = logic ? condition(n->a) : value(n->a, last && picks);
    const int b = logic ? condition(n->b) : value(n->b, last && picks);
    if (a == kRefused || b == kRefused) return kRefused;
    if (logic) return e->kind == ExprKind::And ? tree().both(a, b) : tree().either(a, b);
    return arithmetic ? tree().binary(arithmetic->second, a, b) : tree().compare(comparison->second, a, b);
  }

  int select(const Expr& c, const Expr& t, const Expr& f, bool last) {
    const int condition_node = condition(c), a = value(t, last), b = value(f, last);
    if (condition_node == kRefused || a == kRefused || b == kRefused) return kRefused;
    return tree().select(condition_node, a, b);
  }

  int call(const Expr& e, bool last) {
    auto* c = as<tir::CallNode>(e);
    const OpId id = c->op.id();
    if (id == OpId::if_then_else && c->args.size() == 3) return select(c->args[0], c->args[1], c->args[2], last);
    if (id == OpId::likely && c->args.size() == 1) return value(c->args[0], last);
    if (id == OpId::tl_infinity) return tree().constant(HUGE_VAL);
    if (c->args.empty()) return unknown(e);
    if (const auto* row = find_row(kUnary, id)) return function(e, row->op);
    if (const auto* row = find_row(kLogarithms, id)) {
      const int x = function(e, DstOp::Log);
      return x == kRefused ? kRefused : tree().binary(DstOp::Mul, x, tree().constant(row->factor));
    }
    if (const auto* row = find_row(kBinary, id); row && c->args.size() >= 2) return operation(e, row->op);
    const bool fma = (id == OpId::fma || id == OpId::tl_ieee_fmaf) && c->args.size() >= 3;
    return fma ? multiply_add(e) : unknown(e);
  }

  int unknown(const Expr& e) {
    return refuse(e, "the vector unit has no such function",
                  "use exp, exp2, log, log2, sqrt, rsqrt, tanh, sigmoid, erf, abs, floor, ceil, trunc, pow, max, min");
  }

  int function(const Expr& e, DstOp op) {
    const int x = value(as<tir::CallNode>(e)->args[0], false);
    return x == kRefused ? kRefused : tree().unary(op, x);
  }

  int operation(const Expr& e, DstOp op) {
    auto* c = as<tir::CallNode>(e);
    const int a = value(c->args[0], false), b = value(c->args[1], false);
    return a == kRefused || b == kRefused ? kRefused : tree().binary(op, a, b);
  }

  int multiply_add(const Expr& e) {
    const int product = operation(e, DstOp::Mul), addend = value(as<tir::CallNode>(e)->args[2], false);
    return product == kRefused || addend == kRefused ? kRefused : tree().binary(DstOp::Add, product, addend);
  }

  int load(const Expr& e) {
    auto* n = as<tir::BufferLoadNode>(e);
    const auto read = std::ranges::find(op_.reads, n, &ElementRead::load);
    TIR2TT_CHECK(read != op_.reads.end(), "every load of a nest stands in TileOp::reads");
    const Pattern pattern = pattern_of(op_, lets_, *read);
    if (n->predicate || pattern == Pattern::Other) {
      return refuse(e, "the index is none of whole tiles, rows, columns or single elements",
                    "index it with the loop variables that index the destination");
    }
    if (read->from == ElementRead::From::Tensor && pattern != Pattern::Same) {
      return refuse(e, "these elements do not come as tiles, and the reader has no numbers of their type",
                    "convert the tensor, or load its block into a buffer first (T.copy)");
    }
    if (pattern == Pattern::Transposed) {
      return refuse(e, "the tile is transposed on the way", "transpose it into a buffer of its own first");
    }
    constexpr std::pair<Pattern, DstOp> kLoads[] = {{Pattern::Same, DstOp::Copy},
                                                    {Pattern::Row, DstOp::BroadcastRow},
                                                    {Pattern::Column, DstOp::BroadcastColumn},
                                                    {Pattern::Scalar, DstOp::BroadcastScalar}};
    return tree().input({read->from, read->index}, find_row(kLoads, pattern)->second,
                        rounding_to(n->buffer->dtype).value_or(DstOp::Copy), e->dtype.is_bool());
  }

  const analysis::TileOp& op_;
  const std::vector<analysis::LetBinding>& lets_;
  Diagnostics& diags_;
  const tir::BufferStoreNode* store_;
  Ranges ranges_;  // of the loops around and of the nest
  const ValueRanges& values_;
  TileExpression out_;
  std::vector<analysis::LetBinding> inner_lets_;  // T.Let inside the expression
  std::map<std::pair<const tir::ExprNode*, bool>, int> known_;
  std::map<const tir::ExprNode*, Contents> contents_;
  int depth_ = 0;
  bool refused_ = false;
};

}  // namespace

std::optional<TileExpression> read_expression(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets,
                                              Diagnostics& diags, const Ranges& ranges, const ValueRanges& values) {
  return TileReader(op, lets, diags, ranges, values).read();
}

}  // namespace tir2tt::transform
