// TIR expressions: immutable nodes behind shared pointers. Every kind of TVM's tir, as listed in nodes.def.
// Nothing is folded when a node is made; see simplify.h where folding is wanted.
// Source of the node kinds and fields: tvm/tir/expr.h, tvm/tir/var.h, tvm/tir/buffer.h of apache/tvm.
// Tested by tests/tir/.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/source.h"
#include "tir/dtype.h"
#include "tir/op.h"

namespace tir2tt::tir {

enum class ExprKind : uint8_t {
#define BINARY(kind, key, fn, op, prec) kind,
#define EXPR(kind, key) kind,
#include "tir/nodes.def"
};
constexpr bool is_binary(ExprKind k) { return k <= ExprKind::Or; }

/// What every expression has. `dtype` is the type of the value.
struct ExprNode {
  ExprKind kind;
  DataType dtype;
  SourceSpan span;

 protected:
  ExprNode(ExprKind k, DataType t) : kind(k), dtype(t) {}
};
using Expr = std::shared_ptr<const ExprNode>;
using Exprs = std::vector<Expr>;

struct BufferNode;
using Buffer = std::shared_ptr<const BufferNode>;
class Attr;

/// The checked downcast: nullptr when `e` is null or of another kind.
template <class Node>
const Node* as(const Expr& e) {
  return e && Node::is_kind(e->kind) ? static_cast<const Node*>(e.get()) : nullptr;
}
#define TIR2TT_EXPR_NODE(Name)                                              \
  static constexpr bool is_kind(ExprKind k) { return k == ExprKind::Name; } \
  explicit Name##Node(DataType t) : ExprNode(ExprKind::Name, t) {}

/// Type annotation of a variable.
struct Type {
  enum class Kind : uint8_t { Prim, Pointer, Void, Opaque };
  Kind kind = Kind::Prim;
  DataType dtype;     // Prim: the type; Pointer: the element type
  std::string scope;  // Pointer: storage scope, "" = unspecified (prints as global)
  friend bool operator==(const Type&, const Type&) = default;
};

/// A variable is identified by its address; the name is for people.
struct VarNode : ExprNode {
  TIR2TT_EXPR_NODE(Var)
  std::string name;
  Type type;
  bool is_size_var = false;
};
using Var = std::shared_ptr<const VarNode>;

struct IntImmNode : ExprNode {
  TIR2TT_EXPR_NODE(IntImm)
  int64_t value = 0;  // uint64 values above 2^63-1 keep their bits
};
struct FloatImmNode : ExprNode {
  TIR2TT_EXPR_NODE(FloatImm)
  double value = 0;  // never rounded to dtype
};
struct StringImmNode : ExprNode {
  TIR2TT_EXPR_NODE(StringImm)
  std::string value;  // bytes
};
struct CastNode : ExprNode {
  TIR2TT_EXPR_NODE(Cast)
  Expr value;
};
/// Add … Or.
struct BinaryNode : ExprNode {
  static constexpr bool is_kind(ExprKind k) { return is_binary(k); }
  BinaryNode(ExprKind k, DataType t) : ExprNode(k, t) {}
  Expr a, b;
};
struct NotNode : ExprNode {
  TIR2TT_EXPR_NODE(Not)
  Expr a;
};
struct SelectNode : ExprNode {
  TIR2TT_EXPR_NODE(Select)
  Expr condition, true_value, false_value;
};
struct BufferLoadNode : ExprNode {
  TIR2TT_EXPR_NODE(BufferLoad)
  Buffer buffer;
  Exprs indices;
  Expr predicate;  // may be null
};
/// Tensor-expression leftovers (te.compute); `producer` is opaque.
struct ProducerLoadNode : ExprNode {
  TIR2TT_EXPR_NODE(ProducerLoad)
  std::string producer;
  Exprs indices;
};
struct RampNode : ExprNode {
  TIR2TT_EXPR_NODE(Ramp)
  Expr base, stride, lanes;  // lanes: IntImm, or an expression of vscale
};
struct BroadcastNode : ExprNode {
  TIR2TT_EXPR_NODE(Broadcast)
  Expr value, lanes;
};
struct LetNode : ExprNode {
  TIR2TT_EXPR_NODE(Let)
  Var var;
  Expr value, body;
};
/// A call of an operator, of a function of the module (`global`), or of anything else by name.
struct CallNode : ExprNode {
  TIR2TT_EXPR_NODE(Call)
  Op op;
  bool global = false;  // op.name() is a GlobalVar of this module
  Exprs args;
  std::vector<std::pair<std::string, std::shared_ptr<const Attr>>> annotations;  // TileLang >= 0.1.7.post3
};
struct ShuffleNode : ExprNode {
  TIR2TT_EXPR_NODE(Shuffle)
  Exprs vectors, indices;
};
struct CommReducer {
  std::vector<Var> lhs, rhs;
  Exprs result, identity;
};
struct IterVarNode;
using IterVar = std::shared_ptr<const IterVarNode>;
struct ReduceNode : ExprNode {
  TIR2TT_EXPR_NODE(Reduce)
  std::shared_ptr<const CommReducer> combiner;
  Exprs source, init;
  std::vector<IterVar> axis;
  Expr condition;
  int value_index = 0;
};
struct AnyNode : ExprNode {
  TIR2TT_EXPR_NODE(Any)
};
/// `metadata["key"][index]`: something the text only refers to.
struct OpaqueNode : ExprNode {
  TIR2TT_EXPR_NODE(Opaque)
  std::string key;
  int64_t index = 0;
};

/// Half-open [min, min + extent).
struct Range {
  Expr min, extent;
};
struct BufferRegion {
  Buffer buffer;
  std::vector<Range> region;
};

/// TVM's IterVarType, same order.
enum class IterType : uint8_t {
  DataPar,
  ThreadIndex,
  CommReduce,
  Ordered,
  Opaque,
  Unrolled,
  Vectorized,
  Parallelized,
  Tensorized
};
struct IterVarNode {
  Range dom;  // both null where TVM has no dom
  Var var;
  IterType type = IterType::DataPar;
  std::string thread_tag;
};

/// A buffer: a typed, shaped view of the memory behind `data`. Identified by its address.
/// Strides empty = row-major compact. Units: shape, strides and elem_offset in elements, alignment in bytes.
struct BufferNode {
  std::string name;
  Var data;  // its type is a Pointer with the storage scope
  DataType dtype;
  Exprs shape, strides;
  Exprs axis_separators;
  Expr elem_offset;  // null = 0
  int data_alignment = 64;
  int offset_factor = 1;
  bool auto_broadcast = false;
  std::shared_ptr<const Attr> layout;  // tirx: opaque, may be null
  SourceSpan span;

  std::string_view scope() const { return data->type.scope.empty() ? std::string_view("global") : data->type.scope; }
};

// Short ways to make nodes. None of them folds or casts.
Var make_var(std::string name, DataType t);
Var make_var(std::string name, Type type, DataType t);
/// A pointer variable for a buffer's data.
Var make_pointer(std::string name, DataType element, std::string scope);
Expr make_int(int64_t value, DataType t = DataType::Int(32));
Expr make_float(double value, DataType t);
Expr make_string(std::string value);
Expr make_bool(bool value);
Expr make_cast(DataType t, Expr value);
/// dtype: bool (with a's lanes) for comparisons and logic, else a's.
Expr make_binary(ExprKind kind, Expr a, Expr b);
Expr make_not(Expr a);
Expr make_load(Buffer buffer, Exprs indices);
Expr make_call(DataType t, Op op, Exprs args);
/// What DtypeRule says about a call with these arguments; void where an argument is missing or the rule is Printed.
DataType result_dtype(DtypeRule rule, const Exprs& args);

/// The value of an IntImm; `fallback` otherwise.
const int64_t* as_int(const Expr& e);
inline bool is_int(const Expr& e, int64_t v) {
  const int64_t* p = as_int(e);
  return p && *p == v;
}

}  // namespace tir2tt::tir
