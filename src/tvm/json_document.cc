// The table of node types and the questions that a JsonDocument answers once it is read.
#include "tvm/json_document.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "tvm/json_table.h"

namespace tir2tt::tvm {

using tir::Dialect;

namespace {

struct TypeRow {
  JsonType type;
  std::string_view name;
  std::string_view legacy_name;

  constexpr bool is_tir() const { return name.starts_with("tir."); }
};

constexpr TypeRow kTypes[] = {
#define JSON_TYPE(kind, name, legacy_name) {JsonType::kind, name, legacy_name},
#include "tvm/json_types.def"
};

// The types of tirx whose names differ by more than the prefix: {tir, tirx}.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kRenamed{
    {{"Block", "SBlock"}, {"BlockRealize", "SBlockRealize"}}};

std::string_view to_tirx(std::string_view name) {
  for (const auto& [tir, tirx] : kRenamed)
    if (name == tir) return tirx;
  return name;
}

SpelledType read_column(const TypeRow& row, std::string_view name) {
  SpelledType spelled{row.type, {}, {}};
  if (row.name != row.legacy_name) spelled.era = name == row.name ? JsonEra::Prefixed : JsonEra::Legacy;
  if (row.is_tir()) spelled.dialect = Dialect::Tir;
  return spelled;
}

template <typename T>
std::optional<T> whole_number(std::string_view text) {
  T value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string json_type_name(JsonType type, JsonEra era, Dialect dialect) {
  TIR2TT_CHECK(type != JsonType::Unknown, "an unknown type has no name of its own");
  const TypeRow& row = kTypes[static_cast<size_t>(type)];
  if (dialect == Dialect::Tirx && row.is_tir()) return "tirx." + std::string(to_tirx(row.name.substr(4)));
  return std::string(era == JsonEra::Legacy ? row.legacy_name : row.name);
}

SpelledType read_type_name(std::string_view name) {
  if (name.empty()) return {JsonType::None, {}, {}};
  const bool tirx = name.starts_with("tirx.");
  for (const TypeRow& row : kTypes) {
    if (!tirx && (name == row.name || name == row.legacy_name)) return read_column(row, name);
    if (tirx && row.is_tir() && name.substr(5) == to_tirx(row.name.substr(4))) return {row.type, {}, Dialect::Tirx};
  }
  return {};
}

std::string quote_node(size_t index, std::string_view type_name) {
  std::string text = "node " + std::to_string(index);
  return type_name.empty() ? text : text + " (`" + std::string(type_name) + "`)";
}

std::string_view to_string(JsonEra era) {
  constexpr std::string_view kNames[] = {"0.20", "0.21", "ffi"};
  return kNames[static_cast<size_t>(era)];
}

bool looks_like_json(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

std::string describe_node(const JsonDocument& document, uint32_t offset) {
  auto node = document.node_at(offset);
  return node ? document.describe(*node) : "";
}

const JsonValue& JsonNode::field(std::string_view name) const {
  static constexpr JsonValue kAbsent;
  for (auto it = fields.rbegin(); it != fields.rend(); ++it)  // of a name that stands twice, the last counts
    if (it->name == name) return it->value;
  return kAbsent;
}

std::optional<NodeIndex> JsonDocument::reference(int64_t item) const {
  if (item < 0 || static_cast<uint64_t>(item) >= nodes_.size()) return std::nullopt;
  const bool is_null = nodes_[item].type == JsonType::None || (item == 0 && !is_graph());
  return is_null ? kNoNode : static_cast<NodeIndex>(item);
}

std::optional<NodeIndex> JsonDocument::reference(const JsonValue& value) const {
  using Kind = JsonValue::Kind;
  if (is_graph()) return value.kind == Kind::Int ? reference(value.integer) : std::nullopt;
  if (value.kind != Kind::String) return std::nullopt;
  if (value.text == "null") return kNoNode;
  auto index = whole_number<int64_t>(value.text);
  return index ? reference(*index) : std::nullopt;
}

std::optional<int64_t> JsonDocument::as_integer(const JsonValue& value) const {
  using Kind = JsonValue::Kind;
  if (is_graph()) {
    if (value.kind == Kind::Bool) return value.boolean;
    return value.kind == Kind::Int ? std::optional(value.integer) : std::nullopt;
  }
  if (value.kind != Kind::String) return std::nullopt;
  if (auto number = whole_number<int64_t>(value.text)) return number;
  auto bits = whole_number<uint64_t>(value.text);
  return bits ? std::optional(static_cast<int64_t>(*bits)) : std::nullopt;
}

std::optional<double> JsonDocument::as_double(const JsonValue& value) const {
  using Kind = JsonValue::Kind;
  if (is_graph()) {
    if (value.kind == Kind::Float) return value.number;
    return value.kind == Kind::Int ? std::optional(static_cast<double>(value.integer)) : std::nullopt;
  }
  return value.kind == Kind::String ? whole_number<double>(value.text) : std::nullopt;
}

std::string JsonDocument::describe(NodeIndex node) const {
  TIR2TT_CHECK(node < nodes_.size(), "no such node");
  const std::string_view type = nodes_[node].type_name;
  return "node " + std::to_string(node) + " (" + std::string(type.empty() ? "null" : type) + ")";
}

std::optional<NodeIndex> JsonDocument::node_at(uint32_t offset) const {
  auto begins_before = [](const JsonNode& node, uint32_t at) { return node.span.begin < at; };
  auto it = std::lower_bound(nodes_.begin(), nodes_.end(), offset, begins_before);
  if (it == nodes_.end() || it->span.begin != offset) return std::nullopt;
  return static_cast<NodeIndex>(it - nodes_.begin());
}

}  // namespace tir2tt::tvm
