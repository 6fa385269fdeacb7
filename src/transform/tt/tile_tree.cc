#include "transform/tt/tile_tree.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace tir2tt::transform {

namespace {

using Compare = TileTree::Compare;

struct UnaryRow {
  DstOp op;
  double (*f)(double);
};
constexpr UnaryRow kUnary[] = {
    {DstOp::Exp, [](double x) { return std::exp(x); }},
    {DstOp::Exp2, [](double x) { return std::exp2(x); }},
    {DstOp::Log, [](double x) { return std::log(x); }},
    {DstOp::Sqrt, [](double x) { return std::sqrt(x); }},
    {DstOp::Rsqrt, [](double x) { return 1 / std::sqrt(x); }},
    {DstOp::Recip, [](double x) { return 1 / x; }},
    {DstOp::Tanh, [](double x) { return std::tanh(x); }},
    {DstOp::Sigmoid, [](double x) { return 1 / (1 + std::exp(-x)); }},
    {DstOp::Erf, [](double x) { return std::erf(x); }},
    {DstOp::Abs, [](double x) { return std::abs(x); }},
    {DstOp::Floor, [](double x) { return std::floor(x); }},
    {DstOp::Ceil, [](double x) { return std::ceil(x); }},
    {DstOp::Trunc, [](double x) { return std::trunc(x); }},
    {DstOp::ToFloat16, [](double x) { return round_as(DstOp::ToFloat16, x); }},
    {DstOp::ToBfloat16, [](double x) { return round_as(DstOp::ToBfloat16, x); }},
};

std::optional<double> fold(DstOp op, double x) {
  const auto row = std::ranges::find(kUnary, op, &UnaryRow::op);
  if (row == std::end(kUnary)) return std::nullopt;
  return row->f(x);
}

double fold(DstOp op, double a, double b) {
  switch (op) {
    case DstOp::Add: return a + b;
    case DstOp::Sub: return a - b;
    case DstOp::Mul: return a * b;
    case DstOp::Div: return a / b;
    case DstOp::Max: return a < b ? b : a;
    case DstOp::Min: return b < a ? b : a;
    default: return std::pow(a, b);
  }
}

struct CompareRow {
  Compare how, mirrored;  // a < b is b > a
  DstOp with_scalar, with_zero;
};
constexpr CompareRow kCompare[] = {
    {Compare::Eq, Compare::Eq, DstOp::EqScalar, DstOp::Eqz}, {Compare::Ne, Compare::Ne, DstOp::NeScalar, DstOp::Nez},
    {Compare::Lt, Compare::Gt, DstOp::LtScalar, DstOp::Ltz}, {Compare::Le, Compare::Ge, DstOp::LeScalar, DstOp::Lez},
    {Compare::Gt, Compare::Lt, DstOp::GtScalar, DstOp::Gtz}, {Compare::Ge, Compare::Le, DstOp::GeScalar, DstOp::Gez},
};

bool fold(Compare how, double a, double b) {
  switch (how) {
    case Compare::Eq: return a == b;
    case Compare::Ne: return a != b;
    case Compare::Lt: return a < b;
    case Compare::Le: return a <= b;
    case Compare::Gt: return a > b;
    default: return a >= b;
  }
}

/// 1/c where a product with it is the quotient by c in every bit.
std::optional<double> exact_reciprocal(double c) {
  int exponent = 0;
  if (c == 0 || !std::isfinite(c) || std::abs(std::frexp(c, &exponent)) != 0.5) return std::nullopt;
  const bool normal = exponent > -120 && exponent < 120;  // of a float, both c and 1/c
  return normal ? std::optional(1 / c) : std::nullopt;
}

bool in(DstOp op, DstOp first, DstOp last) { return op >= first && op <= last; }

}  // namespace

double round_as(DstOp to, double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const bool half = to == DstOp::ToFloat16;
  const int digits = half ? 10 : 7, least = half ? -14 : -126, most = half ? 15 : 127;
  const double quantum = std::ldexp(1.0, std::max(std::ilogb(value), least) - digits);
  const double rounded = std::nearbyint(value / quantum) * quantum;
  return std::abs(rounded) < std::ldexp(1.0, most + 1) ? rounded : std::copysign(HUGE_VAL, value);
}

int TileTree::add(TileNode n) {
  const Key key{static_cast<int>(n.kind),
                static_cast<int>(n.op),
                std::bit_cast<uint64_t>(n.value),
                static_cast<int>(n.input.from),
                n.input.index,
                n.operands[0],
                n.operands[1],
                n.operands[2]};
  const auto [at, fresh] = known_.emplace(key, size());
  if (!fresh) return at->second;
  n.condition = is_condition(n);
  n.float16 = n.float16 || is_rounded(DstOp::ToFloat16, n);
  n.bfloat16 = n.bfloat16 || is_rounded(DstOp::ToBfloat16, n);
  nodes_.push_back(n);
  return at->second;
}

int TileTree::constant(double value) { return add({.value = value}); }

int TileTree::input(TileInput input, DstOp load, DstOp precision, bool condition) {
  return add({.kind = TileNode::Kind::Input,
              .op = load,
              .input = input,
              .condition = condition,
              .float16 = precision == DstOp::ToFloat16,
              .bfloat16 = precision == DstOp::ToBfloat16});
}

int TileTree::apply(DstOp op, int a, int b, int c) {
  return add({.kind = TileNode::Kind::Apply, .op = op, .operands = {a, b, c}});
}

int TileTree::apply_scalar(DstOp op, int a, double parameter) {
  return add({.kind = TileNode::Kind::Apply, .op = op, .value = parameter, .scalar = true, .operands = {a, -1, -1}});
}

const double* TileTree::as_constant(int id) const {
  return node(id).kind == TileNode::Kind::Constant ? &node(id).value : nullptr;
}

int TileTree::unary(DstOp op, int a) {
  if (const double* x = as_constant(a)) {
    if (const auto folded = fold(op, *x)) return constant(*folded);
  }
  const bool nothing_to_round =
      (op == DstOp::ToFloat16 && node(a).float16) || (op == DstOp::ToBfloat16 && node(a).bfloat16);
  return nothing_to_round ? a : apply(op, a);
}

int TileTree::binary(DstOp op, int a, int b) {
  if (as_constant(a) && as_constant(b)) return constant(fold(op, *as_constant(a), *as_constant(b)));
  switch (op) {
    case DstOp::Add: return sum(a, b);
    case DstOp::Sub: return difference(a, b);
    case DstOp::Mul: return product(a, b);
    case DstOp::Div: return quotient(a, b);
    case DstOp::Pow: return power(a, b);
    default: return extreme(op, a, b);
  }
}

int TileTree::sum(int a, int b) {
  if (as_constant(a)) std::swap(a, b);
  const double* c = as_constant(b);
  if (c) return *c == 0 ? a : apply_scalar(DstOp::AddScalar, a, *c);
  return a == b ? apply_scalar(DstOp::MulScalar, a, 2) : apply(DstOp::Add, a, b);
}

int TileTree::difference(int a, int b) {
  if (const double* c = as_constant(b)) return *c == 0 ? a : apply_scalar(DstOp::SubScalar, a, *c);
  if (const double* c = as_constant(a)) {
    return *c == 0 ? apply(DstOp::Negative, b) : apply_scalar(DstOp::RsubScalar, b, *c);
  }
  return apply(DstOp::Sub, a, b);
}

int TileTree::product(int a, int b) {
  if (as_constant(a)) std::swap(a, b);
  if (const double* c = as_constant(b)) {
    if (*c == 1) return a;
    return *c == -1 ? apply(DstOp::Negative, a) : apply_scalar(DstOp::MulScalar, a, *c);
  }
  if (a != b) return apply(DstOp::Mul, a, b);
  return node(a).condition ? a : apply(DstOp::Square, a);
}

/// There is no division by a scalar that does not multiply by its reciprocal (ckernel_sfpu_binop_with_unary.h): where
/// that is not exact, a slot is filled with the divisor.
int TileTree::quotient(int a, int b) {
  if (const double* c = as_constant(b)) {
    if (const auto reciprocal = exact_reciprocal(*c)) return product(a, constant(*reciprocal));
  }
  if (const double* c = as_constant(a)) {
    return *c == 1 ? apply(DstOp::Recip, b) : apply_scalar(DstOp::RdivScalar, b, *c);
  }
  return apply(DstOp::Div, a, b);
}

int TileTree::power(int a, int b) {
  if (const double* c = as_constant(b)) {
    if (*c == 1) return a;
    if (*c == 2) return apply(DstOp::Square, a);
    return *c == -1 ? apply(DstOp::Recip, a) : apply_scalar(DstOp::Power, a, *c);
  }
  const double* base = as_constant(a);
  return base && *base == 2 ? apply(DstOp::Exp2, b) : apply(DstOp::Pow, a, b);
}

int TileTree::extreme(DstOp op, int a, int b) {
  if (as_constant(a)) std::swap(a, b);
  if (a == b) return a;
  const double* c = as_constant(b);
  if (!c) return apply(op, a, b);
  if (op == DstOp::Min) return apply_scalar(DstOp::MinScalar, a, *c);
  return *c == 0 ? apply(DstOp::Relu, a) : apply_scalar(DstOp::MaxScalar, a, *c);
}

int TileTree::compare(Compare how, int a, int b) {
  if (as_constant(a) && as_constant(b)) return constant(fold(how, *as_constant(a), *as_constant(b)));
  const CompareRow* row = &kCompare[static_cast<size_t>(how)];
  if (as_constant(a)) {
    std::swap(a, b);
    row = &kCompare[static_cast<size_t>(row->mirrored)];
  }
  const double* c = as_constant(b);
  if (c && *c != 0) return apply_scalar(row->with_scalar, a, *c);
  return apply(row->with_zero, c ? a : apply(DstOp::Sub, a, b));
}

int TileTree::both(int a, int b) {
  const double* c = as_constant(as_constant(a) ? a : b);
  return c && *c == 0 ? constant(0) : product(a, b);
}

int TileTree::either(int a, int b) {
  if (as_constant(a)) std::swap(a, b);
  if (const double* c = as_constant(b)) return *c != 0 ? constant(1) : a;
  return extreme(DstOp::Max, a, b);
}

bool TileTree::is_condition(const TileNode& n) const {
  if (n.kind == TileNode::Kind::Constant) return n.value == 0 || n.value == 1;
  if (n.kind == TileNode::Kind::Input) return false;
  const bool combines = n.op == DstOp::Mul || n.op == DstOp::Max;
  if (combines) return node(n.operands[0]).condition && node(n.operands[1]).condition;
  return in(n.op, DstOp::EqScalar, DstOp::Gez);
}

int TileTree::is_nonzero(int a) {
  if (const double* c = as_constant(a)) return constant(*c != 0);
  return node(a).condition ? a : apply(DstOp::Nez, a);
}

/// Only (in)equality has an opposite that says the same of NaN.
int TileTree::negate(int condition) {
  const TileNode n = node(condition);
  if (n.kind == TileNode::Kind::Constant) return constant(n.value == 0);
  switch (n.kind == TileNode::Kind::Apply ? n.op : DstOp::Copy) {
    case DstOp::Eqz: return node(n.operands[0]).condition ? n.operands[0] : apply(DstOp::Nez, n.operands[0]);
    case DstOp::Nez: return apply(DstOp::Eqz, n.operands[0]);
    case DstOp::EqScalar: return apply_scalar(DstOp::NeScalar, n.operands[0], n.value);
    case DstOp::NeScalar: return apply_scalar(DstOp::EqScalar, n.operands[0], n.value);
    default: return apply(DstOp::Eqz, condition);
  }
}

/// Where takes anything but 0 for true.
int TileTree::select(int condition, int if_true, int if_false) {
  if (const double* c = as_constant(condition)) return *c != 0 ? if_true : if_false;
  if (if_true == if_false) return if_true;
  const TileNode& n = node(condition);
  if (n.kind == TileNode::Kind::Apply && n.op == DstOp::Nez)
    return apply(DstOp::Where, n.operands[0], if_true, if_false);
  if (n.kind == TileNode::Kind::Apply && n.op == DstOp::Eqz)
    return apply(DstOp::Where, n.operands[0], if_false, if_true);
  return apply(DstOp::Where, condition, if_true, if_false);
}

bool TileTree::is_rounded(DstOp to, const TileNode& n) const {
  const bool half = to == DstOp::ToFloat16;
  const auto operand = [&](int i) {
    const TileNode& o = node(n.operands[static_cast<size_t>(i)]);
    return half ? o.float16 : o.bfloat16;
  };
  if (n.kind == TileNode::Kind::Constant) return !(round_as(to, n.value) != n.value);
  if (n.kind == TileNode::Kind::Input) return false;
  switch (n.op) {
    case DstOp::Where: return operand(1) && operand(2);
    case DstOp::Max:
    case DstOp::Min: return operand(0) && operand(1);
    case DstOp::MaxScalar:
    case DstOp::MinScalar: return round_as(to, n.value) == n.value && operand(0);
    case DstOp::Relu:
    case DstOp::Abs:
    case DstOp::Negative: return operand(0);
    default: return n.op == to || n.condition;
  }
}

}  // namespace tir2tt::transform
