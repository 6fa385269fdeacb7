// Slices. What `lo:hi` means depends on where it stands: a Range among the regions of a block or the operands of a
// tile operation, a Ramp in a load or store. TVM prints the end as the folded sum `lo + extent`; here is its inverse.
#include <fmt/format.h>

#include <cstdint>

#include "tir/equal.h"
#include "tvm/constant_fold.h"
#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

namespace {

bool same(const Expr& a, const Expr& b) { return a == b || structural_equal(a, b); }

/// As arithmetic of that width wraps around: TVM's folded sums do.
int64_t wrap(int64_t v, DataType t) {
  if (!t.is_int() || t.bits < 1 || t.bits >= 64) return v;
  const int shift = 64 - t.bits;
  return static_cast<int64_t>(static_cast<uint64_t>(v) << shift) >> shift;
}

/// An integer as a sum of terms with coefficients; what is not linear is a term of its own.
struct LinearSum {
  std::vector<std::pair<Expr, int64_t>> terms;
  int64_t constant = 0;
  bool overflow = false;

  void add(const Expr& e, int64_t factor, int depth) {
    const auto* b = as<BinaryNode>(e);
    if (const int64_t* n = as_int(e)) {
      int64_t part = 0;
      overflow |= __builtin_mul_overflow(factor, *n, &part) || __builtin_add_overflow(constant, part, &constant);
    } else if (b && depth > 0 && (b->kind == ExprKind::Add || b->kind == ExprKind::Sub)) {
      add(b->a, factor, depth - 1);
      add(b->b, b->kind == ExprKind::Add ? factor : -factor, depth - 1);
    } else if (b && depth > 0 && b->kind == ExprKind::Mul && (as_int(b->a) || as_int(b->b))) {
      bool right = as_int(b->b);
      int64_t product = 0;
      overflow |= __builtin_mul_overflow(factor, *as_int(right ? b->b : b->a), &product) || product == INT64_MIN;
      if (!overflow) add(right ? b->a : b->b, product, depth - 1);
    } else {
      add_term(e, factor);
    }
  }
  void add_term(const Expr& e, int64_t factor) {
    for (auto& [term, coefficient] : terms) {
      if (same(term, e)) return void(overflow |= __builtin_add_overflow(coefficient, factor, &coefficient));
    }
    terms.emplace_back(e, factor);
  }
};

/// hi - lo where it does not depend on any variable, as TileLang's analyzer finds it: (b+1)*64 - b*64 = 64.
Expr simplified_extent(const Expr& lo, const Expr& hi) {
  constexpr int kDepth = 32;  // deeper sums stay as they are
  LinearSum sum;
  sum.add(hi, 1, kDepth);
  sum.add(lo, -1, kDepth);
  if (sum.overflow) return nullptr;
  for (const auto& [term, coefficient] : sum.terms) {
    if (coefficient != 0) return nullptr;
  }
  return make_int(wrap(sum.constant, hi->dtype), hi->dtype);
}

}  // namespace

Expr ScriptReader::extent_between(const Expr& lo, const Expr& hi) {
  const int64_t *a = as_int(lo), *b = as_int(hi);
  if (a && *a == 0) return hi;
  int64_t difference = 0;
  if (a && b && !__builtin_sub_overflow(*b, *a, &difference)) return make_int(wrap(difference, hi->dtype), hi->dtype);
  const auto* sum = as<BinaryNode>(hi);
  if (sum && sum->kind == ExprKind::Add && same(sum->a, lo)) return sum->b;
  if (same(lo, hi)) return make_int(0, hi->dtype);
  return make_binary(ExprKind::Sub, hi, lo);
}

std::vector<Range> ScriptReader::slice_region(const BufferSlice& s, bool simplify) {
  std::vector<Range> out;
  out.reserve(s.axes.size());
  for (const BufferSlice::Axis& x : s.axes) {
    Expr extent;
    if (!x.is_slice)
      extent = make_int(1, x.lo->dtype.is_integral() ? x.lo->dtype : DataType::Int(32));
    else if (simplify)
      extent = simplified_extent(x.lo, x.hi);
    if (!extent) extent = extent_between(x.lo, x.hi);
    out.push_back({x.lo, std::move(extent)});
  }
  return out;
}

/// Among indices a slice is a vector of them.
Expr ScriptReader::slice_load(const BufferSlice& s, SourceSpan span) {
  Exprs indices;
  for (const BufferSlice::Axis& x : s.axes) {
    if (!x.is_slice) {
      indices.push_back(x.lo);
      continue;
    }
    Expr stride = x.step ? x.step : make_int(1, x.lo->dtype);
    Expr length = simplified_extent(x.lo, x.hi);
    if (!length) length = extent_between(x.lo, x.hi);
    const int64_t *n = as_int(length), *step = as_int(stride);
    if (!n || !step || *step == 0 || *n / *step <= 0 || *n / *step > 65535) {
      fail(DiagId::TypeMismatch, span, "a slice of unknown length has no value",
           "in a load the bounds of a slice differ by a constant; use a loop otherwise");
    }
    auto ramp = std::make_shared<RampNode>(x.lo->dtype.with_lanes(static_cast<uint16_t>(*n / *step)));
    ramp->base = x.lo;
    ramp->stride = stride;
    ramp->lanes = make_int(*n / *step);
    indices.push_back(ramp);
  }
  return load(s.buffer, std::move(indices), span);
}

BufferRegion ScriptReader::to_region(const Value& v, SourceSpan span, bool simplify) {
  if (const auto* s = v.get<Value::Slice>()) return {(*s)->buffer, slice_region(**s, simplify)};
  BufferRegion r;
  if (const Buffer* b = v.get<Buffer>()) {
    r.buffer = *b;
    for (const Expr& e : (*b)->shape) r.region.push_back({make_int(0, e->dtype), e});
    return r;
  }
  const Expr* e = v.get<Expr>();
  const auto* l = e ? as<BufferLoadNode>(*e) : nullptr;
  if (!l) fail(DiagId::TypeMismatch, span, "expected a buffer or a part of one");
  r.buffer = l->buffer;
  for (const Expr& i : l->indices) {
    if (const auto* ramp = as<RampNode>(i)) {
      r.region.push_back({ramp->base, ramp->lanes});
    } else {
      r.region.push_back({i, make_int(1, i->dtype.is_integral() ? i->dtype : DataType::Int(32))});
    }
  }
  return r;
}

BufferRegion ScriptReader::region(const PyExpr& n) { return to_region(eval(n), n.span, false); }

/// `T.Range(0, 8)`.
Range ScriptReader::range_of(const PyExpr& n) {
  if (n.kind == PyKind::None) return {};
  if (tir_call(n) != "Range" && tir_call(n) != "") {
    fail(DiagId::BadArguments, n.span, "expected `T.Range(from, to)`");
  }
  if (n.kind == PyKind::Slice) return {expr(*n.a), extent_between(expr(*n.a), expr(*n.b))};
  if (n.kind != PyKind::Call) fail(DiagId::BadArguments, n.span, "expected `T.Range(from, to)`");
  Args a = bind(n, {"begin", "end"}, 1, "T.Range");
  if (!a[1]) {
    Expr hi = expr(*a[0]);
    return {make_int(0, hi->dtype), hi};
  }
  Range r;
  r.min = expr(*a[0]);
  r.extent = extent_between(r.min, expr(*a[1]));
  return r;
}

}  // namespace tir2tt::tvm
