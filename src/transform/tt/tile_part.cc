#include "transform/tt/tile_part.h"

#include <fmt/format.h>

#include "transform/tt/dram_tiles.h"
#include "transform/tt/index_math.h"

namespace tir2tt::transform {
namespace {

int64_t tiles(int64_t elements, int64_t edge) { return (elements + edge - 1) / edge; }

/// Along one axis: the first tile; a part that ends within a tile has a pad behind it.
tir::Expr first_tile(const tir::Expr& start, int64_t edge, size_t axis, const Lets& lets, std::string* off_tile) {
  if (const std::optional<tir::Expr> tile = divide_exactly(start, edge, lets)) return *tile;
  *off_tile = fmt::format("does not start on a multiple of {} along axis {}", edge, axis);
  return tir::make_int(0);
}

}  // namespace

TilePart part_in_tiles(const analysis::Operand& o, const std::vector<int64_t>& shape, Layout layout, const Lets& lets) {
  TilePart out;
  out.row = out.col = tir::make_int(0);
  out.rows = out.cols = 1;
  const analysis::TileRegion& r = o.region;
  const size_t rank = shape.size();
  if (r.extents.size() != rank || r.starts.size() != rank) {
    out.off_tile = "is no box of the buffer";
    return out;
  }
  int64_t matrix = 1;  // rows of tiles of what the axis at hand numbers
  for (size_t k = rank; k-- > 0;) {
    if (r.extents[k] <= 0) out.off_tile = "has no constant size";
    const bool matrices = layout == Layout::Matrix && k + 2 < rank;
    const bool column = layout == Layout::Matrix ? k + 1 == rank : layout != Layout::Column;
    if (matrices) {
      if (r.extents[k] != 1 && r.extents[k] != shape[k]) out.off_tile = fmt::format("is cut along axis {}", k);
      out.row = plus(out.row, times(r.starts[k], matrix));
      out.rows *= r.extents[k];
      matrix *= shape[k];
      continue;
    }
    if (layout != Layout::Matrix && shape[k] == 1) continue;
    const int64_t edge = layout == Layout::Dense ? kTileElements : kTileEdge;
    (column ? out.col : out.row) = first_tile(r.starts[k], edge, k, lets, &out.off_tile);
    (column ? out.cols : out.rows) = tiles(r.extents[k], edge);
    if (!column) matrix = tiles(shape[k], edge);
  }
  return out;
}

}  // namespace tir2tt::transform
