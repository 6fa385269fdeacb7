// Structural equality. Problem: two trees made by different hands, the same program? Objects that stand for
// something by their address (variables, buffers) must correspond one to one. Method: walk both trees in step and
// keep two maps, left to right and right to left. A definition (a parameter, a loop variable, the variables inside
// a buffer) adds a pair; a use looks its pair up. A buffer needs no definition: the first pair met is compared
// field by field and entered, as TVM does, because a script may use one before it declares it. Order of visits is
// TVM's where it decides which of two places defines: definitions before uses, annotations after the body.
//
// Two subtrees that are one object are equal without a look inside, as long as no variable has been paired with
// another one; so a module and its copy with other attributes compare in the time of the attributes. Where the
// order of a map does not count, entries are tried in place first and searched after that; a failed try is undone
// by a trail. Rejected: hashing first (a difference could not be named) and printing both (slow, and names count).
// Cost: linear; recursion as deep as the tree, which the reader bounds.
#include "tir/equal.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

namespace tir2tt::tir {
namespace {

std::string_view kind_name(ExprKind k) {
  static constexpr std::string_view kNames[] = {
#define BINARY(kind, key, fn, op, prec) #kind,
#define EXPR(kind, key) #kind,
#include "tir/nodes.def"
  };
  return kNames[static_cast<size_t>(k)];
}

std::string_view kind_name(StmtKind k) {
  static constexpr std::string_view kNames[] = {
#define STMT(kind, key) #kind,
#include "tir/nodes.def"
  };
  return kNames[static_cast<size_t>(k)];
}

bool same_double(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

void flatten(const Stmt& s, std::vector<const Stmt*>& out) {
  if (const auto* seq = as<SeqStmtNode>(s)) {
    for (const Stmt& child : seq->seq) flatten(child, out);
  } else {
    out.push_back(&s);
  }
}

std::string show(std::string_view s) { return fmt::format("\"{}\"", s); }
std::string show(const std::string& s) { return show(std::string_view(s)); }
std::string show(DataType t) { return to_string(t); }
std::string show(bool b) { return b ? "true" : "false"; }
template <class T>
requires std::is_enum_v<T> std::string show(T v) { return fmt::format("kind {}", static_cast<int>(v)); }
template <class T>
std::string show(T v) {
  return fmt::format("{}", v);
}

/// A literal attribute in the one spelling in which equal literals are equal.
Attr normal(const Attr& a) {
  if (const auto* i = a.get_if<BoxedInt>()) return Attr::Value(IntValue{i->value, DataType::Int(32)});
  if (const auto* s = a.get_if<StringImmValue>()) return Attr::Value(s->value);
  const auto* e = a.get_if<Expr>();
  if (!e) return a;
  if (const auto* i = as<IntImmNode>(*e)) return Attr::Value(IntValue{i->value, i->dtype});
  if (const auto* f = as<FloatImmNode>(*e)) return Attr::Value(FloatValue{f->value, f->dtype});
  if (const auto* s = as<StringImmNode>(*e)) return Attr::Value(s->value);
  if (const auto* o = as<OpaqueNode>(*e)) return Attr::Value(OpaqueRef{o->key, o->index});
  return a;
}

class Comparer {
 public:
  explicit Comparer(bool map_free_vars, bool buffers_are_free = false)
      : map_free_vars_(map_free_vars), buffers_are_free_(buffers_are_free) {}
  const std::string& difference() const { return difference_; }

  // ------------------------------------------------------------------------------------------ module
  bool equal(const IRModule& a, const IRModule& b) {
    for (const auto& entry : a.functions) {
      const PrimFunc* other = find(b, entry.first);
      if (!other) return fail(fmt::format("function \"{}\": only in the first module", entry.first));
      const Step step{"function", -1, &entry.first};
      if (!within(step, [&] { return equal(entry.second, *other); })) return false;
    }
    for (const auto& [name, f] : b.functions)
      if (!find(a, name)) return fail(fmt::format("function \"{}\": only in the second module", name));
    return at("attrs", a.attrs, b.attrs);
  }

  bool equal(const PrimFunc& a, const PrimFunc& b) {
    if (a == b && identity()) return true;
    return defs("params", a->params, b->params) && at("ret_type", a->ret_type, b->ret_type) &&
           at("buffer_map", a->buffer_map, b->buffer_map) && at("body", a->body, b->body) &&
           at("attrs", a->attrs, b->attrs);
  }
  bool equal(const std::pair<Var, Buffer>& a, const std::pair<Var, Buffer>& b) {
    return at("param", a.first, b.first) && at("buffer", a.second, b.second);
  }

  // ------------------------------------------------------------------------------------- expressions
  bool equal(const Expr& a, const Expr& b) {
    if (!a || !b) return a == b || fail("there against missing", !a);
    if (a == b && identity()) return true;
    if (a->kind != b->kind) return differ(kind_name(a->kind), kind_name(b->kind));
    if (a->kind == ExprKind::Var) return use(cast<VarNode>(a), cast<VarNode>(b));
    return at("dtype", a->dtype, b->dtype) && equal_fields(*a, *b);
  }
  bool equal(const Var& a, const Var& b) { return use(*a, *b); }

  // -------------------------------------------------------------------------------------- statements
  bool equal(const Stmt& a, const Stmt& b) {
    if (!a || !b) return a == b || fail("there against missing", !a);
    if (a == b && identity()) return true;
    if (a->kind == StmtKind::SeqStmt || b->kind == StmtKind::SeqStmt) return equal_sequences(a, b);
    if (a->kind != b->kind) return differ(kind_name(a->kind), kind_name(b->kind));
    return equal_fields(*a, *b);
  }

  // -------------------------------------------------------------------------------------- attributes
  bool equal(const Attr& left, const Attr& right) {
    const Attr a = normal(left), b = normal(right);
    if (a.value().index() != b.value().index()) return fail("attributes of two kinds");
    return std::visit([&](const auto& x) { return equal_value(x, *b.get_if<std::decay_t<decltype(x)>>()); }, a.value());
  }

 private:
  struct Step {
    std::string_view field;
    std::ptrdiff_t index;
    const std::string* key;
  };

  // ------------------------------------------------------------------------------ paths and messages
  template <class F>
  bool within(Step step, F&& f) {
    path_.push_back(step);
    const bool ok = f();
    path_.pop_back();
    return ok;
  }
  template <class T>
  bool at(std::string_view field, const T& a, const T& b) {
    return within({field, -1, nullptr}, [&] { return equal(a, b); });
  }
  template <class T>
  bool at(std::string_view field, const std::vector<T>& a, const std::vector<T>& b) {
    return each(field, a, b, [this](const T& x, const T& y) { return equal(x, y); });
  }
  /// As `at`, but the variables of both sides (of buffers: inside them) are defined here.
  bool defs(std::string_view field, const std::vector<Var>& a, const std::vector<Var>& b) {
    return each(field, a, b, [this](const Var& x, const Var& y) { return define(*x, *y); });
  }
  bool def(std::string_view field, const Var& a, const Var& b) {
    return within({field, -1, nullptr}, [&] { return define(*a, *b); });
  }
  /// `missing` and the value that TVM assumes for it are equal.
  bool at_or(std::string_view field, const Expr& a, const Expr& b, int64_t missing) {
    const auto is_default = [missing](const Expr& e) { return !e || is_int(e, missing); };
    return (is_default(a) && is_default(b)) || at(field, a, b);
  }
  template <class T, class F>
  bool each(std::string_view field, const std::vector<T>& a, const std::vector<T>& b, F&& f) {
    if (a.size() != b.size())
      return within({field, -1, nullptr}, [&] { return differ_text(count(a.size()), count(b.size())); });
    for (size_t i = 0; i < a.size(); ++i)
      if (!within({field, static_cast<std::ptrdiff_t>(i), nullptr}, [&] { return f(a[i], b[i]); })) return false;
    return true;
  }
  static std::string count(size_t n) { return fmt::format("{} element{}", n, n == 1 ? "" : "s"); }

  std::string path() const {
    std::string out;
    for (const Step& s : path_) {
      if (!out.empty() && !s.field.empty()) out += '.';
      out += s.field;
      if (s.key) out += fmt::format("[\"{}\"]", *s.key);
      if (s.index >= 0) out += fmt::format("[{}]", s.index);
    }
    return out;
  }
  /// Keeps the first message; a try that may be undone keeps none.
  bool fail(std::string_view what) {
    if (tries_ == 0 && difference_.empty())
      difference_ = path_.empty() ? std::string(what) : path() + ": " + std::string(what);
    return false;
  }
  bool fail(std::string_view what, bool swapped) { return fail(swapped ? "missing against there" : what); }
  bool differ_text(const std::string& a, const std::string& b) { return fail(a + " against " + b); }
  bool differ(std::string_view a, std::string_view b) { return fail(fmt::format("{} against {}", a, b)); }

  // ---------------------------------------------------------------------------------- correspondence
  /// May one object seen on both sides be taken for equal unseen? With free variables to map, each use counts.
  bool identity() const { return renamed_ == 0 && !map_free_vars_; }

  template <class T>
  static const T& cast(const Expr& e) {
    return static_cast<const T&>(*e);
  }

  void enter(const void* a, const void* b) {
    right_of_.emplace(a, b);
    left_of_.emplace(b, a);
    trail_.emplace_back(a, b);
    if (a != b) ++renamed_;
  }
  void undo(size_t mark) {
    for (; trail_.size() > mark; trail_.pop_back()) {
      const auto [a, b] = trail_.back();
      right_of_.erase(a);
      left_of_.erase(b);
      if (a != b) --renamed_;
    }
  }
  enum class Pairing { Same, Other, New };
  Pairing pairing(const void* a, const void* b) const {
    const auto right = right_of_.find(a);
    if (right != right_of_.end()) return right->second == b ? Pairing::Same : Pairing::Other;
    return left_of_.contains(b) ? Pairing::Other : Pairing::New;
  }

  bool differ_names(std::string_view what, std::string_view a, std::string_view b) {
    return fail(fmt::format("{} {} against {}, which is another one", what, a, b));
  }
  bool define(const VarNode& a, const VarNode& b) {
    const Pairing p = pairing(&a, &b);
    if (p != Pairing::New) return p == Pairing::Same || differ_names("variable", a.name, b.name);
    if (!at("dtype", a.dtype, b.dtype) || !at("type", a.type, b.type)) return false;
    enter(&a, &b);
    return true;
  }
  bool use(const VarNode& a, const VarNode& b) {
    if (defining_ || map_free_vars_) return define(a, b);
    const Pairing p = pairing(&a, &b);
    if (p == Pairing::New ? &a == &b : p == Pairing::Same) return true;
    return differ_names("variable", a.name, b.name);
  }
  bool equal(const Buffer& a, const Buffer& b) {
    if (!a || !b) return a == b || fail("there against missing", !a);
    const Pairing p = pairing(a.get(), b.get());
    if (p != Pairing::New) return p == Pairing::Same || differ_names("buffer", a->name, b->name);
    const bool was = std::exchange(defining_, !buffers_are_free_);
    const bool ok = equal_fields(*a, *b);
    defining_ = was;
    if (ok) enter(a.get(), b.get());
    return ok;
  }

  // ----------------------------------------------------------------------------------------- fields
  template <class T>
  requires std::is_arithmetic_v<T> || std::is_enum_v<T> || std::is_same_v<T, DataType> || std::is_same_v<T, std::string>
  bool equal(const T& a, const T& b) { return a == b || differ_text(show(a), show(b)); }
  bool equal(const Type& a, const Type& b) {
    return at("kind", a.kind, b.kind) && at("dtype", pointee(a), pointee(b)) && at("scope", scope(a), scope(b));
  }
  /// TVM stores a bool as an int8, and a script does not tell a pointer to the one from a pointer to the other.
  static DataType pointee(const Type& t) {
    return t.kind == Type::Kind::Pointer && t.dtype.is_bool() ? DataType::Int(8, t.dtype.lanes) : t.dtype;
  }
  static std::string scope(const Type& t) { return t.scope.empty() ? "global" : t.scope; }

  bool equal(const Range& a, const Range& b) { return at("min", a.min, b.min) && at("extent", a.extent, b.extent); }
  bool equal(const BufferRegion& a, const BufferRegion& b) {
    return at("buffer", a.buffer, b.buffer) && at("region", a.region, b.region);
  }
  bool equal(const MatchBufferRegion& a, const MatchBufferRegion& b) {
    return at("buffer", a.buffer, b.buffer) && at("source", a.source, b.source);
  }
  bool equal(const IterVar& a, const IterVar& b) {
    if (!a || !b) return a == b || fail("there against missing", !a);
    return at("dom", a->dom, b->dom) && def("var", a->var, b->var) && at("type", a->type, b->type) &&
           at("thread_tag", a->thread_tag, b->thread_tag);
  }
  bool equal_fields(const BufferNode& a, const BufferNode& b) {
    return at("data", a.data, b.data) && at("dtype", a.dtype, b.dtype) && at("shape", a.shape, b.shape) &&
           at("strides", a.strides, b.strides) && at("axis_separators", a.axis_separators, b.axis_separators) &&
           at_or("elem_offset", a.elem_offset, b.elem_offset, 0) &&
           at("data_alignment", a.data_alignment, b.data_alignment) &&
           at("offset_factor", a.offset_factor, b.offset_factor) &&
           at("auto_broadcast", a.auto_broadcast, b.auto_broadcast) && at_layout(a, b);
  }
  bool at_layout(const BufferNode& a, const BufferNode& b) {
    static const Attr kNone;
    return at("layout", a.layout ? *a.layout : kNone, b.layout ? *b.layout : kNone);
  }
  bool equal(const Block& a, const Block& b) {
    if (a == b && identity()) return true;
    return at("iter_vars", a->iter_vars, b->iter_vars) && at("alloc_buffers", a->alloc_buffers, b->alloc_buffers) &&
           at("match_buffers", a->match_buffers, b->match_buffers) && at("reads", a->reads, b->reads) &&
           at("writes", a->writes, b->writes) && at("init", a->init, b->init) && at("body", a->body, b->body) &&
           at("annotations", a->annotations, b->annotations);
  }
  bool equal(const std::shared_ptr<const CommReducer>& a, const std::shared_ptr<const CommReducer>& b) {
    return defs("lhs", a->lhs, b->lhs) && defs("rhs", a->rhs, b->rhs) && at("result", a->result, b->result) &&
           at("identity", a->identity, b->identity);
  }

  bool equal_sequences(const Stmt& a, const Stmt& b) {
    std::vector<const Stmt*> left, right;
    flatten(a, left);
    flatten(b, right);
    return each("", left, right, [this](const Stmt* x, const Stmt* y) { return equal(*x, *y); });
  }

  // ---------------------------------------------------------------------------- the fields of each node
  // In TVM's order: what defines comes before what uses.
  bool fields(const BinaryNode& a, const BinaryNode& b) { return at("a", a.a, b.a) && at("b", a.b, b.b); }
  bool fields(const VarNode& a, const VarNode& b) { return use(a, b); }
  bool fields(const AnyNode&, const AnyNode&) { return true; }
  bool fields(const IntImmNode& a, const IntImmNode& b) { return at("value", a.value, b.value); }
  bool fields(const FloatImmNode& a, const FloatImmNode& b) { return equal_double(a.value, b.value); }
  bool fields(const StringImmNode& a, const StringImmNode& b) { return at("value", a.value, b.value); }
  bool fields(const CastNode& a, const CastNode& b) { return at("value", a.value, b.value); }
  bool fields(const NotNode& a, const NotNode& b) { return at("a", a.a, b.a); }
  bool fields(const SelectNode& a, const SelectNode& b) {
    return at("condition", a.condition, b.condition) && at("true_value", a.true_value, b.true_value) &&
           at("false_value", a.false_value, b.false_value);
  }
  bool fields(const BufferLoadNode& a, const BufferLoadNode& b) {
    return at("buffer", a.buffer, b.buffer) && at("indices", a.indices, b.indices) &&
           at("predicate", a.predicate, b.predicate);
  }
  bool fields(const ProducerLoadNode& a, const ProducerLoadNode& b) {
    return at("producer", a.producer, b.producer) && at("indices", a.indices, b.indices);
  }
  bool fields(const RampNode& a, const RampNode& b) {
    return at("base", a.base, b.base) && at("stride", a.stride, b.stride) && at("lanes", a.lanes, b.lanes);
  }
  bool fields(const BroadcastNode& a, const BroadcastNode& b) {
    return at("value", a.value, b.value) && at("lanes", a.lanes, b.lanes);
  }
  bool fields(const LetNode& a, const LetNode& b) {
    return at("value", a.value, b.value) && def("var", a.var, b.var) && at("body", a.body, b.body);
  }
  bool fields(const CallNode& a, const CallNode& b) {
    return at("op", std::string(a.op.name()), std::string(b.op.name())) && at("global", a.global, b.global) &&
           at("args", a.args, b.args) && at("annotations", as_dict(a), as_dict(b));
  }
  bool fields(const ShuffleNode& a, const ShuffleNode& b) {
    return at("vectors", a.vectors, b.vectors) && at("indices", a.indices, b.indices);
  }
  bool fields(const ReduceNode& a, const ReduceNode& b) {
    return at("axis", a.axis, b.axis) && at("combiner", a.combiner, b.combiner) && at("source", a.source, b.source) &&
           at("init", a.init, b.init) && at_or("condition", a.condition, b.condition, 1) &&
           at("value_index", a.value_index, b.value_index);
  }
  bool fields(const OpaqueNode& a, const OpaqueNode& b) { return at("key", a.key, b.key); }
  bool fields(const LetStmtNode& a, const LetStmtNode& b) {
    return at("value", a.value, b.value) && def("var", a.var, b.var) && at("body", a.body, b.body);
  }
  bool fields(const BindNode& a, const BindNode& b) {
    return at("value", a.value, b.value) && def("var", a.var, b.var);
  }
  bool fields(const AttrStmtNode& a, const AttrStmtNode& b) {
    return at("attr_key", a.attr_key, b.attr_key) && at("node", a.node, b.node) && at("value", a.value, b.value) &&
           at("body", a.body, b.body);
  }
  bool fields(const AssertStmtNode& a, const AssertStmtNode& b) {
    return at("condition", a.condition, b.condition) && at("error_kind", a.error_kind, b.error_kind) &&
           at("message", a.message, b.message) && at("body", a.body, b.body);
  }
  bool fields(const BufferStoreNode& a, const BufferStoreNode& b) {
    return at("buffer", a.buffer, b.buffer) && at("value", a.value, b.value) && at("indices", a.indices, b.indices) &&
           at("predicate", a.predicate, b.predicate);
  }
  bool fields(const BufferRealizeNode& a, const BufferRealizeNode& b) {
    return at("buffer", a.buffer, b.buffer) && at("bounds", a.bounds, b.bounds) &&
           at_or("condition", a.condition, b.condition, 1) && at("body", a.body, b.body);
  }
  bool fields(const ProducerStoreNode& a, const ProducerStoreNode& b) {
    return at("producer", a.producer, b.producer) && at("value", a.value, b.value) &&
           at("indices", a.indices, b.indices);
  }
  bool fields(const ProducerRealizeNode& a, const ProducerRealizeNode& b) {
    return at("producer", a.producer, b.producer) && at("bounds", a.bounds, b.bounds) &&
           at_or("condition", a.condition, b.condition, 1) && at("storage_scope", a.storage_scope, b.storage_scope) &&
           at("body", a.body, b.body);
  }
  bool fields(const PrefetchNode& a, const PrefetchNode& b) {
    return at("buffer", a.buffer, b.buffer) && at("bounds", a.bounds, b.bounds);
  }
  bool fields(const AllocateNode& a, const AllocateNode& b) {
    return def("var", a.var, b.var) && at("dtype", a.dtype, b.dtype) && at("extents", a.extents, b.extents) &&
           at_or("condition", a.condition, b.condition, 1) && at("body", a.body, b.body) &&
           at("annotations", a.annotations, b.annotations);
  }
  bool fields(const AllocateConstNode& a, const AllocateConstNode& b) {
    return def("var", a.var, b.var) && at("dtype", a.dtype, b.dtype) && at("extents", a.extents, b.extents) &&
           at("data", a.data, b.data) && at("body", a.body, b.body) && at("annotations", a.annotations, b.annotations);
  }
  bool fields(const DeclBufferNode& a, const DeclBufferNode& b) {
    return at("buffer", a.buffer, b.buffer) && at("body", a.body, b.body);
  }
  bool fields(const AllocBufferNode& a, const AllocBufferNode& b) {
    return at("buffer", a.buffer, b.buffer) && at("annotations", a.annotations, b.annotations);
  }
  bool fields(const SeqStmtNode& a, const SeqStmtNode& b) { return at("", a.seq, b.seq); }
  bool fields(const EvaluateNode& a, const EvaluateNode& b) { return at("value", a.value, b.value); }
  bool fields(const IfThenElseNode& a, const IfThenElseNode& b) {
    return at("condition", a.condition, b.condition) && at("then_case", a.then_case, b.then_case) &&
           at("else_case", a.else_case, b.else_case);
  }
  bool fields(const ForNode& a, const ForNode& b) {
    return def("loop_var", a.loop_var, b.loop_var) && at("min", a.min, b.min) && at("extent", a.extent, b.extent) &&
           at_or("step", a.step, b.step, 1) && at("for_kind", a.for_kind, b.for_kind) &&
           at("thread_binding", a.thread_binding, b.thread_binding) && at("body", a.body, b.body) &&
           at("annotations", a.annotations, b.annotations);
  }
  bool fields(const WhileNode& a, const WhileNode& b) {
    return at("condition", a.condition, b.condition) && at("body", a.body, b.body);
  }
  bool fields(const BlockRealizeNode& a, const BlockRealizeNode& b) {
    return at("iter_values", a.iter_values, b.iter_values) && at_or("predicate", a.predicate, b.predicate, 1) &&
           at("block", a.block, b.block);
  }

  bool equal_fields(const ExprNode& a, const ExprNode& b) {
    switch (a.kind) {
#define BINARY(Kind, key, fn, op, prec) \
  case ExprKind::Kind:                  \
    return fields(static_cast<const BinaryNode&>(a), static_cast<const BinaryNode&>(b));
#define EXPR(Kind, key) \
  case ExprKind::Kind:  \
    return fields(static_cast<const Kind##Node&>(a), static_cast<const Kind##Node&>(b));
#include "tir/nodes.def"
    }
    return true;
  }
  bool equal_fields(const StmtNode& a, const StmtNode& b) {
    switch (a.kind) {
#define STMT(Kind, key) \
  case StmtKind::Kind:  \
    return fields(static_cast<const Kind##Node&>(a), static_cast<const Kind##Node&>(b));
#include "tir/nodes.def"
    }
    return true;
  }

  // ------------------------------------------------------------------------------ values of attributes
  bool equal_value(std::monostate, std::monostate) { return true; }
  bool equal_value(const std::string& a, const std::string& b) { return equal(a, b); }
  bool equal_value(const BoxedBool& a, const BoxedBool& b) { return equal(a.value, b.value); }
  bool equal_value(const BoxedInt& a, const BoxedInt& b) { return equal(a.value, b.value); }
  bool equal_value(const BoxedFloat& a, const BoxedFloat& b) { return equal_double(a.value, b.value); }
  bool equal_value(const IntValue& a, const IntValue& b) {
    return at("dtype", a.dtype, b.dtype) && equal(a.value, b.value);
  }
  bool equal_value(const FloatValue& a, const FloatValue& b) {
    return at("dtype", a.dtype, b.dtype) && equal_double(a.value, b.value);
  }
  bool equal_value(const StringImmValue& a, const StringImmValue& b) { return equal(a.value, b.value); }
  bool equal_value(const OpaqueRef& a, const OpaqueRef& b) { return equal(a.key, b.key); }
  bool equal_value(const TargetValue& a, const TargetValue& b) { return at("target", *a.config, *b.config); }
  bool equal_value(const DataTypeValue& a, const DataTypeValue& b) { return equal(a.dtype, b.dtype); }
  bool equal_value(const Attr::Array& a, const Attr::Array& b) { return at("", *a, *b); }
  bool equal_value(const Attr::Dict& a, const Attr::Dict& b) { return equal(*a, *b); }
  bool equal_value(const Attr::Map& a, const Attr::Map& b) { return equal_maps(*a, *b); }
  bool equal_value(const std::shared_ptr<const BufferRegion>& a, const std::shared_ptr<const BufferRegion>& b) {
    return equal(*a, *b);
  }
  bool equal_value(const std::shared_ptr<const Range>& a, const std::shared_ptr<const Range>& b) {
    return equal(*a, *b);
  }
  bool equal_value(const std::shared_ptr<const CommReducer>& a, const std::shared_ptr<const CommReducer>& b) {
    return equal(a, b);
  }
  bool equal_value(const Expr& a, const Expr& b) { return equal(a, b); }
  bool equal_value(const Buffer& a, const Buffer& b) { return equal(a, b); }
  bool equal_value(const IterVar& a, const IterVar& b) { return equal(a, b); }
  bool equal_double(double a, double b) { return same_double(a, b) || differ_text(show(a), show(b)); }

  bool equal(const AttrDict& a, const AttrDict& b) {
    if (a.size() != b.size()) return fail_keys(a, b);
    for (size_t i = 0; i < a.size(); ++i) {
      const AttrDict::Entry& mine = a.entries()[i];
      const AttrDict::Entry& in_place = b.entries()[i];
      const Attr* other = in_place.first == mine.first ? &in_place.second : b.find(mine.first);
      if (!other) return fail_keys(a, b);
      const Step step{"", -1, &mine.first};
      if (!within(step, [&] { return equal(mine.second, *other); })) return false;
    }
    return true;
  }
  bool fail_keys(const AttrDict& a, const AttrDict& b) {
    for (const auto& [key, value] : a.entries())
      if (!b.find(key)) return fail(fmt::format("key \"{}\" only in the first", key));
    for (const auto& [key, value] : b.entries())
      if (!a.find(key)) return fail(fmt::format("key \"{}\" only in the second", key));
    return fail("a key twice");
  }

  bool equal_maps(const AttrMap& a, const AttrMap& b) {
    if (a.size() != b.size()) return differ_text(count(a.size()), count(b.size()));
    std::vector<bool> taken(b.size());
    for (size_t i = 0; i < a.size(); ++i) {
      const size_t j = find_key(a[i].first, b, i, taken);
      if (j == b.size())
        return within({"", static_cast<std::ptrdiff_t>(i), nullptr}, [&] { return fail("key missing"); });
      taken[j] = true;
      if (!within({"", static_cast<std::ptrdiff_t>(i), nullptr}, [&] { return equal(a[i].second, b[j].second); }))
        return false;
    }
    return true;
  }
  size_t find_key(const Attr& key, const AttrMap& in, size_t first, const std::vector<bool>& taken) {
    if (!taken[first] && try_equal(key, in[first].first)) return first;
    for (size_t j = 0; j < in.size(); ++j)
      if (!taken[j] && j != first && try_equal(key, in[j].first)) return j;
    return in.size();
  }
  bool try_equal(const Attr& a, const Attr& b) {
    const size_t mark = trail_.size();
    ++tries_;
    const bool ok = equal(a, b);
    --tries_;
    if (!ok) undo(mark);
    return ok;
  }

  static AttrDict as_dict(const CallNode& call) {
    AttrDict out;
    for (const auto& [key, value] : call.annotations) out.append(key, *value);
    return out;
  }

  static const PrimFunc* find(const IRModule& m, const std::string& name) {
    const auto it =
        std::find_if(m.functions.begin(), m.functions.end(), [&](const auto& f) { return f.first == name; });
    return it == m.functions.end() ? nullptr : &it->second;
  }

  const bool map_free_vars_;
  const bool buffers_are_free_;  // nothing defines them: they are the same memory or not
  bool defining_ = false;        // inside a buffer that is seen for the first time: its variables are defined by it
  int tries_ = 0;
  size_t renamed_ = 0;  // pairs of two different objects
  std::unordered_map<const void*, const void*> right_of_, left_of_;
  std::vector<std::pair<const void*, const void*>> trail_;
  std::vector<Step> path_;
  std::string difference_;
};

}  // namespace

bool structural_equal(const IRModule& a, const IRModule& b, bool map_free_vars) {
  return Comparer(map_free_vars).equal(a, b);
}
bool structural_equal(const PrimFunc& a, const PrimFunc& b, bool map_free_vars) {
  return Comparer(map_free_vars).equal(a, b);
}
bool structural_equal(const Stmt& a, const Stmt& b, bool map_free_vars) { return Comparer(map_free_vars).equal(a, b); }
bool structural_equal(const Expr& a, const Expr& b, bool map_free_vars) {
  return Comparer(map_free_vars, !map_free_vars).equal(a, b);
}
bool structural_equal(const Attr& a, const Attr& b) { return Comparer(false).equal(a, b); }

std::string first_difference(const IRModule& a, const IRModule& b, bool map_free_vars) {
  Comparer c(map_free_vars);
  return c.equal(a, b) ? std::string() : c.difference();
}

}  // namespace tir2tt::tir
