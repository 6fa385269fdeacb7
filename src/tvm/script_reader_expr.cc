// Expressions: names, literals, operators, buffers. Numbers of Python are computed with each other; with a piece of
// TIR they become literals of its type. Nothing of TIR is folded.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

constexpr const char* kNoMeaning = "this Python expression has no meaning in a kernel here";

/// The TIR node of an operator; nullopt for those that are calls or nothing.
std::optional<ExprKind> node_of(PyOp op) {
  switch (op) {
    case PyOp::Add: return ExprKind::Add;
    case PyOp::Sub: return ExprKind::Sub;
    case PyOp::Mul: return ExprKind::Mul;
    case PyOp::Div: return ExprKind::Div;
    case PyOp::FloorDiv: return ExprKind::FloorDiv;
    case PyOp::Mod: return ExprKind::FloorMod;
    case PyOp::Lt: return ExprKind::LT;
    case PyOp::Le: return ExprKind::LE;
    case PyOp::Gt: return ExprKind::GT;
    case PyOp::Ge: return ExprKind::GE;
    case PyOp::Eq: return ExprKind::EQ;
    case PyOp::Ne: return ExprKind::NE;
    case PyOp::And: return ExprKind::And;
    case PyOp::Or: return ExprKind::Or;
    default: return std::nullopt;
  }
}

std::optional<OpId> call_of(PyOp op) {
  switch (op) {
    case PyOp::BitAnd: return OpId::bitwise_and;
    case PyOp::BitOr: return OpId::bitwise_or;
    case PyOp::BitXor: return OpId::bitwise_xor;
    case PyOp::Shl: return OpId::shift_left;
    case PyOp::Shr: return OpId::shift_right;
    case PyOp::Pow: return OpId::pow;
    default: return std::nullopt;
  }
}

int64_t floor_div(int64_t a, int64_t b) {
  int64_t q = a / b;
  return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

/// base ** exponent; true if it does not fit.
bool power_overflows(int64_t base, int64_t exponent, int64_t* out) {
  *out = 1;
  if (base == 0 || base == 1) exponent = std::min<int64_t>(exponent, 1);
  if (base == -1) exponent = exponent % 2;
  for (int64_t k = 0; k < exponent; ++k) {
    if (__builtin_mul_overflow(*out, base, out)) return true;
  }
  return false;
}

/// What C's and Python's promotion make of two types that TVM would bring together by a cast.
DataType common_type(DataType a, DataType b) {
  uint16_t lanes = std::max(a.lanes, b.lanes);
  if (a.is_floating() != b.is_floating()) return (a.is_floating() ? a : b).with_lanes(lanes);
  if (a.bits != b.bits) return (a.bits > b.bits ? a : b).with_lanes(lanes);
  return (a.is_uint() && b.is_int() ? b : a).with_lanes(lanes);
}

}  // namespace

Value ScriptReader::eval(const PyExpr& n) {
  switch (n.kind) {
    case PyKind::Name: return eval_name(n);
    case PyKind::Int: return *parse_int(n.text, n.span, false);
    case PyKind::Float: return parse_float(n.text);
    case PyKind::String: return std::string(n.text);
    case PyKind::True: return true;
    case PyKind::False: return false;
    case PyKind::None: return {};
    case PyKind::Tuple:
    case PyKind::List: return eval_sequence(n);
    case PyKind::Call: return eval_call(n);
    case PyKind::Attribute: return eval_attribute(n);
    case PyKind::Subscript: return eval_subscript(n);
    case PyKind::Unary: return eval_unary(n);
    case PyKind::Binary: return eval_binary(n);
    case PyKind::Conditional: return eval_conditional(n);
    case PyKind::Lambda: fail(DiagId::UnsupportedPython, n.span, "`lambda` has no meaning in a kernel here");
    case PyKind::Dict: fail(DiagId::UnsupportedPython, n.span, "a dictionary has a meaning as an attribute only");
    case PyKind::Slice: fail(DiagId::BadSyntax, n.span, "a slice stands between square brackets");
    case PyKind::Ellipsis: break;
  }
  fail(DiagId::UnsupportedPython, n.span, kNoMeaning);
}

Value ScriptReader::eval_name(const PyExpr& n) {
  const Symbol* s = find(n.text);
  if (!s) unknown_name(n);
  switch (s->kind) {
    case Symbol::Kind::Var:
    case Symbol::Kind::Buffer:
    case Symbol::Kind::Constant: return s->value;
    case Symbol::Kind::Poison: throw Abandoned{};
    default: fail(DiagId::TypeMismatch, n.span, fmt::format("`{}` is a module, not a value", n.text));
  }
}

Value ScriptReader::eval_sequence(const PyExpr& n) {
  auto out = std::make_shared<Values>();
  out->reserve(n.items.size());
  for (const PyExpr* x : n.items) out->push_back(eval(*x));
  return Value::Sequence(std::move(out));
}

Value ScriptReader::eval_conditional(const PyExpr& n) {
  Value c = eval(*n.b);
  if (!c.is_number()) {
    fail(DiagId::UnsupportedPython, n.span, "the condition of `a if c else b` is not known here",
         "write `T.if_then_else(c, a, b)`");
  }
  return eval(as_double(c) != 0 ? *n.a : *n.c);
}

// ---- operators

Value ScriptReader::eval_unary(const PyExpr& n) {
  if (n.op == PyOp::Neg && n.a->kind == PyKind::Int) {
    uint64_t magnitude = static_cast<uint64_t>(*parse_int(n.a->text, n.a->span, true));
    if (magnitude > uint64_t{1} << 63) fail(DiagId::IntegerOverflow, n.span, "this number does not fit into 64 bits");
    return static_cast<int64_t>(0 - magnitude);
  }
  Value a = eval(*n.a);
  if (n.op == PyOp::Pos) return a;
  if (a.is_number()) {
    if (n.op == PyOp::Not) return as_double(a) == 0;
    if (n.op == PyOp::Invert) return ~as_integer(a);
    if (const double* d = a.get<double>()) return -*d;
    int64_t negative = 0;
    if (__builtin_sub_overflow(int64_t{0}, as_integer(a), &negative))
      fail(DiagId::IntegerOverflow, n.span, "this number does not fit into 64 bits");
    return negative;
  }
  Expr e = to_expr(std::move(a), n.span);
  if (!e) fail(DiagId::TypeMismatch, n.span, "expected a value, found None");
  if (n.op == PyOp::Not) return make_not(e);
  if (n.op == PyOp::Invert) return make_call(e->dtype, OpId::bitwise_not, {e});
  // The sign belongs to a literal; of anything else TVM makes a product.
  if (const auto* i = as<IntImmNode>(e))
    return make_int(static_cast<int64_t>(0 - static_cast<uint64_t>(i->value)), e->dtype);
  if (const auto* f = as<FloatImmNode>(e)) return make_float(-f->value, e->dtype);
  return make_binary(ExprKind::Mul, e, literal(Value(int64_t{-1}), e->dtype, n.span));
}

Value ScriptReader::eval_binary(const PyExpr& n) {
  // A long sum leans to the left: down its spine in a loop, not by recursion.
  const PyExpr* left = &n;
  std::vector<const PyExpr*> spine;
  for (; left->kind == PyKind::Binary; left = left->a) spine.push_back(left);
  Value v = eval(*left);
  for (size_t i = spine.size(); i-- > 0;) v = binary(spine[i]->op, std::move(v), eval(*spine[i]->b), spine[i]->span);
  return v;
}

namespace {

template <class T>
std::optional<bool> compare(PyOp op, T a, T b) {
  switch (op) {
    case PyOp::Lt: return a < b;
    case PyOp::Le: return a <= b;
    case PyOp::Gt: return a > b;
    case PyOp::Ge: return a >= b;
    case PyOp::Eq: return a == b;
    case PyOp::Ne: return a != b;
    default: return std::nullopt;
  }
}

}  // namespace

Value ScriptReader::python_arithmetic(PyOp op, const Value& a, const Value& b, SourceSpan span) {
  bool floating = a.get<double>() || b.get<double>();
  double x = as_double(a), y = as_double(b);
  int64_t i = as_integer(a), j = as_integer(b), out = 0;
  bool overflow = false;
  if (auto truth_value = floating ? compare(op, x, y) : compare(op, i, j)) return *truth_value;
  if ((op == PyOp::Div || op == PyOp::FloorDiv || op == PyOp::Mod) && y == 0) {
    fail(DiagId::BadArguments, span, "division by zero");
  }
  switch (op) {
    case PyOp::And: return x != 0 ? b : a;
    case PyOp::Or: return x != 0 ? a : b;
    case PyOp::Div: return x / y;
    case PyOp::Add:
      if (floating) return x + y;
      overflow = __builtin_add_overflow(i, j, &out);
      break;
    case PyOp::Sub:
      if (floating) return x - y;
      overflow = __builtin_sub_overflow(i, j, &out);
      break;
    case PyOp::Mul:
      if (floating) return x * y;
      overflow = __builtin_mul_overflow(i, j, &out);
      break;
    case PyOp::FloorDiv:
      if (floating) return std::floor(x / y);
      overflow = i == std::numeric_limits<int64_t>::min() && j == -1;
      if (!overflow) out = floor_div(i, j);
      break;
    case PyOp::Mod:
      if (floating) return x - y * std::floor(x / y);
      out = j == -1 ? 0 : i - floor_div(i, j) * j;
      break;
    case PyOp::Pow:
      if (floating || j < 0) return std::pow(x, y);
      overflow = power_overflows(i, j, &out);
      break;
    case PyOp::BitAnd: out = i & j; break;
    case PyOp::BitOr: out = i | j; break;
    case PyOp::BitXor: out = i ^ j; break;
    case PyOp::Shl:
      overflow = j < 0 || j > 62 || __builtin_mul_overflow(i, int64_t{1} << (j < 0 || j > 62 ? 0 : j), &out);
      break;
    case PyOp::Shr: out = j < 0 || j > 63 ? 0 : i >> j; break;
    default: fail(DiagId::UnsupportedPython, span, kNoMeaning);
  }
  if (overflow) fail(DiagId::IntegerOverflow, span, "the result does not fit into 64 bits");
  return out;
}

Value ScriptReader::binary(PyOp op, Value a, Value b, SourceSpan span) {
  if (a.is_number() && b.is_number()) return python_arithmetic(op, a, b, span);
  const auto *s = a.get<std::string>(), *t = b.get<std::string>();
  if (s && t && op == PyOp::Add) return *s + *t;
  if (s && t && (op == PyOp::Eq || op == PyOp::Ne)) return (*s == *t) == (op == PyOp::Eq);
  if (op == PyOp::Is || op == PyOp::IsNot) {
    if (a.is_none() || b.is_none()) return (a.is_none() && b.is_none()) == (op == PyOp::Is);
    fail(DiagId::UnsupportedPython, span, "`is` has no meaning in a kernel here", "write `==`");
  }
  const auto *p = a.get<Value::Sequence>(), *q = b.get<Value::Sequence>();
  if (p && q && op == PyOp::Add) {
    auto both = std::make_shared<Values>(**p);
    both->insert(both->end(), (*q)->begin(), (*q)->end());
    return Value::Sequence(std::move(both));
  }
  Expr x, y;
  if (auto kind = node_of(op)) {
    match_types(a, b, span, &x, &y);
    if (op == PyOp::Div && x->dtype.is_integral() && y->dtype.is_integral()) {
      fail(DiagId::TypeMismatch, span, "`/` of two integers is ambiguous",
           "write `//`, or `T.Div(a, b)` for truncation");
    }
    return make_binary(*kind, std::move(x), std::move(y));
  }
  auto id = call_of(op);
  if (!id) fail(DiagId::UnsupportedPython, span, kNoMeaning);
  match_types(a, b, span, &x, &y);
  DataType t0 = x->dtype;
  return make_call(t0, *id, {std::move(x), std::move(y)});
}

/// Brings two operands to one type as TVM's operators do. What TVM printed has one type already.
void ScriptReader::match_types(Value& a, Value& b, SourceSpan span, Expr* out_a, Expr* out_b) {
  bool python_a = a.is_number(), python_b = b.is_number();
  Value keep_a = python_a ? a : Value(), keep_b = python_b ? b : Value();
  *out_a = to_expr(std::move(a), span);
  *out_b = to_expr(std::move(b), span);
  if (!*out_a || !*out_b) fail(DiagId::TypeMismatch, span, "an operand is None");
  DataType s = (*out_a)->dtype, t = (*out_b)->dtype;
  if (s == t || !is_number_type(s) || !is_number_type(t)) return;
  // A literal of Python takes its partner's type, unless it is a fraction and the partner an integer.
  if (python_b && !(keep_b.get<double>() && !s.is_floating())) return void(*out_b = literal(keep_b, s, span));
  if (python_a && !(keep_a.get<double>() && !t.is_floating())) return void(*out_a = literal(keep_a, t, span));
  DataType common = common_type(s, t);
  *out_a = to_type(Value(*out_a), common, span);
  *out_b = to_type(Value(*out_b), common, span);
}

// ---- attributes and subscripts

std::string_view ScriptReader::tir_name(const PyExpr& n) const {
  const PyExpr* base = &n;
  size_t length = 0;
  for (; base->kind == PyKind::Attribute; base = base->a) length += base->text.size() + 1;
  if (length == 0 || base->kind != PyKind::Name) return {};
  const Symbol* s = find(base->text);
  if (!s || s->kind != Symbol::Kind::Tir) return {};
  // `T.axis.remap` is one word of the source, unless somebody put spaces into it.
  if (n.span.end - base->span.end == length) return text_.substr(base->span.end + 1, length - 1);
  std::string joined;
  for (const PyExpr* x = &n; x != base; x = x->a)
    joined = joined.empty() ? std::string(x->text) : fmt::format("{}.{}", x->text, joined);
  return *spaced_names_.insert(std::move(joined)).first;
}

Value ScriptReader::eval_attribute(const PyExpr& n) {
  if (std::string_view name = tir_name(n); !name.empty()) {
    if (dtype_named(name)) return std::string(name);
    if (name == "GemmWarpPolicy.Square") return int64_t{0};
    if (name == "GemmWarpPolicy.FullRow") return int64_t{1};
    if (name == "GemmWarpPolicy.FullCol") return int64_t{2};
    fail(DiagId::UnknownName, n.span, fmt::format("`T.{}` is no value", name));
  }
  Value base = eval(*n.a);
  if (const Buffer* b = base.get<Buffer>()) return buffer_attribute(*b, n);
  if (const Expr* e = base.get<Expr>(); e && n.text == "dtype") return to_string((*e)->dtype);
  if (const auto* iv = base.get<IterVar>(); iv && n.text == "var") return Expr((*iv)->var);
  fail(DiagId::UnsupportedPython, n.span, fmt::format("`.{}` has no meaning here", n.text));
}

Value ScriptReader::buffer_attribute(const Buffer& b, const PyExpr& n) {
  auto sequence = [](const Exprs& es) {
    auto out = std::make_shared<Values>();
    for (const Expr& e : es) {
      const int64_t* i = as_int(e);
      out->push_back(i && e->dtype == DataType::Int(32) ? Value(*i) : Value(e));
    }
    return Value(Value::Sequence(std::move(out)));
  };
  if (n.text == "data") return Expr(b->data);
  if (n.text == "shape") return sequence(b->shape);
  if (n.text == "strides") return sequence(b->strides);
  if (n.text == "dtype") return to_string(b->dtype);
  if (n.text == "elem_offset") return b->elem_offset ? b->elem_offset : make_int(0);
  fail(DiagId::UnsupportedPython, n.span, fmt::format("a buffer has no `.{}` here", n.text),
       "there are `data`, `shape`, `strides`, `dtype` and `elem_offset`");
}

Value ScriptReader::eval_subscript(const PyExpr& n) {
  if (auto ref = metadata_ref(n)) {
    auto opaque = std::make_shared<OpaqueNode>(DataType::Handle());
    opaque->key = ref->key;
    opaque->index = ref->index;
    return Expr(opaque);
  }
  Value base = eval(*n.a);
  if (const Buffer* b = base.get<Buffer>()) return buffer_access(*b, n);
  if (const auto* many = base.get<Value::Sequence>()) {
    if (n.items.size() != 1) fail(DiagId::BadArguments, n.span, "a tuple has one index");
    int64_t i = integer(*n.items[0], "index");
    int64_t size = static_cast<int64_t>((*many)->size());
    if (i < 0) i += size;
    if (i < 0 || i >= size) fail(DiagId::BadArguments, n.span, fmt::format("index {} of {} elements", i, size));
    return (**many)[static_cast<size_t>(i)];
  }
  fail(DiagId::TypeMismatch, n.a->span, "only a buffer or a tuple has elements");
}

/// `A[i, j]` is a load; with slices it is settled later what it is.
Value ScriptReader::buffer_access(const Buffer& b, const PyExpr& n) {
  if (n.items.size() != b->shape.size()) {
    fail(DiagId::RankMismatch, n.span,
         fmt::format("{} indices for a buffer with {} axes", n.items.size(), b->shape.size()));
  }
  Exprs indices;
  indices.reserve(n.items.size());
  std::shared_ptr<BufferSlice> slice;
  for (size_t i = 0; i < n.items.size(); ++i) {
    const PyExpr& x = *n.items[i];
    if (x.kind == PyKind::Slice && !slice) {
      slice = std::make_shared<BufferSlice>();
      slice->buffer = b;
      for (Expr& e : indices) slice->axes.push_back({std::move(e), nullptr, nullptr, false});
    }
    if (x.kind != PyKind::Slice) {
      Expr e = expr(x);
      if (!e || !(e->dtype.is_integral() || e->dtype.is_bool() || !is_number_type(e->dtype)) ||
          e->kind == ExprKind::StringImm) {
        fail(DiagId::TypeMismatch, x.span, "an index is an integer");
      }
      if (slice)
        slice->axes.push_back({std::move(e), nullptr, nullptr, false});
      else
        indices.push_back(std::move(e));
      continue;
    }
    Value lo = x.a ? eval(*x.a) : Value(int64_t{0});
    Value hi = x.b ? eval(*x.b) : Value(b->shape[i]);
    BufferSlice::Axis axis;
    axis.is_slice = true;
    match_types(lo, hi, x.span, &axis.lo, &axis.hi);
    if (x.c) axis.step = to_type(eval(*x.c), axis.lo->dtype, x.c->span);
    slice->axes.push_back(std::move(axis));
  }
  if (slice) return Value::Slice(std::move(slice));
  return load(b, std::move(indices), n.span);
}

Expr ScriptReader::load(const Buffer& b, Exprs indices, SourceSpan span) {
  int lanes = b->dtype.lanes;
  for (const Expr& i : indices) lanes *= i->dtype.lanes;
  if (lanes > 65535) fail(DiagId::TypeMismatch, span, fmt::format("a vector of {} elements", lanes));
  auto n = std::make_shared<BufferLoadNode>(b->dtype.with_lanes(static_cast<uint16_t>(lanes)));
  n->span = span;
  n->buffer = b;
  n->indices = std::move(indices);
  return n;
}

}  // namespace tir2tt::tvm
