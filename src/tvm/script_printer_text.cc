#include "tvm/script_printer_text.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <tuple>

namespace tir2tt::tvm {
namespace {

/// The letter after the backslash; 0 when the byte has no short escape.
char short_escape(unsigned char c) {
  switch (c) {
    case '"':
    case '\\': return static_cast<char>(c);
    case '\n': return 'n';
    case '\t': return 't';
    case '\r': return 'r';
    default: return 0;
  }
}

}  // namespace

void ScriptText::put_int(int64_t v) { fmt::format_to(std::back_inserter(text_), FMT_STRING("{}"), v); }

void ScriptText::put_float(double v) {
  auto out = std::back_inserter(text_);
  if (std::isnan(v)) return put("\"nan\"");
  if (std::isinf(v)) return put(v > 0 ? "\"inf\"" : "\"-inf\"");
  if (std::nearbyint(v) == v)
    fmt::format_to(out, FMT_STRING("{:.1f}"), v);
  else
    fmt::format_to(out, FMT_STRING("{:.17g}"), v);
}

void ScriptText::put_string(std::string_view bytes) {
  put('"');
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    if (const char letter = short_escape(c)) {
      put('\\');
      put(letter);
    } else if (c >= ' ' && c <= '~') {
      put(byte);
    } else {
      fmt::format_to(std::back_inserter(text_), FMT_STRING("\\x{:02X}"), static_cast<unsigned>(c));
    }
  }
  put('"');
}

void ScriptText::rotate(size_t first, size_t middle) {
  const auto at = [this](size_t i) { return text_.begin() + static_cast<std::ptrdiff_t>(i); };
  std::rotate(at(first), at(middle), text_.end());
}

std::string ScriptText::finish() {
  if (late_.empty()) return std::move(text_);
  std::stable_sort(late_.begin(), late_.end(), [](const LateLine& a, const LateLine& b) {
    return std::tie(a.offset, a.depth) < std::tie(b.offset, b.depth);
  });
  std::string woven;
  size_t at = 0;
  for (const LateLine& line : late_) {
    woven.append(text_, at, line.offset - at);
    woven += line.text;
    at = line.offset;
  }
  return woven.append(text_, at, std::string::npos);
}

}  // namespace tir2tt::tvm
