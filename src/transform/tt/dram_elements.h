// A block of a row-major tensor, element by element: which element of the tensor goes with element (row, column) of the
// block in tiles. Inside of lay_out_tensors. Tested by tests/transform/core_elements_test.cc.
//
//   T.copy(A[by * 48, k * 24], A_s)                     value A[by * 48 + i, k * 24 + j]
//   for i, j: x[i, j] = A[idx[i], j]                    value A[idx[i], j]
//   for i: C[by * 8 + i, k] = v[i]      v a column      target C[by * 8 + i, k]
//   for i, j: C[j, i] = x[i, j]                         target C[j, i]
//
// A nest's indices of the tile buffer are turned round: loop variables as functions of row and column.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "analysis/tile_program.h"
#include "transform/tt/cb_draft.h"
#include "transform/tt/dram_loads.h"

namespace tir2tt::transform {

/// How the elements of a buffer lie in its block: index of the buffer at (row, col).
struct BlockElements {
  tir::Var row, col;
  int64_t rows = 1, cols = 1;
  tir::Exprs index;  // per axis of the buffer
  tir::Expr inside;  // where (row, col) is an element; null: everywhere
};
BlockElements elements_of_block(const std::vector<int64_t>& shape, Layout layout);

/// Elements of one access, or in `why_not` what keeps it from being moved so.
struct MadeElements {
  std::shared_ptr<const analysis::ElementValues> elements;
  std::string why_not, hint;
};

/// A box of `tensor` from or to the part `region` of a buffer (empty: all of it).
MadeElements elements_of_box(const analysis::TileProgram& p, const analysis::DramAccess& a,
                             const std::vector<int64_t>& shape, Layout layout, const analysis::TileRegion& region,
                             bool stores, tir::DataType loaded_as);

/// What a nest loads or stores, given by its value (or target and guards) and its index of the buffer.
MadeElements elements_of_nest(const analysis::TileProgram& p, const analysis::ElementValues& nest,
                              const std::vector<int64_t>& shape, Layout layout);

}  // namespace tir2tt::transform
