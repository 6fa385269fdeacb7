// Gives every object of TIR a node of JSON: what has a node already (it came from the text that is being extended, or
// was emitted before) keeps it; what is new is added behind the others, children first. The fields of a node are those
// of json_fields.h, made to fit the text: TVM's loader wants each field that its version knows, and the text's own
// nodes of the same type show which these are. Recursion is as deep as the IR, which the readers bound. Cost: linear in
// what is added. Tested by tests/tvm/json_writer_test.cc, json_era_test.cc.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "support/diagnostic.h"
#include "tvm/json_fields.h"
#include "tvm/json_text.h"

namespace tir2tt::tvm {

class JsonEmitter {
 public:
  /// Adds to `document`; null: starts a text of its own.
  JsonEmitter(JsonStyle style, const JsonDocument* document, Diagnostics& diags);

  JsonNodes& nodes() { return nodes_; }
  tir::Dialect dialect() const { return nodes_.style().dialect; }

  NodeIndex node_of(const tir::Expr& e);
  NodeIndex node_of(const tir::Var& v) { return node_of(tir::Expr(v)); }
  NodeIndex node_of(const tir::Stmt& s);
  NodeIndex node_of(const tir::Buffer& b);
  NodeIndex node_of(const tir::IterVar& v);
  NodeIndex node_of(const tir::Block& b);
  NodeIndex node_of(const tir::PrimFunc& f);
  NodeIndex node_of(const std::shared_ptr<const tir::CommReducer>& r);
  NodeIndex node_of(const tir::Range& r);
  NodeIndex node_of(const tir::BufferRegion& r);
  NodeIndex node_of(const tir::MatchBufferRegion& m);
  NodeIndex node_of(const tir::Type& t);
  NodeIndex node_of(const tir::Attr& a);
  NodeIndex node_of(const std::shared_ptr<const tir::Attr>& a) { return a ? node_of(*a) : kNoNode; }
  NodeIndex node_of(const tir::AttrDict& d);
  NodeIndex node_of(const std::string& s) { return nodes_.string(s); }
  NodeIndex node_of(const std::vector<std::pair<tir::Var, tir::Buffer>>& map);
  NodeIndex node_of(const std::vector<std::pair<std::string, std::shared_ptr<const tir::Attr>>>& dict);
  template <class T>
  NodeIndex node_of(const std::vector<T>& list) {
    std::vector<NodeIndex> items;
    items.reserve(list.size());
    for (const T& item : list) items.push_back(node_of(item));
    return nodes_.array(items);
  }
  /// A constant that no object of the module stands for.
  NodeIndex integer(int64_t value, tir::DataType t);
  NodeIndex constant(const tir::Expr& e) { return make(*e); }
  NodeIndex global_var(const std::string& name);
  NodeIndex op(const tir::Op& op);
  NodeIndex dict_attrs(NodeIndex map);
  /// Reports what JSON cannot carry; null stands in its place.
  NodeIndex cannot(const std::string& what, SourceSpan span = {});

  /// A node with these fields, `droppable` only if the text's own nodes of the type have them, and whatever else those
  /// have as null.
  NodeIndex add(JsonType type, std::vector<JsonNodes::Field> fields, const std::vector<std::string>& droppable = {});
  bool failed() const { return failed_; }

 private:
  friend class JsonFieldWriter;
  friend struct AttrNode;
  template <class Node>
  NodeIndex object(JsonType type, const Node& node, const tir::DataType* dtype, bool span);
  template <class Node>
  NodeIndex shared(JsonType type, const std::shared_ptr<const Node>& p, bool span);
  NodeIndex make(const tir::ExprNode& e);
  NodeIndex make(const tir::StmtNode& s);
  NodeIndex opaque(const std::string& key, int64_t index, SourceSpan span);
  /// kNoNode when it has none yet.
  NodeIndex known(const void* object);
  const JsonNode* sample(JsonType type);
  std::string default_of(const JsonValue& value);

  const JsonDocument* document_;
  Diagnostics& diags_;
  JsonNodes nodes_;
  bool failed_ = false;
  bool indexed_ = false;  // known_ holds the document's objects
  std::unordered_map<const void*, NodeIndex> known_;
  std::map<std::string, NodeIndex> types_, global_vars_, ops_;
  std::vector<NodeIndex> samples_;  // by type: the document's first node of it
};

}  // namespace tir2tt::tvm
