// What each element-wise operation, copy and fill does with tiles in DST.
#include "transform/tt/cb_draft.h"

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

std::optional<DstProgram> expression(const TileOp& op, const TileProgram& p, const Ranges& ranges,
                                     Diagnostics& refused) {
  if (tir::as<tir::BufferStoreNode>(op.stmt)) {
    TileOp turned = op;  // compute transposes such an operand into a circular buffer of its own first
    for (analysis::Operand& o : turned.srcs) {
      if (o.pattern == analysis::Pattern::Transposed) o.pattern = analysis::Pattern::Same;
    }
    if (!op.stores.empty()) turned.guards.clear();  // the writer's
    return compile_expression(turned, p.lets, refused, ranges);
  }
  refused.add(DiagId::UnsupportedExpression, op.span, "the value of T.fill is not constant",
              "fill with a constant, or write the value as an element-wise loop nest");
  return std::nullopt;
}

std::optional<DstProgram> program_of(const TileOp& op, const TileProgram& p, const Ranges& ranges,
                                     Diagnostics& refused) {
  using From = analysis::ElementRead::From;
  const bool guarded = !op.guards.empty();
  switch (op.kind) {
    case OpKind::Fill:
      if (const auto value = fill_value(op); value && !guarded) return fill_program(*value);
      return expression(op, p, ranges, refused);
    case OpKind::Load: return copy_program({From::Tensor, 0});
    case OpKind::Store:
    case OpKind::Copy: return copy_program({From::Operand, 0});
    case OpKind::Elementwise: return expression(op, p, ranges, refused);
    case OpKind::Gemm:
    case OpKind::Reduce: break;
  }
  return std::nullopt;
}

/// What loops of constant bounds can be; the numbers of blocks are not negative.
Ranges loop_ranges(const TileProgram& p) {
  Ranges out;
  for (const analysis::Step& s : p.steps) {
    auto* f = s.kind == analysis::StepKind::LoopBegin ? tir::as<tir::ForNode>(s.stmt) : nullptr;
    if (!f) continue;
    Bounds& b = out[f->loop_var.get()];
    b = bounds_of(f->min, out, p.lets);
    b.high = b.high && s.trips > 0 ? std::optional(*b.high + s.trips - 1) : std::nullopt;
  }
  return out;
}

/// Index values are operands like blocks of tensors.
void add_index_values(TileOp* op, DstProgram* program) {
  const int tensors = static_cast<int>(op->loads.size());
  auto* store = tir::as<tir::BufferStoreNode>(op->stmt);
  for (const tir::Expr& e : program->index_values) {
    analysis::DramAccess a;
    a.elements = std::make_shared<analysis::ElementValues>(analysis::ElementValues{e, {}, nullptr, store->indices, op->loops});
    op->loads.push_back(std::move(a));
  }
  for (TileInput& in : program->inputs) {
    if (in.from == analysis::ElementRead::From::Index) in = {analysis::ElementRead::From::Tensor, tensors + in.index};
  }
  program->index_values.clear();
}

}  // namespace

void compile_expressions(const TileProgram& program, Drafts* drafts, Diagnostics& refused) {
  const Ranges ranges = loop_ranges(program);
  for (size_t i = 0; i < drafts->ops.size(); ++i) {
    TileOp& op = drafts->ops[i];
    std::optional<DstProgram>& compiled = drafts->programs[i];
    compiled = program_of(op, program, ranges, refused);
    if (!compiled) continue;
    op.dst_registers = compiled->slots;
    add_index_values(&op, &*compiled);
  }
}

}  // namespace tir2tt::transform
