// Two printers that call each other: of values, and of words, which spare a conversion there and back where a value is
// only loaded, chosen or reinterpreted.
#include "codegen/tt/element_expression.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <optional>

#include "codegen/tt/element_helpers.h"
#include "support/diagnostic.h"
#include "tir/visitor.h"
#include "transform/tt/tile_tree.h"

namespace tir2tt::codegen {
namespace {

using tir::as;
using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::OpId;
using tir::TypeCode;

// How tightly operators bind.
constexpr int kLowest = 0, kOr = 1, kAnd = 2, kBits = 3, kEquality = 4, kOrder = 5, kShift = 6, kSum = 7, kProduct = 8,
              kUnary = 9, kAtom = 10;

struct Text {
  std::string text;
  int precedence = kAtom;
};

struct Operator {
  std::string_view symbol;  // empty: a function
  int precedence;
  bool wraps;  // the result of an unsigned type may need more bits than it has
};
// In the order of ExprKind.
constexpr Operator kOperators[] = {
    {"+", kSum, true},      {"-", kSum, true},        {"*", kProduct, true},    {"/", kProduct, false},
    {"%", kProduct, false}, {"/", kProduct, false},   {"%", kProduct, false},   {"", kAtom, false},
    {"", kAtom, false},     {"==", kEquality, false}, {"!=", kEquality, false}, {"<", kOrder, false},
    {"<=", kOrder, false},  {">", kOrder, false},     {">=", kOrder, false},    {"&&", kAnd, false},
    {"||", kOr, false},
};
static_assert(std::size(kOperators) == static_cast<size_t>(ExprKind::Or) + 1);

struct CalledOperator {
  OpId op;
  Operator as;
};
constexpr CalledOperator kCalled[] = {
    {OpId::shift_left, {"<<", kShift, true}}, {OpId::shift_right, {">>", kShift, false}},
    {OpId::bitwise_and, {"&", kBits, false}}, {OpId::bitwise_or, {"|", kBits, false}},
    {OpId::bitwise_xor, {"^", kBits, false}},
};

bool is_whole(DataType t) { return t.is_integral() || t.is_bool(); }
bool is_float32(DataType t) { return t.code == TypeCode::Float && t.bits == 32; }
bool is_narrow_float(DataType t) { return t.is_floating() && t.bits < 32; }

/// Whether C++ computes with a type of its own for it: what is smaller is int.
bool has_own_type(DataType t) { return t.bits > 32 || (t.is_uint() && t.bits == 32); }

/// Bits that hold the magnitude of every value.
int magnitude_bits(DataType t) { return t.is_bool() ? 1 : t.is_uint() ? t.bits : t.bits - 1; }

/// Whether every value of `from` is one of `to`, both whole numbers.
bool includes(DataType to, DataType from) {
  return magnitude_bits(to) >= magnitude_bits(from) && (to.is_int() || !from.is_int());
}

int significant_bits(DataType t) {
  constexpr std::pair<TypeCode, int> kSignificant[] = {
      {TypeCode::BFloat, 8}, {TypeCode::Float8_e4m3, 4}, {TypeCode::Float8_e4m3fn, 4}, {TypeCode::Float8_e5m2, 3}};
  const auto* it = std::find_if(std::begin(kSignificant), std::end(kSignificant),
                                [&](const auto& row) { return row.first == t.code; });
  return it != std::end(kSignificant) ? it->second : t.bits == 16 ? 11 : 24;
}

/// Whether C++ computes the value of `e` with more bits than its type has.
bool needs_rounding(const Expr& e) {
  if (!is_narrow_float(e->dtype)) return false;
  if (auto* c = as<tir::CastNode>(e)) {
    const DataType from = c->value->dtype;
    if (is_whole(from)) return magnitude_bits(from) > significant_bits(e->dtype);
    return !(from.bits == 8 && e->dtype.bits == 16);
  }
  return is_binary(e->kind) && e->kind != ExprKind::Min && e->kind != ExprKind::Max;
}

/// The bits of a constant that the type has exactly.
std::optional<uint32_t> exact_bits(DataType t, double v) {
  using transform::DstOp;
  const auto bits = std::bit_cast<uint32_t>(static_cast<float>(v));
  if (is_float32(t)) return bits;
  if (bits == 0) return 0;
  const bool bfloat = t.code == TypeCode::BFloat;
  if (t.bits != 16 || transform::round_as(bfloat ? DstOp::ToBfloat16 : DstOp::ToFloat16, v) != v) return std::nullopt;
  if (bfloat) return bits >> 16;
  if (!std::isfinite(v) || std::fabs(v) < 0x1p-14) return std::nullopt;
  return (bits >> 16 & 0x8000) | (((bits & 0x7fffffff) >> 13) - (112u << 10));
}
std::string shown_bits(DataType t, uint32_t bits) {
  return bits == 0 ? "0" : fmt::format("0x{:0{}x}", bits, t.bits / 4);
}

class Printer {
 public:
  explicit Printer(ElementLeaves& leaves) : leaves_(leaves) {}

  Text value(const Expr& e);
  Text word(const Expr& e);

 private:
  Text unrounded(const Expr& e);
  Text named(const Expr& e, const std::string& name);
  Text variable(const tir::VarNode& v);
  Text integer(const Expr& e, int64_t v);
  Text number(const Expr& e, double v);
  Text load(const tir::BufferLoadNode& e);
  Text cast(const tir::CastNode& e);
  Text whole_from(DataType to, const Expr& from);
  Text float_from(DataType to, const Expr& from);
  Text binary(const tir::BinaryNode& e);
  Text least_or_greatest(const tir::BinaryNode& e);
  Text quotient(const tir::BinaryNode& e);
  Text applied(const Operator& op, const Expr& a, const Expr& b, DataType t);
  Text call(const Expr& e, const tir::CallNode& c);
  Text absolute(const Expr& a);
  Text reinterpreted(DataType to, const Expr& from);
  Text chosen(const Text& condition, const Text& a, const Text& b);
  Text from_word(DataType t, const std::string& word);
  std::string need_format(DataType t);
  bool choice_of(const Expr& e, Expr* condition, Expr* a, Expr* b) const;

  ElementLeaves& leaves_;
};

/// What stands without parentheses beside an operator, of what could: nobody knows all precedences by heart.
int clear_from(int precedence) {
  if (precedence == kBits || precedence == kShift) return kUnary;
  return precedence <= kAnd ? kEquality : precedence < kShift ? kSum : kLowest;
}
std::string in_parentheses(const Text& t, int least) { return t.precedence < least ? "(" + t.text + ")" : t.text; }
Text function(const std::string& name, const Text& argument) { return {name + "(" + argument.text + ")", kAtom}; }
Text converted(const std::string& type, const Text& t) { return function("static_cast<" + type + ">", t); }

Text Printer::chosen(const Text& condition, const Text& a, const Text& b) {
  const auto part = [](const Text& t) { return in_parentheses(t, kLowest + 1); };
  return {part(condition) + " ? " + part(a) + " : " + part(b), kLowest};
}

std::string Printer::need_format(DataType t) {
  for (const std::string& helper : float_helpers(t)) leaves_.need(helper);
  return format_name(t);
}

Text Printer::value(const Expr& e) {
  if (const std::string name = leaves_.name(e); !name.empty()) return named(e, name);
  const Text text = unrounded(e);
  return needs_rounding(e) ? function("round_to_" + need_format(e->dtype), text) : text;
}

/// The value before it is rounded to a float of fewer bits than C++ computes with.
Text Printer::unrounded(const Expr& e) {
  if (const std::string name = leaves_.name(e); !name.empty()) return named(e, name);
  if (auto* v = as<tir::VarNode>(e)) return variable(*v);
  if (auto* i = as<tir::IntImmNode>(e)) return integer(e, i->value);
  if (auto* f = as<tir::FloatImmNode>(e)) return number(e, f->value);
  if (auto* b = as<tir::BinaryNode>(e)) return binary(*b);
  if (auto* c = as<tir::CastNode>(e)) return cast(*c);
  if (auto* l = as<tir::BufferLoadNode>(e)) return load(*l);
  if (auto* n = as<tir::NotNode>(e)) return {"!" + in_parentheses(value(n->a), kUnary), kUnary};
  if (auto* l = as<tir::LetNode>(e)) return value(tir::substitute(l->body, {{l->var, l->value}}));
  Expr condition, a, b;
  if (choice_of(e, &condition, &a, &b)) return chosen(value(condition), value(a), value(b));
  auto* c = as<tir::CallNode>(e);
  TIR2TT_CHECK(c != nullptr, "an expression that a data-movement RISC does not compute");
  return call(e, *c);
}

bool Printer::choice_of(const Expr& e, Expr* condition, Expr* a, Expr* b) const {
  if (auto* s = as<tir::SelectNode>(e)) {
    *condition = s->condition, *a = s->true_value, *b = s->false_value;
    return true;
  }
  auto* c = as<tir::CallNode>(e);
  if (!c || c->op.id() != OpId::if_then_else || c->args.size() != 3) return false;
  *condition = c->args[0], *a = c->args[1], *b = c->args[2];
  return true;
}

/// Constants of the kernel are int32_t where they number something.
Text Printer::named(const Expr& e, const std::string& name) {
  if (is_whole(e->dtype) && has_own_type(e->dtype)) return converted(held_type(e->dtype), {name});
  return {name};
}

Text Printer::variable(const tir::VarNode& v) {
  const Expr value_of = leaves_.let(&v);
  TIR2TT_CHECK(value_of != nullptr, "a variable without a value: " + v.name);
  return value(value_of);
}

Text Printer::integer(const Expr& e, int64_t v) {
  const DataType t = e->dtype;
  if (t.is_bool()) return {v != 0 ? "true" : "false"};
  if (t.is_uint() && t.bits == 64) return {fmt::format("{}ull", static_cast<uint64_t>(v))};
  if (t.is_uint()) return {fmt::format("{}{}", v, t.bits == 32 ? "u" : "")};
  if (v == INT64_MIN || v == INT32_MIN) return {t.bits > 32 && v == INT64_MIN ? "INT64_MIN" : "INT32_MIN"};
  return {fmt::format("{}{}", v, t.bits > 32 ? "ll" : ""), v < 0 ? kUnary : kAtom};
}

Text Printer::number(const Expr& e, double v) {
  if (std::isnan(v)) return {"__builtin_nanf(\"\")"};
  if (std::isinf(v)) return v > 0 ? Text{"__builtin_inff()"} : Text{"-__builtin_inff()", kUnary};
  const std::string digits = fmt::format("{}", static_cast<float>(v));
  const bool whole = digits.find_first_of(".e") == std::string::npos;
  const Text literal{digits + (whole ? ".0f" : "f"), v < 0 ? kUnary : kAtom};
  if (is_float32(e->dtype)) return literal;
  using transform::DstOp;
  const DstOp op = e->dtype.code == TypeCode::BFloat ? DstOp::ToBfloat16 : DstOp::ToFloat16;
  if (e->dtype.bits == 16 && transform::round_as(op, v) == v) return literal;
  return v == 0 ? literal : function("round_to_" + need_format(e->dtype), literal);
}

Text Printer::from_word(DataType t, const std::string& word) {
  if (t.is_bool()) return {word + " != 0", kEquality};
  if (!t.is_floating()) return {word};
  if (is_float32(t)) return {"__builtin_bit_cast(float, " + word + ")"};
  return function("from_" + need_format(t), {word});
}

Text Printer::load(const tir::BufferLoadNode& e) { return from_word(e.dtype, leaves_.load(e)); }

Text Printer::cast(const tir::CastNode& e) {
  const DataType to = e.dtype, from = e.value->dtype;
  if (to.is_bool()) {
    if (from.is_bool()) return value(e.value);
    return {in_parentheses(value(e.value), kEquality + 1) + (from.is_floating() ? " != 0.0f" : " != 0"), kEquality};
  }
  return to.is_floating() ? float_from(to, e.value) : whole_from(to, e.value);
}

Text Printer::whole_from(DataType to, const Expr& from) {
  const DataType t = from->dtype;
  const Text a = value(from);
  const std::string type = fmt::format("{}int{}_t", to.is_uint() ? "u" : "", to.bits);
  if (t.is_floating()) {
    if (to.bits == 64) return converted(type, a);
    return converted(type, converted("int64_t", a));  // what int32_t does not have wraps
  }
  const bool same_in_cpp = !has_own_type(to) && !has_own_type(t);
  return includes(to, t) && same_in_cpp ? a : to == t ? a : converted(type, a);
}

Text Printer::float_from(DataType, const Expr& from) {
  return from->dtype.is_floating() ? value(from) : converted("float", value(from));
}

Text Printer::binary(const tir::BinaryNode& e) {
  if (e.kind == ExprKind::Min || e.kind == ExprKind::Max) return least_or_greatest(e);
  if (e.kind == ExprKind::FloorDiv || e.kind == ExprKind::FloorMod) return quotient(e);
  return applied(kOperators[static_cast<size_t>(e.kind)], e.a, e.b, e.dtype);
}

Text Printer::applied(const Operator& op, const Expr& x, const Expr& y, DataType t) {
  const Text a = value(x), b = value(y);
  const auto operand = [&](const Text& o, int least) {
    const bool chain = o.precedence == op.precedence && (op.precedence == kAnd || op.precedence == kOr);
    return in_parentheses(o, chain ? op.precedence : std::max(least, clear_from(op.precedence)));
  };
  const Text out{operand(a, op.precedence) + " " + std::string(op.symbol) + " " + operand(b, op.precedence + 1),
                 op.precedence};
  const bool wraps = op.wraps && t.is_uint() && t.bits < 32;
  return wraps ? converted(word_type(t), out) : out;
}

Text Printer::least_or_greatest(const tir::BinaryNode& e) {
  leaves_.need_header("<algorithm>");
  return {fmt::format("std::{}<{}>({}, {})", e.kind == ExprKind::Min ? "min" : "max", held_type(e.dtype),
                      value(e.a).text, value(e.b).text),
          kAtom};
}

/// C++ rounds towards zero: the same for what is not negative.
Text Printer::quotient(const tir::BinaryNode& e) {
  const bool plain = e.dtype.is_uint() || (leaves_.is_not_negative(e.a) && leaves_.is_not_negative(e.b));
  if (plain) return applied(kOperators[static_cast<size_t>(e.kind)], e.a, e.b, e.dtype);
  leaves_.need(floor_division_helper());
  return {fmt::format("floor_{}<{}>({}, {})", e.kind == ExprKind::FloorDiv ? "div" : "mod", held_type(e.dtype),
                      value(e.a).text, value(e.b).text),
          kAtom};
}

Text Printer::absolute(const Expr& a) {
  if (a->dtype.is_floating()) return function("__builtin_fabsf", value(a));
  if (a->dtype.is_uint() || a->dtype.is_bool()) return value(a);
  return function(a->dtype.bits > 32 ? "__builtin_llabs" : "__builtin_abs", value(a));
}

Text Printer::reinterpreted(DataType to, const Expr& from) {
  if (to == from->dtype) return value(from);
  if (to.is_floating()) return from_word(to, word(from).text);
  const std::string type = fmt::format("{}int{}_t", to.is_uint() ? "u" : "", to.bits);
  return converted(type, from->dtype.is_floating() ? word(from) : value(from));
}

Text Printer::call(const Expr& e, const tir::CallNode& c) {
  const OpId op = c.op.id();
  if (op == OpId::tl_infinity) return {"__builtin_inff()"};
  if (op == OpId::large_uint_imm) {
    const int64_t *low = tir::as_int(c.args[0]), *high = tir::as_int(c.args[1]);
    TIR2TT_CHECK(low && high, "large_uint_imm of what is no constant");
    return {fmt::format("{}ull", static_cast<uint64_t>(*high) << 32 | static_cast<uint64_t>(*low))};
  }
  if (op == OpId::likely) return value(c.args[0]);
  if (op == OpId::fabs) return absolute(c.args[0]);
  if (op == OpId::reinterpret) return reinterpreted(e->dtype, c.args[0]);
  if (op == OpId::bitwise_not) {
    const Text out{"~" + in_parentheses(value(c.args[0]), kUnary), kUnary};
    return e->dtype.is_uint() && e->dtype.bits < 32 ? converted(word_type(e->dtype), out) : out;
  }
  const auto* row = std::find_if(std::begin(kCalled), std::end(kCalled), [&](const auto& r) { return r.op == op; });
  TIR2TT_CHECK(row != std::end(kCalled) && c.args.size() == 2, "a call that a data-movement RISC does not compute");
  return applied(row->as, c.args[0], c.args[1], e->dtype);
}

/// As it is kept in memory: spares a conversion there and back.
Text Printer::word(const Expr& e) {
  const DataType t = e->dtype;
  if (!t.is_floating()) return value(e);
  auto* c = as<tir::CallNode>(e);
  auto* f = as<tir::FloatImmNode>(e);
  auto* v = as<tir::VarNode>(e);
  Expr condition, a, b;
  if (leaves_.name(e).empty()) {
    if (auto* l = as<tir::BufferLoadNode>(e)) return {leaves_.load(*l)};
    if (const auto bits = f ? exact_bits(t, f->value) : std::nullopt) return {shown_bits(t, *bits)};
    if (choice_of(e, &condition, &a, &b)) return chosen(value(condition), word(a), word(b));
    if (c && c->op.id() == OpId::reinterpret) return word(c->args[0]);
    if (auto* cast = as<tir::CastNode>(e); cast && cast->value->dtype.is_bool()) {
      return chosen(value(cast->value), word(tir::make_float(1, t)), {"0"});
    }
    if (v && leaves_.let(v)) return word(leaves_.let(v));
  }
  if (is_float32(t)) return {"__builtin_bit_cast(uint32_t, " + value(e).text + ")"};
  return function("to_" + need_format(t), unrounded(e));
}

}  // namespace

std::string held_type(DataType t) {
  if (t.is_bool()) return "bool";
  if (t.is_floating()) return "float";
  return has_own_type(t) ? fmt::format("{}int{}_t", t.is_uint() ? "u" : "", t.bits) : "int32_t";
}

std::string word_type(DataType t) {
  if (t.is_bool()) return "uint8_t";
  return fmt::format("{}int{}_t", t.is_int() ? "" : "u", t.bits);
}

std::string element_value(const Expr& e, ElementLeaves& leaves) { return Printer(leaves).value(e).text; }

std::string element_word(const Expr& e, DataType t, ElementLeaves& leaves) {
  return Printer(leaves).word(e->dtype == t ? e : tir::make_cast(t, e)).text;
}

}  // namespace tir2tt::codegen
