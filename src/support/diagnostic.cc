#include "support/diagnostic.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "support/text.h"

namespace tir2tt {
namespace {

constexpr int kTabStop = 4;
constexpr int kSourceColumns = 100;      // of a shown source line
constexpr uint32_t kContextBefore = 50;  // bytes kept in front of the place when a long line is cut

struct Style {
  std::string_view bold, severity, caret, help, off;
};
constexpr std::string_view kRed = "\x1b[1;31m", kMagenta = "\x1b[1;35m", kCyan = "\x1b[1;36m", kGreen = "\x1b[1;32m",
                           kBlue = "\x1b[1;34m", kBold = "\x1b[1m", kOff = "\x1b[0m";

struct SeverityLook {
  std::string_view word, colour;
};
constexpr SeverityLook kSeverityLooks[] = {{"note", kCyan}, {"warning", kMagenta}, {"error", kRed}};

SeverityLook look_of(Severity s) { return kSeverityLooks[static_cast<size_t>(s)]; }
Style style_of(Severity s, bool color) {
  return color ? Style{kBold, look_of(s).colour, kGreen, kBlue, kOff} : Style{};
}

/// A source line and the line of carets under it.
struct Excerpt {
  std::string text, carets;
};

uint32_t window_start(std::string_view line, uint32_t place) {
  // Not worth cutting: what stands in front of the place fits.
  if (place <= kSourceColumns * 2 / 3) return 0;
  uint32_t start = place - kContextBefore;
  const auto continues = [&](uint32_t at) { return (static_cast<uint8_t>(line[at]) & 0xC0) == 0x80; };
  for (int i = 0; i < 3 && start > 0 && continues(start); ++i) --start;
  return start;
}

/// Shows line[begin, end) marked. Looks only at the window around the place, so a line of 100 MB costs nothing.
Excerpt excerpt(std::string_view line, uint32_t begin, uint32_t end) {
  const uint32_t start = window_start(line, begin);
  Excerpt out;
  if (start > 0) out = {"...", "   "};
  int column = static_cast<int>(out.text.size());
  size_t at = start;
  while (at < line.size() && column < kSourceColumns) {
    Glyph g = glyph_at(line, at);
    if (g.text == "\t") {
      g.columns = kTabStop - column % kTabStop;
      g.text.assign(static_cast<size_t>(g.columns), ' ');
    }
    const bool first = at <= begin && begin < at + g.bytes;
    const char mark = at + g.bytes > begin && at < end ? '~' : ' ';
    std::string marks(static_cast<size_t>(g.columns), mark);
    if (first && !marks.empty()) marks[0] = '^';
    out.text += g.text;
    out.carets += marks;
    column += g.columns;
    at += g.bytes;
  }
  if (at < line.size()) out.text += "...";
  if (begin >= line.size()) out.carets += '^';
  out.carets.erase(out.carets.find_last_not_of(' ') + 1);
  return out;
}

std::string header_line(const Diagnostic& d, const SourceFile* file, const Style& style) {
  const DiagInfo& info = diag_info(d.id);
  std::string out(style.bold);
  if (file) {
    out += printable(file->name());
    if (d.span.known()) {
      const LineColumn place = file->locate(d.span.begin);
      out += ':' + std::to_string(place.line) + ':' + std::to_string(place.column);
    }
    out += ": ";
  }
  out.append(style.off).append(style.severity).append(look_of(info.severity).word).append(": ").append(style.off);
  out.append(style.bold).append(printable(d.message)).append(style.off);
  return out.append(" [").append(info.id).append("]\n");
}

std::string source_lines(const Diagnostic& d, const SourceFile& file, const Style& style) {
  const LineColumn place = file.locate(d.span.begin);
  const std::string_view line = file.line(place.line);
  const uint32_t begin = place.column - 1;
  const uint32_t end = begin + (d.span.end - d.span.begin);
  const Excerpt shown = excerpt(line, begin, end);
  const std::string number = std::to_string(place.line);
  const std::string margin(number.size(), ' ');
  std::string out = " " + number + " | " + shown.text + "\n " + margin + " | ";
  return out.append(style.caret).append(shown.carets).append(style.off).append("\n");
}

/// `text` under a label; the lines after the first are indented alike.
std::string labelled(std::string_view label, std::string_view text, const Style& style) {
  std::string out = "  ";
  out.append(style.help).append(label).append(style.off);
  for (const char c : printable(text, true)) {
    out += c;
    if (c == '\n') out += "    ";
  }
  while (out.ends_with(' ') || out.ends_with('\n')) out.pop_back();
  return out + "\n";
}

}  // namespace

const std::vector<DiagInfo>& all_diagnostics() {
  static const std::vector<DiagInfo> table = {
#define DIAGNOSTIC(name, id, severity, slug) {#name, id, Severity::severity, slug},
#include "support/diagnostics.def"
#undef DIAGNOSTIC
  };
  return table;
}

const DiagInfo& diag_info(DiagId id) { return all_diagnostics().at(static_cast<size_t>(id)); }

void Diagnostics::add(Diagnostic d) {
  const auto is_error = [](const Diagnostic& x) { return diag_info(x.id).severity == Severity::Error; };
  const bool error = is_error(d);
  errors_ += error;
  if (items_.size() < kMaxDiagnostics) {
    items_.push_back(std::move(d));
    return;
  }
  ++dropped_;
  if (!error || errors_ > kMaxDiagnostics) return;
  // Full of lesser ones: an error is worth more than the last of them.
  const auto lesser = std::find_if_not(items_.rbegin(), items_.rend(), is_error);
  if (lesser != items_.rend()) *lesser = std::move(d);
}

void Diagnostics::add(DiagId id, SourceSpan span, std::string message, std::string hint) {
  add(Diagnostic{id, span, std::move(message), std::move(hint)});
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = items_;
  const auto key = [](const Diagnostic& d) {
    return std::tie(d.span.begin, d.span.end, d.id, d.function, d.message, d.hint, d.node);
  };
  std::stable_sort(result.begin(), result.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
  return result;
}

std::string render(const Diagnostic& d, const SourceFile* file, bool color) {
  const Style style = style_of(diag_info(d.id).severity, color);
  std::string out = header_line(d, file, style);
  if (file && d.span.known()) out += source_lines(d, *file, style);
  if (!d.function.empty()) out += labelled("in function ", "`" + d.function + "`", style);
  if (!d.node.empty()) out += labelled("in JSON: ", d.node, style);
  if (!d.hint.empty()) out += labelled("hint: ", d.hint, style);
  return out;
}

std::string render(const Diagnostics& ds, const SourceFile* file, bool color) {
  std::string out;
  for (const Diagnostic& d : ds.sorted()) out += render(d, file, color);
  if (ds.dropped() > 0) {
    out += "and " + with_thousands(static_cast<int64_t>(ds.dropped())) + " more, not shown\n";
  }
  return out;
}

}  // namespace tir2tt
