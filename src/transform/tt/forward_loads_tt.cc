// Method: one walk that notes, for each buffer of integers, the copy into it, its reads, and whatever else touches it;
// a chain of copies is followed to the tensor. Then one rewriting walk. Cost: linear in the body, times the length of
// chains.
#include "transform/tt/forward_loads_tt.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "tir/visitor.h"
#include "transform/tt/index_math.h"
#include "transform/tt/tt_attrs.h"

namespace tir2tt::transform {
namespace {

using tir::as;
using tir::Expr;
using tir::Stmt;
using Data = const tir::VarNode*;

std::string_view short_name(const tir::CallNode& call) {
  const std::string_view name = call.op.name();
  return name.substr(name.rfind('.') + 1);
}

/// `T.region(buffer[starts], mask, extents…)` of constant extents.
struct Box {
  tir::Buffer buffer;
  tir::Exprs starts;
  std::vector<int64_t> extents;
};
std::optional<Box> box_of(const Expr& e) {
  const auto* call = as<tir::CallNode>(e);
  const auto* start = call && short_name(*call) == "region" && call->args.size() >= 2
                          ? as<tir::BufferLoadNode>(call->args[0])
                          : nullptr;
  if (!start || call->args.size() != start->indices.size() + 2) return std::nullopt;
  Box out{start->buffer, start->indices, {}};
  for (size_t k = 2; k < call->args.size(); ++k) {
    const int64_t* n = tir::as_int(call->args[k]);
    if (!n) return std::nullopt;
    out.extents.push_back(*n);
  }
  return out;
}
bool is_whole(const Box& b) {
  for (size_t k = 0; k < b.extents.size(); ++k) {
    if (!tir::is_int(b.starts[k], 0) || !tir::is_int(b.buffer->shape[k], b.extents[k])) return false;
  }
  return true;
}

using Around = std::vector<const tir::StmtNode*>;  // loops, conditions, lets; outermost first
bool is_inside(const Around& inner, const Around& outer) {
  return inner.size() >= outer.size() && std::equal(outer.begin(), outer.end(), inner.begin());
}

struct Use {
  Stmt copy;  // the one into it
  Box from;
  int copies = 0;
  Around around;
  bool followed = true;   // every read comes after the copy, inside of what is around it
  bool other = false;     // something else touches it
  bool elements = false;  // a nest reads single ones
  bool picks = false;     // and at something else than loop variables
};

class Finder : public tir::Visitor {
 public:
  explicit Finder(const tir::PrimFuncNode& f) {
    for (const auto& [param, buffer] : f.buffer_map) tensors_.insert(buffer->data.get());
    visit_stmt(f.body);
  }
  std::map<Data, Use> uses;
  std::set<Data> written;  // tensors
  bool is_tensor(Data d) const { return tensors_.contains(d); }

  void visit_stmt(const Stmt& s) override {
    if (const auto* e = as<tir::EvaluateNode>(s)) return evaluate(s, *e);
    if (const auto* r = as<tir::BlockRealizeNode>(s)) {  // its regions say nothing
      if (r->block->init) visit_stmt(r->block->init);
      return visit_stmt(r->block->body);
    }
    if (const auto* store = as<tir::BufferStoreNode>(s)) {
      touch(store->buffer->data.get());
      if (is_tensor(store->buffer->data.get())) written.insert(store->buffer->data.get());
    }
    if (const auto* branch = as<tir::IfThenElseNode>(s)) {
      visit_expr(branch->condition);
      for (const Stmt& way : {branch->then_case, branch->else_case}) {
        around_.push_back(way.get());
        if (way) visit_stmt(way);
        around_.pop_back();
      }
      return;
    }
    const bool scope = as<tir::ForNode>(s) || as<tir::LetStmtNode>(s);
    if (scope) around_.push_back(s.get());
    visit_children(s);
    if (scope) around_.pop_back();
  }

  void visit_expr(const Expr& e) override {
    const auto* load = as<tir::BufferLoadNode>(e);
    if (!load) {
      if (const auto* v = as<tir::VarNode>(e); v && v->dtype.is_handle()) touch(v);
      return visit_children(e);
    }
    Use& use = uses[load->buffer->data.get()];
    read(use);
    use.elements = true;
    const auto plain = [](const Expr& i) { return as<tir::VarNode>(i) || tir::as_int(i); };
    use.picks = use.picks || !std::ranges::all_of(load->indices, plain);
    for (const Expr& i : load->indices) visit_expr(i);
  }

 private:
  void touch(Data d) { uses[d].other = true; }
  void read(Use& use) { use.followed = use.followed && use.copies > 0 && is_inside(around_, use.around); }

  void evaluate(const Stmt& s, const tir::EvaluateNode& e) {
    const auto* call = as<tir::CallNode>(e.value);
    const bool is_copy = call && short_name(*call) == "copy" && call->args.size() >= 2;
    const auto from = is_copy ? box_of(call->args[0]) : std::nullopt;
    const auto to = is_copy ? box_of(call->args[1]) : std::nullopt;
    if (!from || !to) {
      note_all(e.value);
      return;
    }
    if (is_tensor(to->buffer->data.get())) {
      written.insert(to->buffer->data.get());
      return touch(from->buffer->data.get());
    }
    Use& use = uses[to->buffer->data.get()];
    ++use.copies;
    use.copy = s;
    use.from = *from;
    use.around = around_;
    use.other = use.other || !is_whole(*to) || to->buffer->dtype != from->buffer->dtype;
    if (is_tensor(from->buffer->data.get())) return;
    Use& source = uses[from->buffer->data.get()];
    read(source);
    source.other = source.other || !is_whole(*from) || to->buffer->dtype.is_floating();
  }
  /// Memory that another operation works on.
  void note_all(const Expr& e) {
    struct Probe : tir::Visitor {
      explicit Probe(Finder& f) : finder(f) {}
      Finder& finder;
      void visit_expr(const Expr& x) override {
        const auto* load = as<tir::BufferLoadNode>(x);
        const auto* v = load ? load->buffer->data.get() : as<tir::VarNode>(x);
        if (v && v->dtype.is_handle()) {
          finder.touch(v);
          if (finder.is_tensor(v)) finder.written.insert(v);
        }
        visit_children(x);
      }
    } probe(*this);
    if (e) probe.visit_expr(e);
  }

  std::set<Data> tensors_;
  Around around_;
};

/// Where the elements of a buffer are in a tensor: starts, and the axis of the buffer that each axis follows (-1:
/// none).
struct Source {
  tir::Buffer tensor;
  tir::Exprs starts;
  std::vector<int> axes;
};

class Forwarder : public tir::Mutator {
 public:
  explicit Forwarder(const tir::PrimFuncNode& f) : finder_(f) {
    for (const auto& [data, use] : finder_.uses) {
      if (std::optional<Source> s = use.picks ? source_of(data) : std::nullopt) sources_.emplace(data, std::move(*s));
    }
    for (const auto& [data, source] : sources_) drop(data);
  }

  Expr rewrite_expr(const Expr& e) override {
    const Expr r = rewrite_children(e);
    const auto* load = as<tir::BufferLoadNode>(r);
    const auto it = load ? sources_.find(load->buffer->data.get()) : sources_.end();
    if (it == sources_.end()) return r;
    tir::Exprs at;
    for (size_t k = 0; k < it->second.starts.size(); ++k) {
      const int axis = it->second.axes[k];
      at.push_back(axis < 0 ? it->second.starts[k]
                            : plus(it->second.starts[k], load->indices[static_cast<size_t>(axis)]));
    }
    return tir::make_load(it->second.tensor, std::move(at));
  }
  Stmt rewrite_stmt(const Stmt& s) override {
    if (dropped_.contains(s.get())) return tir::make_evaluate(tir::make_int(0));
    if (const auto* r = as<tir::BlockRealizeNode>(s)) return block(s, *r);
    const auto* seq = as<tir::SeqStmtNode>(s);
    const auto is_dropped = [&](const Stmt& child) { return dropped_.contains(child.get()); };
    if (!seq || std::ranges::none_of(seq->seq, is_dropped)) return rewrite_children(s);
    std::vector<Stmt> rest;
    for (const Stmt& child : seq->seq) {
      if (!is_dropped(child)) rest.push_back(rewrite_stmt(child));
    }
    return tir::make_seq(rest);
  }

 private:
  Stmt block(const Stmt& s, const tir::BlockRealizeNode& old) {
    const Stmt out = rewrite_children(s);
    const auto is_gone = [&](const tir::Buffer& b) { return gone_.contains(b->data.get()); };
    if (std::ranges::none_of(old.block->alloc_buffers, is_gone)) return out;
    auto r = std::make_shared<tir::BlockRealizeNode>(*as<tir::BlockRealizeNode>(out));
    auto block = std::make_shared<tir::BlockNode>(*r->block);
    std::erase_if(block->alloc_buffers, is_gone);
    r->block = std::move(block);
    return r;
  }

  /// Follows the copies; nullopt: not a block of a tensor and nothing else.
  std::optional<Source> source_of(Data data) const {
    const auto it = finder_.uses.find(data);
    if (it == finder_.uses.end()) return std::nullopt;
    const Use& use = it->second;
    if (use.copies != 1 || use.other || !use.followed || use.from.buffer->dtype.is_floating()) return std::nullopt;
    const auto* call = as<tir::CallNode>(as<tir::EvaluateNode>(use.copy)->value);
    const Box to = *box_of(call->args[1]);
    std::vector<int> rows;  // axes of the buffer that are longer than 1
    for (size_t k = 0; k < to.extents.size(); ++k) {
      if (to.extents[k] != 1) rows.push_back(static_cast<int>(k));
    }
    Source here{use.from.buffer, {}, {}};
    size_t next = 0;
    for (size_t k = 0; k < use.from.extents.size(); ++k) {
      here.starts.push_back(use.from.starts[k]);
      here.axes.push_back(-1);
      if (use.from.extents[k] == 1) continue;
      if (next >= rows.size() || to.extents[static_cast<size_t>(rows[next])] != use.from.extents[k])
        return std::nullopt;
      here.axes.back() = rows[next++];
    }
    if (next != rows.size()) return std::nullopt;
    const Data from = use.from.buffer->data.get();
    if (finder_.is_tensor(from)) return finder_.written.contains(from) ? std::nullopt : std::optional(here);
    std::optional<Source> further = source_of(from);
    if (!further) return std::nullopt;
    for (int& axis : further->axes) {
      if (axis >= 0) axis = here.axes[static_cast<size_t>(axis)];
    }
    return further;
  }

  /// The copies that nobody needs any more: reads go to the tensor.
  void drop(Data data) {
    const auto it = finder_.uses.find(data);
    if (it == finder_.uses.end() || it->second.copies != 1) return;
    const bool read_on = std::ranges::any_of(finder_.uses, [&](const auto& u) {
      return u.second.copies > 0 && u.second.from.buffer->data.get() == data && !dropped_.contains(u.second.copy.get());
    });
    if (read_on) return;
    dropped_.insert(it->second.copy.get());
    gone_.insert(data);
    const Data from = it->second.from.buffer->data.get();
    if (!finder_.is_tensor(from) && (sources_.contains(from) || !finder_.uses.at(from).elements)) drop(from);
  }

  Finder finder_;
  std::map<Data, Source> sources_;
  std::set<const tir::StmtNode*> dropped_;
  std::set<Data> gone_;  // buffers that nothing fills any more
};

}  // namespace

tir::IRModule forward_loads_tt(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  if (options.cb_rule == CbRule::Seed) return module;
  return map_tt_functions(module, "forward-loads-tt", diags, [&](const std::string&, const tir::PrimFunc& f) {
    if (!f->body) return f;
    const Stmt body = Forwarder(*f).rewrite_stmt(f->body);
    if (body == f->body) return f;
    auto out = std::make_shared<tir::PrimFuncNode>(*f);
    out->body = body;
    return tir::PrimFunc(out);
  });
}

}  // namespace tir2tt::transform
