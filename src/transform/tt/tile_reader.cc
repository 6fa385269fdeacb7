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

class LoadFinder : public tir::Visitor {
 public:
  bool found = false;
  void visit_expr(const Expr& e) override {
    found = found || as<tir::BufferLoadNode>(e);
    if (!found) visit_children(e);
  }
};

std::string shown(const Expr& e) {
  constexpr size_t kMost = 100;
  const std::string text = tvm::print_expr(e);
  return text.size() <= kMost ? text : text.substr(0, kMost) + "…";
}

class TileReader {
 public:
  TileReader(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets, Diagnostics& diags,
             Ranges ranges)
      : op_(op), lets_(lets), diags_(diags), store_(as<tir::BufferStoreNode>(op.stmt)), ranges_(std::move(ranges)) {
    for (const analysis::ElementLoop& l : op.loops) {
      if (l.min >= 0 && l.extent > 0) ranges_[l.var] = {l.min, l.min + l.extent - 1};
    }
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
    LoadFinder finder;
    finder.visit_expr(e);
    if (finder.found) {
      return refuse(e, "it computes with integers, and arithmetic on tiles is floating-point",
                    "keep the values of tiles in floating-point buffers, without casts to integers");
    }
    return index(e);
  }

  /// A value of indices alone: a constant where the loops decide it, else tiles that the reader writes.
  int index(const Expr& e) {
    if (const auto known = decided(e)) return tree().constant(*known ? 1 : 0);
    if (!all_known(e)) {
      return refuse(e, "it depends on more than the loops around it", "let it depend on block and loop indices only");
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

  /// Every variable is a loop's, a let's or an extent's: the reader has it.
  static bool all_known(const Expr& e) {
    struct Calls : tir::Visitor {
      bool found = false;
      void visit_expr(const Expr& x) override {
        found = found || as<tir::CallNode>(x) || as<tir::CastNode>(x);
        visit_children(x);
      }
    } calls;
    calls.visit_expr(e);
    return !calls.found;
  }

  int whole() {
    if (!store_->buffer->dtype.is_floating()) {
      return refuse(store_->value,
                    fmt::format("`{}` holds {}, and arithmetic on tiles is floating-point", store_->buffer->name,
                                to_string(store_->buffer->dtype)),
                    "make the buffer a floating-point one");
    }
    int all = tree().constant(1);
    for (const Expr& g : op_.guards) {
      const int c = condition(g);
      if (c == kRefused) return kRefused;
      all = tree().both(all, c);
    }
    const int result = value(store_->value, true);
    if (result == kRefused || op_.guards.empty()) return result;
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

  int integer(const Expr& e) {
    const auto constant = constant_value(e);
    if (constant) return tree().constant(static_cast<double>(*constant));
    return as<tir::VarNode>(e) && let_of(e) ? value(*let_of(e), false) : refuse_integers(e);
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
    const bool known = constant_value(n->a) && constant_value(n->b);
    if (comparison && n->a->dtype.is_integral() && !known) return refuse_integers(e);
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
    if (!e->dtype.is_floating()) return refuse_integers(e);
    const Pattern pattern = pattern_of(op_, lets_, *read);
    if (n->predicate || pattern == Pattern::Other) {
      return refuse(e, "the index is none of whole tiles, rows, columns or single elements",
                    "index it with the loop variables that index the destination");
    }
    if (pattern == Pattern::Transposed) {
      return refuse(e, "the tile is transposed on the way", "transpose it into a buffer of its own first");
    }
    constexpr std::pair<Pattern, DstOp> kLoads[] = {{Pattern::Same, DstOp::Copy},
                                                    {Pattern::Row, DstOp::BroadcastRow},
                                                    {Pattern::Column, DstOp::BroadcastColumn},
                                                    {Pattern::Scalar, DstOp::BroadcastScalar}};
    return tree().input({read->from, read->index}, find_row(kLoads, pattern)->second,
                        rounding_to(n->buffer->dtype).value_or(DstOp::Copy));
  }

  const analysis::TileOp& op_;
  const std::vector<analysis::LetBinding>& lets_;
  Diagnostics& diags_;
  const tir::BufferStoreNode* store_;
  Ranges ranges_;  // of the loops around and of the nest
  TileExpression out_;
  std::vector<analysis::LetBinding> inner_lets_;  // T.Let inside the expression
  std::map<std::pair<const tir::ExprNode*, bool>, int> known_;
  int depth_ = 0;
  bool refused_ = false;
};

}  // namespace

std::optional<TileExpression> read_expression(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets,
                                              Diagnostics& diags, const Ranges& ranges) {
  return TileReader(op, lets, diags, ranges).read();
}

}  // namespace tir2tt::transform
