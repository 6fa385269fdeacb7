// Statements. Loops over a grid and over threads are not steps: blocks are run by the machine; of threads every
// statement that depends on one is done for each, before the next statement is (as if all threads ran in step).
#include <algorithm>
#include <cmath>

#include "reference/compiler.h"
#include "reference/evaluate.h"
#include "reference/lines.h"
#include "reference/machine.h"
#include "tir/equal.h"
#include "tir/visitor.h"

namespace tir2tt::reference {

using tir::as;
using tir::Expr;
using tir::Stmt;
using tir::StmtKind;

namespace {

constexpr std::string_view kThreadTags[] = {"threadIdx.", "vthread"};

bool is_thread_tag(std::string_view tag) {
  return std::any_of(std::begin(kThreadTags), std::end(kThreadTags), [&](auto t) { return tag.starts_with(t); });
}

/// Whether an expression uses the index of a thread. What blocks say about themselves does not count.
class ThreadUse : public tir::Visitor {
 public:
  bool found = false;
  void visit_stmt(const Stmt& statement) override {
    Stmt s = statement;
    for (auto* let = as<tir::LetStmtNode>(s); let; let = as<tir::LetStmtNode>(s)) {  // there may be very many
      visit_expr(let->value);
      s = let->body;
    }
    if (!s) return;
    if (auto* a = as<tir::AttrStmtNode>(s)) {
      const auto* iv = a->node.get_if<tir::IterVar>();
      if (iv && is_thread_tag((*iv)->thread_tag)) vars_.push_back((*iv)->var.get());
    }
    if (auto* f = as<tir::ForNode>(s); f && f->thread_binding && is_thread_tag(f->thread_binding->thread_tag)) {
      vars_.push_back(f->loop_var.get());
    }
    auto* block = as<tir::BlockRealizeNode>(s);
    if (!block) return visit_children(s);
    for (const Expr& e : block->iter_values) visit_expr(e);
    if (block->block->init) visit_stmt(block->block->init);
    if (block->block->body) visit_stmt(block->block->body);
  }
  void visit_expr(const Expr& e) override {
    found = found || std::find(vars_.begin(), vars_.end(), e.get()) != vars_.end();
    visit_children(e);
  }

 private:
  std::vector<const tir::ExprNode*> vars_;
};

double number_of(const tir::Attr& a) {
  int64_t i = 0;
  if (a.as_integer(&i)) return static_cast<double>(i);
  if (auto* f = a.get_if<tir::FloatValue>()) return f->value;
  if (auto* f = a.get_if<tir::BoxedFloat>()) return f->value;
  const Expr* e = a.get_if<Expr>();
  const auto* imm = e ? as<tir::FloatImmNode>(*e) : nullptr;
  return imm ? imm->value : 0;
}

/// The data variable that a key of an annotation names.
const tir::VarNode* data_of(const tir::Attr& key) {
  if (const tir::Buffer* b = key.get_if<tir::Buffer>()) return (*b)->data.get();
  const Expr* e = key.get_if<Expr>();
  return e ? as<tir::VarNode>(*e) : nullptr;
}

void read_padding(const tir::Attr* map, std::unordered_map<const tir::VarNode*, double>* out) {
  const auto* entries = map ? map->get_if<tir::Attr::Map>() : nullptr;
  if (!entries) return;
  for (const auto& [key, value] : **entries) {
    if (const tir::VarNode* data = data_of(key)) (*out)[data] = number_of(value);
  }
}

}  // namespace

bool compile(const tir::PrimFunc& func, const std::vector<data::Array>& inputs, Program* program, Diagnostics& diags) {
  return Compiler(*func, program, diags).run(inputs);
}

bool Compiler::run(const std::vector<data::Array>& inputs) {
  span_ = func_.span;
  ThreadUse use;
  use.visit_stmt(func_.body);
  threads_matter_ = use.found;
  if (!declare_tensors(inputs)) return false;
  program_.body = visit(func_.body);
  return !failed_;
}

void Compiler::fail(DiagId id, std::string message, std::string hint) {
  if (!failed_) diags_.add(id, span_, std::move(message), std::move(hint));
  failed_ = true;
}

size_t Compiler::new_slot(const tir::VarNode* var) {
  bindings_[var] = {Binding::What::Slot, static_cast<int64_t>(program_.slots), nullptr};
  return program_.slots++;
}

void Compiler::bind_let(const tir::VarNode* var, const Expr& value) {
  bindings_[var] = {Binding::What::Let, 0, value};
  let_nodes_.erase(let_nodes_.lower_bound({var, -kInfinity}), let_nodes_.upper_bound({var, kInfinity}));
}

const Step* Compiler::add(decltype(Step::what) what, SourceSpan span, uint32_t threads) {
  program_.steps.push_back({span, std::move(what)});
  return for_threads(&program_.steps.back(), threads);
}

const Step* Compiler::for_threads(const Step* step, uint32_t threads) {
  threads &= ~inside_threads_;
  if (!threads || !step) return step;
  ForThreads all{{}, step};
  for (size_t i = 0; i < program_.threads.size(); ++i) {
    if (threads >> i & 1) all.axes.push_back(i);
  }
  program_.steps.push_back({step->span, std::move(all)});
  return &program_.steps.back();
}

/// Scopes without a meaning of their own are walked through, not into: there may be very many lets.
const Step* Compiler::visit(Stmt s) {
  while (s && !failed_) {
    if (s->span.known()) span_ = s->span;
    if (auto* let = as<tir::LetStmtNode>(s)) {
      bind_let(let->var.get(), let->value);
      s = let->body;
    } else if (auto* alloc = as<tir::AllocateNode>(s)) {
      allocate(*alloc);
      s = alloc->body;
    } else if (auto* decl = as<tir::DeclBufferNode>(s)) {
      declare(decl->buffer);
      s = decl->body;
    } else if (auto* check = as<tir::AssertStmtNode>(s)) {
      s = check->body;
    } else {
      return visit_statement(s);
    }
  }
  return nullptr;
}

const Step* Compiler::visit_statement(const Stmt& s) {
  switch (s->kind) {
    case StmtKind::SeqStmt: return sequence(as<tir::SeqStmtNode>(s)->seq);
    case StmtKind::BlockRealize: return block(*as<tir::BlockRealizeNode>(s));
    case StmtKind::AttrStmt: return attribute(*as<tir::AttrStmtNode>(s));
    case StmtKind::For: return loop(*as<tir::ForNode>(s));
    case StmtKind::While: return while_loop(*as<tir::WhileNode>(s));
    case StmtKind::BufferStore: return store(*as<tir::BufferStoreNode>(s));
    case StmtKind::Evaluate: return evaluate(*as<tir::EvaluateNode>(s));
    case StmtKind::AllocBuffer: declare(as<tir::AllocBufferNode>(s)->buffer); return nullptr;
    case StmtKind::Bind: bind_let(as<tir::BindNode>(s)->var.get(), as<tir::BindNode>(s)->value); return nullptr;
    case StmtKind::IfThenElse: {
      auto* node = as<tir::IfThenElseNode>(s);
      return branch(node->condition, node->then_case, node->else_case, s->span);
    }
    default: fail("a statement of this kind has no meaning to the reference"); return nullptr;
  }
}

const Step* Compiler::sequence(const std::vector<Stmt>& stmts) {
  Steps steps;
  for (const Stmt& s : stmts) {
    if (const Step* step = visit(s)) steps.push_back(step);
  }
  if (steps.empty()) return nullptr;
  return steps.size() == 1 ? steps[0] : add(std::move(steps), span_, 0);
}

const Step* Compiler::attribute(const tir::AttrStmtNode& s) {
  if (s.attr_key == "thread_extent" || s.attr_key == "virtual_thread") {
    const auto* iv = s.node.get_if<tir::IterVar>();
    const std::string tag = !iv ? "" : s.attr_key == "virtual_thread" ? "vthread" : (*iv)->thread_tag;
    if (!iv || !launch(tag, (*iv)->var, s.value, s.span)) fail("a thread axis of unknown kind `" + tag + "`");
  }
  if (s.attr_key == "warp_specialize") {
    fail("`warp_specialize` splits roles between GPU warps", "drop T.ws: every thread does all of the work here");
  }
  return visit(s.body);
}

void Compiler::grid_axis(size_t axis, const tir::VarNode* var, int64_t extent, SourceSpan span) {
  if (grid_set_[axis]) {
    span_ = span;
    return fail("a second grid in one function", "give every grid a function of its own");
  }
  grid_set_[axis] = true;
  program_.grid[axis] = {new_slot(var), extent};
}

bool Compiler::launch(const std::string& tag, const tir::Var& var, const Expr& extent, SourceSpan span) {
  int64_t n = 0;
  if (!constant(extent, &n)) {
    fail("the extent of `" + tag + "` is not known before the kernel starts");
    return true;
  }
  if (tag.starts_with("blockIdx.") && tag.back() >= 'x' && tag.back() <= 'z') {
    grid_axis(static_cast<size_t>(tag.back() - 'x'), var.get(), n, span);
    return true;
  }
  if (!is_thread_tag(tag) || program_.threads.size() >= 32) return false;
  program_.threads.push_back({new_slot(var.get()), n});
  return true;
}

/// Loops that lead straight to a block which says that it is the body of `T.Kernel(…, is_cpu=True)`.
bool Compiler::is_grid_of_loops(const tir::ForNode& s) const {
  if (loops_ != 0 || s.for_kind == tir::ForKind::ThreadBinding || !tir::is_int(s.min, 0) || s.step) return false;
  Stmt body = s.body;
  while (auto* f = as<tir::ForNode>(body)) body = f->body;
  auto* block = as<tir::BlockRealizeNode>(body);
  return block && block->block->annotations.find("tilelang.is_cpu_kernel_frame");
}

const Step* Compiler::loop(const tir::ForNode& s) {
  if (s.for_kind == tir::ForKind::ThreadBinding && s.thread_binding) {
    if (!launch(s.thread_binding->thread_tag, s.loop_var, s.extent, s.span)) fail("a thread axis of unknown kind");
    return visit(s.body);
  }
  int64_t n = 0;
  if (cpu_axes_ < 3 && is_grid_of_loops(s) && constant(s.extent, &n)) {
    grid_axis(cpu_axes_++, s.loop_var.get(), n, s.span);
    return visit(s.body);
  }
  Loop out;
  out.min = expr(s.min);
  out.extent = expr(s.extent);
  out.step = s.step ? expr(s.step) : nullptr;
  const uint32_t threads = out.min->threads | out.extent->threads | (out.step ? out.step->threads : 0);
  out.slot = new_slot(s.loop_var.get());
  const uint32_t outside = std::exchange(inside_threads_, inside_threads_ | threads);
  ++loops_;
  loop_vars_.push_back(s.loop_var.get());
  out.body = visit(s.body);
  loop_vars_.pop_back();
  --loops_;
  inside_threads_ = outside;
  if (!out.body || failed_) return nullptr;
  out.lines = plan_lines(out, &program_);
  return add(out, s.span, threads);
}

const Step* Compiler::branch(const Expr& condition, const Stmt& then_case, const Stmt& else_case, SourceSpan span) {
  Branch out;
  out.condition = expr(condition);
  const uint32_t threads = out.condition->threads;
  const uint32_t outside = std::exchange(inside_threads_, inside_threads_ | threads);
  out.then_case = visit(then_case);
  out.else_case = visit(else_case);
  inside_threads_ = outside;
  return failed_ ? nullptr : add(out, span, threads);
}

const Step* Compiler::while_loop(const tir::WhileNode& s) {
  WhileLoop out;
  out.condition = expr(s.condition);
  const uint32_t threads = out.condition->threads;
  const uint32_t outside = std::exchange(inside_threads_, inside_threads_ | threads);
  ++loops_;
  out.body = visit(s.body);
  --loops_;
  inside_threads_ = outside;
  return failed_ ? nullptr : add(out, s.span, threads);
}

void Compiler::read_paddings(const tir::AttrDict& annotations) {
  read_padding(annotations.find("padding_map"), &store_padding_);
  read_padding(annotations.find("safe_value_map"), &load_padding_);
}

/// `init` is done where all variables of reduction are at their start.
const Step* Compiler::init_step(const tir::BlockRealizeNode& s) {
  if (!s.block->init) return nullptr;
  Expr first;
  for (const tir::IterVar& iv : s.block->iter_vars) {
    if (iv->type != tir::IterType::CommReduce) continue;
    const Expr min = iv->dom.min ? iv->dom.min : tir::make_int(0, iv->var->dtype);
    const Expr at_start = tir::make_binary(tir::ExprKind::EQ, iv->var, min);
    first = first ? tir::make_binary(tir::ExprKind::And, first, at_start) : at_start;
  }
  return first ? branch(first, s.block->init, nullptr, s.span) : visit(s.block->init);
}

const Step* Compiler::block(const tir::BlockRealizeNode& s) {
  const tir::BlockNode& block = *s.block;
  for (size_t i = 0; i < block.iter_vars.size() && i < s.iter_values.size(); ++i) {
    bind_let(block.iter_vars[i]->var.get(), s.iter_values[i]);
  }
  read_paddings(block.annotations);
  for (const tir::Buffer& b : block.alloc_buffers) declare(b);
  for (const tir::MatchBufferRegion& m : block.match_buffers) {
    Alias alias{m.source.buffer, {}};
    for (const tir::Range& r : m.source.region) alias.mins.push_back(r.min);
    aliases_[m.buffer.get()] = std::move(alias);
  }
  Branch guard;
  uint32_t threads = 0;
  if (s.predicate && !tir::is_int(s.predicate, 1)) {
    guard.condition = expr(s.predicate);
    threads = guard.condition->threads;
  }
  const uint32_t outside = std::exchange(inside_threads_, inside_threads_ | threads);
  Steps steps;
  for (const Step* step : {init_step(s), visit(block.body)}) {
    if (step) steps.push_back(step);
  }
  const Step* body = steps.empty() ? nullptr : steps.size() == 1 ? steps[0] : add(std::move(steps), s.span, 0);
  inside_threads_ = outside;
  if (!guard.condition || !body) return body;
  guard.then_case = body;
  return add(guard, s.span, threads);
}

namespace {

class Mentions : public tir::Visitor {
 public:
  explicit Mentions(const tir::VarNode* v) : v_(v) {}
  bool found = false;
  tir::DataType loaded;  // the type of the first load
  void visit_expr(const Expr& e) override {
    found = found || e.get() == v_;
    auto* load = as<tir::BufferLoadNode>(e);
    if (load && loaded.is_void()) loaded = load->buffer->dtype;
    visit_children(e);
  }

 private:
  const tir::VarNode* v_;
};

bool is_element(const Expr& e, const tir::BufferStoreNode& s) {
  auto* load = as<tir::BufferLoadNode>(e);
  if (!load || load->buffer != s.buffer || load->indices.size() != s.indices.size()) return false;
  for (size_t k = 0; k < s.indices.size(); ++k) {
    if (!tir::structural_equal(load->indices[k], s.indices[k])) return false;
  }
  return true;
}

}  // namespace

/// `c = c + x` in a loop that the element does not follow is a sum, and so the matrix unit's: `x` has that unit's
/// error.
const Node* Compiler::through_matrix_unit(const tir::BufferStoreNode& s, const Node* value) {
  auto* n = as<tir::BinaryNode>(s.value);
  const bool combines =
      n && (n->kind == tir::ExprKind::Add || n->kind == tir::ExprKind::Max || n->kind == tir::ExprKind::Min);
  if (!combines || !value->a || !value->b || is_element(n->a, s) == is_element(n->b, s)) return value;
  const bool old_first = is_element(n->a, s);
  const Node* unit = summed(old_first ? n->b : n->a, old_first ? value->b : value->a, s.indices);
  if (!unit) return value;
  Node out = *value;
  (old_first ? out.b : out.a) = unit;
  return keep(out);
}

/// `value`, the node of `e`, as the matrix unit takes it; null: neither a loop nor threads beside those of the
/// element at `place` add several of it.
const Node* Compiler::summed(const Expr& e, const Node* value, const tir::Exprs& place, uint32_t threads) {
  const bool over_threads = (value->threads & ~threads) != 0;
  const bool repeated = over_threads || std::any_of(loop_vars_.begin(), loop_vars_.end(), [&](const tir::VarNode* v) {
                          Mentions in_value(v), in_place(v);
                          in_value.visit_expr(e);
                          for (const Expr& index : place) in_place.visit_expr(index);
                          return in_value.found && !in_place.found;
                        });
  if (!repeated) return nullptr;
  Mentions types(nullptr);
  types.visit_expr(e);
  Node unit;
  unit.dtype = types.loaded;
  unit.a = value;
  unit.real = [](Machine& m, const Node& x) {
    Real r = x.a->real(m, *x.a);
    r.e += m.product_error(x.dtype) * std::abs(r.v);
    return r;
  };
  unit.integer = [](Machine& m, const Node& x) { return x.a->integer(m, *x.a); };
  unit.threads = unit.a->threads;
  unit.constant = false;
  unit.depth = unit.a->depth + 1;
  unit.work = unit.a->work;
  return keep(unit);
}

const Step* Compiler::store(const tir::BufferStoreNode& s) {
  Store out;
  out.lanes = s.value->dtype.lanes;
  const Node* outer_lane = lane_;
  if (out.lanes > 1) {
    out.lane_slot = program_.slots++;
    Node lane;
    lane.dtype = tir::DataType::Int(32);
    lane.imm = static_cast<int64_t>(out.lane_slot);
    lane.real = complete(slot_functions()).real;
    lane.integer = slot_functions().integer;
    lane.constant = false;
    lane_ = keep(lane);
  }
  uint32_t threads = 0;
  padding_ = padding_of_store(s.buffer);
  out.target = access(s.buffer, s.indices, &threads);
  out.value = through_matrix_unit(s, expr(s.value));
  out.predicate = s.predicate ? expr(s.predicate) : nullptr;
  padding_ = 0;
  lane_ = outer_lane;
  if (failed_) return nullptr;
  threads |= out.value->threads | (out.predicate ? out.predicate->threads : 0);
  return add(out, s.span, threads);
}

const Step* Compiler::evaluate(const tir::EvaluateNode& s) {
  if (auto* call = as<tir::CallNode>(s.value)) return call_step(*call);
  if (s.value && s.value->kind == tir::ExprKind::Opaque) fail("a statement of unknown kind");
  return nullptr;
}

}  // namespace tir2tt::reference
