// Walks the statements of a PrimFunc once, keeps track of what each data variable points to, and turns the body into
// a flat program of tile operations. Loops are either *element loops*, which spell out one tile operation, or *steps*
// in time. Which one is read off the IR: a loop nest without tile operations whose variable indexes memory on the
// chip (or that is parallel or vectorized) works on elements. Linear in the size of the function, up to the depth of
// loops that are tried as element loops.
#include <algorithm>

#include "analysis/collector.h"
#include "tir/visitor.h"

namespace tir2tt::analysis {
namespace {

using tir::as;
using tir::Buffer;
using tir::Expr;
using tir::Stmt;
using tir::StmtKind;

constexpr int kMaxDepth = 1000;  // of expressions, before the next let has to wait

std::vector<int64_t> constant_shape(const tir::Exprs& shape) {
  std::vector<int64_t> out;
  out.reserve(shape.size());
  for (const Expr& e : shape) {
    const int64_t* v = tir::as_int(e);
    if (!v) return {};
    out.push_back(*v);
  }
  return out;
}

/// Calls that move no data and order nothing that circular buffers do not order anyway.
bool is_no_op(const Expr& e) {
  auto* call = as<tir::CallNode>(e);
  if (!call) return e && e->kind == tir::ExprKind::IntImm;
  const std::string_view name = short_name(call->op);
  return name == "tvm_storage_sync" || name == "finalize_reducer" || name == "loop_break";
}

/// Looks for what decides between an element loop and a step.
class NestProbe : public tir::Visitor {
 public:
  NestProbe(const std::unordered_map<const tir::VarNode*, Memory>& memory, const tir::VarNode* var)
      : memory_(memory), var_{var, 0, 0} {}
  bool has_tile_call = false, has_store = false, indexes_tile = false, on_chip = false;

  void visit_stmt(const Stmt& s) override {
    if (has_tile_call) return;
    if (auto* e = as<tir::EvaluateNode>(s)) {
      has_tile_call = has_tile_call || !is_no_op(e->value);
      return;
    }
    if (auto* st = as<tir::BufferStoreNode>(s)) {
      has_store = true;
      look(*st->buffer, st->indices);
    }
    if (s->kind == StmtKind::Allocate || s->kind == StmtKind::While) has_tile_call = true;
    visit_children(s);
  }
  void visit_expr(const Expr& e) override {
    if (auto* load = as<tir::BufferLoadNode>(e)) look(*load->buffer, load->indices);
    visit_children(e);
  }

 private:
  void look(const tir::BufferNode& buffer, const tir::Exprs& indices) {
    auto it = memory_.find(buffer.data.get());
    const bool tile = it == memory_.end() || it->second.kind == Memory::Kind::Tile;
    on_chip = on_chip || tile;
    if (!tile || indexes_tile) return;
    const Scope scope{std::span(&var_, 1), {}};
    for (const Expr& i : indices) indexes_tile = indexes_tile || uses_element_var(i, scope);
  }
  const std::unordered_map<const tir::VarNode*, Memory>& memory_;
  ElementLoop var_;
};

/// Text that a script could only refer to: known well enough.
bool is_string(const tir::OpaqueNode& e) { return e.key == "tir.StringImm" || e.key == "tirx.StringImm"; }

class ThreadProbe : public tir::Visitor {
 public:
  explicit ThreadProbe(const std::vector<ElementLoop>& threads) : threads_(threads) {}
  bool found = false;
  void visit_expr(const Expr& e) override {
    if (found) return;
    for (const ElementLoop& t : threads_) found = found || t.var == e.get();
    visit_children(e);
  }

 private:
  const std::vector<ElementLoop>& threads_;
};

}  // namespace

int64_t TileBuffer::elements() const {
  if (shape.empty()) return kUnknown;
  int64_t n = 1;
  for (int64_t e : shape) {
    if (__builtin_mul_overflow(n, e, &n)) return kUnknown;
  }
  return n;
}

std::string_view short_name(const tir::Op& op) {
  const std::string_view name = op.name();
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::string_view to_string(OpKind k) {
  constexpr std::string_view kNames[] = {"load", "store", "fill", "copy", "gemm", "reduce", "elementwise"};
  return kNames[static_cast<size_t>(k)];
}

void Reads::visit_expr(const Expr& e) {
  if (auto* load = as<tir::BufferLoadNode>(e)) loads.push_back(load);
  if (auto* v = as<tir::VarNode>(e)) enter(v);
  if (auto* o = as<tir::OpaqueNode>(e); o && !unknown && !is_string(*o)) unknown = o;
  ++depth_;
  visit_children(e);
  --depth_;
  while (depth_ == 0 && !waiting_.empty()) {
    const Expr next = std::move(waiting_.back());
    waiting_.pop_back();
    visit_expr(next);
  }
}

void Reads::enter(const tir::VarNode* v) {
  const auto let = std::find_if(lets_.begin(), lets_.end(), [&](const LetBinding& l) { return l.var == v; });
  if (let == lets_.end() || !let->value || !entered_.insert(v).second) return;
  if (depth_ >= kMaxDepth) return waiting_.push_back(let->value);
  ++depth_;
  visit_expr(let->value);
  --depth_;
}

TileProgram collect_tile_program(const tir::PrimFunc& func, Diagnostics& diags) {
  return Collector(*func, diags).run();
}

TileProgram Collector::run() {
  memory_.reserve(32);
  out_.buffers.reserve(16);
  out_.steps.reserve(16);
  out_.ops.reserve(16);
  declare_tensors();
  visit(func_.body);
  return std::move(out_);
}

void Collector::declare_tensors() {
  for (const auto& [param, buffer] : func_.buffer_map) {
    memory_[buffer->data.get()] = {Memory::Kind::Dram, -1};
    out_.tensors.push_back(buffer);
  }
  for (const tir::Var& param : func_.params) {
    if (param->dtype.is_handle()) memory_.try_emplace(param.get(), Memory{Memory::Kind::Dram, -1});
  }
}

void Collector::declare(const Buffer& buffer, TileBuffer::Declared how) {
  auto [it, is_new] = memory_.try_emplace(buffer->data.get());
  if (!is_new) {
    if (it->second.kind == Memory::Kind::Tile) add_view(out_.buffers[static_cast<size_t>(it->second.index)], buffer);
    return;
  }
  it->second = {Memory::Kind::Tile, static_cast<int>(out_.buffers.size())};
  TileBuffer& t = out_.buffers.emplace_back();
  t.buffer = buffer;
  t.name = buffer->name;
  t.declared = how;
  t.shape = constant_shape(buffer->shape);
  t.dtype = buffer->dtype;
  t.scope = buffer->scope();
  t.span = buffer->span.known() ? buffer->span : span_;
}

/// A flat allocation takes name and shape from the first view that has more axes; `T.decl_buffer` gives its name.
void Collector::add_view(TileBuffer& memory, const Buffer& view) {
  if (memory.buffer == view) return;
  ++memory.views;
  const bool flat = memory.declared == TileBuffer::Declared::Allocate && memory.shape.size() < 2;
  if (memory.buffer && !(flat && view->shape.size() >= 2)) return;
  if (!memory.buffer || memory.views == 1) memory.name = view->name;
  memory.buffer = view;
  if (!flat && !memory.shape.empty()) return;
  std::vector<int64_t> shape = constant_shape(view->shape);
  if (shape.empty()) return;
  memory.shape = std::move(shape);
  memory.dtype = view->dtype;
}

void Collector::declare_allocation(const tir::AllocateNode& alloc) {
  auto [it, is_new] = memory_.try_emplace(alloc.var.get());
  if (!is_new) return;
  it->second = {Memory::Kind::Tile, static_cast<int>(out_.buffers.size())};
  TileBuffer& t = out_.buffers.emplace_back();
  t.name = alloc.var->name;
  t.declared = TileBuffer::Declared::Allocate;
  t.shape = constant_shape(alloc.extents);
  t.dtype = alloc.dtype;
  t.scope = alloc.var->type.scope.empty() ? std::string_view("global") : std::string_view(alloc.var->type.scope);
  t.span = alloc.span;
}

Memory Collector::memory_of(const tir::VarNode* data) const {
  auto it = memory_.find(data);
  return it == memory_.end() ? Memory{} : it->second;
}

/// Memory that nothing declared is memory of the kernel's own (`A_tile = T.handle(…)` in front of a decl_buffer).
Memory Collector::memory_of(const Buffer& buffer) {
  Memory m = memory_of(buffer->data.get());
  if (m.kind == Memory::Kind::None) {
    declare(buffer, TileBuffer::Declared::Free);
    return memory_of(buffer->data.get());
  }
  if (m.kind == Memory::Kind::Tile) {
    TileBuffer& t = out_.buffers[static_cast<size_t>(m.index)];
    if (t.buffer != buffer && (!t.buffer || t.declared == TileBuffer::Declared::Allocate)) add_view(t, buffer);
  }
  return m;
}

int Collector::touch(const Buffer& buffer) {
  const Memory m = memory_of(buffer);
  if (m.kind != Memory::Kind::Tile) return -1;
  out_.buffers[static_cast<size_t>(m.index)].touched = true;
  return m.index;
}

bool Collector::is_reshaped(const tir::BufferNode& view, Memory m) const {
  const TileBuffer& t = out_.buffers[static_cast<size_t>(m.index)];
  return t.buffer && t.buffer.get() != &view && constant_shape(view.shape) != t.shape;
}

void Collector::refuse(DiagId id, SourceSpan span, std::string message, std::string hint) {
  diags_.add(id, span, std::move(message), std::move(hint));
  out_.complete = false;
}

void Collector::refuse_unknown(const tir::OpaqueNode& unknown, SourceSpan span) {
  refuse(DiagId::UnsupportedStatement, span,
         "an expression of unknown kind `" + unknown.key + "`; nobody can tell which buffers it reads",
         "replace it by expressions of TIR before this pass");
}

bool Collector::refuse_unknown(const tir::Exprs& es, SourceSpan span) {
  Reads reads(lets_);
  for (const Expr& e : es) {
    if (e) reads.visit_expr(e);
  }
  if (reads.unknown) refuse_unknown(*reads.unknown, span);
  return reads.unknown != nullptr;
}

void Collector::add_let(const tir::VarNode* var, const Expr& value) {
  lets_.push_back({var, value});
  out_.lets.push_back({var, value});
}

void Collector::emit(TileOp op) {
  Step step;
  step.op = static_cast<int>(out_.ops.size());
  step.span = op.span;
  out_.ops.push_back(std::move(op));
  out_.steps.push_back(std::move(step));
}

void Collector::visit(const Stmt& s) {
  if (!s) return;
  if (s->span.known()) span_ = s->span;
  switch (s->kind) {
    case StmtKind::SeqStmt:
      for (const Stmt& child : as<tir::SeqStmtNode>(s)->seq) visit(child);
      return;
    case StmtKind::BlockRealize: return visit_block(*as<tir::BlockRealizeNode>(s));
    case StmtKind::AttrStmt: return visit_attr(*as<tir::AttrStmtNode>(s));
    case StmtKind::For: return visit_for(*as<tir::ForNode>(s), s);
    case StmtKind::IfThenElse: return visit_if(*as<tir::IfThenElseNode>(s), s);
    case StmtKind::BufferStore: return visit_nest(s);
    case StmtKind::LetStmt: {
      auto* let = as<tir::LetStmtNode>(s);
      add_let(let->var.get(), let->value);
      visit(let->body);
      lets_.pop_back();
      return;
    }
    case StmtKind::Bind: add_let(as<tir::BindNode>(s)->var.get(), as<tir::BindNode>(s)->value); return;
    case StmtKind::Allocate:
      declare_allocation(*as<tir::AllocateNode>(s));
      return visit(as<tir::AllocateNode>(s)->body);
    case StmtKind::AllocateConst:
      memory_.try_emplace(as<tir::AllocateConstNode>(s)->var.get(), Memory{Memory::Kind::Dram, -1});
      return visit(as<tir::AllocateConstNode>(s)->body);
    case StmtKind::DeclBuffer:
      declare(as<tir::DeclBufferNode>(s)->buffer, TileBuffer::Declared::DeclBuffer);
      return visit(as<tir::DeclBufferNode>(s)->body);
    case StmtKind::AllocBuffer: return declare(as<tir::AllocBufferNode>(s)->buffer, TileBuffer::Declared::AllocBuffer);
    case StmtKind::AssertStmt: return visit(as<tir::AssertStmtNode>(s)->body);
    case StmtKind::Evaluate: return visit_evaluate(*as<tir::EvaluateNode>(s), s);
    default:
      refuse(DiagId::UnsupportedStatement, s->span, "a statement of this kind has no meaning as a tile operation",
             "write it as T.copy, T.gemm, T.reduce, T.fill or an element-wise loop nest");
  }
}

/// A statement that TIR has no kind for stands here as an opaque value.
void Collector::visit_evaluate(const tir::EvaluateNode& s, const Stmt& stmt) {
  if (auto* call = as<tir::CallNode>(s.value); call && short_name(call->op) == "loop_break") {
    out_.unsaid.emplace_back(s.span, "the loop is left early (`T.loop_break`)");
  }
  if (is_no_op(s.value)) return;
  if (auto* call = as<tir::CallNode>(s.value)) return visit_call(*call, stmt);
  if (auto* o = as<tir::OpaqueNode>(s.value); o && !is_string(*o)) {
    return refuse(DiagId::UnsupportedStatement, s.span,
                  "a statement of unknown kind `" + o->key + "`; nobody can tell what it does with the tile buffers",
                  "lower it to statements of TIR before this pass");
  }
  refuse_unknown({s.value}, s.span);
}

void Collector::visit_attr(const tir::AttrStmtNode& s) {
  if (s.attr_key == "thread_extent" || s.attr_key == "virtual_thread") {
    if (const tir::IterVar* iv = s.node.get_if<tir::IterVar>()) launch(**iv, s.value);
  }
  if (s.attr_key == "warp_specialize") {
    return refuse(DiagId::UnsupportedStatement, s.span, "`warp_specialize` splits roles between GPU warps",
                  "drop T.ws: reader, compute and writer kernels are split by tir2tt");
  }
  visit(s.body);
}

void Collector::launch(const tir::IterVarNode& iv, const Expr& extent) {
  if (iv.thread_tag.starts_with("blockIdx.")) {
    const size_t axis = static_cast<size_t>(iv.thread_tag.back() - 'x');
    if (axis > 2) return;
    out_.grid.known = true;
    if (out_.grid.extents.size() <= axis) out_.grid.extents.resize(axis + 1, tir::make_int(1));
    out_.grid.extents[axis] = extent;
    return;
  }
  const int64_t* n = tir::as_int(extent);
  if (!n || *n != 1) threads_.push_back({iv.var.get(), 0, n ? *n : kUnknown});
}

void Collector::visit_block(const tir::BlockRealizeNode& s) {
  const tir::BlockNode& block = *s.block;
  const size_t lets = lets_.size();
  for (size_t i = 0; i < block.iter_vars.size() && i < s.iter_values.size(); ++i) {
    add_let(block.iter_vars[i]->var.get(), s.iter_values[i]);
  }
  for (const Buffer& b : block.alloc_buffers) declare(b, TileBuffer::Declared::AllocBuffer);
  for (const tir::MatchBufferRegion& m : block.match_buffers) {
    memory_[m.buffer->data.get()] = memory_of(m.source.buffer);
  }
  refuse_unknown({s.predicate}, s.span);
  if (s.predicate && !tir::is_int(s.predicate, 1)) out_.unsaid.emplace_back(s.span, "the block has a predicate");
  visit(block.init);
  visit(block.body);
  lets_.resize(lets);
}

bool Collector::is_grid_loop(const tir::ForNode& s) const {
  if (!func_.attrs.find("tt_persistent_loop")) return false;
  const auto* extent = as<tir::VarNode>(s.extent);
  return extent && loop_depth_ == 0 &&
         std::any_of(func_.params.begin(), func_.params.end(), [&](const tir::Var& p) { return p.get() == extent; });
}

bool Collector::is_tile_nest(const Stmt& s, const tir::VarNode* var, tir::ForKind kind) const {
  NestProbe probe(memory_, var);
  probe.visit_stmt(s);
  if (probe.has_tile_call || !probe.has_store) return false;
  return probe.indexes_tile || kind == tir::ForKind::Parallel || kind == tir::ForKind::Vectorized;
}

bool Collector::uses_thread(const Stmt& s) const {
  if (threads_.empty()) return false;
  ThreadProbe probe(threads_);
  probe.visit_stmt(s);
  return probe.found;
}

void Collector::visit_for(const tir::ForNode& s, const Stmt& stmt) {
  if (s.for_kind == tir::ForKind::ThreadBinding && s.thread_binding) {
    tir::IterVarNode iv = *s.thread_binding;
    iv.var = s.loop_var;
    launch(iv, s.extent);
    return visit(s.body);
  }
  if (is_tile_nest(stmt, s.loop_var.get(), s.for_kind)) return visit_nest(stmt);
  begin_loop(s, stmt);
  const size_t lets = lets_.size();
  visit(s.body);
  lets_.resize(lets);
  end_loop();
}

void Collector::begin_loop(const tir::ForNode& s, const Stmt& stmt) {
  Step step;
  step.kind = StepKind::LoopBegin;
  step.stmt = stmt;
  step.span = s.span;
  step.grid = is_grid_loop(s);
  if (step.grid) out_.grid.known = true;
  const LinearForm extent = linear_form(s.extent, scope({}));
  const int64_t* stride = s.step ? tir::as_int(s.step) : nullptr;
  if (extent.linear && extent.size == 0 && extent.rest_divisor == 0) {
    const int64_t by = stride && *stride > 0 ? *stride : 1;
    const int64_t n = std::max<int64_t>(0, extent.constant);
    step.trips = n / by + (n % by != 0);
  }
  if (const tir::Attr* a = s.annotations.find("num_stages")) (void)a->as_integer(&step.num_stages);
  step.condition_tensors = condition_tensors(s.extent, s.span);
  refuse_unknown({s.min, s.step}, s.span);
  const int64_t* min = tir::as_int(s.min);
  temporal_.push_back({s.loop_var.get(), min ? *min : kUnknown, step.trips});
  open_.push_back(static_cast<int>(out_.steps.size()));
  out_.steps.push_back(std::move(step));
  if (!out_.steps.back().grid) ++loop_depth_;
}

void Collector::end_loop() {
  const int begin = open_.back();
  open_.pop_back();
  temporal_.pop_back();
  if (!out_.steps[static_cast<size_t>(begin)].grid) --loop_depth_;
  out_.steps[static_cast<size_t>(begin)].match = static_cast<int>(out_.steps.size());
  Step step;
  step.kind = StepKind::LoopEnd;
  step.match = begin;
  out_.steps.push_back(std::move(step));
}

/// The tensors that a condition reads. Memory on the chip may not steer control: only compute could read it.
std::vector<Buffer> Collector::condition_tensors(const Expr& e, SourceSpan span) {
  if (!e || e->kind == tir::ExprKind::IntImm) return {};
  Reads reads(lets_);
  reads.visit_expr(e);
  if (reads.unknown) {
    refuse(DiagId::DataDependentControl, span,
           "the condition holds an expression of unknown kind `" + reads.unknown->key +
               "`; reader and writer cannot follow it",
           "replace it by expressions of TIR before this pass");
  }
  std::vector<Buffer> tensors;
  for (const tir::BufferLoadNode* load : reads.loads) {
    const Buffer& b = load->buffer;
    tensors.push_back(b);
    if (memory_of(b).kind == Memory::Kind::Dram) continue;
    refuse(DiagId::DataDependentControl, span,
           "the condition reads `" + b->name + "`, which lives on the chip; reader and writer cannot follow it",
           "use a select inside the tile operation (T.if_then_else), or keep the condition in a DRAM tensor");
  }
  return tensors;
}

void Collector::visit_if(const tir::IfThenElseNode& s, const Stmt& stmt) {
  if (uses_thread(stmt) && is_tile_nest(stmt, nullptr, tir::ForKind::Parallel)) return visit_nest(stmt);
  Step begin;
  begin.kind = StepKind::IfBegin;
  begin.stmt = stmt;
  begin.span = s.span;
  begin.condition_tensors = condition_tensors(s.condition, s.span);
  size_t open = out_.steps.size();
  out_.steps.push_back(std::move(begin));
  visit(s.then_case);
  if (s.else_case) {
    out_.steps[open].match = static_cast<int>(out_.steps.size());
    open = out_.steps.size();
    Step otherwise;
    otherwise.kind = StepKind::Else;
    out_.steps.push_back(std::move(otherwise));
    visit(s.else_case);
  }
  out_.steps[open].match = static_cast<int>(out_.steps.size());
  Step end;
  end.kind = StepKind::IfEnd;
  end.match = static_cast<int>(open);
  out_.steps.push_back(std::move(end));
}

}  // namespace tir2tt::analysis
