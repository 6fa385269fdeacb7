// Rewriting. Problem: a pass changes a few nodes and must leave the rest alone, also in memory, because other tables
// are keyed by node address and a module and its rewritten copy are often compared. Method: one switch per node as
// in visitor.cc; each child goes through the Mutator, a Fields notes whether one came back as another object, and
// only then the node is copied. Cost: linear, no allocation where nothing changes.
#include <optional>
#include <unordered_map>

#include "tir/visitor.h"

namespace tir2tt::tir {

namespace {

/// The children of one node on their way through a Mutator: each method gives the new field and notes a change.
class Fields {
 public:
  explicit Fields(Mutator& m) : m_(m) {}
  bool changed() const { return changed_; }

  Expr operator()(const Expr& e) { return e ? note(e, m_.rewrite_expr(e)) : e; }
  Stmt operator()(const Stmt& s) { return s ? note(s, m_.rewrite_stmt(s)) : s; }
  Buffer operator()(const Buffer& b) { return note(b, m_.rewrite_buffer(b)); }
  Var def(const Var& v) { return note(v, m_.rewrite_var_def(v)); }

  Range operator()(const Range& r) {
    Expr min = (*this)(r.min);
    return {std::move(min), (*this)(r.extent)};
  }
  BufferRegion operator()(const BufferRegion& r) {
    Buffer buffer = (*this)(r.buffer);
    return {std::move(buffer), kept(r.region)};
  }
  MatchBufferRegion operator()(const MatchBufferRegion& m) {
    Buffer buffer = (*this)(m.buffer);
    return {std::move(buffer), (*this)(m.source)};
  }
  IterVar operator()(const IterVar& iv) {
    if (!iv) return iv;
    Fields f(m_);
    Range dom = f(iv->dom);
    Var var = f.def(iv->var);
    if (!f.changed()) return iv;
    changed_ = true;
    return std::make_shared<const IterVarNode>(IterVarNode{std::move(dom), std::move(var), iv->type, iv->thread_tag});
  }
  Block operator()(const Block& block);
  Attr operator()(const Attr& a) {
    if (const auto* e = a.get_if<Expr>()) return rebuilt(a, *e);
    if (const auto* iv = a.get_if<IterVar>()) return rebuilt(a, *iv);
    if (const auto* b = a.get_if<Buffer>()) return rebuilt(a, *b);
    return a;
  }

  /// The rewritten list; nothing is allocated up to the first element that changes.
  template <class T>
  std::optional<std::vector<T>> operator()(const std::vector<T>& list) {
    std::optional<std::vector<T>> out;
    for (size_t i = 0; i < list.size(); ++i) {
      Fields f(m_);
      T item = f(list[i]);
      if (f.changed() && !out) out.emplace(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i));
      if (out) out->push_back(std::move(item));
    }
    changed_ |= out.has_value();
    return out;
  }
  template <class T>
  std::vector<T> kept(const std::vector<T>& list) {
    auto out = (*this)(list);
    return out ? std::move(*out) : list;
  }

 private:
  template <class T, class U>
  T note(const T& before, U after) {
    changed_ |= before != after;
    return after;
  }
  template <class T>
  Attr rebuilt(const Attr& whole, const T& part) {
    T after = (*this)(part);
    return after == part ? whole : Attr(Attr::Value(std::move(after)));
  }

  Mutator& m_;
  bool changed_ = false;
};

template <class T>
using NewList = std::optional<std::vector<T>>;

template <class T>
void put(std::vector<T>& field, NewList<T>&& list) {
  if (list) field = std::move(*list);
}

/// A copy of a node, to be changed.
template <class Node, class Base>
std::shared_ptr<Node> copy_of(const Base* n) {
  return std::make_shared<Node>(*static_cast<const Node*>(n));
}

Block Fields::operator()(const Block& block) {
  Fields f(m_);
  const BlockNode& b = *block;
  auto iter_vars = f(b.iter_vars);
  auto alloc_buffers = f(b.alloc_buffers);
  auto reads = f(b.reads);
  auto writes = f(b.writes);
  auto match_buffers = f(b.match_buffers);
  Stmt init = f(b.init);
  Stmt body = f(b.body);
  if (!f.changed()) return block;
  changed_ = true;
  auto out = std::make_shared<BlockNode>(b);
  put(out->iter_vars, std::move(iter_vars));
  put(out->alloc_buffers, std::move(alloc_buffers));
  put(out->reads, std::move(reads));
  put(out->writes, std::move(writes));
  put(out->match_buffers, std::move(match_buffers));
  out->init = std::move(init);
  out->body = std::move(body);
  return out;
}

/// The sequence with other elements; a pass that turned one into a sequence leaves no nested SeqStmt.
Stmt sequence_like(const Stmt& before, std::vector<Stmt> seq) {
  Stmt made = make_seq(std::move(seq));
  const auto* n = as<SeqStmtNode>(made);
  if (!n) return made;
  auto out = std::make_shared<SeqStmtNode>(*n);
  out->span = before->span;
  return out;
}

}  // namespace

Expr Mutator::rewrite_children(const Expr& e) {
  Fields f(*this);
  const ExprNode* n = e.get();
  switch (n->kind) {
#define BINARY(Kind, key, fn, op, prec) case ExprKind::Kind:
#include "tir/nodes.def"
    {
      const auto* b = static_cast<const BinaryNode*>(n);
      Expr lhs = f(b->a), rhs = f(b->b);
      if (!f.changed()) return e;
      auto out = copy_of<BinaryNode>(n);
      out->a = std::move(lhs), out->b = std::move(rhs);
      return out;
    }
    case ExprKind::Cast: {
      Expr value = f(static_cast<const CastNode*>(n)->value);
      if (!f.changed()) return e;
      auto out = copy_of<CastNode>(n);
      out->value = std::move(value);
      return out;
    }
    case ExprKind::Not: {
      Expr a = f(static_cast<const NotNode*>(n)->a);
      if (!f.changed()) return e;
      auto out = copy_of<NotNode>(n);
      out->a = std::move(a);
      return out;
    }
    case ExprKind::Select: {
      const auto* s = static_cast<const SelectNode*>(n);
      Expr condition = f(s->condition), yes = f(s->true_value), no = f(s->false_value);
      if (!f.changed()) return e;
      auto out = copy_of<SelectNode>(n);
      out->condition = std::move(condition), out->true_value = std::move(yes), out->false_value = std::move(no);
      return out;
    }
    case ExprKind::BufferLoad: {
      const auto* l = static_cast<const BufferLoadNode*>(n);
      Buffer buffer = f(l->buffer);
      auto indices = f(l->indices);
      Expr predicate = f(l->predicate);
      if (!f.changed()) return e;
      auto out = copy_of<BufferLoadNode>(n);
      out->buffer = std::move(buffer), put(out->indices, std::move(indices)), out->predicate = std::move(predicate);
      return out;
    }
    case ExprKind::ProducerLoad: {
      auto indices = f(static_cast<const ProducerLoadNode*>(n)->indices);
      if (!f.changed()) return e;
      auto out = copy_of<ProducerLoadNode>(n);
      put(out->indices, std::move(indices));
      return out;
    }
    case ExprKind::Ramp: {
      const auto* r = static_cast<const RampNode*>(n);
      Expr base = f(r->base), stride = f(r->stride), lanes = f(r->lanes);
      if (!f.changed()) return e;
      auto out = copy_of<RampNode>(n);
      out->base = std::move(base), out->stride = std::move(stride), out->lanes = std::move(lanes);
      return out;
    }
    case ExprKind::Broadcast: {
      const auto* b = static_cast<const BroadcastNode*>(n);
      Expr value = f(b->value), lanes = f(b->lanes);
      if (!f.changed()) return e;
      auto out = copy_of<BroadcastNode>(n);
      out->value = std::move(value), out->lanes = std::move(lanes);
      return out;
    }
    case ExprKind::Let: {
      const auto* l = static_cast<const LetNode*>(n);
      Expr value = f(l->value);
      Var var = f.def(l->var);
      Expr body = f(l->body);
      if (!f.changed()) return e;
      auto out = copy_of<LetNode>(n);
      out->var = std::move(var), out->value = std::move(value), out->body = std::move(body);
      return out;
    }
    case ExprKind::Call: {
      auto args = f(static_cast<const CallNode*>(n)->args);
      if (!f.changed()) return e;
      auto out = copy_of<CallNode>(n);
      put(out->args, std::move(args));
      return out;
    }
    case ExprKind::Shuffle: {
      const auto* s = static_cast<const ShuffleNode*>(n);
      auto vectors = f(s->vectors);
      auto indices = f(s->indices);
      if (!f.changed()) return e;
      auto out = copy_of<ShuffleNode>(n);
      put(out->vectors, std::move(vectors)), put(out->indices, std::move(indices));
      return out;
    }
    case ExprKind::Reduce: {
      const auto* r = static_cast<const ReduceNode*>(n);
      auto axis = f(r->axis);
      auto source = f(r->source);
      auto init = f(r->init);
      Expr condition = f(r->condition);
      if (!f.changed()) return e;
      auto out = copy_of<ReduceNode>(n);
      put(out->axis, std::move(axis)), put(out->source, std::move(source)), put(out->init, std::move(init));
      out->condition = std::move(condition);
      return out;
    }
    case ExprKind::Var:
    case ExprKind::IntImm:
    case ExprKind::FloatImm:
    case ExprKind::StringImm:
    case ExprKind::Any:
    case ExprKind::Opaque: return e;
  }
  return e;
}

Stmt Mutator::rewrite_children(const Stmt& s) {
  Fields f(*this);
  const StmtNode* n = s.get();
  switch (n->kind) {
    case StmtKind::LetStmt: {
      const auto* l = static_cast<const LetStmtNode*>(n);
      Expr value = f(l->value);
      Var var = f.def(l->var);
      Stmt body = f(l->body);
      if (!f.changed()) return s;
      auto out = copy_of<LetStmtNode>(n);
      out->var = std::move(var), out->value = std::move(value), out->body = std::move(body);
      return out;
    }
    case StmtKind::Bind: {
      const auto* b = static_cast<const BindNode*>(n);
      Expr value = f(b->value);
      Var var = f.def(b->var);
      if (!f.changed()) return s;
      auto out = copy_of<BindNode>(n);
      out->var = std::move(var), out->value = std::move(value);
      return out;
    }
    case StmtKind::AttrStmt: {
      const auto* a = static_cast<const AttrStmtNode*>(n);
      Attr node = f(a->node);
      Expr value = f(a->value);
      Stmt body = f(a->body);
      if (!f.changed()) return s;
      auto out = copy_of<AttrStmtNode>(n);
      out->node = std::move(node), out->value = std::move(value), out->body = std::move(body);
      return out;
    }
    case StmtKind::AssertStmt: {
      const auto* a = static_cast<const AssertStmtNode*>(n);
      Expr condition = f(a->condition), error_kind = f(a->error_kind);
      auto message = f(a->message);
      Stmt body = f(a->body);
      if (!f.changed()) return s;
      auto out = copy_of<AssertStmtNode>(n);
      out->condition = std::move(condition), out->error_kind = std::move(error_kind);
      put(out->message, std::move(message)), out->body = std::move(body);
      return out;
    }
    case StmtKind::BufferStore: {
      const auto* st = static_cast<const BufferStoreNode*>(n);
      Buffer buffer = f(st->buffer);
      Expr value = f(st->value);
      auto indices = f(st->indices);
      Expr predicate = f(st->predicate);
      if (!f.changed()) return s;
      auto out = copy_of<BufferStoreNode>(n);
      out->buffer = std::move(buffer), out->value = std::move(value);
      put(out->indices, std::move(indices)), out->predicate = std::move(predicate);
      return out;
    }
    case StmtKind::BufferRealize: {
      const auto* r = static_cast<const BufferRealizeNode*>(n);
      Buffer buffer = f(r->buffer);
      auto bounds = f(r->bounds);
      Expr condition = f(r->condition);
      Stmt body = f(r->body);
      if (!f.changed()) return s;
      auto out = copy_of<BufferRealizeNode>(n);
      out->buffer = std::move(buffer), put(out->bounds, std::move(bounds));
      out->condition = std::move(condition), out->body = std::move(body);
      return out;
    }
    case StmtKind::ProducerStore: {
      const auto* st = static_cast<const ProducerStoreNode*>(n);
      Expr value = f(st->value);
      auto indices = f(st->indices);
      if (!f.changed()) return s;
      auto out = copy_of<ProducerStoreNode>(n);
      out->value = std::move(value), put(out->indices, std::move(indices));
      return out;
    }
    case StmtKind::ProducerRealize: {
      const auto* r = static_cast<const ProducerRealizeNode*>(n);
      auto bounds = f(r->bounds);
      Expr condition = f(r->condition);
      Stmt body = f(r->body);
      if (!f.changed()) return s;
      auto out = copy_of<ProducerRealizeNode>(n);
      put(out->bounds, std::move(bounds)), out->condition = std::move(condition), out->body = std::move(body);
      return out;
    }
    case StmtKind::Prefetch: {
      const auto* p = static_cast<const PrefetchNode*>(n);
      Buffer buffer = f(p->buffer);
      auto bounds = f(p->bounds);
      if (!f.changed()) return s;
      auto out = copy_of<PrefetchNode>(n);
      out->buffer = std::move(buffer), put(out->bounds, std::move(bounds));
      return out;
    }
    case StmtKind::Allocate: {
      const auto* a = static_cast<const AllocateNode*>(n);
      Var var = f.def(a->var);
      auto extents = f(a->extents);
      Expr condition = f(a->condition);
      Stmt body = f(a->body);
      if (!f.changed()) return s;
      auto out = copy_of<AllocateNode>(n);
      out->var = std::move(var), put(out->extents, std::move(extents));
      out->condition = std::move(condition), out->body = std::move(body);
      return out;
    }
    case StmtKind::AllocateConst: {
      const auto* a = static_cast<const AllocateConstNode*>(n);
      Var var = f.def(a->var);
      auto extents = f(a->extents);
      Stmt body = f(a->body);
      if (!f.changed()) return s;
      auto out = copy_of<AllocateConstNode>(n);
      out->var = std::move(var), put(out->extents, std::move(extents)), out->body = std::move(body);
      return out;
    }
    case StmtKind::DeclBuffer: {
      const auto* d = static_cast<const DeclBufferNode*>(n);
      Buffer buffer = f(d->buffer);
      Stmt body = f(d->body);
      if (!f.changed()) return s;
      auto out = copy_of<DeclBufferNode>(n);
      out->buffer = std::move(buffer), out->body = std::move(body);
      return out;
    }
    case StmtKind::AllocBuffer: {
      Buffer buffer = f(static_cast<const AllocBufferNode*>(n)->buffer);
      if (!f.changed()) return s;
      auto out = copy_of<AllocBufferNode>(n);
      out->buffer = std::move(buffer);
      return out;
    }
    case StmtKind::SeqStmt: {
      auto seq = f(static_cast<const SeqStmtNode*>(n)->seq);
      return seq ? sequence_like(s, std::move(*seq)) : s;
    }
    case StmtKind::Evaluate: {
      Expr value = f(static_cast<const EvaluateNode*>(n)->value);
      if (!f.changed()) return s;
      auto out = copy_of<EvaluateNode>(n);
      out->value = std::move(value);
      return out;
    }
    case StmtKind::IfThenElse: {
      const auto* i = static_cast<const IfThenElseNode*>(n);
      Expr condition = f(i->condition);
      Stmt then_case = f(i->then_case), else_case = f(i->else_case);
      if (!f.changed()) return s;
      auto out = copy_of<IfThenElseNode>(n);
      out->condition = std::move(condition);
      out->then_case = std::move(then_case), out->else_case = std::move(else_case);
      return out;
    }
    case StmtKind::For: {
      const auto* l = static_cast<const ForNode*>(n);
      Var loop_var = f.def(l->loop_var);
      Expr min = f(l->min), extent = f(l->extent), step = f(l->step);
      IterVar binding = f(l->thread_binding);
      Stmt body = f(l->body);
      if (!f.changed()) return s;
      auto out = copy_of<ForNode>(n);
      out->loop_var = std::move(loop_var), out->min = std::move(min), out->extent = std::move(extent);
      out->step = std::move(step), out->thread_binding = std::move(binding), out->body = std::move(body);
      return out;
    }
    case StmtKind::While: {
      const auto* w = static_cast<const WhileNode*>(n);
      Expr condition = f(w->condition);
      Stmt body = f(w->body);
      if (!f.changed()) return s;
      auto out = copy_of<WhileNode>(n);
      out->condition = std::move(condition), out->body = std::move(body);
      return out;
    }
    case StmtKind::BlockRealize: {
      const auto* r = static_cast<const BlockRealizeNode*>(n);
      auto values = f(r->iter_values);
      Expr predicate = f(r->predicate);
      Block block = f(r->block);
      if (!f.changed()) return s;
      auto out = copy_of<BlockRealizeNode>(n);
      put(out->iter_values, std::move(values));
      out->predicate = std::move(predicate), out->block = std::move(block);
      return out;
    }
  }
  return s;
}

namespace {

class Substituter : public Mutator {
 public:
  explicit Substituter(const std::vector<std::pair<Var, Expr>>& map) {
    for (const auto& [var, value] : map) map_.emplace(var.get(), value);
  }

  Expr rewrite_expr(const Expr& e) override {
    if (e->kind != ExprKind::Var) return rewrite_children(e);
    const auto it = map_.find(e.get());
    return it == map_.end() ? e : it->second;
  }

  Buffer rewrite_buffer(const Buffer& b) override {
    const auto [it, is_new] = buffers_.try_emplace(b.get(), b);
    if (is_new) it->second = rebuilt(b);
    return it->second;
  }

 private:
  Buffer rebuilt(const Buffer& b) {
    Fields f(*this);
    const auto it = map_.find(b->data.get());
    const bool moved = it != map_.end() && it->second->kind == ExprKind::Var;
    auto shape = f(b->shape), strides = f(b->strides);
    Expr offset = f(b->elem_offset);
    if (!f.changed() && !moved) return b;
    auto out = std::make_shared<BufferNode>(*b);
    if (moved) out->data = std::static_pointer_cast<const VarNode>(it->second);
    put(out->shape, std::move(shape)), put(out->strides, std::move(strides));
    out->elem_offset = std::move(offset);
    return out;
  }

  std::unordered_map<const ExprNode*, Expr> map_;
  std::unordered_map<const BufferNode*, Buffer> buffers_;  // one new buffer for each old one
};

}  // namespace

Stmt substitute(const Stmt& s, const std::vector<std::pair<Var, Expr>>& map) {
  return Substituter(map).rewrite_stmt(s);
}
Expr substitute(const Expr& e, const std::vector<std::pair<Var, Expr>>& map) {
  return Substituter(map).rewrite_expr(e);
}

}  // namespace tir2tt::tir
