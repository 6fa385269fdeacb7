// A plain Python syntax tree: what TVMScript is written in, before anything is known about TIR. One logical line
// at a time lives in an arena, so that a file of a million statements never stands in memory as a tree.
// Names and numbers are views into the source; strings are views of their decoded bytes.
// Tested by tests/tvm/reader_syntax_test.cc.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "support/source.h"

namespace tir2tt::tvm {

/// Bump allocation for trivially destructible nodes; all of it is given up at once.
class Arena {
 public:
  template <class T>
  T* make() {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T();
  }
  template <class T>
  std::span<T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (items.empty()) return {};
    T* out = static_cast<T*>(allocate(sizeof(T) * items.size(), alignof(T)));
    std::copy(items.begin(), items.end(), out);
    return {out, items.size()};
  }
  char* bytes(size_t n) { return static_cast<char*>(allocate(n, 1)); }
  /// Keeps the first block for the next line.
  void reset() {
    if (blocks_.size() > 1) blocks_.resize(1);
    used_ = 0;
    if (!blocks_.empty()) size_ = kBlock;
  }

 private:
  static constexpr size_t kBlock = 64 * 1024;
  void* allocate(size_t n, size_t align) {
    size_t at = (used_ + align - 1) / align * align;
    if (blocks_.empty() || at + n > size_) {
      size_ = blocks_.empty() ? kBlock : std::max(kBlock, n + align);
      blocks_.push_back(std::make_unique<std::byte[]>(size_));
      used_ = 0;
      if (n > size_) return allocate(n, align);
      at = 0;
    }
    used_ = at + n;
    return blocks_.back().get() + at;
  }
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  size_t used_ = 0, size_ = 0;
};

enum class PyKind : uint8_t {
  Name,
  Int,
  Float,
  String,
  True,
  False,
  None,
  Ellipsis,
  Tuple,
  List,
  Dict,
  Call,
  Attribute,
  Subscript,
  Slice,
  Unary,
  Binary,
  Conditional,
  Lambda
};
enum class PyOp : uint8_t {
  None,
  Or,
  And,
  Not,
  Lt,
  Le,
  Gt,
  Ge,
  Eq,
  Ne,
  In,
  NotIn,
  Is,
  IsNot,
  BitOr,
  BitXor,
  BitAnd,
  Shl,
  Shr,
  Add,
  Sub,
  Mul,
  Div,
  FloorDiv,
  Mod,
  MatMul,
  Neg,
  Pos,
  Invert,
  Pow
};

struct PyExpr;
struct PyKeyword {
  std::string_view name;
  const PyExpr* value = nullptr;
  SourceSpan span;
};
struct PyExpr {
  PyKind kind = PyKind::None;
  PyOp op = PyOp::None;
  uint32_t depth = 1;  // of the tree below, this node included
  SourceSpan span;
  std::string_view text;      // Name, Attribute: the name; Int, Float: the digits; String: its bytes
  const PyExpr* a = nullptr;  // operands; what is called, indexed, selected from; slice: lo, hi, step
  const PyExpr* b = nullptr;  // Conditional: a if b else c; Lambda: body a
  const PyExpr* c = nullptr;
  std::span<const PyExpr* const> items;  // elements, arguments, indices; Dict: key, value, key, value; Lambda: names
  std::span<const PyKeyword> keywords;   // Call
};

struct PyParam {
  std::string_view name;
  const PyExpr* annotation = nullptr;
  const PyExpr* fallback = nullptr;  // default value
  SourceSpan span;
};
struct PyWithItem {
  const PyExpr* context = nullptr;
  const PyExpr* target = nullptr;
};
struct PyImport {
  std::string_view module, name, alias;  // `from module import name as alias`; `import module as alias`: no name
};

/// One logical line: a simple statement, or the head of a compound one, whose suite follows as further lines up to
/// its SuiteEnd.
struct PyStmt {
  enum class Kind : uint8_t {
    End,
    SuiteEnd,
    RootComment,
    Decorator,
    Expr,
    Assign,
    AnnAssign,
    AugAssign,
    Return,
    Assert,
    Pass,
    For,
    While,
    If,
    With,
    Def,
    Class,
    Import
  };
  Kind kind = Kind::End;
  PyOp op = PyOp::None;                         // AugAssign
  SourceSpan span;                              // from the first character to the end of its line
  std::string_view name;                        // Def, Class
  const PyExpr* target = nullptr;               // Assign, AnnAssign, AugAssign, For
  const PyExpr* value = nullptr;                // right-hand side, condition, iterator, decorator
  const PyExpr* annotation = nullptr;           // AnnAssign; Assert: the message; Def: the return type
  std::span<const PyExpr* const> more_targets;  // a = b = value: those after the first
  std::span<const PyParam> params;
  std::span<const PyWithItem> with_items;
  std::span<const PyImport> imports;
};

}  // namespace tir2tt::tvm
