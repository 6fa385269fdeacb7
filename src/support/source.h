// Source text and places in it. A SourceSpan is what IR nodes and diagnostics carry (8 bytes); a SourceFile
// turns it into line and column when a message is printed.
// Tested by tests/support/diagnostic_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tir2tt {

/// Half-open range of byte offsets into the file that was read. `{0, 0}` means "no place in a file".
struct SourceSpan {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool known() const { return end > begin; }
  friend bool operator==(SourceSpan, SourceSpan) = default;
};

/// 1-based line and column; the column counts bytes, a tab is one.
struct LineColumn {
  uint32_t line = 0;
  uint32_t column = 0;
};

/// A named text with an index of its lines. Texts are limited to 4 GiB by SourceSpan.
class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  LineColumn locate(uint32_t offset) const;
  /// The line's text without its end of line. `line` is 1-based.
  std::string_view line(uint32_t line) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<uint32_t> line_starts_;
};

}  // namespace tir2tt
