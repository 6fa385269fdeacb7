#include "tvm/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "support/text.h"

namespace tir2tt::tvm {
namespace {

constexpr size_t kMostItemsOnALine = 10;  // dmlc-core: longer lists have one item per line
const std::string kNodeIndent = "    ";

bool is_printable(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// dmlc-core's stream of a string: eight bytes of length, then the bytes; in base64.
std::string base64_of_stream(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string stream;
  for (int i = 0; i < 8; ++i) stream += static_cast<char>((uint64_t{bytes.size()} >> (8 * i)) & 0xff);
  stream += bytes;
  std::string out;
  for (size_t i = 0; i < stream.size(); i += 3) {
    uint32_t group = 0;
    const size_t n = std::min<size_t>(3, stream.size() - i);
    for (size_t k = 0; k < 3; ++k) group = group << 8 | (k < n ? static_cast<unsigned char>(stream[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k) out += k <= n ? kDigits[group >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

}  // namespace

std::string JsonNodes::quoted(std::string_view bytes) const {
  std::string out = "\"";
  for (const char c : bytes) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  if (!is_utf8(bytes)) representable_ = false;
  return out + "\"";
}

std::string JsonNodes::reference(NodeIndex node) {
  if (is_graph()) return std::to_string(node == kNoNode ? none() : node);
  if (node == kNoNode) return style_.era == JsonEra::Legacy ? "\"0\"" : "\"null\"";
  return fmt::format("\"{}\"", node);
}

std::string JsonNodes::integer(int64_t v) const { return is_graph() ? std::to_string(v) : fmt::format("\"{}\"", v); }

std::string JsonNodes::text(std::string_view s) const { return quoted(s); }

std::string JsonNodes::number(double v) const {
  if (!is_graph()) {  // std::ostream with 17 digits
    if (std::isnan(v)) return "\"nan\"";
    if (std::isinf(v)) return v < 0 ? "\"-inf\"" : "\"inf\"";
    return fmt::format("\"{:.17g}\"", v);
  }
  if (std::isnan(v)) return "NaN";
  if (std::isinf(v)) return v < 0 ? "-Infinity" : "Infinity";
  constexpr double kExact = 9007199254740992.0;  // 2^53: whole numbers below it get a `.0`
  return std::fabs(v) < kExact && std::nearbyint(v) == v ? fmt::format("{:.1f}", v) : fmt::format("{:.17g}", v);
}

std::string JsonNodes::separator() const {
  if (!style_.separator.empty()) return style_.separator;
  if (!style_.pretty) return ",";
  return (is_graph() ? ",\n" : ", \n") + kNodeIndent;
}

/// `[a, b]` on one line, or one item per line.
std::string JsonNodes::list_of(const std::vector<std::string>& items, size_t most_on_a_line,
                               const std::string& indent) const {
  if (!style_.pretty) return fmt::format("[{}]", fmt::join(items, ","));
  if (is_graph() && items.empty()) return fmt::format("[\n{}]", indent);
  if (items.size() <= most_on_a_line) return fmt::format("[{}]", fmt::join(items, ", "));
  const std::string between = (is_graph() ? ",\n" : ", \n") + indent + "  ";
  return fmt::format("[\n{0}  {1}\n{0}]", indent, fmt::join(items, between));
}

/// An object's members, braces included. Node lists write a single one on the line.
std::string JsonNodes::entries(const std::vector<Field>& fields, const std::string& indent) const {
  std::vector<std::string> members;
  members.reserve(fields.size());
  const char* colon = style_.pretty ? ": " : ":";
  for (const auto& [name, value] : fields) members.push_back(quoted(name) + colon + value);
  if (!style_.pretty) return fmt::format("{{{}}}", fmt::join(members, ","));
  if (!is_graph() && members.size() == 1) return "{" + members[0] + "}";
  const std::string between = (is_graph() ? ",\n" : ", \n") + indent + "  ";
  return fmt::format("{{\n{0}  {1}\n{0}}}", indent, fmt::join(members, between));
}

/// A node's own braces are on lines of their own, also around a single member.
std::string JsonNodes::node(const std::vector<Field>& members) const {
  if (!style_.pretty || members.size() > 1) return entries(members, kNodeIndent);
  return fmt::format("{{\n{0}  {1}: {2}\n{0}}}", kNodeIndent, quoted(members[0].first), members[0].second);
}

NodeIndex JsonNodes::add(std::string text) {
  nodes_.push_back(std::move(text));
  return next_++;
}

std::string JsonNodes::type_entry(JsonType type) const {
  return quoted(json_type_name(type, style_.era, style_.dialect));
}

NodeIndex JsonNodes::object(JsonType type, std::vector<Field> fields) {
  if (is_graph()) return add(node({{"type", type_entry(type)}, {"data", entries(fields, kNodeIndent + "  ")}}));
  std::sort(fields.begin(), fields.end());  // TVM keeps the attributes of a node in a std::map
  return add(node({{"type_key", type_entry(type)}, {"attrs", entries(fields, kNodeIndent + "  ")}}));
}

NodeIndex JsonNodes::named(JsonType type, std::string_view name) {
  return add(
      node({{is_graph() ? "type" : "type_key", type_entry(type)}, {is_graph() ? "data" : "repr_str", quoted(name)}}));
}

NodeIndex JsonNodes::string(std::string_view bytes) {
  const auto known = strings_.find(std::string(bytes));
  if (known != strings_.end()) return known->second;
  NodeIndex index = kNoNode;
  if (is_graph() || (!bytes.empty() && is_printable(bytes))) {
    index = named(JsonType::String, bytes);
  } else if (bytes.empty()) {
    index = add(node({{"type_key", type_entry(JsonType::String)}}));
  } else {
    index = add(node({{"type_key", type_entry(JsonType::String)}, {"repr_b64", quoted(base64_of_stream(bytes))}}));
  }
  strings_.emplace(std::string(bytes), index);
  return index;
}

NodeIndex JsonNodes::boxed(JsonType type, std::string_view field, const std::string& value,
                           const std::string& legacy_value) {
  if (is_graph()) return add(node({{"type", type_entry(type)}, {"data", value}}));
  if (style_.era == JsonEra::Legacy) return named(type, legacy_value);
  return object(type, {{std::string(field), value}});
}

NodeIndex JsonNodes::array(const std::vector<NodeIndex>& items) {
  std::vector<Field> members = {{is_graph() ? "type" : "type_key", type_entry(JsonType::Array)}};
  std::vector<std::string> numbers;
  numbers.reserve(items.size());
  for (const NodeIndex item : items) numbers.push_back(std::to_string(item == kNoNode ? none() : item));
  if (is_graph() || !items.empty()) {
    members.emplace_back("data", list_of(numbers, is_graph() ? 0 : kMostItemsOnALine, kNodeIndent + "  "));
  }
  return add(node(members));
}

NodeIndex JsonNodes::dict(const std::vector<std::pair<std::string, NodeIndex>>& entries) {
  if (is_graph()) {
    std::vector<std::pair<NodeIndex, NodeIndex>> flat;
    flat.reserve(entries.size());
    for (const auto& [key, value] : entries) flat.emplace_back(string(key), value);
    return map(flat);
  }
  std::vector<Field> members = {{"type_key", type_entry(JsonType::Map)}};
  std::vector<std::string> keys, values;
  for (const auto& [key, value] : entries) {
    keys.push_back(quoted(key));
    values.push_back(std::to_string(value == kNoNode ? none() : value));
  }
  if (!entries.empty()) {
    members.emplace_back("keys", list_of(keys, 0, kNodeIndent + "  "));
    members.emplace_back("data", list_of(values, kMostItemsOnALine, kNodeIndent + "  "));
  }
  return add(node(members));
}

NodeIndex JsonNodes::map(const std::vector<std::pair<NodeIndex, NodeIndex>>& entries) {
  std::vector<Field> members = {{is_graph() ? "type" : "type_key", type_entry(JsonType::Map)}};
  std::vector<std::string> numbers;
  for (const auto& [key, value] : entries) {
    numbers.push_back(std::to_string(key == kNoNode ? none() : key));
    numbers.push_back(std::to_string(value == kNoNode ? none() : value));
  }
  if (is_graph() || !entries.empty()) {
    members.emplace_back("data", list_of(numbers, is_graph() ? 0 : kMostItemsOnALine, kNodeIndent + "  "));
  }
  return add(node(members));
}

NodeIndex JsonNodes::none() {
  if (is_graph() && none_ == kNoNode) none_ = add(node({{"type", type_entry(JsonType::None)}}));
  if (is_graph()) return none_;
  if (first_ == 0 && nodes_.empty()) add(node({{"type_key", "\"\""}}));  // a new text; TVM begins each with it
  return 0;
}

std::string JsonNodes::behind_others() const {
  std::string out;
  for (const std::string& text : nodes_) out += separator() + text;
  return out;
}

std::string JsonNodes::alone() const { return fmt::format("{}", fmt::join(nodes_, separator())); }

}  // namespace tir2tt::tvm
