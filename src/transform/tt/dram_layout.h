// How each tensor lies in DRAM: in tiles, where all that is read and written of it are blocks of whole tiles that agree
// on which axes make the tile; else row-major, and then everything of it goes element by element through a RISC.
//
//   T.copy(A[by * 32, k * 32], A_s)   A_s (32, 32)        tiles
//   T.copy(A[by * 48, k * 24], A_s)   A_s (48, 24)        row-major: blocks start off a tile
//   if Mask[by, k]: …                                     row-major: single elements are read
//
// A tensor that the body only sees as a view of another shape lies in DRAM in the view's shape.
// Tested by tests/transform/core_elements_test.cc.
#pragma once

#include <string>

#include "support/diagnostic.h"
#include "tir/expr.h"

namespace tir2tt::analysis {
struct TileProgram;
}

namespace tir2tt::transform {

struct Drafts;

struct DramLayout {
  bool rows = false;   // row-major; else in tiles
  tir::Buffer view;    // in tiles: the shape in which it lies there; null: the parameter's
  std::string reason;  // of `rows`: what does not go by tiles
};

/// The layout of every tensor, into the drafts; the accesses of row-major ones, and values that the reader makes, get
/// their elements: loops = {row, column} of the block, at = their variables. `refused`: what goes neither way.
void lay_out_tensors(const analysis::TileProgram& program, Drafts* drafts, Diagnostics& refused);

}  // namespace tir2tt::transform
