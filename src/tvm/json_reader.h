// The JSON reader's insides, shared by json_reader.cc (the graph and what each node becomes) and json_reader_fields.cc
// (how one field is read). Nothing else includes this header.
//
// The nodes are a graph with sharing and in no order, as deep as the function is nested. The reader walks it with a
// stack of its own: a node is tried; whatever it needs that is not built yet goes onto the stack and the try is thrown
// away; when it comes up again, all is there. A node that is needed while it is being tried itself is a cycle. Each
// node is built once, so that what is shared in TVM's memory is shared in ours (the printer and structural equality
// rely on it). Rejected: recursion (the input decides the depth) and a separate pass for the order (the fields would be
// listed twice). Cost: linear; a node is tried at most twice. Tested by tests/tvm/json_reader_test.cc,
// tests/corpus/json_test.cc.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "tir/module.h"
#include "tvm/json_document.h"

namespace tir2tt::tvm {

/// A node of a type that TIR has not.
struct UnknownNode {
  std::string_view type_name;
};
/// A node with a mistake that was reported: what needs it is left out without another message.
struct BrokenNode {};

template <class T>
using Shared = std::shared_ptr<const T>;
using Built = std::variant<std::monostate, UnknownNode, BrokenNode, tir::Expr, tir::Stmt, tir::Buffer, tir::IterVar,
                           tir::Block, Shared<tir::Range>, Shared<tir::BufferRegion>, Shared<tir::MatchBufferRegion>,
                           Shared<tir::CommReducer>, tir::PrimFunc, tir::Type, tir::Attr>;

class JsonReader {
 public:
  JsonReader(const JsonDocument& document, const ReadOptions& options, Diagnostics& diags);

  tir::IRModule module();
  JsonOrigin take_origin() { return std::move(origin_); }

 private:
  friend class JsonFieldReader;
  enum class State : uint8_t { New, Open, Done };
  /// The most nodes of each sort on a way down. Statements that only open a scope follow each other in long rows; they
  /// have a limit of their own, as in scripts.
  struct Depth {
    uint32_t scopes = 0;
    uint32_t others = 0;
  };

  // The walk.
  void build(NodeIndex root);
  void try_node(NodeIndex node);
  void measure(NodeIndex node);
  uint64_t most_expanded() const;
  void fail_expanded(NodeIndex node);
  /// False: not built yet, and now on the stack (or a cycle, which is reported).
  bool need(NodeIndex node);
  void report_cycle(NodeIndex node);

  // What a node becomes; nothing to see in `built_` while something is missing.
  void make(NodeIndex node);
  template <class Node>
  void make_expr(NodeIndex node, tir::ExprKind kind);
  template <class Node>
  void make_stmt(NodeIndex node);
  template <class Node>
  void make_shared(NodeIndex node);
  void make_type(NodeIndex node);
  void make_container(NodeIndex node);
  void make_array(NodeIndex node);
  void make_map(NodeIndex node);
  void finish_dict(NodeIndex node, tir::AttrDict dict);
  bool element(NodeIndex container, int64_t item, tir::Attr& out);
  void make_target(NodeIndex node);
  void check(NodeIndex node, const tir::ExprNode& e);
  void check(NodeIndex node, const tir::StmtNode& s);
  void check_access(NodeIndex node, const tir::BufferNode& b, const tir::Exprs& indices);
  void check_shape(NodeIndex node, const tir::BufferNode& b);
  void finish(NodeIndex node, Built built, std::shared_ptr<const void> object = nullptr);

  // Conversions of a built node to what a field wants; false: it is something else.
  bool convert(NodeIndex node, tir::Type& out);
  bool convert(NodeIndex node, tir::Expr& out);
  bool convert(NodeIndex node, tir::Stmt& out);
  bool convert(NodeIndex node, tir::Attr& out);
  template <class T>
  bool convert(NodeIndex node, T& out) {
    if (const T* p = std::get_if<T>(&built_[node])) return out = *p, true;
    return false;
  }

  // Functions and modules.
  void read_lone_function(NodeIndex node, tir::IRModule& out);
  void read_module(NodeIndex node, tir::IRModule& out);
  void read_module_attributes(NodeIndex node, tir::IRModule& out);
  void read_function(const std::string& name, NodeIndex node, tir::IRModule& out);
  std::string global_name(NodeIndex global_var);
  std::vector<std::pair<NodeIndex, NodeIndex>> pairs_of(NodeIndex map);
  /// kNoNode when it is null or missing; what leads nowhere is reported as well.
  NodeIndex reference_of(NodeIndex node, std::string_view field);

  const JsonNode& at(NodeIndex node) const { return document_.nodes()[node]; }
  void fail(NodeIndex node, DiagId id, const std::string& what, std::string hint = {});
  void warn_unknown(NodeIndex node, std::string_view place);

  const JsonDocument& document_;
  const ReadOptions& options_;
  Diagnostics& diags_;
  std::vector<Built> built_;
  std::vector<State> state_;
  std::vector<Depth> depth_;
  std::vector<uint64_t> expanded_;  // nodes, if nothing were shared
  std::vector<NodeIndex> stack_;
  std::set<std::string_view> warned_;
  JsonOrigin origin_;

  // Of the node that is being tried.
  bool missing_ = false;
  bool broken_ = false;
  Depth deepest_;
  uint64_t below_ = 0;  // expanded nodes

  uint64_t all_expanded_ = 0;  // of all functions
  std::set<std::string, std::less<>> function_names_;
};

/// The archive of json_fields.h that fills members from one node's fields.
class JsonFieldReader {
 public:
  template <class Node>
  using RefOf = Node&;

  JsonFieldReader(JsonReader& reader, NodeIndex node) : r_(reader), node_(node) {}
  tir::Dialect dialect() const { return r_.document_.dialect(); }

  template <class T>
  void operator()(std::string_view name, T& member) {
    const JsonValue& value = present(name);
    if (value.kind != JsonValue::Kind::Absent) read(name, value, member);
  }
  template <class T>
  void optional(std::string_view name, T& member) {
    if (!is_null(name)) (*this)(name, member);
  }
  template <class T>
  void newer(std::string_view name, T& member) {
    optional(name, member);
  }
  void not_ours(std::string_view) {}
  void array_data(std::string_view name, tir::Attr& data) { optional(name, data); }
  void call_annotations(std::string_view name, std::vector<std::pair<std::string, Shared<tir::Attr>>>& member) {
    optional(name, member);
  }
  /// Refuses what other versions of TVM have in a node and what would be lost.
  void must_not_have(std::string_view name);
  void scope(std::string_view name, tir::Stmt& body) {
    dialect() == tir::Dialect::Tirx ? optional(name, body) : (*this)(name, body);
  }
  void condition(std::string_view name, tir::Expr& e) { optional(name, e); }
  void single(std::string_view name, tir::Exprs& es) { (*this)(name, es.emplace_back()); }
  void domain(std::string_view name, tir::Range& r) { optional(name, r); }
  void offset(std::string_view name, tir::BufferNode& b) { optional(name, b.elem_offset); }
  void broadcast(std::string_view name, bool& auto_broadcast);
  void callee(std::string_view name, tir::CallNode& call);
  void function_attributes(std::string_view name, tir::AttrDict& attrs);

 private:
  bool is_null(std::string_view name) const;
  /// Absent, and reported, when the node has no such field.
  const JsonValue& present(std::string_view name);
  void wrong(std::string_view name, std::string_view expected);
  void optional_integer(std::string_view name, int64_t& out);
  /// kNoNode, and reported, when it is null or no reference.
  NodeIndex target(std::string_view name, const JsonValue& value);
  std::span<const int64_t> list(std::string_view name, const JsonValue& value);

  // Literals.
  void read(std::string_view name, const JsonValue& value, int64_t& out);
  void read(std::string_view name, const JsonValue& value, int& out);
  void read(std::string_view name, const JsonValue& value, double& out);
  void read(std::string_view name, const JsonValue& value, tir::DataType& out);
  template <class Enum>
  requires std::is_enum_v<Enum>
  void read(std::string_view name, const JsonValue& value, Enum& out) {
    int64_t number = 0;
    read(name, value, number);
    if (number < 0 || number > static_cast<int64_t>(last_of(out))) return wrong(name, "a number of that enumeration");
    out = static_cast<Enum>(number);
  }
  static tir::IterType last_of(tir::IterType) { return tir::IterType::Tensorized; }
  static tir::ForKind last_of(tir::ForKind) { return tir::ForKind::ThreadBinding; }

  // References.
  void read(std::string_view name, const JsonValue& value, std::string& out);
  void read(std::string_view name, const JsonValue& value, tir::AttrDict& out);
  void read(std::string_view name, const JsonValue& value, Shared<tir::Attr>& out);
  void read(std::string_view name, const JsonValue& value, std::vector<std::pair<std::string, Shared<tir::Attr>>>& out);
  void read(std::string_view name, const JsonValue& value, std::vector<std::pair<tir::Var, tir::Buffer>>& out);
  template <class T>
  void read(std::string_view name, const JsonValue& value, T& out) {
    const NodeIndex node = target(name, value);
    if (node != kNoNode) item(name, node, out);
  }
  template <class T>
  void read(std::string_view name, const JsonValue& value, std::vector<T>& out) {
    const std::span<const int64_t> items = list(name, value);
    out.reserve(items.size());
    for (const int64_t number : items) {
      const std::optional<NodeIndex> node = r_.document_.reference(number);
      if (!node || *node == kNoNode) return wrong(name, "a list of nodes");
      T element{};
      item(name, *node, element);
      out.push_back(std::move(element));
    }
  }

  // One referenced node.
  template <class T>
  void item(std::string_view name, NodeIndex node, T& out) {
    if (r_.need(node) && !r_.convert(node, out)) mismatch(name, node);
  }
  void item(std::string_view name, NodeIndex node, tir::Var& out);
  void item(std::string_view name, NodeIndex node, tir::Range& out) { by_value(name, node, out); }
  void item(std::string_view name, NodeIndex node, tir::BufferRegion& out) { by_value(name, node, out); }
  void item(std::string_view name, NodeIndex node, tir::MatchBufferRegion& out) { by_value(name, node, out); }
  template <class T>
  void by_value(std::string_view name, NodeIndex node, T& out) {
    Shared<T> shared;
    item(name, node, shared);
    if (shared) out = *shared;
  }
  void mismatch(std::string_view name, NodeIndex node);

  JsonReader& r_;
  NodeIndex node_;
};

}  // namespace tir2tt::tvm
