// What an expression of the text means to the reader: a number or string of Python, or a piece of TIR. Numbers stay
// Python's as long as they can (`BLOCK * 2` is computed, `k * 2` is a node): nothing of TIR is ever folded.
// Tested by tests/tvm/reader_model_test.cc, reader_tile_test.cc.
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

// What a number of Python is as another; zero for anything else.
inline double as_double(const Value& v) {
  if (const double* d = v.get<double>()) return *d;
  if (const int64_t* i = v.get<int64_t>()) return static_cast<double>(*i);
  const bool* b = v.get<bool>();
  return b && *b ? 1 : 0;
}
inline int64_t as_integer(const Value& v) {
  if (const int64_t* i = v.get<int64_t>()) return *i;
  const bool* b = v.get<bool>();
  return b && *b ? 1 : 0;
}
/// False for handles: the results of calls whose type nobody knows.
inline bool is_number_type(tir::DataType t) { return t.is_integral() || t.is_floating() || t.is_bool(); }

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
