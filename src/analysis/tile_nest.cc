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
#include <numeric>

#include "analysis/collector.h"
#include "analysis/nest_expressions.h"
#include "tir/equal.h"
#include "tir/visitor.h"

namespace tir2tt::analysis {

using tir::as;
using tir::Buffer;
using tir::Expr;
using tir::ExprKind;
using tir::Stmt;
using tir::StmtKind;

class NestReader {
 public:
  explicit NestReader(Collector& c) : c_(c), loops_(c.threads_) {}

  void walk(const Stmt& s) {
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

 private:
  struct Access {
    int memory;  // tile buffer
    bool write;
    LinearForm flat;
    std::vector<const tir::VarNode*> loops;
  };

  // ---- statements ---------------------------------------------------------------------------------------------
  void walk_for(const tir::ForNode& s) {
    const int64_t* min = tir::as_int(s.min);
    const int64_t* extent = tir::as_int(s.extent);
    c_.refuse_unknown({s.min, s.extent, s.step}, s.span);
    const bool ordered = s.for_kind != tir::ForKind::Parallel && s.for_kind != tir::ForKind::Vectorized;
    loops_.push_back({s.loop_var.get(), min ? *min : kUnknown, extent ? *extent : kUnknown, ordered});
    walk(s.body);
    loops_.pop_back();
  }

  void walk_if(const tir::IfThenElseNode& s) {
    const bool always = provably_true(s.condition);
    if (!always) guards_.push_back(s.condition);
    walk(s.then_case);
    if (!always) guards_.back() = tir::make_not(s.condition);
    if (!always) walk(s.else_case);
    if (!always) guards_.pop_back();
  }

  void walk_block(const tir::BlockRealizeNode& s) {
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
    if (guarded) guards_.push_back(s.predicate);
    walk_init(s);
    walk(block.body);
    if (guarded) guards_.pop_back();
    c_.lets_.resize(lets);
  }

  /// T.init runs once per point of the spatial loops: without the loops that only feed reduction axes.
  void walk_init(const tir::BlockRealizeNode& s) {
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

  // ---- expressions --------------------------------------------------------------------------------------------
  Scope scope() const { return {loops_, c_.lets_}; }

  /// Bounds of a linear form over the loops; false if unknown.
  bool bounds(const LinearForm& f, const Scope& s, int64_t* lo, int64_t* hi) const {
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

  bool provably_true(const Expr& e) const {
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

  ElementAccess access(const Buffer& buffer, const tir::Exprs& indices) {
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

  /// Tiles of DST that an expression needs at once (Sethi and Ullman 1970); constants are operands of instructions.
  static int registers(const Expr& e) {
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
  static int both(int a, int b) { return a == b ? (a == 0 ? 0 : a + 1) : std::max(a, b); }

  // ---- stores -------------------------------------------------------------------------------------------------
  void store(const Stmt& stmt) {
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
    if (per_thread_register(s, dst, tiles) || recurrence(s, dst, tiles)) return;
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
    op.dst_whole = guards_.empty() && op.covers_dst;
    op.unsaid = unsaid(s, dst, tiles);
    op.reads_dst = !op.dst_whole;
    for (const ElementAccess& t : tiles) add_operand(t, dst, &op);
    classify(s, dst, tiles, tensors, &op);
    if (c_.out_.complete || op.dst >= 0) c_.emit(std::move(op));
  }

  std::string unsaid(const tir::BufferStoreNode& s, const ElementAccess& dst,
                     const std::vector<ElementAccess>& tiles) const {
    const auto reshaped = [&](const ElementAccess& a) {
      return a.memory.kind == Memory::Kind::Tile && c_.is_reshaped(*a.buffer, a.memory);
    };
    if (s.predicate && !tir::is_int(s.predicate, 1)) return "a store with a predicate";
    const bool any = reshaped(dst) || std::any_of(tiles.begin(), tiles.end(), reshaped);
    return any ? "a view of a buffer in another shape" : "";
  }

  void add_operand(const ElementAccess& t, const ElementAccess& dst, TileOp* op) {
    if (t.memory.index == op->dst) {
      op->reads_dst = true;
      op->in_place = op->in_place && same_index(t.flat, dst.flat);
      op->reads.push_back({t.load, ElementRead::From::OldValue, -1});
      return;
    }
    const Operand o{t.memory.index, pattern(t, dst), covers(t), op->span};
    const auto same = std::find_if(op->srcs.begin(), op->srcs.end(), [&](const Operand& other) {
      return other.buffer == o.buffer && other.pattern == o.pattern;
    });
    op->reads.push_back({t.load, ElementRead::From::Operand, static_cast<int>(same - op->srcs.begin())});
    if (same == op->srcs.end()) op->srcs.push_back(o);
  }

  void classify(const tir::BufferStoreNode& s, const ElementAccess& dst, const std::vector<ElementAccess>& tiles,
                const std::vector<ElementAccess>& tensors, TileOp* op) {
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

  /// Loops of the nest that the value runs over and the destination does not.
  std::vector<const tir::VarNode*> reduced_loops(const tir::BufferStoreNode& s, const ElementAccess& dst) const {
    std::vector<const tir::VarNode*> out;
    for (const ElementLoop& loop : loops_) {
      const Scope one{std::span(&loop, 1), c_.lets_};
      if (loop.extent == 1 || dst.flat.coefficient(loop.var) != 0) continue;
      const bool in_dst = std::any_of(dst.indices->begin(), dst.indices->end(),
                                      [&](const Expr& i) { return uses_element_var(i, one); });
      if (!in_dst && uses_element_var(s.value, one)) out.push_back(loop.var);
    }
    return out;
  }

  bool is_self(const Expr& e, const ElementAccess& dst) {
    auto* load = as<tir::BufferLoadNode>(strip_casts(e));
    if (!load) return false;
    const ElementAccess a = access(load->buffer, load->indices);
    return a.memory.kind == dst.memory.kind && a.memory.index == dst.memory.index && same_index(a.flat, dst.flat);
  }

  void classify_reduction(const tir::BufferStoreNode& s, const ElementAccess& dst,
                          const std::vector<ElementAccess>& tiles, const std::vector<const tir::VarNode*>& reduced,
                          TileOp* op) {
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

  /// `|x|` makes a sum or a maximum one of magnitudes.
  static Expr strip_abs(const Expr& e, TileOp* op) {
    auto* call = as<tir::CallNode>(strip_casts(e));
    const std::string_view name = call ? short_name(call->op) : std::string_view();
    if (call == nullptr || (name != "fabs" && name != "abs") || op->reduce == ReduceKind::Min) return strip_casts(e);
    op->reduce = op->reduce == ReduceKind::Sum ? ReduceKind::AbsSum : ReduceKind::AbsMax;
    return strip_casts(call->args[0]);
  }

  /// 1: the reduced loop runs along the columns of the source, 0: along its rows, 2: along both.
  int reduce_axis(const ElementAccess& dst, const std::vector<ElementAccess>& tiles,
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

  /// `C[i, j] += a(i, k) * b(k, j)`, the factors in either order, each perhaps transposed.
  bool as_gemm(const Expr& rest, const ElementAccess& dst, const tir::VarNode* k, TileOp* op) {
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
    op->srcs = {{a.memory.index, Pattern::Other, covers(a), op->span},
                {b.memory.index, Pattern::Other, covers(b), op->span}};
    op->dst_registers = 1;
    return true;
  }

  void store_to_dram(const tir::BufferStoreNode& s, const ElementAccess& dst, const std::vector<ElementAccess>& tiles,
                     const std::vector<ElementAccess>& tensors, TileOp op) {
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
    if (!op.guards.empty()) op.unsaid = "a store to DRAM under a condition";
    if (!stores_in_order(s, *reference, op.stores[0])) op.unsaid = "a store that changes the order of the axes";
    for (const ElementAccess& t : tiles) add_operand(t, *reference, &op);
    c_.emit(std::move(op));
  }

  /// `if i < M: C[i, j] = …` says what holds anyhow: a store outside of a tensor does nothing.
  static void drop_bounds(const tir::BufferStoreNode& s, std::vector<Expr>* guards) {
    std::erase_if(*guards, [&](const Expr& g) { return is_bound(s, g); });
  }
  static bool is_bound(const tir::BufferStoreNode& s, const Expr& guard) {
    auto* n = as<tir::BinaryNode>(guard);
    if (n && n->kind == ExprKind::And) return is_bound(s, n->a) && is_bound(s, n->b);
    if (!n || n->kind != ExprKind::LT) return false;
    for (size_t k = 0; k < s.indices.size(); ++k) {
      if (tir::structural_equal(n->a, s.indices[k]) && tir::structural_equal(n->b, s.buffer->shape[k])) return true;
    }
    return false;
  }

  /// The axis of the tensor that makes the rows of tiles follows the rows of the buffer, its columns the columns.
  bool stores_in_order(const tir::BufferStoreNode& s, const ElementAccess& source, const DramAccess& target) const {
    if (target.row_axis < 0 || source.indices->size() < 2) return true;
    for (const ElementLoop& loop : loops_) {
      const Scope one{std::span(&loop, 1), c_.lets_};
      if (loop.extent == 1 || !uses_element_var(source.indices->back(), one)) continue;
      if (!uses_element_var(s.indices[static_cast<size_t>(target.col_axis)], one)) return false;
    }
    return true;
  }

  // ---- what is refused ----------------------------------------------------------------------------------------
  bool is_register(int memory) const {
    const std::string_view scope = c_.out_.buffers[static_cast<size_t>(memory)].scope;
    return (scope == "local" || scope == "local.var") && c_.out_.buffers[static_cast<size_t>(memory)].shape.size() < 2;
  }

  /// A register that each GPU thread has for itself, in a statement where threads differ.
  bool per_thread_register(const tir::BufferStoreNode& s, const ElementAccess& dst,
                           const std::vector<ElementAccess>& tiles) {
    if (c_.threads_.empty()) return false;
    const ElementAccess* reg = dst.memory.kind == Memory::Kind::Tile && is_register(dst.memory.index) ? &dst : nullptr;
    for (const ElementAccess& t : tiles) {
      if (is_register(t.memory.index)) reg = &t;
    }
    const Scope threads{c_.threads_, c_.lets_};
    bool differs = uses_element_var(s.value, threads);
    for (const Expr& i : s.indices) differs = differs || uses_element_var(i, threads);
    if (!reg || !differs) return false;
    c_.refuse(DiagId::PerThreadRegister, s.span,
              "`" + reg->buffer->name +
                  "` is one register per GPU thread, and the statement tells threads apart by "
                  "threadIdx (`" +
                  c_.threads_.front().var->name + "`); a Tensix core has no such threads",
              "make it a T.alloc_fragment with one element per thread and loop over it with T.Parallel");
    return true;
  }

  /// Dependences across iterations, between this store and itself or an earlier one of the nest.
  bool recurrence(const tir::BufferStoreNode& s, const ElementAccess& dst, const std::vector<ElementAccess>& tiles) {
    std::vector<const tir::VarNode*> vars;
    for (const ElementLoop& loop : std::span(loops_).subspan(c_.threads_.size())) {
      if (loop.extent != 1) vars.push_back(loop.var);
    }
    std::vector<Access> now;
    if (dst.memory.kind == Memory::Kind::Tile) now.push_back({dst.memory.index, true, dst.flat, vars});
    for (const ElementAccess& t : tiles) now.push_back({t.memory.index, false, t.flat, vars});
    for (const Access& a : now) {
      for (const Access& b : earlier_) {
        if (a.memory == b.memory && (a.write || b.write) && !independent(a, b)) return refuse_recurrence(s, a.memory);
      }
      const bool self = !a.write && !now.empty() && now[0].write && now[0].memory == a.memory;
      if (self && !same_index(a.flat, now[0].flat) && ordered(a)) return refuse_recurrence(s, a.memory);
    }
    earlier_.insert(earlier_.end(), now.begin(), now.end());
    return false;
  }

  bool refuse_recurrence(const tir::BufferStoreNode& s, int memory) {
    c_.refuse(DiagId::ElementRecurrence, s.span,
              "an element of `" + c_.out_.buffers[static_cast<size_t>(memory)].name +
                  "` depends on another iteration of the same loop nest",
              "split the nest so that every loop nest is one tile operation");
    return true;
  }

  bool ordered(const Access& a) const {
    return std::any_of(loops_.begin(), loops_.end(), [&](const ElementLoop& loop) {
      return loop.ordered && std::find(a.loops.begin(), a.loops.end(), loop.var) != a.loops.end();
    });
  }

  static bool independent(const Access& a, const Access& b) {
    if (!a.flat.linear || !b.flat.linear) return false;
    for (const tir::VarNode* v : a.loops) {
      if (std::find(b.loops.begin(), b.loops.end(), v) == b.loops.end()) continue;
      if (a.flat.coefficient(v) == 0 || a.flat.coefficient(v) != b.flat.coefficient(v)) return false;
    }
    return true;
  }

  // ---- geometry -----------------------------------------------------------------------------------------------
  int64_t extent_of(const tir::VarNode* v) const {
    for (const ElementLoop& loop : loops_) {
      if (loop.var == v) return loop.min == 0 ? loop.extent : kUnknown;
    }
    return kUnknown;
  }

  /// Whether the access reaches every element of its memory: compact strides 1, e1, e1*e2, … up to the size.
  bool covers(const ElementAccess& a) const {
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

  Pattern pattern(const ElementAccess& src, const ElementAccess& dst) const {
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

  DramAccess dram(const ElementAccess& a) {
    std::vector<LinearForm> starts;
    std::vector<int64_t> extents;
    bool gather = false;
    for (const Expr& index : *a.indices) {
      LinearForm f = linear_form(index, scope());
      gather = gather || !f.linear || f.size > 1 || (f.size == 1 && f.terms[0].coefficient != 1);
      extents.push_back(f.linear && f.size == 1 ? extent_of(f.terms[0].var) : f.linear && f.size == 0 ? 1 : kUnknown);
      f.size = 0;
      starts.push_back(f);
    }
    // The tensor as the IR names it: the access holds a bare pointer, the function's list the owner.
    DramAccess out = describe_dram_block(owner(a.buffer), starts, extents);
    for (const Expr& index : *a.indices) out.starts.push_back(tir::substitute(index, first_element()));
    out.extents = extents;
    out.gather = gather;
    if (gather) out.tile_aligned = false, out.offset_divisor = 1;
    return out;
  }

  /// Every loop variable of the nest at its first value.
  std::vector<std::pair<tir::Var, Expr>> first_element() const {
    std::vector<std::pair<tir::Var, Expr>> out;
    for (const ElementLoop& loop : loops_) {
      const tir::Var var(std::shared_ptr<const void>(), loop.var);  // identified by its address
      out.emplace_back(var, tir::make_int(loop.min, var->dtype));
    }
    return out;
  }

  Buffer owner(const tir::BufferNode* b) const {
    for (const Buffer& t : c_.out_.tensors) {
      if (t.get() == b) return t;
    }
    return std::make_shared<tir::BufferNode>(*b);
  }

  Collector& c_;
  std::vector<ElementLoop> loops_;
  std::vector<Expr> guards_;
  std::vector<Access> earlier_;
};

void Collector::visit_nest(const Stmt& s) { NestReader(*this).walk(s); }

}  // namespace tir2tt::analysis
