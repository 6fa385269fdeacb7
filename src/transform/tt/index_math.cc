#include "transform/tt/index_math.h"

#include <algorithm>
#include <limits>

#include "tir/visitor.h"

namespace tir2tt::transform {
namespace {

using tir::as;
using tir::as_int;
using tir::BinaryNode;
using tir::Expr;
using tir::ExprKind;

constexpr int kMaxDepth = 200;  // lets may be nested, and a let may be redefined in terms of itself

int64_t floor_quotient(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }

std::optional<Expr> divide(const Expr& e, int64_t by, const Lets& lets, int depth) {
  if (depth > kMaxDepth) return std::nullopt;
  if (const int64_t* v = as_int(e)) {
    return *v % by == 0 ? std::optional(tir::make_int(*v / by)) : std::nullopt;
  }
  if (auto* v = as<tir::VarNode>(e)) {
    const Expr value = let_value(v, lets);
    return value ? divide(value, by, lets, depth + 1) : std::nullopt;
  }
  if (auto* c = as<tir::CastNode>(e)) return divide(c->value, by, lets, depth + 1);
  auto* n = as<BinaryNode>(e);
  if (!n) return std::nullopt;
  if (n->kind == ExprKind::Add || n->kind == ExprKind::Sub) {
    auto a = divide(n->a, by, lets, depth + 1), b = divide(n->b, by, lets, depth + 1);
    if (!a || !b) return std::nullopt;
    return n->kind == ExprKind::Add ? plus(*a, *b) : plus(*a, times(*b, -1));
  }
  if (n->kind != ExprKind::Mul) return std::nullopt;
  const int64_t* factor = as_int(n->b) ? as_int(n->b) : as_int(n->a);
  const Expr& other = as_int(n->b) ? n->a : n->b;
  if (factor && *factor % by == 0) return times(other, *factor / by);
  if (factor && *factor > 0 && by % *factor == 0) return divide(other, by / *factor, lets, depth + 1);
  if (auto a = divide(n->a, by, lets, depth + 1)) return times(*a, n->b);
  if (auto b = divide(n->b, by, lets, depth + 1)) return times(n->a, *b);
  return std::nullopt;
}

std::optional<int64_t> add(std::optional<int64_t> a, std::optional<int64_t> b) {
  int64_t out = 0;
  if (!a || !b || __builtin_add_overflow(*a, *b, &out)) return std::nullopt;
  return out;
}
std::optional<int64_t> negate(std::optional<int64_t> a) {
  return a && *a != std::numeric_limits<int64_t>::min() ? std::optional(-*a) : std::nullopt;
}

Bounds product(const Bounds& a, const Bounds& b) {
  const bool constant = b.low && b.high && *b.low == *b.high;
  if (!constant) {
    if (a.low && a.high && *a.low == *a.high) return product(b, a);
    const bool positive = a.low && b.low && *a.low >= 0 && *b.low >= 0;
    int64_t low = 0, high = 0;
    if (!positive || __builtin_mul_overflow(*a.low, *b.low, &low)) return {};
    const bool bounded = a.high && b.high && !__builtin_mul_overflow(*a.high, *b.high, &high);
    return {low, bounded ? std::optional(high) : std::nullopt};
  }
  auto scaled = [&](std::optional<int64_t> x) -> std::optional<int64_t> {
    int64_t out = 0;
    if (!x || __builtin_mul_overflow(*x, *b.low, &out)) return std::nullopt;
    return out;
  };
  return *b.low >= 0 ? Bounds{scaled(a.low), scaled(a.high)} : Bounds{scaled(a.high), scaled(a.low)};
}

Bounds quotient(const Bounds& a, const Bounds& b) {
  if (!b.low || *b.low <= 0) return {};
  if (!b.high || *b.low != *b.high) return a.low && *a.low >= 0 ? Bounds{0, a.high} : Bounds{};
  auto divided = [&](std::optional<int64_t> x) -> std::optional<int64_t> {
    return x ? std::optional(floor_quotient(*x, *b.low)) : std::nullopt;
  };
  return {divided(a.low), divided(a.high)};
}

Bounds remainder(const Bounds& a, const Bounds& b) {
  if (!b.low || *b.low <= 0) return {};
  const bool inside = a.low && a.high && *a.low >= 0 && *a.high < *b.low;
  return inside ? a : Bounds{0, b.high ? std::optional(*b.high - 1) : std::nullopt};
}

class BoundsOf {
 public:
  BoundsOf(const Ranges& ranges, const Lets& lets) : ranges_(ranges), lets_(lets) {}

  Bounds of(const Expr& e, int depth) const {
    if (!e || depth > kMaxDepth) return {};
    if (const int64_t* v = as_int(e)) return {*v, *v};
    if (auto* v = as<tir::VarNode>(e)) return of_var(v, depth);
    if (auto* c = as<tir::CastNode>(e)) return of(c->value, depth + 1);
    auto* n = as<BinaryNode>(e);
    return n ? of_binary(*n, of(n->a, depth + 1), of(n->b, depth + 1)) : Bounds{};
  }

 private:
  Bounds of_var(const tir::VarNode* v, int depth) const {
    if (auto it = ranges_.find(v); it != ranges_.end()) return it->second;
    const Expr value = let_value(v, lets_);
    return value ? of(value, depth + 1) : Bounds{};
  }

  static Bounds of_binary(const BinaryNode& n, const Bounds& a, const Bounds& b) {
    switch (n.kind) {
      case ExprKind::Add: return {add(a.low, b.low), add(a.high, b.high)};
      case ExprKind::Sub: return {add(a.low, negate(b.high)), add(a.high, negate(b.low))};
      case ExprKind::Mul: return product(a, b);
      case ExprKind::FloorDiv: return quotient(a, b);
      case ExprKind::FloorMod: return remainder(a, b);
      // Towards zero: the same as floor for what is not negative.
      case ExprKind::Div: return a.low && *a.low >= 0 ? quotient(a, b) : Bounds{};
      case ExprKind::Mod: return a.low && *a.low >= 0 ? remainder(a, b) : Bounds{};
      case ExprKind::Min: return smaller(a, b);
      case ExprKind::Max: return larger(a, b);
      default: return {};
    }
  }

  static Bounds smaller(const Bounds& a, const Bounds& b) {
    Bounds out;
    if (a.low && b.low) out.low = std::min(*a.low, *b.low);
    if (a.high || b.high) out.high = std::min(a.high.value_or(INT64_MAX), b.high.value_or(INT64_MAX));
    return out;
  }
  static Bounds larger(const Bounds& a, const Bounds& b) {
    Bounds out;
    if (a.high && b.high) out.high = std::max(*a.high, *b.high);
    if (a.low || b.low) out.low = std::max(a.low.value_or(INT64_MIN), b.low.value_or(INT64_MIN));
    return out;
  }

  const Ranges& ranges_;
  const Lets& lets_;
};

class Mentions : public tir::Visitor {
 public:
  Mentions(const tir::VarNode* v, const Lets& lets) : v_(v), lets_(lets) {}
  bool found = false;
  void visit_expr(const Expr& e) override {
    if (found || depth_ > kMaxDepth) return;
    found = e.get() == v_;
    ++depth_;
    if (auto* v = as<tir::VarNode>(e)) {
      if (const Expr value = let_value(v, lets_)) visit_expr(value);
    }
    visit_children(e);
    --depth_;
  }

 private:
  const tir::VarNode* v_;
  const Lets& lets_;
  int depth_ = 0;
};

class NegativeDivision : public tir::Visitor {
 public:
  NegativeDivision(const Ranges& ranges, const Lets& lets) : ranges_(ranges), lets_(lets) {}
  bool found = false;
  void visit_expr(const Expr& e) override {
    if (found || depth_ > kMaxDepth) return;
    auto* n = as<BinaryNode>(e);
    if (n && (n->kind == ExprKind::FloorDiv || n->kind == ExprKind::FloorMod)) {
      const Bounds dividend = bounds_of(n->a, ranges_, lets_), divisor = bounds_of(n->b, ranges_, lets_);
      found = !dividend.low || *dividend.low < 0 || !divisor.low || *divisor.low < 1;
    }
    ++depth_;
    if (auto* v = as<tir::VarNode>(e)) {
      if (const Expr value = let_value(v, lets_); value && !ranges_.contains(v)) visit_expr(value);
    }
    visit_children(e);
    --depth_;
  }

 private:
  const Ranges& ranges_;
  const Lets& lets_;
  int depth_ = 0;
};

}  // namespace

Expr plus(const Expr& a, const Expr& b) {
  const int64_t *x = as_int(a), *y = as_int(b);
  if (x && y) return tir::make_int(*x + *y);
  if (x && *x == 0) return b;
  if (y && *y == 0) return a;
  if (y && *y < 0) return tir::make_binary(ExprKind::Sub, a, tir::make_int(-*y));
  if (x) return plus(b, a);
  // a + (b + c): sums associate to the left, as people write them.
  if (auto* n = as<BinaryNode>(b); n && n->kind == ExprKind::Add) return plus(plus(a, n->a), n->b);
  return tir::make_binary(ExprKind::Add, a, b);
}
Expr plus(const Expr& a, int64_t b) { return plus(a, tir::make_int(b)); }

Expr times(const Expr& a, int64_t b) {
  if (b == 0) return tir::make_int(0);
  if (b == 1) return a;
  if (const int64_t* v = as_int(a)) return tir::make_int(*v * b);
  auto* n = as<BinaryNode>(a);
  if (n && n->kind == ExprKind::Mul && as_int(n->b)) return times(n->a, *as_int(n->b) * b);
  return tir::make_binary(ExprKind::Mul, a, tir::make_int(b));
}
Expr times(const Expr& a, const Expr& b) {
  if (const int64_t* v = as_int(b)) return times(a, *v);
  if (const int64_t* v = as_int(a)) return times(b, *v);
  return tir::make_binary(ExprKind::Mul, a, b);
}

Expr floor_div(const Expr& a, int64_t b) {
  if (b == 1) return a;
  if (const int64_t* v = as_int(a)) return tir::make_int(floor_quotient(*v, b));
  return tir::make_binary(ExprKind::FloorDiv, a, tir::make_int(b));
}
Expr floor_mod(const Expr& a, int64_t b) {
  if (b == 1) return tir::make_int(0);
  if (const int64_t* v = as_int(a)) return tir::make_int(*v - b * floor_quotient(*v, b));
  return tir::make_binary(ExprKind::FloorMod, a, tir::make_int(b));
}
Expr ceil_div(const Expr& e, int64_t by) { return floor_div(plus(e, by - 1), by); }

Expr let_value(const tir::VarNode* v, const Lets& lets) {
  for (const analysis::LetBinding& let : lets) {
    if (let.var == v) return let.value;
  }
  return nullptr;
}

std::optional<Expr> divide_exactly(const Expr& e, int64_t by, const Lets& lets) {
  return by == 1 ? std::optional(e) : divide(e, by, lets, 0);
}

Bounds bounds_of(const Expr& e, const Ranges& ranges, const Lets& lets) { return BoundsOf(ranges, lets).of(e, 0); }

bool rounds_negative(const Expr& e, const Ranges& ranges, const Lets& lets) {
  NegativeDivision d(ranges, lets);
  d.visit_expr(e);
  return d.found;
}

bool mentions(const Expr& e, const tir::VarNode* v, const Lets& lets) {
  Mentions m(v, lets);
  m.visit_expr(e);
  return m.found;
}

}  // namespace tir2tt::transform
