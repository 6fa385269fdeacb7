// Reads the value and the guards of an element-wise nest from TIR into a tree over tiles: lets are looked through,
// functions become operations of the vector unit, casts become roundings where they narrow. What has no counterpart is
// a diagnostic that shows it. Tested by tests/transform/tile_expression_test.cc.
#pragma once

#include <optional>
#include <vector>

#include "transform/tt/tile_tree.h"

namespace tir2tt::transform {

struct TileExpression {
  TileTree tree;
  int root = -1;
  tir::Exprs index_values;  // what the inputs from indices are
};

std::optional<TileExpression> read_expression(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets,
                                              Diagnostics& diags, const Ranges& ranges, const ValueRanges& values);

}  // namespace tir2tt::transform
