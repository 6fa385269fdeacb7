// What a JSON text of TVM holds, before anyone asks what it means: the inside of JsonDocument::parse, in two steps.
//
//   scan_json            text → JsonTable: nodes of both layouts in flat arrays (json_document_parse.cc, RapidJSON)
//   JsonDocumentBuilder  JsonTable → JsonDocument: which layout, era, dialect; what is wrong (json_document_build.cc)
//
// Nodes refer to slices of arrays that still grow, hence numbers here and std::span only in the document.
// Tested by tests/tvm/json_document_test.cc.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tvm/json_document.h"

namespace tir2tt::tvm {

/// Of UTF-8. Some editors put it in front; it stays where it is.
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

struct JsonSlice {
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// What was seen in a node, beside the JsonNode itself.
struct JsonNodeMarks {
  enum : uint16_t {
    kObject = 1 << 0,
    kTypeKey = 1 << 1,  // the type stands in `type_key`
    kType = 1 << 2,     // … in `type`
    kAttrs = 1 << 3,
    kDataObject = 1 << 4,
    kDataArray = 1 << 5,
    kDataScalar = 1 << 6,
    kBase64 = 1 << 7,     // the value is that of `repr_b64`
    kBadItem = 1 << 8,    // `data` has an item that is no integer
    kBadKey = 1 << 9,     // `keys` is no array of strings
    kBadAttrs = 1 << 10,  // `attrs` is no object
    kRepr = 1 << 11,      // `repr_str` or `repr_b64`
  };
  static constexpr uint16_t kData = kDataObject | kDataArray | kDataScalar | kBadItem;
  uint16_t seen = 0;
  JsonSlice fields, items, keys;

  bool has(uint16_t any_of) const { return (seen & any_of) != 0; }
};

struct JsonTable {
  std::vector<JsonNode> nodes;  // without the type and the spans of lists
  std::vector<JsonNodeMarks> marks;
  std::vector<JsonField> fields;
  std::vector<int64_t> items;
  std::vector<std::string_view> keys;
  std::deque<std::string> unescaped;
  bool is_object = false;               // the text as a whole
  std::optional<uint32_t> nodes_begin;  // behind the bracket of `nodes`
  SourceSpan second_nodes;              // another `nodes`, where there is one
  JsonValue root;                       // "root" of a node list
  JsonValue root_index;                 // "root_index" of an object graph
  std::string_view tvm_version;
};

/// Nothing, with a diagnostic, when the text is not JSON.
std::optional<JsonTable> scan_json(const SourceFile& file, Diagnostics& diags);

/// A type name as a text has it: which type, and what the spelling says about the text. Unknown says nothing.
struct SpelledType {
  JsonType type = JsonType::Unknown;
  std::optional<JsonEra> era;  // Legacy or Prefixed where the two differ
  std::optional<tir::Dialect> dialect;
};
SpelledType read_type_name(std::string_view name);

/// "node 57 (`tir.For`)", as messages have it.
std::string quote_node(size_t index, std::string_view type_name);

}  // namespace tir2tt::tvm
