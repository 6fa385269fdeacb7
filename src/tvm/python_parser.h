// Reads Python one logical line at a time: the lexer's tokens become the trees of python_ast.h. Everything that
// TVMScript is made of is understood; any other Python is a diagnostic, and reading goes on with the next line.
// Expressions are read by precedence climbing; every recursion is bounded by `max_nesting`.
// Tested by tests/tvm/reader_syntax_test.cc.
#pragma once

#include <string_view>
#include <vector>

#include "tvm/python_ast.h"
#include "tvm/python_lexer.h"

namespace tir2tt::tvm {

class PythonParser {
 public:
  PythonParser(std::string_view text, uint32_t max_nesting, Diagnostics& diags);

  /// The next line; its trees live until the call after. A compound statement's suite follows, then SuiteEnd.
  const PyStmt& next();
  /// Behind the SuiteEnd of an `if`: consumes the head of an `elif`, which is then current() as an If, or of an
  /// `else`. The suite follows.
  enum class Branch : uint8_t { None, Elif, Else };
  Branch next_branch();
  const PyStmt& current() const { return stmt_; }
  /// Reads up to the SuiteEnd of the suite just opened.
  void skip_suite();
  /// Offset behind the last logical line read.
  uint32_t last_line_end() const { return line_end_; }
  size_t suite_depth() const { return suites_.size(); }

 private:
  struct Abandoned {};  // thrown after a diagnostic, caught in next()
  [[noreturn]] void fail(DiagId id, SourceSpan span, std::string message, std::string hint = {});
  [[noreturn]] void refuse(const char* message);
  [[noreturn]] void too_deep(SourceSpan at);
  [[noreturn]] void unexpected(std::string_view wanted);

  void advance();
  std::string_view word() const { return lexer_.text(token_); }
  bool is_punct(std::string_view p) const { return token_.punct == pack_punct(p); }
  bool is_keyword(std::string_view k) const { return token_.kind == TokenKind::Name && word() == k; }
  bool accept(std::string_view p);
  bool accept_keyword(std::string_view k);
  void expect(std::string_view p);
  std::string_view expect_name();

  // Lines (python_parser.cc).
  void line();
  void statement();
  bool keyword_statement(std::string_view keyword);
  void expression_statement();
  void for_statement();
  void with_statement();
  void def_statement();
  void parameter();
  void class_statement();
  void import_statement();
  void from_statement();
  std::string_view dotted_name();
  void end_simple();
  void open_suite();
  void recover();

  // Expressions (python_parser_expr.cc).
  const PyExpr* expression();   // one expression
  const PyExpr* expressions();  // one, or a tuple without parentheses
  const PyExpr* targets();      // of `for` and `as`
  const PyExpr* binary(int min_precedence);
  const PyExpr* unary();
  const PyExpr* power();
  const PyExpr* postfix();
  const PyExpr* atom();
  const PyExpr* call(const PyExpr* callee);
  const PyExpr* subscript(const PyExpr* base);
  const PyExpr* slice();
  const PyExpr* parenthesized();
  const PyExpr* list();
  const PyExpr* dict();
  const PyExpr* lambda();
  const PyExpr* strings();
  std::string_view decode(Token t);
  PyExpr* node(PyKind kind, uint32_t begin);
  const PyExpr* finish(PyExpr* n);
  const PyExpr* join(PyExpr* n, std::initializer_list<const PyExpr*> children);
  void nest();
  void refuse_comprehension();
  std::span<const PyExpr* const> take(size_t from);

  PythonLexer lexer_;
  Diagnostics& diags_;
  uint32_t max_nesting_;
  uint32_t nesting_ = 0;
  Token token_;
  uint32_t stmt_column_ = 0;  // indentation of the statement that is being read
  uint32_t previous_end_ = 0;
  uint32_t line_end_ = 0;
  Arena arena_;
  PyStmt stmt_;
  std::vector<const PyExpr*> scratch_;  // children that are being gathered
  std::vector<PyKeyword> keywords_;
  enum class Suite : uint8_t { Block, Inline, Empty };
  std::vector<Suite> suites_;
  bool inline_more_ = false;  // behind a `;`
};

}  // namespace tir2tt::tvm
