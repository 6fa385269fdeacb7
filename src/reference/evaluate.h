// The functions that evaluate nodes, by kind of expression and of operand. A node carries the one that it needs, so
// that nothing is decided per element. Tested by tests/reference/expression_test.cc.
#pragma once

#include <optional>
#include <string_view>

#include "reference/program.h"
#include "tir/expr.h"

namespace tir2tt::reference {

/// What the operands of an operator are.
enum class Kind : uint8_t { Real, Int, UInt64 };
Kind kind_of(tir::DataType dtype);

struct Functions {
  RealFn real = nullptr;
  IntFn integer = nullptr;  // one of the two, the other converts; both null: there is no such operator
};
/// Both set.
Functions complete(Functions f);

Functions constant_functions(Kind kind);
Functions slot_functions();
Functions load_functions(Kind kind);
Functions cast_functions(tir::DataType from, tir::DataType to);
Functions select_functions(Kind kind);
Functions not_functions();

/// An operator, or a call with up to three operands, by the kind of the operands and not of the result: fills in the
/// node's functions and what they need. False: there is no such thing.
bool set_binary(tir::ExprKind op, Kind operands, Node* node);
bool set_intrinsic(tir::OpId op, Kind operands, Node* node);
/// Those that give integers; null: none.
IntFn integer_binary(tir::ExprKind op, Kind operands);
IntFn integer_intrinsic(tir::OpId op, Kind operands);
/// The same bits in another dtype.
Functions reinterpret_functions(tir::DataType from, tir::DataType to);

/// What does the same as one of the functions above to a line; null: nothing does.
LineFn line_function(RealFn real);
LineFn line_cast(RealFn real);  // of casts only

/// `v` modulo 2^bits, as a signed or unsigned number.
int64_t wrap(tir::DataType dtype, int64_t v);
Int truncate(Real r);

/// How a node may depend on the variable of a slot.
bool is_slot(const Node& n, size_t slot);
bool is_select(const Node& n);
/// The factor of the variable, if the integer that the node gives is that times the variable plus something without.
std::optional<int64_t> coefficient(const Node& n, size_t slot);
bool depends(const Node& n, size_t slot);
bool depends(const Access& a, size_t slot);
/// Whether the nodes are the same expression.
bool same(const Node* a, const Node* b);

inline Real real(Machine& m, const Node* n) { return n->real(m, *n); }
inline Int integer(Machine& m, const Node* n) { return n->integer(m, *n); }

}  // namespace tir2tt::reference
