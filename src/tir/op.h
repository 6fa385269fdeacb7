// Operators that a Call can name. Known ones stand in one table, ops.def; any other name is kept as it is.
// Tested by tests/tir/op_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "tir/dtype.h"

namespace tir2tt::tir {

/// How TVM prints the result type of a call: not at all, as the first argument, as the last one.
enum class DtypePrint : uint8_t { No, First, Last };

/// Where the result type of a call comes from when the text does not say it.
enum class DtypeRule : uint8_t {
  Arg0,
  Arg1,
  Arg2,  // the dtype of that argument
  Void,
  Handle,
  Int32,
  Int64,
  Bool,
  UInt32,
  Float32,
  Printed,  // always in the text
  UInt64,
  BoolLikeArg0,  // bool, with the lanes of argument 0
  NamedByArg0,   // argument 0 is the string "float32"
};

/// The known operators.
enum class OpId : uint16_t {
#define OP(id, name, print_name, rule, print) id,
#include "tir/ops.def"
  Unknown,
};

struct OpInfo {
  OpId id;
  std::string_view name;        // TVM's: "tir.exp", "tl.copy"
  std::string_view print_name;  // after `T.`: "exp", "copy", "tir.isinf"
  DtypeRule rule;
  DtypePrint print;
};

/// An operator by reference: cheap to copy and compare.
class Op {
 public:
  Op() = default;
  /// A known operator.
  Op(OpId id);  // NOLINT(google-explicit-constructor): OpId is the name of an Op
  /// Any operator by TVM's name; becomes a known one if the table has it.
  static Op named(std::string_view name);

  OpId id() const { return info_ ? info_->id : OpId::Unknown; }
  const OpInfo* info() const { return info_; }  // null for an unknown one
  std::string_view name() const {
    return info_ ? info_->name : other_ ? std::string_view(*other_) : std::string_view();
  }
  friend bool operator==(const Op& a, const Op& b) { return a.name() == b.name(); }

 private:
  const OpInfo* info_ = nullptr;
  std::shared_ptr<const std::string> other_;
};

/// By what stands after `T.`; null when the table has none.
const OpInfo* find_op_by_print_name(std::string_view print_name);
/// The whole table, in its order: row i has OpId i.
std::span<const OpInfo> all_ops();

}  // namespace tir2tt::tir
