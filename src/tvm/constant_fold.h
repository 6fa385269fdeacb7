// What TVM's expression operators fold when they build a node. The printer needs it twice: an operator is printed as
// `a + b` only where building it again gives the same node (else as `T.Add(a, b)`), and the end of a slice is a sum
// that TVM builds, folded, for printing.
// Source of the rules: tvm/src/arith/const_fold.h and op.cc. Tested by tests/tvm/printer_test.cc.
#pragma once

#include "tir/expr.h"

namespace tir2tt::tvm {

/// True when TVM, given `a` and `b`, would not make the node (kind, a, b): it would fold it, cast an operand, or
/// refuse.
bool would_fold(tir::ExprKind kind, const tir::Expr& a, const tir::Expr& b);

/// a + b and a * b as TVM's operators make them. A constant of another dtype takes the dtype of its partner.
tir::Expr fold_add(tir::Expr a, tir::Expr b);
tir::Expr fold_mul(tir::Expr a, tir::Expr b);

}  // namespace tir2tt::tvm
