// Walking. One switch over the node table says what the children of a node are and in which order; the Mutator's
// switch (mutator.cc) has the same order. Rejected: virtual accept() in the nodes (the data model would know its
// users), and a generic child iterator (fields differ: expressions, ranges, buffers, definitions). Cost: linear in
// the tree, no allocation; recursion as deep as the tree, which the reader bounds. A subtree shared twice is
// walked twice.
#include "tir/visitor.h"

namespace tir2tt::tir {

void Visitor::visit_children(const Expr& e) {
  const auto go = [this](const Expr& child) {
    if (child) visit_expr(child);
  };
  const auto go_all = [this](const Exprs& children) {
    for (const Expr& child : children) visit_expr(child);
  };
  const ExprNode* n = e.get();
  switch (n->kind) {
#define BINARY(Kind, key, fn, op, prec) case ExprKind::Kind:
#include "tir/nodes.def"
    {
      const auto* b = static_cast<const BinaryNode*>(n);
      go(b->a), go(b->b);
      return;
    }
    case ExprKind::Cast: return go(static_cast<const CastNode*>(n)->value);
    case ExprKind::Not: return go(static_cast<const NotNode*>(n)->a);
    case ExprKind::Select: {
      const auto* s = static_cast<const SelectNode*>(n);
      go(s->condition), go(s->true_value), go(s->false_value);
      return;
    }
    case ExprKind::BufferLoad: {
      const auto* l = static_cast<const BufferLoadNode*>(n);
      go_all(l->indices), go(l->predicate);
      return;
    }
    case ExprKind::ProducerLoad: return go_all(static_cast<const ProducerLoadNode*>(n)->indices);
    case ExprKind::Ramp: {
      const auto* r = static_cast<const RampNode*>(n);
      go(r->base), go(r->stride), go(r->lanes);
      return;
    }
    case ExprKind::Broadcast: {
      const auto* b = static_cast<const BroadcastNode*>(n);
      go(b->value), go(b->lanes);
      return;
    }
    case ExprKind::Let: {
      const auto* l = static_cast<const LetNode*>(n);
      go(l->value), go(l->body);
      return;
    }
    case ExprKind::Call: return go_all(static_cast<const CallNode*>(n)->args);
    case ExprKind::Shuffle: {
      const auto* s = static_cast<const ShuffleNode*>(n);
      go_all(s->vectors), go_all(s->indices);
      return;
    }
    case ExprKind::Reduce: {
      const auto* r = static_cast<const ReduceNode*>(n);
      go_all(r->source), go_all(r->init);
      for (const IterVar& iv : r->axis) go(iv->dom.min), go(iv->dom.extent);
      go(r->condition);
      return;
    }
    case ExprKind::Var:
    case ExprKind::IntImm:
    case ExprKind::FloatImm:
    case ExprKind::StringImm:
    case ExprKind::Any:
    case ExprKind::Opaque: return;
  }
}

void Visitor::visit_children(const Stmt& s) {
  const auto go = [this](const Expr& child) {
    if (child) visit_expr(child);
  };
  const auto go_all = [this](const Exprs& children) {
    for (const Expr& child : children) visit_expr(child);
  };
  const auto go_range = [&go](const Range& r) { go(r.min), go(r.extent); };
  const auto go_ranges = [&go_range](const std::vector<Range>& ranges) {
    for (const Range& r : ranges) go_range(r);
  };
  const auto down = [this](const Stmt& child) {
    if (child) visit_stmt(child);
  };
  const StmtNode* n = s.get();
  switch (n->kind) {
    case StmtKind::LetStmt: {
      const auto* l = static_cast<const LetStmtNode*>(n);
      go(l->value), down(l->body);
      return;
    }
    case StmtKind::Bind: return go(static_cast<const BindNode*>(n)->value);
    case StmtKind::AttrStmt: {
      const auto* a = static_cast<const AttrStmtNode*>(n);
      if (const auto* e = a->node.get_if<Expr>()) go(*e);
      if (const auto* iv = a->node.get_if<IterVar>()) go_range((*iv)->dom);
      go(a->value), down(a->body);
      return;
    }
    case StmtKind::AssertStmt: {
      const auto* a = static_cast<const AssertStmtNode*>(n);
      go(a->condition), go(a->error_kind), go_all(a->message), down(a->body);
      return;
    }
    case StmtKind::BufferStore: {
      const auto* st = static_cast<const BufferStoreNode*>(n);
      go(st->value), go_all(st->indices), go(st->predicate);
      return;
    }
    case StmtKind::BufferRealize: {
      const auto* r = static_cast<const BufferRealizeNode*>(n);
      go_ranges(r->bounds), go(r->condition), down(r->body);
      return;
    }
    case StmtKind::ProducerStore: {
      const auto* st = static_cast<const ProducerStoreNode*>(n);
      go(st->value), go_all(st->indices);
      return;
    }
    case StmtKind::ProducerRealize: {
      const auto* r = static_cast<const ProducerRealizeNode*>(n);
      go_ranges(r->bounds), go(r->condition), down(r->body);
      return;
    }
    case StmtKind::Prefetch: return go_ranges(static_cast<const PrefetchNode*>(n)->bounds);
    case StmtKind::Allocate: {
      const auto* a = static_cast<const AllocateNode*>(n);
      go_all(a->extents), go(a->condition), down(a->body);
      return;
    }
    case StmtKind::AllocateConst: {
      const auto* a = static_cast<const AllocateConstNode*>(n);
      go_all(a->extents), down(a->body);
      return;
    }
    case StmtKind::DeclBuffer: return down(static_cast<const DeclBufferNode*>(n)->body);
    case StmtKind::AllocBuffer: return;
    case StmtKind::SeqStmt:
      for (const Stmt& child : static_cast<const SeqStmtNode*>(n)->seq) down(child);
      return;
    case StmtKind::Evaluate: return go(static_cast<const EvaluateNode*>(n)->value);
    case StmtKind::IfThenElse: {
      const auto* i = static_cast<const IfThenElseNode*>(n);
      go(i->condition), down(i->then_case), down(i->else_case);
      return;
    }
    case StmtKind::For: {
      const auto* f = static_cast<const ForNode*>(n);
      go(f->min), go(f->extent), go(f->step), down(f->body);
      return;
    }
    case StmtKind::While: {
      const auto* w = static_cast<const WhileNode*>(n);
      go(w->condition), down(w->body);
      return;
    }
    case StmtKind::BlockRealize: {
      const auto* r = static_cast<const BlockRealizeNode*>(n);
      const BlockNode& b = *r->block;
      go_all(r->iter_values), go(r->predicate);
      for (const IterVar& iv : b.iter_vars) go_range(iv->dom);
      for (const BufferRegion& region : b.reads) go_ranges(region.region);
      for (const BufferRegion& region : b.writes) go_ranges(region.region);
      for (const MatchBufferRegion& m : b.match_buffers) go_ranges(m.source.region);
      down(b.init), down(b.body);
      return;
    }
  }
}

}  // namespace tir2tt::tir
