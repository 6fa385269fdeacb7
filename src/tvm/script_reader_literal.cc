// Numbers and types: from the text to literals, and to the type that a place asks for.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

bool fits_int32(int64_t v) {
  return v >= std::numeric_limits<int32_t>::min() && v <= std::numeric_limits<int32_t>::max();
}

}  // namespace

std::optional<int64_t> ScriptReader::parse_int(std::string_view digits, SourceSpan span, bool allow_unsigned) {
  int base = 10;
  std::string_view rest = digits;
  if (rest.size() > 2 && rest[0] == '0') {
    char c = static_cast<char>(rest[1] | 0x20);
    base = c == 'x' ? 16 : c == 'o' ? 8 : c == 'b' ? 2 : 10;
    if (base != 10) rest.remove_prefix(2);
  }
  std::string plain;
  if (rest.find('_') != std::string_view::npos) {
    for (char c : rest) {
      if (c != '_') plain.push_back(c);
    }
    rest = plain;
  }
  uint64_t value = 0;
  auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
  bool large = value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (error == std::errc::result_out_of_range || (large && !allow_unsigned && error == std::errc())) {
    // 2^63 is the one number whose negative exists; `-` in front of it comes here with allow_unsigned.
    fail(DiagId::IntegerOverflow, span, "this number does not fit into 64 bits");
  }
  if (error != std::errc() || end != rest.data() + rest.size()) {
    fail(DiagId::BadToken, span, fmt::format("`{}` is not a number", digits.substr(0, 40)));
  }
  return static_cast<int64_t>(value);
}

double ScriptReader::parse_float(std::string_view digits) {
  std::string plain;
  for (char c : digits) {
    if (c != '_') plain.push_back(c);
  }
  double value = 0;
  auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error == std::errc::result_out_of_range) {
    bool small = plain.find("e-") != std::string::npos || plain.find("E-") != std::string::npos;
    return small ? 0.0 : std::numeric_limits<double>::infinity();
  }
  return value;
}

Expr ScriptReader::to_expr(Value v, SourceSpan span) {
  if (auto* e = std::get_if<Expr>(&v.v)) return std::move(*e);
  if (const int64_t* i = v.get<int64_t>()) return make_int(*i, fits_int32(*i) ? DataType::Int(32) : DataType::Int(64));
  if (const double* d = v.get<double>()) return make_float(*d, DataType::Float(32));
  if (const bool* b = v.get<bool>()) return make_bool(*b);
  if (auto* s = std::get_if<std::string>(&v.v)) return make_string(std::move(*s));
  if (const auto* s = v.get<Value::Slice>()) return slice_load(**s, span);
  if (v.get<Buffer>()) {
    fail(DiagId::TypeMismatch, span, "a whole buffer is no value", "use an element, or `.data` for its pointer");
  }
  if (v.is_none()) return nullptr;
  fail(DiagId::TypeMismatch, span, "expected one value");
}

Expr ScriptReader::literal(const Value& v, DataType t, SourceSpan span) {
  DataType one = t.element();
  Expr e;
  if (one.is_floating()) {
    e = make_float(as_double(v), one);
  } else if (one.is_bool()) {
    e = make_bool(as_double(v) != 0);
  } else if (v.get<double>() && as_double(v) != std::floor(as_double(v))) {
    fail(DiagId::TypeMismatch, span, fmt::format("{} is no value of type {}", as_double(v), to_string(t)));
  } else {
    double d = as_double(v);
    if (v.get<double>() && !(std::abs(d) < 9.2e18))
      fail(DiagId::IntegerOverflow, span, "this number does not fit into 64 bits");
    e = make_int(v.get<double>() ? static_cast<int64_t>(d) : as_integer(v), one);
  }
  if (t.is_scalar()) return e;
  auto b = std::make_shared<BroadcastNode>(t);
  b->value = e;
  b->lanes = make_int(t.lanes);
  return b;
}

Expr ScriptReader::to_type(Value v, DataType t, SourceSpan span) {
  if (v.is_number()) {
    if (!is_number_type(t)) return to_expr(std::move(v), span);
    return literal(v, t, span);
  }
  Expr e = to_expr(std::move(v), span);
  if (!e) fail(DiagId::TypeMismatch, span, "expected a value, found None");
  bool known = is_number_type(e->dtype) && is_number_type(t);
  if (!known || e->dtype == t || e->kind == ExprKind::StringImm) return e;
  if (e->dtype.lanes != t.lanes && e->dtype.is_scalar()) {
    if (e->dtype != t.element()) e = make_cast(t.element(), e);
    auto b = std::make_shared<BroadcastNode>(t);
    b->value = e;
    b->lanes = make_int(t.lanes);
    return b;
  }
  return e->dtype.lanes == t.lanes ? make_cast(t, e) : e;
}

/// A condition is a value of type bool; a number of Python counts as Python counts it.
Expr ScriptReader::condition(Value v, SourceSpan span) {
  if (v.is_number()) return make_bool(to_bool(v));
  Expr e = to_expr(std::move(v), span);
  if (!e || e->dtype.is_floating() || e->kind == ExprKind::StringImm) {
    fail(DiagId::TypeMismatch, span, "a condition is of type bool", "compare it with something");
  }
  return e;
}

bool ScriptReader::to_bool(const Value& v) { return as_double(v) != 0; }

int64_t ScriptReader::integer(const PyExpr& n, std::string_view what) {
  Value v = eval(n);
  if (v.get<int64_t>() || v.get<bool>()) return as_integer(v);
  const Expr* e = v.get<Expr>();
  if (const int64_t* i = e ? as_int(*e) : nullptr) return *i;
  fail(DiagId::BadArguments, n.span, fmt::format("`{}` is a whole number", what));
}

bool ScriptReader::truth(const PyExpr& n, std::string_view what) {
  Value v = eval(n);
  if (v.is_number()) return as_double(v) != 0;
  const Expr* e = v.get<Expr>();
  if (const int64_t* i = e ? as_int(*e) : nullptr) return *i != 0;
  fail(DiagId::BadArguments, n.span, fmt::format("`{}` is True or False", what));
}

std::string ScriptReader::string(const PyExpr& n, std::string_view what) {
  Value v = eval(n);
  if (auto* s = std::get_if<std::string>(&v.v)) return std::move(*s);
  fail(DiagId::BadArguments, n.span, fmt::format("`{}` is a string", what));
}

/// TVM's spelling of a type that exists: "float17" is well-formed, but nothing has it.
std::optional<DataType> ScriptReader::dtype_named(std::string_view name) {
  auto t = parse_dtype(name);
  if (!t || name.empty()) return std::nullopt;
  bool odd = (t->code == TypeCode::Float && t->bits != 16 && t->bits != 32 && t->bits != 64) ||
             (t->code == TypeCode::BFloat && t->bits != 16) || (t->is_integral() && t->bits > 64);
  return odd ? std::nullopt : t;
}

/// `"float16"`, `T.float16`, or a constant that holds one of them.
DataType ScriptReader::dtype(const PyExpr& n) {
  if (std::string_view name = tir_name(n); !name.empty()) {
    if (auto t = dtype_named(name)) return *t;
  }
  Value v = eval(n);
  const auto* s = v.get<std::string>();
  if (!s) fail(DiagId::BadDtype, n.span, "a type is a string such as \"float16\"");
  auto t = dtype_named(*s);
  if (s->empty()) return DataType::Void();
  if (!t) fail(DiagId::BadDtype, n.span, fmt::format("`{}` is no type of TVM", s->substr(0, 40)));
  return *t;
}

Exprs ScriptReader::expr_list(const PyExpr& n) {
  Value v = eval(n);
  Exprs out;
  if (const auto* many = v.get<Value::Sequence>()) {
    for (const Value& x : **many) out.push_back(to_expr(x, n.span));
  } else {
    out.push_back(to_expr(std::move(v), n.span));
  }
  return out;
}

}  // namespace tir2tt::tvm
