// Method: one walk with the loops around a store on a stack, from the last one that holds a tile operation on.
// Rejected: letting the data-movement kernels compute such values one by one (they have no vector unit).
// Cost: linear in the body.
#include "transform/tt/stage_dram_tt.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>

#include "analysis/linear_form.h"
#include "tir/equal.h"
#include "tir/visitor.h"
#include "transform/tt/index_math.h"
#include "transform/tt/nest_rewriting.h"
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
    return rewrite_block(s, r, &made_, [&](const Stmt& body) { return rewrite_stmt(body); });
  }

  Stmt loop(const Stmt& s, const tir::ForNode& f) {
    const std::vector<const tir::ForNode*> outside = loops_;
    const bool elements = numbers_elements(f);
    if (!elements) loops_.clear();
    if (elements) loops_.push_back(&f);
    const Stmt out = rewrite_children(s);
    loops_ = outside;
    return out;
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

/// Tensors that the body stores to, by any statement: names of memory in calls count.
class Written : public tir::Visitor {
 public:
  std::vector<const tir::VarNode*> data;
  bool has(const tir::BufferNode& b) const { return std::ranges::find(data, b.data.get()) != data.end(); }
  void visit_stmt(const Stmt& s) override {
    if (const auto* store = as<tir::BufferStoreNode>(s)) data.push_back(store->buffer->data.get());
    const auto* e = as<tir::EvaluateNode>(s);
    const auto* call = e ? as<tir::CallNode>(e->value) : nullptr;
    for (size_t i = 1; call && i < call->args.size(); ++i) targets(call->args[i]);
    visit_children(s);
  }
  void visit_expr(const Expr&) override {}

 private:
  /// Every region but the first: a copy's target.
  void targets(const Expr& e) {
    const auto* region = as<tir::CallNode>(e);
    const auto* start = region && !region->args.empty() ? as<tir::BufferLoadNode>(region->args[0]) : nullptr;
    if (start) data.push_back(start->buffer->data.get());
  }
};

/// Loads boxes that are broadcast in front of the nest that reads them.
class OperandStager : public tir::Mutator {
 public:
  explicit OperandStager(const tir::PrimFuncNode& f) : func_(f) { written_.visit_stmt(f.body); }

  Stmt rewrite_stmt(const Stmt& s) override {
    if (const auto* r = as<tir::BlockRealizeNode>(s)) return block(s, *r);
    if (const auto* f = as<tir::ForNode>(s)) return loop(s, *f);
    if (const auto* let = as<tir::LetStmtNode>(s)) return let_stmt(s, *let);
    const auto* store = as<tir::BufferStoreNode>(s);
    if (!store) return rewrite_children(s);
    store_ = store;
    const Expr value = loops_.empty() || is_tensor(*store->buffer) || is_load(store->value)
                           ? store->value
                           : rewrite_expr(store->value);
    store_ = nullptr;
    if (value == store->value) return s;
    auto out = std::make_shared<tir::BufferStoreNode>(*store);
    out->value = value;
    return out;
  }

  Expr rewrite_expr(const Expr& e) override {
    if (!store_) return e;
    const auto* load = as<tir::BufferLoadNode>(e);
    return load ? operand(e, *load) : rewrite_children(e);
  }

 private:
  static bool is_load(Expr e) {
    while (const auto* c = as<tir::CastNode>(e)) e = c->value;
    return as<tir::BufferLoadNode>(e) != nullptr;
  }
  bool is_tensor(const tir::BufferNode& b) const {
    return std::ranges::any_of(func_.buffer_map, [&](const auto& p) { return p.second->data == b.data; });
  }

  Stmt block(const Stmt& s, const tir::BlockRealizeNode& r) {
    return rewrite_block(s, r, &made_, [&](const Stmt& body) { return rewrite_stmt(body); });
  }

  Stmt let_stmt(const Stmt& s, const tir::LetStmtNode& let) {
    lets_.push_back({let.var.get(), let.value});
    const Stmt body = rewrite_stmt(let.body);
    lets_.pop_back();
    if (body == let.body) return s;
    auto out = std::make_shared<tir::LetStmtNode>(let);
    out->body = body;
    return out;
  }

  /// What a nest reads is loaded in front of its outermost loop.
  Stmt loop(const Stmt& s, const tir::ForNode& f) {
    if (!over_elements(f)) {
      const std::vector<const tir::ForNode*> outside = std::exchange(loops_, {});
      const Stmt out = with_body(s, f);
      loops_ = outside;
      return out;
    }
    loops_.push_back(&f);
    const Stmt out = with_body(s, f);
    loops_.pop_back();
    if (!loops_.empty() || loads_.empty()) return out;
    loads_.push_back(out);
    known_.clear();
    return tir::make_seq(std::exchange(loads_, {}));
  }
  Stmt with_body(const Stmt& s, const tir::ForNode& f) {
    const Stmt body = rewrite_stmt(f.body);
    if (body == f.body) return s;
    auto out = std::make_shared<tir::ForNode>(f);
    out->body = body;
    return out;
  }

  /// As the analysis sees it: parallel, or its variable picks elements on the chip.
  bool over_elements(const tir::ForNode& f) const {
    struct Probe : tir::Visitor {
      Probe(const OperandStager& s, const tir::ForNode& f) : stager(s), loop(f) {}
      const OperandStager& stager;
      const tir::ForNode& loop;
      bool indexes = false, calls = false;
      void look(const tir::BufferNode& b, const tir::Exprs& indices) {
        if (stager.is_tensor(b)) return;
        for (const Expr& e : indices) indexes = indexes || mentions(e, loop.loop_var.get(), stager.lets_);
      }
      void visit_expr(const Expr& e) override {
        if (const auto* load = as<tir::BufferLoadNode>(e)) look(*load->buffer, load->indices);
        visit_children(e);
      }
      void visit_stmt(const Stmt& s) override {
        const auto* e = as<tir::EvaluateNode>(s);
        calls = calls || (e && as<tir::CallNode>(e->value));
        if (const auto* store = as<tir::BufferStoreNode>(s)) look(*store->buffer, store->indices);
        visit_children(s);
      }
    } probe(*this, f);
    if (!tir::as_int(f.extent) || !tir::is_int(f.min, 0) || f.step) return false;
    probe.visit_stmt(f.body);
    const bool unordered = f.for_kind == tir::ForKind::Parallel || f.for_kind == tir::ForKind::Vectorized;
    return !probe.calls && (unordered || probe.indexes);
  }

  /// A load of floats whose box has fewer axes than the store, or the same in another order.
  Expr operand(const Expr& e, const tir::BufferLoadNode& load) {
    if (!is_tensor(*load.buffer) || written_.has(*load.buffer) || !load.dtype.is_floating() || load.predicate) return e;
    std::vector<const tir::ForNode*> axes, stored;  // stored: in the order of the store's axes
    for (const Expr& index : store_->indices) {
      for (const tir::ForNode* f : loops_) {
        const bool known = std::ranges::find(stored, f) != stored.end();
        if (!known && mentions(index, f->loop_var.get(), lets_)) stored.push_back(f);
      }
    }
    std::vector<analysis::ElementLoop> all;
    for (const tir::ForNode* f : loops_) all.push_back({f->loop_var.get(), 0, *tir::as_int(f->extent)});
    for (const Expr& index : load.indices) {
      const analysis::LinearForm form = analysis::linear_form(index, {all, lets_});
      if (!form.linear || form.size > 1 || (form.size == 1 && form.terms[0].coefficient != 1)) return e;
      if (form.size == 0) continue;
      const auto f =
          std::ranges::find_if(stored, [&](const auto* l) { return l->loop_var.get() == form.terms[0].var; });
      if (f == stored.end() || std::ranges::find(axes, *f) != axes.end()) return e;
      axes.push_back(*f);
    }
    if (axes == stored || axes.size() > 2 || reads_memory(load.indices)) return e;
    return tir::make_load(kept(e, load, axes), at(axes));
  }
  static bool reads_memory(const tir::Exprs& indices) {
    struct Probe : tir::Visitor {
      bool found = false;
      void visit_expr(const Expr& x) override {
        found = found || as<tir::BufferLoadNode>(x);
        visit_children(x);
      }
    } probe;
    for (const Expr& e : indices) probe.visit_expr(e);
    return probe.found;
  }
  static tir::Exprs at(const std::vector<const tir::ForNode*>& axes) {
    tir::Exprs out;
    for (const tir::ForNode* f : axes) out.push_back(f->loop_var);
    if (out.empty()) out.push_back(tir::make_int(0));
    return out;
  }

  /// The buffer that holds what the load reads over its axes.
  tir::Buffer kept(const Expr& e, const tir::BufferLoadNode& load, const std::vector<const tir::ForNode*>& axes) {
    for (const auto& [known, buffer] : known_) {
      if (tir::structural_equal(known, e)) return buffer;
    }
    std::vector<int64_t> shape;
    for (const tir::ForNode* f : axes) shape.push_back(*tir::as_int(f->extent));
    if (shape.empty()) shape.push_back(1);
    made_.push_back(make_fragment(load.buffer->name + "_block", load.dtype, shape, store_->span));
    known_.emplace_back(e, made_.back());
    std::vector<std::pair<tir::Var, Expr>> own;
    for (const tir::ForNode* f : axes)
      own.emplace_back(f->loop_var, tir::make_var(f->loop_var->name, f->loop_var->dtype));
    Stmt load_it = make_store(made_.back(), at(axes), e, store_->span);
    for (const analysis::LetBinding& let : lets_ | std::views::reverse) load_it = inlined(load_it, let);
    load_it = tir::substitute(load_it, own);
    for (size_t i = axes.size(); i-- > 0;) {
      load_it = make_for(std::static_pointer_cast<const tir::VarNode>(own[i].second), shape[i], tir::ForKind::Parallel,
                         std::move(load_it));
    }
    loads_.push_back(std::move(load_it));
    return made_.back();
  }
  static Stmt inlined(const Stmt& s, const analysis::LetBinding& let) {
    const tir::Var var(std::shared_ptr<const void>(), let.var);  // identified by its address
    return tir::substitute(s, {{var, let.value}});
  }

  const tir::PrimFuncNode& func_;
  Written written_;
  std::vector<const tir::ForNode*> loops_;
  Lets lets_;
  const tir::BufferStoreNode* store_ = nullptr;  // whose value is looked at
  std::vector<tir::Buffer> made_;                // in the block at hand
  std::vector<Stmt> loads_;                      // in front of the nest at hand
  std::vector<std::pair<Expr, tir::Buffer>> known_;
};

}  // namespace

tir::IRModule stage_dram_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  if (options.cb_rule == CbRule::Seed) return module;
  return map_tt_functions(module, "stage-dram-tt", diags, [&](const std::string&, const tir::PrimFunc& f) {
    if (!f->body) return f;
    auto out = std::make_shared<tir::PrimFuncNode>(*f);
    out->body = Stager(*f).rewrite_stmt(f->body);
    out->body = OperandStager(*out).rewrite_stmt(out->body);
    return out->body == f->body ? f : tir::PrimFunc(out);
  });
}

}  // namespace tir2tt::transform
