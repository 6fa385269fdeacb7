// Small text helpers that every folder may use: numbers and columns for people, and "did you mean".
// Tested by tests/support/text_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tir2tt {

/// 1234567 -> "1,234,567".
std::string with_thousands(int64_t n);

/// One character as a terminal shows it. Bytes that a terminal must not get (control characters, broken UTF-8) become
/// `\xNN`; a tab is one Glyph with the text "\t" and the width 1.
struct Glyph {
  std::string text;
  int columns = 0;   // 0 for combining marks, 2 for wide East Asian characters
  size_t bytes = 0;  // how many bytes of the source it took, at least 1
};
/// The character at text[at]; `at` must be inside.
Glyph glyph_at(std::string_view text, size_t at);

/// Strict: no overlong forms, no surrogates.
bool is_utf8(std::string_view bytes);

/// Columns that a terminal needs for `text`; ANSI colour sequences (`ESC [ … m`) take none.
int display_width(std::string_view text);
/// Safe to print: control characters and broken UTF-8 as `\xNN`. Newlines stay where `keep_newlines`.
std::string printable(std::string_view text, bool keep_newlines = false);
/// Filled with spaces to `columns`; longer text stays as it is.
std::string pad_right(std::string_view text, int columns);
std::string pad_left(std::string_view text, int columns);
/// Broken at spaces into lines of at most `columns`; a longer word gets a line of its own. At least one line.
std::vector<std::string> wrap(std::string_view text, int columns);

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`. Cost |a|·|b|.
int edit_distance(std::string_view a, std::string_view b);
/// The candidate nearest to `word`, when it is near enough to be a slip of the pen; on a tie the first.
std::optional<std::string> did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace tir2tt
