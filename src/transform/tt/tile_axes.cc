// Problem: TIR does not say how a tensor is tiled, and "the last two axes" is wrong for (B, S, H, D).
// Method: an access covers a box; an axis on which the box is longer than one element is *spanned*. Two spanned axes
// are the tile. What covers a box: a region (its extents), a slice (a Ramp), and an element access inside a loop nest:
// there an axis is spanned when its index moves with a loop that works on the tile, which is a T.parallel or vectorized
// loop, or a serial loop whose variable also indexes an on-chip buffer in the same statement (so the grid and the K
// loop, which select the tile, do not count). One spanned axis decides only if it is not among the last two; more than
// two or none decide nothing. Lets are names for expressions and are looked through. Rejected: reads and writes of
// blocks (TileLang's hold start elements only), and the shapes alone. Cost: one walk; an element access costs the size
// of its indices.
#include "transform/tt/tile_axes.h"

#include <fmt/format.h>

#include <set>
#include <unordered_map>

#include "tir/visitor.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using VarSet = std::set<const tir::VarNode*>;

/// What an access can move with: the loops around it, and lets in terms of these loops.
struct Scope {
  VarSet loops;
  std::unordered_map<const tir::VarNode*, VarSet> lets;
};

/// The loop variables that an expression depends on, lets looked through. At most as many as loops are nested.
class LoopVarCollector : public tir::Visitor {
 public:
  LoopVarCollector(const Scope& scope, VarSet& out) : scope_(scope), out_(out) {}
  void visit_expr(const tir::Expr& e) override {
    if (const auto* v = tir::as<tir::VarNode>(e)) {
      if (scope_.loops.contains(v)) out_.insert(v);
      if (const auto it = scope_.lets.find(v); it != scope_.lets.end())
        out_.insert(it->second.begin(), it->second.end());
    }
    visit_children(e);
  }

 private:
  const Scope& scope_;
  VarSet& out_;
};

/// An access to a tensor: which of its axes are spanned.
struct Access {
  std::vector<int> spanned;
  SourceSpan span;
};

class AccessFinder : public tir::Visitor {
 public:
  explicit AccessFinder(const tir::PrimFuncNode& f) {
    for (size_t i = 0; i < f.buffer_map.size(); ++i) index_.emplace(f.buffer_map[i].second->data.get(), i);
    accesses.resize(f.buffer_map.size());
    tensors_ = &f.buffer_map;
  }
  std::vector<std::vector<Access>> accesses;  // per tensor

  void visit_stmt(const tir::Stmt& s) override {
    if (const auto* f = tir::as<tir::ForNode>(s)) return visit_loop(*f, s);
    if (const auto* r = tir::as<tir::BlockRealizeNode>(s)) return visit_block(*r);
    if (const auto* l = tir::as<tir::LetStmtNode>(s)) remember(l->var, l->value);
    if (const auto* b = tir::as<tir::BindNode>(s)) remember(b->var, b->value);
    const SourceSpan outer = std::exchange(span_, s->span.known() ? s->span : span_);
    if (const auto* store = tir::as<tir::BufferStoreNode>(s)) visit_store(*store);
    visit_children(s);
    statement_vars_.clear();
    span_ = outer;
  }

  void visit_expr(const tir::Expr& e) override {
    if (const auto* c = tir::as<tir::CallNode>(e); c && is_region(*c)) return add_region(*c);
    if (const auto* l = tir::as<tir::BufferLoadNode>(e)) add_element(l->buffer, l->indices);
    visit_children(e);
  }

 private:
  static bool is_region(const tir::CallNode& c) {
    return (c.op.name() == "tl.region" || c.op.name() == "tl.tileop.region") && c.args.size() > 2 &&
           tir::as<tir::BufferLoadNode>(c.args[0]);
  }

  void visit_loop(const tir::ForNode& f, const tir::Stmt& s) {
    const bool parallel = f.for_kind == tir::ForKind::Parallel || f.for_kind == tir::ForKind::Vectorized;
    scope_.loops.insert(f.loop_var.get());
    if (parallel) tile_loops_.insert(f.loop_var.get());
    visit_children(s);
    if (parallel) tile_loops_.erase(f.loop_var.get());
    scope_.loops.erase(f.loop_var.get());
  }

  /// Only init and body: reads and writes of a block are no accesses.
  void visit_block(const tir::BlockRealizeNode& r) {
    for (size_t i = 0; i < r.iter_values.size() && i < r.block->iter_vars.size(); ++i) {
      remember(r.block->iter_vars[i]->var, r.iter_values[i]);
    }
    if (r.block->init) visit_stmt(r.block->init);
    if (r.block->body) visit_stmt(r.block->body);
  }

  void remember(const tir::Var& var, const tir::Expr& value) {
    VarSet vars;
    LoopVarCollector(scope_, vars).visit_expr(value);
    scope_.lets[var.get()] = std::move(vars);
  }

  bool is_tensor(const tir::Buffer& b) const { return index_.contains(b->data.get()); }

  /// A store is an element-wise step: the variables that index on-chip buffers in it are those of the tile.
  void visit_store(const tir::BufferStoreNode& store) {
    collect_on_chip(store.buffer, store.indices);
    struct Loads : tir::Visitor {
      explicit Loads(AccessFinder& o) : owner(o) {}
      AccessFinder& owner;
      void visit_expr(const tir::Expr& e) override {
        if (const auto* l = tir::as<tir::BufferLoadNode>(e)) owner.collect_on_chip(l->buffer, l->indices);
        visit_children(e);
      }
    } loads(*this);
    loads.visit_expr(store.value);
    add_element(store.buffer, store.indices);
  }

  void collect_on_chip(const tir::Buffer& b, const tir::Exprs& indices) {
    if (is_tensor(b)) return;
    LoopVarCollector vars(scope_, statement_vars_);
    for (const tir::Expr& i : indices) vars.visit_expr(i);
  }

  bool moves_with_tile(const tir::Expr& index) const {
    VarSet vars;
    LoopVarCollector(scope_, vars).visit_expr(index);
    for (const tir::VarNode* v : vars) {
      if (tile_loops_.contains(v) || statement_vars_.contains(v)) return true;
    }
    return false;
  }

  void add_element(const tir::Buffer& b, const tir::Exprs& indices) {
    if (!is_tensor(b)) return;
    Access a{{}, span_};
    for (size_t i = 0; i < indices.size(); ++i) {
      if (tir::as<tir::RampNode>(indices[i]) || moves_with_tile(indices[i])) a.spanned.push_back(static_cast<int>(i));
    }
    add(b, std::move(a));
  }

  void add_region(const tir::CallNode& c) {
    const auto* load = tir::as<tir::BufferLoadNode>(c.args[0]);
    Access a{{}, span_};
    for (size_t i = 2; i < c.args.size(); ++i) {
      if (!tir::is_int(c.args[i], 1)) a.spanned.push_back(static_cast<int>(i) - 2);
    }
    add(load->buffer, std::move(a));
  }

  /// A view of a tensor with axes of its own says nothing about the tensor's.
  void add(const tir::Buffer& b, Access a) {
    const auto it = index_.find(b->data.get());
    if (it == index_.end() || b != (*tensors_)[it->second].second || a.spanned.empty()) return;
    accesses[it->second].push_back(std::move(a));
  }

  std::unordered_map<const tir::VarNode*, size_t> index_;
  const std::vector<std::pair<tir::Var, tir::Buffer>>* tensors_ = nullptr;
  Scope scope_;
  VarSet tile_loops_, statement_vars_;
  SourceSpan span_;
};

TileAxes last_two(int rank) {
  // A scalar has no axis at all; it is stored like a vector of one element.
  return rank >= 2 ? TileAxes{rank - 2, rank - 1} : TileAxes{-1, rank - 1};
}

/// The tile that one access shows, if it shows one.
std::optional<TileAxes> shown_by(const Access& a, int rank) {
  const auto& s = a.spanned;
  if (s.size() == 2) return TileAxes{s[0], s[1]};
  if (s.size() == 1 && s[0] < rank - 2) return TileAxes{s[0], rank - 1};
  return std::nullopt;
}

TileAxes decide(const std::string& name, const tir::Buffer& b, const std::vector<Access>& accesses,
                Diagnostics& diags) {
  const int rank = static_cast<int>(b->shape.size());
  if (rank <= 2) return last_two(rank);
  std::optional<TileAxes> first;
  for (const Access& a : accesses) {
    const auto shown = shown_by(a, rank);
    if (!shown || shown == first) continue;
    if (!first) {
      first = shown;
      continue;
    }
    diags.add(
        {DiagId::TileAxesDisagree, a.span,
         fmt::format("`{}` is accessed here in tiles over its axes {} and {}, before over {} and {}; in DRAM it is "
                     "stored in tiles over one pair of axes",
                     b->name, shown->height, shown->width, first->height, first->width),
         "access it along the same two axes everywhere, or pass a transposed copy as a tensor of its own", name});
    break;
  }
  return first.value_or(last_two(rank));
}

}  // namespace

std::vector<TileAxes> find_tile_axes(const std::string& name, const tir::PrimFuncNode& f, Diagnostics& diags) {
  AccessFinder finder(f);
  if (f.body) finder.visit_stmt(f.body);
  std::vector<TileAxes> out;
  for (size_t i = 0; i < f.buffer_map.size(); ++i) {
    out.push_back(decide(name, f.buffer_map[i].second, finder.accesses[i], diags));
  }
  return out;
}

}  // namespace tir2tt::transform
