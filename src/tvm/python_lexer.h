// Python tokens on demand: nothing is stored but the place in the text, so that a hostile file costs no memory.
// Two things are ours: the comment `# with T.block("root"):` is a token (it stands for a block), and recover() finds
// the next statement after a mistake. Indentation follows CPython: a tab is worth 8 columns, and a line whose
// nesting depends on that is a mistake.
// Tested by tests/tvm/reader_syntax_test.cc.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "support/diagnostic.h"

namespace tir2tt::tvm {

enum class TokenKind : uint8_t {
  End,
  Newline,
  Indent,
  Dedent,
  Name,
  Int,
  Float,
  String,
  Punct,
  RootComment,
  Bad  // Bad: already reported
};

/// Up to three characters as one number, so that operators are compared and switched on cheaply.
constexpr uint32_t pack_punct(std::string_view p) {
  uint32_t code = 0;
  for (char c : p) code = code << 8 | static_cast<unsigned char>(c);
  return code;
}

struct Token {
  TokenKind kind = TokenKind::End;
  uint32_t begin = 0, end = 0;
  uint32_t punct = 0;  // of a Punct, packed
  SourceSpan span() const { return {begin, end > begin ? end : begin + 1}; }
};

class PythonLexer {
 public:
  PythonLexer(std::string_view text, uint32_t max_indents, Diagnostics& diags);

  Token next();
  std::string_view text(Token t) const { return text_.substr(t.begin, t.end - t.begin); }
  std::string_view text() const { return text_; }

  /// Gives the current statement up: goes to the first line that is not indented deeper than `column` and does not
  /// begin with a closing bracket. Linear, since it only moves forward.
  void recover(uint32_t column);
  /// Column of the line on which the last token at a line's start stood.
  uint32_t line_column() const { return line_column_; }
  /// Offset behind the end of the last logical line.
  uint32_t last_line_end() const { return last_line_end_; }
  /// End of the physical line that holds `offset`, without its end of line.
  uint32_t line_end(uint32_t offset);

 private:
  struct Column {
    uint32_t wide = 0, narrow = 0;  // tabs counted as up to 8, as 1
  };
  bool at(uint32_t i, char c) const { return i < text_.size() && text_[i] == c; }
  Token token(TokenKind kind, uint32_t begin) const { return {kind, begin, pos_, 0}; }
  Token start_of_line();
  Token indentation(Column column);
  bool skip_blank();
  void skip_line();
  Column measure();
  bool is_root_comment(uint32_t at) const;
  Token number();
  Token string(uint32_t begin);
  Token name_or_string();
  Token punctuation();
  Token no_token();
  Token newline();
  Token bad(uint32_t begin, std::string what);

  std::string_view text_;
  Diagnostics& diags_;
  uint32_t max_indents_;
  uint32_t pos_ = 0;
  uint32_t brackets_ = 0;
  bool at_start_ = true;
  std::vector<Column> indents_{{}};
  uint32_t dedents_ = 0;
  uint32_t line_column_ = 0;
  uint32_t last_line_end_ = 0;
  uint32_t line_begin_ = 0, line_end_ = 0;  // the line that line_end() found last
};

}  // namespace tir2tt::tvm
