// Nodes of TVM's JSON as text, in the spelling of an era and in TVM's own layout: what stands on one line, what goes
// below, where blanks are. Knows containers and fields, no TIR. Nodes are only ever added; equal strings share one.
// Source of the layout: dmlc-core json.h (node lists), tvm-ffi src/ffi/extra/json_writer.cc (object graphs).
// Tested by tests/tvm/json_writer_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tvm/json_document.h"

namespace tir2tt::tvm {

/// How nodes are written.
struct JsonStyle {
  JsonEra era = JsonEra::Prefixed;
  tir::Dialect dialect = tir::Dialect::Tir;
  bool pretty = true;     // over several lines, else without a blank
  std::string separator;  // between two nodes; empty: the era's own
};

class JsonNodes {
 public:
  /// A field and its value as it stands in the text.
  using Field = std::pair<std::string, std::string>;

  JsonNodes(JsonStyle style, NodeIndex first) : style_(std::move(style)), first_(first), next_(first) {}

  const JsonStyle& style() const { return style_; }
  bool is_graph() const { return style_.era == JsonEra::ObjectGraph; }

  // Values of fields.
  std::string reference(NodeIndex node);  // kNoNode: null
  std::string integer(int64_t v) const;
  std::string number(double v) const;
  std::string text(std::string_view s) const;  // a string that stands for itself: a data type

  // Nodes; each gives the index of its node.
  NodeIndex object(JsonType type, std::vector<Field> fields);
  NodeIndex string(std::string_view bytes);
  NodeIndex named(JsonType type, std::string_view name);  // ir.Op, which is its name
  NodeIndex boxed(JsonType type, std::string_view field, const std::string& value, const std::string& legacy_value);
  NodeIndex array(const std::vector<NodeIndex>& items);
  NodeIndex dict(const std::vector<std::pair<std::string, NodeIndex>>& entries);
  NodeIndex map(const std::vector<std::pair<NodeIndex, NodeIndex>>& entries);
  NodeIndex none();
  /// An index that exists already and must be used for null from now on.
  void set_none(NodeIndex node) { none_ = node; }

  NodeIndex first() const { return first_; }
  NodeIndex next() const { return next_; }
  /// The added nodes with a separator in front of each, or behind each but the last.
  std::string behind_others() const;
  std::string alone() const;
  std::string separator() const;
  /// False when a string that is no UTF-8 had to be written into an object graph.
  bool all_representable() const { return representable_; }

 private:
  NodeIndex add(std::string node);
  std::string type_entry(JsonType type) const;
  std::string list_of(const std::vector<std::string>& items, size_t most_on_a_line, const std::string& indent) const;
  std::string entries(const std::vector<Field>& fields, const std::string& indent) const;
  std::string node(const std::vector<Field>& members) const;
  std::string quoted(std::string_view bytes) const;

  JsonStyle style_;
  NodeIndex first_, next_;
  NodeIndex none_ = kNoNode;
  std::vector<std::string> nodes_;
  std::unordered_map<std::string, NodeIndex> strings_;
  mutable bool representable_ = true;
};

}  // namespace tir2tt::tvm
