// Loop nests that spell out a tile operation element by element. Every store of the nest becomes one tile operation
// over all its iterations; what kind it is follows from the linear forms of the indices:
//
//   A_s[i, j] = A[by*32 + i, k*32 + j]      a plain load of a DRAM tensor           Load
//   C_l[i, j] = C_l[i, j] + A_s[i, k] * B_s[k, j]   k not in the destination        Gemm
//   m[i] = T.max(m[i], x[i, j])             j not in the destination                Reduce
//   y[i, j] = T.exp(x[i, j] - m[i])         anything else                           Elementwise, m by Column
//
// Splitting a nest into one operation per store is only right if the stores do not depend on each other across
// iterations; a nest where they do is refused. Cost: linear in the nest, times its depth.
#include <algorithm>

#include "analysis/nest_expressions.h"
#include "analysis/nest_reader.h"
#include "tir/visitor.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Buffer;
using tir::Expr;
using tir::ExprKind;
using tir::Stmt;
using tir::StmtKind;

void NestReader::walk(const Stmt& s) {
  if (!s) return;
  switch (s->kind) {
    case StmtKind::SeqStmt:
      for (const Stmt& child : as<tir::SeqStmtNode>(s)->seq) walk(child);
      return;
    case StmtKind::For: return walk_for(*as<tir::ForNode>(s));
    case StmtKind::BlockRealize: return walk_block(*as<tir::BlockRealizeNode>(s));
    case StmtKind::BufferStore: return store(s);
    case StmtKind::AttrStmt: return walk(as<tir::AttrStmtNode>(s)->body);
    case StmtKind::AssertStmt: return walk(as<tir::AssertStmtNode>(s)->body);
    case StmtKind::Evaluate: return;
    case StmtKind::LetStmt: {
      auto* let = as<tir::LetStmtNode>(s);
      c_.add_let(let->var.get(), let->value);
      walk(let->body);
      c_.lets_.pop_back();
      return;
    }
    case StmtKind::Bind: c_.add_let(as<tir::BindNode>(s)->var.get(), as<tir::BindNode>(s)->value); return;
    case StmtKind::DeclBuffer:
      c_.declare(as<tir::DeclBufferNode>(s)->buffer, TileBuffer::Declared::DeclBuffer);
      return walk(as<tir::DeclBufferNode>(s)->body);
    case StmtKind::IfThenElse: return walk_if(*as<tir::IfThenElseNode>(s));
    default:
      c_.refuse(DiagId::UnsupportedStatement, s->span,
                "a statement of this kind cannot stand in an element-wise loop nest", "move it out of the nest");
  }
}

void NestReader::walk_for(const tir::ForNode& s) {
  const int64_t* min = tir::as_int(s.min);
  const int64_t* extent = tir::as_int(s.extent);
  c_.refuse_unknown({s.min, s.extent, s.step}, s.span);
  const bool ordered = s.for_kind != tir::ForKind::Parallel && s.for_kind != tir::ForKind::Vectorized;
  loops_.push_back({s.loop_var.get(), min ? *min : kUnknown, extent ? *extent : kUnknown, ordered});
  walk(s.body);
  loops_.pop_back();
}

void NestReader::walk_if(const tir::IfThenElseNode& s) {
  const bool always = provably_true(s.condition);
  if (!always) guards_.push_back(s.condition), guard_since_.push_back(written_.size());
  walk(s.then_case);
  if (!always) guards_.back() = tir::make_not(s.condition);
  if (!always) walk(s.else_case);
  if (!always) guards_.pop_back(), guard_since_.pop_back();
}

void NestReader::walk_block(const tir::BlockRealizeNode& s) {
  const tir::BlockNode& block = *s.block;
  const size_t lets = c_.lets_.size();
  for (size_t i = 0; i < block.iter_vars.size() && i < s.iter_values.size(); ++i) {
    c_.add_let(block.iter_vars[i]->var.get(), s.iter_values[i]);
  }
  for (const Buffer& b : block.alloc_buffers) c_.declare(b, TileBuffer::Declared::AllocBuffer);
  for (const tir::MatchBufferRegion& m : block.match_buffers) {
    c_.memory_[m.buffer->data.get()] = c_.memory_of(m.source.buffer);
  }
  const bool guarded = s.predicate && !tir::is_int(s.predicate, 1) && !provably_true(s.predicate);
  if (guarded) guards_.push_back(s.predicate), guard_since_.push_back(written_.size());
  walk_init(s);
  walk(block.body);
  if (guarded) guards_.pop_back(), guard_since_.pop_back();
  c_.lets_.resize(lets);
}

void NestReader::walk_init(const tir::BlockRealizeNode& s) {
  if (!s.block->init) return;
  const std::vector<ElementLoop> all = loops_;
  std::erase_if(loops_, [&](const ElementLoop& loop) {
    const Scope one{std::span(&loop, 1), {}};
    for (size_t i = 0; i < s.iter_values.size(); ++i) {
      if (s.block->iter_vars[i]->type == tir::IterType::CommReduce && uses_element_var(s.iter_values[i], one))
        return true;
    }
    return false;
  });
  walk(s.block->init);
  loops_ = all;
}

Scope NestReader::scope() const { return {loops_, c_.lets_}; }

ElementAccess NestReader::access(const Buffer& buffer, const tir::Exprs& indices) {
  ElementAccess a{buffer.get(), &indices, c_.memory_of(buffer), {}};
  if (a.memory.kind == Memory::Kind::Tile) c_.touch(buffer);
  int64_t stride = 1;
  for (size_t k = indices.size(); k-- > 0;) {
    const int64_t* given = k < buffer->strides.size() ? tir::as_int(buffer->strides[k]) : nullptr;
    a.flat.add(linear_form(indices[k], scope()), given ? *given : stride);
    const int64_t* dim = k < buffer->shape.size() ? tir::as_int(buffer->shape[k]) : nullptr;
    if (!dim || __builtin_mul_overflow(stride, *dim, &stride)) stride = 0;
  }
  if (buffer->elem_offset) a.flat.add(linear_form(buffer->elem_offset, scope()), 1);
  return a;
}

int NestReader::registers(const Expr& e) {
  if (is_immediate(e)) return 0;
  if (auto* c = as<tir::CastNode>(e)) return registers(c->value);
  if (auto* n = as<tir::BinaryNode>(e)) return both(registers(n->a), registers(n->b));
  if (auto* n = as<tir::NotNode>(e)) return registers(n->a);
  Expr c, t, f;
  if (split_select(e, &c, &t, &f)) return both(registers(c), both(registers(t), registers(f)));
  if (auto* call = as<tir::CallNode>(e)) {
    int need = 1;
    for (const Expr& a : call->args) need = both(need, std::max(1, registers(a))) - (need == 1 ? 1 : 0);
    return std::max(1, need);
  }
  return 1;
}

int NestReader::both(int a, int b) { return a == b ? (a == 0 ? 0 : a + 1) : std::max(a, b); }

void NestReader::store(const Stmt& stmt) {
  const tir::BufferStoreNode& s = *as<tir::BufferStoreNode>(stmt);
  const ElementAccess dst = access(s.buffer, s.indices);
  Reads reads(c_.lets_);
  reads.visit_expr(s.value);
  for (const Expr& g : guards_) reads.visit_expr(g);
  if (reads.unknown) return c_.refuse_unknown(*reads.unknown, s.span);
  if (c_.refuse_unknown(s.indices, s.span) || c_.refuse_unknown({s.predicate}, s.span)) return;
  std::vector<ElementAccess> tiles, tensors;
  for (const tir::BufferLoadNode* load : reads.loads) {
    ElementAccess a = access(load->buffer, load->indices);
    a.load = load;
    (a.memory.kind == Memory::Kind::Tile ? tiles : tensors).push_back(a);
  }
  if (per_thread_register(s, dst, tiles) || recurrence(s, dst, tiles) || stale_guard(s)) return;
  const bool on_chip = dst.memory.kind == Memory::Kind::Tile;
  if (repeats(s, dst, on_chip ? tiles : tensors)) return;
  written_.push_back(dst.memory);
  TileOp op;
  op.span = s.span;
  op.dst_registers = std::max(1, registers(s.value));
  op.stmt = stmt;
  op.loops = loops_;
  op.guards = guards_;
  for (const ElementAccess& t : tensors) {
    op.reads.push_back({t.load, ElementRead::From::Tensor, static_cast<int>(op.loads.size())});
    op.loads.push_back(dram(t));
  }
  if (dst.memory.kind == Memory::Kind::Dram) return store_to_dram(s, dst, tiles, tensors, std::move(op));
  op.dst = dst.memory.index;
  op.covers_dst = covers(dst);
  op.dst_region = region(dst);
  op.dst_whole = guards_.empty() && op.covers_dst;
  op.unsaid = unsaid(s, dst, tiles);
  op.reads_dst = !op.dst_whole;
  for (const ElementAccess& t : tiles) add_operand(t, dst, &op);
  classify(s, dst, tiles, tensors, &op);
  if (c_.out_.complete || op.dst >= 0) c_.emit(std::move(op));
}

std::string NestReader::unsaid(const tir::BufferStoreNode& s, const ElementAccess& dst,
                               const std::vector<ElementAccess>& tiles) const {
  const auto reshaped = [&](const ElementAccess& a) {
    return a.memory.kind == Memory::Kind::Tile && c_.is_reshaped(*a.buffer, a.memory);
  };
  if (s.predicate && !tir::is_int(s.predicate, 1)) return "a store with a predicate";
  const bool any = reshaped(dst) || std::any_of(tiles.begin(), tiles.end(), reshaped);
  return any ? "a view of a buffer in another shape" : "";
}

void NestReader::add_operand(const ElementAccess& t, const ElementAccess& dst, TileOp* op) {
  if (t.memory.index == op->dst) {
    op->reads_dst = true;
    op->in_place = op->in_place && same_index(t.flat, dst.flat);
    op->reads.push_back({t.load, ElementRead::From::OldValue, -1});
    return;
  }
  const Operand o{t.memory.index, pattern(t, dst), covers(t), op->span, region(t)};
  const auto same = std::find_if(op->srcs.begin(), op->srcs.end(), [&](const Operand& other) {
    return other.buffer == o.buffer && other.pattern == o.pattern;
  });
  op->reads.push_back({t.load, ElementRead::From::Operand, static_cast<int>(same - op->srcs.begin())});
  if (same == op->srcs.end()) op->srcs.push_back(o);
}

void NestReader::classify(const tir::BufferStoreNode& s, const ElementAccess& dst,
                          const std::vector<ElementAccess>& tiles, const std::vector<ElementAccess>& tensors,
                          TileOp* op) {
  bool guarded = false;
  const tir::BufferLoadNode* pure = pure_load(s.value, &guarded);
  const std::vector<const tir::VarNode*> reduced = reduced_loops(s, dst);
  if (!reduced.empty()) return classify_reduction(s, dst, tiles, reduced, op);
  if (tiles.empty() && tensors.empty() && !uses_element_var(s.value, scope())) {
    op->kind = OpKind::Fill;
  } else if (pure && tensors.size() == 1 && tiles.empty()) {
    op->kind = OpKind::Load;
    op->converts = pure->buffer->dtype != s.buffer->dtype;
  } else if (pure && !guarded && tensors.empty() && tiles.size() == 1 && op->srcs.size() == 1 &&
             op->srcs[0].pattern == Pattern::Same) {
    op->kind = OpKind::Copy;
    op->converts = pure->buffer->dtype != s.buffer->dtype;
  } else {
    op->kind = OpKind::Elementwise;
  }
}

void Collector::visit_nest(const Stmt& s) { NestReader(*this).walk(s); }

}  // namespace tir2tt::analysis
