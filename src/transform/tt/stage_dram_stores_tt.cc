// Method: one walk with the loops around a store on a stack, from the last one that holds a tile operation on.
// Rejected: letting the data-movement kernels compute such values one by one (they have no vector unit).
// Cost: linear in the body.
#include "transform/tt/stage_dram_stores_tt.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "analysis/linear_form.h"
#include "tir/visitor.h"
#include "transform/tt/index_math.h"
#include "transform/tt/stmt_build.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::as;
using tir::Expr;
using tir::Stmt;

class Stager : public tir::Mutator {
 public:
  explicit Stager(const tir::PrimFuncNode& f) : func_(f) {}

  Expr rewrite_expr(const Expr& e) override { return e; }
  Stmt rewrite_stmt(const Stmt& s) override {
    if (const auto* r = as<tir::BlockRealizeNode>(s)) return block(s, *r);
    if (const auto* f = as<tir::ForNode>(s)) return loop(s, *f);
    if (const auto* let = as<tir::LetStmtNode>(s)) {
      lets_.push_back({let->var.get(), let->value});
      const Stmt out = rewrite_children(s);
      lets_.pop_back();
      return out;
    }
    if (const auto* store = as<tir::BufferStoreNode>(s)) return staged(s, *store, nullptr);
    const auto* branch = as<tir::IfThenElseNode>(s);
    const auto* store = branch && !branch->else_case ? as<tir::BufferStoreNode>(branch->then_case) : nullptr;
    return store ? staged(s, *store, branch) : rewrite_children(s);
  }

 private:
  Stmt block(const Stmt& s, const tir::BlockRealizeNode& r) {
    std::vector<tir::Buffer> made;
    std::swap(made, made_);
    const Stmt body = rewrite_stmt(r.block->body);
    std::swap(made, made_);
    if (body == r.block->body) return s;
    auto block = std::make_shared<tir::BlockNode>(*r.block);
    block->body = body;
    block->alloc_buffers.insert(block->alloc_buffers.end(), made.begin(), made.end());
    auto out = std::make_shared<tir::BlockRealizeNode>(r);
    out->block = std::move(block);
    return out;
  }

  Stmt loop(const Stmt& s, const tir::ForNode& f) {
    const std::vector<const tir::ForNode*> outside = loops_;
    const bool elements = tir::as_int(f.extent) && tir::is_int(f.min, 0) && !f.step && !holds_tile_operation(f.body);
    if (!elements) loops_.clear();
    if (elements) loops_.push_back(&f);
    const Stmt out = rewrite_children(s);
    loops_ = outside;
    return out;
  }
  static bool holds_tile_operation(const Stmt& s) {
    struct Probe : tir::Visitor {
      bool found = false;
      void visit_expr(const Expr&) override {}
      void visit_stmt(const Stmt& s) override {
        const auto* e = as<tir::EvaluateNode>(s);
        found = found || (e && as<tir::CallNode>(e->value));
        visit_children(s);
      }
    } probe;
    probe.visit_stmt(s);
    return probe.found;
  }

  bool is_tensor(const tir::BufferNode& b) const {
    return std::ranges::any_of(func_.buffer_map, [&](const auto& p) { return p.second->data == b.data; });
  }
  bool reads_chip(const Expr& e) const {
    struct Probe : tir::Visitor {
      explicit Probe(const Stager& s) : stager(s) {}
      const Stager& stager;
      bool found = false;
      void visit_expr(const Expr& x) override {
        const auto* load = as<tir::BufferLoadNode>(x);
        found = found || (load && !stager.is_tensor(*load->buffer));
        if (const auto* v = as<tir::VarNode>(x)) {
          if (const Expr value = let_value(v, stager.lets_)) visit_expr(value);
        }
        visit_children(x);
      }
    } probe(*this);
    if (e) probe.visit_expr(e);
    return probe.found;
  }
  bool uses(const Expr& e, const tir::ForNode& f) const { return e && mentions(e, f.loop_var.get(), lets_); }

  /// The loops that number the elements of the stored box, in the order of the tensor's axes; nullopt: it is none.
  std::optional<std::vector<const tir::ForNode*>> box(const tir::BufferStoreNode& s, const Expr& condition) const {
    std::vector<const tir::ForNode*> axes;
    for (const Expr& index : s.indices) {
      const tir::ForNode* along = nullptr;
      for (const tir::ForNode* f : loops_) {
        if (!uses(index, *f)) continue;
        if (along || std::ranges::find(axes, f) != axes.end()) return std::nullopt;
        along = f;
      }
      if (along) axes.push_back(along);
    }
    for (const tir::ForNode* f : loops_) {
      const bool own = std::ranges::find(axes, f) != axes.end();
      if (!own && *tir::as_int(f->extent) != 1 && (uses(s.value, *f) || uses(condition, *f))) return std::nullopt;
    }
    return axes;
  }

  Stmt staged(const Stmt& s, const tir::BufferStoreNode& store, const tir::IfThenElseNode* branch) {
    const Expr condition = branch ? branch->condition : nullptr;
    if (!is_tensor(*store.buffer) || store.predicate || reads_chip(store.value) || reads_chip(condition)) return s;
    const auto axes = box(store, condition);
    if (!axes) return s;
    std::vector<int64_t> shape;
    tir::Exprs at;
    for (const tir::ForNode* f : *axes) {
      shape.push_back(*tir::as_int(f->extent));
      at.push_back(f->loop_var);
    }
    if (at.empty()) shape.push_back(1), at.push_back(tir::make_int(0));
    const SourceSpan span = store.span.known() ? store.span : s->span;
    const tir::Buffer kept = make_fragment(store.buffer->name + "_block", store.buffer->dtype, shape, span);
    made_.push_back(kept);
    Stmt out = make_store(store.buffer, store.indices, tir::make_load(kept, at), span);
    if (branch) {
      auto guard = std::make_shared<tir::IfThenElseNode>(*branch);
      guard->then_case = out;
      out = std::move(guard);
    }
    return tir::make_seq({make_store(kept, at, store.value, span), out});
  }

  const tir::PrimFuncNode& func_;
  std::vector<const tir::ForNode*> loops_;
  Lets lets_;
  std::vector<tir::Buffer> made_;  // in the block at hand
};

}  // namespace

tir::IRModule stage_dram_stores_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  if (options.cb_rule == CbRule::Seed) return module;
  return map_tt_functions(module, "stage-dram-stores-tt", diags, [&](const std::string&, const tir::PrimFunc& f) {
    if (!f->body) return f;
    const Stmt body = Stager(*f).rewrite_stmt(f->body);
    if (body == f->body) return f;
    auto out = std::make_shared<tir::PrimFuncNode>(*f);
    out->body = body;
    return tir::PrimFunc(out);
  });
}

}  // namespace tir2tt::transform
