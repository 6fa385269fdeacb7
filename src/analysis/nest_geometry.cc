// Which elements an access of a nest reaches: bounds of linear forms, the box in a tensor, how an operand's index
// follows the destination's.
#include <algorithm>

#include "analysis/nest_expressions.h"
#include "analysis/nest_reader.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Buffer;
using tir::Expr;
using tir::ExprKind;

bool NestReader::bounds(const LinearForm& f, const Scope& s, int64_t* lo, int64_t* hi) const {
  if (!f.linear || f.rest_divisor) return false;
  *lo = *hi = f.constant;
  for (const LinearForm::Term& t : f.view()) {
    auto loop = std::find_if(s.loops.begin(), s.loops.end(), [&](const ElementLoop& l) { return l.var == t.var; });
    if (loop == s.loops.end() || loop->extent <= 0 || loop->min < 0) return false;
    int64_t first = 0, last = 0;
    const bool large = __builtin_add_overflow(loop->min, loop->extent - 1, &last) ||
                       __builtin_mul_overflow(t.coefficient, last, &last) ||
                       __builtin_mul_overflow(t.coefficient, loop->min, &first) ||
                       __builtin_add_overflow(*lo, std::min(first, last), lo) ||
                       __builtin_add_overflow(*hi, std::max(first, last), hi);
    if (large) return false;
  }
  return true;
}

bool NestReader::provably_true(const Expr& e) const {
  auto* n = as<tir::BinaryNode>(e);
  if (!n) return tir::is_int(e, 1);
  if (n->kind == ExprKind::And) return provably_true(n->a) && provably_true(n->b);
  std::vector<ElementLoop> all = loops_;
  all.insert(all.end(), c_.temporal_.begin(), c_.temporal_.end());
  const Scope s{all, c_.lets_};
  LinearForm difference = linear_form(n->a, s);
  difference.add(linear_form(n->b, s), -1);
  int64_t lo = 0, hi = 0;
  if (!bounds(difference, s, &lo, &hi)) return false;
  switch (n->kind) {
    case ExprKind::LT: return hi < 0;
    case ExprKind::LE: return hi <= 0;
    case ExprKind::GT: return lo > 0;
    case ExprKind::GE: return lo >= 0;
    default: return false;
  }
}

int64_t NestReader::extent_of(const tir::VarNode* v) const {
  for (const ElementLoop& loop : loops_) {
    if (loop.var == v) return loop.min == 0 ? loop.extent : kUnknown;
  }
  return kUnknown;
}

bool NestReader::covers(const ElementAccess& a) const {
  if (a.memory.kind != Memory::Kind::Tile || !a.flat.linear || a.flat.rest_divisor || a.flat.constant) return false;
  std::vector<LinearForm::Term> terms(a.flat.view().begin(), a.flat.view().end());
  std::sort(terms.begin(), terms.end(), [](const auto& x, const auto& y) { return x.coefficient < y.coefficient; });
  int64_t next = 1;
  for (const LinearForm::Term& t : terms) {
    const int64_t extent = extent_of(t.var);
    if (extent == 1) continue;
    if (t.coefficient != next || extent <= 0) return false;
    if (__builtin_mul_overflow(next, extent, &next)) return false;
  }
  return next == c_.out_.buffers[static_cast<size_t>(a.memory.index)].elements();
}

Pattern NestReader::pattern(const ElementAccess& src, const ElementAccess& dst) const {
  if (!src.flat.linear || !dst.flat.linear) return Pattern::Other;
  if (same_index(src.flat, dst.flat)) return Pattern::Same;
  if (src.flat.constant != 0 || src.flat.rest_divisor) return Pattern::Other;
  const auto live = [&](const LinearForm::Term& t) { return t.coefficient != 0 && extent_of(t.var) != 1; };
  if (std::none_of(src.flat.view().begin(), src.flat.view().end(), live)) return Pattern::Scalar;
  const tir::Exprs& shape = dst.buffer->shape;
  const int64_t* cols = shape.empty() ? nullptr : tir::as_int(shape.back());
  if (!cols || *cols <= 0) return Pattern::Other;
  bool row = true, column = true, transposed = true, same = true;
  for (const LinearForm::Term& t : src.flat.view()) {
    if (!live(t)) continue;
    const int64_t d = dst.flat.coefficient(t.var);
    same = same && d == t.coefficient;
    row = row && d == t.coefficient && d < *cols;
    column = column && d % *cols == 0 && d / *cols == t.coefficient;
    transposed = transposed && d != 0 && (d >= *cols ? t.coefficient == d / *cols : t.coefficient > 1);
  }
  for (const LinearForm::Term& t : dst.flat.view()) {
    if (live(t)) same = same && src.flat.coefficient(t.var) == t.coefficient;
  }
  if (same) return Pattern::Same;
  if (row) return Pattern::Row;
  if (column) return Pattern::Column;
  return transposed && src.flat.size >= 2 ? Pattern::Transposed : Pattern::Other;
}

std::vector<int64_t> NestReader::box(const ElementAccess& a, bool* gather) const {
  std::vector<int64_t> extents;
  for (const Expr& index : *a.indices) {
    const LinearForm f = linear_form(index, scope());
    *gather = *gather || !f.linear || f.size > 1 || (f.size == 1 && f.terms[0].coefficient != 1);
    extents.push_back(f.linear && f.size == 1 ? extent_of(f.terms[0].var) : f.linear && f.size == 0 ? 1 : kUnknown);
  }
  return extents;
}

TileRegion NestReader::region(const ElementAccess& a) const {
  TileRegion out;
  bool gather = false;
  std::vector<int64_t> extents = box(a, &gather);
  if (gather || covers(a)) return out;
  for (const Expr& index : *a.indices) out.starts.push_back(tir::substitute(index, first_element()));
  out.extents = std::move(extents);
  return out;
}

DramAccess NestReader::dram(const ElementAccess& a) {
  std::vector<LinearForm> starts;
  for (const Expr& index : *a.indices) {
    starts.push_back(linear_form(index, scope()));
    starts.back().size = 0;
  }
  bool gather = false;
  const std::vector<int64_t> extents = box(a, &gather);
  // The tensor as the IR names it: the access holds a bare pointer, the function's list the owner.
  DramAccess out = describe_dram_block(owner(a.buffer), starts, extents);
  for (const Expr& index : *a.indices) out.starts.push_back(tir::substitute(index, first_element()));
  out.extents = extents;
  out.gather = gather;
  if (gather) out.tile_aligned = false, out.offset_divisor = 1;
  return out;
}

std::vector<std::pair<tir::Var, Expr>> NestReader::first_element() const {
  std::vector<std::pair<tir::Var, Expr>> out;
  for (const ElementLoop& loop : loops_) {
    const tir::Var var(std::shared_ptr<const void>(), loop.var);  // identified by its address
    out.emplace_back(var, tir::make_int(loop.min, var->dtype));
  }
  return out;
}

Buffer NestReader::owner(const tir::BufferNode* b) const {
  for (const Buffer& t : c_.out_.tensors) {
    if (t.get() == b) return t;
  }
  return std::make_shared<tir::BufferNode>(*b);
}

}  // namespace tir2tt::analysis
