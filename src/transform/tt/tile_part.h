// A part of a tile buffer that is used as a block of its own: where it begins in tiles.
//
//   T.copy(acc[0:4, :], out)        the first row of tiles
//   T.copy(x[k * 32:k * 32 + 32, 64:128], y)     from tile row k, tile column 2
//   T.copy(x[k, :, :], y)           matrix k
// Tested by tests/transform/core_program_test.cc.
#pragma once

#include <string>

#include "analysis/tile_program.h"
#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {

struct TilePart {
  tir::Expr row, col;          // first tile of the part, in tiles of the buffer's block
  int64_t rows = 0, cols = 0;  // tiles of the part
  std::string off_tile;        // where it is none: what does not lie on a tile
};
/// The part of a buffer of `shape` that `o` reads.
TilePart part_in_tiles(const analysis::Operand& o, const std::vector<int64_t>& shape, Layout layout, const Lets& lets);

}  // namespace tir2tt::transform
