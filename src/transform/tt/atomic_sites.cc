// One walk with the enclosing loops on a stack. Lets are written out, so that an index says what it depends on. Loops
// over elements are the parallel ones and those that hold no tile operation; all others run in time.
#include "transform/tt/atomic_sites.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/linear_form.h"
#include "tir/visitor.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {
namespace {

using tir::as;
using tir::Expr;
using tir::ExprKind;

/// The names under which front ends write them.
struct AtomicName {
  std::string_view name;
  ExprKind combine;
  bool tiles;     // (value, target) are boxes; else (target, value) is an element's address and a value
  int lanes = 1;  // more: consecutive elements, both by their addresses
};
constexpr AtomicName kNames[] = {
    {"AtomicAdd", ExprKind::Add, false},          {"AtomicMax", ExprKind::Max, false},
    {"AtomicMin", ExprKind::Min, false},          {"atomic_add_elem_op", ExprKind::Add, false},
    {"atomic_max_elem_op", ExprKind::Max, false}, {"atomic_min_elem_op", ExprKind::Min, false},
    {"atomicadd", ExprKind::Add, true},           {"atomicmax", ExprKind::Max, true},
    {"atomicmin", ExprKind::Min, true},           {"AtomicAddx2", ExprKind::Add, false, 2},
    {"AtomicAddx4", ExprKind::Add, false, 4},
};

std::string_view short_name(const tir::CallNode& call) {
  const std::string_view name = call.op.name();
  return name.substr(name.rfind('.') + 1);
}

/// The name that says what the call does: an extern function's own.
std::string_view name_of(const tir::CallNode& call) {
  const auto* text = call.args.empty() ? nullptr : as<tir::StringImmNode>(call.args[0]);
  return text && short_name(call) == "call_extern" ? std::string_view(text->value) : short_name(call);
}

const AtomicName* find_name(const tir::CallNode& call) {
  const auto* it = std::ranges::find(kNames, name_of(call), &AtomicName::name);
  return it == std::end(kNames) ? nullptr : it;
}

/// `e` with 0 for a variable, where that is a term of a sum, perhaps times something.
Expr without(const Expr& e, const tir::VarNode* v) {
  if (e.get() == v) return tir::make_int(0, v->dtype);
  const auto* n = as<tir::BinaryNode>(e);
  if (!n || (n->kind != ExprKind::Add && n->kind != ExprKind::Sub && n->kind != ExprKind::Mul)) return e;
  const Expr a = without(n->a, v), b = without(n->b, v);
  if (a == n->a && b == n->b) return e;
  const bool a_is_0 = tir::is_int(a, 0), b_is_0 = tir::is_int(b, 0);
  if (n->kind == ExprKind::Mul) return a_is_0 ? a : b_is_0 ? b : tir::make_binary(n->kind, a, b);
  if (b_is_0) return a;
  return a_is_0 && n->kind == ExprKind::Add ? b : tir::make_binary(n->kind, a, b);
}

/// Calls that work on whole buffers, so that loops around them run in time.
bool holds_tile_operation(const tir::Stmt& s) {
  struct Probe : tir::Visitor {
    bool found = false;
    void visit_stmt(const tir::Stmt& s) override {
      const auto* e = as<tir::EvaluateNode>(s);
      const auto* call = e ? as<tir::CallNode>(e->value) : nullptr;
      const AtomicName* atomic = call ? find_name(*call) : nullptr;
      found = found || (call && (!atomic || atomic->tiles));
      visit_children(s);
    }
    void visit_expr(const Expr&) override {}
  } probe;
  probe.visit_stmt(s);
  return probe.found;
}

class SiteFinder : public tir::Visitor {
 public:
  SiteFinder(const std::string& function, const tir::PrimFuncNode& func, Diagnostics& diags)
      : function_(function), func_(func), diags_(diags) {}
  std::vector<AtomicSite> sites;
  bool refused = false;

  void visit_expr(const Expr&) override {}
  void visit_stmt(const tir::Stmt& s) override {
    if (const auto* e = as<tir::EvaluateNode>(s)) {
      const auto* call = as<tir::CallNode>(e->value);
      if (call && is_atomic(*call)) add(s, *call);
    } else if (const auto* f = as<tir::ForNode>(s); f && f->for_kind != tir::ForKind::ThreadBinding) {
      loops_.push_back(f);
      visit_children(s);
      loops_.pop_back();
    } else if (const auto* let = as<tir::LetStmtNode>(s)) {
      lets_.emplace_back(let->var, tir::substitute(let->value, lets_));
      visit_children(s);
      lets_.pop_back();
    } else {
      const size_t lets = lets_.size();
      if (const auto* bind = as<tir::BindNode>(s)) lets_.emplace_back(bind->var, tir::substitute(bind->value, lets_));
      visit_children(s);
      if (as<tir::ForNode>(s) || as<tir::IfThenElseNode>(s)) lets_.resize(lets);
    }
  }

 private:
  void refuse(const tir::Stmt& s, std::string_view name, const std::string& why) {
    refused = true;
    diags_.add({DiagId::FloatAtomic, s->span,
                fmt::format("`{}` adds to a DRAM tensor, and {}; the NoC has atomic increments of 32-bit integers in "
                            "L1 only",
                            name, why),
                "let every block add to a box of the tensor: indices that are a start plus loop variables of "
                "T.Parallel, one per axis",
                function_});
  }

  void split_loops(AtomicSite* site) const {
    size_t first = loops_.size();
    while (first > 0 && is_element_loop(*loops_[first - 1])) --first;
    site->serial.assign(loops_.begin(), loops_.begin() + static_cast<std::ptrdiff_t>(first));
    site->elements.assign(loops_.begin() + static_cast<std::ptrdiff_t>(first), loops_.end());
  }
  static bool is_element_loop(const tir::ForNode& f) {
    if (!tir::as_int(f.extent) || !tir::is_int(f.min, 0) || f.step) return false;
    return f.for_kind == tir::ForKind::Parallel || f.for_kind == tir::ForKind::Vectorized ||
           !holds_tile_operation(f.body);
  }

  void add(const tir::Stmt& s, const tir::CallNode& call) {
    const AtomicName* known = find_name(call);
    if (!known) return refuse(s, name_of(call), "what it does there is not known");
    AtomicSite site;
    site.call = s;
    site.combine = known->combine;
    split_loops(&site);
    const bool fits = known->tiles ? boxes(call, &site) : element(call, known->lanes, &site);
    if (!fits) return refuse(s, known->name, "its target is no box of it");
    sites.push_back(std::move(site));
  }

  /// An element, or its address.
  static const tir::BufferLoadNode* element_at(const Expr& e) {
    const auto* address = as<tir::CallNode>(e);
    const bool is_address = address && short_name(*address) == "address_of" && address->args.size() == 1;
    return as<tir::BufferLoadNode>(is_address ? address->args[0] : e);
  }
  static tir::Exprs neighbour(const tir::BufferLoadNode& load, const tir::Var& lane) {
    tir::Exprs out = load.indices;
    if (lane) out.back() = plus(out.back(), lane);
    return out;
  }

  /// `AtomicAdd(C[by * 128 + i, …], v)`; with lanes, `AtomicAddx2(address_of(C[…]), address_of(x[…]))`.
  bool element(const tir::CallNode& call, int lanes, AtomicSite* site) const {
    const size_t first = short_name(call) == "call_extern" ? 1 : 0;
    if (call.args.size() < first + 2) return false;
    const auto *target = element_at(call.args[first]), *from = element_at(call.args[first + 1]);
    if (!target || target->indices.empty() || (lanes > 1 && (!from || from->indices.empty()))) return false;
    const tir::Var lane = lanes > 1 ? tir::make_var("lane", tir::DataType::Int(32)) : nullptr;
    if (lane) site->own.emplace_back(lane, lanes);
    site->target = target->buffer;
    site->value = lane ? tir::make_load(from->buffer, neighbour(*from, lane)) : call.args[first + 1];
    site->on_chip = !is_tensor(*target->buffer);
    const tir::Exprs indices = neighbour(*target, lane);
    if (site->on_chip) {
      site->starts = indices;
      return true;
    }
    std::vector<std::pair<tir::Var, int64_t>> loops = site->own;
    for (const tir::ForNode* f : site->elements) loops.emplace_back(f->loop_var, *tir::as_int(f->extent));
    std::vector<const tir::VarNode*> used;
    return std::ranges::all_of(
        indices, [&](const Expr& index) { return axis(tir::substitute(index, lets_), loops, &used, site); });
  }

  bool is_tensor(const tir::BufferNode& b) const {
    return std::ranges::any_of(func_.buffer_map, [&](const auto& p) { return p.second->data == b.data; });
  }

  /// A start, plus loop variables that number the elements of the axis without gaps: `i`, or `j * 2 + lane`.
  static bool axis(const Expr& index, const std::vector<std::pair<tir::Var, int64_t>>& loops,
                   std::vector<const tir::VarNode*>* used, AtomicSite* site) {
    std::vector<analysis::ElementLoop> all;
    for (const auto& [v, extent] : loops) all.push_back({v.get(), 0, extent});
    const analysis::LinearForm form = analysis::linear_form(index, {all, {}});
    if (!form.linear) return false;
    std::vector<analysis::LinearForm::Term> terms(form.view().begin(), form.view().end());
    std::ranges::sort(terms, {}, &analysis::LinearForm::Term::coefficient);
    int64_t extent = 1;
    Expr within, start = index;
    for (const auto& term : terms) {
      const auto loop = std::ranges::find_if(loops, [&](const auto& l) { return l.first.get() == term.var; });
      const bool again = std::ranges::find(*used, term.var) != used->end();  // a diagonal
      if (term.coefficient != extent || again) return false;
      used->push_back(term.var);
      start = without(start, term.var);
      const Expr part = times(loop->first, term.coefficient);
      within = within ? plus(part, within) : part;
      if (mentions(start, term.var, {}) || __builtin_mul_overflow(extent, loop->second, &extent)) return false;
    }
    site->starts.push_back(start);
    site->within.push_back(within);
    site->extents.push_back(extent);
    return true;
  }

  struct Box {
    const tir::BufferLoadNode* start = nullptr;
    std::vector<int64_t> extents;
  };
  static std::optional<Box> box_of(const Expr& e) {
    Box out;
    const auto* call = as<tir::CallNode>(e);
    if (!call || short_name(*call) != "region" || call->args.size() < 2) return std::nullopt;
    out.start = as<tir::BufferLoadNode>(call->args[0]);
    if (!out.start || call->args.size() != out.start->indices.size() + 2) return std::nullopt;
    for (size_t k = 2; k < call->args.size(); ++k) {
      const int64_t* extent = tir::as_int(call->args[k]);
      if (!extent) return std::nullopt;
      out.extents.push_back(*extent);
    }
    return out;
  }

  /// `atomicadd(value box, target box)`: axes of extent 1 are dropped, the others are paired in order.
  bool boxes(const tir::CallNode& call, AtomicSite* site) const {
    if (call.args.size() < 2 || !site->elements.empty()) return false;
    const auto from = box_of(call.args[0]), to = box_of(call.args[1]);
    if (!from || !to) return false;
    site->target = to->start->buffer;
    site->on_chip = !is_tensor(*site->target);
    site->extents = to->extents;
    for (size_t k = 0; k < to->extents.size(); ++k) {
      site->starts.push_back(tir::substitute(to->start->indices[k], lets_));
      site->within.push_back(nullptr);
      if (to->extents[k] == 1) continue;
      site->own.emplace_back(tir::make_var(fmt::format("i{}", k), tir::DataType::Int(32)), to->extents[k]);
      site->within.back() = site->own.back().first;
    }
    tir::Exprs at;
    size_t next = 0;
    for (size_t k = 0; k < from->extents.size(); ++k) {
      Expr index = from->start->indices[k];
      if (from->extents[k] != 1) {
        if (next >= site->own.size()) return false;
        const Expr along = site->own[next++].first;
        index = tir::is_int(index, 0) ? along : tir::make_binary(ExprKind::Add, index, along);
      }
      at.push_back(std::move(index));
    }
    site->value = tir::make_load(from->start->buffer, std::move(at));
    return next == site->own.size();
  }

  const std::string& function_;
  const tir::PrimFuncNode& func_;
  Diagnostics& diags_;
  std::vector<const tir::ForNode*> loops_;
  std::vector<std::pair<tir::Var, Expr>> lets_;
};

}  // namespace

bool is_atomic(const tir::CallNode& call) { return name_of(call).find("tomic") != std::string_view::npos; }

std::optional<std::vector<AtomicSite>> find_atomic_sites(const std::string& function, const tir::PrimFuncNode& func,
                                                         Diagnostics& diags) {
  SiteFinder finder(function, func, diags);
  finder.visit_stmt(func.body);
  if (finder.refused) return std::nullopt;
  return std::move(finder.sites);
}

}  // namespace tir2tt::transform
