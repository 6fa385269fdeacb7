// Structural equality as TVM defines it: names, spans and sharing do not count; variables and buffers correspond
// one to one by where they are defined; free variables must be the same object unless `map_free_vars`. So must the
// memory of buffers in an expression by itself: `A[i]` is not `B[i]`. SizeVar equals Var here (a script does not show
// the difference). In attributes an int32 IntImm equals a boxed int, a StringImm a String, an opaque metadata reference
// anything of its key. A missing predicate, condition, step or offset equals its default; a pointer to bool one to int8
// (a script shows no difference); nested sequences are flat; floats are equal bit by bit, NaN equals NaN. Source:
// tvm/src/node/structural_equal.cc and the SEqualReduce of each node. Tested by tests/tir/equal_test.cc.
#pragma once

#include "tir/module.h"

namespace tir2tt::tir {

bool structural_equal(const IRModule& a, const IRModule& b, bool map_free_vars = false);
bool structural_equal(const PrimFunc& a, const PrimFunc& b, bool map_free_vars = false);
bool structural_equal(const Stmt& a, const Stmt& b, bool map_free_vars = false);
bool structural_equal(const Expr& a, const Expr& b, bool map_free_vars = false);
bool structural_equal(const Attr& a, const Attr& b);

/// The first difference, in words ("body.block.alloc_buffers[1].dtype: float16 against float32"); empty when equal.
std::string first_difference(const IRModule& a, const IRModule& b, bool map_free_vars = false);

}  // namespace tir2tt::tir
