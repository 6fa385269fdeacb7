// Questions about expressions in loop nests that spell out tile operations. Tested by
// tests/analysis/tile_program_test.cc.
#pragma once

#include "analysis/linear_form.h"
#include "tir/expr.h"

namespace tir2tt::analysis {

tir::Expr strip_casts(tir::Expr e);
bool is_immediate(const tir::Expr& e);
/// The three parts of `c ? t : f`, whichever way it is written.
bool split_select(const tir::Expr& e, tir::Expr* c, tir::Expr* t, tir::Expr* f);
/// `value` is one load, perhaps cast, perhaps replaced by a constant where a condition fails.
const tir::BufferLoadNode* pure_load(const tir::Expr& value, bool* guarded);
bool same_index(const LinearForm& a, const LinearForm& b);

}  // namespace tir2tt::analysis
