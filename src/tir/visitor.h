// Walking and rewriting TIR. One switch over the node table; no virtual functions in the nodes.
// Tested by tests/tir/visitor_test.cc.
#pragma once

#include "tir/module.h"

namespace tir2tt::tir {

/// Calls visit_expr / visit_stmt for every child of a node. Override them, call the base to go on downwards.
class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual void visit_expr(const Expr& e) { visit_children(e); }
  virtual void visit_stmt(const Stmt& s) { visit_children(s); }

 protected:
  /// Expressions below `e`, in field order; null ones are skipped. Buffers' own fields are not walked, nor is the
  /// combiner of a Reduce (it has variables of its own only).
  void visit_children(const Expr& e);
  /// Statements and expressions below `s`, in field order: a block's iter values, predicate, iter domains,
  /// reads, writes, match buffers, init, body. Of an AttrStmt's node the expression or the iter domain. Not:
  /// annotations, the thread binding of a loop, variables where they are defined.
  void visit_children(const Stmt& s);
};

/// Rebuilds what changed and shares what did not. Override rewrite_* and call the base for the children.
/// Buffers are rewritten through rewrite_buffer, which by default returns them unchanged, variables where they are
/// defined through rewrite_var_def. What the Visitor does not walk is not rewritten, but for a loop's thread binding.
class Mutator {
 public:
  virtual ~Mutator() = default;
  virtual Expr rewrite_expr(const Expr& e) { return rewrite_children(e); }
  virtual Stmt rewrite_stmt(const Stmt& s) { return rewrite_children(s); }
  virtual Buffer rewrite_buffer(const Buffer& b) { return b; }
  virtual Var rewrite_var_def(const Var& v) { return v; }

 protected:
  Expr rewrite_children(const Expr& e);
  Stmt rewrite_children(const Stmt& s);
};

/// Replaces variables by expressions wherever they are used, shapes, strides and offsets of buffers included (equal
/// buffers stay one object). Definitions stay. A buffer's data variable is replaced where `map` gives a variable.
Stmt substitute(const Stmt& s, const std::vector<std::pair<Var, Expr>>& map);
Expr substitute(const Expr& e, const std::vector<std::pair<Var, Expr>>& map);

}  // namespace tir2tt::tir
