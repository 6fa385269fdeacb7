#include <algorithm>
#include <optional>
#include <tt-metalium/work_split.hpp>
#include <tt_stl/assert.hpp>

namespace tt::tt_metal {
namespace {

/// The next `count` cores of `grid` from `start` on, as at most three rectangles that are appended to `ranges`. Returns
/// how many were taken. `row_wise` false is the same with x and y exchanged.
uint32_t take_cores(const CoreRange& grid, CoreCoord start, uint32_t count, bool row_wise,
                    std::vector<CoreRange>& ranges) {
  const auto turned = [&](CoreCoord core) { return row_wise ? core : CoreCoord(core.y, core.x); };
  const CoreCoord first = turned(grid.start_coord), last = turned(grid.end_coord);
  const auto add = [&](CoreCoord from, CoreCoord to) { ranges.push_back({turned(from), turned(to)}); };
  const std::size_t width = last.x - first.x + 1;
  CoreCoord at = turned(start);
  uint32_t left = count;
  if (at.x != first.x) {  // the rest of the first line
    const uint32_t taken = static_cast<uint32_t>(std::min<std::size_t>(left, last.x - at.x + 1));
    if (taken > 0) add(at, {at.x + taken - 1, at.y});
    left -= taken;
    at = {first.x, at.y + 1};
  }
  if (at.y <= last.y && left >= width) {
    const std::size_t lines = std::min(left / width, last.y - at.y + 1);
    add(at, {last.x, at.y + lines - 1});
    left -= static_cast<uint32_t>(lines * width);
    at.y += lines;
  }
  if (at.y <= last.y && left > 0) {
    add(at, {at.x + left - 1, at.y});
    left = 0;
  }
  return count - left;
}

/// The core after `core` in `grid`; nullopt after the last.
std::optional<CoreCoord> next_core(const CoreRange& grid, CoreCoord core, bool row_wise) {
  const bool line_ends = row_wise ? core.x == grid.end_coord.x : core.y == grid.end_coord.y;
  if (core == grid.end_coord) return std::nullopt;
  if (row_wise) return line_ends ? CoreCoord(grid.start_coord.x, core.y + 1) : CoreCoord(core.x + 1, core.y);
  return line_ends ? CoreCoord(core.x + 1, grid.start_coord.y) : CoreCoord(core.x, core.y + 1);
}

/// The first core of `grids` that comes after `core`.
CoreCoord core_after(const CoreRangeSet& grids, CoreCoord core, bool row_wise) {
  const std::vector<CoreRange>& ranges = grids.ranges();
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (!ranges[i].contains(core)) continue;
    if (const std::optional<CoreCoord> next = next_core(ranges[i], core, row_wise)) return *next;
    TT_FATAL(i + 1 < ranges.size(), "there is no core after {}", core);
    return ranges[i + 1].start_coord;
  }
  TT_THROW("core {} is not in {}", core, grids);
}

}  // namespace

CoreRangeSet num_cores_to_corerangeset_in_subcoregrids(CoreCoord start_core, uint32_t target_num_cores,
                                                       const CoreRangeSet& sub_core_grids, bool row_wise) {
  TT_FATAL(sub_core_grids.contains(start_core), "start core {} is not in {}", start_core, sub_core_grids);
  std::vector<CoreRange> ranges;
  uint32_t left = target_num_cores;
  bool started = false;
  for (const CoreRange& grid : sub_core_grids.ranges()) {
    const bool starts_here = !started && grid.contains(start_core);
    if (!started && !starts_here) continue;
    started = true;
    if (left > 0) left -= take_cores(grid, starts_here ? start_core : grid.start_coord, left, row_wise, ranges);
  }
  TT_FATAL(left == 0, "{} cores from {} on in {}: {} too many", target_num_cores, start_core, sub_core_grids, left);
  return CoreRangeSet(std::move(ranges));
}

CoreRangeSet num_cores_to_corerangeset(CoreCoord start_core, uint32_t target_num_cores, CoreCoord grid_size,
                                       bool row_wise) {
  TT_FATAL(grid_size.x > 0 && grid_size.y > 0, "a grid of {} cores", grid_size);
  const CoreRange grid({0, 0}, {grid_size.x - 1, grid_size.y - 1});
  return num_cores_to_corerangeset_in_subcoregrids(start_core, target_num_cores, grid, row_wise);
}

CoreRangeSet num_cores_to_corerangeset(uint32_t target_num_cores, CoreCoord grid_size, bool row_wise) {
  return num_cores_to_corerangeset({0, 0}, target_num_cores, grid_size, row_wise);
}

WorkSplit split_work_to_cores(const CoreRangeSet& core_grid, uint32_t units_to_divide, bool row_wise) {
  const uint32_t cores = std::min(core_grid.num_cores(), units_to_divide);
  if (cores == 0) return {0, {}, {}, {}, 0, 0};
  const CoreCoord first = core_grid.ranges().front().start_coord;
  const CoreRangeSet all = num_cores_to_corerangeset_in_subcoregrids(first, cores, core_grid, row_wise);
  const uint32_t units = units_to_divide / cores, larger = units_to_divide % cores;
  if (larger == 0) return {cores, all, all, {}, units, 0};
  const CoreRangeSet group_1 = num_cores_to_corerangeset_in_subcoregrids(first, larger, core_grid, row_wise);
  const CoreCoord second = core_after(core_grid, group_1.ranges().back().end_coord, row_wise);
  return {cores,     all,
          group_1,   num_cores_to_corerangeset_in_subcoregrids(second, cores - larger, core_grid, row_wise),
          units + 1, units};
}

WorkSplit split_work_to_cores(CoreCoord grid_size, uint32_t units_to_divide, bool row_wise) {
  TT_FATAL(grid_size.x > 0 && grid_size.y > 0, "a grid of {} cores", grid_size);
  return split_work_to_cores(CoreRangeSet(CoreRange({0, 0}, {grid_size.x - 1, grid_size.y - 1})), units_to_divide,
                             row_wise);
}

int find_max_block_size(uint32_t value, uint32_t max_block_size) {
  uint32_t size = std::min(value, max_block_size);
  while (size > 1 && value % size != 0) --size;
  return static_cast<int>(std::max(size, 1u));
}

int find_max_divisor(uint32_t value, uint32_t start_max_div) {
  uint32_t divisor = start_max_div;
  while (divisor > 1 && (divisor % 5 == 0 || divisor % 7 == 0 || value % divisor != 0)) --divisor;
  return static_cast<int>(std::max(divisor, 1u));
}

}  // namespace tt::tt_metal
