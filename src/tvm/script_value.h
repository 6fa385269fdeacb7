// What an expression of the text means to the reader: a number or string of Python, or a piece of TIR. Numbers stay
// Python's as long as they can (`BLOCK * 2` is computed, `k * 2` is a node): nothing of TIR is ever folded.
// Tested by tests/tvm/reader_expr_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "tir/attr.h"
#include "tir/expr.h"

namespace tir2tt::tvm {

/// `A[i, lo:hi, ::s]`. An index has only `lo`.
struct BufferSlice {
  struct Axis {
    tir::Expr lo, hi, step;
    bool is_slice = false;
  };
  tir::Buffer buffer;
  std::vector<Axis> axes;
};

struct Value;
using Values = std::vector<Value>;

struct Value {
  using Sequence = std::shared_ptr<const Values>;
  using Slice = std::shared_ptr<const BufferSlice>;
  using Reducer = std::shared_ptr<const tir::CommReducer>;
  std::variant<std::monostate, bool, int64_t, double, std::string, tir::Expr, tir::Buffer, Slice, Sequence, Reducer,
               tir::IterVar>
      v;

  Value() = default;
  template <class T>
  Value(T x) : v(std::move(x)) {}  // NOLINT(google-explicit-constructor): a closed variant
  template <class T>
  const T* get() const {
    return std::get_if<T>(&v);
  }
  bool is_none() const { return v.index() == 0; }
  bool is_number() const { return v.index() >= 1 && v.index() <= 3; }
};

/// A name of the text.
struct Symbol {
  enum class Kind : uint8_t {
    Poison,  // its definition was a mistake that has been reported
    Var,
    Buffer,
    Constant,  // of Python, or a name for an expression
    Tir,
    Ir,      // the namespaces `T` and `I`
    Module,  // the class
    Foreign  // another Python module
  };
  Kind kind = Kind::Poison;
  Value value;
  std::string_view own_name;  // of the Var or Buffer, where the text's name has a suffix
};

}  // namespace tir2tt::tvm
