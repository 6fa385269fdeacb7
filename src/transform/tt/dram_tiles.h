// A block of a tensor as tiles: which axes number them, and what keeps a block from being whole tiles.
// Tested by tests/transform/core_elements_test.cc.
#pragma once

#include <cstdint>
#include <string>

#include "analysis/tile_program.h"
#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {

constexpr int64_t kTileEdge = 32, kTileElements = 1024;

/// The axes of the tensor that make the tile; -1 = one row (column) of tiles that no axis numbers.
struct TilesOf {
  int row_axis = -1, col_axis = -1;
  bool dense = false;
  friend bool operator==(const TilesOf&, const TilesOf&) = default;
  bool has(int axis) const { return axis == row_axis || axis == col_axis; }
  /// Elements per tile along an axis.
  int64_t edge(int axis) const { return !has(axis) ? 1 : dense ? kTileElements : kTileEdge; }
};
TilesOf tiles_of(const analysis::DramAccess& a, Layout buffer);

/// Row-major without gaps, as far as it can be told.
bool is_compact(const tir::BufferNode& b);

/// Why the block is not made of whole tiles; empty: it is.
std::string why_not_in_tiles(const analysis::TileProgram& p, const analysis::DramAccess& a, Layout buffer);

}  // namespace tir2tt::transform
