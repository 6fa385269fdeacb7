// Problem: keep the sums right without atomics, and keep as many blocks side by side as possible.
// Method: an axis of the grid that no target depends on leaves the grid. For each target a fragment holds the box that
// a block adds to; it is loaded and stored in the innermost loop that moves the box, or around everything where none
// does. That is right if no two blocks, and no two iterations of the loops around, ever have an element in common: each
// of them must be told apart by an index in which it has a coefficient larger than all that is below it can reach.
// Rejected: adding in DRAM in every iteration (the reader runs ahead of the writer), and partial sums in DRAM with a
// second kernel (a second launch, and memory that nobody declared).
// Cost: a few walks over the body.
#include "transform/tt/serialize_atomics_tt.h"

#include <fmt/format.h>

#include <algorithm>

#include "tir/visitor.h"
#include "transform/tt/atomic_sites.h"
#include "transform/tt/grid.h"
#include "transform/tt/index_math.h"
#include "transform/tt/stmt_build.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::as;
using tir::Expr;
using tir::ExprKind;
using VarSet = std::vector<const tir::VarNode*>;

bool has(const VarSet& s, const tir::VarNode* v) { return std::ranges::find(s, v) != s.end(); }

bool depends(const AtomicSite& site, const tir::VarNode* v) {
  return std::ranges::any_of(site.starts, [&](const Expr& e) { return mentions(e, v, {}); });
}

/// Variables of which one index alone tells every two values apart; the rest of it cannot make up for a step of theirs.
VarSet told_apart(const Expr& start, int64_t extent, const std::vector<analysis::ElementLoop>& loops) {
  analysis::LinearForm form = analysis::linear_form(start, {loops, {}});
  if (!form.linear) return {};
  std::vector<analysis::LinearForm::Term> terms(form.view().begin(), form.view().end());
  const auto size = [](const auto& t) { return t.coefficient < 0 ? -t.coefficient : t.coefficient; };
  std::ranges::sort(terms, {}, size);
  int64_t reach = extent - 1;
  VarSet out;
  for (const auto& t : terms) {
    const auto loop = std::ranges::find(loops, t.var, &analysis::ElementLoop::var);
    if (t.coefficient == 0) continue;
    if (loop->extent <= 0 || size(t) <= reach) return {};
    int64_t step = 0;
    if (__builtin_mul_overflow(size(t), loop->extent - 1, &step) || __builtin_add_overflow(reach, step, &reach)) {
      return {};
    }
    out.push_back(t.var);
  }
  return out;
}

/// Reads and writes of one tensor other than by atomics.
class OtherAccess : public tir::Visitor {
 public:
  OtherAccess(const tir::VarNode* data, const tir::Stmt& call) : data_(data), call_(call) {}
  bool found = false;
  void visit_stmt(const tir::Stmt& s) override {
    if (s == call_) return;
    if (const auto* store = as<tir::BufferStoreNode>(s)) found = found || store->buffer->data.get() == data_;
    if (const auto* r = as<tir::BlockRealizeNode>(s)) {  // its regions say nothing
      if (r->block->init) visit_stmt(r->block->init);
      return visit_stmt(r->block->body);
    }
    visit_children(s);
  }
  void visit_expr(const Expr& e) override {
    if (const auto* load = as<tir::BufferLoadNode>(e)) found = found || load->buffer->data.get() == data_;
    found = found || e.get() == data_;
    visit_children(e);
  }

 private:
  const tir::VarNode* data_;
  const tir::Stmt& call_;
};

/// One target and the fragment that stands for it.
struct Sum {
  AtomicSite site;
  tir::Buffer fragment;
  const tir::ForNode* scope = nullptr;  // loaded and stored in its body; null: around everything
  bool in_axes = false;  // scope is null: inside of the axes that became loops, one of which moves the box
};

class Serializer {
 public:
  Serializer(const std::string& name, const tir::PrimFunc& f, Diagnostics& diags) : name_(name), f_(f), diags_(diags) {}

  tir::PrimFunc run() {
    auto sites = find_atomic_sites(name_, *f_, diags_);
    if (!sites || sites->empty()) return f_;
    for (AtomicSite& s : *sites) {
      if (s.on_chip)
        own_.push_back(std::move(s));
      else
        sums_.push_back({std::move(s), nullptr, nullptr, false});
    }
    if (sums_.empty()) return rewritten();
    if (true_attr(f_->attrs, key::kPersistentLoop)) {
      refuse(sums_.front().site, "the grid is a loop over the blocks of a core already",
             "run serialize-atomics-tt before grid-to-persistent-tt");
      return f_;
    }
    const auto grid = read_grid(name_, *f_, diags_);
    if (!grid) return f_;
    launches_ = grid->launches;
    for (const Launch& l : launches_) {
      const bool in_all = std::ranges::all_of(sums_, [&](const Sum& s) { return depends(s.site, l.var.get()); });
      if (!in_all && !tir::is_int(l.extent, 1)) serial_.push_back(&l);
    }
    for (Sum& s : sums_) {
      if (!place(&s)) return f_;
      s.fragment = fragment_of(s.site);
    }
    return rewritten();
  }

 private:
  bool refuse(const AtomicSite& site, const std::string& why, std::string hint) {
    diags_.add({DiagId::FloatAtomic, site.call->span,
                fmt::format("an atomic operation on `{}`: {}; the NoC has atomic increments of 32-bit integers in L1 "
                            "only, so the result would depend on a race",
                            site.target->name, why),
                std::move(hint), name_});
    return false;
  }

  /// Loops that run in time once the axes are loops: those around the block, then its own.
  std::vector<analysis::ElementLoop> loops_around(const AtomicSite& site) const {
    std::vector<analysis::ElementLoop> out;
    const auto add = [&](const tir::Var& v, const Expr& extent) {
      out.push_back({v.get(), 0, constant_value(extent).value_or(-1)});
    };
    for (const Launch& l : launches_) {
      if (std::ranges::find(serial_, &l) == serial_.end()) add(l.var, l.extent);
    }
    for (const Launch* l : serial_) add(l->var, l->extent);
    for (const tir::ForNode* f : site.serial) {
      if (!is_block_loop(f)) add(f->loop_var, f->extent);
    }
    return out;
  }

  /// Where the fragment is loaded and stored; false: refused.
  bool place(Sum* s) {
    const AtomicSite& site = s->site;
    OtherAccess other(site.target->data.get(), site.call);
    other.visit_stmt(f_->body);
    if (other.found) {
      return refuse(site, "the kernel reads or writes it in other ways, too",
                    "use two tensors, or add to it in one statement only");
    }
    for (const tir::ForNode* f : site.serial) {
      if (!is_block_loop(f) && depends(site, f->loop_var.get())) s->scope = f;
    }
    s->in_axes = std::ranges::any_of(serial_, [&](const Launch* l) { return depends(site, l->var.get()); });
    const std::vector<analysis::ElementLoop> loops = loops_around(site);
    VarSet apart;
    for (size_t k = 0; k < site.starts.size(); ++k) {
      for (const tir::VarNode* v : told_apart(site.starts[k], site.extents[k], loops)) apart.push_back(v);
    }
    for (const analysis::ElementLoop& l : loops) {
      const bool around = !inside_scope(*s, l.var);
      if (l.extent != 1 && around && !has(apart, l.var)) return refuse_shared(site, *l.var);
    }
    return true;
  }
  bool is_block_loop(const tir::ForNode* f) const {
    return std::ranges::any_of(launches_, [&](const Launch& l) { return l.stmt == f; });
  }
  /// Whether the fragment outlives the loop of `v`.
  bool inside_scope(const Sum& s, const tir::VarNode* v) const {
    const auto loop = std::ranges::find_if(s.site.serial, [&](const auto* f) { return f->loop_var.get() == v; });
    const auto scope = std::ranges::find(s.site.serial, s.scope);
    if (loop != s.site.serial.end() && !is_block_loop(*loop)) return s.scope == nullptr || loop > scope;
    const bool serial = std::ranges::any_of(serial_, [&](const Launch* l) { return l->var.get() == v; });
    return serial && s.scope == nullptr && !s.in_axes;
  }
  bool refuse_shared(const AtomicSite& site, const tir::VarNode& v) {
    return refuse(
        site,
        fmt::format("different values of `{}` may add to the same elements, at times that depend on others", v.name),
        "let every block own a box of the tensor: a multiple of the block's size per block index, and no loop "
        "around that comes back to the same box");
  }

  // ---- the new body -------------------------------------------------------------------------------------------
  static tir::Buffer fragment_of(const AtomicSite& site) {
    constexpr std::string_view kSuffix[] = {"sum", "max", "min"};
    const size_t which = site.combine == ExprKind::Add ? 0 : site.combine == ExprKind::Max ? 1 : 2;
    std::vector<int64_t> shape;
    for (size_t k = 0; k < site.within.size(); ++k) {
      if (site.within[k]) shape.push_back(site.extents[k]);
    }
    if (shape.empty()) shape.push_back(1);
    return make_fragment(fmt::format("{}_{}", site.target->name, kSuffix[which]), site.target->dtype, shape,
                         site.call->span);
  }

  static tir::Exprs or_single(tir::Exprs indices) {
    if (indices.empty()) indices.push_back(tir::make_int(0));
    return indices;
  }
  static tir::Exprs indices_of(const Sum& s) {
    tir::Exprs out;
    for (const Expr& e : s.site.within) {
      if (e) out.push_back(e);
    }
    return or_single(std::move(out));
  }

  static Expr offset(const Expr& start, const Expr& e) {
    return tir::is_int(start, 0) ? e : tir::make_binary(ExprKind::Add, start, e);
  }

  /// buffer[indices] = combine(buffer[indices], value)
  static tir::Stmt update(const AtomicSite& site, const tir::Buffer& buffer, const tir::Exprs& indices) {
    const Expr old = tir::make_load(buffer, indices);
    Expr value = site.value;
    if (value->dtype != buffer->dtype) value = tir::make_cast(buffer->dtype, value);
    tir::Stmt out = make_store(buffer, indices, tir::make_binary(site.combine, old, value), site.call->span);
    for (size_t k = site.own.size(); k-- > 0;) {
      out = make_for(site.own[k].first, site.own[k].second, tir::ForKind::Parallel, out);
    }
    return out;
  }
  static tir::Stmt update(const Sum& s) { return update(s.site, s.fragment, indices_of(s)); }
  /// Memory on the chip belongs to one core, so that this is an update like any other.
  static tir::Stmt update_on_chip(const AtomicSite& site) {
    tir::Exprs at = site.starts;
    for (size_t k = 0; k < site.within.size(); ++k) {
      if (site.within[k]) at[k] = offset(at[k], site.within[k]);
    }
    return update(site, site.target, at);
  }

  /// The whole box from (to) the tensor, with loops of its own.
  static tir::Stmt move(const Sum& s, bool load) {
    std::vector<std::pair<tir::Var, int64_t>> loops;
    tir::Exprs at = s.site.starts, own;
    for (size_t k = 0; k < at.size(); ++k) {
      if (!s.site.within[k]) continue;
      const auto* same = as<tir::VarNode>(s.site.within[k]);
      const tir::Var v = tir::make_var(same ? same->name : fmt::format("i{}", k), tir::DataType::Int(32));
      loops.emplace_back(v, s.site.extents[k]);
      at[k] = offset(at[k], v);
      own.push_back(v);
    }
    own = or_single(std::move(own));
    const SourceSpan span = s.site.call->span;
    tir::Stmt out = load ? make_store(s.fragment, own, tir::make_load(s.site.target, at), span)
                         : make_store(s.site.target, at, tir::make_load(s.fragment, own), span);
    for (size_t k = loops.size(); k-- > 0;)
      out = make_for(loops[k].first, loops[k].second, tir::ForKind::Parallel, out);
    return out;
  }

  /// `body` between the loads and the stores of the fragments that belong to `scope`.
  tir::Stmt with_moves(const tir::ForNode* scope, bool in_axes, const tir::Stmt& body) const {
    const auto belongs = [&](const Sum& s) { return s.scope == scope && (scope || s.in_axes == in_axes); };
    std::vector<tir::Stmt> seq;
    for (const Sum& s : sums_) {
      if (belongs(s)) seq.push_back(move(s, true));
    }
    seq.push_back(body);
    for (const Sum& s : sums_) {
      if (belongs(s)) seq.push_back(move(s, false));
    }
    return seq.size() == 1 ? body : tir::make_seq(seq);
  }

  /// What stands inside of the axes that became loops.
  tir::Stmt block_body(const tir::Stmt& body) const {
    tir::Stmt out = with_moves(nullptr, true, body);
    for (const Launch* l : serial_) {
      auto f = std::make_shared<tir::ForNode>();
      f->span = l->stmt->span;
      f->loop_var = l->var;
      f->min = l->min ? l->min : tir::make_int(0, l->var->dtype);
      f->extent = l->extent;
      f->body = out;
      out = f;
    }
    return with_moves(nullptr, false, out);
  }

  class Rewriter : public tir::Mutator {
   public:
    explicit Rewriter(const Serializer& s) : s_(s) {}
    tir::Stmt rewrite_stmt(const tir::Stmt& s) override {
      for (const Sum& sum : s_.sums_) {
        if (sum.site.call == s) return update(sum);
      }
      for (const AtomicSite& site : s_.own_) {
        if (site.call == s) return update_on_chip(site);
      }
      if (const auto* r = as<tir::BlockRealizeNode>(s); r && r->block.get() == s_.block_) return block(*r);
      for (const Launch* l : s_.serial_) {
        if (l->stmt != s.get()) continue;
        const auto* loop = as<tir::ForNode>(s);
        return rewrite_stmt(loop ? loop->body : as<tir::AttrStmtNode>(s)->body);
      }
      tir::Stmt out = rewrite_children(s);
      const auto* loop = as<tir::ForNode>(s);
      const bool scope = loop && std::ranges::any_of(s_.sums_, [&](const Sum& sum) { return sum.scope == loop; });
      if (!scope) return out;
      auto copy = std::make_shared<tir::ForNode>(*as<tir::ForNode>(out));
      copy->body = s_.with_moves(loop, false, copy->body);
      return copy;
    }

   private:
    tir::Stmt block(const tir::BlockRealizeNode& r) {
      auto block = std::make_shared<tir::BlockNode>(*r.block);
      block->body = s_.block_body(rewrite_stmt(block->body));
      for (const Sum& s : s_.sums_) block->alloc_buffers.push_back(s.fragment);
      // They named the start of what is touched per block of the old grid.
      block->reads.clear(), block->writes.clear();
      auto out = std::make_shared<tir::BlockRealizeNode>(r);
      out->block = std::move(block);
      return out;
    }
    const Serializer& s_;
  };

  /// The block that holds everything that a block of the grid does: the first one inside of all launches.
  const tir::BlockNode* find_block() const {
    struct Finder : tir::Visitor {
      explicit Finder(const std::vector<Launch>& all) : launches(all), left(all.size()) {}
      const std::vector<Launch>& launches;
      size_t left;
      const tir::BlockNode* found = nullptr;
      void visit_expr(const Expr&) override {}
      void visit_stmt(const tir::Stmt& s) override {
        left -= static_cast<size_t>(std::ranges::any_of(launches, [&](const Launch& l) { return l.stmt == s.get(); }));
        const auto* r = as<tir::BlockRealizeNode>(s);
        if (r && left == 0 && !found) found = r->block.get();
        if (!found) visit_children(s);
      }
    } finder(launches_);
    finder.visit_stmt(f_->body);
    return finder.found;
  }

  tir::PrimFunc rewritten() {
    block_ = sums_.empty() ? nullptr : find_block();
    if (!block_ && !sums_.empty()) {
      refuse(sums_.front().site, "the body has no block inside of its grid that could hold the sum",
             "write the kernel with T.Kernel, or as a T.block below its launches");
      return f_;
    }
    auto out = std::make_shared<tir::PrimFuncNode>(*f_);
    out->body = Rewriter(*this).rewrite_stmt(f_->body);
    tir::AttrArray axes;
    for (const Launch* l : serial_) {
      axes.push_back(tir::Attr::string(l->var->name));
      for (std::string_view k : {key::kGrid[l->axis], key::kAuthorGrid[l->axis]}) {
        if (out->attrs.find(k)) set_attr(out->attrs, k, tir::Attr::integer(1));
      }
    }
    if (!axes.empty()) set_attr(out->attrs, key::kSerialAxes, tir::Attr::array(std::move(axes)));
    return out;
  }

  const std::string& name_;
  const tir::PrimFunc& f_;
  Diagnostics& diags_;
  std::vector<Launch> launches_;
  std::vector<const Launch*> serial_;
  std::vector<Sum> sums_;
  std::vector<AtomicSite> own_;  // on memory on the chip
  const tir::BlockNode* block_ = nullptr;
};

}  // namespace

tir::IRModule serialize_atomics_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  if (options.cb_rule == CbRule::Seed) return module;
  return map_tt_functions(module, "serialize-atomics-tt", diags, [&](const std::string& name, const auto& f) {
    return f->body ? Serializer(name, f, diags).run() : f;
  });
}

}  // namespace tir2tt::transform
