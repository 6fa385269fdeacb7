#include "tvm/python_lexer.h"

#include <fmt/format.h>

namespace tir2tt::tvm {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool is_name_char(char c) { return is_name_start(c) || is_digit(c); }

constexpr std::string_view kPunct1 = "+-*/%@&|^~<>()[]{},:;.=";

/// Characters of the longest operator at the front of `rest`, which begins with one of kPunct1.
constexpr uint32_t punct_length(std::string_view rest) {
  char a = rest[0], b = rest.size() > 1 ? rest[1] : ' ', c = rest.size() > 2 ? rest[2] : ' ';
  switch (a) {
    case '*':
    case '/': return b == a ? (c == '=' ? 3 : 2) : b == '=' ? 2 : 1;
    case '<':
    case '>': return b == a || b == '=' ? 2 : 1;
    case '-': return b == '>' || b == '=' ? 2 : 1;
    case '.': return b == '.' && c == '.' ? 3 : 1;
    case '+':
    case '%':
    case '&':
    case '|':
    case '^':
    case ':':
    case '=': return b == '=' ? 2 : 1;
    default: return 1;
  }
}

}  // namespace

PythonLexer::PythonLexer(std::string_view text, uint32_t max_indents, Diagnostics& diags)
    : text_(text), diags_(diags), max_indents_(max_indents) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") pos_ = 3;  // byte order mark
}

Token PythonLexer::next() {
  if (at_start_) return start_of_line();
  for (;;) {
    if (pos_ >= text_.size() || text_[pos_] == '\n') {
      if (brackets_ > 0 && pos_ < text_.size()) {
        ++pos_;
        continue;
      }
      return newline();
    }
    char c = text_[pos_];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
      ++pos_;
    } else if (c == '#') {
      skip_line();
    } else if (c == '\\' && (at(pos_ + 1, '\n') || (at(pos_ + 1, '\r') && at(pos_ + 2, '\n')))) {
      pos_ += at(pos_ + 1, '\n') ? 2 : 3;
    } else if (is_digit(c) || (c == '.' && pos_ + 1 < text_.size() && is_digit(text_[pos_ + 1]))) {
      return number();
    } else if (is_name_start(c)) {
      return name_or_string();
    } else if (c == '"' || c == '\'') {
      return string(pos_);
    } else {
      return punctuation();
    }
  }
}

Token PythonLexer::newline() {
  Token t{TokenKind::Newline, pos_, pos_, 0};
  if (pos_ < text_.size()) ++pos_;
  brackets_ = 0;
  at_start_ = true;
  last_line_end_ = pos_;
  return t;
}

/// On to the first line that holds something; its indentation becomes tokens before it does.
Token PythonLexer::start_of_line() {
  if (dedents_ > 0) {
    --dedents_;
    return {TokenKind::Dedent, pos_, pos_, 0};
  }
  for (;;) {
    uint32_t line = pos_;
    Column column = measure();
    if (pos_ >= text_.size()) {
      if (indents_.size() == 1) return {TokenKind::End, pos_, pos_, 0};
      dedents_ = static_cast<uint32_t>(indents_.size()) - 1;
      indents_.resize(1);
      return start_of_line();
    }
    if (text_[pos_] == '#' && is_root_comment(pos_)) {
      if (column.wide != indents_.back().wide) {
        pos_ = line;
        Token t = indentation(column);
        if (t.kind != TokenKind::Name) return t;  // then the comment comes again, its column being the current one
        measure();
      }
      uint32_t begin = pos_;
      skip_line();
      Token t = token(TokenKind::RootComment, begin);
      line_column_ = column.wide;
      newline();
      return t;
    }
    if (skip_blank()) continue;
    line_column_ = column.wide;
    pos_ = line;
    Token t = indentation(column);
    if (t.kind != TokenKind::Name) return t;
    at_start_ = false;
    return next();
  }
}

/// Compares with the indentation before; leaves pos_ at the line's start. Kind Name means: no change.
Token PythonLexer::indentation(Column column) {
  Column current = indents_.back();
  uint32_t line = pos_;
  auto complain = [&](std::string what) {
    diags_.add(DiagId::BadIndentation, {line, line + std::max(1u, column.narrow)}, std::move(what),
               "indent with spaces, the same number for every line of a suite");
  };
  if (column.wide == current.wide) {
    if (column.narrow != current.narrow) complain("tabs and spaces are mixed in the indentation");
    return {TokenKind::Name, line, line, 0};
  }
  if (column.wide > current.wide) {
    if (column.narrow <= current.narrow) complain("tabs and spaces are mixed in the indentation");
    if (indents_.size() > max_indents_) {
      diags_.add(DiagId::NestingTooDeep, {line, line + std::max(1u, column.narrow)},
                 fmt::format("more than {} levels of indentation", max_indents_));
      pos_ = static_cast<uint32_t>(text_.size());
      indents_.resize(1);
      return {TokenKind::End, line, line, 0};
    }
    indents_.push_back(column);
    return {TokenKind::Indent, line, line, 0};
  }
  while (indents_.size() > 1 && indents_.back().wide > column.wide) {
    indents_.pop_back();
    ++dedents_;
  }
  if (indents_.back().wide != column.wide) {
    if (indents_.back().wide < column.wide) complain("this line's indentation matches no enclosing suite");
    indents_.back() = column;  // go on as if the enclosing suite stood there
  }
  if (dedents_ == 0) return {TokenKind::Name, line, line, 0};
  --dedents_;
  return {TokenKind::Dedent, line, line, 0};
}

PythonLexer::Column PythonLexer::measure() {
  Column c;
  for (; pos_ < text_.size(); ++pos_) {
    if (text_[pos_] == ' ') {
      ++c.wide, ++c.narrow;
    } else if (text_[pos_] == '\t') {
      c.wide = (c.wide / 8 + 1) * 8, ++c.narrow;
    } else if (text_[pos_] == '\f') {
      c = {};
    } else {
      break;
    }
  }
  return c;
}

/// True if the rest of the line is empty or a comment; it is skipped then.
bool PythonLexer::skip_blank() {
  char c = text_[pos_];
  if (c == '\r' && at(pos_ + 1, '\n')) ++pos_, c = '\n';
  if (c != '\n' && c != '#') return false;
  skip_line();
  if (pos_ < text_.size()) ++pos_;
  return true;
}

void PythonLexer::skip_line() {
  size_t end = text_.find('\n', pos_);
  pos_ = static_cast<uint32_t>(end == std::string_view::npos ? text_.size() : end);
}

bool PythonLexer::is_root_comment(uint32_t at) const {
  std::string_view rest = text_.substr(at, 40);
  for (std::string_view form :
       {"# with T.block(\"root\"):", "# with T.sblock(\"root\"):", "# with Ts.sblock(\"root\"):"}) {
    if (rest.starts_with(form)) return true;
  }
  return false;
}

Token PythonLexer::number() {
  uint32_t begin = pos_;
  bool is_float = false;
  if (text_[pos_] == '0' && pos_ + 1 < text_.size() && is_name_start(text_[pos_ + 1]) && text_[pos_ + 1] != 'e' &&
      text_[pos_ + 1] != 'E') {
    while (pos_ < text_.size() && is_name_char(text_[pos_])) ++pos_;  // 0x, 0o, 0b; judged when it is converted
    return token(TokenKind::Int, begin);
  }
  for (; pos_ < text_.size(); ++pos_) {
    char c = text_[pos_];
    if (c == '.') {
      is_float = true;
    } else if (c == 'e' || c == 'E') {
      is_float = true;
      if (at(pos_ + 1, '+') || at(pos_ + 1, '-')) ++pos_;
    } else if (!is_digit(c) && c != '_') {
      break;
    }
  }
  if (pos_ < text_.size() && is_name_start(text_[pos_])) {
    while (pos_ < text_.size() && is_name_char(text_[pos_])) ++pos_;
    return bad(begin, "not a number");
  }
  return token(is_float ? TokenKind::Float : TokenKind::Int, begin);
}

Token PythonLexer::name_or_string() {
  uint32_t begin = pos_;
  while (pos_ < text_.size() && is_name_char(text_[pos_])) ++pos_;
  if (pos_ - begin <= 2 && (at(pos_, '"') || at(pos_, '\''))) return string(begin);  // prefixes r, b, f, rb, …
  return token(TokenKind::Name, begin);
}

/// pos_ stands at the quote, `begin` at the prefix. What the prefix means is the parser's business.
Token PythonLexer::string(uint32_t begin) {
  char quote = text_[pos_];
  bool triple = at(pos_ + 1, quote) && at(pos_ + 2, quote);
  uint32_t open = pos_;
  pos_ += triple ? 3 : 1;
  for (; pos_ < text_.size(); ++pos_) {
    char c = text_[pos_];
    if (c == '\\') {
      ++pos_;
    } else if (c == '\n' && !triple) {
      break;
    } else if (c == quote && (!triple || (at(pos_ + 1, quote) && at(pos_ + 2, quote)))) {
      pos_ += triple ? 3 : 1;
      return token(TokenKind::String, begin);
    }
  }
  pos_ = std::min(pos_, static_cast<uint32_t>(text_.size()));
  Token t = bad(begin, "a string without its closing quote");
  t.end = std::min(pos_, open + 1);
  return t;
}

Token PythonLexer::punctuation() {
  uint32_t begin = pos_;
  std::string_view rest = text_.substr(pos_, 3);
  char c = rest[0];
  uint32_t length = rest.starts_with("!=") ? 2 : kPunct1.find(c) == std::string_view::npos ? 0 : punct_length(rest);
  if (length == 0) return no_token();
  pos_ += length;
  if (c == '(' || c == '[' || c == '{') ++brackets_;
  if ((c == ')' || c == ']' || c == '}') && brackets_ > 0) --brackets_;
  Token t = token(TokenKind::Punct, begin);
  t.punct = pack_punct(rest.substr(0, length));
  return t;
}

/// What no token begins with: one message for a run of such bytes.
Token PythonLexer::no_token() {
  uint32_t begin = pos_;
  auto strange = [&] {
    char c = text_[pos_];
    return kPunct1.find(c) == std::string_view::npos && !is_name_char(c) && static_cast<unsigned char>(c) > ' ' &&
           c != '#' && c != '"' && c != '\'';
  };
  while (pos_ < text_.size() && strange()) ++pos_;
  if (pos_ == begin) ++pos_;
  unsigned char first = static_cast<unsigned char>(text_[begin]);
  bool visible = first > ' ' && first != 0x7F;
  return bad(begin, visible ? fmt::format("`{}` is not a token of Python", static_cast<char>(first))
                            : fmt::format("byte 0x{:02x} is not a token of Python", first));
}

Token PythonLexer::bad(uint32_t begin, std::string what) {
  diags_.add(DiagId::BadToken, {begin, std::max(begin + 1, std::min(pos_, begin + 80))}, std::move(what));
  return token(TokenKind::Bad, begin);
}

void PythonLexer::recover(uint32_t column) {
  brackets_ = 0;
  auto next_line = [&] {
    skip_line();
    if (pos_ < text_.size()) ++pos_;
  };
  if (!at_start_) next_line();
  while (pos_ < text_.size()) {
    uint32_t line = pos_;
    Column c = measure();
    if (pos_ >= text_.size()) break;
    char first = text_[pos_];
    bool blank = first == '\n' || first == '#' || first == '\r';
    if (!blank && c.wide <= column && first != ')' && first != ']' && first != '}') {
      pos_ = line;
      break;
    }
    next_line();
  }
  at_start_ = true;
  last_line_end_ = pos_;
}

uint32_t PythonLexer::line_end(uint32_t offset) {
  if (offset < line_begin_ || offset > line_end_ || line_end_ == 0) {
    size_t end = text_.find('\n', offset);
    line_begin_ = offset;
    line_end_ = static_cast<uint32_t>(end == std::string_view::npos ? text_.size() : end);
  }
  uint32_t end = line_end_;
  if (end > offset && text_[end - 1] == '\r') --end;
  return end;
}

}  // namespace tir2tt::tvm
