// Which fields the nodes of TIR have in TVM's JSON: one function per node, and one for both directions. An archive is
// called with the name of each field and the member that it is; the reader's archive fills the member, the writer's
// puts it into the text. `Ref<Ar, Node>` is a `Node&` for the one and a `const Node&` for the other.
//
//   ar(name, member)            must be there; references are not null
//   ar.optional(name, member)   may be missing or null: then the member keeps its value
//   ar.newer(name, member)      as optional, and not known to TVM 0.21: a node list has it only where it says something
//   ar.not_ours(name)           TVM has it, TIR does without; written as null
//
// `dtype` and `span` of expressions and statements are not listed here: every one has them.
// Source: VisitAttrs and RegisterReflection in apache/tvm include/tvm/{ir,tir,tirx}/*.h (0.17 to the first tirx ones).
// Tested by tests/tvm/json_era_test.cc (every node, there and back, in every era).
#pragma once

#include "tir/module.h"
#include "tvm/json_document.h"

namespace tir2tt::tvm {

template <class Ar, class Node>
using Ref = typename Ar::template RefOf<Node>;

// Kinds of which the JsonType, the ExprKind or StmtKind and the node have one name. (BinaryNode stands for seventeen.)
// clang-format off
#define TIR2TT_JSON_EXPRS_BUT_VAR(X) \
  X(IntImm) X(FloatImm) X(StringImm) X(Cast) X(Not) X(Select) X(BufferLoad) X(Ramp) X(Broadcast) X(Let) X(Call) \
  X(Shuffle) X(Reduce) X(Any)
#define TIR2TT_JSON_EXPRS(X) X(Var) TIR2TT_JSON_EXPRS_BUT_VAR(X)
#define TIR2TT_JSON_STMTS(X) \
  X(LetStmt) X(Bind) X(AttrStmt) X(AssertStmt) X(BufferStore) X(BufferRealize) X(Prefetch) X(Allocate) \
  X(AllocateConst) X(DeclBuffer) X(AllocBuffer) X(SeqStmt) X(Evaluate) X(IfThenElse) X(For) X(While) X(BlockRealize)
// clang-format on

// Expressions.

template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::VarNode> n) {
  ar("name", n.name);
  ar("type_annotation", n.type);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::IntImmNode> n) {
  ar("value", n.value);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::FloatImmNode> n) {
  ar("value", n.value);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::StringImmNode> n) {
  ar("value", n.value);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::CastNode> n) {
  ar("value", n.value);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BinaryNode> n) {
  ar("a", n.a);
  ar("b", n.b);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::NotNode> n) {
  ar("a", n.a);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::SelectNode> n) {
  ar("condition", n.condition);
  ar("true_value", n.true_value);
  ar("false_value", n.false_value);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BufferLoadNode> n) {
  ar("buffer", n.buffer);
  ar("indices", n.indices);
  ar.optional("predicate", n.predicate);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::RampNode> n) {
  ar("base", n.base);
  ar("stride", n.stride);
  ar("lanes", n.lanes);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BroadcastNode> n) {
  ar("value", n.value);
  ar("lanes", n.lanes);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::LetNode> n) {
  ar("var", n.var);
  ar("value", n.value);
  ar("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::CallNode> n) {
  ar.callee("op", n);
  ar("args", n.args);
  ar.call_annotations("annotations", n.annotations);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::ShuffleNode> n) {
  ar("vectors", n.vectors);
  ar("indices", n.indices);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::ReduceNode> n) {
  ar("combiner", n.combiner);
  ar("source", n.source);
  ar("init", n.init);
  ar("axis", n.axis);
  ar("condition", n.condition);
  ar("value_index", n.value_index);
}
template <class Ar>
void json_fields(Ar&, Ref<Ar, tir::AnyNode>) {}

// What is neither an expression nor a statement.

template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::CommReducer> n) {
  ar("lhs", n.lhs);
  ar("rhs", n.rhs);
  ar("result", n.result);
  ar("identity_element", n.identity);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::Range> n) {
  ar("min", n.min);
  ar("extent", n.extent);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BufferRegion> n) {
  ar("buffer", n.buffer);
  ar("region", n.region);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::MatchBufferRegion> n) {
  ar("buffer", n.buffer);
  ar("source", n.source);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::IterVarNode> n) {
  ar.domain("dom", n.dom);
  ar("var", n.var);
  ar("iter_type", n.type);
  ar("thread_tag", n.thread_tag);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BufferNode> n) {
  ar("data", n.data);
  ar("dtype", n.dtype);
  ar("shape", n.shape);
  ar("strides", n.strides);
  ar.optional("axis_separators", n.axis_separators);
  ar.offset("elem_offset", n);
  ar("name", n.name);
  ar("data_alignment", n.data_alignment);
  ar("offset_factor", n.offset_factor);
  ar.broadcast("buffer_type", n.auto_broadcast);
  ar.newer("layout", n.layout);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BlockNode> n) {
  ar("iter_vars", n.iter_vars);
  ar("reads", n.reads);
  ar("writes", n.writes);
  ar("name_hint", n.name);
  ar("alloc_buffers", n.alloc_buffers);
  ar("match_buffers", n.match_buffers);
  ar("annotations", n.annotations);
  ar.optional("init", n.init);
  ar("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::PrimFuncNode> n) {
  ar("params", n.params);
  ar.optional("buffer_map", n.buffer_map);
  ar("ret_type", n.ret_type);
  ar.function_attributes("attrs", n.attrs);
  ar("body", n.body);
  ar.not_ours("struct_info_");
}

// Statements.

template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::LetStmtNode> n) {
  ar("var", n.var);
  ar("value", n.value);
  ar("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BindNode> n) {
  ar("var", n.var);
  ar("value", n.value);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::AttrStmtNode> n) {
  ar.optional("node", n.node);
  ar("attr_key", n.attr_key);
  ar("value", n.value);
  ar.scope("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::AssertStmtNode> n) {
  ar("condition", n.condition);
  if (ar.dialect() == tir::Dialect::Tirx) {
    ar("error_kind", n.error_kind);
    ar("message_parts", n.message);
  } else {
    ar.single("message", n.message);
    ar("body", n.body);
  }
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BufferStoreNode> n) {
  ar("buffer", n.buffer);
  ar("value", n.value);
  ar("indices", n.indices);
  ar.optional("predicate", n.predicate);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BufferRealizeNode> n) {
  ar("buffer", n.buffer);
  ar("bounds", n.bounds);
  ar("condition", n.condition);
  ar("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::PrefetchNode> n) {
  ar("buffer", n.buffer);
  ar("bounds", n.bounds);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::AllocateNode> n) {
  ar("buffer_var", n.var);
  ar("dtype", n.dtype);
  ar("extents", n.extents);
  ar.condition("condition", n.condition);
  ar("annotations", n.annotations);
  ar("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::AllocateConstNode> n) {
  ar("buffer_var", n.var);
  ar("dtype", n.dtype);
  ar("extents", n.extents);
  ar.array_data("data", n.data);
  ar("annotations", n.annotations);
  ar("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::DeclBufferNode> n) {
  ar("buffer", n.buffer);
  ar.scope("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::AllocBufferNode> n) {
  ar("buffer", n.buffer);
  ar("annotations", n.annotations);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::SeqStmtNode> n) {
  ar("seq", n.seq);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::EvaluateNode> n) {
  ar("value", n.value);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::IfThenElseNode> n) {
  ar("condition", n.condition);
  ar("then_case", n.then_case);
  ar.optional("else_case", n.else_case);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::ForNode> n) {
  ar("loop_var", n.loop_var);
  ar("min", n.min);
  ar("extent", n.extent);
  ar.newer("step", n.step);
  ar("kind", n.for_kind);
  ar("body", n.body);
  ar.optional("thread_binding", n.thread_binding);
  ar("annotations", n.annotations);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::WhileNode> n) {
  ar("condition", n.condition);
  ar("body", n.body);
}
template <class Ar>
void json_fields(Ar& ar, Ref<Ar, tir::BlockRealizeNode> n) {
  ar("iter_values", n.iter_values);
  ar.condition("predicate", n.predicate);
  ar("block", n.block);
}

}  // namespace tir2tt::tvm
