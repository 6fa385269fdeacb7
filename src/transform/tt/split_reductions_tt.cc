// Method: one walk with the loops over elements on a stack. A store is a reduction if it combines its own old value
// with an expression that a loop runs over and its indices do not. The store becomes two in the same nest; the analysis
// makes one tile operation of each. Rejected: letting compute sum up an expression without a buffer (the unit that sums
// reads operands from circular buffers only). Cost: linear in the body, times the depth of nests.
#include "transform/tt/split_reductions_tt.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "analysis/nest_expressions.h"
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
using tir::ExprKind;
using tir::Stmt;

class Splitter : public tir::Mutator {
 public:
  explicit Splitter(const tir::PrimFuncNode& f) : func_(f) {}

  Expr rewrite_expr(const Expr& e) override { return e; }
  Stmt rewrite_stmt(const Stmt& s) override {
    if (const auto* r = as<tir::BlockRealizeNode>(s)) return block(s, *r);
    if (const auto* f = as<tir::ForNode>(s)) return loop(s, *f);
    if (const auto* store = as<tir::BufferStoreNode>(s)) return split(s, *store, nullptr);
    if (const auto* let = as<tir::LetStmtNode>(s)) {
      lets_.push_back({let->var.get(), let->value});
      const Stmt out = rewrite_children(s);
      lets_.pop_back();
      return out;
    }
    const auto* branch = as<tir::IfThenElseNode>(s);
    const auto* store = branch && !branch->else_case ? as<tir::BufferStoreNode>(branch->then_case) : nullptr;
    if (!store) return rewrite_children(s);
    const Stmt both = split(branch->then_case, *store, branch->condition);
    return both == branch->then_case ? s : both;
  }

 private:
  Stmt block(const Stmt& s, const tir::BlockRealizeNode& r) {
    return rewrite_block(s, r, &made_, [&](const Stmt& body) { return rewrite_stmt(body); });
  }

  /// Loops in time start anew: what stands around them is not part of a nest.
  Stmt loop(const Stmt& s, const tir::ForNode& f) {
    std::vector<const tir::ForNode*> outside = loops_;
    const bool elements = numbers_elements(f);
    if (!elements) loops_.clear();
    if (elements) loops_.push_back(&f);
    const Stmt out = rewrite_children(s);
    loops_ = std::move(outside);
    return out;
  }

  bool uses(const Expr& e, const tir::ForNode& f) const { return e && mentions(e, f.loop_var.get(), lets_); }
  bool indexed(const tir::Exprs& indices, const tir::ForNode& f) const {
    return std::ranges::any_of(indices, [&](const Expr& e) { return uses(e, f); });
  }
  bool on_chip(const tir::BufferNode& b) const {
    return std::ranges::none_of(func_.buffer_map, [&](const auto& p) { return p.second->data == b.data; });
  }

  /// A loop whose variable picks elements on the chip, or that says that its order does not matter.
  bool over_elements(const tir::ForNode& f) const {
    struct Probe : tir::Visitor {
      Probe(const Splitter& s, const tir::ForNode& f) : splitter(s), loop(f) {}
      const Splitter& splitter;
      const tir::ForNode& loop;
      bool found = false;
      void visit_expr(const Expr& e) override {
        const auto* load = as<tir::BufferLoadNode>(e);
        found = found || (load && splitter.on_chip(*load->buffer) && splitter.indexed(load->indices, loop));
        visit_children(e);
      }
    } probe(*this, f);
    if (f.for_kind == tir::ForKind::Parallel || f.for_kind == tir::ForKind::Vectorized) return true;
    probe.visit_stmt(f.body);
    return probe.found;
  }

  struct Reduction {
    ExprKind combine = ExprKind::Add;
    Expr terms;
    const tir::ForNode *kept = nullptr, *reduced = nullptr;  // kept: null where the result is one element
  };

  std::optional<Reduction> reduction(const tir::BufferStoreNode& s, const Expr& condition) const {
    const auto* n = as<tir::BinaryNode>(s.value);
    if (!n || (n->kind != ExprKind::Add && n->kind != ExprKind::Max && n->kind != ExprKind::Min)) return std::nullopt;
    const auto same = [](const Expr& a, const Expr& b) { return tir::structural_equal(a, b); };
    const auto is_self = [&](const Expr& e) {
      const auto* load = as<tir::BufferLoadNode>(e);
      return load && load->buffer == s.buffer && std::ranges::equal(load->indices, s.indices, same);
    };
    if (is_self(n->a) == is_self(n->b)) return std::nullopt;
    Reduction out;
    out.combine = n->kind;
    out.terms = is_self(n->a) ? n->b : n->a;
    for (const tir::ForNode* f : loops_) {
      const bool kept = indexed(s.indices, *f);
      if (!kept && !uses(out.terms, *f) && !uses(condition, *f)) continue;
      if (!kept && !over_elements(*f)) return std::nullopt;
      if (kept ? out.kept : out.reduced) return std::nullopt;
      (kept ? out.kept : out.reduced) = f;
    }
    return out.reduced ? std::optional(out) : std::nullopt;
  }

  /// A buffer that is summed up as it is needs no other; its magnitudes neither.
  static bool is_plain(const Expr& terms, const Splitter& s) {
    const Expr e = analysis::strip_casts(terms);
    const auto* call = as<tir::CallNode>(e);
    const std::string_view name = call ? call->op.name() : std::string_view();
    const bool magnitude = call && call->args.size() == 1 && (name.ends_with("abs") || name.ends_with("fabs"));
    const auto* load = as<tir::BufferLoadNode>(magnitude ? analysis::strip_casts(call->args[0]) : e);
    return load && s.on_chip(*load->buffer);
  }

  /// What changes nothing in a sum, maximum, minimum; null where the dtype has no such number.
  static Expr neutral(ExprKind combine, tir::DataType t) {
    if (combine == ExprKind::Add) return t.is_floating() ? tir::make_float(0, t) : tir::make_int(0, t);
    if (!t.is_floating()) return nullptr;
    const double infinity = std::numeric_limits<double>::infinity();
    return tir::make_float(combine == ExprKind::Max ? -infinity : infinity, t);
  }

  /// The axes of the terms: as the first load that has both orders them.
  bool reduced_first(const Reduction& r) const {
    struct Loads : tir::Visitor {
      std::vector<const tir::BufferLoadNode*> all;
      void visit_expr(const Expr& e) override {
        if (const auto* load = as<tir::BufferLoadNode>(e)) all.push_back(load);
        visit_children(e);
      }
    } loads;
    loads.visit_expr(r.terms);
    for (const tir::BufferLoadNode* load : loads.all) {
      if (!r.kept || !indexed(load->indices, *r.kept) || !indexed(load->indices, *r.reduced)) continue;
      return std::ranges::find_if(load->indices, [&](const Expr& e) { return uses(e, *r.reduced); }) <
             std::ranges::find_if(
                 load->indices, [&](const Expr& e) { return uses(e, *r.kept); });
    }
    return false;
  }

  Stmt split(const Stmt& s, const tir::BufferStoreNode& store, const Expr& condition) {
    if (!on_chip(*store.buffer) || store.predicate) return s;
    const std::optional<Reduction> r = reduction(store, condition);
    if (!r || (is_plain(r->terms, *this) && !condition)) return s;
    Expr terms = r->terms;
    if (condition) {
      const Expr other = neutral(r->combine, terms->dtype);
      if (!other) return s;
      terms = tir::make_call(terms->dtype, tir::Op(tir::OpId::if_then_else), {condition, terms, other});
    }
    std::vector<const tir::ForNode*> axes;
    if (r->kept) axes.push_back(r->kept);
    axes.insert(reduced_first(*r) ? axes.begin() : axes.end(), r->reduced);
    std::vector<int64_t> shape;
    tir::Exprs at;
    for (const tir::ForNode* f : axes) {
      shape.push_back(*tir::as_int(f->extent));
      at.push_back(f->loop_var);
    }
    const tir::Buffer kept = make_fragment(store.buffer->name + "_terms", terms->dtype, shape, s->span);
    made_.push_back(kept);
    const Expr old = tir::make_load(store.buffer, store.indices);
    const Expr sum = tir::make_binary(r->combine, old, tir::make_load(kept, at));
    return tir::make_seq({make_store(kept, at, terms, s->span), make_store(store.buffer, store.indices, sum, s->span)});
  }

  const tir::PrimFuncNode& func_;
  std::vector<const tir::ForNode*> loops_;
  Lets lets_;
  std::vector<tir::Buffer> made_;  // in the block at hand
};

}  // namespace

tir::IRModule split_reductions_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  if (options.cb_rule == CbRule::Seed) return module;
  return map_tt_functions(module, "split-reductions-tt", diags, [&](const std::string&, const auto& f) {
    if (!f->body) return f;
    const Stmt body = Splitter(*f).rewrite_stmt(f->body);
    if (body == f->body) return f;
    auto out = std::make_shared<tir::PrimFuncNode>(*f);
    out->body = body;
    return tir::PrimFunc(out);
  });
}

}  // namespace tir2tt::transform
