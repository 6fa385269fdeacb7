// Attribute values: what stands in func_attr, block_attr, annotations and T.attr nodes. A value type; arrays
// and maps inside are immutable and shared.
// Tested by tests/tir/attr_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "tir/expr.h"

namespace tir2tt::tir {

class Attr;
using AttrArray = std::vector<Attr>;

/// A map with string keys. Kept in insertion order; printed sorted bytewise, as TVM does.
class AttrDict {
 public:
  using Entry = std::pair<std::string, Attr>;
  const Attr* find(std::string_view key) const;
  void set(std::string key, Attr value);
  void erase(std::string_view key);
  /// Adds without looking for an equal key: the caller knows that there is none.
  void append(std::string_view key, Attr value);
  void reserve(size_t n);
  bool empty() const;
  size_t size() const;
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

/// A map with any other keys, in stored order.
using AttrMap = std::vector<std::pair<Attr, Attr>>;

// The scalar alternatives. TVM distinguishes a boxed number (`True`, `3`, `1.5`) from an IntImm or FloatImm;
// inside attributes int32 IntImm and boxed int are equal, String and StringImm are equal.
struct BoxedBool {
  bool value;
};
struct BoxedInt {
  int64_t value;
};
struct BoxedFloat {
  double value;
};
struct IntValue {
  int64_t value;
  DataType dtype;
};  // IntImm; dtype bool prints T.bool(False)
struct FloatValue {
  double value;
  DataType dtype;
};  // FloatImm
struct StringImmValue {
  std::string value;
};
/// `metadata["tl.Layout"][0]`.
struct OpaqueRef {
  std::string key;
  int64_t index;
};
/// `T.target({...})`, or `T.target("llvm")`.
struct TargetValue {
  std::shared_ptr<const Attr> config;
};
struct DataTypeValue {
  DataType dtype;
};

class Attr {
 public:
  using Array = std::shared_ptr<const AttrArray>;
  using Dict = std::shared_ptr<const AttrDict>;
  using Map = std::shared_ptr<const AttrMap>;
  using Value = std::variant<std::monostate, BoxedBool, BoxedInt, BoxedFloat, IntValue, FloatValue, std::string,
                             StringImmValue, Array, Dict, Map, Expr, Buffer, IterVar,
                             std::shared_ptr<const BufferRegion>, std::shared_ptr<const Range>, OpaqueRef, TargetValue,
                             DataTypeValue, std::shared_ptr<const CommReducer>>;

  Attr() = default;                        // None
  Attr(Value v) : value_(std::move(v)) {}  // NOLINT(google-explicit-constructor): a closed variant
  /// In place: metadata is built from thousands of these.
  template <class T, class... Args>
  explicit Attr(std::in_place_type_t<T> type, Args&&... args) : value_(type, std::forward<Args>(args)...) {}

  /// An IntImm int32 (int64 where it does not fit): the only integers that metadata of ours uses.
  static Attr integer(int64_t v);
  /// An IntImm of dtype bool.
  static Attr boolean(bool v);
  static Attr string(std::string v);
  static Attr array(AttrArray v);
  static Attr dict(AttrDict v);
  static Attr floating(double v);  // FloatImm float32

  const Value& value() const { return value_; }
  template <class T>
  const T* get_if() const {
    return std::get_if<T>(&value_);
  }
  bool is_none() const { return value_.index() == 0; }

  // Views across the spellings; null or false when it is something else.
  const std::string* as_string() const;  // String or StringImm
  bool as_integer(int64_t* out) const;   // boxed int, boxed bool or IntImm
  const AttrArray* as_array() const;
  const AttrDict* as_dict() const;

 private:
  Value value_;
};

// Here, because an Entry is complete only now (clang looks).
inline bool AttrDict::empty() const { return entries_.empty(); }
inline size_t AttrDict::size() const { return entries_.size(); }

}  // namespace tir2tt::tir
