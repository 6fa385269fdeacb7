// TIR statements: immutable nodes behind shared pointers. Every kind of TVM's tir and of tirx (nodes.def).
// Source of kinds and fields: tvm/tir/stmt.h, tvm/tirx/stmt.h of apache/tvm. Tested by tests/tir/.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tir/attr.h"
#include "tir/expr.h"

namespace tir2tt::tir {

enum class StmtKind : uint8_t {
#define STMT(kind, key) kind,
#include "tir/nodes.def"
};

struct StmtNode {
  StmtKind kind;
  SourceSpan span;  // the first line of the statement

 protected:
  explicit StmtNode(StmtKind k) : kind(k) {}
};
using Stmt = std::shared_ptr<const StmtNode>;

template <class Node>
const Node* as(const Stmt& s) {
  return s && Node::is_kind(s->kind) ? static_cast<const Node*>(s.get()) : nullptr;
}
#define TIR2TT_STMT_NODE(Name)                                              \
  static constexpr bool is_kind(StmtKind k) { return k == StmtKind::Name; } \
  Name##Node() : StmtNode(StmtKind::Name) {}

struct LetStmtNode : StmtNode {
  TIR2TT_STMT_NODE(LetStmt)
  Var var;
  Expr value;
  Stmt body;
};
/// tirx: a let without body; visible in the statements that follow it in its scope.
struct BindNode : StmtNode {
  TIR2TT_STMT_NODE(Bind)
  Var var;
  Expr value;
};
struct AttrStmtNode : StmtNode {
  TIR2TT_STMT_NODE(AttrStmt)
  Attr node;  // an IterVar for thread_extent and virtual_thread
  std::string attr_key;
  Expr value;
  Stmt body;  // may be null in tirx
};
struct AssertStmtNode : StmtNode {
  TIR2TT_STMT_NODE(AssertStmt)
  Expr condition;
  Expr error_kind;  // tirx only, else null
  Exprs message;    // tir: one; tirx: the parts
  Stmt body;        // null in tirx
};
struct BufferStoreNode : StmtNode {
  TIR2TT_STMT_NODE(BufferStore)
  Buffer buffer;
  Expr value;
  Exprs indices;
  Expr predicate;  // may be null
};
struct BufferRealizeNode : StmtNode {
  TIR2TT_STMT_NODE(BufferRealize)
  Buffer buffer;
  std::vector<Range> bounds;
  Expr condition;
  Stmt body;
};
struct ProducerStoreNode : StmtNode {
  TIR2TT_STMT_NODE(ProducerStore)
  std::string producer;
  Expr value;
  Exprs indices;
};
struct ProducerRealizeNode : StmtNode {
  TIR2TT_STMT_NODE(ProducerRealize)
  std::string producer;
  std::vector<Range> bounds;
  Expr condition;
  std::string storage_scope;
  Stmt body;
};
struct PrefetchNode : StmtNode {
  TIR2TT_STMT_NODE(Prefetch)
  Buffer buffer;
  std::vector<Range> bounds;
};
struct AllocateNode : StmtNode {
  TIR2TT_STMT_NODE(Allocate)
  Var var;  // its type is the Pointer with the scope
  DataType dtype;
  Exprs extents;   // elements
  Expr condition;  // null = true
  AttrDict annotations;
  Stmt body;
};
struct AllocateConstNode : StmtNode {
  TIR2TT_STMT_NODE(AllocateConst)
  Var var;
  DataType dtype;
  Exprs extents;
  Attr data;  // what the text shows
  AttrDict annotations;
  Stmt body;
};
/// tir: scope over `body`. tirx: flat, `body` null.
struct DeclBufferNode : StmtNode {
  TIR2TT_STMT_NODE(DeclBuffer)
  Buffer buffer;
  Stmt body;
};
/// tirx: allocation and declaration in one, flat.
struct AllocBufferNode : StmtNode {
  TIR2TT_STMT_NODE(AllocBuffer)
  Buffer buffer;
  AttrDict annotations;
};
struct SeqStmtNode : StmtNode {
  TIR2TT_STMT_NODE(SeqStmt)
  std::vector<Stmt> seq;
};
struct EvaluateNode : StmtNode {
  TIR2TT_STMT_NODE(Evaluate)
  Expr value;
};
struct IfThenElseNode : StmtNode {
  TIR2TT_STMT_NODE(IfThenElse)
  Expr condition;
  Stmt then_case;
  Stmt else_case;  // may be null
};
/// TVM's ForKind, same order.
enum class ForKind : uint8_t { Serial, Parallel, Vectorized, Unrolled, ThreadBinding };
struct ForNode : StmtNode {
  TIR2TT_STMT_NODE(For)
  Var loop_var;
  Expr min, extent;
  Expr step;  // null = 1
  ForKind for_kind = ForKind::Serial;
  IterVar thread_binding;  // null unless ThreadBinding
  AttrDict annotations;
  Stmt body;
};
struct WhileNode : StmtNode {
  TIR2TT_STMT_NODE(While)
  Expr condition;
  Stmt body;
};

struct MatchBufferRegion {
  Buffer buffer;
  BufferRegion source;
};
/// Block of tir, SBlock of tirx.
struct BlockNode {
  std::string name;
  std::vector<IterVar> iter_vars;
  std::vector<BufferRegion> reads, writes;
  std::vector<Buffer> alloc_buffers;
  std::vector<MatchBufferRegion> match_buffers;
  AttrDict annotations;
  Stmt init;  // may be null
  Stmt body;
  SourceSpan span;
};
using Block = std::shared_ptr<const BlockNode>;
struct BlockRealizeNode : StmtNode {
  TIR2TT_STMT_NODE(BlockRealize)
  Exprs iter_values;  // one per block->iter_vars
  Expr predicate;     // null = true
  Block block;
};

/// One statement for none (`T.evaluate(0)`), the statement itself for one, a SeqStmt for more; nested SeqStmts
/// are flattened.
Stmt make_seq(const std::vector<Stmt>& stmts);
Stmt make_evaluate(Expr value);

}  // namespace tir2tt::tir
