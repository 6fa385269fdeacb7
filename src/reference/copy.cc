// T.copy, T.atomicadd, T.c2d_im2col, T.fill, and single atomic operations.
#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {
namespace {

/// The axes that a copy pairs in order: those with more than one element.
std::vector<size_t> long_axes(const Box& b) {
  std::vector<size_t> out;
  for (size_t k = 0; k < b.extents.size(); ++k) {
    if (b.extents[k] != 1) out.push_back(k);
  }
  return out;
}

/// Walks over one side of a copy: the long axes follow a common counter, the others stay at their start.
class Side {
 public:
  explicit Side(const Box& b) : box_(b), axes_(long_axes(b)), start_(b.base) {
    for (size_t k = 0; k < b.mins.size(); ++k) {
      start_ += b.mins[k] * b.strides[k];
      if (b.extents[k] == 1) inside_ = inside_ && !b.outside(k, b.mins[k]);
    }
  }
  size_t rank() const { return axes_.size(); }
  int64_t extent(size_t i) const { return box_.extents[axes_[i]]; }
  int64_t last_stride() const { return box_.strides[axes_.back()]; }
  /// The element at the counter; -1 outside the buffer.
  int64_t at(const std::vector<int64_t>& counter) const {
    int64_t flat = start_;
    bool inside = inside_;
    for (size_t i = 0; i < axes_.size(); ++i) {
      const size_t k = axes_[i];
      inside = inside && !box_.outside(k, box_.mins[k] + counter[i]);
      flat += counter[i] * box_.strides[k];
    }
    return inside ? flat : -1;
  }

 private:
  const Box& box_;
  std::vector<size_t> axes_;
  int64_t start_;
  bool inside_ = true;
};

bool advance(std::vector<int64_t>* counter, const Side& extents) {
  for (size_t i = counter->size(); i-- > 0;) {
    if (++(*counter)[i] < extents.extent(i)) return true;
    (*counter)[i] = 0;
  }
  return false;
}

/// The elements of the next `count` values of the counter's last axis; starts at -1 where not all are in the buffer.
Run run_at(const Side& side, std::vector<int64_t>* counter, int64_t count) {
  const int64_t first = side.at(*counter);
  counter->back() += count - 1;
  const int64_t last = side.at(*counter);
  counter->back() -= count - 1;
  return {first < 0 || last < 0 ? -1 : first, side.last_stride()};
}

/// Where element (row, column) of the whole matrix comes from; -1: outside of the image.
int64_t image_element(const Box& image, const Im2Col& x, int64_t row, int64_t column) {
  const auto places = [&](size_t axis) {
    return (image.dims[axis] + 2 * x.pad - (x.kernel - 1) * x.dilation - 1) / x.stride + 1;
  };
  const int64_t high = places(1), wide = places(2), channels = image.dims[3];
  const int64_t tap = column / channels;
  const int64_t index[] = {row / wide / high, row / wide % high * x.stride + tap / x.kernel * x.dilation - x.pad,
                           row % wide * x.stride + tap % x.kernel * x.dilation - x.pad, column % channels};
  int64_t flat = image.base;
  for (size_t axis = 0; axis < 4; ++axis) {
    if (image.outside(axis, index[axis])) return -1;
    flat += index[axis] * image.strides[axis];
  }
  return flat;
}

}  // namespace

void Machine::accumulate(Memory& m, int64_t flat, Real r, AtomicKind kind) {
  const Real old = element(m, flat);
  r.v = data::round_to(m.dtype, r.v);
  const double step = m.rounding.floating ? options_.errors.step : 0;
  const Real now = kind == AtomicKind::Add ? add(old, r, step) : kind == AtomicKind::Max ? max(old, r) : min(old, r);
  put(m, flat, rounded(m, now, m.rounding.relative, true));
}

void Machine::copy_element(const Box& from, const Box& to, int64_t source, int64_t target, const Copy& copy) {
  if (target < 0) return;
  if (target >= static_cast<int64_t>(to.memory->values.size()) ||
      source >= static_cast<int64_t>(from.memory->values.size())) {
    return fail(DiagId::OutOfBounds, "a copy runs over the end of `" + to.start->name + "`");
  }
  const Real r = source < 0 ? Real{from.start->padding, 0} : element(*from.memory, source);
  const Real held = converted(*from.memory, *to.memory, r);
  if (copy.accumulate) return accumulate(*to.memory, target, held, copy.kind);
  put(*to.memory, target, held);
}

Flow Machine::visit(const Copy& copy) {
  const std::optional<Box> from = box(copy.source, false), to = box(copy.target, false);
  if (!from || !to || from->elements() == 0) return Flow::Next;
  const Side source(*from), target(*to);
  if (source.rank() != target.rank()) {
    fail(DiagId::CannotInterpret, "the regions of a copy have " + std::to_string(source.rank()) + " and " +
                                      std::to_string(target.rank()) + " axes of more than one element");
    return Flow::Stop;
  }
  std::vector<int64_t> counter(source.rank(), 0);
  if (counter.empty()) {
    copy_element(*from, *to, source.at(counter), target.at(counter), copy);
    return Flow::Next;
  }
  int64_t& i = counter.back();
  const auto count_at = [&] { return std::min(source.extent(counter.size() - 1) - i, Line::kMost); };
  do {
    const int64_t count = count_at();
    if (!copy.accumulate &&
        copy_line(*from, *to, run_at(source, &counter, count), run_at(target, &counter, count), count)) {
      i += count - 1;
      continue;
    }
    copy_element(*from, *to, source.at(counter), target.at(counter), copy);
  } while (advance(&counter, source) && !failed());
  return Flow::Next;
}

/// False: one element after the other. What is copied within one memory may overlap.
bool Machine::copy_line(const Box& from, const Box& to, Run source, Run target, int64_t count) {
  const Memory &in = *from.memory, &out = *to.memory;
  if (source.start < 0 || target.start < 0 || &in == &out) return false;
  if (in.dtype != out.dtype && !(in.rounding.floating && out.rounding.floating)) return false;
  const auto fits = [&](const Memory& m, Run run) {
    return run.start + run.step * (count - 1) < static_cast<int64_t>(m.values.size());
  };
  if (!fits(in, source) || !fits(out, target)) return false;
  get_line(in, source, count, line(0));
  convert_line(in, out, count, line(0));
  put_line(*to.memory, target, count, line(0));
  return true;
}

Flow Machine::visit(const Im2Col& expansion) {
  const std::optional<Box> image = box(expansion.image, false), block = box(expansion.columns, true);
  if (!image || !block) return Flow::Stop;
  const int64_t high = block->extents[0], wide = block->extents[1];
  const int64_t top = integer(*this, expansion.row_step).v * high, left = integer(*this, expansion.col_step).v * wide;
  for (int64_t i = 0; i < high * wide && !failed(); ++i) {
    copy_element(*image, *block, image_element(*image, expansion, top + i / wide, left + i % wide), block->flat(i), {});
  }
  return Flow::Next;
}

/// A constant that the dtype holds is filled in exactly.
Flow Machine::visit(const Fill& fill) {
  const std::optional<Box> to = box(fill.target, true);
  if (!to) return Flow::Next;
  Memory& m = *to->memory;
  Real value = value_for(m, *fill.value);
  if (m.rounding.floating) {
    const Real r = real(*this, fill.value);
    if (r.e == 0 && r.v == value.v) value.e = options_.errors.pass * magnitude(r.v);
  }
  const int64_t n = to->elements(), inner = n == 0 || to->extents.empty() ? 1 : to->extents.back();
  const int64_t step = to->strides.empty() ? 1 : to->strides.back();
  for (int64_t i = 0; i < n; i += inner) {
    const int64_t first = to->flat(i);
    for (int64_t k = 0; k < inner; ++k) put(m, first + k * step, value);
  }
  return Flow::Next;
}

}  // namespace tir2tt::reference
