// A module's JSON as a table of nodes: one pass of a JSON parser over the text, no tree. Nodes, fields, list items and
// strings stand in flat arrays; everything is a view into the text where it can be (strings with escapes are kept
// aside), and every value knows its bytes, so that writing can replace exactly them. What a node means is not known
// here, only how the three eras spell it.
//
//   node list     {"type_key": "tir.Add", "attrs": {"a": "4", "dtype": "int32", …}}      fields {a: "4", dtype:
//   "int32"}
//                 {"type_key": "ffi.Map", "keys": ["k"], "data": [7]}                    keys {k}, items {7}
//                 {"type_key": "ffi.String", "repr_str": "A"}                            value "A"
//   object graph  {"type": "tir.Add", "data": {"a": 4, "dtype": "int32", …}}             fields {a: 4, dtype: "int32"}
//                 {"type": "ffi.Map", "data": [3, 7]}                                    items {3, 7}
//                 {"type": "ffi.String", "data": "A"}                                    value "A"
//
// The parser is RapidJSON's SAX reader, used in this folder's json_document_parse.cc alone. Cost: linear, one copy of
// nothing. Tested by tests/tvm/json_document_test.cc.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/diagnostic.h"
#include "tir/module.h"
#include "tvm/json.h"

namespace tir2tt::tvm {

enum class JsonType : uint8_t {
#define JSON_TYPE(kind, name, legacy_name) kind,
#include "tvm/json_types.def"
  Unknown,
};
/// The type's name as `era` and `dialect` spell it. Not for Unknown.
std::string json_type_name(JsonType type, JsonEra era, tir::Dialect dialect);

using NodeIndex = uint32_t;
constexpr NodeIndex kNoNode = UINT32_MAX;

/// One scalar of the text.
struct JsonValue {
  enum class Kind : uint8_t { Absent, Null, Bool, Int, Float, String, Nested };  // Nested: an object or array, skipped
  Kind kind = Kind::Absent;
  bool boolean = false;
  int64_t integer = 0;         // uint64 above 2^63-1 keep their bits
  double number = 0;           // Float; Infinity and NaN are read as such
  std::string_view text = {};  // String, unescaped
  SourceSpan span = {};        // its bytes in the text, quotes included
};

struct JsonField {
  std::string_view name;
  JsonValue value;
};

struct JsonNode {
  JsonType type = JsonType::Unknown;
  std::string_view type_name;  // as the text has it; "" is the node list's null
  SourceSpan span;             // from brace to brace
  std::span<const JsonField> fields;
  std::span<const int64_t> items;          // of arrays and maps; references that have not been checked
  std::span<const std::string_view> keys;  // node lists: of a map with string keys
  JsonValue value;                         // scalars: repr_str, repr_b64 (decoded), data
  bool has_nested_data = false;            // object graph: `data` holds what is neither of the above

  /// Absent when there is none.
  const JsonValue& field(std::string_view name) const;
};

/// What the reader made of the nodes, so that the writer finds the node of an object again.
struct JsonOrigin {
  std::vector<std::pair<std::string, NodeIndex>> functions;  // the PrimFuncs by name
  /// By node: expression, statement, buffer, …; null: none. Kept alive, so that no later object has the same address.
  std::vector<std::shared_ptr<const void>> objects;
};

class JsonDocument {
 public:
  /// Nothing, with diagnostics, when the text is not JSON (at the byte), has no `nodes` or root, has a
  /// node that is no object, or mixes eras or dialects (with the node). `file` must outlive the document.
  static std::optional<JsonDocument> parse(const SourceFile& file, Diagnostics& diags);

  JsonDocument(JsonDocument&&) = default;
  JsonDocument& operator=(JsonDocument&&) = default;
  JsonDocument(const JsonDocument&) = delete;  // the views point into it
  JsonDocument& operator=(const JsonDocument&) = delete;

  const SourceFile& file() const { return *file_; }
  JsonEra era() const { return era_; }
  tir::Dialect dialect() const { return dialect_; }
  bool is_graph() const { return era_ == JsonEra::ObjectGraph; }
  int64_t root() const { return root_; }  // not checked
  const std::vector<JsonNode>& nodes() const { return nodes_; }

  /// The node that a reference field (`"4"`, `4`, `"null"`) means: kNoNode for null, also where the field points to a
  /// null node; nullopt when it is no reference into the table.
  std::optional<NodeIndex> reference(const JsonValue& value) const;
  /// The same for an item of a list.
  std::optional<NodeIndex> reference(int64_t item) const;
  /// A number or truth value as the era writes it; nullopt when it is something else.
  std::optional<int64_t> as_integer(const JsonValue& value) const;
  std::optional<double> as_double(const JsonValue& value) const;

  /// "node 57 (tir.For)".
  std::string describe(NodeIndex node) const;
  /// The node whose object begins at `offset`.
  std::optional<NodeIndex> node_at(uint32_t offset) const;

  /// Where nodes are added: behind the last node's brace, or behind the bracket of an empty list.
  uint32_t end_of_nodes() const { return end_of_nodes_; }
  /// What stands between two nodes (", \n    "), and whether nodes are written over several lines.
  std::string_view separator() const { return separator_; }
  bool is_pretty() const { return separator_.find('\n') != std::string_view::npos; }
  /// "tvm_version" of the text, "" when it has none.
  std::string_view tvm_version() const { return tvm_version_; }

  JsonOrigin origin;  // filled by read_json

 private:
  friend class JsonDocumentBuilder;
  JsonDocument() = default;

  const SourceFile* file_ = nullptr;
  JsonEra era_ = JsonEra::Prefixed;
  tir::Dialect dialect_ = tir::Dialect::Tir;
  int64_t root_ = 0;
  std::vector<JsonNode> nodes_;
  std::vector<JsonField> fields_;
  std::vector<int64_t> items_;
  std::vector<std::string_view> keys_;
  std::deque<std::string> unescaped_;  // stable addresses
  uint32_t end_of_nodes_ = 0;
  std::string_view separator_;
  std::string_view tvm_version_;
};

}  // namespace tir2tt::tvm
