#include "tvm/script_printer_uses.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "tir/visitor.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

template <class Node>
const Node& cast(const ExprNode& e) {
  return static_cast<const Node&>(e);
}
template <class Node>
const Node& cast(const StmtNode& s) {
  return static_cast<const Node&>(s);
}

/// Hands every variable of an expression to `on_var`, each time that it stands there.
template <class OnVar>
class VarVisitor : public Visitor {
 public:
  explicit VarVisitor(OnVar on_var) : on_var_(on_var) {}
  void visit_expr(const Expr& e) override {
    if (const auto* v = as<VarNode>(e))
      on_var_(v);
    else if (e)
      visit_children(e);
  }

 private:
  OnVar on_var_;
};

template <class OnVar>
void for_each_var(const Expr& e, OnVar on_var) {
  if (e) VarVisitor<OnVar>(on_var).visit_expr(e);
}

}  // namespace

UseTree::UseTree(const PrimFuncNode& f) {
  nodes_.reserve(64);
  enter(&f);
  for (const auto& [name, value] : f.attrs.entries()) visit(value);
  for (const Var& v : f.params) visit(v);
  for (const auto& [param, buffer] : f.buffer_map) {
    visit(param);
    visit(buffer);
  }
  visit(f.body);
}

uint32_t UseTree::count(const void* object) const {
  const auto it = uses_.find(object);
  return it == uses_.end() ? 0 : it->second.count;
}

bool UseTree::encloses_all(const void* node, const void* object) const {
  return innermost(object, [node](const void* n) { return n == node; }) != nullptr;
}

void UseTree::enter(const void* object) {
  const auto index = static_cast<uint32_t>(nodes_.size());
  if (current_ == kNone) {
    nodes_.push_back({object, kNone, index, 0});
  } else {
    const Node& parent = nodes_[current_];
    const Node& far = nodes_[parent.jump];
    const bool double_jump = parent.depth - far.depth == far.depth - nodes_[far.jump].depth;
    nodes_.push_back({object, current_, double_jump ? far.jump : current_, parent.depth + 1});
  }
  current_ = index;
}

bool UseTree::first_visit(const void* object) {
  const auto [it, fresh] = visited_.try_emplace(object, current_);
  if (fresh || it->second == current_) return fresh;
  const uint32_t scope = common_ancestor(it->second, current_);
  return std::exchange(it->second, scope) != scope;
}

void UseTree::use(const void* object) {
  const auto [it, fresh] = uses_.try_emplace(object, Use{current_, 1});
  if (fresh) return;
  ++it->second.count;
  it->second.scope = common_ancestor(it->second.scope, current_);
}

uint32_t UseTree::common_ancestor(uint32_t a, uint32_t b) const {
  if (nodes_[a].depth < nodes_[b].depth) std::swap(a, b);
  const uint32_t depth = nodes_[b].depth;
  while (nodes_[a].depth > depth) a = nodes_[nodes_[a].jump].depth >= depth ? nodes_[a].jump : nodes_[a].parent;
  while (a != b) {
    const bool far = nodes_[a].jump != nodes_[b].jump;
    a = far ? nodes_[a].jump : nodes_[a].parent;
    b = far ? nodes_[b].jump : nodes_[b].parent;
  }
  return a;
}

namespace {
/// Only an expression that something else holds, too, can be met a second time.
bool is_shared(const Expr& e) { return e.use_count() > 1; }
}  // namespace

void UseTree::visit(const Expr& e) {
  // Downwards on the left in a loop: sums may be long. Inside one expression the order does not matter.
  const Expr* at = &e;
  while (*at && is_binary((*at)->kind)) {
    if (is_shared(*at) && !first_visit(at->get())) return;
    const auto& binary = cast<BinaryNode>(**at);
    visit(binary.b);
    at = &binary.a;
  }
  if (*at) visit_fields(**at, is_shared(*at));
}

void UseTree::visit_fields(const ExprNode& e, bool shared) {
  switch (e.kind) {
    case ExprKind::Var: return use(&e);
    case ExprKind::IntImm:
    case ExprKind::FloatImm:
    case ExprKind::StringImm:
    case ExprKind::Opaque:
    case ExprKind::Any: return;
    default: break;
  }
  if (shared && !first_visit(&e)) return;
  switch (e.kind) {
    case ExprKind::Cast: return visit(cast<CastNode>(e).value);
    case ExprKind::Not: return visit(cast<NotNode>(e).a);
    case ExprKind::Select: {
      const auto& n = cast<SelectNode>(e);
      return visit(n.condition), visit(n.true_value), visit(n.false_value);
    }
    case ExprKind::BufferLoad: {
      const auto& n = cast<BufferLoadNode>(e);
      return visit(n.buffer), visit(n.indices), visit(n.predicate);
    }
    case ExprKind::ProducerLoad: return visit(cast<ProducerLoadNode>(e).indices);
    case ExprKind::Ramp: {
      const auto& n = cast<RampNode>(e);
      return visit(n.base), visit(n.stride), visit(n.lanes);
    }
    case ExprKind::Broadcast: {
      const auto& n = cast<BroadcastNode>(e);
      return visit(n.value), visit(n.lanes);
    }
    case ExprKind::Let: {
      const auto& n = cast<LetNode>(e);
      return visit(Expr(n.var)), visit(n.value), visit(n.body);
    }
    case ExprKind::Call: {
      const auto& n = cast<CallNode>(e);
      visit(n.args);
      for (const auto& [key, value] : n.annotations) visit(*value);
      return;
    }
    case ExprKind::Shuffle: {
      const auto& n = cast<ShuffleNode>(e);
      return visit(n.vectors), visit(n.indices);
    }
    case ExprKind::Reduce: {
      const auto& n = cast<ReduceNode>(e);
      if (n.combiner) visit(*n.combiner);
      visit(n.source), visit(n.init);
      for (const IterVar& v : n.axis) visit(v);
      return visit(n.condition);
    }
    default: return;
  }
}

void UseTree::visit(const Exprs& es) {
  for (const Expr& e : es) visit(e);
}

void UseTree::visit(const Buffer& b) {
  if (!b) return;
  if (first_visit(b.get())) {
    visit(Expr(b->data));
    visit(b->shape);
    visit(b->strides);
    visit(b->axis_separators);
    visit(b->elem_offset);
  }
  use(b.get());
}

void UseTree::visit(const Range& r) { visit(r.min), visit(r.extent); }

void UseTree::visit(const std::vector<Range>& rs) {
  for (const Range& r : rs) visit(r);
}

void UseTree::visit(const BufferRegion& r) { visit(r.buffer), visit(r.region); }

void UseTree::visit(const IterVar& v) {
  if (!v || !first_visit(v.get())) return;
  visit(v->dom);
  visit(Expr(v->var));
}

void UseTree::visit(const CommReducer& r) {
  for (const Var& v : r.lhs) visit(Expr(v));
  for (const Var& v : r.rhs) visit(Expr(v));
  visit(r.result), visit(r.identity);
}

void UseTree::visit(const AttrDict& d) {
  for (const auto& [key, value] : d.entries()) visit(value);
}

void UseTree::visit(const Attr& a) {
  std::visit(
      [this](const auto& v) {
        using V = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<V, Expr> || std::is_same_v<V, Buffer> || std::is_same_v<V, IterVar>) {
          visit(v);
        } else if constexpr (std::is_same_v<V, Attr::Array>) {
          for (const Attr& item : *v) visit(item);
        } else if constexpr (std::is_same_v<V, Attr::Map>) {
          for (const auto& [key, value] : *v) visit(key), visit(value);
        } else if constexpr (std::is_same_v<V, Attr::Dict> || std::is_same_v<V, std::shared_ptr<const Range>> ||
                             std::is_same_v<V, std::shared_ptr<const BufferRegion>> ||
                             std::is_same_v<V, std::shared_ptr<const CommReducer>>) {
          visit(*v);
        }
      },
      a.value());
}

void UseTree::visit(const BlockNode& b) {
  if (!first_visit(&b)) return;
  enter(&b);
  for (const IterVar& v : b.iter_vars) visit(v);
  for (const BufferRegion& r : b.reads) visit(r);
  for (const BufferRegion& r : b.writes) visit(r);
  for (const Buffer& buffer : b.alloc_buffers) visit(buffer);
  for (const MatchBufferRegion& m : b.match_buffers) visit(m.buffer), visit(m.source);
  visit(b.annotations);
  visit(b.init);
  visit(b.body);
  leave();
}

void UseTree::visit(const Stmt& s) {
  size_t entered = 0;
  for (const Stmt* next = &s; next && *next && first_visit(next->get()); ++entered) {
    enter(next->get());
    next = visit_fields(**next);
  }
  while (entered-- > 0) leave();
}

const Stmt* UseTree::visit_fields(const StmtNode& s) {
  switch (s.kind) {
    case StmtKind::LetStmt: {
      const auto& n = cast<LetStmtNode>(s);
      return visit(Expr(n.var)), visit(n.value), &n.body;
    }
    case StmtKind::Bind: {
      const auto& n = cast<BindNode>(s);
      return visit(Expr(n.var)), visit(n.value), nullptr;
    }
    case StmtKind::AttrStmt: {
      const auto& n = cast<AttrStmtNode>(s);
      return visit(n.node), visit(n.value), &n.body;
    }
    case StmtKind::AssertStmt: {
      const auto& n = cast<AssertStmtNode>(s);
      return visit(n.condition), visit(n.error_kind), visit(n.message), &n.body;
    }
    case StmtKind::BufferStore: {
      const auto& n = cast<BufferStoreNode>(s);
      return visit(n.buffer), visit(n.value), visit(n.indices), visit(n.predicate), nullptr;
    }
    case StmtKind::BufferRealize: {
      const auto& n = cast<BufferRealizeNode>(s);
      return visit(n.buffer), visit(n.bounds), visit(n.condition), &n.body;
    }
    case StmtKind::ProducerStore: {
      const auto& n = cast<ProducerStoreNode>(s);
      return visit(n.value), visit(n.indices), nullptr;
    }
    case StmtKind::ProducerRealize: {
      const auto& n = cast<ProducerRealizeNode>(s);
      return visit(n.bounds), visit(n.condition), &n.body;
    }
    case StmtKind::Prefetch: {
      const auto& n = cast<PrefetchNode>(s);
      return visit(n.buffer), visit(n.bounds), nullptr;
    }
    case StmtKind::Allocate: {
      const auto& n = cast<AllocateNode>(s);
      return visit(Expr(n.var)), visit(n.extents), visit(n.condition), visit(n.annotations), &n.body;
    }
    case StmtKind::AllocateConst: {
      const auto& n = cast<AllocateConstNode>(s);
      return visit(Expr(n.var)), visit(n.data), visit(n.extents), visit(n.annotations), &n.body;
    }
    case StmtKind::DeclBuffer: {
      const auto& n = cast<DeclBufferNode>(s);
      return visit(n.buffer), &n.body;
    }
    case StmtKind::AllocBuffer: {
      const auto& n = cast<AllocBufferNode>(s);
      return visit(n.buffer), visit(n.annotations), nullptr;
    }
    case StmtKind::SeqStmt: {
      const auto& seq = cast<SeqStmtNode>(s).seq;
      for (size_t i = 0; i + 1 < seq.size(); ++i) visit(seq[i]);
      return seq.empty() ? nullptr : &seq.back();
    }
    case StmtKind::Evaluate: return visit(cast<EvaluateNode>(s).value), nullptr;
    case StmtKind::IfThenElse: {
      const auto& n = cast<IfThenElseNode>(s);
      return visit(n.condition), visit(n.then_case), &n.else_case;
    }
    case StmtKind::For: {
      const auto& n = cast<ForNode>(s);
      visit(Expr(n.loop_var)), visit(n.min), visit(n.extent), visit(n.step);
      return visit(n.thread_binding), visit(n.annotations), &n.body;
    }
    case StmtKind::While: {
      const auto& n = cast<WhileNode>(s);
      return visit(n.condition), &n.body;
    }
    case StmtKind::BlockRealize: {
      const auto& n = cast<BlockRealizeNode>(s);
      ++blocks_;
      visit(n.iter_values), visit(n.predicate);
      if (n.block) visit(*n.block);
      return nullptr;
    }
  }
  return nullptr;
}

uint32_t occurrences_in_buffer(const VarNode& var, const BufferNode& b) {
  uint32_t n = 0;
  const auto count = [&](const Expr& e) { for_each_var(e, [&](const VarNode* v) { n += v == &var; }); };
  count(b.elem_offset);
  count(b.data);
  for (const Expr& e : b.strides) count(e);
  for (const Expr& e : b.shape) count(e);
  return n;
}

bool uses_any_var(const Expr& e) {
  if (!e || e->kind == ExprKind::IntImm) return false;
  bool found = false;
  for_each_var(e, [&](const VarNode*) { found = true; });
  return found;
}

bool uses_var_of(const Expr& e, const std::vector<const VarNode*>& vars) {
  if (!e || e->kind == ExprKind::IntImm || vars.empty()) return false;
  bool found = false;
  for_each_var(e, [&](const VarNode* v) { found |= std::find(vars.begin(), vars.end(), v) != vars.end(); });
  return found;
}

}  // namespace tir2tt::tvm
