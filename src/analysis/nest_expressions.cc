#include "analysis/nest_expressions.h"

#include <algorithm>

#include "analysis/collector.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Expr;
using tir::ExprKind;

Expr strip_casts(Expr e) {
  while (auto* c = as<tir::CastNode>(e)) e = c->value;
  return e;
}

bool is_immediate(const Expr& e) {
  const Expr x = strip_casts(e);
  return x && (x->kind == ExprKind::IntImm || x->kind == ExprKind::FloatImm);
}

/// The three parts of `c ? t : f`, whichever way it is written.
bool split_select(const Expr& e, Expr* c, Expr* t, Expr* f) {
  if (auto* s = as<tir::SelectNode>(e)) {
    *c = s->condition, *t = s->true_value, *f = s->false_value;
    return true;
  }
  auto* call = as<tir::CallNode>(e);
  if (!call || call->args.size() != 3 || short_name(call->op) != "if_then_else") return false;
  *c = call->args[0], *t = call->args[1], *f = call->args[2];
  return true;
}

/// `value` is one load, perhaps cast, perhaps replaced by a constant where a condition fails.
const tir::BufferLoadNode* pure_load(const Expr& value, bool* guarded) {
  const Expr e = strip_casts(value);
  if (auto* load = as<tir::BufferLoadNode>(e)) return load;
  Expr c, t, f;
  if (!split_select(e, &c, &t, &f) || is_immediate(t) == is_immediate(f)) return nullptr;
  *guarded = true;
  return pure_load(is_immediate(t) ? f : t, guarded);
}

bool same_index(const LinearForm& a, const LinearForm& b) {
  if (!a.linear || !b.linear || a.constant != b.constant || a.rest_divisor != b.rest_divisor) return false;
  for (const LinearForm::Term& t : a.view()) {
    if (b.coefficient(t.var) != t.coefficient) return false;
  }
  return std::all_of(b.view().begin(), b.view().end(),
                     [&](const LinearForm::Term& t) { return a.coefficient(t.var) == t.coefficient; });
}

}  // namespace tir2tt::analysis
