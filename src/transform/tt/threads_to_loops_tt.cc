// Problem: a body that is written for one of many threads.
// Method: find which threads tell a register's values apart, directly or through other registers (a fixed point); give
// the register an axis per such thread axis; put loops around the innermost statements that depend on threads. Putting
// them around single stores rather than around longer runs keeps the order in which all threads go in lockstep, and
// leaves every store the loop nest that the analysis wants to see.
// Rejected: one loop over threads around everything between two barriers, which would run one thread after the other
// through loads that all of them share.
// Cost: a walk per fixed-point round, at most one round per register.
#include "transform/tt/threads_to_loops_tt.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "tir/visitor.h"
#include "transform/tt/atomic_sites.h"
#include "transform/tt/stmt_build.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::as;
using tir::Expr;
using tir::ExprKind;
using tir::Stmt;

struct Thread {
  tir::Var var;
  int64_t extent = 1;
};
using Axes = uint32_t;                                  // bit i: thread axis i
using Registers = std::map<const tir::VarNode*, Axes>;  // by data variable

/// threadIdx axes with more than one thread, in the order of their launches.
class ThreadFinder : public tir::Visitor {
 public:
  std::vector<Thread> threads;
  void visit_expr(const Expr&) override {}
  void visit_stmt(const Stmt& s) override {
    const auto* attr = as<tir::AttrStmtNode>(s);
    const auto* iter = attr ? attr->node.get_if<tir::IterVar>() : nullptr;
    if (attr && attr->attr_key == "thread_extent" && iter && *iter) add((*iter)->var, (*iter)->thread_tag, attr->value);
    const auto* loop = as<tir::ForNode>(s);
    if (loop && loop->for_kind == tir::ForKind::ThreadBinding && loop->thread_binding) {
      add(loop->loop_var, loop->thread_binding->thread_tag, loop->extent);
    }
    visit_children(s);
  }

 private:
  void add(const tir::Var& var, std::string_view tag, const Expr& extent) {
    const int64_t* n = tir::as_int(extent);
    if (tag.starts_with("threadIdx.") && n && *n > 1) threads.push_back({var, *n});
  }
};

bool is_register(const tir::BufferNode& b) { return b.scope() == "local" || b.scope() == "local.var"; }

/// The thread axes on which what it visits depends.
class AxesOf : public tir::Visitor {
 public:
  AxesOf(const std::vector<Thread>& threads, const Registers& registers) : threads_(threads), registers_(registers) {}
  Axes axes = 0;
  void visit_expr(const Expr& e) override {
    for (size_t i = 0; i < threads_.size(); ++i) {
      if (threads_[i].var.get() == e.get()) axes |= Axes{1} << i;
    }
    if (const auto* load = as<tir::BufferLoadNode>(e)) add(load->buffer->data.get());
    if (const auto* v = as<tir::VarNode>(e)) add(v);
    visit_children(e);
  }
  void visit_stmt(const Stmt& s) override {
    if (const auto* store = as<tir::BufferStoreNode>(s)) add(store->buffer->data.get());
    visit_children(s);
  }

 private:
  void add(const tir::VarNode* data) {
    if (const auto it = registers_.find(data); it != registers_.end()) axes |= it->second;
  }
  const std::vector<Thread>& threads_;
  const Registers& registers_;
};

template <class Node>
Axes axes_of(const Node& n, const std::vector<Thread>& threads, const Registers& registers) {
  AxesOf a(threads, registers);
  if constexpr (std::is_same_v<Node, Stmt>) {
    a.visit_stmt(n);
  } else {
    a.visit_expr(n);
  }
  return a.axes;
}

/// One round of the fixed point: a register depends on what is stored into it, and on the conditions around.
class RegisterRound : public tir::Visitor {
 public:
  RegisterRound(const std::vector<Thread>& threads, Registers* registers) : threads_(threads), registers_(*registers) {}
  bool changed = false;
  void visit_expr(const Expr&) override {}
  void visit_stmt(const Stmt& s) override {
    if (const auto* branch = as<tir::IfThenElseNode>(s)) {
      const Axes outside = around_;
      around_ |= axes_of(branch->condition, threads_, registers_);
      visit_children(s);
      around_ = outside;
      return;
    }
    const auto* store = as<tir::BufferStoreNode>(s);
    if (store && is_register(*store->buffer)) {
      Axes& known = registers_[store->buffer->data.get()];
      const Axes now = known | around_ | axes_of(s, threads_, registers_);
      changed = changed || now != known;
      known = now;
    }
    visit_children(s);
  }

 private:
  const std::vector<Thread>& threads_;
  Registers& registers_;
  Axes around_ = 0;
};

/// Gives registers their axes, and every load and store of them the thread that it is for.
class RegisterRewriter : public tir::Mutator {
 public:
  RegisterRewriter(const std::vector<Thread>& threads, const Registers& registers)
      : threads_(threads), registers_(registers) {}

  Stmt rewrite_stmt(const Stmt& s) override {
    const Stmt r = rewrite_children(s);
    const auto *old = as<tir::BufferStoreNode>(s), *now = as<tir::BufferStoreNode>(r);
    if (!old || !axes_of_register(*old->buffer)) return r;
    auto out = std::make_shared<tir::BufferStoreNode>(*now);
    out->indices = prefixed(*old->buffer, now->indices);
    return out;
  }

  Expr rewrite_expr(const Expr& e) override {
    if (const auto it = data_.find(as<tir::VarNode>(e)); it != data_.end()) return it->second;
    const Expr r = rewrite_children(e);
    if (const auto* call = as<tir::CallNode>(r); call && r != e) return whole_pointer(r, *call);
    const auto *old = as<tir::BufferLoadNode>(e), *now = as<tir::BufferLoadNode>(r);
    if (!old || !axes_of_register(*old->buffer)) return r;
    auto out = std::make_shared<tir::BufferLoadNode>(*now);
    out->indices = prefixed(*old->buffer, now->indices);
    return out;
  }

  tir::Buffer rewrite_buffer(const tir::Buffer& b) override {
    const Axes axes = axes_of_register(*b);
    if (!axes) return b;
    auto [it, is_new] = buffers_.try_emplace(b.get(), b);
    if (!is_new) return it->second;
    auto out = std::make_shared<tir::BufferNode>(*b);
    tir::Var& data = data_[b->data.get()];
    if (!data) data = tir::make_pointer(b->data->name, b->dtype, "local.fragment");
    out->data = data;
    out->strides.clear();
    out->shape.clear();
    for (size_t i = 0; i < threads_.size(); ++i) {
      if (axes >> i & 1) out->shape.push_back(tir::make_int(threads_[i].extent));
    }
    if (!is_scalar(*b)) out->shape.insert(out->shape.end(), b->shape.begin(), b->shape.end());
    return it->second = out;
  }

 private:
  Axes axes_of_register(const tir::BufferNode& b) const {
    const auto it = registers_.find(b.data.get());
    return it == registers_.end() ? 0 : it->second;
  }
  static bool is_scalar(const tir::BufferNode& b) {
    return std::ranges::all_of(b.shape, [](const Expr& e) { return tir::is_int(e, 1); });
  }

  tir::Exprs prefixed(const tir::BufferNode& old, const tir::Exprs& indices) const {
    tir::Exprs out;
    const Axes axes = axes_of_register(old);
    for (size_t i = 0; i < threads_.size(); ++i) {
      if (axes >> i & 1) out.push_back(threads_[i].var);
    }
    if (!is_scalar(old)) out.insert(out.end(), indices.begin(), indices.end());
    return out;
  }

  /// An access pointer to a register means all of it: offset 0, and now so many elements more.
  Expr whole_pointer(const Expr& e, const tir::CallNode& call) const {
    if (call.op.id() != tir::OpId::tvm_access_ptr || call.args.size() < 4) return e;
    const auto now = std::ranges::find_if(data_, [&](const auto& d) { return d.second == call.args[1]; });
    const int64_t* elements = tir::as_int(call.args[3]);
    if (now == data_.end() || !elements) return e;
    int64_t all = *elements;
    for (size_t i = 0; i < threads_.size(); ++i) {
      if (registers_.at(now->first) >> i & 1) all *= threads_[i].extent;
    }
    auto out = std::make_shared<tir::CallNode>(call);
    out->args[3] = tir::make_int(all, call.args[3]->dtype);
    return out;
  }

  const std::vector<Thread>& threads_;
  const Registers& registers_;
  std::map<const tir::BufferNode*, tir::Buffer> buffers_;
  std::map<const tir::VarNode*, tir::Var> data_;
};

/// Puts loops over threads around the statements that tell them apart.
class LoopMaker : public tir::Mutator {
 public:
  LoopMaker(const std::string& function, const std::vector<Thread>& threads, Diagnostics& diags)
      : function_(function), threads_(threads), diags_(diags) {}

  Expr rewrite_expr(const Expr& e) override { return e; }
  Stmt rewrite_stmt(const Stmt& s) override {
    const auto* branch = as<tir::IfThenElseNode>(s);
    if (as<tir::BufferStoreNode>(s) || (branch && axes(branch->condition))) return leaf(s);
    if (as<tir::EvaluateNode>(s)) return evaluate(s);
    if (const auto* let = as<tir::LetStmtNode>(s); let && axes(let->value)) {
      return rewrite_stmt(tir::substitute(let->body, {{let->var, let->value}}));
    }
    const auto* loop = as<tir::ForNode>(s);
    if (loop && (axes(loop->min) || axes(loop->extent))) {
      return refuse(s, "threads of threadIdx go through this loop different numbers of times",
                    "let all of them go through it, and choose inside with T.if_then_else");
    }
    return rewrite_children(s);
  }

 private:
  template <class Node>
  Axes axes(const Node& n) const {
    return axes_of(n, threads_, {});
  }

  Stmt refuse(const Stmt& s, std::string_view what, std::string hint) {
    diags_.add({DiagId::PerThreadRegister, s->span, fmt::format("{}; a Tensix core has no such threads", what),
                std::move(hint), function_});
    return s;
  }

  /// Tile operations work for all threads together.
  Stmt evaluate(const Stmt& s) {
    if (!axes(s)) return s;
    const auto* call = as<tir::CallNode>(as<tir::EvaluateNode>(s)->value);
    if (call && is_atomic(*call)) return leaf(s);
    return refuse(s, "a tile operation for one thread of threadIdx",
                  "let it work on a T.alloc_fragment buffer that holds what all threads have");
  }

  /// The statement for all threads that it tells apart.
  Stmt leaf(const Stmt& s) {
    if (holds_call(s)) {
      return refuse(s, "a tile operation under a condition that tells threads of threadIdx apart",
                    "let all threads take part in it");
    }
    std::vector<std::pair<tir::Var, Expr>> now;
    std::vector<std::pair<tir::Var, int64_t>> loops;
    const Axes told_apart = axes(s);
    const std::optional<Single> single = single_thread(s);
    for (size_t i = 0; i < threads_.size(); ++i) {
      const tir::Var& var = threads_[i].var;
      if (!(told_apart >> i & 1)) continue;
      if (single && single->var == var) {
        now.emplace_back(var, tir::make_int(single->number, var->dtype));
      } else {
        loops.emplace_back(tir::make_var(var->name, var->dtype), threads_[i].extent);
        now.emplace_back(var, loops.back().first);
      }
    }
    if (now.empty()) return s;
    Stmt out = tir::substitute(single ? as<tir::IfThenElseNode>(s)->then_case : s, now);
    for (size_t i = loops.size(); i-- > 0;) {
      out = make_for(loops[i].first, loops[i].second, tir::ForKind::Parallel, out);
    }
    return out;
  }

  static bool holds_call(const Stmt& s) {
    struct Probe : tir::Visitor {
      bool found = false;
      void visit_expr(const Expr&) override {}
      void visit_stmt(const Stmt& s) override {
        const auto* e = as<tir::EvaluateNode>(s);
        const auto* call = e ? as<tir::CallNode>(e->value) : nullptr;
        found = found || (call && !is_atomic(*call));
        visit_children(s);
      }
    } probe;
    if (as<tir::IfThenElseNode>(s)) probe.visit_stmt(s);
    return probe.found;
  }

  /// `if tn == 0: body` is body with 0 for tn, and needs no loop over tn.
  struct Single {
    tir::Var var;
    int64_t number;
  };
  std::optional<Single> single_thread(const Stmt& s) const {
    const auto* branch = as<tir::IfThenElseNode>(s);
    const auto* equal = branch && !branch->else_case ? as<tir::BinaryNode>(branch->condition) : nullptr;
    if (!equal || equal->kind != ExprKind::EQ) return std::nullopt;
    const bool left = tir::as_int(equal->a) != nullptr;
    const int64_t* number = tir::as_int(left ? equal->a : equal->b);
    for (const Thread& t : threads_) {
      if (t.var != (left ? equal->b : equal->a) || !number || *number < 0 || *number >= t.extent) continue;
      return Single{t.var, *number};
    }
    return std::nullopt;
  }

  const std::string& function_;
  const std::vector<Thread>& threads_;
  Diagnostics& diags_;
};

tir::PrimFunc rewritten(const std::string& name, const tir::PrimFunc& f, Diagnostics& diags) {
  ThreadFinder finder;
  finder.visit_stmt(f->body);
  Registers registers;
  while (true) {
    RegisterRound round(finder.threads, &registers);
    round.visit_stmt(f->body);
    if (!round.changed) break;
  }
  Stmt body = RegisterRewriter(finder.threads, registers).rewrite_stmt(f->body);
  const size_t errors = diags.error_count();
  body = LoopMaker(name, finder.threads, diags).rewrite_stmt(body);
  if (body == f->body || diags.error_count() > errors) return f;
  auto out = std::make_shared<tir::PrimFuncNode>(*f);
  out->body = std::move(body);
  return out;
}

}  // namespace

tir::IRModule threads_to_loops_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  if (options.cb_rule == CbRule::Seed) return module;
  return map_tt_functions(module, "threads-to-loops-tt", diags, [&](const std::string& name, const auto& f) {
    return f->body ? rewritten(name, f, diags) : f;
  });
}

}  // namespace tir2tt::transform
