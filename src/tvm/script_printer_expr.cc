// Expressions: Python's operators with as few parentheses as possible, everything else as calls `T.…(…)`.
//
// An operator stands only where TVM's own overloaded operator would build the same node again (constant_fold.h);
// otherwise the call form `T.Add(a, b)` says exactly which node there is. Left operands of equal precedence stand
// bare, right ones in parentheses.
#include "tvm/constant_fold.h"
#include "tvm/script_printer_impl.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

constexpr int kNotPrecedence = 4;    // between `and` and the comparisons
constexpr int kAtomPrecedence = 14;  // names, literals, calls

struct BinarySyntax {
  std::string_view function;
  std::string_view op;
  int precedence;
};
constexpr BinarySyntax kBinary[] = {
#define BINARY(kind, key, fn, op, prec) {fn, op, prec},
#include "tir/nodes.def"
};
const BinarySyntax& syntax_of(ExprKind k) { return kBinary[static_cast<size_t>(k)]; }

bool prints_as_operator(const BinaryNode& n) {
  if (syntax_of(n.kind).op.empty() || would_fold(n.kind, n.a, n.b)) return false;
  return n.kind != ExprKind::Div || !(n.a->dtype.is_integral() && n.b->dtype.is_integral());
}

bool is_plain_literal(const Expr& e) {
  if (!e) return true;
  return e->kind == ExprKind::StringImm || (e->kind == ExprKind::IntImm && e->dtype == DataType::Int(32));
}

int precedence_of(const Expr& e) {
  if (!e) return kAtomPrecedence;
  if (const auto* n = as<BinaryNode>(e))
    return prints_as_operator(*n) ? syntax_of(n->kind).precedence : kAtomPrecedence;
  if (const auto* n = as<NotNode>(e)) return is_plain_literal(n->a) ? kAtomPrecedence : kNotPrecedence;
  return kAtomPrecedence;
}

/// What stands after `T.`. TileLang's operators drop their prefix; others that no table knows keep their full name.
std::string_view print_name(const Op& op) {
  if (op.info()) return op.info()->print_name;
  std::string_view name = op.name();
  constexpr std::string_view kTileLang = "tl.";
  const bool short_name = name.starts_with(kTileLang) && name.find('.', kTileLang.size()) == std::string_view::npos;
  return short_name ? name.substr(kTileLang.size()) : name;
}

}  // namespace

void ScriptPrinter::expr_with_place(const Expr& e) {
  const size_t begin = text_.size();
  put_expr(e);
  if (e) text_.place(e->span, begin);
}

void ScriptPrinter::put_expr(const Expr& e) {
  if (!e) return text_.put("None");
  switch (e->kind) {
    case ExprKind::Var: return var(static_cast<const VarNode&>(*e));
    case ExprKind::IntImm: return int_imm(static_cast<const IntImmNode&>(*e).value, e->dtype);
    case ExprKind::FloatImm: return float_imm(static_cast<const FloatImmNode&>(*e).value, e->dtype);
    case ExprKind::StringImm: return text_.put_string(static_cast<const StringImmNode&>(*e).value);
    case ExprKind::Call: return call(static_cast<const CallNode&>(*e));
    case ExprKind::BufferLoad: return load(static_cast<const BufferLoadNode&>(*e));
    case ExprKind::Let: return let(static_cast<const LetNode&>(*e));
    case ExprKind::Reduce: return reduce(static_cast<const ReduceNode&>(*e));
    case ExprKind::Any: return text_.put("T.Any()");
    case ExprKind::Opaque: {
      const auto& n = static_cast<const OpaqueNode&>(*e);
      return metadata(n.key, n.index);
    }
    case ExprKind::Cast:
      text_.put("T.Cast(");
      dtype_string(e->dtype);
      text_.put(", ");
      expr(static_cast<const CastNode&>(*e).value);
      return text_.put(')');
    case ExprKind::Not: {
      const Expr& a = static_cast<const NotNode&>(*e).a;
      if (!is_plain_literal(a)) return text_.put("not "), operand(a, kNotPrecedence, false);
      text_.put("T.Not(");
      expr(a);
      return text_.put(')');
    }
    case ExprKind::Select: {
      const auto& n = static_cast<const SelectNode&>(*e);
      text_.put("T.Select(");
      join(Exprs{n.condition, n.true_value, n.false_value}, [this](const Expr& x) { expr(x); });
      return text_.put(')');
    }
    case ExprKind::ProducerLoad: {
      const auto& n = static_cast<const ProducerLoadNode&>(*e);
      text_.put(to_identifier(n.producer));
      return indices(n.indices);
    }
    case ExprKind::Ramp: {
      const auto& n = static_cast<const RampNode&>(*e);
      text_.put("T.Ramp(");
      join(Exprs{n.base, n.stride, n.lanes}, [this](const Expr& x) { expr(x); });
      return text_.put(')');
    }
    case ExprKind::Broadcast: {
      const auto& n = static_cast<const BroadcastNode&>(*e);
      text_.put("T.Broadcast(");
      join(Exprs{n.value, n.lanes}, [this](const Expr& x) { expr(x); });
      return text_.put(')');
    }
    case ExprKind::Shuffle: {
      const auto& n = static_cast<const ShuffleNode&>(*e);
      text_.put("T.Shuffle(");
      expr_list(n.vectors);
      text_.put(", ");
      expr_list(n.indices);
      return text_.put(')');
    }
    default: return binary(static_cast<const BinaryNode&>(*e));
  }
}

void ScriptPrinter::operand(const Expr& e, int parent, bool strict) {
  const int own = precedence_of(e);
  const bool parentheses = own < parent || (strict && own == parent);
  if (parentheses) text_.put('(');
  expr(e);
  if (parentheses) text_.put(')');
}

void ScriptPrinter::binary(const BinaryNode& n) {
  if (!prints_as_operator(n)) return binary_call(n);
  // A long sum leans to the left: down its spine in a loop, not by recursion.
  std::vector<const BinaryNode*> spine = {&n};
  for (;;) {
    const auto* left = as<BinaryNode>(spine.back()->a);
    if (!left || !prints_as_operator(*left)) break;
    spine.push_back(left);
  }
  const auto in_parentheses = [&](size_t i) {  // as the left operand of spine[i - 1]
    return i > 0 && syntax_of(spine[i]->kind).precedence < syntax_of(spine[i - 1]->kind).precedence;
  };
  size_t begin = text_.size();
  for (size_t i = 0; i < spine.size(); ++i) {
    if (in_parentheses(i)) text_.put('('), ++begin;
  }
  operand(spine.back()->a, syntax_of(spine.back()->kind).precedence, false);
  for (size_t i = spine.size(); i-- > 0;) {
    const BinarySyntax& syntax = syntax_of(spine[i]->kind);
    text_.put(' ');
    text_.put(syntax.op);
    text_.put(' ');
    operand(spine[i]->b, syntax.precedence, true);
    if (i > 0) text_.place(spine[i]->span, begin);
    if (in_parentheses(i)) text_.put(')'), --begin;
  }
}

void ScriptPrinter::binary_call(const BinaryNode& n) {
  text_.put("T.");
  text_.put(syntax_of(n.kind).function);
  text_.put('(');
  expr(n.a);
  text_.put(", ");
  expr(n.b);
  text_.put(')');
}

void ScriptPrinter::var(const VarNode& v) {
  if (const Definition* d = find(&v)) return put_definition(*d);
  const size_t home = frame_of_free(&v);
  define_var(v, home);
  late_line(home, [&] { vars_declaration({&v}); });
  put_definition(*find(&v));
}

void ScriptPrinter::int_imm(int64_t value, DataType t) {
  if (t == DataType::Int(32)) return text_.put_int(value);
  text_.put("T.");
  dtype_name(t);
  text_.put('(');
  if (t.is_bool())
    text_.put(value ? "True" : "False");
  else
    text_.put_int(value);
  text_.put(')');
}

void ScriptPrinter::float_imm(double value, DataType t) {
  text_.put("T.");
  dtype_name(t);
  text_.put('(');
  text_.put_float(value);
  text_.put(')');
}

void ScriptPrinter::call(const CallNode& c) {
  const OpInfo* info = c.op.info();
  text_.put(c.global ? std::string_view(module_prefix_) : "T.");
  text_.put(c.global ? c.op.name() : print_name(c.op));
  text_.put('(');
  bool first = true;
  const auto comma = [&] {
    if (!first) text_.put(", ");
    first = false;
  };
  if (info && info->print == DtypePrint::First) comma(), dtype_string(c.dtype);
  for (const Expr& a : c.args) comma(), expr(a);
  if (info && info->print == DtypePrint::Last) comma(), dtype_string(c.dtype);
  if (!c.annotations.empty()) {
    AttrDict annotations;
    for (const auto& [key, value] : c.annotations) annotations.append(key, value ? *value : Attr());
    comma();
    text_.put("annotations=");
    dict(annotations);
  }
  text_.put(')');
}

void ScriptPrinter::let(const LetNode& n) {
  if (n.var && !find(n.var.get())) {
    // TVM names the variable before it prints the body.
    const size_t start = text_.size();
    var(*n.var);
    text_.truncate(start);
  }
  text_.put("T.Let(");
  expr(n.body);
  text_.put(", where={");
  expr(n.var);
  text_.put(": ");
  expr(n.value);
  text_.put("})");
}

void ScriptPrinter::load(const BufferLoadNode& n) {
  buffer(*n.buffer);
  if (!n.predicate) return indices(n.indices);
  text_.put(".vload(");
  expr_list(n.indices);
  text_.put(", predicate=");
  expr(n.predicate);
  text_.put(')');
}

void ScriptPrinter::reduce(const ReduceNode& n) {
  text_.put("T.reduce(");
  if (n.combiner)
    comm_reducer(*n.combiner);
  else
    text_.put("None");
  text_.put(", source=");
  expr_list(n.source);
  text_.put(", init=");
  expr_list(n.init);
  text_.put(", axis=[");
  join(n.axis, [this](const IterVar& v) { iter_var(*v); });
  text_.put("], condition=");
  expr(n.condition);
  text_.put(", value_index=");
  text_.put_int(n.value_index);
  text_.put(')');
}

void ScriptPrinter::comm_reducer(const CommReducer& r) {
  open_frame(&r, 0);
  frame().line_start = frames_[top() - 1].line_start;
  for (const Var& v : r.lhs) define_var(*v, top());
  for (const Var& v : r.rhs) define_var(*v, top());
  std::vector<Var> vars = r.lhs;
  vars.insert(vars.end(), r.rhs.begin(), r.rhs.end());
  text_.put("T.comm_reducer(lambda ");
  join(vars, [this](const Var& v) { var(*v); });
  text_.put(": ");
  if (r.result.size() == 1)
    expr(r.result[0]);
  else
    expr_tuple(r.result);
  close_frame();
  text_.put(", ");
  expr_list(r.identity);
  text_.put(')');
}

void ScriptPrinter::metadata(const std::string& key, int64_t index) {
  printed_metadata_ = true;
  if (info_.number_metadata) {
    auto& numbers = metadata_numbers_[key];
    index = numbers.try_emplace(index, static_cast<int64_t>(numbers.size())).first->second;
  }
  text_.put("metadata[");
  text_.put_string(key);
  text_.put("][");
  text_.put_int(index);
  text_.put(']');
}

void ScriptPrinter::dtype_name(DataType t) { text_.put(to_string(t)); }
void ScriptPrinter::dtype_string(DataType t) { text_.put_string(to_string(t)); }

/// An annotation: `T.int32`, `T.handle("float16", "shared")`.
void ScriptPrinter::type(const Type& t) {
  if (t.kind == Type::Kind::Void || t.kind == Type::Kind::Opaque) return text_.put("None");
  if (t.kind == Type::Kind::Prim) return text_.put("T."), dtype_name(t.dtype);
  text_.put("T.handle(");
  dtype_string(t.dtype);
  if (!t.scope.empty()) text_.put(", "), text_.put_string(t.scope);
  text_.put(')');
}

/// `T.int32()`, `T.handle("float16", "shared")`.
void ScriptPrinter::var_creation(const VarNode& v) {
  if (v.type.kind == Type::Kind::Pointer) {
    text_.put("T.handle(");
    dtype_string(v.type.dtype);
    if (!v.type.scope.empty()) text_.put(", "), text_.put_string(v.type.scope);
    if (v.is_size_var) text_.put(", ");
  } else {
    text_.put("T.");
    dtype_name(v.dtype);
    text_.put('(');
  }
  text_.put(v.is_size_var ? "is_size_var=True)" : ")");
}

void ScriptPrinter::vars_declaration(const std::vector<const VarNode*>& vars) {
  join(vars, [this](const VarNode* v) { put_definition(*find(v)); });
  text_.put(" = ");
  join(vars, [this](const VarNode* v) { var_creation(*v); });
}

void ScriptPrinter::expr_list(const Exprs& es) {
  text_.put('[');
  join(es, [this](const Expr& e) { expr(e); });
  text_.put(']');
}

void ScriptPrinter::expr_tuple(const Exprs& es) {
  text_.put('(');
  join(es, [this](const Expr& e) { expr(e); });
  text_.put(es.size() == 1 ? ",)" : ")");
}

}  // namespace tir2tt::tvm
