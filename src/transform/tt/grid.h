// The grid of a kernel: how many independent blocks it consists of, along at most three axes, and where the body says
// so. Used by infer_default_tt_schedule and grid_to_persistent_tt. Tested by tests/transform/grid_test.cc.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "support/diagnostic.h"
#include "tir/module.h"

namespace tir2tt::transform {

/// A statement that launches one axis: `T.launch_thread("blockIdx.x", n)`, a loop bound to blockIdx, or one of the
/// serial loops of `T.Kernel(…, is_cpu=True)`.
struct Launch {
  int axis = 0;  // 0, 1, 2 = x, y, z
  tir::Var var;
  tir::Expr min;  // null = 0
  tir::Expr extent;
  const tir::StmtNode* stmt = nullptr;  // AttrStmt or For; its body is what runs per block
};
/// In the order of the body. Empty when the body has no grid, or is persistent already.
std::vector<Launch> find_launches(const tir::PrimFuncNode& f);

struct Grid {
  std::array<tir::Expr, 3> extents;  // an IntImm where the extent is known
  std::array<std::string, 3> text;   // the same, as printed
  std::vector<Launch> launches;      // one per axis at most
  /// The extent, if it is known.
  std::optional<int64_t> extent(int axis) const;
  bool is_static() const;
  /// Product of the extents of a static grid.
  int64_t tiles() const;
};

/// Per axis the first of: `tl.grid_*`, `tt_grid_*`, what the body launches, 1. nullopt when a diagnostic says what is
/// wrong: an extent that is no positive number, an attribute that contradicts the body, two grids, too many blocks.
std::optional<Grid> read_grid(const std::string& name, const tir::PrimFuncNode& f, Diagnostics& diags);

}  // namespace tir2tt::transform
