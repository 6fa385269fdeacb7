// T.gemm. The product and its bound are products of whole matrices in double. With S = sum |a||b| of an element, the
// bound adds to what was there: the errors of the operands (|a|eb + |b|ea + ea eb), k S for the products that the
// matrix unit rounds, and one rounding of the accumulator, of at most |c| + S, for each of the additions into it: one
// per 16 products and phase of fidelity, of which there are four (tt-isa-documentation, MVMUL).
#include <Eigen/Dense>

#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {
namespace {

using Dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using DenseFloat = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Stride = Eigen::OuterStride<>;
using Values = Eigen::Map<const Dense, 0, Stride>;
using Bounds = Eigen::Map<const DenseFloat, 0, Stride>;

Values values(const Matrix& m) {
  const int64_t rows = m.transposed ? m.cols : m.rows, cols = m.transposed ? m.rows : m.cols;
  return {m.memory->values.data() + m.start, rows, cols, Stride(m.pitch)};
}
Bounds bounds(const Matrix& m) {
  const int64_t rows = m.transposed ? m.cols : m.rows, cols = m.transposed ? m.rows : m.cols;
  return {m.memory->bounds.data() + m.start, rows, cols, Stride(m.pitch)};
}

Dense product(const Values& a, bool transpose_a, const Values& b, bool transpose_b) {
  Dense out;
  if (transpose_a && transpose_b) {
    out.noalias() = a.transpose() * b.transpose();
  } else if (transpose_a) {
    out.noalias() = a.transpose() * b;
  } else if (transpose_b) {
    out.noalias() = a * b.transpose();
  } else {
    out.noalias() = a * b;
  }
  return out;
}

Dense magnitudes(const Matrix& m) {
  if (m.transposed) return values(m).transpose().cwiseAbs();
  return values(m).cwiseAbs();
}
Dense errors(const Matrix& m) {
  if (m.transposed) return bounds(m).transpose().cast<double>();
  return bounds(m).cast<double>();
}

/// sum |a|(weight |b| + eb) + ea (|b| + eb)
Dense product_bound(const Matrix& a, const Matrix& b, double weight) {
  const Dense abs_a = magnitudes(a), abs_b = magnitudes(b), ea = errors(a), eb = errors(b);
  const Dense weighted = weight * abs_b + eb;
  Dense out;
  out.noalias() = abs_a * weighted;
  if ((ea.array() != 0).any()) {
    const Dense most = abs_b + eb;
    out.noalias() += ea * most;
  }
  return out;
}

int64_t flat(const Matrix& m, int64_t i, int64_t j) { return m.start + i * m.pitch + j; }

}  // namespace

double Machine::product_error(tir::DataType dtype) const {
  const ErrorModel& e = options_.errors;
  if (!dtype.is_floating()) return 0;
  if (dtype == tir::DataType::Float(16)) return e.product_float16;
  // The small kinds are exact where bfloat16 is.
  return dtype.bits >= 32 ? e.product_float32 : e.product_bfloat16;
}

double Machine::maximum_error(tir::DataType dtype) const {
  if (!dtype.is_floating()) return 0;
  return dtype.bits >= 32 ? options_.errors.maximum_float32 : options_.errors.maximum_narrow;
}

std::optional<Matrix> Machine::matrix(const GemmOperand& operand, int64_t rows, int64_t cols) {
  const Access& access = *operand.region.start;
  Matrix m{access.memory, base_of(access), integer(*this, operand.pitch).v, rows, cols, operand.transposed};
  m.start += integer(*this, operand.offset).v;
  for (size_t k = 0; k < access.axes.size(); ++k) {
    if (k + 1 == access.axes.size() && !operand.starts_on_last_axis) break;
    m.start += integer(*this, access.axes[k].index).v * access.axes[k].stride;
  }
  const int64_t down = m.transposed ? cols : rows, across = m.transposed ? rows : cols;
  const int64_t last = m.start + (down - 1) * m.pitch + across - 1;
  const int64_t size = static_cast<int64_t>(m.memory->values.size());
  if (m.start >= 0 && m.pitch >= 0 && last < size) return m;
  fail(DiagId::OutOfBounds, "T.gemm uses the elements " + std::to_string(m.start) + " to " + std::to_string(last) +
                                " of `" + access.name + "`, which has " + std::to_string(size));
  return std::nullopt;
}

Flow Machine::visit(const Gemm& gemm) {
  const int64_t m = integer(*this, gemm.m).v, n = integer(*this, gemm.n).v, k = integer(*this, gemm.k).v;
  if (m <= 0 || n <= 0 || k <= 0) return Flow::Next;
  const std::optional<Matrix> a = matrix(gemm.a, m, k), b = matrix(gemm.b, k, n), c = matrix(gemm.c, m, n);
  if (!a || !b || !c) return Flow::Stop;
  const bool clear = integer(*this, gemm.clear).v != 0;
  // Products of at most 16 bits are exact in double.
  const tir::DataType type = a->memory->dtype;
  if (type.is_floating() || std::max(type.bits, b->memory->dtype.bits) <= 16) {
    multiply(*a, *b, *c, clear);
  } else {
    multiply_integers(*a, *b, *c, clear);
  }
  return Flow::Next;
}

void Machine::multiply(const Matrix& a, const Matrix& b, const Matrix& c, bool clear) {
  Memory& memory = *c.memory;
  const bool floating = a.memory->dtype.is_floating();
  const int64_t steps = (a.cols + 15) / 16;
  const double additions = 4.0 * static_cast<double>(steps);
  const double accumulate = floating ? options_.errors.accumulate * additions : 0;
  const Dense v = product(values(a), a.transposed, values(b), b.transposed);
  const Dense e = product_bound(a, b, product_error(a.memory->dtype) + accumulate);
  for (int64_t i = 0; i < c.rows; ++i) {
    for (int64_t j = 0; j < c.cols; j += Line::kMost) {
      const int64_t count = std::min(c.cols - j, Line::kMost);
      const Run run{flat(c, i, j), 1};
      Line& line = this->line(0);
      if (!clear) get_line(memory, run, count, line);
      for (int64_t x = 0; x < count; ++x) {
        const Real old = clear ? Real{0, 0} : line.at(x);
        const double added = e(i, j + x);
        line.set(x, settle(old.v + v(i, j + x), old.e + added + accumulate * magnitude(old.v), old.e,
                           std::isnan(added) ? kInfinity : added, 0));
      }
      if (floating) {
        round_line(memory, count, memory.rounding.relative, true, line);
      } else {
        for (int64_t x = 0; x < count; ++x) line.set(x, rounded(memory, line.at(x), memory.rounding.relative, true));
      }
      put_line(memory, run, count, line);
    }
  }
}

void Machine::multiply_integers(const Matrix& a, const Matrix& b, const Matrix& c, bool clear) {
  Memory& memory = *c.memory;
  const Dense e = product_bound(a, b, 0);
  for (int64_t i = 0; i < c.rows; ++i) {
    for (int64_t j = 0; j < c.cols; ++j) {
      const Real old = clear ? Real{0, 0} : element(memory, flat(c, i, j));
      uint64_t sum = static_cast<uint64_t>(truncate({old.v, 0}).v);
      for (int64_t k = 0; k < a.cols; ++k) {
        const double x = element(*a.memory, a.transposed ? flat(a, k, i) : flat(a, i, k)).v;
        const double y = element(*b.memory, b.transposed ? flat(b, j, k) : flat(b, k, j)).v;
        sum += static_cast<uint64_t>(truncate({x, 0}).v) * static_cast<uint64_t>(truncate({y, 0}).v);
      }
      const double v = static_cast<double>(wrap(memory.dtype, static_cast<int64_t>(sum)));
      put(memory, flat(c, i, j), {v, old.e + (std::isnan(e(i, j)) ? kInfinity : e(i, j))});
    }
  }
}

}  // namespace tir2tt::reference
