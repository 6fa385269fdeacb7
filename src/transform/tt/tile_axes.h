// Which two axes of a tensor in DRAM form its tiles, read off how the kernel accesses it. A (B, S, H, D) tensor read as
// `[b, s0:s0+64, h, 0:128]` is tiled over S and D; B and H number the matrices.
// Used by infer_default_tt_shard. Tested by tests/transform/infer_default_tt_shard_test.cc.
#pragma once

#include <string>
#include <vector>

#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::transform {

/// Axis numbers, first the height, then the width. A vector is one row: height -1.
struct TileAxes {
  int height = -1, width = -1;
  friend bool operator==(const TileAxes&, const TileAxes&) = default;
};

/// One per buffer of f.buffer_map, in its order. The last two axes where the accesses do not tell; the axes of the
/// first access, and a warning, where they disagree.
std::vector<TileAxes> find_tile_axes(const std::string& name, const tir::PrimFuncNode& f, Diagnostics& diags);

}  // namespace tir2tt::transform
