// What is loaded and stored, and where.
#include <fmt/format.h>

#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {

void Machine::out_of_bounds(const Access& access, size_t axis, int64_t index) {
  fail(DiagId::OutOfBounds,
       fmt::format("index {} of axis {} of `{}`, whose extent is {}", index, axis, access.name,
                   access.axes[axis].extent),
       "only accesses to tensors in DRAM are guarded");
}

int64_t Machine::base_of(const Access& access) {
  const Memory& m = *access.memory;
  const int64_t base = m.per_thread ? thread_ * m.size : 0;
  if (!access.offset) return base;
  const Int offset = integer(*this, access.offset);
  if (offset.e > 0) fail(DiagId::CannotInterpret, "a buffer starts where rounding on the device decides");
  return base + offset.v;
}

int64_t Machine::locate(const Access& access, double* e) {
  const Memory& m = *access.memory;
  int64_t flat = access.offset || m.per_thread ? base_of(access) : 0;
  bool inside = true;
  for (size_t k = 0; k < access.axes.size(); ++k) {
    const Axis& axis = access.axes[k];
    const Int i = integer(*this, axis.index);
    *e += i.e;
    if (i.v >= 0 && i.v < axis.extent) {
      flat += i.v * axis.stride;
      continue;
    }
    inside = false;
    if (m.on_chip()) out_of_bounds(access, k, i.v);
  }
  if (!inside) return -1;
  if (flat >= 0 && flat < static_cast<int64_t>(m.values.size())) return flat;
  fail(DiagId::OutOfBounds, fmt::format("element {} of `{}`, which has {}", flat, access.name, m.values.size()));
  return -1;
}

Real Machine::load_real(const Access& access) {
  double e = 0;
  const int64_t at = locate(access, &e);
  if (at < 0 && access.memory->on_chip()) return {kNaN, kInfinity};
  const Real r = at < 0 ? Real{access.padding, 0} : element(*access.memory, at);
  return e == 0 ? r : Real{r.v, kInfinity};
}

Int Machine::load_int(const Access& access) {
  const Real r = load_real(access);
  if (std::isnan(r.v)) return {0, kInfinity};
  return {truncate({r.v, 0}).v, r.e};
}

void Machine::put(Memory& m, int64_t flat, Real r) {
  const size_t at = static_cast<size_t>(flat);
  m.bounds[at] = mode_ == Mode::Plain ? upper(r.e) : std::numeric_limits<float>::infinity();
  if (mode_ == Mode::Shadow) {
    overlaps_ = overlaps_ || !m.on_chip();
    return;
  }
  m.values[at] = r.v;
  if (m.on_chip()) return;
  sign(m.writers[at]);
  m.written = true;
}

void Machine::taint(Memory& m) {
  std::fill(m.bounds.begin(), m.bounds.end(), std::numeric_limits<float>::infinity());
  overlaps_ = overlaps_ || !m.on_chip();
}

Real Machine::rounded(const Memory& m, Real r, double relative, bool through_dst, bool held) const {
  if (!m.rounding.floating) return {data::round_to(m.dtype, r.v), r.e};
  if (through_dst) r.e += options_.errors.pass * magnitude(r.v);
  return round_to(m.rounding, r, relative, held);
}

/// What is only passed on is not rounded.
double Machine::rounding_for(const Memory& m, const Node& n) {
  return n.kept && n.dtype == m.dtype ? 0 : m.rounding.relative;
}

Real Machine::value_for(const Memory& m, const Node& n) {
  if (m.rounding.floating) return rounded(m, real(*this, &n), rounding_for(m, n), true);
  const Int i = integer(*this, &n);
  const int64_t v = wrap(m.dtype, i.v);
  if (kind_of(m.dtype) == Kind::UInt64) return {static_cast<double>(static_cast<uint64_t>(v)), i.e};
  return {static_cast<double>(v), i.e};
}

/// Tensors and buffers of one format exchange tiles without the help of a compute kernel.
Real Machine::converted(const Memory& from, const Memory& to, Real r) const {
  if (from.dtype == to.dtype) {
    return to.rounding.floating ? rounded(to, r, 0, from.on_chip() && to.on_chip(), true) : r;
  }
  if (from.rounding.floating && !to.rounding.floating) {
    if (to.dtype.is_bool()) return {r.v != 0 ? 1.0 : 0.0, unsure(r.v, r.e, 0, 0) ? 1.0 : 0.0};
    const Int i = truncate(r);
    return {static_cast<double>(wrap(to.dtype, i.v)), i.e};
  }
  const bool exact = from.rounding.floating ? widens(from.dtype, to.dtype) : data::round_to(to.dtype, r.v) == r.v;
  return rounded(to, r, exact ? 0 : to.rounding.relative, true);
}

int64_t Box::elements() const {
  int64_t n = 1;
  for (int64_t e : extents) n *= std::max<int64_t>(e, 0);
  return n;
}

int64_t Box::flat(int64_t position) const {
  int64_t at = base;
  for (size_t k = extents.size(); k-- > 0;) {
    at += (mins[k] + position % extents[k]) * strides[k];
    position /= extents[k];
  }
  return at;
}

std::optional<Box> Machine::box(const Region& region, bool whole) {
  Box b;
  b.start = region.start;
  b.memory = region.start->memory;
  b.base = base_of(*region.start);
  for (size_t k = 0; k < region.extents.size(); ++k) {
    const Axis& axis = region.start->axes[k];
    const Int min = integer(*this, axis.index), extent = integer(*this, region.extents[k]);
    if (min.e > 0 || extent.e > 0) {
      fail(DiagId::CannotInterpret,
           "a region of `" + region.start->name + "` lies where rounding on the device decides");
      return std::nullopt;
    }
    b.mins.push_back(min.v);
    b.extents.push_back(extent.v);
    b.dims.push_back(axis.extent);
    b.strides.push_back(axis.stride);
  }
  if (failed()) return std::nullopt;
  if (b.elements() == 0 || !(whole || b.memory->on_chip())) return b;
  for (size_t k = 0; k < b.mins.size(); ++k) {
    const int64_t last = b.mins[k] + b.extents[k] - 1;
    if (!b.outside(k, b.mins[k]) && !b.outside(k, last)) continue;
    out_of_bounds(*region.start, k, b.outside(k, b.mins[k]) ? b.mins[k] : last);
    return std::nullopt;
  }
  const int64_t size = static_cast<int64_t>(b.memory->values.size());
  if (b.flat(0) >= 0 && b.flat(b.elements() - 1) < size) return b;
  fail(DiagId::OutOfBounds,
       fmt::format("element {} of `{}`, which has {}", b.flat(b.elements() - 1), b.start->name, size));
  return std::nullopt;
}

}  // namespace tir2tt::reference
