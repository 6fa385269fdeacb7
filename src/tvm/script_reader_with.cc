// `with`, and the lines that open a scope over the rest of their suite: attributes, thread launches, allocations,
// declarations. Each has the two spellings.
#include <fmt/format.h>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

ScriptReader::WithHandler ScriptReader::find_with_handler(std::string_view name) {
  using R = ScriptReader;
  static constexpr std::pair<std::string_view, WithHandler> kTable[] = {
      {"attr", &R::attr_with},
      {"launch_thread", &R::launch_with},
      {"LetStmt", &R::let_with},
      {"let", &R::let_with},
      {"Assert", &R::assert_with},
      {"allocate", &R::allocate_with},
      {"allocate_const", &R::allocate_const_with},
      {"decl_buffer", &R::decl_buffer_with},
      {"realize", &R::realize_with},
      {"ProducerRealize", &R::producer_realize_with},
      {"Kernel", &R::kernel_with},
  };
  for (const auto& [key, handler] : kTable) {
    if (key == name) return handler;
  }
  return nullptr;
}

void ScriptReader::with_line(const PyStmt& s) { with_item(s, 0); }

void ScriptReader::with_item(const PyStmt& s, size_t i) {
  const PyExpr& context = *s.with_items[i].context;
  std::string_view name = tir_call(context);
  if (name == "block" || name == "sblock") return block(s, i, context);
  if (name == "init") return init_block(s, i, context);
  WithHandler handler = name.empty() ? nullptr : find_with_handler(name);
  if (!handler) {
    fail(DiagId::UnsupportedPython, context.span, "this opens no scope of a kernel",
         "use `T.block`, `T.launch_thread`, `T.attr`, `T.LetStmt` or `T.Kernel`");
  }
  (this->*handler)(s, i, context);
}

/// Several items of one `with` stand for one inside the other.
Stmt ScriptReader::with_body(const PyStmt& s, size_t next_item) {
  if (next_item >= s.with_items.size()) return suite();
  Suite inner;
  inner.scope = undo_.size();
  Suite* outer = std::exchange(suite_, &inner);
  with_item(s, next_item);
  Stmt body = close(inner);
  leave_scope(inner.scope);
  suite_ = outer;
  return body;
}

// ---- attributes

ScriptReader::Making<AttrStmtNode> ScriptReader::attr_stmt(const PyExpr& call, SourceSpan span) {
  Args a = bind(call, {"node", "attr_key", "value"}, 3, "T.attr");
  auto n = make<AttrStmtNode>(span);
  n->node = attr(*a[0]);
  n->attr_key = string(*a[1], "attr_key");
  n->value = expr(*a[2]);
  return n;
}

void ScriptReader::attr_line(const CallLine& l) {
  auto n = attr_stmt(l.call, l.span);
  emit_open(n, &n->body);
}

void ScriptReader::attr_with(const PyStmt& s, size_t i, const PyExpr& call) {
  auto n = attr_stmt(call, s.span);
  n->body = with_body(s, i + 1);
  emit(n);
}

// ---- threads

namespace {

constexpr bool is_virtual(std::string_view tag) { return tag.starts_with("vthread"); }

IterVar thread_iter(const Var& v, const std::string& tag, const Expr& extent) {
  auto iv = std::make_shared<IterVarNode>();
  iv->dom = {make_int(0, extent->dtype), extent};
  iv->var = v;
  iv->type = IterType::ThreadIndex;
  iv->thread_tag = tag;
  return iv;
}

}  // namespace

/// `T.launch_thread("blockIdx.x", 8)` makes a variable; `T.launch_thread(bx, 8)` takes one from `T.env_thread`.
IterVar ScriptReader::launch(const PyExpr& call, const PyExpr* target) {
  Args a = bind(call, {"thread", "extent"}, 2, "T.launch_thread");
  Value thread = eval(*a[0]);
  Expr extent = expr(*a[1]);
  if (const auto* tag = thread.get<std::string>()) {
    Type type{Type::Kind::Prim, extent->dtype, {}};
    Var v = target ? new_var(*target, type, extent->dtype) : make_var("", extent->dtype);
    thread_tags_[v.get()] = *tag;  // may be launched again, inside
    return env_threads_[v.get()] = thread_iter(v, *tag, extent);
  }
  const Expr* e = thread.get<Expr>();
  if (!e || !as<VarNode>(*e))
    fail(DiagId::BadArguments, a[0]->span, "a thread is a name such as \"blockIdx.x\", or a variable");
  Var v = std::static_pointer_cast<const VarNode>(*e);
  auto tag = thread_tags_.find(v.get());
  if (tag == thread_tags_.end()) {
    fail(DiagId::BadArguments, a[0]->span, "this variable is no thread",
         "declare it with `T.env_thread(\"blockIdx.x\")`");
  }
  IterVar& known = env_threads_[v.get()];
  bool same = known && as_int(known->dom.extent) && as_int(extent) && *as_int(known->dom.extent) == *as_int(extent);
  if (!same) known = thread_iter(v, tag->second, extent);
  if (target) define(target_name(*target), Symbol{Symbol::Kind::Constant, Value(Expr(v)), {}});
  return known;
}

ScriptReader::Making<AttrStmtNode> ScriptReader::launch_stmt(const IterVar& iv, Expr extent, SourceSpan span) {
  auto n = make<AttrStmtNode>(span);
  n->node = Attr(Attr::Value(iv));
  n->attr_key = is_virtual(iv->thread_tag) ? "virtual_thread" : "thread_extent";
  n->value = std::move(extent);
  return n;
}

void ScriptReader::launch_line(const CallLine& l) {
  IterVar iv = launch(l.call, l.target);
  auto n = launch_stmt(iv, iv->dom.extent, l.span);
  emit_open(n, &n->body);
}

void ScriptReader::launch_with(const PyStmt& s, size_t i, const PyExpr& call) {
  size_t scope = undo_.size();
  IterVar iv = launch(call, s.with_items[i].target);
  auto n = launch_stmt(iv, iv->dom.extent, s.span);
  n->body = with_body(s, i + 1);
  emit(n);
  leave_scope(scope);
}

void ScriptReader::env_thread_line(const CallLine& l) {
  std::string tag = string(*bind(l.call, {"thread_tag", "dtype"}, 1, "T.env_thread")[0], "thread_tag");
  Declaration d;
  d.kind = Declaration::Kind::EnvThread;
  d.thread_tag = tag;
  d.vars.push_back(new_var(*l.target, Type{Type::Kind::Prim, DataType::Int(32), {}}, DataType::Int(32)));
  thread_tags_[d.vars[0].get()] = tag;
  suite_->pending.push_back(std::move(d));
}

// ---- lets and assertions

/// `with T.LetStmt(value) as x:`, or of a variable that has a definition already: `with T.LetStmt(value, var=x):`.
void ScriptReader::let_with(const PyStmt& s, size_t i, const PyExpr& call) {
  Args a = bind(call, {"value", "type_annotation", "var"}, 1, "T.LetStmt");
  size_t scope = undo_.size();
  auto n = make<LetStmtNode>(s.span);
  n->value = expr(*a[0]);
  if (a[2]) {
    Expr v = expr(*a[2]);
    if (!as<VarNode>(v)) fail(DiagId::TypeMismatch, a[2]->span, "`var=` names a variable");
    n->var = std::static_pointer_cast<const VarNode>(v);
  } else {
    if (!s.with_items[i].target) fail(DiagId::BadSyntax, call.span, "`T.LetStmt` needs `as` and a name");
    Type type{Type::Kind::Prim, n->value->dtype, {}};
    DataType t = n->value->dtype;
    if (a[1] && tir_call(*a[1]) == "handle") {
      Args p = bind(*a[1], {"dtype", "storage_scope"}, 0, "T.handle");
      t = DataType::Handle();
      type = {Type::Kind::Prim, t, {}};
      if (p[0]) type = {Type::Kind::Pointer, dtype(*p[0]), p[1] ? string(*p[1], "storage_scope") : ""};
    } else if (a[1]) {
      t = dtype(*a[1]);
      type = {Type::Kind::Prim, t, {}};
    }
    n->var = new_var(*s.with_items[i].target, type, t);
  }
  n->body = with_body(s, i + 1);
  emit(n);
  leave_scope(scope);
}

void ScriptReader::let_stmt_line(const CallLine& l) {
  Args a = bind(l.call, {"value", "type_annotation", "var"}, 1, "T.LetStmt");
  Expr value = expr(*a[0]);
  let(new_var(*l.target, Type{Type::Kind::Prim, value->dtype, {}}, value->dtype), value, l.span);
}

void ScriptReader::assert_with(const PyStmt& s, size_t i, const PyExpr& call) {
  Args a = bind(call, {"condition", "message"}, 2, "T.Assert");
  auto n = make<AssertStmtNode>(s.span);
  n->condition = condition(*a[0]);
  if (a[1]->kind == PyKind::Tuple && a[1]->items.size() == 2) {
    n->error_kind = expr(*a[1]->items[0]);
    n->message = expr_list(*a[1]->items[1]);
  } else {
    n->message = {expr(*a[1])};
  }
  n->body = with_body(s, i + 1);
  emit(n);
}

// ---- allocations

ScriptReader::Making<AllocateNode> ScriptReader::allocate(const PyExpr& call, const PyExpr* target, SourceSpan span) {
  Args a = bind(call, {"extents", "dtype", "scope", "condition", "annotations"}, 2, "T.allocate");
  if (!target) fail(DiagId::BadSyntax, call.span, "`T.allocate` needs a name for its pointer");
  auto n = make<AllocateNode>(span);
  n->extents = shape(*a[0]);
  n->dtype = dtype(*a[1]);
  if (a[3]) n->condition = expr(*a[3]);
  if (a[4]) n->annotations = attr_dict(*a[4]);
  Type type{Type::Kind::Pointer, n->dtype, a[2] ? string(*a[2], "scope") : "global"};
  n->var = var_for(*target, type, DataType::Handle());
  return n;
}

void ScriptReader::allocate_line(const CallLine& l) {
  auto n = allocate(l.call, l.target, l.span);
  emit_open(n, &n->body);
}

void ScriptReader::allocate_with(const PyStmt& s, size_t i, const PyExpr& call) {
  size_t scope = undo_.size();
  auto n = allocate(call, s.with_items[i].target, s.span);
  n->body = with_body(s, i + 1);
  emit(n);
  leave_scope(scope);
}

ScriptReader::Making<AllocateConstNode> ScriptReader::allocate_const(const PyExpr& call, const PyExpr* target,
                                                                     SourceSpan span) {
  Args a = bind(call, {"data", "dtype", "extents", "annotations"}, 3, "T.allocate_const");
  if (!target) fail(DiagId::BadSyntax, call.span, "`T.allocate_const` needs a name for its pointer");
  auto n = make<AllocateConstNode>(span);
  n->data = attr(*a[0]);
  n->dtype = dtype(*a[1]);
  n->extents = shape(*a[2]);
  if (a[3]) n->annotations = attr_dict(*a[3]);
  n->var = var_for(*target, Type{Type::Kind::Pointer, n->dtype, ""}, DataType::Handle());
  return n;
}

void ScriptReader::allocate_const_line(const CallLine& l) {
  auto n = allocate_const(l.call, l.target, l.span);
  emit_open(n, &n->body);
}

void ScriptReader::allocate_const_with(const PyStmt& s, size_t i, const PyExpr& call) {
  size_t scope = undo_.size();
  auto n = allocate_const(call, s.with_items[i].target, s.span);
  n->body = with_body(s, i + 1);
  emit(n);
  leave_scope(scope);
}

/// With `data=` a declaration alone; without, the allocation of the memory as well.
ScriptReader::Opened ScriptReader::decl_buffer(const PyExpr& call, const PyExpr* target, SourceSpan span) {
  Args a = bind(call,
                {"shape", "dtype", "data", "strides", "elem_offset", "scope", "align", "offset_factor", "buffer_type",
                 "axis_separators", "layout"},
                1, "T.decl_buffer");
  if (!target) fail(DiagId::BadSyntax, call.span, "`T.decl_buffer` needs a name for its buffer");
  if (a[2]) {
    auto n = make<DeclBufferNode>(span);
    n->buffer = define_buffer(*target, a, 0);
    return {n, &n->body};
  }
  auto outer = make<AllocateNode>(span);
  auto n = std::make_shared<DeclBufferNode>();
  n->span = span;
  n->buffer = define_buffer(*target, a, 0);
  outer->var = n->buffer->data;
  outer->dtype = n->buffer->dtype;
  outer->extents = n->buffer->shape;
  outer->body = n;
  return {outer, &n->body};
}

void ScriptReader::decl_buffer_line(const CallLine& l) {
  auto [n, body] = decl_buffer(l.call, l.target, l.span);
  if (module_.dialect == Dialect::Tirx && as<DeclBufferNode>(n)) return emit(n);
  emit_open(n, body);
}

void ScriptReader::decl_buffer_with(const PyStmt& s, size_t i, const PyExpr& call) {
  size_t scope = undo_.size();
  auto [n, body] = decl_buffer(call, s.with_items[i].target, s.span);
  *body = with_body(s, i + 1);
  emit(n);
  leave_scope(scope);
}

// ---- leftovers of tensor expressions

/// `T.realize(A[0:8], "scope", condition=c)`: a BufferRealize, inside its attribute if there is a scope.
ScriptReader::Opened ScriptReader::realize(const PyExpr& call, SourceSpan span) {
  Args a = bind(call, {"buffer_slice", "storage_scope", "condition"}, 1, "T.realize");
  Making<AttrStmtNode> outer;
  if (a[1]) outer = make<AttrStmtNode>(span);
  auto n = outer ? std::make_shared<BufferRealizeNode>() : make<BufferRealizeNode>(span);
  n->span = span;
  BufferRegion r = region(*a[0]);
  n->buffer = r.buffer;
  n->bounds = r.region;
  n->condition = a[2] ? condition(*a[2]) : make_bool(true);
  if (!outer) return {n, &n->body};
  outer->node = Attr(Attr::Value(n->buffer));
  outer->attr_key = "realize_scope";
  outer->value = expr(*a[1]);
  outer->body = n;
  return {outer, &n->body};
}

ScriptReader::Opened ScriptReader::producer_realize(const PyExpr& call, SourceSpan span) {
  Args a = bind(call, {"producer", "bounds", "condition", "storage_scope"}, 3, "T.ProducerRealize");
  auto n = make<ProducerRealizeNode>(span);
  n->producer = string(*a[0], "producer");
  for (const PyExpr* r : a[1]->items) n->bounds.push_back(range_of(*r));
  n->condition = expr(*a[2]);
  if (a[3]) n->storage_scope = string(*a[3], "storage_scope");
  return {n, &n->body};
}

void ScriptReader::realize_line(const CallLine& l) {
  auto [n, body] = realize(l.call, l.span);
  emit_open(n, body);
}

void ScriptReader::producer_realize_line(const CallLine& l) {
  auto [n, body] = producer_realize(l.call, l.span);
  emit_open(n, body);
}

void ScriptReader::realize_with(const PyStmt& s, size_t i, const PyExpr& call) {
  auto [n, body] = realize(call, s.span);
  *body = with_body(s, i + 1);
  emit(n);
}

void ScriptReader::producer_realize_with(const PyStmt& s, size_t i, const PyExpr& call) {
  auto [n, body] = producer_realize(call, s.span);
  *body = with_body(s, i + 1);
  emit(n);
}

}  // namespace tir2tt::tvm
