// What each element-wise operation, copy and fill does with tiles in DST.
#include <algorithm>

#include "transform/tt/cb_draft.h"
#include "transform/tt/tile_pattern.h"

namespace tir2tt::transform {
namespace {

using analysis::OpKind;
using analysis::TileOp;
using analysis::TileProgram;

/// The constant that a fill writes; nullopt: not constant.
std::optional<float> fill_value(const TileOp& op) {
  tir::Expr value;
  if (auto* store = tir::as<tir::BufferStoreNode>(op.stmt)) value = store->value;
  if (auto* call = tir::as<tir::EvaluateNode>(op.stmt)) {
    auto* c = tir::as<tir::CallNode>(call->value);
    if (c && c->args.size() >= 2) value = c->args[1];
  }
  while (auto* cast = tir::as<tir::CastNode>(value)) value = cast->value;
  if (auto* f = tir::as<tir::FloatImmNode>(value)) return static_cast<float>(f->value);
  if (const int64_t* i = tir::as_int(value)) return static_cast<float>(*i);
  return std::nullopt;
}

struct Context {
  const TileProgram& program;
  const Drafts& drafts;
  Ranges loops;
  Diagnostics& refused;
};

std::optional<DstProgram> expression(const TileOp& op, const Context& c) {
  if (tir::as<tir::BufferStoreNode>(op.stmt)) {
    TileOp turned = op;  // compute transposes such an operand into a circular buffer of its own first
    for (analysis::Operand& o : turned.srcs) {
      if (o.pattern == analysis::Pattern::Transposed) o.pattern = analysis::Pattern::Same;
    }
    if (!op.stores.empty()) turned.guards.clear();  // the writer's
    return compile_expression(turned, c.program.lets, c.refused, c.loops, c.drafts.values);
  }
  c.refused.add(DiagId::UnsupportedExpression, op.span, "the value of T.fill is not constant",
                "fill with a constant, or write the value as an element-wise loop nest");
  return std::nullopt;
}

/// From a float to an integer: towards zero, as a cast does.
DstProgram converting_copy(const TileInput& input, tir::DataType from, tir::DataType to) {
  DstProgram copy = copy_program(input);
  const bool truncates = from.is_floating() && to.is_integral();
  if (truncates) copy.steps.push_back({.op = DstOp::Trunc, .parameters = {}});
  return copy;
}

DstProgram copy_of(const TileOp& op, const TileProgram& p) {
  using From = analysis::ElementRead::From;
  const auto dtype = [&](int b) { return p.buffers[static_cast<size_t>(b)].dtype; };
  const bool loads = op.kind == OpKind::Load;
  const tir::DataType to = op.kind == OpKind::Store ? op.stores[0].tensor->dtype : dtype(op.dst);
  return converting_copy({loads ? From::Tensor : From::Operand, 0},
                         loads ? op.loads[0].tensor->dtype : dtype(op.srcs[0].buffer), to);
}

/// A nest that loads a block of a tensor as it lies.
bool loads_a_block(const TileOp& op, const Lets& lets) {
  auto* store = tir::as<tir::BufferStoreNode>(op.stmt);
  if (!store || op.reads.empty()) return true;
  tir::Expr value = store->value;
  while (auto* cast = tir::as<tir::CastNode>(value)) value = cast->value;
  return tir::as<tir::BufferLoadNode>(value) && op.guards.empty() &&
         pattern_of(op, lets, op.reads[0]) == analysis::Pattern::Same;
}

std::optional<DstProgram> program_of(TileOp* op, const Context& c) {
  switch (op->kind) {
    case OpKind::Fill:
      if (const auto value = fill_value(*op); value && op->guards.empty()) return fill_program(*value);
      return expression(*op, c);
    case OpKind::Load:
      if (loads_a_block(*op, c.program.lets)) return copy_of(*op, c.program);
      op->kind = OpKind::Elementwise;
      op->converts = false;
      return expression(*op, c);
    case OpKind::Store:
    case OpKind::Copy: return copy_of(*op, c.program);
    case OpKind::Elementwise: return expression(*op, c);
    case OpKind::Gemm:
    case OpKind::Reduce: break;
  }
  return std::nullopt;
}

/// The indices of the tile buffer's element: of what is stored straight to DRAM, those of the buffer it lies like.
const tir::Exprs& indices_on_chip(const TileOp& op, const tir::BufferStoreNode& store) {
  const auto same = std::ranges::find_if(op.reads, [&](const analysis::ElementRead& r) {
    return r.from == analysis::ElementRead::From::Operand && op.srcs[static_cast<size_t>(r.index)].buffer == op.like &&
           op.srcs[static_cast<size_t>(r.index)].pattern == analysis::Pattern::Same;
  });
  return op.dst >= 0 || same == op.reads.end() ? store.indices : same->load->indices;
}

/// Index values are operands like blocks of tensors.
void add_index_values(TileOp* op, DstProgram* program) {
  const int tensors = static_cast<int>(op->loads.size());
  auto* store = tir::as<tir::BufferStoreNode>(op->stmt);
  for (const tir::Expr& e : program->index_values) {
    analysis::DramAccess a;
    a.elements = std::make_shared<analysis::ElementValues>(
        analysis::ElementValues{e, {}, nullptr, indices_on_chip(*op, *store), op->loops});
    a.tile_aligned = true;  // it fills its tiles from their first element on
    op->loads.push_back(std::move(a));
  }
  for (TileInput& in : program->inputs) {
    if (in.from == analysis::ElementRead::From::Index) in = {analysis::ElementRead::From::Tensor, tensors + in.index};
  }
  program->index_values.clear();
}

/// A nest whose whole value the reader computes is a load; compute has nothing to do with it.
void load_what_the_reader_computes(TileOp* op, DstProgram* program) {
  const bool copies = program->steps.size() == 1 && program->steps[0].op == DstOp::Copy && program->slots == 1;
  const bool whole = op->dst >= 0 && op->covers_dst && op->guards.empty() && !op->reads_dst && op->unsaid.empty();
  if (!copies || !whole || program->inputs[0].from != analysis::ElementRead::From::Index) return;
  op->kind = OpKind::Load;
  op->converts = false;
  op->srcs.clear();
  op->loads.clear();
  op->reads.clear();
}

}  // namespace

void compile_expressions(const TileProgram& program, Drafts* drafts, Diagnostics& refused) {
  const Context context{program, *drafts, ranges_of_loops(program), refused};
  for (size_t i = 0; i < drafts->ops.size(); ++i) {
    TileOp& op = drafts->ops[i];
    std::optional<DstProgram>& compiled = drafts->programs[i];
    compiled = program_of(&op, context);
    if (!compiled) continue;
    op.dst_registers = compiled->slots;
    load_what_the_reader_computes(&op, &*compiled);
    add_index_values(&op, &*compiled);
  }
}

}  // namespace tir2tt::transform
