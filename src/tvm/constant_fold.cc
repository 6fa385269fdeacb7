#include "tvm/constant_fold.h"

#include <utility>

namespace tir2tt::tvm {
namespace {

using tir::as;
using tir::Expr;
using tir::ExprKind;

/// An operand as the folding rules see it.
struct Constant {
  explicit Constant(const Expr& e) : integer(as<tir::IntImmNode>(e)), floating(as<tir::FloatImmNode>(e)) {}
  bool known() const { return integer || floating; }
  bool is(int64_t v) const {
    return (integer && integer->value == v) || (floating && floating->value == static_cast<double>(v));
  }
  const tir::IntImmNode* integer;
  const tir::FloatImmNode* floating;
};

/// Types that a reader could not know (results of unknown calls) prove nothing.
bool types_clash(tir::DataType a, tir::DataType b) {
  if (a.code == tir::TypeCode::Handle || b.code == tir::TypeCode::Handle) return false;
  return a != b;
}

bool is_index_type(tir::DataType t) { return t.is_int() && t.is_scalar() && (t.bits == 32 || t.bits == 64); }

/// Two constants of one class: integers always fold, floats where the host has the format.
bool both_fold(const Constant& a, const Constant& b, int float_bits) {
  if (a.integer && b.integer) return true;
  return a.floating && b.floating && (float_bits == 32 || float_bits == 64);
}

/// A quotient folds at a / 1 and 0 / b; a / 0 is refused.
bool quotient_folds(const Constant& a, const Constant& b) { return a.is(0) || b.is(1) || b.is(0); }

/// Keeps the low bits, as arithmetic of that width does.
int64_t wrap(int64_t v, tir::DataType t) {
  if (t.bits >= 64) return v;
  const uint64_t mask = (uint64_t{1} << t.bits) - 1;
  const uint64_t low = static_cast<uint64_t>(v) & mask;
  const uint64_t sign = uint64_t{1} << (t.bits - 1);
  return static_cast<int64_t>(t.is_int() ? (low ^ sign) - sign : low);
}

void match_constants(Expr& a, Expr& b) {
  if (a->dtype == b->dtype) return;
  if (const auto* i = as<tir::IntImmNode>(b))
    b = tir::make_int(i->value, a->dtype);
  else if (const auto* j = as<tir::IntImmNode>(a))
    a = tir::make_int(j->value, b->dtype);
}

}  // namespace

bool would_fold(ExprKind kind, const Expr& a, const Expr& b) {
  if (!a || !b || types_clash(a->dtype, b->dtype)) return true;
  const Constant ca(a), cb(b);
  if (!ca.known() && !cb.known()) return false;
  const bool both = both_fold(ca, cb, a->dtype.bits);
  switch (kind) {
    case ExprKind::Add: return both || ca.is(0) || cb.is(0);
    case ExprKind::Sub: return both || cb.is(0);
    case ExprKind::Mul: return both || ca.is(0) || cb.is(0) || ca.is(1) || cb.is(1);
    case ExprKind::Div: return both || quotient_folds(ca, cb);
    case ExprKind::FloorDiv:
      if (ca.floating && cb.floating && !cb.is(0)) return both;  // TVM gives up early on half floats
      return both || quotient_folds(ca, cb);
    case ExprKind::Mod:
    case ExprKind::FloorMod:
      if (!is_index_type(a->dtype) || !is_index_type(b->dtype)) return false;
      return both || quotient_folds(ca, cb);
    case ExprKind::And:
    case ExprKind::Or: return ca.integer || cb.integer;
    default: return (ca.integer && cb.integer) || (ca.floating && cb.floating);  // comparisons, min, max
  }
}

Expr fold_add(Expr a, Expr b) {
  match_constants(a, b);
  const int64_t *x = tir::as_int(a), *y = tir::as_int(b);
  if (x && y) {
    return tir::make_int(wrap(static_cast<int64_t>(static_cast<uint64_t>(*x) + static_cast<uint64_t>(*y)), a->dtype),
                         a->dtype);
  }
  if (x && *x == 0) return b;
  if (y && *y == 0) return a;
  return tir::make_binary(ExprKind::Add, std::move(a), std::move(b));
}

Expr fold_mul(Expr a, Expr b) {
  match_constants(a, b);
  const int64_t *x = tir::as_int(a), *y = tir::as_int(b);
  if (x && y) {
    return tir::make_int(wrap(static_cast<int64_t>(static_cast<uint64_t>(*x) * static_cast<uint64_t>(*y)), a->dtype),
                         a->dtype);
  }
  if (x && (*x == 0 || *x == 1)) return *x == 1 ? b : a;
  if (y && (*y == 0 || *y == 1)) return *y == 1 ? a : b;
  return tir::make_binary(ExprKind::Mul, std::move(a), std::move(b));
}

}  // namespace tir2tt::tvm
