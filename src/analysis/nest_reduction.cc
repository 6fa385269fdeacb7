// Stores whose destination does not follow all loops of the nest: sums, maxima and minima over a loop, and matmuls,
// which are sums of products.
#include <algorithm>

#include "analysis/nest_expressions.h"
#include "analysis/nest_reader.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Expr;
using tir::ExprKind;

std::vector<const tir::VarNode*> NestReader::reduced_loops(const tir::BufferStoreNode& s,
                                                           const ElementAccess& dst) const {
  std::vector<const tir::VarNode*> out;
  for (const ElementLoop& loop : loops_) {
    const Scope one{std::span(&loop, 1), c_.lets_};
    if (loop.extent == 1 || dst.flat.coefficient(loop.var) != 0) continue;
    const bool in_dst =
        std::any_of(dst.indices->begin(), dst.indices->end(), [&](const Expr& i) { return uses_element_var(i, one); });
    if (!in_dst && uses_element_var(s.value, one)) out.push_back(loop.var);
  }
  return out;
}

bool NestReader::is_self(const Expr& e, const ElementAccess& dst) {
  auto* load = as<tir::BufferLoadNode>(strip_casts(e));
  if (!load) return false;
  const ElementAccess a = access(load->buffer, load->indices);
  return a.memory.kind == dst.memory.kind && a.memory.index == dst.memory.index && same_index(a.flat, dst.flat);
}

void NestReader::classify_reduction(const tir::BufferStoreNode& s, const ElementAccess& dst,
                                    const std::vector<ElementAccess>& tiles,
                                    const std::vector<const tir::VarNode*>& reduced, TileOp* op) {
  auto* n = as<tir::BinaryNode>(strip_casts(s.value));
  const bool combines = n && (n->kind == ExprKind::Add || n->kind == ExprKind::Max || n->kind == ExprKind::Min);
  if (!combines || is_self(n->a, dst) == is_self(n->b, dst)) {
    return c_.refuse(DiagId::UnsupportedStatement, s.span,
                     "the loop over `" + reduced.front()->name + "` overwrites `" + s.buffer->name +
                         "` in every iteration; only sums, maxima and minima over a loop are tile operations",
                     "write it as x = x + value, T.max(x, value) or T.min(x, value), or use T.reduce");
  }
  op->reads_dst = true;
  op->dst_whole = covers(dst);
  op->reduce_sum = n->kind == ExprKind::Add;
  op->reduce = n->kind == ExprKind::Add   ? ReduceKind::Sum
               : n->kind == ExprKind::Max ? ReduceKind::Max
                                          : ReduceKind::Min;
  const Expr rest = strip_casts(is_self(n->a, dst) ? n->b : n->a);
  if (op->reduce_sum && reduced.size() == 1 && as_gemm(rest, dst, reduced.front(), op)) return;
  op->kind = OpKind::Reduce;
  op->reduce_axis = reduce_axis(dst, tiles, reduced);
  if (!guards_.empty()) op->unsaid = "a reduction under a condition";
  if (!as<tir::BufferLoadNode>(strip_abs(rest, op)) || op->srcs.size() != 1 || !op->loads.empty()) {
    op->unsaid = "a reduction of an expression";
  } else if (!op->srcs[0].whole) {
    op->unsaid = "a reduction of a part of a buffer";
  }
}

Expr NestReader::strip_abs(const Expr& e, TileOp* op) {
  auto* call = as<tir::CallNode>(strip_casts(e));
  const std::string_view name = call ? short_name(call->op) : std::string_view();
  if (call == nullptr || (name != "fabs" && name != "abs") || op->reduce == ReduceKind::Min) return strip_casts(e);
  op->reduce = op->reduce == ReduceKind::Sum ? ReduceKind::AbsSum : ReduceKind::AbsMax;
  return strip_casts(call->args[0]);
}

int NestReader::reduce_axis(const ElementAccess& dst, const std::vector<ElementAccess>& tiles,
                            const std::vector<const tir::VarNode*>& reduced) const {
  for (const ElementAccess& t : tiles) {
    if (t.memory.index == dst.memory.index || t.flat.size < 2) continue;
    const bool kept = std::any_of(t.flat.view().begin(), t.flat.view().end(), [&](const LinearForm::Term& term) {
      return std::find(reduced.begin(), reduced.end(), term.var) == reduced.end();
    });
    if (!kept) return 2;
    int64_t smallest = INT64_MAX;
    for (const LinearForm::Term& term : t.flat.view()) smallest = std::min(smallest, term.coefficient);
    return t.flat.coefficient(reduced.front()) == smallest ? 1 : 0;
  }
  return 2;
}

bool NestReader::as_gemm(const Expr& rest, const ElementAccess& dst, const tir::VarNode* k, TileOp* op) {
  auto* product = as<tir::BinaryNode>(rest);
  if (!product || product->kind != ExprKind::Mul || dst.flat.size != 2) return false;
  auto* x = as<tir::BufferLoadNode>(strip_casts(product->a));
  auto* y = as<tir::BufferLoadNode>(strip_casts(product->b));
  if (!x || !y) return false;
  ElementAccess a = access(x->buffer, x->indices), b = access(y->buffer, y->indices);
  if (a.memory.kind != Memory::Kind::Tile || b.memory.kind != Memory::Kind::Tile) return false;
  const LinearForm::Term* rows = &dst.flat.terms[0];
  const LinearForm::Term* cols = &dst.flat.terms[1];
  if (rows->coefficient < cols->coefficient) std::swap(rows, cols);
  if (a.flat.coefficient(rows->var) == 0) std::swap(a, b);
  auto runs_over = [&](const ElementAccess& m, const tir::VarNode* v) {
    return m.flat.linear && m.flat.size == 2 && m.flat.coefficient(v) != 0 && m.flat.coefficient(k) != 0;
  };
  if (!runs_over(a, rows->var) || !runs_over(b, cols->var)) return false;
  op->kind = OpKind::Gemm;
  op->transpose_a = a.flat.coefficient(k) > a.flat.coefficient(rows->var);
  op->transpose_b = b.flat.coefficient(k) < b.flat.coefficient(cols->var);
  op->srcs = {{a.memory.index, Pattern::Other, covers(a), op->span, region(a)},
              {b.memory.index, Pattern::Other, covers(b), op->span, region(b)}};
  op->dst_registers = 1;
  return true;
}

}  // namespace tir2tt::analysis
