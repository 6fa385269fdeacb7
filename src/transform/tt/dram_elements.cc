#include "transform/tt/dram_elements.h"

#include <fmt/format.h>

#include <algorithm>

#include "tir/visitor.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {
namespace {

using analysis::DramAccess;
using analysis::ElementLoop;
using analysis::ElementValues;
using analysis::LinearForm;
using analysis::TileProgram;
using analysis::TileRegion;
using tir::Expr;
using tir::ExprKind;
using tir::Exprs;
using tir::Var;

constexpr int64_t kEdge = 32;

Expr both(const Expr& a, const Expr& b) {
  if (!a || !b) return a ? a : b;
  return tir::make_binary(ExprKind::And, a, b);
}
Expr less(const Expr& a, int64_t b) { return tir::make_binary(ExprKind::LT, a, tir::make_int(b)); }
Expr at_least(const Expr& a, int64_t b) { return tir::make_binary(ExprKind::GE, a, tir::make_int(b)); }
Expr minus(const Expr& a, const Expr& b) {
  if (const int64_t* v = tir::as_int(b)) return plus(a, -*v);
  return tir::make_binary(ExprKind::Sub, a, b);
}

Expr zero_of(tir::DataType t) { return t.is_floating() ? tir::make_float(0, t) : tir::make_int(0, t); }

Expr choose(const Expr& condition, const Expr& value) {
  if (!condition) return value;
  return tir::make_call(value->dtype, tir::OpId::if_then_else, {condition, value, zero_of(value->dtype)});
}

/// A variable that is somebody else's, by its address.
Var var_of(const tir::VarNode* v) { return Var(std::shared_ptr<const void>(), v); }

ElementLoop loop_over(const Var& v, int64_t n) { return {v.get(), 0, n, false}; }

std::shared_ptr<const ElementValues> in_block(const BlockElements& b, ElementValues e) {
  e.at = {b.row, b.col};
  e.loops = {loop_over(b.row, b.rows), loop_over(b.col, b.cols)};
  return std::make_shared<const ElementValues>(std::move(e));
}

/// Loop variables of a nest as functions of the row and the column of the block.
class Inverse {
 public:
  Inverse(const TileProgram& p, const ElementValues& nest, BlockElements of_block)
      : p_(p), nest_(nest), block(std::move(of_block)) {}

  bool run(const std::vector<int64_t>& shape) {
    for (const ElementLoop& l : nest_.loops) {
      if (l.extent == 1) map.emplace_back(var_of(l.var), tir::make_int(l.min, l.var->dtype));
    }
    for (size_t k = 0; k < nest_.at.size(); ++k) {
      if (!axis(k, shape[k])) return false;
    }
    keep_name(&block.row);
    keep_name(&block.col);
    return true;
  }

 private:
  const TileProgram& p_;
  const ElementValues& nest_;

 public:
  BlockElements block;
  VarMap map;
  Expr inside;  // where the nest goes

 private:
  const ElementLoop* loop(const tir::VarNode* v) const {
    const auto it = std::ranges::find(nest_.loops, v, &ElementLoop::var);
    return it == nest_.loops.end() ? nullptr : &*it;
  }

  /// at = start + c1 v1 + c2 v2 + …, each coefficient what the loops behind it reach: digits of the index.
  bool axis(size_t k, int64_t extent) {
    const LinearForm f = analysis::linear_form(nest_.at[k], {nest_.loops, p_.lets});
    if (!f.linear) return false;
    std::vector<LinearForm::Term> terms;
    VarMap at_first;
    for (const ElementLoop& l : nest_.loops) at_first.emplace_back(var_of(l.var), tir::make_int(0, l.var->dtype));
    for (const LinearForm::Term& t : f.view()) {
      const ElementLoop* l = loop(t.var);
      if (!l || t.coefficient <= 0 || l->extent <= 0) return false;
      if (l->extent != 1) terms.push_back(t);
    }
    std::ranges::sort(terms, std::greater(), &LinearForm::Term::coefficient);
    const bool plain = f.rest_divisor == 0;
    Expr start = plain ? Expr(tir::make_int(f.constant)) : rewritten(nest_.at[k], at_first, p_);
    for (const LinearForm::Term& t : f.view()) {
      const ElementLoop* l = loop(t.var);
      if (l->extent == 1 && l->min != 0) start = plus(start, t.coefficient * l->min);
    }
    if (terms.empty()) {
      if (extent != 1) inside = both(inside, tir::make_binary(ExprKind::EQ, block.index[k], start));
      return true;
    }
    const Expr digit = minus(block.index[k], start);
    return digits(terms, digit, !tir::is_int(start, 0), extent);
  }

  bool digits(const std::vector<LinearForm::Term>& terms, const Expr& number, bool shifted, int64_t extent) {
    int64_t step = 1;
    for (size_t n = terms.size(); n-- > 0;) {
      const ElementLoop& l = *loop(terms[n].var);
      if (terms[n].coefficient != step || (terms.size() > 1 && l.min != 0) || seen(terms[n].var)) return false;
      if (__builtin_mul_overflow(step, l.extent, &step)) return false;
    }
    for (size_t n = 0; n < terms.size(); ++n) {
      const ElementLoop& l = *loop(terms[n].var);
      Expr value = floor_div(number, terms[n].coefficient);
      if (n > 0) value = floor_mod(value, l.extent);
      map.emplace_back(var_of(l.var), value);
    }
    const int64_t first = loop(terms.front().var)->min;
    const int64_t low = terms.size() == 1 ? first : 0;
    if (shifted || low != 0) inside = both(inside, at_least(number, low));
    if (shifted || low + step < extent) inside = both(inside, less(number, low + step));
    return true;
  }
  bool seen(const tir::VarNode* v) const {
    return std::any_of(map.begin(), map.end(), [&](const auto& m) { return m.first.get() == v; });
  }

  /// Where a loop variable is the row itself, the row has its name.
  void keep_name(Var* side) {
    const auto it = std::find_if(map.begin(), map.end(), [&](const auto& m) { return m.second == *side; });
    if (it == map.end()) return;
    const Var name = it->first;
    map.erase(it);
    const VarMap renamed{{*side, name}};
    for (auto& entry : map) entry.second = tir::substitute(entry.second, renamed);
    if (inside) inside = tir::substitute(inside, renamed);
    if (block.inside) block.inside = tir::substitute(block.inside, renamed);
    *side = name;
  }
};

/// Loops that the value or the target runs over, and the element of the buffer does not.
const ElementLoop* loop_left_over(const TileProgram& p, const ElementValues& nest, const VarMap& map,
                                  const BlockElements& block) {
  for (const ElementLoop& l : nest.loops) {
    const bool known = l.var == block.row.get() || l.var == block.col.get() ||
                       std::any_of(map.begin(), map.end(), [&](const auto& m) { return m.first.get() == l.var; });
    const auto used = [&](const Expr& e) { return e && mentions(e, l.var, p.lets); };
    if (known || l.extent == 1) continue;
    if (used(nest.value) || used(nest.guard) || std::any_of(nest.target.begin(), nest.target.end(), used)) return &l;
  }
  return nullptr;
}

/// Along axis `k`, only [start, start + n) goes: fewer rows or columns, or a condition.
Expr only_part(BlockElements* b, size_t k, const Expr& start, int64_t n) {
  const Expr& index = b->index[k];
  if (tir::is_int(start, 0)) {
    int64_t* length = index == b->row ? &b->rows : index == b->col ? &b->cols : nullptr;
    // All tiles of the buffer are visited; one that the length cuts ends there, one behind it only where that shows.
    const bool shows = length && (n % kEdge != 0 || n == *length);
    if (!shows) return less(index, n);
    *length = n;
    return nullptr;
  }
  return both(tir::make_binary(ExprKind::GE, index, start), less(minus(index, start), n));
}

std::string extents_text(const std::vector<int64_t>& extents) {
  std::string out;
  for (int64_t e : extents) out += fmt::format("{}{}", out.empty() ? "" : "×", e < 0 ? "?" : fmt::format("{}", e));
  return out;
}

std::vector<size_t> long_axes(const std::vector<int64_t>& extents) {
  std::vector<size_t> out;
  for (size_t k = 0; k < extents.size(); ++k) {
    if (extents[k] != 1) out.push_back(k);
  }
  return out;
}

}  // namespace

BlockElements elements_of_block(const std::vector<int64_t>& shape, Layout layout) {
  BlockElements b;
  b.row = tir::make_var("i", tir::DataType::Int(32));
  b.col = tir::make_var("j", tir::DataType::Int(32));
  const size_t rank = shape.size();
  b.index.assign(rank, tir::make_int(0));
  if (layout != Layout::Matrix) {
    const bool column = layout == Layout::Column;
    int64_t n = 1;
    for (size_t k = 0; k < rank; ++k) {
      n *= shape[k];
      if (shape[k] != 1) b.index[k] = column ? b.row : b.col;
    }
    (column ? b.rows : b.cols) = n;
    return b;
  }
  b.cols = rank > 0 ? shape[rank - 1] : 1;
  if (rank > 0) b.index[rank - 1] = b.col;
  if (rank < 2) return b;
  // Each matrix begins with a tile of its own.
  const int64_t rows = shape[rank - 2];
  int64_t matrices = 1;
  for (size_t k = 0; k + 2 < rank; ++k) matrices *= shape[k];
  const int64_t padded = matrices == 1 ? rows : (rows + kEdge - 1) / kEdge * kEdge;
  b.rows = matrices * padded;
  b.index[rank - 2] = matrices == 1 ? Expr(b.row) : floor_mod(b.row, padded);
  if (padded != rows) b.inside = less(b.index[rank - 2], rows);
  Expr matrix = floor_div(b.row, padded);
  int64_t behind = 1;
  for (size_t k = rank - 2; k-- > 0; behind *= shape[k]) {
    if (shape[k] == 1) continue;
    const Expr digit = floor_div(matrix, behind);
    b.index[k] = behind * shape[k] == matrices ? digit : floor_mod(digit, shape[k]);
  }
  return b;
}

MadeElements elements_of_box(const TileProgram& p, const DramAccess& a, const std::vector<int64_t>& shape,
                             Layout layout, const TileRegion& region, bool stores, tir::DataType loaded_as) {
  BlockElements b = elements_of_block(shape, layout);
  const bool part = !region.extents.empty();
  const std::vector<int64_t>& here = part ? region.extents : shape;
  const std::vector<size_t> there = long_axes(a.extents), own = long_axes(here);
  bool fits = there.size() == own.size() && here.size() == shape.size();
  for (size_t n = 0; fits && n < own.size(); ++n) fits = a.extents[there[n]] == here[own[n]] && here[own[n]] > 0;
  if (!fits) {
    return {nullptr,
            fmt::format("the block of `{}` is {} elements, the buffer's part {}", a.tensor->name,
                        extents_text(a.extents), extents_text(here)),
            "give the buffer the shape of the block"};
  }
  Expr inside = b.inside;
  Exprs index;
  for (const Expr& e : a.starts) index.push_back(rewritten(e, {}, p));
  for (size_t k = 0; k < shape.size(); ++k) {
    const Expr start = part ? region.starts[k] : tir::make_int(0);
    if (part && shape[k] != 1 && (here[k] != shape[k] || !tir::is_int(start, 0))) {
      inside = both(inside, only_part(&b, k, start, here[k]));
    }
    const auto n = std::ranges::find(own, k);
    if (n == own.end()) continue;
    Expr& at = index[there[static_cast<size_t>(n - own.begin())]];
    at = plus(at, minus(b.index[k], start));
  }
  ElementValues e;
  if (stores) {
    e.target = std::move(index);
    e.guard = inside;
  } else {
    Expr value = tir::make_load(a.tensor, std::move(index));
    if (value->dtype != loaded_as) value = tir::make_cast(loaded_as, value);
    e.value = choose(inside, value);
  }
  return {in_block(b, std::move(e)), {}, {}};
}

MadeElements elements_of_nest(const TileProgram& p, const ElementValues& nest, const std::vector<int64_t>& shape,
                              Layout layout) {
  Inverse inverse(p, nest, elements_of_block(shape, layout));
  if (nest.at.size() != shape.size() || !inverse.run(shape)) {
    return {nullptr, "the loops around it do not number the elements of the buffer",
            "index the buffer by one loop variable per axis"};
  }
  if (const ElementLoop* l = loop_left_over(p, nest, inverse.map, inverse.block)) {
    return {nullptr,
            fmt::format("one element of the buffer goes with more than one of the tensor: all of the loop over `{}`",
                        l->var->name),
            "broadcast into a T.alloc_fragment buffer of the block's shape and copy that"};
  }
  const BlockElements& b = inverse.block;
  ElementValues e;
  for (const Expr& index : nest.target) e.target.push_back(rewritten(index, inverse.map, p));
  if (nest.value) {
    e.value = choose(both(b.inside, inverse.inside), rewritten(nest.value, inverse.map, p));
  } else {
    e.guard = both(both(b.inside, inverse.inside), rewritten(nest.guard, inverse.map, p));
  }
  return {in_block(b, std::move(e)), {}, {}};
}

}  // namespace tir2tt::transform
