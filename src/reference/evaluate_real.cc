// Floating-point operators and functions, each with its bound.
#include <cmath>

#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {

using tir::ExprKind;
using tir::OpId;

namespace {

double step(Machine& m) { return m.errors().step; }

Real add_node(Machine& m, const Node& n) { return add(real(m, n.a), real(m, n.b), step(m)); }
Real sub_node(Machine& m, const Node& n) { return sub(real(m, n.a), real(m, n.b), step(m)); }
Real mul_node(Machine& m, const Node& n) { return mul(real(m, n.a), real(m, n.b), step(m)); }
Real div_node(Machine& m, const Node& n) { return div(real(m, n.a), real(m, n.b), step(m)); }
Real min_node(Machine& m, const Node& n) { return min(real(m, n.a), real(m, n.b)); }
Real max_node(Machine& m, const Node& n) { return max(real(m, n.a), real(m, n.b)); }
Real fma_node(Machine& m, const Node& n) {
  return add(mul(real(m, n.a), real(m, n.b), step(m)), real(m, n.c), step(m));
}

/// The largest distance from f(a, b) at the corners of the operands' intervals: f is monotone in each of them.
Real corners(Machine& m, const Node& n) {
  const Real a = real(m, n.a), b = real(m, n.b);
  const double v = n.function2(a.v, b.v);
  double e = 0;
  if (a.e > 0 || b.e > 0) {
    for (double x : {a.v - a.e, a.v + a.e}) {
      for (double y : {b.v - b.e, b.v + b.e}) e = std::max(e, distance(n.function2(x, y), v));
    }
  }
  return settle(v, e, e, e, step(m));
}

double floor_quotient(double a, double b) { return std::floor(a / b); }

/// a - q(a / b) * b: follows its operands as long as the quotient stays the same.
Real remainder(Machine& m, const Node& n, double (*whole)(double)) {
  const Real a = real(m, n.a), b = real(m, n.b), quotient = div(a, b, 0);
  const double q = whole(quotient.v), v = a.v - q * b.v;
  const bool same = whole(quotient.v - quotient.e) == q && whole(quotient.v + quotient.e) == q;
  const double e = a.e == 0 && b.e == 0 ? 0 : same ? a.e + std::fabs(q) * b.e : std::fabs(b.v) + b.e;
  return settle(v, e, e, e, step(m));
}
Real floor_mod(Machine& m, const Node& n) {
  return remainder(m, n, [](double x) { return std::floor(x); });
}
Real trunc_mod(Machine& m, const Node& n) {
  return remainder(m, n, [](double x) { return std::trunc(x); });
}

Real at_ends(Machine& m, const Node& n, Real x, double v, double e) {
  if (x.e > 0) e = std::max({e, distance(n.function(x.v - x.e), v), distance(n.function(x.v + x.e), v)});
  return settle(v, e, e, e, step(m));
}
Real monotone(Machine& m, const Node& n) {
  const Real x = real(m, n.a);
  return at_ends(m, n, x, n.function(x.v), 0);
}
/// base^x, of which `value` is the logarithm: base^(x + e) - base^x <= base^x (c + c^2) with c = e log(base) <= 1.
Real power_of(const Node& n, Real x, double step) {
  const double v = n.function(x.v), c = x.e * n.value;
  const double e = x.e == 0 ? 0 : c <= 1 && v < kInfinity ? v * (c + c * c) : distance(n.function(x.v + x.e), v);
  return settle(v, e, e, e, step);
}
Real exponential(Machine& m, const Node& n) { return power_of(n, real(m, n.a), step(m)); }
/// Least at 0.
Real even(Machine& m, const Node& n) {
  const Real x = real(m, n.a);
  const double v = n.function(x.v);
  return at_ends(m, n, x, v, std::fabs(x.v) <= x.e ? distance(v, n.function(0)) : 0);
}
/// |f(x) - f(y)| <= |x - y|.
Real slope_one(Machine& m, const Node& n) {
  const Real x = real(m, n.a);
  const double v = n.function(x.v);
  return settle(v, x.e, x.e, x.e, step(m));
}
Real absolute(Machine& m, const Node& n) {
  const Real x = real(m, n.a);
  return {std::fabs(x.v), x.e};
}
constexpr double kPi = 3.14159265358979323846;
Real tangent(Machine& m, const Node& n) {
  const Real x = real(m, n.a);
  const double v = n.function(x.v);
  const bool pole = std::floor((x.v - x.e) / kPi + 0.5) != std::floor((x.v + x.e) / kPi + 0.5);
  return at_ends(m, n, x, v, x.e > 0 && pole ? kInfinity : 0);
}
Real reciprocal(Machine& m, const Node& n) { return div({1, 0}, real(m, n.a), step(m)); }

template <bool (*kTest)(double)>
Int classify(Machine& m, const Node& n) {
  const Real x = real(m, n.a);
  return {kTest(x.v), x.e == kInfinity ? 1.0 : 0.0};
}
bool is_nan(double x) { return std::isnan(x); }
bool is_inf(double x) { return std::isinf(x); }
bool is_finite(double x) { return std::isfinite(x); }

struct UnaryRow {
  OpId op;
  RealFn real;
  double (*function)(double);
  double value = 0;
};
constexpr double kLog2 = 0.69314718055994530942, kLog10 = 2.30258509299404568402;
#define FUNCTION(name) [](double x) { return std::name(x); }
constexpr UnaryRow kUnary[] = {
    {OpId::exp, exponential, FUNCTION(exp), 1},
    {OpId::tl_fast_exp, exponential, FUNCTION(exp), 1},
    {OpId::exp2, exponential, FUNCTION(exp2), kLog2},
    {OpId::exp10, exponential, [](double x) { return std::pow(10.0, x); }, kLog10},
    {OpId::tl_fast_exp10, exponential, [](double x) { return std::pow(10.0, x); }, kLog10},
    {OpId::erf, monotone, FUNCTION(erf)},
    {OpId::tanh, monotone, FUNCTION(tanh)},
    {OpId::sigmoid, monotone, [](double x) { return 1 / (1 + std::exp(-x)); }},
    {OpId::sqrt, monotone, FUNCTION(sqrt)},
    {OpId::tl_ieee_fsqrt, monotone, FUNCTION(sqrt)},
    {OpId::rsqrt, monotone, [](double x) { return 1 / std::sqrt(x); }},
    {OpId::tl_ieee_frsqrt, monotone, [](double x) { return 1 / std::sqrt(x); }},
    {OpId::tl_ieee_frcp, reciprocal, nullptr},
    {OpId::tl_fast_rcp, reciprocal, nullptr},
    {OpId::log, monotone, FUNCTION(log)},
    {OpId::tl_fast_log, monotone, FUNCTION(log)},
    {OpId::log2, monotone, FUNCTION(log2)},
    {OpId::tl_fast_log2, monotone, FUNCTION(log2)},
    {OpId::log10, monotone, FUNCTION(log10)},
    {OpId::tl_fast_log10, monotone, FUNCTION(log10)},
    {OpId::log1p, monotone, FUNCTION(log1p)},
    {OpId::sinh, monotone, FUNCTION(sinh)},
    {OpId::asin, monotone, FUNCTION(asin)},
    {OpId::acos, monotone, FUNCTION(acos)},
    {OpId::atan, monotone, FUNCTION(atan)},
    {OpId::asinh, monotone, FUNCTION(asinh)},
    {OpId::acosh, monotone, FUNCTION(acosh)},
    {OpId::atanh, monotone, FUNCTION(atanh)},
    {OpId::floor, monotone, FUNCTION(floor)},
    {OpId::ceil, monotone, FUNCTION(ceil)},
    {OpId::trunc, monotone, FUNCTION(trunc)},
    {OpId::round, monotone, FUNCTION(round)},
    {OpId::tl_round_ties_away_from_zero, monotone, FUNCTION(round)},
    {OpId::nearbyint, monotone, FUNCTION(nearbyint)},
    {OpId::cosh, even, FUNCTION(cosh)},
    {OpId::sin, slope_one, FUNCTION(sin)},
    {OpId::tl_fast_sin, slope_one, FUNCTION(sin)},
    {OpId::cos, slope_one, FUNCTION(cos)},
    {OpId::tl_fast_cos, slope_one, FUNCTION(cos)},
    {OpId::tan, tangent, FUNCTION(tan)},
    {OpId::tl_fast_tan, tangent, FUNCTION(tan)},
    {OpId::fabs, absolute, nullptr},
};

struct BinaryRow {
  OpId op;
  RealFn real;
  double (*function)(double, double);
};
#define FUNCTION2(name) [](double x, double y) { return std::name(x, y); }
constexpr BinaryRow kBinary[] = {
    {OpId::pow, corners, FUNCTION2(pow)},
    {OpId::tl_pow_of_int, corners, FUNCTION2(pow)},
    {OpId::atan2, corners, FUNCTION2(atan2)},
    {OpId::hypot, corners, FUNCTION2(hypot)},
    {OpId::copysign, corners, FUNCTION2(copysign)},
    {OpId::ldexp, corners, [](double x, double y) { return x * std::exp2(y); }},
    {OpId::fmod, trunc_mod, nullptr},
    {OpId::tl_max_nan, max_node, nullptr},
    {OpId::tl_min_nan, min_node, nullptr},
    {OpId::tl_ieee_add, add_node, nullptr},
    {OpId::tl_ieee_sub, sub_node, nullptr},
    {OpId::tl_ieee_mul, mul_node, nullptr},
    {OpId::tl_ieee_fdiv, div_node, nullptr},
    {OpId::fma, fma_node, nullptr},
    {OpId::tl_ieee_fmaf, fma_node, nullptr},
};
#undef FUNCTION
#undef FUNCTION2

struct TestRow {
  OpId op;
  IntFn integer;
};
constexpr TestRow kTests[] = {
    {OpId::isnan, classify<is_nan>}, {OpId::isinf, classify<is_inf>}, {OpId::isfinite, classify<is_finite>}};

RealFn real_binary(ExprKind op) {
  switch (op) {
    case ExprKind::Add: return add_node;
    case ExprKind::Sub: return sub_node;
    case ExprKind::Mul: return mul_node;
    case ExprKind::Div: return div_node;
    case ExprKind::Mod: return trunc_mod;
    case ExprKind::FloorMod: return floor_mod;
    case ExprKind::FloorDiv: return corners;
    case ExprKind::Min: return min_node;
    case ExprKind::Max: return max_node;
    default: return nullptr;
  }
}

// The same along a line.
template <Real (*kOperation)(Real, Real, double)>
void binary_line(Machine& m, const Node&, int64_t count, const Line* const* operands, Line& out) {
  const double error = step(m);
  for (int64_t i = 0; i < count; ++i) out.set(i, kOperation(operands[0]->at(i), operands[1]->at(i), error));
}
Real larger(Real a, Real b, double) { return max(a, b); }
Real smaller(Real a, Real b, double) { return min(a, b); }
void exponential_line(Machine& m, const Node& n, int64_t count, const Line* const* operands, Line& out) {
  const double error = step(m);
  for (int64_t i = 0; i < count; ++i) out.set(i, power_of(n, operands[0]->at(i), error));
}
void monotone_line(Machine& m, const Node& n, int64_t count, const Line* const* operands, Line& out) {
  for (int64_t i = 0; i < count; ++i) {
    const Real x = operands[0]->at(i);
    out.set(i, at_ends(m, n, x, n.function(x.v), 0));
  }
}
void absolute_line(Machine&, const Node&, int64_t count, const Line* const* operands, Line& out) {
  for (int64_t i = 0; i < count; ++i) out.set(i, {std::fabs(operands[0]->v[i]), operands[0]->e[i]});
}

struct LineRow {
  RealFn real;
  LineFn line;
};
constexpr LineRow kLines[] = {
    {add_node, binary_line<add>}, {sub_node, binary_line<sub>},    {mul_node, binary_line<mul>},
    {div_node, binary_line<div>}, {max_node, binary_line<larger>}, {min_node, binary_line<smaller>},
    {monotone, monotone_line},    {exponential, exponential_line}, {absolute, absolute_line},
};

template <class Table>
auto find(const Table& table, OpId op) {
  return std::find_if(std::begin(table), std::end(table), [&](const auto& row) { return row.op == op; });
}

bool set(const Functions& f, Node* node) {
  if (!f.real && !f.integer) return false;
  const Functions both = complete(f);
  node->real = both.real;
  node->integer = both.integer;
  return true;
}

}  // namespace

LineFn line_function(RealFn real) {
  const auto* row = std::ranges::find(kLines, real, &LineRow::real);
  return row == std::end(kLines) ? line_cast(real) : row->line;
}

bool set_binary(ExprKind op, Kind operands, Node* node) {
  Functions f;
  if (operands == Kind::Real) f.real = real_binary(op);
  if (!f.real) f.integer = integer_binary(op, operands);
  node->function2 = floor_quotient;
  return set(f, node);
}

bool set_intrinsic(OpId op, Kind operands, Node* node) {
  Functions f;
  f.integer = integer_intrinsic(op, operands);
  if (const auto* unary = find(kUnary, op); !f.integer && unary != std::end(kUnary)) {
    f.real = unary->real;
    node->function = unary->function;
    node->value = unary->value;
  }
  if (const auto* binary = find(kBinary, op); binary != std::end(kBinary)) {
    f.real = binary->real;
    node->function2 = binary->function;
  }
  if (const auto* test = find(kTests, op); test != std::end(kTests)) f.integer = test->integer;
  return set(f, node);
}

}  // namespace tir2tt::reference
