// T.reduce and T.cumsum. A sum is a product with ones in the matrix unit: k sum |a| for the products and one rounding
// per addition. A maximum passes each value through that unit, or, float32, through the vector unit, which keeps it.
#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {
namespace {

bool is_sum(ReduceKind k) { return k == ReduceKind::Sum || k == ReduceKind::AbsSum; }
bool is_abs(ReduceKind k) { return k == ReduceKind::AbsSum || k == ReduceKind::AbsMax; }

/// What is left of a box without one of its axes.
struct Lines {
  int64_t outer = 1, inner = 1, length = 1;
  /// Where line `i` of the source begins, as a position in the whole box.
  int64_t first(int64_t i) const { return i / inner * length * inner + i % inner; }
};
Lines lines_of(const Box& b, size_t axis) {
  Lines l;
  for (size_t k = 0; k < b.extents.size(); ++k) (k < axis ? l.outer : k > axis ? l.inner : l.length) *= b.extents[k];
  return l;
}

inline Real combined(Real old, Real r, ReduceKind kind) {
  if (is_sum(kind)) return add(old, r, 0);
  return kind == ReduceKind::Min ? min(old, r) : max(old, r);
}

/// Of a reduction of nothing.
double identity(ReduceKind kind, tir::DataType dtype) {
  if (kind != ReduceKind::Max && kind != ReduceKind::Min) return 0;
  const double sign = kind == ReduceKind::Max ? -1 : 1;
  if (dtype.is_floating()) return sign * kInfinity;
  if (dtype.is_uint()) return sign < 0 ? 0 : std::ldexp(1.0, dtype.bits) - 1;
  return sign < 0 ? -std::ldexp(1.0, dtype.bits - 1) : std::ldexp(1.0, dtype.bits - 1) - 1;
}

}  // namespace

Real Machine::combine(Real old, Real r, ReduceKind kind) const { return combined(old, r, kind); }

/// The elements along an axis, from the element `first` on.
Real Machine::fold(const Box& source, const Memory& target, int64_t first, size_t axis, ReduceKind kind) const {
  const Memory& from = *source.memory;
  const double k = is_sum(kind) ? product_error(from.dtype) : maximum_error(from.dtype),
               n = static_cast<double>(source.extents[axis]);
  Real out{identity(kind, target.dtype), 0};
  double total = 0;  // of magnitudes
  for (int64_t i = 0; i < source.extents[axis]; ++i) {
    Real r = element(from, first + i * source.strides[axis]);
    if (from.dtype != target.dtype) r = converted(from, target, r);
    if (is_abs(kind)) r.v = std::fabs(r.v);
    total += magnitude(r.v);
    if (!is_sum(kind)) r.e += k * magnitude(r.v);
    out = i == 0 ? r : combined(out, r, kind);
  }
  if (is_sum(kind)) {
    const double accumulate = target.rounding.floating ? options_.errors.accumulate * n : 0;
    if (std::isfinite(out.v)) out.e += (k + accumulate) * total;
  }
  return out;
}

Flow Machine::visit(const Reduce& reduce) {
  const std::optional<Box> source = box(reduce.source, true), target = box(reduce.target, true);
  if (!source || !target) return Flow::Stop;
  const Lines lines = lines_of(*source, reduce.axis);
  const int64_t n = lines.outer * lines.inner;
  if (target->elements() != n) {
    fail(DiagId::CannotInterpret, "T.reduce gives " + std::to_string(n) + " values for the " +
                                      std::to_string(target->elements()) + " elements of `" + target->start->name +
                                      "`");
    return Flow::Stop;
  }
  Memory& m = *target->memory;
  const bool clear = integer(*this, reduce.clear).v != 0 || reduce.kind == ReduceKind::AbsSum;
  const double step = m.rounding.floating ? options_.errors.step : 0;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t first = lines.length > 0 ? source->flat(lines.first(i)) : 0, at = target->flat(i);
    Real r = fold(*source, m, first, reduce.axis, reduce.kind);
    if (!clear) {
      r = combine(element(m, at), r, reduce.kind);
      if (is_sum(reduce.kind)) r.e += step * magnitude(r.v);
    }
    const bool kept = !is_sum(reduce.kind) && source->memory->dtype == m.dtype;
    put(m, at, rounded(m, r, kept ? 0 : m.rounding.relative, true));
  }
  return Flow::Next;
}

Flow Machine::visit(const CumSum& sum) {
  const std::optional<Box> source = box(sum.source, true), target = box(sum.target, true);
  if (!source || !target) return Flow::Stop;
  if (source->extents != target->extents) {
    fail(DiagId::CannotInterpret, "the operands of T.cumsum differ in their shapes");
    return Flow::Stop;
  }
  const Lines lines = lines_of(*source, sum.axis);
  Memory& m = *target->memory;
  const double step = m.rounding.floating ? options_.errors.step : 0;
  for (int64_t i = 0; i < lines.outer * lines.inner; ++i) {
    Real total{0, 0};
    for (int64_t k = 0; k < lines.length; ++k) {
      const int64_t position = lines.first(i) + (sum.reverse ? lines.length - 1 - k : k) * lines.inner;
      Real r = converted(*source->memory, m, element(*source->memory, source->flat(position)));
      r.e += product_error(source->memory->dtype) * magnitude(r.v);
      total = add(total, r, step);
      put(m, target->flat(position), rounded(m, total, m.rounding.relative, true));
    }
  }
  return Flow::Next;
}

}  // namespace tir2tt::reference
