// Calls in expressions: the functions of `T.` that are nodes, types and operators. The order of the search is: the
// table here, TileLang's tile operations, the binary nodes of nodes.def, the operators of ops.def, the types.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "support/text.h"
#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

struct BinaryName {
  std::string_view name;
  ExprKind kind;
};
constexpr BinaryName kBinaryNames[] = {
#define BINARY(kind, key, fn, op, prec) {fn, ExprKind::kind},
#include "tir/nodes.def"
    {"truncdiv", ExprKind::Div},      {"floordiv", ExprKind::FloorDiv}, {"floormod", ExprKind::FloorMod},
    {"Min", ExprKind::Min},           {"Max", ExprKind::Max},           {"Mod", ExprKind::Mod},
    {"indexdiv", ExprKind::FloorDiv}, {"indexmod", ExprKind::FloorMod},
};

std::optional<ExprKind> binary_named(std::string_view name) {
  for (const BinaryName& b : kBinaryNames) {
    if (b.name == name) return b.kind;
  }
  return std::nullopt;
}

constexpr std::string_view kIterTypes[] = {"DataPar",  "ThreadIndex", "CommReduce",   "Ordered",   "Opaque",
                                           "Unrolled", "Vectorized",  "Parallelized", "Tensorized"};

double parse_special(std::string_view s, bool* ok) {
  *ok = true;
  if (s == "inf") return std::numeric_limits<double>::infinity();
  if (s == "-inf") return -std::numeric_limits<double>::infinity();
  if (s == "nan" || s == "-nan") return std::numeric_limits<double>::quiet_NaN();
  *ok = false;
  return 0;
}

}  // namespace

ScriptReader::CallHandler ScriptReader::find_call_handler(std::string_view name) {
  using R = ScriptReader;
  static constexpr std::pair<std::string_view, CallHandler> kTable[] = {
      {"Cast", &R::cast_call},
      {"cast", &R::cast_value_call},
      {"Not", &R::not_call},
      {"Select", &R::select_call},
      {"Ramp", &R::ramp_call},
      {"Broadcast", &R::broadcast_call},
      {"Shuffle", &R::shuffle_call},
      {"Let", &R::let_call},
      {"comm_reducer", &R::comm_reducer_call},
      {"iter_var", &R::iter_var_call},
      {"Any", &R::any_call},
      {"if_then_else", &R::if_then_else_call},
      {"ceildiv", &R::ceildiv_call},
      {"infinity", &R::infinity_call},
      {"max_value", &R::limit_call<true>},
      {"min_value", &R::limit_call<false>},
      {"abs", &R::abs_call},
      {"meta_var", &R::meta_var_call},
      {"symbolic", &R::symbolic_call},
      {"dynamic", &R::symbolic_call},
  };
  for (const auto& [key, handler] : kTable) {
    if (key == name) return handler;
  }
  return nullptr;
}

Value ScriptReader::eval_call(const PyExpr& n) {
  std::string_view name = tir_name(*n.a);
  if (name.empty()) return call_method(n);
  if (CallHandler handler = find_call_handler(name)) return (this->*handler)(n);
  if (CallHandler handler = find_tile_handler(name)) return (this->*handler)(n);
  if (auto kind = binary_named(name)) return call_binary(*kind, n);
  if (const OpInfo* info = find_op_by_print_name(name)) return call_op(*info, n);
  if (auto t = dtype_named(name)) return call_dtype(*t, n);
  return call_unknown(name, n);
}

/// Functions of the module, methods of buffers, and the few functions of Python that constants need.
Value ScriptReader::call_method(const PyExpr& n) {
  const PyExpr& callee = *n.a;
  if (callee.kind == PyKind::Attribute) {
    const Symbol* base = callee.a->kind == PyKind::Name ? find(callee.a->text) : nullptr;
    if (base && base->kind == Symbol::Kind::Module) return call_global(callee.text, n);
    if (base && (base->kind == Symbol::Kind::Foreign || base->kind == Symbol::Kind::Ir)) {
      fail(DiagId::UnsupportedPython, n.span,
           fmt::format("calls of `{}` have no meaning in a kernel here", callee.a->text));
    }
    Value object = eval(*callee.a);
    if (const auto* e = object.get<Expr>(); e && *e && callee.text == "astype") {
      return to_type(Value(*e), dtype(*bind(n, {"dtype"}, 1, "astype")[0]), n.span);
    }
    const Buffer* b = object.get<Buffer>();
    if (b && callee.text == "vload") {
      Args a = bind(n, {"indices", "dtype", "predicate"}, 1, "vload");
      Expr loaded = load(*b, expr_list(*a[0]), n.span);
      if (a[2]) const_cast<BufferLoadNode*>(as<BufferLoadNode>(loaded))->predicate = expr(*a[2]);
      return loaded;
    }
    if (b && callee.text == "scope") return std::string((*b)->scope());
    if (b && callee.text == "access_ptr") {
      Args a = bind(n, {"access_mask", "ptr_type", "content_lanes", "offset", "extent"}, 1, "access_ptr");
      Value mask = eval(*a[0]);
      const auto* letters = mask.get<std::string>();
      int bits = letters ? (*letters == "r"   ? 1
                            : *letters == "w" ? 2
                                              : 3)
                         : static_cast<int>(integer(*a[0], "access_mask"));
      return tvm_access_ptr_of(*b, bits, a[3] ? expr(*a[3]) : make_int(0), n.span);
    }
    fail(DiagId::UnsupportedPython, n.span, fmt::format("`.{}(…)` has no meaning here", callee.text));
  }
  if (callee.kind != PyKind::Name) fail(DiagId::UnsupportedPython, n.span, "only functions of `T` can be called here");
  return call_python(n);
}

/// `ceildiv(N, 32)`, `min(a, b)`, `len(shape)`, `float("inf")`, and functions of the module by their bare names.
Value ScriptReader::call_python(const PyExpr& n) {
  const PyExpr& callee = *n.a;
  if (callee.text == "ceildiv" || callee.text == "cdiv") return ceildiv_call(n);
  if (callee.text == "min" || callee.text == "max")
    return call_binary(callee.text == "min" ? ExprKind::Min : ExprKind::Max, n);
  if (callee.text == "float" && n.items.size() == 1 && n.items[0]->kind == PyKind::String) {
    bool ok = false;
    double d = parse_special(n.items[0]->text, &ok);
    if (ok) return d;
  }
  if ((callee.text == "int" || callee.text == "float") && n.items.size() == 1) {
    Value v = eval(*n.items[0]);
    if (v.is_number()) {
      const double* d = v.get<double>();
      const int64_t* i = v.get<int64_t>();
      if (callee.text == "float") return d ? *d : i ? static_cast<double>(*i) : 0.0;
      if (!d || (*d > -9e18 && *d < 9e18)) return d ? static_cast<int64_t>(*d) : i ? *i : int64_t{0};
    }
  }
  if (callee.text == "len" && n.items.size() == 1) {
    Value v = eval(*n.items[0]);
    if (const auto* many = v.get<Value::Sequence>()) return static_cast<int64_t>((*many)->size());
  }
  bool is_function = std::any_of(module_.functions.begin(), module_.functions.end(),
                                 [&](const auto& f) { return f.first == callee.text; });
  if (is_function) return call_global(callee.text, n);
  if (!find(callee.text)) {
    std::vector<std::string> known = {"ceildiv", "min", "max", "float", "int", "len", "range"};
    auto near = did_you_mean(callee.text, known);
    fail(DiagId::UnknownName, callee.span, fmt::format("no function here is called `{}`", callee.text),
         near ? fmt::format("did you mean `{}`?", *near) : "");
  }
  fail(DiagId::UnsupportedPython, n.span, fmt::format("`{}` is no function", callee.text));
}

Value ScriptReader::call_global(std::string_view name, const PyExpr& n) {
  auto call = std::make_shared<CallNode>(DataType::Void());
  for (const auto& [known, f] : module_.functions) {
    if (known == name && f->ret_type.kind == Type::Kind::Prim) call->dtype = f->ret_type.dtype;
  }
  call->span = n.span;
  call->op = Op::named(name);
  call->global = true;
  for (const PyExpr* x : n.items) call->args.push_back(expr(*x));
  return Expr(call);
}

std::vector<std::pair<std::string, std::shared_ptr<const Attr>>> ScriptReader::call_annotations(const PyExpr& n) {
  std::vector<std::pair<std::string, std::shared_ptr<const Attr>>> out;
  for (const PyKeyword& k : n.keywords) {
    if (k.name != "annotations") {
      fail(DiagId::BadArguments, k.span,
           fmt::format("`{}` has no parameter `{}`", text_.substr(n.a->span.begin, n.a->span.end - n.a->span.begin),
                       k.name));
    }
    AttrDict given = attr_dict(*k.value);
    for (const auto& [key, value] : given.entries()) out.emplace_back(key, std::make_shared<const Attr>(value));
  }
  return out;
}

Value ScriptReader::call_op(const OpInfo& info, const PyExpr& n) {
  auto call = std::make_shared<CallNode>(DataType::Handle());
  call->span = n.span;
  call->op = Op(info.id);
  auto items = n.items;
  if (info.print != DtypePrint::No) {
    if (items.empty()) fail(DiagId::BadArguments, n.span, fmt::format("`T.{}` needs its result type", info.print_name));
    bool first = info.print == DtypePrint::First;
    call->dtype = dtype(first ? *items.front() : *items.back());
    items = first ? items.subspan(1) : items.first(items.size() - 1);
  }
  call->args.reserve(items.size());
  for (const PyExpr* x : items) call->args.push_back(expr(*x));
  if (!n.keywords.empty()) call->annotations = call_annotations(n);
  if (info.print == DtypePrint::No) call->dtype = result_dtype(info.rule, call->args);
  return Expr(call);
}

/// An operator that no table knows is kept as it stands: later phases say what they cannot do with it.
Value ScriptReader::call_unknown(std::string_view name, const PyExpr& n) {
  std::vector<std::string> known;
  for (const OpInfo& info : all_ops()) known.emplace_back(info.print_name);
  for (const BinaryName& b : kBinaryNames) known.emplace_back(b.name);
  for (std::string_view s :
       {"alloc_buffer", "alloc_shared", "alloc_fragment", "alloc_local", "Buffer", "Kernel", "Parallel", "Pipelined",
        "clear", "reduce_sum", "reduce_max", "reduce_min", "ceildiv", "Cast", "block"}) {
    known.emplace_back(s);
  }
  auto near = did_you_mean(name, known);
  warn(DiagId::UnknownOp, n.a->span, fmt::format("`T.{}` is not known; it is kept as an opaque call", name),
       near ? fmt::format("did you mean `T.{}`?", *near) : "");
  auto call = std::make_shared<CallNode>(DataType::Handle());
  call->span = n.span;
  bool whole = name.find('.') != std::string_view::npos;
  call->op = Op::named(whole ? std::string(name) : fmt::format("tl.{}", name));
  for (const PyExpr* x : n.items) {
    Value v = eval(*x);
    const Buffer* b = v.get<Buffer>();
    call->args.push_back(b ? Expr((*b)->data) : to_expr(std::move(v), x->span));
  }
  for (const PyKeyword& k : n.keywords) {
    if (k.name == "annotations") continue;
    call->args.push_back(to_expr(eval(*k.value), k.span));
  }
  return Expr(call);
}

/// `T.int64(5)`, `T.float32("-inf")`, `T.bool(True)`; of an expression it is a cast.
Value ScriptReader::call_dtype(DataType t, const PyExpr& n) {
  Args a = bind(n, {"expr", "is_size_var"}, 1, to_string(t));
  const PyExpr& x = *a[0];
  if (t.element().is_uint() && x.kind == PyKind::Int && t.is_scalar()) {
    return make_int(*parse_int(x.text, x.span, true), t);  // up to 2^64 - 1
  }
  Value v = eval(x);
  if (const auto* s = v.get<std::string>()) {
    bool ok = false;
    double d = parse_special(*s, &ok);
    if (ok && t.is_floating() && t.is_scalar()) return make_float(d, t);
    fail(DiagId::BadArguments, x.span, fmt::format("\"{}\" is no number", s->substr(0, 40)));
  }
  if (v.is_number()) return literal(v, t, x.span);
  Expr e = to_expr(std::move(v), x.span);
  if (!e) fail(DiagId::BadArguments, x.span, "expected a value, found None");
  return e->dtype == t ? e : make_cast(t, e);
}

/// `T.Add(a, b)`, `T.min(a, b)`; of two numbers of Python the small ones of every day are computed.
Value ScriptReader::call_binary(ExprKind kind, const PyExpr& n) {
  if (n.items.size() != 2 || !n.keywords.empty()) {
    fail(DiagId::BadArguments, n.span, fmt::format("a function of two operands, here are {}", n.items.size()));
  }
  Value a = eval(*n.items[0]), b = eval(*n.items[1]);
  bool of_python = n.a->kind == PyKind::Name;
  if (of_python && a.is_number() && b.is_number()) {
    auto less = python_arithmetic(PyOp::Lt, a, b, n.span);
    return *less.get<bool>() == (kind == ExprKind::Min) ? a : b;
  }
  Expr x, y;
  match_types(a, b, n.span, &x, &y);
  return make_binary(kind, std::move(x), std::move(y));
}

// ---- nodes

Value ScriptReader::cast_call(const PyExpr& n) {
  Args a = bind(n, {"dtype", "value"}, 2, "T.Cast");
  DataType t = dtype(*a[0]);
  return make_cast(t, expr(*a[1]));
}

/// `T.cast(x, "float16")`, as people write it.
Value ScriptReader::cast_value_call(const PyExpr& n) {
  Args a = bind(n, {"value", "dtype"}, 2, "T.cast");
  DataType t = dtype(*a[1]);
  Value v = eval(*a[0]);
  if (v.is_number()) return literal(v, t, n.span);
  Expr e = to_expr(std::move(v), n.span);
  return e->dtype == t ? e : make_cast(t, e);
}

Value ScriptReader::not_call(const PyExpr& n) { return make_not(expr(*bind(n, {"a"}, 1, "T.Not")[0])); }

Value ScriptReader::select_call(const PyExpr& n) {
  Args a = bind(n, {"condition", "true_value", "false_value"}, 3, "T.Select");
  Expr c = condition(*a[0]);
  Value t = eval(*a[1]), f = eval(*a[2]);
  Expr x, y;
  match_types(t, f, n.span, &x, &y);
  auto s = std::make_shared<SelectNode>(x->dtype);
  s->condition = c;
  s->true_value = x;
  s->false_value = y;
  return Expr(s);
}

Value ScriptReader::if_then_else_call(const PyExpr& n) {
  Args a = bind(n, {"cond", "t", "f"}, 2, "T.if_then_else");
  Expr c = condition(*a[0]);
  Value t = eval(*a[1]);
  auto call = std::make_shared<CallNode>(DataType::Handle());
  call->span = n.span;
  call->op = Op(OpId::if_then_else);
  if (a[2]) {
    Value f = eval(*a[2]);
    Expr x, y;
    match_types(t, f, n.span, &x, &y);
    call->args = {c, x, y};
  } else {
    call->args = {c, to_expr(std::move(t), n.span)};
  }
  call->dtype = call->args[1]->dtype;
  return Expr(call);
}

namespace {

int64_t lane_count(const Expr& lanes) {
  const int64_t* n = as_int(lanes);
  return n && *n > 0 && *n <= 65535 ? *n : 0;
}

}  // namespace

Value ScriptReader::ramp_call(const PyExpr& n) {
  Args a = bind(n, {"base", "stride", "lanes"}, 3, "T.Ramp");
  Expr base = expr(*a[0]), stride = expr(*a[1]), lanes = expr(*a[2]);
  int64_t count = lane_count(lanes);
  if (as_int(lanes) && count == 0) fail(DiagId::BadArguments, a[2]->span, "the number of lanes is out of range");
  auto r = std::make_shared<RampNode>(base->dtype.with_lanes(static_cast<uint16_t>(count ? count : 1)));
  if (count == 0) r->dtype.scalable = true;
  r->base = base;
  r->stride = stride;
  r->lanes = lanes;
  return Expr(r);
}

Value ScriptReader::broadcast_call(const PyExpr& n) {
  Args a = bind(n, {"value", "lanes"}, 2, "T.Broadcast");
  Expr value = expr(*a[0]), lanes = expr(*a[1]);
  int64_t count = lane_count(lanes);
  if (as_int(lanes) && count == 0) fail(DiagId::BadArguments, a[1]->span, "the number of lanes is out of range");
  auto b = std::make_shared<BroadcastNode>(value->dtype.with_lanes(static_cast<uint16_t>(count ? count : 1)));
  if (count == 0) b->dtype.scalable = true;
  b->value = value;
  b->lanes = lanes;
  return Expr(b);
}

Value ScriptReader::shuffle_call(const PyExpr& n) {
  Args a = bind(n, {"vectors", "indices"}, 2, "T.Shuffle");
  Exprs vectors = expr_list(*a[0]), indices = expr_list(*a[1]);
  if (vectors.empty() || indices.size() > 65535)
    fail(DiagId::BadArguments, n.span, "a shuffle needs vectors and indices");
  auto s = std::make_shared<ShuffleNode>(vectors[0]->dtype.with_lanes(static_cast<uint16_t>(indices.size())));
  s->vectors = std::move(vectors);
  s->indices = std::move(indices);
  return Expr(s);
}

/// `T.Let(body, where={x: value})`; `x` has been declared before.
Value ScriptReader::let_call(const PyExpr& n) {
  Args a = bind(n, {"expr", "where"}, 2, "T.Let");
  if (a[1]->kind != PyKind::Dict || a[1]->items.size() != 2) {
    fail(DiagId::BadArguments, a[1]->span, "`where` names one variable and its value");
  }
  Expr var = expr(*a[1]->items[0]);
  if (!as<VarNode>(var)) fail(DiagId::BadArguments, a[1]->span, "`where` names a variable");
  Expr value = expr(*a[1]->items[1]);
  Expr body = expr(*a[0]);
  auto l = std::make_shared<LetNode>(body->dtype);
  l->var = std::static_pointer_cast<const VarNode>(var);
  l->value = value;
  l->body = body;
  return Expr(l);
}

Value ScriptReader::iter_var_call(const PyExpr& n) {
  Args a = bind(n, {"var", "dom", "iter_type", "thread_tag"}, 3, "T.iter_var");
  auto iv = std::make_shared<IterVarNode>();
  iv->dom = range_of(*a[1]);
  std::string type = string(*a[2], "iter_type");
  auto at = std::find(std::begin(kIterTypes), std::end(kIterTypes), type);
  if (at == std::end(kIterTypes))
    fail(DiagId::BadArguments, a[2]->span, fmt::format("`{}` is no kind of iteration", type));
  iv->type = static_cast<IterType>(at - std::begin(kIterTypes));
  if (a[3]) iv->thread_tag = string(*a[3], "thread_tag");
  Value v = eval(*a[0]);
  const Expr* e = v.get<Expr>();
  if (const auto* name = v.get<std::string>()) {
    iv->var = make_var(*name, iv->dom.extent ? iv->dom.extent->dtype : DataType::Int(32));
  } else if (e && as<VarNode>(*e)) {
    iv->var = std::static_pointer_cast<const VarNode>(*e);
  } else {
    fail(DiagId::BadArguments, a[0]->span, "expected a variable");
  }
  return IterVar(iv);
}

Value ScriptReader::any_call(const PyExpr& n) {
  bind(n, {}, 0, "T.Any");
  return Expr(std::make_shared<AnyNode>(DataType::Int(32)));
}

/// `T.comm_reducer(lambda x, y: x + y, [T.float32(0.0)])`: half of the names are the left, half the right operands.
Value ScriptReader::comm_reducer_call(const PyExpr& n) {
  Args a = bind(n, {"combiner", "identity"}, 2, "T.comm_reducer");
  const PyExpr& lambda = *a[0];
  Exprs identity = expr_list(*a[1]);
  if (lambda.kind != PyKind::Lambda || lambda.items.size() != 2 * identity.size() || identity.empty()) {
    fail(DiagId::BadArguments, n.span, "expected a lambda of two operands for each identity element");
  }
  auto r = std::make_shared<CommReducer>();
  size_t scope = undo_.size();
  for (size_t i = 0; i < lambda.items.size(); ++i) {
    DataType t = identity[i % identity.size()]->dtype;
    Var v = new_var(*lambda.items[i], Type{Type::Kind::Prim, t, {}}, t);
    (i < identity.size() ? r->lhs : r->rhs).push_back(v);
  }
  r->result = expr_list(*lambda.a);
  r->identity = std::move(identity);
  leave_scope(scope);
  return Value::Reducer(std::move(r));
}

/// With keywords the expression of tensor programs; `T.reduce(src, dst, …)` is TileLang's, see script_reader_tile.cc.
Value ScriptReader::reduce_call(const PyExpr& n) {
  Args a = bind(n, {"combiner", "source", "init", "axis", "condition", "value_index"}, 2, "T.reduce");
  Value combiner = eval(*a[0]);
  const auto* c = combiner.get<Value::Reducer>();
  if (!c) fail(DiagId::BadArguments, a[0]->span, "expected `T.comm_reducer(…)`");
  Exprs source = expr_list(*a[1]);
  int index = a[5] ? static_cast<int>(integer(*a[5], "value_index")) : 0;
  if (index < 0 || static_cast<size_t>(index) >= source.size())
    fail(DiagId::BadArguments, n.span, "`value_index` is out of range");
  auto r = std::make_shared<ReduceNode>(source[static_cast<size_t>(index)]->dtype);
  r->combiner = *c;
  r->source = std::move(source);
  if (a[2]) r->init = expr_list(*a[2]);
  if (a[3]) {
    Value axes = eval(*a[3]);
    const auto* many = axes.get<Value::Sequence>();
    for (size_t i = 0; many && i < (*many)->size(); ++i) {
      if (const auto* iv = (**many)[i].get<IterVar>()) r->axis.push_back(*iv);
    }
  }
  r->condition = a[4] ? condition(*a[4]) : make_bool(true);
  r->value_index = index;
  return Expr(r);
}

// ---- short ways to write expressions

/// Of numbers a number; else (a + b - 1) // b, as TVM writes it.
Value ScriptReader::ceildiv_call(const PyExpr& n) {
  Args a = bind(n, {"lhs", "rhs"}, 2, "T.ceildiv");
  Value x = eval(*a[0]), y = eval(*a[1]);
  Value sum = binary(PyOp::Sub, binary(PyOp::Add, std::move(x), y, n.span), Value(int64_t{1}), n.span);
  return binary(PyOp::FloorDiv, std::move(sum), std::move(y), n.span);
}

Value ScriptReader::infinity_call(const PyExpr& n) {
  if (module_.dialect == Dialect::Tirx) return verbatim(n);  // an operator there, a literal before
  DataType t = dtype(*bind(n, {"dtype"}, 1, "T.infinity")[0]);
  if (!t.is_floating()) fail(DiagId::BadDtype, n.span, fmt::format("{} has no infinity", to_string(t)));
  return make_float(std::numeric_limits<double>::infinity(), t);
}

template <bool kMax>
Value ScriptReader::limit_call(const PyExpr& n) {
  DataType t = dtype(*bind(n, {"dtype"}, 1, kMax ? "T.max_value" : "T.min_value")[0]);
  if (t.is_bool()) return make_bool(kMax);
  if (t.is_integral() && t.bits >= 1 && t.bits <= 64) {
    uint64_t all = ~uint64_t{0} >> (64 - t.bits);
    if (t.is_uint()) return make_int(kMax ? static_cast<int64_t>(all) : 0, t);
    int64_t top = static_cast<int64_t>(all >> 1);
    return make_int(kMax ? top : -top - 1, t);
  }
  double top = t == DataType::Float(64)    ? std::numeric_limits<double>::max()
               : t == DataType::Float(32)  ? static_cast<double>(std::numeric_limits<float>::max())
               : t == DataType::Float(16)  ? 65504.0
               : t == DataType::BFloat16() ? 3.38953138925153547590470800371487866880e38
                                           : 0.0;
  if (top == 0) fail(DiagId::BadDtype, n.span, fmt::format("the limits of {} are not known here", to_string(t)));
  return make_float(kMax ? top : -top, t);
}
template Value ScriptReader::limit_call<true>(const PyExpr&);
template Value ScriptReader::limit_call<false>(const PyExpr&);

/// TVM: fabs of floats, a selection of integers.
Value ScriptReader::abs_call(const PyExpr& n) {
  Expr x = expr(*bind(n, {"x"}, 1, "T.abs")[0]);
  if (x->dtype.is_floating()) return make_call(x->dtype, OpId::fabs, {x});
  if (x->dtype.is_uint()) return x;
  Expr zero = literal(Value(int64_t{0}), x->dtype, n.span);
  auto s = std::make_shared<SelectNode>(x->dtype);
  s->condition = make_binary(ExprKind::GE, x, zero);
  s->true_value = x;
  s->false_value = make_binary(ExprKind::Mul, x, literal(Value(int64_t{-1}), x->dtype, n.span));
  return Expr(s);
}

Value ScriptReader::meta_var_call(const PyExpr& n) { return eval(*bind(n, {"value"}, 1, "T.meta_var")[0]); }

/// `n = T.symbolic("n")`: an extent that is known when the kernel is called.
Value ScriptReader::symbolic_call(const PyExpr& n) {
  Args a = bind(n, {"name", "dtype"}, 1, "T.symbolic");
  return Expr(make_var(string(*a[0], "name"), a[1] ? dtype(*a[1]) : DataType::Int(32)));
}

}  // namespace tir2tt::tvm
