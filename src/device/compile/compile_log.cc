#include "device/compile/compile_log.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace tir2tt::device {
namespace {

constexpr size_t kNone = std::string_view::npos;

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  while (!from.empty()) {
    const size_t at = text.find(from);
    if (at == kNone) break;
    result.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return result.append(text);
}

bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// `file:line` at the begin of a line, and what follows it.
struct Place {
  std::string_view file;
  uint32_t line = 0;
  std::string_view rest;  // ":7: error: …", ":", ","
};
std::optional<Place> place_at_begin(std::string_view text) {
  for (size_t at = text.find(':'); at != kNone && at != 0; at = text.find(':', at + 1)) {
    Place place = {text.substr(0, at), 0, {}};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + at + 1, end, place.line);
    if (error != std::errc() || stop == end || (*stop != ':' && *stop != ',')) continue;
    place.rest = {stop, static_cast<size_t>(end - stop)};
    return place;
  }
  return std::nullopt;
}

/// "prog: error: text" or what stands behind a place ":7: error: text" -> "text".
std::optional<std::string_view> error_text_in(std::string_view rest) {
  constexpr std::array<std::string_view, 4> marks = {
      ": fatal error: ", ": error: ", ": internal compiler error: ", ": sorry, unimplemented: "};
  for (std::string_view mark : marks) {
    const size_t at = rest.find(mark);
    if (at != kNone) return rest.substr(at + mark.size());
  }
  return std::nullopt;
}

/// The symbol that a linker did not find.
std::optional<std::string> undefined_symbol(std::string_view line) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> forms = {{
      {"undefined reference to `", "'"},
      {"hidden symbol `", "' isn't defined"},
      {"undefined symbol: ", ""},
  }};
  for (const auto& [before, after] : forms) {
    const size_t at = line.find(before);
    if (at == kNone) continue;
    line.remove_prefix(at + before.size());
    return std::string(after.empty() ? line : line.substr(0, line.rfind(after)));
  }
  return std::nullopt;
}

/// Reads the lines one by one. g++ says how it came to an error before the error, clang++ in notes behind it.
class Reader {
 public:
  explicit Reader(CompileFailure& failure) : failure_(failure) {}

  void line(std::string_view text) {
    if (done_) return;
    if (const auto symbol = undefined_symbol(text)) return undefined(text, *symbol);
    if (skip(text, "In file included from ")) {
      included_ = {};
      return inclusion(text);
    }
    const size_t from = text.find_first_not_of(' ');
    if (from != kNone && from > 0 && text.substr(from).starts_with("from ")) return inclusion(text.substr(from + 5));
    const auto place = place_at_begin(text);
    if (const auto error = error_text_in(place ? place->rest : text)) {
      error_line(place.value_or(Place()), *error);
    } else if (place) {
      other_line(*place);
    }
  }

 private:
  static bool own(const Place& place) { return place.line != 0 && !is_foreign(place.file); }

  void inclusion(std::string_view text) {
    const auto place = place_at_begin(text);
    if (place && !own(included_) && own(*place)) included_ = *place;
  }
  /// "required from here", "note: in instantiation of … requested here", "note: in expansion of macro".
  void other_line(const Place& place) {
    const bool note = place.rest.find(": note: ") != kNone, warning = place.rest.find(": warning: ") != kNone;
    if (note && has_error_ && own(place)) {
      done_ = true;
      set_place(place);
    }
    if (note || warning) {
      required_ = {};
    } else if (!own(required_) && own(place)) {
      required_ = place;
    }
  }
  /// The first error with a place in the kernel counts; only where it was included from is less than what a note may
  /// still say.
  void error_line(const Place& place, std::string_view text) {
    if (text.starts_with("ld returned") || text.starts_with("linker command failed")) return;
    if (failure_.line != 0) {
      done_ = true;
      return;
    }
    const Place exact = own(place) ? place : std::exchange(required_, {}), nearest = own(exact) ? exact : included_;
    if (!has_error_ || own(nearest)) failure_.message = text;
    has_error_ = true;
    done_ = own(exact);
    if (place.line != 0 && own(nearest)) set_place(nearest);
  }
  void undefined(std::string_view line, const std::string& symbol) {
    if (has_error_) return;
    failure_.message = symbol + " is declared but nothing defines it (linker)";
    has_error_ = done_ = true;
    if (const size_t linker = line.find("ld: "); linker != kNone) line.remove_prefix(linker + 4);
    const Place place = place_at_begin(line).value_or(Place());
    if (own(place)) set_place(place);
  }
  void set_place(const Place& place) {
    failure_.file = shown_path(place.file);
    failure_.line = place.line;
  }

  CompileFailure& failure_;
  Place included_, required_;  // the nearest places in the kernel; line 0: none
  bool has_error_ = false;     // at least one was seen
  bool done_ = false;
};

/// The line without its end; `text` is what follows.
std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view first_line(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \r\n\t");
  return begin == kNone ? std::string_view() : text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

bool is_foreign(std::string_view path) {
  constexpr std::array<std::string_view, 5> folders = {"/include/c++/", "/lib/gcc/", "/lib/clang/", "/lib/llvm",
                                                       kHeaderFolderPrefix};
  if (path.empty() || path.starts_with('<') || path.starts_with("/usr/include/")) return true;
  return std::any_of(folders.begin(), folders.end(), [&](auto folder) { return path.find(folder) != kNone; });
}

std::string_view shown_path(std::string_view path) {
  std::string_view rest = path;
  if (skip(rest, "//")) return rest;  // the compiler ran in /, which cannot be renamed
  return skip(rest, kCompilationFolder) && skip(rest, "/") ? rest : path;
}

CompileFailure explain_log(std::string_view output, std::string_view source, std::string_view name, int exit_code) {
  CompileFailure failure;
  failure.log = replaced(replaced(output, source, name), std::string(kCompilationFolder) + "/", "");
  Reader reader(failure);
  for (std::string_view left = failure.log; !left.empty();) reader.line(take_line(left));
  if (failure.message.empty()) failure.message = first_line(failure.log);
  if (failure.message.empty()) {
    failure.message = "the compiler failed with exit code " + std::to_string(exit_code) + " and said nothing";
  }
  return failure;
}

std::optional<std::pair<std::string, uint32_t>> innermost_place(std::string_view output) {
  while (!output.empty()) {
    const std::string_view text = take_line(output);
    const size_t colon = text.rfind(':');
    if (colon == kNone) continue;
    const std::string_view file = shown_path(text.substr(0, colon));
    uint32_t line = 0;
    std::from_chars(text.data() + colon + 1, text.data() + text.size(), line);
    if (line != 0 && !is_foreign(file) && file != "??") return std::pair(std::string(file), line);
  }
  return std::nullopt;
}

}  // namespace tir2tt::device
