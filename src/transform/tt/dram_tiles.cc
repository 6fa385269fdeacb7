#include "transform/tt/dram_tiles.h"

#include <fmt/format.h>

#include <algorithm>

#include "transform/tt/index_math.h"

namespace tir2tt::transform {

using analysis::DramAccess;
using analysis::TileProgram;

TilesOf tiles_of(const DramAccess& a, Layout buffer) {
  switch (buffer) {
    case Layout::Matrix: return {a.row_axis, a.col_axis, false};
    case Layout::Row: return {-1, a.col_axis, false};
    case Layout::Column: return {a.col_axis, -1, false};
    case Layout::Dense: return {-1, a.col_axis, true};
  }
  return {};
}

bool is_compact(const tir::BufferNode& b) {
  int64_t stride = 1;
  for (size_t k = b.strides.size(); k-- > 0;) {
    const int64_t* given = tir::as_int(b.strides[k]);
    const int64_t* extent = tir::as_int(b.shape[k]);
    if (!given) return true;  // symbolic: TileLang writes out what row-major has
    if (*given != stride) return false;
    if (!extent || __builtin_mul_overflow(stride, *extent, &stride)) return true;
  }
  return !b.elem_offset || tir::is_int(b.elem_offset, 0);
}

namespace {

std::string start_off_a_tile(const TileProgram& p, const DramAccess& a, const TilesOf& tiles) {
  for (size_t k = 0; k < a.starts.size(); ++k) {
    const int64_t edge = tiles.edge(static_cast<int>(k));
    if (divide_exactly(a.starts[k], edge, p.lets)) continue;
    return fmt::format("the block of `{}` does not start on a multiple of {} along axis {}", a.tensor->name, edge, k);
  }
  return {};
}

/// A tile that the block covers in part belongs to the block alone only where the tensor ends there as well.
std::string part_of_a_tile(const DramAccess& a, const TilesOf& tiles) {
  for (int axis : {tiles.row_axis, tiles.col_axis}) {
    if (axis < 0) continue;
    const size_t k = static_cast<size_t>(axis);
    const int64_t edge = tiles.edge(axis);
    const int64_t* extent = tir::as_int(a.tensor->shape[k]);
    const bool all = extent && *extent == a.extents[k] && tir::is_int(a.starts[k], 0);
    if (a.extents[k] > 0 && (a.extents[k] % edge == 0 || all)) continue;
    return fmt::format("the block of `{}` is {} elements long along axis {}, no multiple of {}", a.tensor->name,
                       a.extents[k], k, edge);
  }
  return {};
}

}  // namespace

std::string why_not_in_tiles(const TileProgram& p, const DramAccess& a, Layout buffer) {
  if (!is_compact(*a.tensor)) return fmt::format("`{}` is a view with gaps", a.tensor->name);
  const TilesOf tiles = tiles_of(a, buffer);
  const auto longer = std::ranges::count_if(a.extents, [](int64_t e) { return e != 1; });
  if (longer == 2 && (tiles.row_axis < 0 || tiles.col_axis < 0)) {
    return fmt::format("the block of `{}` extends along two axes, but its buffer is a vector", a.tensor->name);
  }
  for (size_t k = 0; k < a.starts.size(); ++k) {
    if (tiles.has(static_cast<int>(k)) || a.extents[k] == 1) continue;
    return fmt::format("the block of `{}` is longer than 1 along {} axes; two of them make the tile", a.tensor->name,
                       longer);
  }
  std::string why = start_off_a_tile(p, a, tiles);
  return why.empty() ? part_of_a_tile(a, tiles) : why;
}

}  // namespace tir2tt::transform
