// Expressions. A let is replaced by the node of its value, which is shared but evaluated wherever it is used.
#include <algorithm>

#include "reference/compiler.h"
#include "reference/evaluate.h"
#include "reference/machine.h"

namespace tir2tt::reference {

using tir::as;
using tir::DataType;
using tir::Expr;
using tir::ExprKind;
using tir::OpId;

namespace {

constexpr int kDeepest = 1000;                   // nodes on a path; each takes two frames of the stack
constexpr int64_t kMostWork = int64_t{1} << 24;  // nodes evaluated for one element

void set(Node* n, const Functions& f) {
  const Functions both = complete(f);
  n->real = both.real;
  n->integer = both.integer;
}

/// What an unsigned result keeps.
int64_t unsigned_mask(DataType t) {
  return t.is_uint() && t.bits < 64 ? static_cast<int64_t>((uint64_t{1} << t.bits) - 1) : -1;
}

/// Signed numbers are computed as C does: those of less than 32 bits as int.
int spare_bits(DataType t) { return t.is_int() && t.bits <= 32 ? 32 : 0; }

}  // namespace

const Node* Compiler::keep(Node n) {
  if (!n.real) set(&n, constant_functions(Kind::Int));
  return &program_.nodes.emplace_back(n);
}

const Node* Compiler::number(int64_t value) {
  Node n;
  n.dtype = DataType::Int(64);
  n.imm = value;
  return keep(n);
}

void Compiler::adopt(Node* n, const Node* operand) {
  (!n->a ? n->a : !n->b ? n->b : n->c) = operand;
  n->threads |= operand->threads;
  n->constant = n->constant && operand->constant;
  n->depth = std::max(n->depth, operand->depth + 1);
  n->work = std::min(kMostWork + 1, n->work + operand->work);
}

Node Compiler::with_operands(DataType dtype, const tir::Exprs& operands) {
  Node n;
  n.dtype = dtype.element();
  n.imm = unsigned_mask(n.dtype);
  n.spare = spare_bits(n.dtype);
  for (const Expr& e : operands) adopt(&n, expr(e));
  return n;
}

const Node* Compiler::sum(const Node* a, const Node* b) {
  Node n;
  n.dtype = DataType::Int(64);
  n.imm = -1;
  adopt(&n, a);
  adopt(&n, b);
  set_binary(ExprKind::Add, Kind::Int, &n);
  return keep(n);
}

const Node* Compiler::expr(const Expr& e) {
  if (!e) fail("an expression is missing");
  if (++expr_depth_ > kDeepest) fail("an expression is nested too deep");
  Node n;
  if (!failed_) n = make(e);
  --expr_depth_;
  if (n.depth > kDeepest) fail("an expression is nested too deep");
  if (n.work > kMostWork) fail("an expression is too long once its lets are put in their places");
  return keep(n);
}

Node Compiler::make(const Expr& e) {
  if (auto* v = as<tir::VarNode>(e)) return variable(*v);
  if (auto* i = as<tir::IntImmNode>(e)) {
    Node n;
    n.dtype = e->dtype;
    n.imm = wrap(e->dtype, i->value);
    return n;
  }
  if (auto* f = as<tir::FloatImmNode>(e)) {
    Node n;
    n.dtype = e->dtype;
    n.value = data::round_to(e->dtype, f->value);
    n.kept = true;
    set(&n, constant_functions(Kind::Real));
    return n;
  }
  if (auto* b = as<tir::BinaryNode>(e)) return binary(*b);
  if (auto* l = as<tir::BufferLoadNode>(e)) return load(*l);
  if (auto* c = as<tir::CastNode>(e)) return cast(*c);
  if (auto* c = as<tir::CallNode>(e)) return call(*c);
  if (auto* s = as<tir::SelectNode>(e)) return select(s->condition, s->true_value, s->false_value, e->dtype);
  if (auto* r = as<tir::RampNode>(e)) return ramp(*r);
  if (auto* l = as<tir::LetNode>(e)) return let(*l);
  if (auto* b = as<tir::BroadcastNode>(e); b && b->value->dtype.is_scalar()) return *expr(b->value);
  if (auto* n = as<tir::NotNode>(e)) {
    Node out = with_operands(e->dtype, {n->a});
    set(&out, not_functions());
    return out;
  }
  fail("an expression of this kind has no meaning to the reference");
  return {};
}

Node Compiler::variable(const tir::VarNode& v) {
  const auto it = bindings_.find(&v);
  if (it == bindings_.end()) {
    fail("`" + v.name + "` has no value here", "only tensors, and the extents in their shapes, come in from outside");
    return {};
  }
  Node n;
  n.dtype = v.dtype;
  n.imm = it->second.value;
  if (it->second.what == Binding::What::Constant) return n;
  if (it->second.what == Binding::What::Let) {
    const std::pair key{&v, padding_};
    const auto known = let_nodes_.find(key);
    if (known != let_nodes_.end()) return *known->second;
    const Node* value = expr(it->second.let);
    if (!failed_ && !lane_) let_nodes_[key] = value;
    return *value;
  }
  n.constant = false;
  for (size_t i = 0; i < program_.threads.size(); ++i) {
    if (program_.threads[i].slot == static_cast<size_t>(n.imm)) n.threads = uint32_t{1} << i;
  }
  set(&n, slot_functions());
  return n;
}

Node Compiler::let(const tir::LetNode& e) {
  bind_let(e.var.get(), e.value);
  return *expr(e.body);
}

Node Compiler::load(const tir::BufferLoadNode& e) {
  if (e.predicate) fail("a load with a predicate has no meaning to the reference");
  Node n;
  n.dtype = e.dtype.element();
  n.constant = false;
  n.access = access(e.buffer, e.indices, &n.threads);
  if (!n.access) return {};
  for (const Axis& axis : n.access->axes) {
    n.depth = std::max(n.depth, axis.index->depth + 1);
    n.work = std::min(kMostWork + 1, n.work + axis.index->work);
  }
  set(&n, load_functions(kind_of(n.dtype)));
  n.kept = true;
  return n;
}

Node Compiler::cast(const tir::CastNode& e) {
  Node n = with_operands(e.dtype, {e.value});
  const DataType from = e.value->dtype.element();
  n.rounding = rounding_of(n.dtype);
  n.relative = widens(from, n.dtype) ? 0 : n.rounding.relative;
  n.kept = n.a->kept && from.is_floating() && n.relative == 0;
  set(&n, cast_functions(from, n.dtype));
  return n;
}

Node Compiler::binary(const tir::BinaryNode& e) {
  Node n = with_operands(e.dtype, {e.a, e.b});
  const bool real = e.a->dtype.is_floating() || e.b->dtype.is_floating();
  if (!set_binary(e.kind, real ? Kind::Real : kind_of(e.a->dtype), &n)) fail("an operator on operands of this type");
  n.kept = (e.kind == ExprKind::Min || e.kind == ExprKind::Max) && n.a->kept && n.b->kept;
  return n;
}

Node Compiler::select(const Expr& condition, const Expr& a, const Expr& b, DataType dtype) {
  Node n = with_operands(dtype, {condition, a, b});
  n.kept = n.b->kept && n.c->kept;
  set(&n, select_functions(a->dtype.is_floating() || b->dtype.is_floating() ? Kind::Real : Kind::Int));
  return n;
}

Node Compiler::ramp(const tir::RampNode& e) {
  if (!lane_) {
    fail("a vector of indices where one is meant");
    return {};
  }
  Node scaled;
  scaled.dtype = DataType::Int(64);
  scaled.imm = -1;
  adopt(&scaled, lane_);
  adopt(&scaled, expr(e.stride));
  set_binary(ExprKind::Mul, Kind::Int, &scaled);
  return *sum(expr(e.base), keep(scaled));
}

Node Compiler::call(const tir::CallNode& e) {
  const OpId op = e.op.id();
  const auto& args = e.args;
  if (op == OpId::if_then_else && args.size() == 3) return select(args[0], args[1], args[2], e.dtype);
  if (op == OpId::likely && args.size() == 1) return *expr(args[0]);
  Node n;
  if (op == OpId::tl_infinity) {
    n.dtype = e.dtype;
    n.value = kInfinity;
    set(&n, constant_functions(Kind::Real));
    return n;
  }
  if (op == OpId::reinterpret && args.size() == 1 && args[0]->dtype.bits == e.dtype.bits) {
    n = with_operands(e.dtype, args);
    set(&n, reinterpret_functions(args[0]->dtype.element(), n.dtype));
    return n;
  }
  if (op == OpId::large_uint_imm && args.size() == 2) {
    int64_t low = 0, high = 0;
    if (!constant(args[0], &low) || !constant(args[1], &high)) fail("`large_uint_imm` of what is no constant");
    n.dtype = e.dtype;
    n.imm = static_cast<int64_t>(static_cast<uint64_t>(high) << 32 | static_cast<uint64_t>(low));
    return n;
  }
  return intrinsic(e);
}

Node Compiler::intrinsic(const tir::CallNode& e) {
  // ieee_add(a, b, "rn") names its rounding.
  tir::Exprs args = e.args;
  while (!args.empty() && args.back() && args.back()->kind == ExprKind::StringImm) args.pop_back();
  const bool named =
      std::any_of(args.begin(), args.end(), [](const Expr& a) { return a->kind == ExprKind::StringImm; });
  const bool known = !named && !args.empty() && args.size() <= 3 && e.op.id() != OpId::Unknown;
  Node n;
  if (known) n = with_operands(e.dtype, args);
  const bool real = std::any_of(args.begin(), args.end(), [](const Expr& a) { return a && a->dtype.is_floating(); });
  if (failed_ || (known && set_intrinsic(e.op.id(), real ? Kind::Real : kind_of(args[0]->dtype), &n))) return n;
  fail("`" + std::string(short_name(e.op)) + "` has no meaning to the reference as a value");
  return {};
}

bool Compiler::constant(const Expr& e, int64_t* out) {
  if (const int64_t* v = tir::as_int(e)) {
    *out = *v;
    return true;
  }
  const Node* n = expr(e);
  if (failed_ || !n->constant) return false;
  const Options none;
  Machine machine(program_, none);
  *out = integer(machine, n).v;
  return !machine.failed();
}

}  // namespace tir2tt::reference
