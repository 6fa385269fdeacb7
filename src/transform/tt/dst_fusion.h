// Two programs over tiles in DST as one: what the first computes is what the second would have loaded.
//
//   first   Copy A -> 0;  Exp 0                       ──>   Copy A -> 0;  Exp 0;  MulScalar 0, 2
//   second  Copy X -> 0;  MulScalar 0, 2
//
// Tested by tests/transform/dst_fusion_test.cc.
#pragma once

#include <optional>

#include "transform/tt/tile_expression.h"

namespace tir2tt::transform {

/// The step of `program` that loads `input`, if it is the only one and copies; -1 else.
int only_load(const DstProgram& program, const TileInput& input);

/// `second` with its only load of `input` replaced by `first`. Inputs of `first` come behind those of `second`, with
/// the indices of operands and tensors moved up by `operands` and `tensors`. nullopt: `input` is not loaded exactly
/// once.
std::optional<DstProgram> fuse(const DstProgram& first, const DstProgram& second, const TileInput& input, int operands,
                               int tensors);

}  // namespace tir2tt::transform
