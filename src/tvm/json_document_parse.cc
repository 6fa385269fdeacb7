// From the text to the flat arrays: what RapidJSON's SAX reader reports, put where it belongs.
//
// The scanner knows seven places, each with one parent, so that the place is its whole memory:
//
//   Text ─ Top ─┬─ Nodes ─ Node ─┬─ Fields   attrs of a node list, data of an object graph
//               │                ├─ Items    data
//               └─ Version       └─ Keys     keys
//
// A container that opens anywhere else is stepped over by counting brackets; it becomes one value, Nested. Both layouts
// are taken in at once: keys may come in any order, and which layout it is may be said behind the nodes.
// RapidJSON tells where it stands, not where a token began; the scanner remembers where the last one ended and steps
// over what can stand between. Its iterative mode needs no stack for depth. simdjson and nlohmann-json were rejected:
// the one is no static library on Debian, the other refuses the bare Infinity and NaN that tvm-ffi writes. Cost:
// linear, about 100 MB/s; strings without escapes are not copied.
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <limits>

#include "tvm/json_table.h"

namespace tir2tt::tvm {

namespace {

using Kind = JsonValue::Kind;
using Marks = JsonNodeMarks;

enum class Place : uint8_t { Text, Top, Version, Nodes, Node, Fields, Items, Keys };

constexpr Place parent(Place place) {
  switch (place) {
    case Place::Fields:
    case Place::Items:
    case Place::Keys: return Place::Node;
    case Place::Node: return Place::Nodes;
    case Place::Nodes:
    case Place::Version: return Place::Top;
    default: return Place::Text;
  }
}

// The methods that RapidJSON calls are named as it wants them; all return true: nothing here stops the reading.
class Scanner : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Scanner> {
 public:
  Scanner(std::string_view text, const rapidjson::MemoryStream& stream) : text_(text), stream_(stream) {
    // What real texts have, so that the arrays are not copied as they grow; memory that stays unused costs nothing.
    table_.nodes.reserve(text.size() / 64);
    table_.marks.reserve(text.size() / 64);
    table_.fields.reserve(text.size() / 32);
  }

  bool Null() { return scalar({.kind = Kind::Null}); }
  bool Bool(bool value) { return scalar({.kind = Kind::Bool, .boolean = value}); }
  bool Int(int value) { return Int64(value); }
  bool Uint(unsigned value) { return Int64(value); }
  bool Int64(int64_t value) { return scalar({.kind = Kind::Int, .integer = value}); }
  bool Uint64(uint64_t value) { return Int64(static_cast<int64_t>(value)); }
  bool Double(double value) { return scalar({.kind = Kind::Float, .number = exactly(value)}); }
  bool String(const char* chars, rapidjson::SizeType size, bool) {
    JsonValue value{.kind = Kind::String};
    if (skipped_ == 0) value.text = view(chars, size);
    return scalar(value);
  }
  bool Key(const char* chars, rapidjson::SizeType size, bool) {
    if (skipped_ == 0) key_ = view(chars, size);
    last_ = here();
    return true;
  }
  bool StartObject() { return open(true); }
  bool StartArray() { return open(false); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  JsonTable take() { return std::move(table_); }

 private:
  /// RapidJSON's own exact conversion shifts too far on some denormal numbers, so it only finds where the number ends.
  double exactly(double nearly) const {
    const char* token = text_.data() + token_begin();
    double value = 0;
    const auto read = std::from_chars(token, text_.data() + here(), value);
    return read.ec == std::errc() && read.ptr == text_.data() + here() ? value : nearly;  // NaN, Infinity
  }

  uint32_t here() const { return static_cast<uint32_t>(stream_.Tell()); }

  static constexpr bool is_between_tokens(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',' || c == ':';
  }

  uint32_t token_begin() const {
    uint32_t at = last_;
    while (at < text_.size() && is_between_tokens(text_[at])) ++at;
    return at;
  }

  // Every escape is longer than what it means: equal lengths mean that there is none.
  std::string_view view(const char* chars, size_t size) {
    const uint32_t begin = token_begin() + 1;
    if (here() - 1 - begin == size) return text_.substr(begin, size);
    return table_.unescaped.emplace_back(chars, size);
  }

  bool scalar(JsonValue value) {
    if (skipped_ == 0) {
      value.span = {token_begin(), here()};
      put(value);
    }
    last_ = here();
    return true;
  }

  bool open(bool is_object) {
    const uint32_t begin = token_begin();
    last_ = begin + 1;
    if (skipped_ == 0) {
      if (enter(is_object, begin)) return true;
      skip_begin_ = begin;
    }
    ++skipped_;
    return true;
  }

  bool close() {
    last_ = token_begin() + 1;
    if (skipped_ == 0)
      leave();
    else if (--skipped_ == 0)
      put({.kind = Kind::Nested, .span = {skip_begin_, last_}});
    return true;
  }

  // Is it a container that we look into? Then we are in it.
  bool enter(bool is_object, uint32_t begin) {
    switch (place_) {
      case Place::Text: return enter_text(is_object);
      case Place::Top: return enter_top(is_object, begin);
      case Place::Nodes: return is_object && add_node({begin, begin}, Marks::kObject) && go(Place::Node);
      case Place::Node: return enter_node(is_object);
      default: return false;
    }
  }

  bool enter_text(bool is_object) {
    table_.is_object = is_object;
    return is_object && go(Place::Top);
  }

  bool enter_top(bool is_object, uint32_t begin) {
    if (is_object) return (key_ == "attrs" || key_ == "metadata") && go(Place::Version);
    if (key_ != "nodes") return false;
    if (table_.nodes_begin) {
      table_.second_nodes = {begin, begin + 1};
      return false;
    }
    table_.nodes_begin = begin + 1;
    return go(Place::Nodes);
  }

  bool enter_node(bool is_object) {
    if (key_ == "data") return mark_data(is_object ? Marks::kDataObject : Marks::kDataArray) && enter_data(is_object);
    if (key_ == "attrs" && is_object) return mark(Marks::kAttrs, Marks::kBadAttrs) && enter_data(true);
    if (key_ != "keys" || is_object) return false;
    marks().keys = from_here(table_.keys);
    return mark(0, Marks::kBadKey) && go(Place::Keys);
  }

  bool enter_data(bool is_object) {
    if (is_object) {
      marks().fields = from_here(table_.fields);
      return go(Place::Fields);
    }
    marks().items = from_here(table_.items);
    return go(Place::Items);
  }

  void leave() {
    switch (place_) {
      case Place::Node: table_.nodes.back().span.end = last_; break;
      case Place::Fields: marks().fields.end = size(table_.fields); break;
      case Place::Items: marks().items.end = size(table_.items); break;
      case Place::Keys: marks().keys.end = size(table_.keys); break;
      default: break;
    }
    place_ = parent(place_);
  }

  // A scalar, or a container that was stepped over.
  void put(const JsonValue& value) {
    switch (place_) {
      case Place::Text: break;
      case Place::Top: put_top(value); break;
      case Place::Version:
        if (key_ == "tvm_version") table_.tvm_version = value.text;
        break;
      case Place::Nodes: add_node(value.span, 0); break;
      case Place::Node: put_node(value); break;
      case Place::Fields: table_.fields.push_back({key_, value}); break;
      case Place::Items:
        if (value.kind == Kind::Int)
          table_.items.push_back(value.integer);
        else
          mark(Marks::kBadItem);
        break;
      case Place::Keys:
        table_.keys.push_back(value.text);
        if (value.kind != Kind::String) mark(Marks::kBadKey);
        break;
    }
  }

  void put_top(const JsonValue& value) {
    if (key_ == "root") table_.root = value;
    if (key_ == "root_index") table_.root_index = value;
  }

  void put_node(const JsonValue& value) {
    if (key_ == "type_key" || key_ == "type") return put_type(value);
    if (key_ == "attrs") mark(Marks::kAttrs | Marks::kBadAttrs);
    if (key_ == "keys") mark(Marks::kBadKey);
    if (key_ == "data") mark_data(Marks::kDataScalar);
    if (key_ == "repr_str") mark(Marks::kRepr, Marks::kBase64);
    if (key_ == "repr_b64") mark(Marks::kRepr | Marks::kBase64);
    if (key_ == "data" || key_ == "repr_str" || key_ == "repr_b64") table_.nodes.back().value = value;
  }

  void put_type(const JsonValue& value) {
    if (value.kind != Kind::String) return;
    mark(key_ == "type" ? Marks::kType : Marks::kTypeKey);
    table_.nodes.back().type_name = value.text;
  }

  Marks& marks() { return table_.marks.back(); }
  bool mark(uint16_t set, uint16_t clear = 0) {
    marks().seen = static_cast<uint16_t>((marks().seen & ~clear) | set);
    return true;
  }
  bool mark_data(uint16_t set) { return mark(set, Marks::kData); }
  bool go(Place place) {
    place_ = place;
    return true;
  }
  bool add_node(SourceSpan span, uint16_t seen) {
    table_.nodes.emplace_back().span = span;
    table_.marks.emplace_back().seen = seen;
    return true;
  }
  template <typename T>
  static uint32_t size(const std::vector<T>& list) {
    return static_cast<uint32_t>(list.size());
  }
  template <typename T>
  static JsonSlice from_here(const std::vector<T>& list) {
    return {size(list), size(list)};
  }

  std::string_view text_;
  const rapidjson::MemoryStream& stream_;
  JsonTable table_;
  Place place_ = Place::Text;
  uint32_t last_ = 0;        // where the last token ended
  uint32_t skipped_ = 0;     // open brackets of what is stepped over
  uint32_t skip_begin_ = 0;  // … and where it began
  std::string_view key_;     // the last key of the place
};

struct Reason {
  rapidjson::ParseErrorCode code;
  std::string_view cut_off;  // where the text ends there
  std::string_view wrong;    // where it goes on
};

constexpr Reason kReasons[] = {
    {rapidjson::kParseErrorDocumentEmpty, "", "a NUL byte"},
    {rapidjson::kParseErrorDocumentRootNotSingular, "", "text behind the JSON object"},
    {rapidjson::kParseErrorValueInvalid, "where a value should stand", "no value of JSON"},
    {rapidjson::kParseErrorObjectMissName, "inside an object",
     "an object's key is missing; it is a string in double quotes"},
    {rapidjson::kParseErrorObjectMissColon, "inside an object", "`:` is missing behind an object's key"},
    {rapidjson::kParseErrorObjectMissCommaOrCurlyBracket, "inside an object", "`,` or `}` is missing in an object"},
    {rapidjson::kParseErrorArrayMissCommaOrSquareBracket, "inside an array", "`,` or `]` is missing in an array"},
    {rapidjson::kParseErrorStringUnicodeEscapeInvalidHex, "inside a string", "`\\u` without four hexadecimal digits"},
    {rapidjson::kParseErrorStringUnicodeSurrogateInvalid, "inside a string", "half of a surrogate pair"},
    {rapidjson::kParseErrorStringEscapeInvalid, "inside a string",
     "an escape or a control character that JSON has not"},
    {rapidjson::kParseErrorStringMissQuotationMark, "inside a string", "a NUL byte inside a string"},
    {rapidjson::kParseErrorStringInvalidEncoding, "inside a string", "bytes that are no UTF-8"},
    {rapidjson::kParseErrorNumberTooBig, "inside a number", "a number beyond the range of a double"},
    {rapidjson::kParseErrorNumberMissFraction, "inside a number", "a number without digits behind the point"},
    {rapidjson::kParseErrorNumberMissExponent, "inside a number", "a number without digits in the exponent"},
};

std::string explain(rapidjson::ParseErrorCode code, bool at_end, bool empty) {
  if (empty) return "the text is empty";
  for (const Reason& reason : kReasons) {
    if (reason.code != code) continue;
    if (!at_end || reason.cut_off.empty()) return std::string(reason.wrong);
    return "the text ends " + std::string(reason.cut_off) + "; the file was cut off?";
  }
  return "no JSON";
}

SourceSpan byte_at(size_t offset, size_t size) {
  const auto at = static_cast<uint32_t>(offset < size || size == 0 ? offset : size - 1);
  return size == 0 ? SourceSpan{} : SourceSpan{at, at + 1};
}

}  // namespace

std::optional<JsonTable> scan_json(const SourceFile& file, Diagnostics& diags) {
  constexpr unsigned kFlags =
      rapidjson::kParseIterativeFlag | rapidjson::kParseNanAndInfFlag | rapidjson::kParseValidateEncodingFlag;
  const std::string_view text = file.text();
  TIR2TT_CHECK(text.size() < std::numeric_limits<uint32_t>::max(), "places are 32 bits wide");
  rapidjson::MemoryStream stream(text.data(), text.size());
  for (size_t i = 0; text.starts_with(kByteOrderMark) && i < kByteOrderMark.size(); ++i) stream.Take();
  rapidjson::Reader reader;
  Scanner scanner(text, stream);
  auto result = reader.Parse<kFlags>(stream, scanner);
  const bool at_end = stream.Tell() == text.size();
  // The reader takes a NUL byte for the end.
  if (!result.IsError() && !at_end) result.Set(rapidjson::kParseErrorDocumentRootNotSingular, stream.Tell());
  if (!result.IsError()) return scanner.take();
  const bool empty = at_end && result.Code() == rapidjson::kParseErrorDocumentEmpty;
  diags.add(DiagId::BadJson, byte_at(result.Offset(), text.size()), explain(result.Code(), at_end, empty));
  return std::nullopt;
}

}  // namespace tir2tt::tvm
