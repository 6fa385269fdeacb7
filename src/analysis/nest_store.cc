// Stores of a nest that go to DRAM: which block they write, under which conditions and in which order.
#include <algorithm>

#include "analysis/nest_expressions.h"
#include "analysis/nest_reader.h"
#include "tir/equal.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Expr;
using tir::ExprKind;

void NestReader::store_to_dram(const tir::BufferStoreNode& s, const ElementAccess& dst,
                               const std::vector<ElementAccess>& tiles, const std::vector<ElementAccess>& tensors,
                               TileOp op) {
  const bool updates = std::any_of(tensors.begin(), tensors.end(),
                                   [&](const ElementAccess& t) { return t.buffer->data == s.buffer->data; });
  if (tiles.empty() || updates) {
    return c_.refuse(DiagId::DramOnlyStatement, s.span,
                     updates ? "`" + s.buffer->name + "` is read and written in DRAM by one statement"
                             : "no tile buffer takes part in this store to `" + s.buffer->name + "`",
                     "stage the block in a T.alloc_shared or T.alloc_fragment buffer: load, compute, store");
  }
  if (const auto reduced = reduced_loops(s, dst); !reduced.empty()) {
    return c_.refuse(
        DiagId::UnsupportedStatement, s.span,
        "the loop over `" + reduced.front()->name + "` overwrites `" + s.buffer->name + "` in every iteration");
  }
  op.stores.push_back(dram(dst));
  bool guarded = false;
  const tir::BufferLoadNode* pure = pure_load(s.value, &guarded);
  op.kind = pure && !guarded && tensors.empty() && tiles.size() == 1 ? OpKind::Store : OpKind::Elementwise;
  op.converts = pure && pure->buffer->dtype != s.buffer->dtype;
  const auto reference =
      std::max_element(tiles.begin(), tiles.end(),
                       [](const ElementAccess& a, const ElementAccess& b) { return a.flat.size < b.flat.size; });
  op.like = reference->memory.index;
  drop_bounds(s, &op.guards);
  op.stores[0].reordered = !stores_in_order(s, *reference, op.stores[0]);
  for (const ElementAccess& t : tiles) add_operand(t, *reference, &op);
  c_.emit(std::move(op));
}

void NestReader::drop_bounds(const tir::BufferStoreNode& s, std::vector<Expr>* guards) {
  std::erase_if(*guards, [&](const Expr& g) { return is_bound(s, g); });
}

bool NestReader::is_bound(const tir::BufferStoreNode& s, const Expr& guard) {
  auto* n = as<tir::BinaryNode>(guard);
  if (n && n->kind == ExprKind::And) return is_bound(s, n->a) && is_bound(s, n->b);
  if (!n || n->kind != ExprKind::LT) return false;
  for (size_t k = 0; k < s.indices.size(); ++k) {
    if (tir::structural_equal(n->a, s.indices[k]) && tir::structural_equal(n->b, s.buffer->shape[k])) return true;
  }
  return false;
}

bool NestReader::stores_in_order(const tir::BufferStoreNode& s, const ElementAccess& source,
                                 const DramAccess& target) const {
  if (target.row_axis < 0 || source.indices->size() < 2) return true;
  for (const ElementLoop& loop : loops_) {
    const Scope one{std::span(&loop, 1), c_.lets_};
    if (loop.extent == 1 || !uses_element_var(source.indices->back(), one)) continue;
    if (!uses_element_var(s.indices[static_cast<size_t>(target.col_axis)], one)) return false;
  }
  return true;
}

}  // namespace tir2tt::analysis
