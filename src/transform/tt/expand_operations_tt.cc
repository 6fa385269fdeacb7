// One table of operations, each with a function that writes it out; and the loops that are left early. Operands are
// regions, or access pointers, which mean the whole of the buffer behind the data variable.
#include "transform/tt/expand_operations_tt.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "analysis/linear_form.h"
#include "analysis/stale_let.h"
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

std::string_view short_name(const tir::CallNode& call) {
  const std::string_view name = call.op.name();
  return name.substr(name.rfind('.') + 1);
}

/// Buffers by the data variable that access pointers name.
class BufferFinder : public tir::Visitor {
 public:
  explicit BufferFinder(const tir::PrimFuncNode& f) {
    for (const auto& [param, buffer] : f.buffer_map) found.emplace(buffer->data.get(), buffer);
    visit_stmt(f.body);
  }
  std::map<const tir::VarNode*, tir::Buffer> found;
  void visit_expr(const Expr&) override {}
  void visit_stmt(const Stmt& s) override {
    if (const auto* r = as<tir::BlockRealizeNode>(s)) {
      for (const tir::Buffer& b : r->block->alloc_buffers) found.emplace(b->data.get(), b);
    }
    if (const auto* d = as<tir::DeclBufferNode>(s)) found.emplace(d->buffer->data.get(), d->buffer);
    if (const auto* a = as<tir::AllocBufferNode>(s)) found.emplace(a->buffer->data.get(), a->buffer);
    visit_children(s);
  }
};

/// A box of a buffer.
struct Box {
  tir::Buffer buffer;
  tir::Exprs starts;
  std::vector<int64_t> extents;
};

/// Axes of a box with loops along those that are longer than 1.
struct Walk {
  std::vector<std::pair<tir::Var, int64_t>> loops;
  explicit Walk(const std::vector<int64_t>& extents) {
    constexpr std::string_view kNames = "ijkl";
    for (int64_t e : extents) {
      if (e == 1) continue;
      const size_t n = loops.size();
      loops.emplace_back(
          tir::make_var(n < 4 ? std::string(1, kNames[n]) : fmt::format("i{}", n), tir::DataType::Int(32)), e);
    }
  }
  /// The element of a box of these extents that the loops are at.
  tir::Exprs at(const Box& box) const {
    tir::Exprs out;
    size_t next = 0;
    for (size_t k = 0; k < box.extents.size(); ++k) {
      out.push_back(box.extents[k] == 1 ? box.starts[k] : plus(box.starts[k], loops[next++].first));
    }
    return out;
  }
  tir::Exprs variables() const {
    tir::Exprs out;
    for (const auto& [v, extent] : loops) out.push_back(v);
    return out;
  }
  Stmt around(Stmt body) const {
    for (size_t i = loops.size(); i-- > 0;) {
      body = make_for(loops[i].first, loops[i].second, tir::ForKind::Parallel, std::move(body));
    }
    return body;
  }
};

Expr compare(ExprKind kind, const Expr& a, const Expr& b) { return tir::make_binary(kind, a, b); }
Expr both(const Expr& a, const Expr& b) { return tir::make_binary(ExprKind::And, a, b); }
Expr choose(const Expr& condition, const Expr& a, const Expr& b) {
  return tir::make_call(a->dtype, tir::Op(tir::OpId::if_then_else), {condition, a, b});
}
Expr number(double v, tir::DataType t) {
  return t.is_floating() ? tir::make_float(v, t) : tir::make_int(static_cast<int64_t>(v), t);
}

class Expander : public tir::Mutator {
 public:
  explicit Expander(const tir::PrimFuncNode& f) : func_(f), buffers_(f) {}

  Expr rewrite_expr(const Expr& e) override { return e; }
  Stmt rewrite_stmt(const Stmt& s) override {
    if (const auto* r = as<tir::BlockRealizeNode>(s)) return block(s, *r);
    if (const auto* f = as<tir::ForNode>(s)) return loop(s, *f);
    const auto* e = as<tir::EvaluateNode>(s);
    const auto* call = e ? as<tir::CallNode>(e->value) : nullptr;
    return call ? operation(s, *call) : rewrite_children(s);
  }

 private:
  // ---- loops that are left early --------------------------------------------------------------------------------
  Stmt loop(const Stmt& s, const tir::ForNode& f) {
    const Stmt body = guarded(f.body, f);
    const Stmt inside = rewrite_stmt(body);
    if (inside == f.body) return s;
    auto out = std::make_shared<tir::ForNode>(f);
    out->body = inside;
    return out;
  }

  /// `if c: T.loop_break()` and what follows, as `if not c: what follows`.
  Stmt guarded(const Stmt& s, const tir::ForNode& f) {
    if (const auto* let = as<tir::LetStmtNode>(s)) {
      lets_.push_back({let->var.get(), let->value});
      const Stmt body = guarded(let->body, f);
      lets_.pop_back();
      if (body == let->body) return s;
      auto out = std::make_shared<tir::LetStmtNode>(*let);
      out->body = body;
      return out;
    }
    const auto* seq = as<tir::SeqStmtNode>(s);
    for (size_t i = 0; seq && i < seq->seq.size(); ++i) {
      const auto* branch = as<tir::IfThenElseNode>(seq->seq[i]);
      const bool leaves = branch && !branch->else_case && is_break(branch->then_case);
      if (!leaves && seq->seq[i]->kind == tir::StmtKind::Bind) continue;
      // What stands before the break is done in later iterations, too.
      if (!leaves || !stays_true(branch->condition, f)) return s;
      const std::vector<Stmt> rest(seq->seq.begin() + static_cast<std::ptrdiff_t>(i) + 1, seq->seq.end());
      std::vector<Stmt> out(seq->seq.begin(), seq->seq.begin() + static_cast<std::ptrdiff_t>(i));
      auto guard = std::make_shared<tir::IfThenElseNode>();
      guard->span = seq->seq[i]->span;
      guard->condition = negated(branch->condition);
      guard->then_case = guarded(tir::make_seq(rest), f);
      out.push_back(std::move(guard));
      return tir::make_seq(out);
    }
    return s;
  }

  static bool is_break(const Stmt& s) {
    const auto* e = as<tir::EvaluateNode>(s);
    const auto* call = e ? as<tir::CallNode>(e->value) : nullptr;
    return call && (short_name(*call) == "loop_break" || short_name(*call) == "break_loop");
  }

  static Expr negated(const Expr& c) {
    const auto* n = as<tir::BinaryNode>(c);
    switch (n ? n->kind : ExprKind::And) {
      case ExprKind::LT: return compare(ExprKind::LE, n->b, n->a);
      case ExprKind::LE: return compare(ExprKind::LT, n->b, n->a);
      case ExprKind::GT: return compare(ExprKind::LE, n->a, n->b);
      case ExprKind::GE: return compare(ExprKind::LT, n->a, n->b);
      default: return tir::make_not(c);
    }
  }

  /// Whether a condition that holds in one iteration of `f` holds in all that follow.
  bool stays_true(const Expr& c, const tir::ForNode& f) const {
    if (reads_memory(c)) return false;
    if (!mentions(c, f.loop_var.get(), lets_)) return !mentions_inner(c);
    const auto* n = as<tir::BinaryNode>(c);
    if (!n || (f.step && !(tir::as_int(f.step) && *tir::as_int(f.step) > 0))) return false;
    if (n->kind == ExprKind::Or || n->kind == ExprKind::And) return stays_true(n->a, f) && stays_true(n->b, f);
    const bool rises = n->kind == ExprKind::LT || n->kind == ExprKind::LE;
    if (!rises && n->kind != ExprKind::GT && n->kind != ExprKind::GE) return false;
    const analysis::ElementLoop own{f.loop_var.get(), 0, -1};
    analysis::LinearForm by = analysis::linear_form(rises ? n->b : n->a, {std::span(&own, 1), lets_});
    by.add(analysis::linear_form(rises ? n->a : n->b, {std::span(&own, 1), lets_}), -1);
    return by.linear && by.coefficient(own.var) >= 0;
  }
  static bool reads_memory(const Expr& e) {
    struct Probe : tir::Visitor {
      bool found = false;
      void visit_expr(const Expr& x) override {
        found = found || as<tir::BufferLoadNode>(x);
        visit_children(x);
      }
    } probe;
    probe.visit_expr(e);
    return probe.found;
  }
  bool mentions_inner(const Expr& c) const {
    return std::ranges::any_of(lets_, [&](const auto& let) { return mentions(c, let.var, {}); });
  }

  // ---- operations ---------------------------------------------------------------------------------------------
  Stmt block(const Stmt& s, const tir::BlockRealizeNode& r) {
    return rewrite_block(s, r, &made_, [&](const Stmt& body) { return rewrite_stmt(body); });
  }

  Stmt operation(const Stmt& s, const tir::CallNode& call) {
    struct Row {
      std::string_view name;
      std::optional<Stmt> (Expander::*expand)(const tir::CallNode&, SourceSpan);
    };
    static constexpr Row kRows[] = {{"c2d_im2col", &Expander::im2col},
                                    {"im2col", &Expander::im2col},
                                    {"cumsum", &Expander::cumsum},
                                    {"copy", &Expander::copy_in_dram},
                                    {"fill", &Expander::fill_in_dram}};
    const auto* row = std::ranges::find(kRows, short_name(call), &Row::name);
    if (row == std::end(kRows)) return s;
    std::optional<Stmt> out = (this->*row->expand)(call, s->span);
    return out ? std::move(*out) : s;
  }

  std::optional<Box> box_of(const Expr& e) const {
    const auto* call = as<tir::CallNode>(e);
    Box out;
    if (call && short_name(*call) == "tvm_access_ptr" && call->args.size() >= 2) {
      const auto it = buffers_.found.find(as<tir::VarNode>(call->args[1]));
      if (it == buffers_.found.end()) return std::nullopt;
      out.buffer = it->second;
      for (const Expr& extent : out.buffer->shape) {
        const int64_t* n = tir::as_int(extent);
        if (!n) return std::nullopt;
        out.starts.push_back(tir::make_int(0));
        out.extents.push_back(*n);
      }
      return out;
    }
    const auto* start = call && short_name(*call) == "region" && call->args.size() >= 2
                            ? as<tir::BufferLoadNode>(call->args[0])
                            : nullptr;
    if (!start || call->args.size() != start->indices.size() + 2) return std::nullopt;
    out.buffer = start->buffer;
    out.starts = start->indices;
    for (size_t k = 2; k < call->args.size(); ++k) {
      const int64_t* n = tir::as_int(call->args[k]);
      if (!n) return std::nullopt;
      out.extents.push_back(*n);
    }
    return out;
  }
  bool is_tensor(const tir::Buffer& b) const {
    return std::ranges::any_of(func_.buffer_map, [&](const auto& p) { return p.second->data == b->data; });
  }
  tir::Buffer make_buffer(const std::string& name, tir::DataType t, const std::vector<int64_t>& shape,
                          SourceSpan span) {
    made_.push_back(make_fragment(name, t, shape.empty() ? std::vector<int64_t>{1} : shape, span));
    return made_.back();
  }

  /// img: N x H x W x C; row p of col is a place of the output, column q a place of the kernel and a channel.
  std::optional<Stmt> im2col(const tir::CallNode& call, SourceSpan span) {
    if (call.args.size() < 8) return std::nullopt;
    const auto img = box_of(call.args[0]), col = box_of(call.args[1]);
    int64_t n[4] = {};  // kernel, stride, dilation, pad
    for (size_t i = 0; i < 4; ++i) {
      const int64_t* v = tir::as_int(call.args[4 + i]);
      if (!v) return std::nullopt;
      n[i] = *v;
    }
    const auto [kernel, stride, dilation, pad] = n;
    if (!img || !col || img->extents.size() != 4 || col->extents.size() != 2 || kernel < 1 || stride < 1) {
      return std::nullopt;
    }
    const int64_t height = img->extents[1], width = img->extents[2], channels = img->extents[3];
    const auto places = [&, k = kernel, s = stride, d = dilation, p = pad](int64_t size) {
      return (size + 2 * p - (k - 1) * d - 1) / s + 1;
    };
    const int64_t out_height = places(height), out_width = places(width);
    if (out_height < 1 || out_width < 1) return std::nullopt;
    const Walk walk({col->extents[0], col->extents[1]});
    if (walk.loops.size() != 2) return std::nullopt;
    const Expr m = plus(times(call.args[2], col->extents[0]), walk.loops[0].first);
    const Expr k = plus(times(call.args[3], col->extents[1]), walk.loops[1].first);
    const auto place = [&, s = stride, d = dilation, p = pad](const Expr& out, const Expr& in_kernel) {
      return plus(plus(times(out, s), times(in_kernel, d)), -p);
    };
    const Expr h = place(floor_div(floor_mod(m, out_height * out_width), out_width), floor_div(k, channels * kernel));
    const Expr w = place(floor_mod(m, out_width), floor_mod(floor_div(k, channels), kernel));
    const Expr zero = tir::make_int(0);
    const Expr inside = both(both(compare(ExprKind::GE, h, zero), compare(ExprKind::LT, h, tir::make_int(height))),
                             both(compare(ExprKind::GE, w, zero), compare(ExprKind::LT, w, tir::make_int(width))));
    const Expr load = tir::make_load(img->buffer, {floor_div(m, out_height * out_width), h, w, floor_mod(k, channels)});
    const Expr value = choose(inside, load, number(0, load->dtype));
    return walk.around(make_store(col->buffer, walk.at(*col), value, span));
  }

  /// Running sums along an axis of a matrix: a product with a triangle of ones.
  std::optional<Stmt> cumsum(const tir::CallNode& call, SourceSpan span) {
    const auto x = call.args.size() < 3 ? std::nullopt : box_of(call.args[0]);
    const auto y = call.args.size() < 3 ? std::nullopt : box_of(call.args[1]);
    const int64_t* axis = x && y ? tir::as_int(call.args[2]) : nullptr;
    const int64_t* flag = call.args.size() > 3 ? tir::as_int(call.args[3]) : nullptr;
    if (!axis || x->extents.size() != 2 || x->extents != y->extents || *axis < 0 || *axis > 1) return std::nullopt;
    if (is_tensor(x->buffer) || is_tensor(y->buffer) || !x->buffer->dtype.is_floating()) return std::nullopt;
    const bool reverse = flag && *flag != 0, rows = *axis == 0;
    const int64_t length = x->extents[static_cast<size_t>(*axis)];
    const std::string& name = y->buffer->name;
    const tir::DataType f32 = tir::DataType::Float(32), t = x->buffer->dtype;
    const tir::Buffer ones = make_buffer(name + "_ones", t, {length, length}, span);
    const tir::Buffer sums = make_buffer(name + "_sums", f32, x->extents, span);
    const auto product = [&](const Expr& a, const Expr& b) {
      return tir::make_binary(ExprKind::Mul, tir::make_cast(f32, a), tir::make_cast(f32, b));
    };
    std::vector<Stmt> out;
    // ones[a, b]: whether the element at a counts for the one at b; along rows the other way round.
    const Walk triangle({length, length});
    const auto [from, to] = std::pair(rows ? 1 : 0, rows ? 0 : 1);
    const Expr counts = compare(reverse ? ExprKind::GE : ExprKind::LE, triangle.loops[static_cast<size_t>(from)].first,
                                triangle.loops[static_cast<size_t>(to)].first);
    out.push_back(
        triangle.around(make_store(ones, triangle.variables(), choose(counts, number(1, t), number(0, t)), span)));
    const Walk box(x->extents);
    if (box.loops.size() != 2) return std::nullopt;
    out.push_back(box.around(make_store(sums, box.variables(), number(0, f32), span)));
    const Walk cube({x->extents[0], x->extents[1], length});
    const Expr i = cube.loops[0].first, j = cube.loops[1].first, k = cube.loops[2].first;
    const auto of_x = [&](const Expr& r, const Expr& c) {
      return tir::make_load(x->buffer, {plus(x->starts[0], r), plus(x->starts[1], c)});
    };
    const Expr term =
        rows ? product(tir::make_load(ones, {i, k}), of_x(k, j)) : product(of_x(i, k), tir::make_load(ones, {k, j}));
    const Expr sum = tir::make_binary(ExprKind::Add, tir::make_load(sums, {i, j}), term);
    out.push_back(cube.around(make_store(sums, {i, j}, sum, span)));
    const Walk back(x->extents);
    out.push_back(back.around(make_store(y->buffer, back.at(*y), tir::make_load(sums, back.variables()), span)));
    return tir::make_seq(out);
  }

  std::optional<Stmt> copy_in_dram(const tir::CallNode& call, SourceSpan span) {
    const auto from = call.args.size() < 2 ? std::nullopt : box_of(call.args[0]);
    const auto to = call.args.size() < 2 ? std::nullopt : box_of(call.args[1]);
    if (!from || !to || !is_tensor(from->buffer) || !is_tensor(to->buffer)) return std::nullopt;
    const Walk in(from->extents), out(to->extents);
    std::vector<int64_t> shape;
    for (const auto& [v, extent] : in.loops) shape.push_back(extent);
    if (in.loops.size() != out.loops.size()) return std::nullopt;
    for (size_t k = 0; k < shape.size(); ++k) {
      if (out.loops[k].second != shape[k]) return std::nullopt;
    }
    const tir::Buffer kept = make_buffer(to->buffer->name + "_block", from->buffer->dtype, shape, span);
    const auto at = [](const Walk& w) { return w.loops.empty() ? tir::Exprs{tir::make_int(0)} : w.variables(); };
    return tir::make_seq({in.around(make_store(kept, at(in), tir::make_load(from->buffer, in.at(*from)), span)),
                          out.around(make_store(to->buffer, out.at(*to), tir::make_load(kept, at(out)), span))});
  }

  std::optional<Stmt> fill_in_dram(const tir::CallNode& call, SourceSpan span) {
    const auto to = call.args.size() < 2 ? std::nullopt : box_of(call.args[0]);
    if (!to || !is_tensor(to->buffer)) return std::nullopt;
    const Walk walk(to->extents);
    return walk.around(make_store(to->buffer, walk.at(*to), call.args[1], span));
  }

  const tir::PrimFuncNode& func_;
  BufferFinder buffers_;
  std::vector<tir::Buffer> made_;  // in the block at hand
  Lets lets_;                      // of the body of the loop at hand
};

}  // namespace

tir::IRModule expand_operations_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  if (options.cb_rule == CbRule::Seed) return module;
  return map_tt_functions(module, "expand-operations-tt", diags, [&](const std::string&, const tir::PrimFunc& f) {
    if (!f->body) return f;
    if (const auto stale = analysis::find_stale_let(f->body)) {
      diags.add(DiagId::UnsupportedStatement, stale->use,
                fmt::format("`{}` is used where what it was computed from has changed", stale->var->name),
                "keep the value in a T.alloc_fragment buffer");
      return f;
    }
    const Stmt body = Expander(*f).rewrite_stmt(f->body);
    if (body == f->body) return f;
    auto out = std::make_shared<tir::PrimFuncNode>(*f);
    out->body = body;
    return tir::PrimFunc(out);
  });
}

}  // namespace tir2tt::transform
