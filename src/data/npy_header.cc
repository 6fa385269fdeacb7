#include "data/npy_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "support/diagnostic.h"
#include "support/text.h"

namespace tir2tt::data {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr size_t kAlignment = 64;           // of the data
constexpr size_t kGrowthDigits = 21;        // NumPy leaves room for a first extent of so many digits
constexpr size_t kLongestVersion1 = 65535;  // the length has 16 bits
constexpr size_t kMostAxes = 64;            // NumPy 2's own limit

/// Reads the dictionary from left to right; `error` is the first thing that was not as it should be.
struct Parser {
  std::string_view text;
  size_t at = 0;
  std::string error;

  bool fail(std::string_view wanted) {
    if (error.empty()) error = fmt::format("the header has no {} at its byte {}", wanted, at);
    return false;
  }
  void skip_spaces() { at = std::min(text.find_first_not_of(" \t\n", at), text.size()); }
  bool eat(std::string_view token) {
    skip_spaces();
    if (text.substr(at, token.size()) != token) return false;
    at += token.size();
    return true;
  }
  bool expect(std::string_view token) { return eat(token) || fail(fmt::format("`{}`", token)); }

  /// Without escapes: no descr and no key needs one.
  bool string(std::string& out) {
    skip_spaces();
    const char quote = at < text.size() ? text[at] : '\0';
    if (quote != '\'' && quote != '"') return fail("text in quotes");
    const size_t end = text.find(quote, at + 1);
    if (end == std::string_view::npos) return fail("closing quote");
    out = text.substr(at + 1, end - at - 1);
    at = end + 1;
    return true;
  }
  bool boolean(bool& out) {
    out = eat("True");
    return out || eat("False") || fail("`True` or `False`");
  }
  bool extent(int64_t& out) {
    skip_spaces();
    const auto [end, status] = std::from_chars(text.data() + at, text.data() + text.size(), out);
    if (status != std::errc() || out < 0) return fail("extent");
    at = static_cast<size_t>(end - text.data());
    return true;
  }
  bool shape(std::vector<int64_t>& out) {
    if (!expect("(")) return false;
    while (!eat(")")) {
      if (out.size() == kMostAxes) return fail("end of the shape after 64 axes");
      if (!extent(out.emplace_back())) return false;
      if (!eat(",") && (out.size() == 1 || !eat(")"))) return fail("`,`");
      if (text[at - 1] == ')') break;
    }
    return true;
  }
};

/// The dictionary; which of its keys were there.
struct Fields {
  NpyHeader header;
  bool descr = false, order = false, shape = false;
};

bool read_entry(Parser& p, Fields& f) {
  std::string key;
  const size_t begin = p.at;
  if (!p.string(key) || !p.expect(":")) return false;
  if (key == "descr" && !std::exchange(f.descr, true)) return p.string(f.header.descr);
  if (key == "fortran_order" && !std::exchange(f.order, true)) return p.boolean(f.header.fortran_order);
  if (key == "shape" && !std::exchange(f.shape, true)) return p.shape(f.header.shape);
  p.at = begin;
  return p.fail("key `descr`, `fortran_order` or `shape`, each once,");
}

bool read_dictionary(Parser& p, Fields& f) {
  if (!p.expect("{")) return false;
  while (!p.eat("}")) {
    if (!read_entry(p, f)) return false;
    if (p.eat(",")) continue;
    if (!p.expect("}")) return false;
    break;
  }
  p.skip_spaces();
  return p.at == p.text.size() || p.fail("end");
}

std::string_view missing(const Fields& f) {
  if (!f.descr) return "descr";
  if (!f.order) return "fortran_order";
  return f.shape ? "" : "shape";
}

uint32_t byte_at(std::string_view bytes, size_t at) { return static_cast<unsigned char>(bytes[at]); }

}  // namespace

std::variant<NpyHeader, NpyError> read_npy_header(std::string_view bytes) {
  if (!bytes.starts_with(kMagic)) return NpyError{"this is no .npy file; one begins with \\x93NUMPY"};
  const size_t prefix = kMagic.size() + 2;
  if (bytes.size() < prefix) return NpyError{"the file ends before its version"};
  const uint32_t major = byte_at(bytes, kMagic.size()), minor = byte_at(bytes, kMagic.size() + 1);
  if (major < 1 || major > 3 || minor != 0)
    return NpyError{fmt::format("version {}.{}; 1.0, 2.0 and 3.0 are read", major, minor)};
  const size_t length_bytes = major == 1 ? 2 : 4;
  if (bytes.size() < prefix + length_bytes) return NpyError{"the file ends before the length of its header"};
  size_t length = 0;
  for (size_t i = 0; i < length_bytes; ++i) length |= size_t{byte_at(bytes, prefix + i)} << (8 * i);
  const std::string_view rest = bytes.substr(prefix + length_bytes);
  if (rest.size() < length)
    return NpyError{fmt::format("the file ends after {} of the {} bytes of its header", rest.size(), length)};
  Parser parser{rest.substr(0, length), 0, {}};
  Fields fields;
  if (!read_dictionary(parser, fields)) return NpyError{parser.error};
  if (!missing(fields).empty()) return NpyError{fmt::format("the header has no `{}`", missing(fields))};
  fields.header.data = prefix + length_bytes + length;
  return std::move(fields.header);
}

std::string shape_text(const std::vector<int64_t>& shape) {
  return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

// numpy/lib/format.py, _write_array_header and _wrap_header.
std::string write_npy_header(std::string_view descr, const std::vector<int64_t>& shape) {
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': {}, }}", descr, shape_text(shape));
  if (!shape.empty()) text.append(kGrowthDigits - std::to_string(shape[0]).size(), ' ');
  const size_t prefix = kMagic.size() + 4;
  text.append(kAlignment - (prefix + text.size() + 1) % kAlignment, ' ').append("\n");
  TIR2TT_CHECK(text.size() <= kLongestVersion1, "a shape for version 1.0");
  std::string out(kMagic);
  out.append({'\1', '\0', static_cast<char>(text.size() & 0xFF), static_cast<char>(text.size() >> 8)});
  return out + text;
}

}  // namespace tir2tt::data
