// Suites, and the statements that are not assignments, loops or `with`.
#include <fmt/format.h>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

Stmt ScriptReader::suite() {
  Suite here;
  here.scope = undo_.size();
  Suite* outer = std::exchange(suite_, &here);
  size_t depth = depth_++;
  size_t blocks = blocks_.size();
  for (;;) {
    const PyStmt& s = parser_.next();
    if (s.kind == PyStmt::Kind::SuiteEnd || s.kind == PyStmt::Kind::End) break;
    if (diags_.error_count() <= Diagnostics::kMaxDiagnostics)
      line(s);
    else if (s.kind >= PyStmt::Kind::For && s.kind <= PyStmt::Kind::Class)
      parser_.skip_suite();
  }
  Stmt body = close(here);
  blocks_.resize(blocks);
  leave_scope(here.scope);
  depth_ = depth;
  suite_ = outer;
  return body;
}

Stmt ScriptReader::close(Suite& s) {
  if (!s.pending.empty()) {  // declarations that nothing follows stand in front of an empty statement
    evaluate(make_int(0), {});
  }
  for (size_t i = s.open.size(); i-- > 0;) {
    auto from = s.stmts.begin() + static_cast<std::ptrdiff_t>(s.open[i].rest);
    *s.open[i].body = make_seq({std::make_move_iterator(from), std::make_move_iterator(s.stmts.end())});
    s.stmts.erase(from, s.stmts.end());
  }
  return make_seq(std::move(s.stmts));
}

void ScriptReader::emit_open(const Stmt& s, Stmt* body) {
  emit(s);
  suite_->open.push_back({suite_->stmts.size(), body});
  ++depth_;
}

/// One line; after a mistake its names are poisoned, and a suite that belongs to it is read for its own mistakes.
void ScriptReader::line(const PyStmt& s) {
  using Kind = PyStmt::Kind;
  const size_t suites = parser_.suite_depth();
  const size_t blocks = blocks_.size();
  const size_t depth = depth_;
  Suite* here = suite_;
  // The names, before the arena goes on to the next line.
  std::vector<std::string_view> names;
  auto collect = [&](const PyExpr* t) {
    if (t && t->kind == PyKind::Name) names.push_back(t->text);
    if (t && (t->kind == PyKind::Tuple || t->kind == PyKind::List)) {
      for (const PyExpr* x : t->items) {
        if (x->kind == PyKind::Name) names.push_back(x->text);
      }
    }
  };
  try {
    deeper(s.span);
    dispatch(s);
    return;
  } catch (const Abandoned&) {
  }
  // A handler fails before it reads its suite: the tree of the line is still there.
  suite_ = here;
  depth_ = depth;
  blocks_.resize(std::min(blocks, blocks_.size()));
  suite_->pending.clear();
  if (s.kind == Kind::Assign || s.kind == Kind::AnnAssign || s.kind == Kind::For) collect(s.target);
  for (const PyExpr* t : s.more_targets) collect(t);
  for (const PyWithItem& i : s.with_items) collect(i.target);
  bool has_suite = s.kind >= Kind::For && s.kind <= Kind::Class && parser_.suite_depth() >= suites;
  for (std::string_view n : names) define(n, Symbol{});
  if (!has_suite) return;
  bool is_if = s.kind == Kind::If;
  if (s.kind == Kind::Def || s.kind == Kind::Class || depth_ + 1 >= size_t{options_.max_nesting} * 4)
    return parser_.skip_suite();
  // The suite's own mistakes are still worth reporting; its block lines need a block.
  auto scrap = std::make_shared<BlockNode>();
  blocks_.push_back({scrap, nullptr});
  suite();
  blocks_.pop_back();
  if (is_if) {
    while (parser_.next_branch() != PythonParser::Branch::None) suite();
  }
}

void ScriptReader::dispatch(const PyStmt& s) {
  using Kind = PyStmt::Kind;
  switch (s.kind) {
    case Kind::Expr: return expression_line(s);
    case Kind::Assign: return assign_line(s);
    case Kind::AnnAssign: return annotated_line(s);
    case Kind::AugAssign: return augmented_line(s);
    case Kind::Return: return return_line(s);
    case Kind::Assert: return assert_line(s);
    case Kind::Pass: return;
    case Kind::For: return for_line(s);
    case Kind::While: return while_line(s);
    case Kind::If: return if_line(s);
    case Kind::With: return with_line(s);
    case Kind::RootComment: return root_comment(s);
    case Kind::Def:
      fail(DiagId::UnsupportedPython, s.span, "a function inside a function has no meaning in a kernel here");
    case Kind::Class:
      fail(DiagId::UnsupportedPython, s.span, "a class inside a function has no meaning in a kernel here");
    case Kind::Import:
      fail(DiagId::UnsupportedPython, s.span, "an import inside a function has no meaning in a kernel here",
           "imports stand at the top of the file");
    default: fail(DiagId::UnsupportedPython, s.span, "this has no meaning in a kernel here");
  }
}

void ScriptReader::expression_line(const PyStmt& s) {
  const PyExpr& e = *s.value;
  if (e.kind == PyKind::String) return;  // a docstring
  std::string_view name = tir_call(e);
  if (LineHandler handler = name.empty() ? nullptr : find_line_handler(name)) {
    return (this->*handler)({e, nullptr, s.span});
  }
  if (e.kind == PyKind::Call && e.a->kind == PyKind::Attribute && e.a->text == "vstore") {
    return store(e, {}, s.span);
  }
  if (e.kind != PyKind::Call) {
    fail(DiagId::UnsupportedPython, e.span, "an expression alone does nothing",
         "wrap it in `T.evaluate(…)` if it is meant");
  }
  evaluate(expr(e), s.span);
}

void ScriptReader::evaluate(Expr value, SourceSpan span) {
  auto n = make<EvaluateNode>(span);
  n->value = std::move(value);
  emit(n);
}

void ScriptReader::evaluate_line(const CallLine& l) {
  evaluate(expr(*bind(l.call, {"value"}, 1, "T.evaluate")[0]), l.span);
}

void ScriptReader::return_line(const PyStmt& s) {
  if (!s.value || s.value->kind == PyKind::None) return;  // the end of the function
  evaluate(make_call(DataType::Int(32), Op::named("tir.ret"), {expr(*s.value)}), s.span);
}

/// `assert c, "message"`; in tirx `assert c, ("Kind", ["part", …])`.
void ScriptReader::assert_line(const PyStmt& s) {
  auto n = make<AssertStmtNode>(s.span);
  n->condition = condition(*s.value);
  const PyExpr* message = s.annotation;
  if (message && message->kind == PyKind::Tuple && message->items.size() == 2) {
    n->error_kind = expr(*message->items[0]);
    n->message = expr_list(*message->items[1]);
  } else {
    n->message = {message ? expr(*message) : make_string("")};
  }
  if (module_.dialect == Dialect::Tirx) return emit(n);
  emit_open(n, &n->body);
}

/// `if` over a constant of Python chooses a branch while it is read, as TVM's own parser does.
void ScriptReader::static_if(bool taken) {
  if (taken) {
    emit(suite());
    while (parser_.next_branch() != PythonParser::Branch::None) parser_.skip_suite();
    return;
  }
  parser_.skip_suite();
  switch (parser_.next_branch()) {
    case PythonParser::Branch::None: return;
    case PythonParser::Branch::Else: return emit(suite());
    case PythonParser::Branch::Elif: return line(parser_.current());
  }
}

void ScriptReader::if_line(const PyStmt& s) {
  Value test = eval(*s.value);
  if (test.is_number()) return static_if(to_bool(test));
  auto n = make<IfThenElseNode>(s.span);
  n->condition = condition(std::move(test), s.value->span);
  n->then_case = suite();
  switch (parser_.next_branch()) {
    case PythonParser::Branch::None: break;
    case PythonParser::Branch::Else: n->else_case = suite(); break;
    case PythonParser::Branch::Elif: {
      // `elif` is an `if` alone in the else branch.
      Suite inner;
      inner.scope = undo_.size();
      Suite* outer = std::exchange(suite_, &inner);
      size_t depth = depth_++;
      if (depth >= options_.max_nesting) {
        warn(DiagId::NestingTooDeep, n->span, fmt::format("more than {} branches of one `if`", options_.max_nesting));
        do parser_.skip_suite();
        while (parser_.next_branch() != PythonParser::Branch::None);
      } else {
        line(parser_.current());
      }
      n->else_case = close(inner);
      depth_ = depth;
      suite_ = outer;
      break;
    }
  }
  emit(n);
}

void ScriptReader::while_line(const PyStmt& s) {
  auto n = make<WhileNode>(s.span);
  n->condition = condition(*s.value);
  n->body = suite();
  emit(n);
}

/// `# with T.block("root"):` — the block around the whole function that TVM shows as a comment only.
void ScriptReader::root_comment(const PyStmt& s) {
  if (!blocks_.empty() || !function_) return;  // somebody's comment
  auto n = make<BlockRealizeNode>(s.span);
  auto b = std::make_shared<BlockNode>();
  b->name = "root";
  b->span = s.span;
  n->block = b;
  blocks_.push_back({b, n});
  emit_open(n, &b->body);
}

}  // namespace tir2tt::tvm
