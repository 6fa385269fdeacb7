// Statements.
//
// A let, attribute, allocation or launch that is the last statement of its body leaves its scope open to the end of
// that body: `x: T.int32 = v` and what it holds follow at the same indentation. Anywhere else it is `with … as x:`.
// TVM evaluates the right side of such a line before it names the left one; the text is turned round afterwards.
#include "tir/equal.h"
#include "tvm/constant_fold.h"
#include "tvm/script_printer_impl.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

template <class Node>
const Node& cast(const Stmt& s) {
  return static_cast<const Node&>(*s);
}

bool same_extents(const Exprs& a, const Exprs& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && !structural_equal(a[i], b[i])) return false;
  }
  return true;
}

/// An Allocate and the declaration of the one buffer in it, which print as `T.decl_buffer` without `data=`.
const DeclBufferNode* allocated_buffer(const AllocateNode& s) {
  const auto* decl = as<DeclBufferNode>(s.body);
  if (!decl || decl->buffer->data != s.var || s.dtype != decl->buffer->dtype) return nullptr;
  const bool plain = is_one_or_none(s.condition) && s.annotations.empty();
  return plain && same_extents(s.extents, decl->buffer->shape) ? decl : nullptr;
}

bool is_return(const EvaluateNode& s) {
  const auto* c = as<CallNode>(s.value);
  return c && c->args.size() == 1 && (c->op.name() == "tir.ret" || c->op.name() == "tirx.ret");
}

/// The loops that print together as one `T.grid`; one or none where they do not.
std::vector<const ForNode*> grid_of(const ForNode& outer) {
  std::vector<const ForNode*> grid;
  std::vector<const VarNode*> vars;
  for (const ForNode* l = &outer; l; l = as<ForNode>(l->body)) {
    const bool plain =
        l->for_kind == ForKind::Serial && is_int(l->min, 0) && l->annotations.empty() && is_one_or_none(l->step);
    if (!plain || uses_var_of(l->extent, vars)) break;
    grid.push_back(l);
    vars.push_back(l->loop_var.get());
  }
  return grid;
}

}  // namespace

void ScriptPrinter::body(const Stmt& s) {
  frame().line_start = text_.size();
  const size_t start = text_.size();
  statements(s, true);
  if (text_.size() != start) return;
  begin_line();
  text_.put("pass\n");
}

void ScriptPrinter::statements(const Stmt& s, bool concise) {
  const size_t frames = frames_.size();
  for (const Stmt* next = &s; next && *next;) {
    const auto* seq = as<SeqStmtNode>(*next);
    if (!seq) {
      next = stmt(*next, concise);
      continue;
    }
    print_declarations(seq, slot::kStmt);
    text_.place_line(seq->span, text_.size());
    for (size_t i = 0; i + 1 < seq->seq.size(); ++i) statements(seq->seq[i], false);
    next = seq->seq.empty() ? nullptr : &seq->seq.back();
  }
  while (frames_.size() > frames) close_frame();
}

const Stmt* ScriptPrinter::stmt(const Stmt& s, bool concise) {
  switch (s->kind) {
    case StmtKind::LetStmt: return let_stmt(cast<LetStmtNode>(s), concise);
    case StmtKind::AttrStmt: return attr_stmt(cast<AttrStmtNode>(s), concise);
    case StmtKind::AssertStmt: return assert_stmt(cast<AssertStmtNode>(s), concise);
    case StmtKind::ProducerRealize: return producer_realize(cast<ProducerRealizeNode>(s), concise);
    case StmtKind::Allocate: return allocate(cast<AllocateNode>(s), concise);
    case StmtKind::AllocateConst: return allocate_const(cast<AllocateConstNode>(s), concise);
    case StmtKind::DeclBuffer: return decl_buffer(*s, cast<DeclBufferNode>(s), DataPointer::Separate, concise);
    case StmtKind::BufferRealize: {
      const auto& n = cast<BufferRealizeNode>(s);
      return scope(
          n, concise, [&] { realize(n, nullptr); }, [] { return false; }, n.body);
    }
    case StmtKind::Bind: return bind(cast<BindNode>(s)), nullptr;
    case StmtKind::BufferStore: return store(cast<BufferStoreNode>(s)), nullptr;
    case StmtKind::ProducerStore: return producer_store(cast<ProducerStoreNode>(s)), nullptr;
    case StmtKind::Prefetch: return prefetch(cast<PrefetchNode>(s)), nullptr;
    case StmtKind::AllocBuffer: return alloc_buffer(cast<AllocBufferNode>(s)), nullptr;
    case StmtKind::SeqStmt: return statements(s, concise), nullptr;
    case StmtKind::Evaluate: return evaluate(cast<EvaluateNode>(s)), nullptr;
    case StmtKind::IfThenElse: return if_then_else(cast<IfThenElseNode>(s)), nullptr;
    case StmtKind::For: return for_stmt(cast<ForNode>(s)), nullptr;
    case StmtKind::While: return while_stmt(cast<WhileNode>(s)), nullptr;
    case StmtKind::BlockRealize: return block_stmt(cast<BlockRealizeNode>(s)), nullptr;
  }
  return nullptr;
}

/// `lhs = rhs` and the inner statements below it, or `with rhs as lhs:` around them. `lhs` writes the name, or
/// returns false when there is none; it runs in the scope's own frame, which a concise scope leaves open.
template <class Rhs, class Lhs>
const Stmt* ScriptPrinter::scope(const StmtNode& s, bool concise, Rhs rhs, Lhs lhs, const Stmt& inner) {
  begin_line(s);
  const size_t start = text_.size();
  if (!concise) text_.put("with ");
  rhs();
  const size_t middle = text_.size();
  open_frame(&s, concise ? 0 : 1);
  if (!concise) text_.put(" as ");
  const bool named = lhs();
  if (!named) text_.truncate(middle);
  if (concise && named) text_.put(" = "), text_.rotate(start, middle);
  text_.put(concise ? "\n" : ":\n");
  frame().line_start = text_.size();
  if (concise) return &inner;
  body(inner);
  close_frame();
  return nullptr;
}

const Stmt* ScriptPrinter::let_stmt(const LetStmtNode& s, bool concise) {
  const bool defined = find(s.var.get()) != nullptr;
  const bool pointer = s.var->type.kind == Type::Kind::Pointer;
  const bool as_line = concise && !defined;
  const auto rhs = [&] {
    if (as_line) return expr(s.value);
    text_.put("T.LetStmt(");
    expr(s.value);
    if (defined)
      text_.put(", var="), var(*s.var);
    else if (pointer)
      text_.put(", "), type(s.var->type);
    text_.put(')');
  };
  const auto lhs = [&] {
    if (defined) return false;
    define_var(*s.var, top());
    var(*s.var);
    if (as_line && s.var->type.kind != Type::Kind::Void) text_.put(": "), type(s.var->type);
    return true;
  };
  return scope(s, as_line, rhs, lhs, s.body);
}

void ScriptPrinter::bind(const BindNode& s) {
  begin_line(s);
  const size_t start = text_.size();
  expr(s.value);
  const size_t middle = text_.size();
  const bool defined = find(s.var.get()) != nullptr;
  if (!defined) define_var(*s.var, top());
  var(*s.var);
  if (!defined && s.var->type.kind != Type::Kind::Void) text_.put(": "), type(s.var->type);
  text_.put(" = ");
  text_.rotate(start, middle);
  end_line();
}

const Stmt* ScriptPrinter::attr_stmt(const AttrStmtNode& s, bool concise) {
  const auto* iv = s.node.get_if<IterVar>();
  const bool launches = iv && *iv && (s.attr_key == "thread_extent" || s.attr_key == "virtual_thread");
  const auto* realized = s.attr_key == "realize_scope" ? as<BufferRealizeNode>(s.body) : nullptr;
  const auto* node_buffer = s.node.get_if<Buffer>();
  if (realized && !(node_buffer && *node_buffer == realized->buffer)) realized = nullptr;
  const bool flat = !s.body;  // about all that follows
  bool defines = false;
  const auto rhs = [&] {
    if (launches) return void(defines = launch_thread(s, **iv));
    if (realized) return realize(*realized, s.value);
    text_.put("T.attr(");
    attr(s.node);
    text_.put(", ");
    text_.put_string(s.attr_key);
    text_.put(", ");
    expr(s.value);
    text_.put(')');
  };
  const auto lhs = [&] {
    if (!defines) return false;
    define_var(*(*iv)->var, flat ? top() - 1 : top());
    var(*(*iv)->var);
    return true;
  };
  return scope(s, concise || flat, rhs, lhs, realized ? realized->body : s.body);
}

/// True when the line itself defines the thread variable.
bool ScriptPrinter::launch_thread(const AttrStmtNode& s, const IterVarNode& iv) {
  const VarNode& v = *iv.var;
  bool defines = false;
  text_.put("T.launch_thread(");
  if (!find(&v) && (!s.body || !uses_ || uses_->encloses_all(&s, &v))) {
    defines = true;
    text_.put_string(iv.thread_tag);
  } else {
    if (!find(&v)) {
      const size_t home = frame_of_free(&v);
      define_var(v, home);
      late_line(home, [&] {
        var(v);
        text_.put(" = T.env_thread(");
        text_.put_string(iv.thread_tag);
        text_.put(')');
      });
    }
    var(v);
  }
  text_.put(", ");
  expr(s.value);
  text_.put(')');
  return defines;
}

const Stmt* ScriptPrinter::assert_stmt(const AssertStmtNode& s, bool concise) {
  const auto message = [&] {
    if (!s.error_kind) return expr(s.message.empty() ? Expr() : s.message[0]);
    text_.put('(');
    expr(s.error_kind);
    text_.put(", ");
    expr_list(s.message);
    text_.put(')');
  };
  const bool as_line = concise || !s.body;
  const auto rhs = [&] {
    text_.put(as_line ? "assert " : "T.Assert(");
    expr(s.condition);
    text_.put(", ");
    message();
    if (!as_line) text_.put(')');
  };
  return scope(
      s, as_line, rhs, [] { return false; }, s.body);
}

void ScriptPrinter::store(const BufferStoreNode& s) {
  begin_line(s);
  buffer(*s.buffer);
  if (s.predicate) {
    text_.put(".vstore(");
    expr_list(s.indices);
    text_.put(", ");
    expr(s.value);
    text_.put(", predicate=");
    expr(s.predicate);
    text_.put(")\n");
    return;
  }
  // TVM visits the value first, then the indices; it matters where either declares something.
  const size_t start = text_.size();
  text_.put(" = ");
  expr(s.value);
  const size_t middle = text_.size();
  indices(s.indices);
  text_.rotate(start, middle);
  end_line();
}

void ScriptPrinter::realize(const BufferRealizeNode& s, const Expr& value) {
  place_line(s.span);
  text_.put("T.realize(");
  region({s.buffer, s.bounds}, true);
  if (value) text_.put(", "), expr(value);
  if (!is_one_or_none(s.condition)) text_.put(", condition="), expr(s.condition);
  text_.put(')');
}

void ScriptPrinter::producer_store(const ProducerStoreNode& s) {
  begin_line(s);
  text_.put("T.ProducerStore(");
  text_.put_string(s.producer);
  text_.put(", ");
  expr(s.value);
  text_.put(", ");
  expr_list(s.indices);
  text_.put(")\n");
}

const Stmt* ScriptPrinter::producer_realize(const ProducerRealizeNode& s, bool concise) {
  const auto rhs = [&] {
    text_.put("T.ProducerRealize(");
    text_.put_string(s.producer);
    text_.put(", [");
    join(s.bounds, [this](const Range& r) { range(r); });
    text_.put("], ");
    expr(s.condition);
    text_.put(", ");
    text_.put_string(s.storage_scope);
    text_.put(')');
  };
  return scope(
      s, concise, rhs, [] { return false; }, s.body);
}

void ScriptPrinter::prefetch(const PrefetchNode& s) {
  begin_line(s);
  text_.put("T.prefetch(");
  buffer(*s.buffer);
  text_.put(", [");
  join(s.bounds, [this](const Range& r) { range(r); });
  text_.put("])\n");
}

const Stmt* ScriptPrinter::allocate(const AllocateNode& s, bool concise) {
  if (const DeclBufferNode* decl = allocated_buffer(s)) return decl_buffer(s, *decl, DataPointer::Inline, concise);
  const std::string& storage = s.var->type.scope;
  const size_t outer = top();
  const auto rhs = [&] {
    text_.put("T.allocate(");
    expr_list(s.extents);
    text_.put(", ");
    dtype_string(s.dtype);
    text_.put(", ");
    text_.put_string(storage.empty() ? "global" : storage);
    if (!is_one_or_none(s.condition)) text_.put(", "), expr(s.condition);
    if (!s.annotations.empty()) text_.put(", annotations="), dict(s.annotations);
    text_.put(')');
    define_var(*s.var, outer);  // TVM keeps the pointer's name beyond the scope
  };
  const auto lhs = [&] { return var(*s.var), true; };
  return scope(s, concise, rhs, lhs, s.body);
}

const Stmt* ScriptPrinter::allocate_const(const AllocateConstNode& s, bool concise) {
  const auto rhs = [&] {
    text_.put("T.allocate_const(");
    attr(s.data);
    text_.put(", ");
    dtype_string(s.dtype);
    text_.put(", ");
    expr_list(s.extents);
    if (!s.annotations.empty()) text_.put(", annotations="), dict(s.annotations);
    text_.put(')');
  };
  const auto lhs = [&] { return define_var(*s.var, top()), var(*s.var), true; };
  return scope(s, concise, rhs, lhs, s.body);
}

/// `s` is the statement that the line stands for: the declaration itself or the Allocate around it.
const Stmt* ScriptPrinter::decl_buffer(const StmtNode& s, const DeclBufferNode& decl, DataPointer data, bool concise) {
  const BufferNode& b = *decl.buffer;
  if (&s != &decl) print_declarations(&s, slot::kStmt);
  const auto places = [&] {  // of all that the line stands for
    place_line(s.span);
    place_line(decl.span);
    place_line(b.span);
  };
  if (!decl.body) {
    begin_line(&s, slot::kStmt);
    places();
    const size_t start = text_.size();
    text_.put("T.decl_buffer(");
    buffer_arguments(b, data, top());
    const size_t middle = text_.size();
    define_buffer(b, top());
    buffer(b);
    text_.put(" = ");
    text_.rotate(start, middle);
    end_line();
    return nullptr;
  }
  const size_t outer = top();
  const auto rhs = [&] {
    places();
    text_.put("T.decl_buffer(");
    buffer_arguments(b, data, outer);
  };
  const auto lhs = [&] { return define_buffer(b, top()), buffer(b), true; };
  return scope(decl, concise, rhs, lhs, decl.body);
}

void ScriptPrinter::alloc_buffer(const AllocBufferNode& s) {
  const BufferNode& b = *s.buffer;
  begin_line(s);
  place_line(b.span);
  if (!find(b.data.get())) {
    Definition form;
    form.form = Definition::Form::Data;
    form.owner = &b;
    define_inline(b.data.get(), top(), std::move(form));
  }
  const size_t start = text_.size();
  std::vector<const VarNode*> fresh;
  text_.put("T.alloc_buffer(");
  buffer_shape(b, top(), fresh);
  if (b.dtype != DataType::Float(32)) text_.put(", "), dtype_string(b.dtype);
  if (b.scope() != "global") text_.put(", scope="), text_.put_string(b.scope());
  if (!s.annotations.empty()) text_.put(", annotations="), dict(s.annotations);
  text_.put(')');
  for (const VarNode* v : fresh) late_line(top(), [&] { vars_declaration({v}); });
  const size_t middle = text_.size();
  define_buffer(b, top());
  buffer(b);
  text_.put(" = ");
  text_.rotate(start, middle);
  end_line();
}

void ScriptPrinter::evaluate(const EvaluateNode& s) {
  begin_line(s);
  const size_t begin = text_.size();
  if (is_return(s)) {
    text_.put("return ");
    expr(as<CallNode>(s.value)->args[0]);
    text_.place(s.value->span, begin);
  } else if (as<CallNode>(s.value)) {
    expr(s.value);
  } else {
    text_.put("T.evaluate(");
    expr(s.value);
    text_.put(')');
  }
  end_line();
}

void ScriptPrinter::if_then_else(const IfThenElseNode& s) {
  begin_line(s);
  text_.put("if ");
  expr(s.condition);
  text_.put(":\n");
  branch(s.then_case);
  if (!s.else_case) return;
  text_.put_indent(frame().indent);
  text_.put("else:\n");
  branch(s.else_case);
}

void ScriptPrinter::branch(const Stmt& s) {
  open_frame(s.get(), 1);
  body(s);
  close_frame();
}

void ScriptPrinter::while_stmt(const WhileNode& s) {
  begin_line(s);
  text_.put("while ");
  expr(s.condition);
  text_.put(":\n");
  open_frame(&s, 1);
  body(s.body);
  close_frame();
}

void ScriptPrinter::for_stmt(const ForNode& s) {
  begin_line(s);
  const std::vector<const ForNode*> grid = grid_of(s);
  // The loop variables belong to the loop's scope, but what the header declares must stand in front of the header.
  open_frame(nullptr, 1);
  frame().line_start = frames_[top() - 1].line_start;
  text_.put("for ");
  const ForNode* inner = grid.size() > 1 ? grid.back() : &s;
  if (grid.size() > 1) {
    for (const ForNode* l : grid) {
      define_var(*l->loop_var, top());
      if (l != &s) place_line(l->span);
    }
    join(grid, [this](const ForNode* l) { var(*l->loop_var); });
    text_.put(" in T.grid(");
    join(grid, [this](const ForNode* l) { expr(l->extent); });
    text_.put(')');
  } else {
    for_header(s);
  }
  text_.put(":\n");
  frame().node = &s;
  open_.try_emplace(&s, top());
  for (const ForNode* l = &s; l && loops_.try_emplace(l->loop_var.get(), l).second; l = as<ForNode>(l->body)) {
    frame().loops.push_back(l->loop_var.get());
  }
  body(inner->body);
  close_frame();
}

void ScriptPrinter::for_header(const ForNode& s) {
  define_var(*s.loop_var, top());
  var(*s.loop_var);
  const bool range = s.for_kind == ForKind::Serial && s.annotations.empty();
  constexpr std::string_view kNames[] = {"T.serial(", "T.parallel(", "T.vectorized(", "T.unroll(", "T.thread_binding("};
  text_.put(" in ");
  text_.put(range ? "range(" : kNames[static_cast<size_t>(s.for_kind)]);
  const bool has_step = !is_one_or_none(s.step);
  if (is_int(s.min, 0) && !has_step) {
    expr(s.extent);
  } else {
    expr(s.min);
    text_.put(", ");
    expr(fold_add(s.min, s.extent));
  }
  if (has_step && range) text_.put(", "), expr(s.step);
  if (s.for_kind == ForKind::ThreadBinding) {
    text_.put(", thread=");
    text_.put_string(s.thread_binding ? s.thread_binding->thread_tag : std::string());
  }
  if (!s.annotations.empty()) text_.put(", annotations="), dict(s.annotations);
  if (has_step && !range) text_.put(", step="), expr(s.step);
  text_.put(')');
}

}  // namespace tir2tt::tvm
