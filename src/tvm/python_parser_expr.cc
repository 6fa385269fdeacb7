// Expressions of Python, by precedence climbing. Comparisons are read left to right like any other operator: that is
// what TVM's printer means by `a < b == c`, though Python itself would chain them.
#include <fmt/format.h>

#include "tvm/python_parser.h"

namespace tir2tt::tvm {
namespace {

constexpr int kComparison = 4, kUnary = 11;

struct BinaryOperator {
  PyOp op = PyOp::None;
  int precedence = 0;
};

/// None when the token is no binary operator. `**` is not here: it binds tighter than the signs and to the right.
BinaryOperator operator_of(uint32_t punct) {
  switch (punct) {
    case pack_punct("+"): return {PyOp::Add, 9};
    case pack_punct("-"): return {PyOp::Sub, 9};
    case pack_punct("*"): return {PyOp::Mul, 10};
    case pack_punct("/"): return {PyOp::Div, 10};
    case pack_punct("%"): return {PyOp::Mod, 10};
    case pack_punct("@"): return {PyOp::MatMul, 10};
    case pack_punct("//"): return {PyOp::FloorDiv, 10};
    case pack_punct("<"): return {PyOp::Lt, kComparison};
    case pack_punct(">"): return {PyOp::Gt, kComparison};
    case pack_punct("=="): return {PyOp::Eq, kComparison};
    case pack_punct("<="): return {PyOp::Le, kComparison};
    case pack_punct(">="): return {PyOp::Ge, kComparison};
    case pack_punct("!="): return {PyOp::Ne, kComparison};
    case pack_punct("|"): return {PyOp::BitOr, 5};
    case pack_punct("^"): return {PyOp::BitXor, 6};
    case pack_punct("&"): return {PyOp::BitAnd, 7};
    case pack_punct("<<"): return {PyOp::Shl, 8};
    case pack_punct(">>"): return {PyOp::Shr, 8};
    default: return {};
  }
}

BinaryOperator keyword_operator(std::string_view t) {
  if (t == "or") return {PyOp::Or, 1};
  if (t == "and") return {PyOp::And, 2};
  if (t == "in") return {PyOp::In, kComparison};
  if (t == "is") return {PyOp::Is, kComparison};
  if (t == "not") return {PyOp::NotIn, kComparison};
  return {};
}

bool is_reserved(std::string_view t) {
  for (std::string_view k : {"and", "or", "in", "is", "if", "else", "for", "as", "while", "with", "def", "class",
                             "import", "from", "return", "assert", "pass"}) {
    if (t == k) return true;
  }
  return false;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

size_t put_utf8(char* out, uint32_t code) {
  auto byte = [](uint32_t b) { return static_cast<char>(static_cast<unsigned char>(b)); };
  if (code < 0x80) return out[0] = byte(code), 1;
  if (code < 0x800) return out[0] = byte(0xC0 | code >> 6), out[1] = byte(0x80 | (code & 63)), 2;
  if (code < 0x10000) {
    out[0] = byte(0xE0 | code >> 12), out[1] = byte(0x80 | (code >> 6 & 63)), out[2] = byte(0x80 | (code & 63));
    return 3;
  }
  out[0] = byte(0xF0 | code >> 18), out[1] = byte(0x80 | (code >> 12 & 63));
  out[2] = byte(0x80 | (code >> 6 & 63)), out[3] = byte(0x80 | (code & 63));
  return 4;
}

char simple_escape(char c) {
  switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'v': return '\v';
    default: return c;
  }
}

}  // namespace

PyExpr* PythonParser::node(PyKind kind, uint32_t begin) {
  PyExpr* n = arena_.make<PyExpr>();
  n->kind = kind;
  n->span.begin = begin;
  return n;
}

/// Sets the end, and the depth from the children that hang on the node.
const PyExpr* PythonParser::finish(PyExpr* n) {
  n->span.end = std::max(previous_end_, n->span.begin + 1);
  uint32_t depth = 0;
  for (const PyExpr* child : {n->a, n->b, n->c}) {
    if (child) depth = std::max(depth, child->depth);
  }
  for (const PyExpr* child : n->items) {
    if (child) depth = std::max(depth, child->depth);
  }
  for (const PyKeyword& k : n->keywords) depth = std::max(depth, k.value->depth);
  n->depth = depth + 1;
  if (n->depth > max_nesting_) too_deep({n->span.begin, n->span.begin + 1});
  return n;
}

/// One recursion deeper; suites count, too, since the stack is one.
void PythonParser::nest() {
  if (++nesting_ + suites_.size() > max_nesting_) too_deep(token_.span());
}

std::span<const PyExpr* const> PythonParser::take(size_t from) {
  auto out = arena_.copy(std::span<const PyExpr* const>(scratch_.data() + from, scratch_.size() - from));
  scratch_.resize(from);
  return out;
}

const PyExpr* PythonParser::expression() {
  if (is_keyword("lambda")) return lambda();
  const PyExpr* value = binary(1);
  if (is_punct(":=")) refuse("`:=` has no meaning in a kernel here");
  if (!is_keyword("if")) return value;
  PyExpr* n = node(PyKind::Conditional, value->span.begin);
  advance();
  n->a = value;
  n->b = binary(1);
  if (!accept_keyword("else")) unexpected("`else`");
  nest();
  n->c = expression();
  --nesting_;
  return finish(n);
}

const PyExpr* PythonParser::expressions() {
  uint32_t begin = token_.begin;
  const PyExpr* first = expression();
  if (!is_punct(",")) return first;
  PyExpr* n = node(PyKind::Tuple, begin);
  size_t from = scratch_.size();
  scratch_.push_back(first);
  while (accept(",")) {
    if (token_.kind == TokenKind::Newline || is_punct("=") || is_punct(")")) break;
    scratch_.push_back(expression());
  }
  n->items = take(from);
  return finish(n);
}

/// Targets hold no `in`: only names, attributes, subscripts and tuples of them.
const PyExpr* PythonParser::targets() {
  uint32_t begin = token_.begin;
  const PyExpr* first = postfix();
  if (!is_punct(",")) return first;
  // In `with a as x, b as y` the comma begins the next item; a tuple of targets stands in parentheses there.
  if (stmt_.kind == PyStmt::Kind::With) return first;
  PyExpr* n = node(PyKind::Tuple, begin);
  size_t from = scratch_.size();
  scratch_.push_back(first);
  while (accept(",")) {
    if (is_keyword("in")) break;
    scratch_.push_back(postfix());
  }
  n->items = take(from);
  return finish(n);
}

const PyExpr* PythonParser::binary(int min_precedence) {
  const PyExpr* left = unary();
  for (;;) {
    BinaryOperator op = token_.kind == TokenKind::Punct  ? operator_of(token_.punct)
                        : token_.kind == TokenKind::Name ? keyword_operator(word())
                                                         : BinaryOperator{};
    if (op.op == PyOp::None || op.precedence < min_precedence) return left;
    PyExpr* n = node(PyKind::Binary, left->span.begin);
    advance();
    if (op.op == PyOp::NotIn && !accept_keyword("in")) unexpected("`in`");
    if (op.op == PyOp::Is && accept_keyword("not")) op.op = PyOp::IsNot;
    n->op = op.op;
    n->a = left;
    n->b = binary(op.precedence + 1);
    left = finish(n);
  }
}

const PyExpr* PythonParser::unary() {
  PyOp op = is_punct("-") ? PyOp::Neg : is_punct("+") ? PyOp::Pos : is_punct("~") ? PyOp::Invert : PyOp::None;
  if (is_keyword("not")) op = PyOp::Not;
  if (op == PyOp::None) return power();
  nest();

  PyExpr* n = node(PyKind::Unary, token_.begin);
  n->op = op;
  advance();
  n->a = op == PyOp::Not ? binary(kComparison) : binary(kUnary);
  --nesting_;
  return finish(n);
}

const PyExpr* PythonParser::power() {
  const PyExpr* base = postfix();
  if (!is_punct("**")) return base;
  PyExpr* n = node(PyKind::Binary, base->span.begin);
  advance();
  nest();

  n->op = PyOp::Pow;
  n->a = base;
  n->b = unary();
  --nesting_;
  return finish(n);
}

const PyExpr* PythonParser::postfix() {
  const PyExpr* base = atom();
  for (;;) {
    if (is_punct("(")) {
      base = call(base);
    } else if (is_punct("[")) {
      base = subscript(base);
    } else if (is_punct(".")) {
      PyExpr* n = node(PyKind::Attribute, base->span.begin);
      advance();
      n->a = base;
      n->text = expect_name();
      base = finish(n);
    } else {
      return base;
    }
  }
}

const PyExpr* PythonParser::atom() {
  uint32_t begin = token_.begin;
  switch (token_.kind) {
    case TokenKind::Int:
    case TokenKind::Float: {
      PyExpr* n = node(token_.kind == TokenKind::Int ? PyKind::Int : PyKind::Float, begin);
      n->text = word();
      advance();
      return finish(n);
    }
    case TokenKind::String: return strings();
    case TokenKind::Name: {
      std::string_view w = word();
      if (is_reserved(w)) unexpected("an expression");
      PyKind kind = w == "True"    ? PyKind::True
                    : w == "False" ? PyKind::False
                    : w == "None"  ? PyKind::None
                                   : PyKind::Name;
      PyExpr* n = node(kind, begin);
      n->text = w;
      advance();
      return finish(n);
    }
    case TokenKind::Punct: break;
    default: unexpected("an expression");
  }
  nest();

  const PyExpr* n = nullptr;
  if (is_punct("(")) {
    n = parenthesized();
  } else if (is_punct("[")) {
    n = list();
  } else if (is_punct("{")) {
    n = dict();
  } else if (is_punct("...")) {
    PyExpr* e = node(PyKind::Ellipsis, begin);
    advance();
    n = finish(e);
  } else if (is_punct("*") || is_punct("**")) {
    refuse("unpacking with `*` has no meaning in a kernel here");
  } else {
    unexpected("an expression");
  }
  --nesting_;
  return n;
}

void PythonParser::refuse_comprehension() {
  if (is_keyword("for")) refuse("comprehensions have no meaning in a kernel here");
}

const PyExpr* PythonParser::parenthesized() {
  uint32_t begin = token_.begin;
  expect("(");
  size_t from = scratch_.size();
  bool tuple = is_punct(")");
  while (!is_punct(")")) {
    scratch_.push_back(expression());
    refuse_comprehension();
    if (!accept(",")) break;
    tuple = true;
  }
  expect(")");
  if (!tuple) {
    const PyExpr* inner = scratch_.back();
    scratch_.pop_back();
    return inner;
  }
  PyExpr* n = node(PyKind::Tuple, begin);
  n->items = take(from);
  return finish(n);
}

const PyExpr* PythonParser::list() {
  PyExpr* n = node(PyKind::List, token_.begin);
  expect("[");
  size_t from = scratch_.size();
  while (!is_punct("]")) {
    scratch_.push_back(expression());
    refuse_comprehension();
    if (!accept(",")) break;
  }
  expect("]");
  n->items = take(from);
  return finish(n);
}

const PyExpr* PythonParser::dict() {
  PyExpr* n = node(PyKind::Dict, token_.begin);
  expect("{");
  size_t from = scratch_.size();
  while (!is_punct("}")) {
    scratch_.push_back(expression());
    if (is_punct(",") || is_punct("}")) refuse("sets have no meaning in a kernel here");
    expect(":");
    scratch_.push_back(expression());
    refuse_comprehension();
    if (!accept(",")) break;
  }
  expect("}");
  n->items = take(from);
  return finish(n);
}

const PyExpr* PythonParser::lambda() {
  PyExpr* n = node(PyKind::Lambda, token_.begin);
  advance();
  nest();
  size_t from = scratch_.size();
  while (!is_punct(":")) {
    PyExpr* p = node(PyKind::Name, token_.begin);
    p->text = expect_name();
    scratch_.push_back(finish(p));
    if (!accept(",")) break;
  }
  expect(":");
  n->items = take(from);
  n->a = expression();
  --nesting_;
  return finish(n);
}

const PyExpr* PythonParser::call(const PyExpr* callee) {
  PyExpr* n = node(PyKind::Call, callee->span.begin);
  n->a = callee;
  expect("(");
  nest();

  size_t from = scratch_.size();
  size_t keywords_from = keywords_.size();
  while (!is_punct(")")) {
    const PyExpr* argument = expression();
    refuse_comprehension();
    if (is_punct("=") && argument->kind == PyKind::Name) {
      advance();
      PyKeyword k{argument->text, expression(), argument->span};
      keywords_.push_back(k);
    } else if (keywords_.size() > keywords_from) {
      unexpected("an argument with a name, like the ones before it");
    } else {
      scratch_.push_back(argument);
    }
    if (!accept(",")) break;
  }
  expect(")");
  --nesting_;
  n->items = take(from);
  n->keywords = arena_.copy(std::span<const PyKeyword>(keywords_).subspan(keywords_from));
  keywords_.resize(keywords_from);
  return finish(n);
}

const PyExpr* PythonParser::subscript(const PyExpr* base) {
  PyExpr* n = node(PyKind::Subscript, base->span.begin);
  n->a = base;
  expect("[");
  nest();

  size_t from = scratch_.size();
  while (!is_punct("]")) {
    scratch_.push_back(slice());
    if (!accept(",")) break;
  }
  expect("]");
  --nesting_;
  n->items = take(from);
  // `A[()]` is how an access to a buffer without axes is written.
  if (n->items.size() == 1 && n->items[0]->kind == PyKind::Tuple) n->items = n->items[0]->items;
  return finish(n);
}

const PyExpr* PythonParser::slice() {
  uint32_t begin = token_.begin;
  const PyExpr* low = is_punct(":") ? nullptr : expression();
  if (!is_punct(":")) return low;
  PyExpr* n = node(PyKind::Slice, begin);
  advance();
  n->a = low;
  if (!is_punct(":") && !is_punct(",") && !is_punct("]")) n->b = expression();
  if (accept(":") && !is_punct(",") && !is_punct("]")) n->c = expression();
  return finish(n);
}

const PyExpr* PythonParser::strings() {
  PyExpr* n = node(PyKind::String, token_.begin);
  n->text = decode(token_);
  advance();
  while (token_.kind == TokenKind::String) {  // adjacent literals are one
    std::string_view more = decode(token_);
    char* both = arena_.bytes(n->text.size() + more.size());
    std::copy(more.begin(), more.end(), std::copy(n->text.begin(), n->text.end(), both));
    n->text = {both, n->text.size() + more.size()};
    advance();
  }
  return finish(n);
}

/// The bytes that a literal stands for. `\xHH` is a byte, as in TVM's printer, not a code point.
std::string_view PythonParser::decode(Token t) {
  std::string_view s = lexer_.text(t);
  bool raw = false;
  while (s[0] != '"' && s[0] != '\'') {
    char c = static_cast<char>(s[0] | 0x20);
    if (c == 'f') fail(DiagId::UnsupportedPython, t.span(), "f-strings have no meaning in a kernel here");
    if (c != 'r' && c != 'b' && c != 'u') fail(DiagId::BadToken, t.span(), "unknown prefix of a string");
    raw = raw || c == 'r';
    s.remove_prefix(1);
  }
  size_t quotes = s.size() >= 6 && s[1] == s[0] && s[2] == s[0] ? 3 : 1;
  s = s.substr(quotes, s.size() - 2 * quotes);
  if (raw || s.find('\\') == std::string_view::npos) return s;
  char* out = arena_.bytes(s.size() + 4);
  size_t n = 0;
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '\\' || i + 1 == s.size()) {
      out[n++] = s[i];
      continue;
    }
    char c = s[++i];
    size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (c == '\n') continue;
    if (c >= '0' && c <= '7') {
      uint32_t code = 0;
      for (size_t k = 0; k < 3 && i < s.size() && s[i] >= '0' && s[i] <= '7'; ++k, ++i) code = code * 8 + (s[i] - '0');
      --i;
      out[n++] = static_cast<char>(static_cast<unsigned char>(code));
    } else if (digits > 0) {
      uint32_t code = 0;
      for (size_t k = 1; k <= digits; ++k) {
        int d = i + k < s.size() ? hex_digit(s[i + k]) : -1;
        if (d < 0) fail(DiagId::BadToken, t.span(), fmt::format("`\\{}` needs {} hexadecimal digits", c, digits));
        code = code * 16 + static_cast<uint32_t>(d);
      }
      if (code > 0x10FFFF) fail(DiagId::BadToken, t.span(), "no such code point");
      i += digits;
      if (c == 'x') {
        out[n++] = static_cast<char>(static_cast<unsigned char>(code));
      } else {
        n += put_utf8(out + n, code);
      }
    } else {
      char e = simple_escape(c);
      if (e == c && c != '\\' && c != '"' && c != '\'') out[n++] = '\\';  // unknown escapes stay, as in Python
      out[n++] = e;
    }
  }
  return {out, n};
}

}  // namespace tir2tt::tvm
