// A TIR expression as C++ for a data-movement RISC, typed: what TIR computes in uint16 wraps as uint16 does, // and %
// round down, floats of 16 and 8 bits are computed in float32 and rounded after every operation.
//
//   T.Cast("uint16", B[i, j // 2]) >> T.uint16(4)          B_elements[c] >> 4
//   T.Cast("float16", A[i]) * T.float16(0.5)               round_to_float16(round_to_float16(A_elements[c]) * 0.5f)
//
// Integers of up to 32 bits are int (uint32: uint32_t), of 64 bits int64_t and uint64_t, floats are float.
// Tested by tests/codegen/element_expression_test.cc.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "tir/expr.h"

namespace tir2tt::codegen {

/// What stands for the leaves of an expression, and what is known about its parts.
class ElementLeaves {
 public:
  virtual ~ElementLeaves() = default;
  /// The constant or variable of the kernel that has the value of `e`; empty: there is none.
  virtual std::string name(const tir::Expr& e) = 0;
  /// The value that a variable without a name stands for; null: there is none.
  virtual tir::Expr let(const tir::VarNode* v) = 0;
  /// An element of a tensor or a tile: integers as they are, bool as 0 or 1, floats as their bits.
  virtual std::string load(const tir::BufferLoadNode& load) = 0;
  virtual bool is_not_negative(const tir::Expr& e) = 0;
  /// A function or a header that the text needs.
  virtual void need(const std::string& helper) = 0;
  virtual void need_header(const std::string& header) = 0;
};

/// The type of C++ that holds a value of `t`.
std::string held_type(tir::DataType t);
/// The type of C++ in which it lies in memory: floats as unsigned integers, bool as uint8_t.
std::string word_type(tir::DataType t);

/// The value. What can_compute_on_data_movement refuses is an InternalError.
std::string element_value(const tir::Expr& e, ElementLeaves& leaves);
/// The value, converted to `t`, as it is kept in memory: the bits of a float, an integer.
std::string element_word(const tir::Expr& e, tir::DataType t, ElementLeaves& leaves);

}  // namespace tir2tt::codegen
