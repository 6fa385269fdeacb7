// From the flat arrays to the document: which layout the text has, whose names it uses, and what is wrong with a node.
//
// One pass over the nodes. The first name that only one TVM writes (`Map`, `ffi.Map`; `tir.For`, `tirx.For`) decides,
// and every later one must agree; only the first that does not is reported, as the rest follows from it. Everything
// else is local to a node, so that each bad node is named.
#include <array>
#include <unordered_map>
#include <utility>

#include "tvm/json_table.h"

namespace tir2tt::tvm {

using tir::Dialect;
using Kind = JsonValue::Kind;
using Marks = JsonNodeMarks;

namespace {

std::string_view tvm_of(JsonEra era) {
  constexpr std::string_view kNames[] = {"TVM up to 0.20", "TVM 0.21", "tvm-ffi"};
  return kNames[static_cast<size_t>(era)];
}

std::string_view tvm_of(Dialect dialect) { return dialect == Dialect::Tirx ? "tirx" : "tir"; }

constexpr std::array<int8_t, 256> base64_digits() {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<int8_t, 256> digits{};
  digits.fill(-1);
  for (size_t i = 0; i < kAlphabet.size(); ++i) digits[static_cast<uint8_t>(kAlphabet[i])] = static_cast<int8_t>(i);
  return digits;
}

std::optional<std::string> decode_base64(std::string_view text) {
  static constexpr auto kDigits = base64_digits();
  if (text.size() % 4 != 0) return std::nullopt;
  for (int pad = 0; pad < 2 && text.ends_with('='); ++pad) text.remove_suffix(1);
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    const int8_t digit = kDigits[static_cast<uint8_t>(c)];
    if (digit < 0) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    if ((count += 6) < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return bytes;
}

// repr_b64 is a stream of bytes: eight with the length, low byte first, then the string.
std::optional<std::string> decode_repr(std::string_view text) {
  auto bytes = decode_base64(text);
  if (!bytes || bytes->size() < 8) return std::nullopt;
  uint64_t size = 0;
  for (int i = 7; i >= 0; --i) size = size << 8 | static_cast<uint8_t>((*bytes)[i]);
  if (size != bytes->size() - 8) return std::nullopt;
  return bytes->substr(8);
}

template <typename T>
std::span<const T> cut(const std::vector<T>& list, JsonSlice slice) {
  return std::span(list).subspan(slice.begin, slice.end - slice.begin);
}

}  // namespace

class JsonDocumentBuilder {
 public:
  JsonDocumentBuilder(const SourceFile& file, JsonTable table, Diagnostics& diags)
      : table_(std::move(table)), diags_(diags) {
    doc_.file_ = &file;
  }

  std::optional<JsonDocument> build() {
    const size_t errors = diags_.error_count();
    check_whole();
    if (diags_.error_count() > errors) return std::nullopt;
    doc_.era_ = graph_ ? JsonEra::ObjectGraph : JsonEra::Prefixed;
    doc_.root_ = (graph_ ? table_.root_index : table_.root).integer;
    for (size_t i = 0; i < table_.nodes.size(); ++i) build_node(i);
    if (diags_.error_count() > errors) return std::nullopt;
    finish();
    return std::move(doc_);
  }

 private:
  void not_a_module(SourceSpan span, std::string what) {
    diags_.add(DiagId::NotAModule, span, std::move(what),
               "a module is what `tvm.ir.save_json` writes: an object with `root` or `root_index`, and `nodes`");
  }

  void check_whole() {
    if (!table_.is_object) return not_a_module({}, "the JSON is no object");
    if (!table_.nodes_begin) return not_a_module({}, "the JSON has no array `nodes`");
    const SourceSpan bracket{*table_.nodes_begin - 1, *table_.nodes_begin};
    if (table_.nodes.empty()) return not_a_module(bracket, "`nodes` is empty");
    if (table_.second_nodes.known())
      diags_.add(DiagId::BadJsonNode, table_.second_nodes, "a second `nodes`; a module has one list of nodes");
    check_root();
  }

  void check_root() {
    const bool list = table_.root.kind != Kind::Absent;
    graph_ = table_.root_index.kind != Kind::Absent;
    if (list && graph_)
      return diags_.add(DiagId::MixedEras, table_.root_index.span,
                        "`root_index` of an object graph beside `root` of a node list; a text has one of them");
    if (!list && !graph_) return not_a_module({}, "the JSON has neither `root` nor `root_index`");
    const JsonValue& root = graph_ ? table_.root_index : table_.root;
    if (root.kind != Kind::Int) not_a_module(root.span, "the root is not the number of a node");
  }

  void build_node(size_t i) {
    JsonNode& node = table_.nodes[i];
    const Marks& marks = table_.marks[i];
    if (!marks.has(Marks::kObject)) return bad_node(i, "no object; each node is one");
    if (!check_layout(i)) return;
    if (!marks.has(Marks::kTypeKey | Marks::kType))
      return bad_node(i, std::string("no string `") + (graph_ ? "type" : "type_key") + "`; each node says its type");
    node.type = read_type(i);
    node.fields = cut(table_.fields, marks.fields);
    node.items = cut(table_.items, marks.items);
    node.keys = cut(table_.keys, marks.keys);
    graph_ ? check_graph_node(i) : check_list_node(i);
  }

  bool check_layout(size_t i) {
    const Marks& marks = table_.marks[i];
    std::string_view key;
    if (!graph_ && marks.has(Marks::kType)) key = "type";
    if (graph_ && marks.has(Marks::kRepr)) key = marks.has(Marks::kBase64) ? "repr_b64" : "repr_str";
    if (graph_ && marks.has(Marks::kAttrs)) key = "attrs";
    if (graph_ && marks.has(Marks::kTypeKey)) key = "type_key";
    if (key.empty()) return true;
    const std::string_view here = graph_ ? "an object graph" : "a node list",
                           there = graph_ ? "node lists" : "object graphs";
    mixed(i, "`" + std::string(key) + "`, which " + std::string(there) + " have, in " + std::string(here) +
                 "; `root` goes with `type_key` and `attrs`, `root_index` with `type` and `data`");
    return false;
  }

  JsonType read_type(size_t i) {
    const std::string_view name = table_.nodes[i].type_name;
    auto [it, is_new] = spelled_.try_emplace(name);
    if (is_new) it->second = read_type_name(name);
    const SpelledType& spelled = it->second;
    if (spelled.era) agree(i, *spelled.era, by_era_, doc_.era_);
    if (spelled.dialect) agree(i, *spelled.dialect, by_dialect_, doc_.dialect_);
    return spelled.type;
  }

  // `text` is what the text as a whole speaks, settled by the node `by`.
  template <typename T>
  void agree(size_t i, T node, std::optional<size_t>& by, T& text) {
    if constexpr (std::is_same_v<T, JsonEra>)
      if (graph_) return agree_graph(i, node);
    if (!by) {
      by = i;
      text = node;
    }
    if (node == text) return;
    mixed(i, "a name of " + std::string(tvm_of(node)) + " in a text of " + std::string(tvm_of(text)) + "; " +
                 quote_node(*by, table_.nodes[*by].type_name) + " is the first of those");
  }

  void agree_graph(size_t i, JsonEra node) {
    if (node != JsonEra::Legacy) return;
    mixed(i, "a name of " + std::string(tvm_of(node)) + " in a text of " + std::string(tvm_of(doc_.era_)) +
                 "; object graphs have the names of TVM 0.21 and later");
  }

  void check_list_node(size_t i) {
    const Marks& marks = table_.marks[i];
    if (marks.has(Marks::kBadAttrs)) return bad_node(i, "`attrs` is no object");
    if (marks.has(Marks::kDataObject | Marks::kDataScalar)) return bad_node(i, "`data` is no array of node numbers");
    if (marks.has(Marks::kBadItem)) return bad_node(i, "an item of `data` is not the number of a node");
    if (marks.has(Marks::kBadKey)) return bad_node(i, "`keys` is no array of strings");
    JsonValue& value = table_.nodes[i].value;
    if (value.kind == Kind::Absent) return;
    if (value.kind != Kind::String) return bad_node(i, "its `repr_str` or `repr_b64` is no string");
    if (!marks.has(Marks::kBase64)) return;
    auto bytes = decode_repr(value.text);
    if (!bytes) return bad_node(i, "`repr_b64` is not base64 of a length and as many bytes");
    value.text = table_.unescaped.emplace_back(std::move(*bytes));
  }

  // `data` of other types may be anything: a type can bring its own writer (tvm-ffi, `__data_to_json__`).
  void check_graph_node(size_t i) {
    const Marks& marks = table_.marks[i];
    JsonNode& node = table_.nodes[i];
    if (node.type == JsonType::Array || node.type == JsonType::Map) {
      if (!marks.has(Marks::kDataArray)) return bad_node(i, "`data` is no array of node numbers");
      if (marks.has(Marks::kBadItem)) return bad_node(i, "an item of `data` is not the number of a node");
    }
    node.has_nested_data = marks.has(Marks::kBadItem);
    if (node.has_nested_data) node.items = {};
    node.keys = {};
  }

  void bad_node(size_t i, std::string_view what) {
    diags_.add(DiagId::BadJsonNode, table_.nodes[i].span,
               quote_node(i, table_.nodes[i].type_name) + ": " + std::string(what));
  }

  void mixed(size_t i, const std::string& what) {
    if (std::exchange(has_mixed_, true)) return;
    diags_.add(DiagId::MixedEras, table_.nodes[i].span, quote_node(i, table_.nodes[i].type_name) + ": " + what);
  }

  // The arrays keep their storage when they move, and so the spans hold.
  void finish() {
    doc_.nodes_ = std::move(table_.nodes);
    doc_.fields_ = std::move(table_.fields);
    doc_.items_ = std::move(table_.items);
    doc_.keys_ = std::move(table_.keys);
    doc_.unescaped_ = std::move(table_.unescaped);
    doc_.tvm_version_ = table_.tvm_version;
    doc_.end_of_nodes_ = doc_.nodes_.back().span.end;
    doc_.separator_ = find_separator();
  }

  // A list of one shows only what stands before its node.
  std::string_view find_separator() {
    const std::string_view text = doc_.file_->text();
    const uint32_t first = doc_.nodes_[0].span.begin;
    if (doc_.nodes_.size() > 1) {
      const uint32_t end = doc_.nodes_[0].span.end;
      return text.substr(end, doc_.nodes_[1].span.begin - end);
    }
    const std::string_view before = text.substr(*table_.nodes_begin, first - *table_.nodes_begin);
    return doc_.unescaped_.emplace_back("," + std::string(before));
  }

  JsonTable table_;
  Diagnostics& diags_;
  JsonDocument doc_;
  bool graph_ = false;
  bool has_mixed_ = false;
  std::optional<size_t> by_era_, by_dialect_;  // the nodes that settled them
  std::unordered_map<std::string_view, SpelledType> spelled_;
};

std::optional<JsonDocument> JsonDocument::parse(const SourceFile& file, Diagnostics& diags) {
  auto table = scan_json(file, diags);
  if (!table) return std::nullopt;
  return JsonDocumentBuilder(file, std::move(*table), diags).build();
}

}  // namespace tir2tt::tvm
