// One module that has every kind of expression and statement, the ones that no text shows included; the tests of
// visitor, mutator and equality check against the node table that none is missing.
#pragma once

#include <functional>
#include <utility>

#include "tir/module.h"

namespace tir2tt::testing {

/// Pieces of the module that tests need by name.
struct EveryKind {
  tir::IRModule module;
  tir::Var n;      // a parameter, used in every function
  tir::Buffer a;   // the buffer parameter
  tir::Stmt body;  // of the first function
};

template <class Node>
std::shared_ptr<Node> expr_node(tir::DataType t, const std::function<void(Node&)>& fill) {
  auto n = std::make_shared<Node>(t);
  fill(*n);
  return n;
}
template <class Node>
std::shared_ptr<Node> stmt_node(const std::function<void(Node&)>& fill) {
  auto n = std::make_shared<Node>();
  fill(*n);
  return n;
}
inline tir::Buffer plain_buffer(const char* name, tir::DataType t, tir::Exprs shape, const char* scope = "global") {
  auto b = std::make_shared<tir::BufferNode>();
  b->name = name;
  b->dtype = t;
  b->shape = std::move(shape);
  b->data = tir::make_pointer(name, t, scope);
  return b;
}
inline tir::IterVar plain_iter(tir::Var v, tir::Expr extent, tir::IterType type, const char* tag = "") {
  tir::Range dom{tir::make_int(0), std::move(extent)};
  return std::make_shared<const tir::IterVarNode>(tir::IterVarNode{std::move(dom), std::move(v), type, tag});
}

/// Every kind of expression over `n` and `a`, each in an Evaluate.
inline std::vector<tir::Stmt> every_expression(const tir::Var& n, const tir::Buffer& a) {
  using namespace tir;
  const DataType i32 = DataType::Int(32), f32 = DataType::Float(32);
  std::vector<Stmt> out;
  const auto add = [&out](Expr e) { out.push_back(make_evaluate(std::move(e))); };
  const Expr load = make_load(a, {n});
  const Expr less = make_binary(ExprKind::LT, n, make_int(3));
#define BINARY(kind, key, fn, op, prec)                                 \
  add(ExprKind::kind == ExprKind::And || ExprKind::kind == ExprKind::Or \
          ? make_binary(ExprKind::kind, less, make_bool(true))          \
          : make_binary(ExprKind::kind, n, make_int(2)));
#include "tir/nodes.def"
  add(make_string("text"));
  add(make_cast(f32, n));
  add(make_not(less));
  add(expr_node<SelectNode>(
      f32, [&](auto& x) { x.condition = less, x.true_value = load, x.false_value = make_float(1.5, f32); }));
  add(expr_node<ProducerLoadNode>(f32, [&](auto& x) { x.producer = "te", x.indices = {n}; }));
  const Expr ramp = expr_node<RampNode>(i32.with_lanes(4),
                                        [&](auto& x) { x.base = n, x.stride = make_int(1), x.lanes = make_int(4); });
  const Expr wide = expr_node<BroadcastNode>(i32.with_lanes(4), [&](auto& x) { x.value = n, x.lanes = make_int(4); });
  add(expr_node<BufferLoadNode>(f32.with_lanes(4),
                                [&](auto& x) { x.buffer = a, x.indices = {ramp}, x.predicate = wide; }));
  add(expr_node<ShuffleNode>(i32, [&](auto& x) { x.vectors = {wide}, x.indices = {make_int(0)}; }));
  const Var let = make_var("let", i32);
  add(expr_node<LetNode>(i32, [&](auto& x) { x.var = let, x.value = n, x.body = make_binary(ExprKind::Add, let, n); }));
  add(expr_node<CallNode>(f32, [&](auto& x) {
    x.op = OpId::exp, x.args = {load};
    x.annotations = {{"fast", std::make_shared<const Attr>(Attr::boolean(true))}};
  }));
  auto combiner = std::make_shared<CommReducer>();
  const Var x = make_var("x", f32), y = make_var("y", f32), k = make_var("k", i32);
  combiner->lhs = {x}, combiner->rhs = {y}, combiner->result = {make_binary(ExprKind::Add, x, y)};
  combiner->identity = {make_float(0, f32)};
  add(expr_node<ReduceNode>(f32, [&](auto& r) {
    r.combiner = combiner, r.source = {make_load(a, {k})}, r.init = {make_float(2, f32)};
    r.axis = {plain_iter(k, n, IterType::CommReduce)};
    r.condition = make_bool(true);
  }));
  add(expr_node<AnyNode>(i32, [](auto&) {}));
  add(expr_node<OpaqueNode>(DataType::Handle(), [](auto& o) { o.key = "tl.Layout", o.index = 2; }));
  return out;
}

/// Every kind of statement over `n` and `a`; `inside` stands in each body.
inline std::vector<tir::Stmt> every_statement(const tir::Var& n, const tir::Buffer& a, const tir::Stmt& inside) {
  using namespace tir;
  const DataType i32 = DataType::Int(32), f32 = DataType::Float(32);
  const Expr cond = make_binary(ExprKind::LT, n, make_int(3));
  const std::vector<Range> bounds = {{make_int(0), n}};
  std::vector<Stmt> out;
  out.push_back(stmt_node<LetStmtNode>([&](auto& s) { s.var = make_var("l", i32), s.value = n, s.body = inside; }));
  out.push_back(stmt_node<BindNode>([&](auto& s) { s.var = make_var("b", i32), s.value = n; }));
  out.push_back(stmt_node<AttrStmtNode>([&](auto& s) {
    s.node = Attr::Value(plain_iter(make_var("bx", i32), n, IterType::ThreadIndex, "blockIdx.x"));
    s.attr_key = "thread_extent", s.value = n, s.body = inside;
  }));
  out.push_back(stmt_node<AttrStmtNode>([&](auto& s) {
    s.node = Attr::Value(Expr(n)), s.attr_key = "hint", s.value = make_string("v"), s.body = inside;
  }));
  out.push_back(stmt_node<AssertStmtNode>([&](auto& s) {
    s.condition = cond, s.error_kind = make_string("ValueError"), s.message = {make_string("no")}, s.body = inside;
  }));
  out.push_back(stmt_node<BufferStoreNode>(
      [&](auto& s) { s.buffer = a, s.value = make_cast(f32, n), s.indices = {n}, s.predicate = cond; }));
  out.push_back(stmt_node<BufferRealizeNode>(
      [&](auto& s) { s.buffer = a, s.bounds = bounds, s.condition = cond, s.body = inside; }));
  out.push_back(stmt_node<ProducerStoreNode>([&](auto& s) { s.producer = "te", s.value = n, s.indices = {n}; }));
  out.push_back(stmt_node<ProducerRealizeNode>([&](auto& s) {
    s.producer = "te", s.bounds = bounds, s.condition = cond, s.storage_scope = "shared", s.body = inside;
  }));
  out.push_back(stmt_node<PrefetchNode>([&](auto& s) { s.buffer = a, s.bounds = bounds; }));
  out.push_back(stmt_node<AllocateNode>([&](auto& s) {
    s.var = make_pointer("p", f32, "shared"), s.dtype = f32, s.extents = {n}, s.condition = cond, s.body = inside;
    s.annotations.set("volatile", Attr::boolean(true));
  }));
  out.push_back(stmt_node<AllocateConstNode>([&](auto& s) {
    s.var = make_pointer("c", i32, ""), s.dtype = i32, s.extents = {n};
    s.data = Attr::array({Attr::integer(7)}), s.body = inside;
  }));
  const Buffer local = plain_buffer("local", f32, {n}, "local");
  out.push_back(stmt_node<DeclBufferNode>([&](auto& s) { s.buffer = local, s.body = inside; }));
  out.push_back(stmt_node<AllocBufferNode>([&](auto& s) {
    s.buffer = plain_buffer("flat", f32, {n}, "local");
    s.annotations.set("k", Attr::integer(1));
  }));
  out.push_back(stmt_node<IfThenElseNode>(
      [&](auto& s) { s.condition = cond, s.then_case = inside, s.else_case = make_evaluate(n); }));
  out.push_back(stmt_node<ForNode>([&](auto& s) {
    s.loop_var = make_var("i", i32), s.min = make_int(0), s.extent = n, s.step = n, s.for_kind = ForKind::ThreadBinding;
    s.thread_binding =
        std::make_shared<const IterVarNode>(IterVarNode{{}, make_var("", i32), IterType::ThreadIndex, "threadIdx.x"});
    s.annotations.set("num_stages", Attr::integer(2)), s.body = inside;
  }));
  out.push_back(stmt_node<WhileNode>([&](auto& s) { s.condition = cond, s.body = inside; }));
  const Var v = make_var("v", i32);
  auto block = std::make_shared<BlockNode>();
  block->name = "b";
  block->iter_vars = {plain_iter(v, n, IterType::DataPar)};
  block->reads = {{a, {{n, make_int(1)}}}}, block->writes = {{a, {{v, make_int(1)}}}};
  block->alloc_buffers = {plain_buffer("S", f32, {make_int(8)}, "shared")};
  block->match_buffers = {{plain_buffer("M", f32, {make_int(4)}), {a, {{n, make_int(4)}}}}};
  block->annotations.set("layout", Attr::dict({}));
  block->init = make_evaluate(n), block->body = inside;
  out.push_back(
      stmt_node<BlockRealizeNode>([&](auto& s) { s.iter_values = {n}, s.predicate = cond, s.block = block; }));
  return out;
}

inline EveryKind every_kind() {
  using namespace tir;
  EveryKind out;
  out.n = make_var("n", DataType::Int(32));
  out.a = plain_buffer("A", DataType::Float(32), {out.n});
  const Stmt inside = make_seq(every_expression(out.n, out.a));
  out.body = make_seq(every_statement(out.n, out.a, inside));
  auto f = std::make_shared<PrimFuncNode>();
  const Var handle = make_var("A_handle", DataType::Handle());
  f->params = {out.n, handle};
  f->buffer_map = {{handle, out.a}};
  f->attrs.set("global_symbol", Attr::string("main"));
  f->body = out.body;
  out.module.functions.emplace_back("main", f);
  return out;
}

}  // namespace tir2tt::testing
