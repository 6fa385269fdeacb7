// What the data-movement kernels need beside blocks of tiles: memory through which elements of row-major tensors pass,
// and words that the reader has read from DRAM and tells another kernel. Inside of make_requests.
// Tested by tests/transform/core_elements_test.cc.
#pragma once

#include <string>

#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {

/// The kernels work on one row of a tile at a time. They hold that row of everything that its values, or the places
/// where they go, are read from; the writer also the row that it stores.
struct ScratchNeed {
  int64_t reader_rows = 0, writer_rows = 0;                       // 0: nothing goes through scratch
  int64_t reader_tiles() const { return (reader_rows + 1) / 2; }  // a row takes 2 KiB, a tile of words 4
  int64_t writer_tiles() const { return (writer_rows + 1) / 2; }
};
ScratchNeed scratch_need(const analysis::TileProgram& p, const Drafts& d);

/// A loop or a condition that is steered by what stands in DRAM, and the kernels that do something inside of it.
struct WordsNeed {
  std::string tensor;  // the first one; empty: none
  bool compute = false, writer = false;
};
WordsNeed words_of_step(const analysis::TileProgram& p, const Drafts& d, const CbMap& map, size_t step);

/// Whether `e` differs from element to element of the access.
bool is_of_elements(const tir::Expr& e, const analysis::DramAccess& a, const analysis::TileProgram& p);

/// The tensor that says where an operation stores its block, or whether; empty: none does. Elements that have places of
/// their own are the writer's to look up.
std::string words_for_writer(const analysis::TileProgram& p, const analysis::TileOp& op);

}  // namespace tir2tt::transform
