// Assignments: stores, lets, declarations, and constants of Python.
#include <fmt/format.h>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

/// `T.int32()`: a variable that something further on defines.
bool creates_var(std::string_view name, const PyExpr& call) {
  return name == "handle" || (call.items.empty() && parse_dtype(name).has_value());
}

}  // namespace

void ScriptReader::assign_line(const PyStmt& s) {
  for (const PyExpr* t : s.more_targets) {
    if (t->kind != PyKind::Name)
      fail(DiagId::UnsupportedPython, t->span, "several stores in one line have no meaning here");
  }
  const PyExpr& target = *s.target;
  if (target.kind == PyKind::Tuple || target.kind == PyKind::List) return tuple_assign(s);
  if (target.kind == PyKind::Subscript) return store(target, eval(*s.value), s.span);
  assign_value(target, *s.value, s.span);
  for (const PyExpr* t : s.more_targets) assign_value(*t, target, s.span);
}

/// `m, k = T.int32(), T.int32()` and `vi, vj = T.axis.remap("SS", [i, j])`; else one by one.
void ScriptReader::tuple_assign(const PyStmt& s) {
  const PyExpr& targets = *s.target;
  if (tir_call(*s.value) == "axis.remap") return remap_line({*s.value, &targets, s.span});
  if (s.value->kind != PyKind::Tuple || s.value->items.size() != targets.items.size()) {
    return assign_value(targets, *s.value, s.span);
  }
  Declaration d;
  for (size_t i = 0; i < targets.items.size(); ++i) {
    const PyExpr& value = *s.value->items[i];
    if (creates_var(tir_call(value), value)) {
      d.vars.push_back(declared_var(*targets.items[i], value));
    } else {
      assign_value(*targets.items[i], value, s.span);
    }
  }
  if (!d.vars.empty() && suite_) suite_->pending.push_back(std::move(d));
}

Var ScriptReader::declared_var(const PyExpr& target, const PyExpr& call) {
  std::string_view name = tir_call(call);
  Type type;
  DataType t = DataType::Handle();
  bool size_var = false;
  if (name == "handle") {
    Args a = bind(call, {"dtype", "storage_scope", "is_size_var"}, 0, "T.handle");
    type = {Type::Kind::Prim, t, {}};
    if (a[0]) type = {Type::Kind::Pointer, dtype(*a[0]), a[1] ? string(*a[1], "storage_scope") : ""};
    size_var = a[2] && truth(*a[2], "is_size_var");
  } else {
    Args a = bind(call, {"expr", "is_size_var"}, 0, name);
    t = *parse_dtype(name);
    type = {Type::Kind::Prim, t, {}};
    size_var = a[1] && truth(*a[1], "is_size_var");
  }
  Var v = new_var(target, type, t);
  const_cast<VarNode&>(*v).is_size_var = size_var;  // nobody else has seen it yet
  return v;
}

void ScriptReader::assign_value(const PyExpr& target, const PyExpr& value, SourceSpan span) {
  std::string_view name = tir_call(value);
  if (!name.empty()) {
    if (LineHandler handler = suite_ ? find_assign_handler(name) : nullptr)
      return (this->*handler)({value, &target, span});
    if (creates_var(name, value)) {
      Declaration d;
      d.vars.push_back(declared_var(target, value));
      if (suite_) suite_->pending.push_back(std::move(d));
      return;
    }
  }
  Value v = eval(value);
  if (const auto* many = v.get<Value::Sequence>();
      many && (target.kind == PyKind::Tuple || target.kind == PyKind::List)) {
    if ((*many)->size() != target.items.size()) {
      fail(DiagId::BadArguments, target.span,
           fmt::format("{} names for {} values", target.items.size(), (*many)->size()));
    }
    for (size_t i = 0; i < target.items.size(); ++i) {
      define(target_name(*target.items[i]), Symbol{Symbol::Kind::Constant, (**many)[i], {}});
    }
    return;
  }
  std::string_view text = target_name(target);
  const Expr* e = v.get<Expr>();
  if (const Buffer* b = v.get<Buffer>()) return define(text, Symbol{Symbol::Kind::Buffer, Value(*b), {}});
  if (!e || !suite_) return define(text, Symbol{Symbol::Kind::Constant, std::move(v), {}});
  if (as<VarNode>(*e) && module_.dialect == Dialect::Tir) {  // another name for it
    return define(text, Symbol{Symbol::Kind::Constant, std::move(v), {}});
  }
  Type type{Type::Kind::Prim, (*e)->dtype, {}};
  const Symbol* known = find(text);
  bool again = module_.dialect == Dialect::Tirx && known && known->kind == Symbol::Kind::Var;
  Var var = again ? var_for(target, type, (*e)->dtype) : new_var(target, type, (*e)->dtype);
  let(var, *e, span);
}

/// Flat in both dialects: in tir its body is the rest of the suite.
void ScriptReader::let(const Var& v, Expr value, SourceSpan span) {
  if (module_.dialect == Dialect::Tirx) {
    auto n = make<BindNode>(span);
    n->var = v;
    n->value = std::move(value);
    return emit(n);
  }
  auto n = make<LetStmtNode>(span);
  n->var = v;
  n->value = std::move(value);
  emit_open(n, &n->body);
}

/// `x: T.int32 = value`.
void ScriptReader::annotated_line(const PyStmt& s) {
  if (!s.value)
    fail(DiagId::UnsupportedPython, s.span, "a declaration without a value has no meaning here",
         "write `x = T.int32()`");
  if (s.annotation->kind == PyKind::Name) return assign_value(*s.target, *s.value, s.span);  // `n: int = 4`
  Type type;
  DataType t = DataType::Handle();
  if (tir_call(*s.annotation) == "handle") {
    Args a = bind(*s.annotation, {"dtype", "storage_scope"}, 0, "T.handle");
    type = {Type::Kind::Prim, t, {}};
    if (a[0]) type = {Type::Kind::Pointer, dtype(*a[0]), a[1] ? string(*a[1], "storage_scope") : ""};
  } else {
    t = dtype(*s.annotation);
    type = {Type::Kind::Prim, t, {}};
  }
  Value v = eval(*s.value);  // before the name is defined: it may stand in its own value
  Expr value = v.is_number() ? literal(v, t, s.value->span) : to_expr(std::move(v), s.value->span);
  let(new_var(*s.target, type, t), std::move(value), s.span);
}

/// `C[i, j] += x`.
void ScriptReader::augmented_line(const PyStmt& s) {
  if (s.target->kind != PyKind::Subscript) {
    fail(DiagId::UnsupportedPython, s.span, "only an element of a buffer can be changed in place",
         "write `x_new = x + …`, or keep the value in a buffer from `T.alloc_var`");
  }
  Value old = eval(*s.target);
  Value by = eval(*s.value);
  store(*s.target, binary(s.op, std::move(old), std::move(by), s.span), s.span);
}

/// `A[i, j] = value`, and `A.vstore([i], value, predicate=p)`.
void ScriptReader::store(const PyExpr& target, Value value, SourceSpan span) {
  auto n = make<BufferStoreNode>(span);
  Value place;
  if (target.kind == PyKind::Call) {
    Args a = bind(target, {"indices", "value", "predicate"}, 2, "vstore");
    Value base = eval(*target.a->a);
    const Buffer* b = base.get<Buffer>();
    if (!b) fail(DiagId::TypeMismatch, target.a->span, "only a buffer can be stored to");
    n->buffer = *b;
    n->indices = expr_list(*a[0]);
    n->value = expr(*a[1]);
    if (a[2]) n->predicate = expr(*a[2]);
    return emit(n);
  }
  place = eval(target);
  Expr load = to_expr(std::move(place), target.span);
  const auto* l = as<BufferLoadNode>(load);
  if (!l) fail(DiagId::TypeMismatch, target.span, "only an element of a buffer can be stored to");
  n->buffer = l->buffer;
  n->indices = l->indices;
  n->value = to_type(std::move(value), l->dtype, span);
  emit(n);
}

// ---- the table

namespace {

/// The scope of what each of TileLang's allocations makes; tile_alloc_line<i> stands for row i.
enum TileScope : size_t { kShared, kFragment, kLocal };

}  // namespace

ScriptReader::LineHandler ScriptReader::find_assign_handler(std::string_view name) {
  using R = ScriptReader;
  static constexpr std::pair<std::string_view, LineHandler> kTable[] = {
      {"alloc_buffer", &R::alloc_buffer_line},
      {"sblock_alloc_buffer", &R::alloc_buffer_line},
      {"decl_buffer", &R::decl_buffer_line},
      {"Buffer", &R::buffer_line},
      {"match_buffer", &R::match_buffer_line},
      {"launch_thread", &R::launch_line},
      {"allocate", &R::allocate_line},
      {"allocate_const", &R::allocate_const_line},
      {"env_thread", &R::env_thread_line},
      {"axis.spatial", &R::axis_line<IterType::DataPar>},
      {"axis.S", &R::axis_line<IterType::DataPar>},
      {"axis.reduce", &R::axis_line<IterType::CommReduce>},
      {"axis.R", &R::axis_line<IterType::CommReduce>},
      {"axis.scan", &R::axis_line<IterType::Ordered>},
      {"axis.opaque", &R::axis_line<IterType::Opaque>},
      {"axis.remap", &R::remap_line},
      {"LetStmt", &R::let_stmt_line},
      {"alloc_shared", &R::tile_alloc_line<kShared>},
      {"alloc_fragment", &R::tile_alloc_line<kFragment>},
      {"alloc_local", &R::tile_alloc_line<kLocal>},
      {"alloc_var", &R::alloc_var_line},
      {"reshape", &R::reshape_line},
      {"view", &R::reshape_line},
      {"get_thread_binding", &R::thread_binding_line},
  };
  for (const auto& [key, handler] : kTable) {
    if (key == name) return handler;
  }
  return nullptr;
}

}  // namespace tir2tt::tvm
