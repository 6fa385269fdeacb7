// Blocks: their headers belong to the block around the line, in whatever order they come.
#include <fmt/format.h>

#include "tvm/script_reader.h"

namespace tir2tt::tvm {

using namespace tir;

ScriptReader::LineHandler ScriptReader::find_line_handler(std::string_view name) {
  using R = ScriptReader;
  static constexpr std::pair<std::string_view, LineHandler> kTable[] = {
      {"reads", &R::reads_line},
      {"writes", &R::writes_line},
      {"where", &R::where_line},
      {"block_attr", &R::block_attr_line},
      {"sblock_attr", &R::block_attr_line},
      {"func_attr", &R::func_attr_line},
      {"attr", &R::attr_line},
      {"launch_thread", &R::launch_line},
      {"evaluate", &R::evaluate_line},
      {"prefetch", &R::prefetch_line},
      {"ProducerStore", &R::producer_store_line},
      {"realize", &R::realize_line},
      {"ProducerRealize", &R::producer_realize_line},
      {"use_swizzle", &R::swizzle_line},
      {"annotate_layout", &R::hint_line},
      {"annotate_l2_hit_ratio", &R::hint_line},
  };
  for (const auto& [key, handler] : kTable) {
    if (key == name) return handler;
  }
  return nullptr;
}

ScriptReader::BlockContext& ScriptReader::enclosing_block(SourceSpan span, std::string_view what) {
  if (blocks_.empty()) fail(DiagId::BadArguments, span, fmt::format("`{}` stands outside any block", what));
  return blocks_.back();
}

void ScriptReader::block(const PyStmt& s, size_t i, const PyExpr& call) {
  Args a = bind(call, {"name", "no_realize"}, 0, "T.block");
  auto n = make<BlockRealizeNode>(s.span);
  auto b = std::make_shared<BlockNode>();
  b->span = s.span;
  if (a[0]) b->name = string(*a[0], "name");
  n->block = b;
  blocks_.push_back({b, n});
  b->body = with_body(s, i + 1);
  blocks_.pop_back();
  emit(n);
}

void ScriptReader::init_block(const PyStmt& s, size_t i, const PyExpr& call) {
  auto b = enclosing_block(call.span, "T.init").block;
  if (b->init) fail(DiagId::BadArguments, call.span, "a second `T.init` in one block");
  anchor(b.get(), slot::kInit);
  b->init = with_body(s, i + 1);
}

void ScriptReader::reads_line(const CallLine& l) {
  auto& b = *enclosing_block(l.call.span, "T.reads").block;
  anchor(&b, slot::kReads);
  access_regions(l, b.reads);
}

void ScriptReader::writes_line(const CallLine& l) {
  auto& b = *enclosing_block(l.call.span, "T.writes").block;
  anchor(&b, slot::kWrites);
  access_regions(l, b.writes);
}

void ScriptReader::access_regions(const CallLine& l, std::vector<BufferRegion>& out) {
  auto items = l.call.items;
  if (items.size() == 1 && (items[0]->kind == PyKind::List || items[0]->kind == PyKind::Tuple)) items = items[0]->items;
  for (const PyExpr* r : items) out.push_back(region(*r));
}

void ScriptReader::where_line(const CallLine& l) {
  BlockContext& b = enclosing_block(l.call.span, "T.where");
  anchor(b.block.get(), slot::kWhere);
  Expr predicate = condition(*bind(l.call, {"predicate"}, 1, "T.where")[0]);
  if (b.realize) b.realize->predicate = predicate;
}

void ScriptReader::block_attr_line(const CallLine& l) {
  auto& b = *enclosing_block(l.call.span, "T.block_attr").block;
  anchor(&b, slot::kBlockAttr);
  AttrDict more = attr_dict(*bind(l.call, {"attrs"}, 1, "T.block_attr")[0]);
  for (const auto& [key, value] : more.entries()) b.annotations.set(key, value);
}

void ScriptReader::func_attr_line(const CallLine& l) {
  anchor(function_->func.get(), slot::kFuncAttr);
  AttrDict more = attr_dict(*bind(l.call, {"attrs"}, 1, "T.func_attr")[0]);
  for (const auto& [key, value] : more.entries()) function_->func->attrs.set(key, value);
}

void ScriptReader::prefetch_line(const CallLine& l) {
  Args a = bind(l.call, {"buffer", "bounds"}, 2, "T.prefetch");
  auto n = make<PrefetchNode>(l.span);
  n->buffer = whole_buffer(*a[0], "T.prefetch");
  for (const PyExpr* r : a[1]->items) n->bounds.push_back(range_of(*r));
  emit(n);
}

void ScriptReader::producer_store_line(const CallLine& l) {
  Args a = bind(l.call, {"producer", "value", "indices"}, 3, "T.ProducerStore");
  auto n = make<ProducerStoreNode>(l.span);
  n->producer = string(*a[0], "producer");
  n->value = expr(*a[1]);
  n->indices = expr_list(*a[2]);
  emit(n);
}

// ---- iteration variables

template <IterType kType>
void ScriptReader::axis_line(const CallLine& l) {
  Args a = bind(l.call, {"dom", "binding", "dtype"}, 1, "T.axis");
  new_axis(*l.target, kType, *a[0], a[1]);
}
template void ScriptReader::axis_line<IterType::DataPar>(const CallLine&);
template void ScriptReader::axis_line<IterType::CommReduce>(const CallLine&);
template void ScriptReader::axis_line<IterType::Ordered>(const CallLine&);
template void ScriptReader::axis_line<IterType::Opaque>(const CallLine&);

/// The domain is an extent, or (from, to).
void ScriptReader::new_axis(const PyExpr& target, IterType type, const PyExpr& dom, const PyExpr* binding) {
  Range range;
  Value v = eval(dom);
  if (const auto* ends = v.get<Value::Sequence>()) {
    if ((*ends)->size() != 2) fail(DiagId::BadArguments, dom.span, "a domain is an extent, or (from, to)");
    range.min = to_expr((**ends)[0], dom.span);
    range.extent = extent_between(range.min, to_expr((**ends)[1], dom.span));
  } else {
    range.extent = to_expr(std::move(v), dom.span);
    range.min = make_int(0, range.extent->dtype);
  }
  add_iter_var(target, type, range, binding ? expr(*binding) : range.min);
}

void ScriptReader::add_iter_var(const PyExpr& target, IterType type, Range dom, Expr value) {
  BlockContext& b = enclosing_block(target.span, "T.axis");
  anchor(b.block.get(), slot::kIterVar + static_cast<uint32_t>(b.block->iter_vars.size()));
  auto iv = std::make_shared<IterVarNode>();
  DataType t = value->dtype.is_integral() ? value->dtype : dom.extent->dtype;
  iv->dom = std::move(dom);
  iv->type = type;
  iv->var = var_for(target, Type{Type::Kind::Prim, t, {}}, t);
  b.block->iter_vars.push_back(iv);
  if (b.realize) b.realize->iter_values.push_back(std::move(value));
}

/// `vi, vj = T.axis.remap("SR", [i, j])`: the domains are the loops'.
void ScriptReader::remap_line(const CallLine& l) {
  Args a = bind(l.call, {"kinds", "bindings", "dtype"}, 2, "T.axis.remap");
  std::string kinds = string(*a[0], "kinds");
  auto targets = l.target->kind == PyKind::Name ? std::span<const PyExpr* const>(&l.target, 1) : l.target->items;
  auto bindings = a[1]->items;
  if (kinds.size() != targets.size() || kinds.size() != bindings.size()) {
    fail(DiagId::BadArguments, l.call.span,
         fmt::format("{} names, {} kinds and {} bindings", targets.size(), kinds.size(), bindings.size()));
  }
  for (size_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i] != 'S' && kinds[i] != 'R') fail(DiagId::BadArguments, a[0]->span, "the kinds are `S` and `R`");
    Expr value = expr(*bindings[i]);
    auto loop = loops_.find(as<VarNode>(value));
    if (loop == loops_.end())
      fail(DiagId::BadArguments, bindings[i]->span, "this is no loop variable", "use `T.axis.spatial(extent, value)`");
    add_iter_var(*targets[i], kinds[i] == 'S' ? IterType::DataPar : IterType::CommReduce, loop->second, value);
  }
}

}  // namespace tir2tt::tvm
