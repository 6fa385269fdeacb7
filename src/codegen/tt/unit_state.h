// What unpacker, matrix unit, vector unit and packer of a compute kernel are set up for, as far as it is known at a
// place of its text. Tested by tests/codegen/unit_state_test.cc.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "codegen/tt/program_spec.h"
#include "transform/tt/core_program.h"

namespace tir2tt::codegen {

/// What one step of math needs. Circular buffers of one format are alike to the unpacker's registers.
struct UnitNeeds {
  enum class Engine : uint8_t {
    Copy,
    Broadcast,
    Matmul,
    Transpose,
    Reduce,
    TransposeDst,
    Vector
  } engine = Engine::Copy;
  int srca = -1, srcb = -1;                      // circular buffers; -1: not used
  transform::DstOp op = transform::DstOp::Copy;  // Broadcast: which; TransposeDst, Vector: whose init
  bool transpose = false, maximum = false;       // Matmul; Reduce
  int axis = 1;                                  // Reduce
  friend auto operator<=>(const UnitNeeds&, const UnitNeeds&) = default;  // NOLINT(modernize-use-nullptr)
};
UnitNeeds needs_of(const transform::MathStep& step);

/// Everything below `nodes`.
struct UnitUse {
  std::set<UnitNeeds> unpack;  // all engines but Vector
  std::set<UnitNeeds> vector;
  std::set<int> pack;  // circular buffers
};
UnitUse use_of(const transform::Nodes& nodes);

/// nullopt: not known.
struct UnitState {
  std::optional<UnitNeeds> unpack;
  std::optional<int> srca, srcb, pack;  // circular buffers whose formats the registers have
};

}  // namespace tir2tt::codegen
