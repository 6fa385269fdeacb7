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

void ScriptText::truncate(size_t n) {
  text_.resize(n);
  while (!marks_.empty() && marks_.back().piece == piece_ && marks_.back().begin >= n) marks_.pop_back();
}

void ScriptText::rotate(size_t first, size_t middle) {
  const auto at = [this](size_t i) { return text_.begin() + static_cast<std::ptrdiff_t>(i); };
  std::rotate(at(first), at(middle), text_.end());
  if (keeps_places_) rotate_marks(first, middle);
}

/// Marks are made when their text ends, so that those of the text behind `first` are the last ones of this piece.
void ScriptText::rotate_marks(size_t first, size_t middle) {
  const size_t forward = text_.size() - middle, back = middle - first;
  for (size_t i = marks_.size(); i-- > 0;) {
    Mark& m = marks_[i];
    if (m.piece != piece_) continue;
    if (m.end == kLine || m.begin < first) return;
    const bool was_first = m.begin < middle;
    m.begin = was_first ? m.begin + forward : m.begin - back;
    m.end = was_first ? m.end + forward : m.end - back;
  }
}

std::string ScriptText::finish() {
  if (late_.empty()) return std::move(text_);
  std::stable_sort(late_.begin(), late_.end(), [](const LateLine& a, const LateLine& b) {
    return std::tie(a.offset, a.depth) < std::tie(b.offset, b.depth);
  });
  if (keeps_places_) weave_marks();
  std::string woven;
  size_t at = 0;
  for (const LateLine& line : late_) {
    woven.append(text_, at, line.offset - at);
    woven += line.text;
    at = line.offset;
  }
  return woven.append(text_, at, std::string::npos);
}

/// A late line stands behind the late lines and the text in front of it; the text behind as many late lines as belong
/// in front of or at its beginning, since they belong to beginnings of lines.
void ScriptText::weave_marks() {
  std::vector<size_t> behind(late_.size() + 1, 0);  // bytes of the first i late lines
  std::vector<size_t> start(pieces_ + 1, 0);        // of each late line, in the woven text
  for (size_t i = 0; i < late_.size(); ++i) {
    start[late_[i].piece] = late_[i].offset + behind[i];
    behind[i + 1] = behind[i] + late_[i].text.size();
  }
  for (Mark& m : marks_) {
    size_t shift = start[m.piece];
    if (m.piece == 0) {
      const auto later = std::upper_bound(late_.begin(), late_.end(), m.begin,
                                          [](size_t at, const LateLine& line) { return at < line.offset; });
      shift = behind[static_cast<size_t>(later - late_.begin())];
    }
    m.begin += shift;
    if (m.end != kLine) m.end += shift;
  }
}

Places ScriptText::take_places(std::string_view finished) {
  for (Mark& m : marks_) {
    if (m.end != kLine) continue;
    m.begin = std::min(finished.find_first_not_of(' ', m.begin), finished.size());
    m.end = std::min(finished.find('\n', m.begin), finished.size());
  }
  // Of places that begin together the longer one holds the other: a statement that is one call.
  std::sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) {
    return std::tie(a.node.begin, a.begin, b.end) < std::tie(b.node.begin, b.begin, a.end);
  });
  Places places;
  for (const Mark& m : marks_) {
    if (!places.empty() && places.back().node.begin == m.node.begin) continue;
    places.push_back({m.node, {static_cast<uint32_t>(m.begin), static_cast<uint32_t>(m.end)}});
  }
  return places;
}

}  // namespace tir2tt::tvm
