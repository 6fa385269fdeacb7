// One recursive walk. Terms live in a fixed array because it is called for every index of every access and a tile
// nest has at most a handful of loops; more than kMaxTerms variables make the form "not linear".
#include "analysis/linear_form.h"

#include <numeric>

namespace tir2tt::analysis {
namespace {

using tir::BinaryNode;
using tir::Expr;
using tir::ExprKind;

/// Lets are followed, so that an expression may stand for one of exponential size: what is looked at is bounded.
struct Budget {
  int depth = 1000;
  int nodes = 4096;
  bool spend() { return --nodes >= 0 && depth > 0; }
};
constexpr int kLetCost = 20;  // of depth: a let may be redefined in terms of itself

struct Deeper {
  Deeper(Budget& b, int by = 1) : b_(b), by_(by) { b_.depth -= by_; }
  ~Deeper() { b_.depth += by_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;

 private:
  Budget& b_;
  int by_;
};

LinearForm not_linear() {
  LinearForm f;
  f.linear = false;
  return f;
}

LinearForm rest(int64_t divisor) {
  LinearForm f;
  f.rest_divisor = divisor;
  return f;
}

bool is_constant(const LinearForm& f) { return f.linear && f.size == 0 && f.rest_divisor == 0; }

const Expr* let_value(const tir::VarNode* v, const Scope& scope) {
  for (const LetBinding& let : scope.lets) {
    if (let.var == v) return &let.value;
  }
  return nullptr;
}

LinearForm walk(const Expr& e, const Scope& scope, Budget& budget);

LinearForm of_var(const tir::VarNode* v, const Scope& scope, Budget& budget) {
  for (const ElementLoop& loop : scope.loops) {
    if (loop.var != v) continue;
    LinearForm f;
    f.terms[0] = {v, 1};
    f.size = 1;
    return f;
  }
  if (const Expr* value = let_value(v, scope)) {
    Deeper deeper(budget, kLetCost);
    return walk(*value, scope, budget);
  }
  return rest(1);
}

LinearForm product(const LinearForm& a, const LinearForm& b) {
  if (!a.linear || !b.linear) return not_linear();
  if (is_constant(b) || is_constant(a)) {
    const LinearForm& f = is_constant(b) ? a : b;
    LinearForm out;
    out.add(f, is_constant(b) ? b.constant : a.constant);
    return out;
  }
  if (a.size || b.size) return not_linear();
  return rest(1);
}

LinearForm quotient(const BinaryNode& n, const LinearForm& a, const LinearForm& b) {
  if (is_constant(a) && is_constant(b) && b.constant > 0 && a.constant >= 0) {
    LinearForm out;
    out.constant =
        n.kind == ExprKind::FloorDiv || n.kind == ExprKind::Div ? a.constant / b.constant : a.constant % b.constant;
    return out;
  }
  if (!a.linear || !b.linear || a.size || b.size) return not_linear();
  return rest(1);
}

bool uses(const Expr& e, const Scope& scope, Budget& budget);

bool var_uses(const tir::VarNode* v, const Scope& scope, Budget& budget) {
  for (const ElementLoop& loop : scope.loops) {
    if (loop.var == v) return true;
  }
  const Expr* value = let_value(v, scope);
  if (!value) return false;
  Deeper deeper(budget, kLetCost);
  return uses(*value, scope, budget);
}

bool any_uses(const tir::Exprs& es, const Scope& scope, Budget& budget) {
  for (const Expr& e : es) {
    if (uses(e, scope, budget)) return true;
  }
  return false;
}

bool uses(const Expr& e, const Scope& scope, Budget& budget) {
  if (!e) return false;
  if (!budget.spend()) return true;  // too large to tell
  Deeper deeper(budget);
  if (auto* v = tir::as<tir::VarNode>(e)) return var_uses(v, scope, budget);
  if (auto* n = tir::as<BinaryNode>(e)) return uses(n->a, scope, budget) || uses(n->b, scope, budget);
  if (auto* c = tir::as<tir::CastNode>(e)) return uses(c->value, scope, budget);
  if (auto* n = tir::as<tir::NotNode>(e)) return uses(n->a, scope, budget);
  if (auto* s = tir::as<tir::SelectNode>(e)) {
    return uses(s->condition, scope, budget) || uses(s->true_value, scope, budget) ||
           uses(s->false_value, scope, budget);
  }
  if (auto* r = tir::as<tir::RampNode>(e)) return uses(r->base, scope, budget) || uses(r->stride, scope, budget);
  if (auto* b = tir::as<tir::BroadcastNode>(e)) return uses(b->value, scope, budget);
  if (auto* c = tir::as<tir::CallNode>(e)) return any_uses(c->args, scope, budget);
  if (auto* l = tir::as<tir::BufferLoadNode>(e)) return any_uses(l->indices, scope, budget);
  if (auto* l = tir::as<tir::LetNode>(e)) return uses(l->value, scope, budget) || uses(l->body, scope, budget);
  // What is left: constants, and kinds of which nobody knows what they depend on.
  return e->kind != ExprKind::IntImm && e->kind != ExprKind::FloatImm && e->kind != ExprKind::StringImm;
}

LinearForm walk(const Expr& e, const Scope& scope, Budget& budget) {
  if (!e || !budget.spend()) return not_linear();
  Deeper deeper(budget);
  if (const int64_t* v = tir::as_int(e)) {
    LinearForm f;
    f.constant = *v;
    return f;
  }
  if (auto* v = tir::as<tir::VarNode>(e)) return of_var(v, scope, budget);
  if (auto* c = tir::as<tir::CastNode>(e)) {
    if (c->dtype.is_integral() && c->value->dtype.is_integral()) return walk(c->value, scope, budget);
  }
  if (auto* n = tir::as<BinaryNode>(e)) {
    LinearForm a = walk(n->a, scope, budget), b = walk(n->b, scope, budget);
    switch (n->kind) {
      case ExprKind::Add: a.add(b, 1); return a;
      case ExprKind::Sub: a.add(b, -1); return a;
      case ExprKind::Mul: return product(a, b);
      case ExprKind::FloorDiv:
      case ExprKind::Div:
      case ExprKind::FloorMod:
      case ExprKind::Mod: return quotient(*n, a, b);
      default: break;
    }
  }
  return uses(e, scope, budget) ? not_linear() : rest(1);
}

}  // namespace

int64_t LinearForm::coefficient(const tir::VarNode* v) const {
  for (const Term& t : view()) {
    if (t.var == v) return t.coefficient;
  }
  return 0;
}

int64_t LinearForm::divisor() const { return linear ? std::gcd(rest_divisor, constant) : 1; }

void LinearForm::add(const LinearForm& other, int64_t factor) {
  if (!linear || !other.linear) {
    *this = not_linear();
    return;
  }
  int64_t scaled = 0;
  if (__builtin_mul_overflow(other.constant, factor, &scaled) || __builtin_add_overflow(constant, scaled, &constant)) {
    *this = not_linear();
    return;
  }
  if (other.rest_divisor != 0) {
    int64_t scaled_rest = 0;
    if (__builtin_mul_overflow(other.rest_divisor, factor < 0 ? -factor : factor, &scaled_rest)) scaled_rest = 1;
    rest_divisor = std::gcd(rest_divisor, scaled_rest);
  }
  for (const Term& t : other.view()) {
    int64_t c = 0;
    if (__builtin_mul_overflow(t.coefficient, factor, &c)) c = INT64_MAX;
    int i = 0;
    while (i < size && terms[static_cast<size_t>(i)].var != t.var) ++i;
    if (i == kMaxTerms) {
      *this = not_linear();
      return;
    }
    if (i == size) terms[static_cast<size_t>(size++)] = {t.var, 0};
    terms[static_cast<size_t>(i)].coefficient += c;
  }
}

LinearForm linear_form(const Expr& e, const Scope& scope) {
  Budget budget;
  return walk(e, scope, budget);
}

bool uses_element_var(const Expr& e, const Scope& scope) {
  Budget budget;
  return uses(e, scope, budget);
}

}  // namespace tir2tt::analysis
