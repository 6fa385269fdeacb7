// Integers, truth values, and what is the same for all kinds: constants, variables, loads, selections.
#include <bit>

#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {

using tir::DataType;
using tir::ExprKind;

namespace {

Real real_of_int(Machine& m, const Node& n) {
  const Int i = n.integer(m, n);
  return {kind_of(n.dtype) == Kind::UInt64 ? static_cast<double>(static_cast<uint64_t>(i.v)) : static_cast<double>(i.v),
          i.e};
}
Int int_of_real(Machine& m, const Node& n) { return truncate(n.real(m, n)); }

Int constant_int(Machine&, const Node& n) { return {n.imm, 0}; }
Real constant_real(Machine&, const Node& n) { return {n.value, 0}; }
Int slot(Machine& m, const Node& n) { return {m.slot(n.imm), 0}; }
Int load_int(Machine& m, const Node& n) { return m.load_int(*n.access); }
Real load_real(Machine& m, const Node& n) { return m.load_real(*n.access); }

Int cast_int(Machine& m, const Node& n) {
  const Int i = integer(m, n.a);
  return {wrap(n.dtype, i.v), i.e};
}
Int cast_bool(Machine& m, const Node& n) {
  const Int i = integer(m, n.a);
  return {i.v != 0, i.e > 0 ? 1.0 : 0.0};
}
Int cast_real_to_bool(Machine& m, const Node& n) {
  const Real r = real(m, n.a);
  return {r.v != 0, unsure(r.v, r.e, 0, 0) ? 1.0 : 0.0};
}
Real cast_real(Machine& m, const Node& n) { return round_to(n.rounding, real(m, n.a), n.relative); }
void cast_line(Machine&, const Node& n, int64_t count, const Line* const* operands, Line& out) {
  for (int64_t i = 0; i < count; ++i) out.set(i, round_to(n.rounding, operands[0]->at(i), n.relative));
}
Real cast_int_to_real(Machine& m, const Node& n) {
  const Real r = real(m, n.a);
  const bool exact = data::round_to(n.dtype, r.v) == r.v;
  return round_to(n.rounding, r, exact ? 0 : n.relative);
}

Real select_real(Machine& m, const Node& n) {
  const Int c = integer(m, n.a);
  const Node& taken = c.v ? *n.b : *n.c;
  const Real r = taken.real(m, taken);
  return c.e == 0 ? r : either(r, m.other_real(c.v ? *n.c : *n.b));
}
Int select_int(Machine& m, const Node& n) {
  const Int c = integer(m, n.a);
  const Node& taken = c.v ? *n.b : *n.c;
  const Int r = taken.integer(m, taken);
  if (c.e == 0) return r;
  const Int other = m.other_int(c.v ? *n.c : *n.b);
  const double gap = std::fabs(static_cast<double>(r.v) - static_cast<double>(other.v));
  return {r.v, gap + std::max(r.e, other.e)};
}

Int not_int(Machine& m, const Node& n) {
  const Int i = integer(m, n.a);
  return {!i.v, i.e};
}

/// `and` and `or`: the second operand is evaluated only if the first does not decide.
template <bool kDeciding>
Int logic(Machine& m, const Node& n) {
  const Int a = integer(m, n.a);
  const bool decided = (a.v != 0) == kDeciding;
  if (decided && a.e == 0) return {kDeciding, 0};
  const Int b = decided ? m.other_int(*n.b) : integer(m, n.b);
  const bool b_decides = (b.v != 0) == kDeciding;
  const bool unknown = !(b_decides && b.e == 0) && (a.e > 0 || b.e > 0);
  return {decided || b_decides ? kDeciding : !kDeciding, unknown ? 1.0 : 0.0};
}

// Integer operators: a value, and the bound of what they make of uncertain operands.
uint64_t bits(int64_t v) { return static_cast<uint64_t>(v); }
int64_t value(uint64_t v) { return static_cast<int64_t>(v); }
double any_error(Int a, Int b) { return a.e + b.e > 0 ? kInfinity : 0; }

struct Add {
  static int64_t apply(Machine&, int64_t a, int64_t b) { return value(bits(a) + bits(b)); }
  static double bound(Int a, Int b) { return a.e + b.e; }
};
struct Sub {
  static int64_t apply(Machine&, int64_t a, int64_t b) { return value(bits(a) - bits(b)); }
  static double bound(Int a, Int b) { return a.e + b.e; }
};
struct Mul {
  static int64_t apply(Machine&, int64_t a, int64_t b) { return value(bits(a) * bits(b)); }
  static double bound(Int a, Int b) {
    if (a.e + b.e == 0) return 0;
    const double e = std::fabs(static_cast<double>(a.v)) * b.e + std::fabs(static_cast<double>(b.v)) * a.e + a.e * b.e;
    return std::isnan(e) ? kInfinity : e;
  }
};
struct AnyError {
  static double bound(Int a, Int b) { return any_error(a, b); }
};
struct Least {
  static double bound(Int a, Int b) {
    return min(Real{static_cast<double>(a.v), a.e}, Real{static_cast<double>(b.v), b.e}).e;
  }
};
struct Greatest {
  static double bound(Int a, Int b) {
    return max(Real{static_cast<double>(a.v), a.e}, Real{static_cast<double>(b.v), b.e}).e;
  }
};

bool divisible(Machine& m, int64_t b) {
  if (b == 0) m.fail(DiagId::CannotInterpret, "an integer is divided by zero");
  return b != 0;
}
// -1 apart: the least integer has no negative.
template <class T>
T quotient(T a, T b) {
  return b == static_cast<T>(-1) && std::is_signed_v<T> ? static_cast<T>(0 - bits(static_cast<int64_t>(a))) : a / b;
}
template <class T>
struct Div : AnyError {
  static T apply(Machine& m, T a, T b) { return divisible(m, static_cast<int64_t>(b)) ? quotient(a, b) : 0; }
};
template <class T>
struct Mod : AnyError {
  static T apply(Machine& m, T a, T b) {
    return divisible(m, static_cast<int64_t>(b)) ? static_cast<T>(bits(a) - bits(quotient(a, b)) * bits(b)) : 0;
  }
  static uint64_t bits(T v) { return static_cast<uint64_t>(v); }
};
template <class T>
struct FloorDiv : AnyError {
  static T apply(Machine& m, T a, T b) {
    if (!divisible(m, static_cast<int64_t>(b))) return 0;
    const T q = quotient(a, b), r = Mod<T>::apply(m, a, b);
    return r != 0 && (r < 0) != (b < 0) ? q - 1 : q;
  }
};
template <class T>
struct FloorMod : AnyError {
  static T apply(Machine& m, T a, T b) {
    const T r = Mod<T>::apply(m, a, b);
    return r != 0 && (r < 0) != (b < 0) ? r + b : r;
  }
};
template <class T>
struct Min : Least {
  static T apply(Machine&, T a, T b) { return std::min(a, b); }
};
template <class T>
struct Max : Greatest {
  static T apply(Machine&, T a, T b) { return std::max(a, b); }
};
struct And : AnyError {
  static int64_t apply(Machine&, int64_t a, int64_t b) { return a & b; }
};
struct Or : AnyError {
  static int64_t apply(Machine&, int64_t a, int64_t b) { return a | b; }
};
struct Xor : AnyError {
  static int64_t apply(Machine&, int64_t a, int64_t b) { return a ^ b; }
};
struct ShiftLeft : AnyError {
  static int64_t apply(Machine&, int64_t a, int64_t b) { return b < 0 || b > 63 ? 0 : value(bits(a) << b); }
};
/// Logical for unsigned operands, whose values are not negative, and arithmetic for the others.
template <class T>
struct ShiftRight : AnyError {
  static T apply(Machine&, T a, T b) {
    const T n = b < 0 || b > 63 ? 63 : b;
    return static_cast<T>(b > 63 && std::is_unsigned_v<T> ? 0 : a >> n);
  }
};

/// `imm` masks what an unsigned result has too many.
int64_t wrapped(const Node& n, int64_t v) { return value(bits(v) << n.spare) >> n.spare & n.imm; }

template <class Op, class T>
Int binary(Machine& m, const Node& n) {
  const Int a = integer(m, n.a), b = integer(m, n.b);
  const T r = static_cast<T>(Op::apply(m, static_cast<T>(a.v), static_cast<T>(b.v)));
  return {wrapped(n, static_cast<int64_t>(r)), Op::bound(a, b)};
}

template <class Compare, class T>
Int compare(Machine& m, const Node& n) {
  if constexpr (std::is_same_v<T, double>) {
    const Real a = real(m, n.a), b = real(m, n.b);
    return {Compare()(a.v, b.v), unsure(a.v, a.e, b.v, b.e) ? 1.0 : 0.0};
  } else {
    const Int a = integer(m, n.a), b = integer(m, n.b);
    const bool open = unsure(static_cast<double>(a.v), a.e, static_cast<double>(b.v), b.e);
    return {Compare()(static_cast<T>(a.v), static_cast<T>(b.v)), open ? 1.0 : 0.0};
  }
}

/// Integers and comparisons, by kind of the operands.
struct Row {
  ExprKind op;
  IntFn real, integer, unsigned64;
};
template <class Op>
constexpr Row same_row(ExprKind op) {
  return {op, nullptr, binary<Op, int64_t>, binary<Op, int64_t>};
}
template <template <class> class Op>
constexpr Row row(ExprKind op) {
  return {op, nullptr, binary<Op<int64_t>, int64_t>, binary<Op<uint64_t>, uint64_t>};
}
template <class Compare>
constexpr Row compare_row(ExprKind op) {
  return {op, compare<Compare, double>, compare<Compare, int64_t>, compare<Compare, uint64_t>};
}
constexpr Row kRows[] = {
    same_row<Add>(ExprKind::Add),
    same_row<Sub>(ExprKind::Sub),
    same_row<Mul>(ExprKind::Mul),
    row<Div>(ExprKind::Div),
    row<Mod>(ExprKind::Mod),
    row<FloorDiv>(ExprKind::FloorDiv),
    row<FloorMod>(ExprKind::FloorMod),
    row<Min>(ExprKind::Min),
    row<Max>(ExprKind::Max),
    compare_row<std::equal_to<>>(ExprKind::EQ),
    compare_row<std::not_equal_to<>>(ExprKind::NE),
    compare_row<std::less<>>(ExprKind::LT),
    compare_row<std::less_equal<>>(ExprKind::LE),
    compare_row<std::greater<>>(ExprKind::GT),
    compare_row<std::greater_equal<>>(ExprKind::GE),
    {ExprKind::And, nullptr, logic<false>, logic<false>},
    {ExprKind::Or, nullptr, logic<true>, logic<true>},
};

Int bit_not(Machine& m, const Node& n) {
  const Int a = integer(m, n.a);
  return {~a.v & n.imm, a.e > 0 ? kInfinity : 0};
}
Int absolute(Machine& m, const Node& n) {
  const Int a = integer(m, n.a);
  return {wrapped(n, a.v < 0 ? value(0 - bits(a.v)) : a.v), a.e};
}
/// `value` holds the width of the operand.
uint64_t own_bits(Machine& m, const Node& n, double* e) {
  const Int a = integer(m, n.a);
  *e = a.e > 0 ? kInfinity : 0;
  return n.a->dtype.bits >= 64 ? bits(a.v) : bits(a.v) & ((uint64_t{1} << n.a->dtype.bits) - 1);
}
Int population(Machine& m, const Node& n) {
  double e = 0;
  const uint64_t b = own_bits(m, n, &e);
  return {std::popcount(b), e};
}
Int leading_zeros(Machine& m, const Node& n) {
  double e = 0;
  const uint64_t b = own_bits(m, n, &e);
  return {std::countl_zero(b) - (64 - n.a->dtype.bits), e};
}

struct IntrinsicRow {
  tir::OpId op;
  IntFn integer, unsigned64;
};
constexpr IntrinsicRow kIntrinsics[] = {
    {tir::OpId::bitwise_and, binary<And, int64_t>, binary<And, int64_t>},
    {tir::OpId::bitwise_or, binary<Or, int64_t>, binary<Or, int64_t>},
    {tir::OpId::bitwise_xor, binary<Xor, int64_t>, binary<Xor, int64_t>},
    {tir::OpId::bitwise_not, bit_not, bit_not},
    {tir::OpId::shift_left, binary<ShiftLeft, int64_t>, binary<ShiftLeft, int64_t>},
    {tir::OpId::shift_right, binary<ShiftRight<int64_t>, int64_t>, binary<ShiftRight<uint64_t>, uint64_t>},
    {tir::OpId::popcount, population, population},
    {tir::OpId::clz, leading_zeros, leading_zeros},
    {tir::OpId::fabs, absolute, absolute},
};

Real reinterpret_to_real(Machine& m, const Node& n) {
  const Int i = integer(m, n.a);
  return {data::from_bits(n.dtype, bits(i.v)), i.e > 0 ? kInfinity : 0};
}
Int reinterpret_to_int(Machine& m, const Node& n) {
  const Real r = real(m, n.a);
  return {wrap(n.dtype, value(data::to_bits(n.a->dtype, r.v))), r.e > 0 ? kInfinity : 0};
}
Real reinterpret_real(Machine& m, const Node& n) {
  const Real r = real(m, n.a);
  return {data::from_bits(n.dtype, data::to_bits(n.a->dtype, r.v)), r.e > 0 ? kInfinity : 0};
}

}  // namespace

LineFn line_cast(RealFn real) { return real == cast_real ? cast_line : nullptr; }

bool is_slot(const Node& n, size_t s) { return n.integer == slot && n.imm == static_cast<int64_t>(s); }
bool is_select(const Node& n) { return n.real == select_real; }

bool depends(const Access& a, size_t s) {
  if (a.offset && depends(*a.offset, s)) return true;
  return std::any_of(a.axes.begin(), a.axes.end(), [&](const Axis& axis) { return depends(*axis.index, s); });
}
bool depends(const Node& n, size_t s) {
  if (is_slot(n, s)) return true;
  if (n.constant) return false;
  if (n.access && depends(*n.access, s)) return true;
  return (n.a && depends(*n.a, s)) || (n.b && depends(*n.b, s)) || (n.c && depends(*n.c, s));
}

std::optional<int64_t> coefficient(const Node& n, size_t s) {
  if (is_slot(n, s)) return 1;
  if (!depends(n, s)) return 0;
  const auto of = [&](const Node* x) { return x ? coefficient(*x, s) : std::nullopt; };
  if (n.integer == cast_int && n.dtype.bits >= 32) return of(n.a);
  const auto a = of(n.a), b = of(n.b);
  if (!a || !b || n.dtype.bits < 32) return std::nullopt;
  if (n.integer == binary<Add, int64_t>) return *a + *b;
  if (n.integer == binary<Sub, int64_t>) return *a - *b;
  if (n.integer != binary<Mul, int64_t>) return std::nullopt;
  const Node* factor = *a == 0 ? n.a : n.b;
  if (factor->integer != constant_int) return std::nullopt;
  return factor->imm * (*a == 0 ? *b : *a);
}

bool same(const Node* a, const Node* b) {
  if (a == b) return true;
  if (!a || !b || a->real != b->real || a->integer != b->integer || a->imm != b->imm || a->value != b->value ||
      a->function != b->function || a->function2 != b->function2 || a->dtype != b->dtype || a->access || b->access) {
    return false;
  }
  return same(a->a, b->a) && same(a->b, b->b) && same(a->c, b->c);
}

Kind kind_of(DataType t) {
  if (t.is_floating()) return Kind::Real;
  return t.is_uint() && t.bits == 64 ? Kind::UInt64 : Kind::Int;
}

int64_t wrap(DataType t, int64_t v) {
  if (t.is_bool()) return v != 0;
  if (t.bits >= 64 || t.bits == 0) return v;
  const int spare = 64 - t.bits;
  return t.is_uint() ? value(bits(v) << spare >> spare) : value(bits(v) << spare) >> spare;
}

Int truncate(Real r) {
  if (!(std::fabs(r.v) < 0x1p64)) return {0, kInfinity};
  const double whole = std::trunc(r.v);
  const int64_t v = whole >= 0x1p63   ? value(static_cast<uint64_t>(whole))
                    : whole < -0x1p63 ? INT64_MIN
                                      : static_cast<int64_t>(whole);
  if (r.e == 0) return {v, 0};
  return {v, std::max(std::trunc(r.v + r.e) - whole, whole - std::trunc(r.v - r.e))};
}

Functions complete(Functions f) {
  if (!f.real) f.real = real_of_int;
  if (!f.integer) f.integer = int_of_real;
  return f;
}

Functions constant_functions(Kind kind) {
  return kind == Kind::Real ? Functions{constant_real, nullptr} : Functions{nullptr, constant_int};
}
Functions slot_functions() { return {nullptr, slot}; }
Functions load_functions(Kind kind) {
  return kind == Kind::Real ? Functions{load_real, nullptr} : Functions{nullptr, load_int};
}
Functions cast_functions(DataType from, DataType to) {
  if (to.is_bool()) return {nullptr, from.is_floating() ? cast_real_to_bool : cast_bool};
  if (!to.is_floating()) return {nullptr, cast_int};
  return {from.is_floating() ? cast_real : cast_int_to_real, nullptr};
}
Functions select_functions(Kind kind) {
  return kind == Kind::Real ? Functions{select_real, nullptr} : Functions{nullptr, select_int};
}
Functions not_functions() { return {nullptr, not_int}; }
Functions reinterpret_functions(DataType from, DataType to) {
  if (!to.is_floating()) return {nullptr, from.is_floating() ? reinterpret_to_int : cast_int};
  return {from.is_floating() ? reinterpret_real : reinterpret_to_real, nullptr};
}

IntFn integer_binary(ExprKind op, Kind operands) {
  for (const Row& r : kRows) {
    if (r.op == op) return operands == Kind::Real ? r.real : operands == Kind::Int ? r.integer : r.unsigned64;
  }
  return nullptr;
}
IntFn integer_intrinsic(tir::OpId op, Kind operands) {
  for (const IntrinsicRow& r : kIntrinsics) {
    if (r.op == op) return operands == Kind::UInt64 ? r.unsigned64 : operands == Kind::Int ? r.integer : nullptr;
  }
  return nullptr;
}

}  // namespace tir2tt::reference
