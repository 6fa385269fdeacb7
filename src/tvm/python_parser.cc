#include "tvm/python_parser.h"

#include <fmt/format.h>

#include <array>

namespace tir2tt::tvm {
namespace {

/// Statements of Python that no TVMScript is made of. Those with a suite lose it, too.
constexpr std::array<std::string_view, 12> kUnsupported = {"try", "except", "finally", "raise", "global", "nonlocal",
                                                           "del", "async",  "await",   "yield", "break",  "continue"};

constexpr std::array<std::pair<std::string_view, PyOp>, 10> kAugmented = {{{"+=", PyOp::Add},
                                                                           {"-=", PyOp::Sub},
                                                                           {"*=", PyOp::Mul},
                                                                           {"/=", PyOp::Div},
                                                                           {"//=", PyOp::FloorDiv},
                                                                           {"%=", PyOp::Mod},
                                                                           {"&=", PyOp::BitAnd},
                                                                           {"|=", PyOp::BitOr},
                                                                           {"**=", PyOp::Pow},
                                                                           {"^=", PyOp::BitXor}}};

}  // namespace

PythonParser::PythonParser(std::string_view text, uint32_t max_nesting, Diagnostics& diags)
    : lexer_(text, max_nesting, diags), diags_(diags), max_nesting_(max_nesting) {
  advance();
}

void PythonParser::fail(DiagId id, SourceSpan span, std::string message, std::string hint) {
  diags_.add(id, span, std::move(message), std::move(hint));
  throw Abandoned{};
}

// The recursive functions throw through these, so that their own frames stay small.
void PythonParser::refuse(const char* message) { fail(DiagId::UnsupportedPython, token_.span(), message); }

void PythonParser::too_deep(SourceSpan at) {
  fail(DiagId::NestingTooDeep, at, fmt::format("more than {} levels of nesting", max_nesting_));
}

void PythonParser::unexpected(std::string_view wanted) {
  if (token_.kind == TokenKind::Bad) throw Abandoned{};  // the lexer has reported it
  bool at_end = token_.kind == TokenKind::Newline || token_.kind == TokenKind::End;
  std::string_view w = word().substr(0, 40);
  fail(DiagId::BadSyntax, token_.span(),
       at_end ? fmt::format("expected {} before the end of the line", wanted)
              : fmt::format("expected {}, found `{}`", wanted, w));
}

void PythonParser::advance() {
  previous_end_ = token_.end;
  token_ = lexer_.next();
}

bool PythonParser::accept(std::string_view p) {
  if (!is_punct(p)) return false;
  advance();
  return true;
}
bool PythonParser::accept_keyword(std::string_view k) {
  if (!is_keyword(k)) return false;
  advance();
  return true;
}
void PythonParser::expect(std::string_view p) {
  if (!accept(p)) unexpected(fmt::format("`{}`", p));
}
std::string_view PythonParser::expect_name() {
  if (token_.kind != TokenKind::Name) unexpected("a name");
  std::string_view name = word();
  advance();
  return name;
}

const PyStmt& PythonParser::next() {
  for (;;) {
    try {
      arena_.reset();
      scratch_.clear();
      keywords_.clear();
      nesting_ = 0;
      stmt_ = PyStmt{};
      line();
      return stmt_;
    } catch (const Abandoned&) {
      recover();
    }
  }
}

void PythonParser::recover() {
  lexer_.recover(stmt_column_);
  advance();
  line_end_ = lexer_.last_line_end();
  inline_more_ = false;
}

/// One logical line, or the end of a suite.
void PythonParser::line() {
  if (!suites_.empty() && suites_.back() != Suite::Block && !inline_more_) {
    suites_.pop_back();
    stmt_.kind = PyStmt::Kind::SuiteEnd;
    return;
  }
  inline_more_ = false;
  switch (token_.kind) {
    case TokenKind::End:
      stmt_.kind = suites_.empty() ? PyStmt::Kind::End : PyStmt::Kind::SuiteEnd;
      if (!suites_.empty()) suites_.pop_back();
      return;
    case TokenKind::Dedent:
      advance();
      if (suites_.empty()) return line();
      suites_.pop_back();
      stmt_.kind = PyStmt::Kind::SuiteEnd;
      return;
    case TokenKind::Indent: {
      diags_.add(DiagId::BadIndentation, {token_.begin, token_.begin + 1},
                 "this line is indented deeper than the one before",
                 "only the suite of a statement that ends with `:` is indented");
      suites_.push_back(Suite::Block);
      advance();
      skip_suite();
      return line();
    }
    case TokenKind::Newline:
      advance();
      line_end_ = lexer_.last_line_end();
      return line();
    case TokenKind::RootComment:
      stmt_.kind = PyStmt::Kind::RootComment;
      stmt_.span = token_.span();
      line_end_ = lexer_.last_line_end();
      advance();
      return;
    default: statement();
  }
}

void PythonParser::skip_suite() {
  size_t depth = suites_.size();
  while (suites_.size() >= depth) {
    try {
      line();
    } catch (const Abandoned&) {
      recover();
    }
    if (stmt_.kind == PyStmt::Kind::End) return;
  }
}

void PythonParser::statement() {
  stmt_column_ = lexer_.line_column();
  stmt_.span = {token_.begin, std::max(token_.begin + 1, lexer_.line_end(token_.begin))};
  if (is_punct("@")) {
    advance();
    stmt_.kind = PyStmt::Kind::Decorator;
    stmt_.value = expression();
    return end_simple();
  }
  if (token_.kind == TokenKind::Name && keyword_statement(word())) return;
  expression_statement();
}

bool PythonParser::keyword_statement(std::string_view keyword) {
  using Kind = PyStmt::Kind;
  switch (keyword[0]) {  // most lines begin with a name that is no keyword
    case 'r':
    case 'a':
    case 'p':
    case 'f':
    case 'w':
    case 'i':
    case 'd':
    case 'c': break;
    case 'b':
    case 'e':
    case 'g':
    case 'n':
    case 't':
    case 'y': break;
    default: return false;
  }
  if (keyword == "for") return for_statement(), true;
  if (keyword == "with") return with_statement(), true;
  if (keyword == "def") return def_statement(), true;
  if (keyword == "class") return class_statement(), true;
  if (keyword == "import") return import_statement(), true;
  if (keyword == "from") return from_statement(), true;
  if (keyword == "if" || keyword == "while") {
    stmt_.kind = keyword == "if" ? Kind::If : Kind::While;
    advance();
    stmt_.value = expression();
    return open_suite(), true;
  }
  if (keyword == "return") {
    advance();
    stmt_.kind = Kind::Return;
    if (token_.kind != TokenKind::Newline && !is_punct(";")) stmt_.value = expressions();
    return end_simple(), true;
  }
  if (keyword == "assert") {
    advance();
    stmt_.kind = Kind::Assert;
    stmt_.value = expression();
    if (accept(",")) stmt_.annotation = expression();
    return end_simple(), true;
  }
  if (keyword == "pass") {
    advance();
    stmt_.kind = Kind::Pass;
    return end_simple(), true;
  }
  if (keyword == "else" || keyword == "elif") {
    fail(DiagId::BadSyntax, token_.span(), fmt::format("`{}` without an `if` before it", keyword));
  }
  for (std::string_view k : kUnsupported) {
    if (keyword == k) {
      fail(DiagId::UnsupportedPython, token_.span(), fmt::format("`{}` has no meaning in a kernel here", keyword),
           keyword == "break" ? "write `T.loop_break()`" : "");
    }
  }
  return false;
}

void PythonParser::expression_statement() {
  using Kind = PyStmt::Kind;
  const PyExpr* first = expressions();
  if (accept(":")) {
    stmt_.kind = Kind::AnnAssign;
    stmt_.target = first;
    stmt_.annotation = expression();
    if (accept("=")) stmt_.value = expressions();
    return end_simple();
  }
  for (auto [text, op] : kAugmented) {
    if (!is_punct(text)) continue;
    advance();
    stmt_.kind = Kind::AugAssign;
    stmt_.op = op;
    stmt_.target = first;
    stmt_.value = expressions();
    return end_simple();
  }
  if (!is_punct("=")) {
    stmt_.kind = Kind::Expr;
    stmt_.value = first;
    return end_simple();
  }
  stmt_.kind = Kind::Assign;
  stmt_.target = first;
  size_t from = scratch_.size();
  while (accept("=")) scratch_.push_back(expressions());
  stmt_.value = scratch_.back();
  scratch_.pop_back();
  stmt_.more_targets = take(from);
  end_simple();
}

void PythonParser::for_statement() {
  advance();
  stmt_.kind = PyStmt::Kind::For;
  stmt_.target = targets();
  if (!accept_keyword("in")) unexpected("`in`");
  stmt_.value = expressions();
  open_suite();
}

void PythonParser::with_statement() {
  advance();
  stmt_.kind = PyStmt::Kind::With;
  bool brackets = false;
  std::vector<PyWithItem> items;
  do {
    if (brackets && is_punct(")")) break;
    PyWithItem item;
    item.context = expression();
    if (accept_keyword("as")) item.target = targets();
    items.push_back(item);
  } while (accept(","));
  stmt_.with_items = arena_.copy(std::span<const PyWithItem>(items));
  open_suite();
}

void PythonParser::def_statement() {
  advance();
  stmt_.kind = PyStmt::Kind::Def;
  stmt_.name = expect_name();
  expect("(");
  std::vector<PyParam> params;
  while (!is_punct(")")) {
    if (is_punct("*") || is_punct("**") || is_punct("/")) {
      fail(DiagId::UnsupportedPython, token_.span(), "a kernel's parameters are names with types");
    }
    PyParam p;
    p.span = token_.span();
    p.name = expect_name();
    if (accept(":")) p.annotation = expression();
    if (accept("=")) p.fallback = expression();
    params.push_back(p);
    if (!accept(",")) break;
  }
  expect(")");
  if (accept("->")) stmt_.annotation = expression();
  stmt_.params = arena_.copy(std::span<const PyParam>(params));
  open_suite();
}

void PythonParser::class_statement() {
  advance();
  stmt_.kind = PyStmt::Kind::Class;
  stmt_.name = expect_name();
  if (accept("(")) {
    while (!is_punct(")")) {
      expression();
      if (!accept(",")) break;
    }
    expect(")");
  }
  open_suite();
}

std::string_view PythonParser::dotted_name() {
  uint32_t begin = token_.begin;
  while (accept(".") || accept("...")) {
  }
  if (!is_keyword("import")) {
    do expect_name();
    while (accept("."));
  }
  return lexer_.text().substr(begin, previous_end_ - begin);
}

void PythonParser::import_statement() {
  advance();
  stmt_.kind = PyStmt::Kind::Import;
  std::vector<PyImport> imports;
  do {
    PyImport i;
    i.module = dotted_name();
    if (accept_keyword("as")) i.alias = expect_name();
    imports.push_back(i);
  } while (accept(","));
  stmt_.imports = arena_.copy(std::span<const PyImport>(imports));
  end_simple();
}

void PythonParser::from_statement() {
  advance();
  stmt_.kind = PyStmt::Kind::Import;
  std::string_view module = dotted_name();
  if (!accept_keyword("import")) unexpected("`import`");
  std::vector<PyImport> imports;
  if (accept("*")) {
    imports.push_back({module, "*", {}});
  } else {
    bool brackets = accept("(");
    do {
      if (brackets && is_punct(")")) break;
      PyImport i;
      i.module = module;
      i.name = i.alias = expect_name();
      if (accept_keyword("as")) i.alias = expect_name();
      imports.push_back(i);
    } while (accept(","));
    if (brackets) expect(")");
  }
  stmt_.imports = arena_.copy(std::span<const PyImport>(imports));
  end_simple();
}

void PythonParser::end_simple() {
  if (accept(";") && token_.kind != TokenKind::Newline) {
    inline_more_ = true;
    return;
  }
  if (token_.kind != TokenKind::Newline) unexpected("the end of the statement");
  line_end_ = lexer_.last_line_end();
  advance();
}

void PythonParser::open_suite() {
  // A forgotten colon at the line's end is reported, and the suite is read all the same.
  if (!accept(":")) {
    if (token_.kind != TokenKind::Newline) unexpected("`:`");
    diags_.add(DiagId::BadSyntax, token_.span(), "expected `:` at the end of the line");
  }
  if (suites_.size() >= max_nesting_) {
    fail(DiagId::NestingTooDeep, stmt_.span, fmt::format("more than {} statements inside one another", max_nesting_));
  }
  if (token_.kind != TokenKind::Newline) {
    suites_.push_back(Suite::Inline);
    inline_more_ = true;
    return;
  }
  line_end_ = lexer_.last_line_end();
  advance();
  if (token_.kind == TokenKind::Indent) {
    advance();
    suites_.push_back(Suite::Block);
    return;
  }
  diags_.add(DiagId::BadIndentation, stmt_.span, "expected an indented suite behind this line",
             "an empty suite is written `pass`");
  suites_.push_back(Suite::Empty);
}

PythonParser::Branch PythonParser::next_branch() {
  bool elif = is_keyword("elif");
  if (!elif && !is_keyword("else")) return Branch::None;
  stmt_column_ = lexer_.line_column();
  try {
    stmt_ = PyStmt{};
    if (elif) {
      token_.begin += 2;  // "elif" without its "el" is "if"
      statement();
      return Branch::Elif;
    }
    stmt_.span = {token_.begin, std::max(token_.begin + 1, lexer_.line_end(token_.begin))};
    advance();
    open_suite();
    return Branch::Else;
  } catch (const Abandoned&) {
    recover();
    return Branch::None;
  }
}

}  // namespace tir2tt::tvm
