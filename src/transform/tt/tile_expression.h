// The value of an element-wise nest as a program over tiles in DST: which tiles are loaded, and what is done with them
// in which slots. Slots are given out by Sethi and Ullman's numbering (1970), so that an expression takes as few as it
// can.
//
//   C[i, j] = T.max(A[i, j] * 2 + b[j], 0)   ──>   Copy A -> 0;  MulScalar 0, 2;  BroadcastRow b -> 1;  Add 0, 1 -> 0;
//                                                  Relu 0
// Tested by tests/transform/tile_expression_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/tile_program.h"
#include "support/diagnostic.h"
#include "transform/tt/index_math.h"
#include "transform/tt/value_range.h"

namespace tir2tt::transform {

enum class DstOp : uint8_t {
#define DST_OP(name, arity) name,
#include "transform/tt/dst_ops.def"
#undef DST_OP
};
enum class DstArity : uint8_t { Load, Fill, Unary, Binary, Ternary };
DstArity arity(DstOp op);
std::string_view to_string(DstOp op);

/// A tile that the expression reads.
struct TileInput {
  analysis::ElementRead::From from = analysis::ElementRead::From::Operand;
  int index = -1;  // into TileOp::srcs or TileOp::loads; the old value of the destination: -1
  friend bool operator==(const TileInput&, const TileInput&) = default;
};

struct DstStep {
  DstOp op = DstOp::Copy;
  int out = 0;                 // slot
  int a = -1, b = -1, c = -1;  // slots
  int input = -1;              // Load: into DstProgram::inputs
  std::vector<float> parameters;
  friend bool operator==(const DstStep&, const DstStep&) = default;
};

struct DstProgram {
  std::vector<TileInput> inputs;  // each once, in the order of their first load
  std::vector<DstStep> steps;
  tir::Exprs index_values;  // what the inputs from indices are
  int slots = 1;            // of DST
  int result = 0;           // the slot that holds the value at the end
};

/// `op`: an element-wise operation (a BufferStore of a nest), with guards: elements for which they do not hold keep
/// their old value. Lets are looked through. nullopt: a diagnostic names the part of the expression that no operation
/// on tiles computes (an integer expression of the loop variables, a function that the SFPU has not),
/// DiagId::UnsupportedExpression.
/// `ranges`: of the loops around the nest; a comparison that they decide is a constant. `values`: of buffers; integers
/// that float32 does not hold are refused.
std::optional<DstProgram> compile_expression(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets,
                                             Diagnostics& diags, const Ranges& ranges = {},
                                             const ValueRanges& values = {});

/// The program of a whole nest that only copies or fills: one input, or a constant.
DstProgram copy_program(TileInput input);
DstProgram fill_program(float value);

}  // namespace tir2tt::transform
