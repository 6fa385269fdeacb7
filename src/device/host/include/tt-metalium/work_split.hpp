// Dividing units of work among cores. Source: tt-metal's work_split.hpp of 2026-03-12. Tested by
// tests/device/host_values_test.cc.
#pragma once

#include <cstdint>
#include <tt-metalium/core_coord.hpp>
#include <tuple>
#include <utility>
#include <vector>

namespace tt::tt_metal {

/// `target_num_cores` cores from `start_core` on in a grid that starts at (0, 0): columns first unless `row_wise`. At
/// most three rectangles: the rest of the first line, whole lines, and the beginning of the last. TT_FATAL when the
/// grid has fewer.
CoreRangeSet num_cores_to_corerangeset(CoreCoord start_core, uint32_t target_num_cores, CoreCoord grid_size,
                                       bool row_wise = false);
CoreRangeSet num_cores_to_corerangeset(uint32_t target_num_cores, CoreCoord grid_size, bool row_wise = false);
/// The same in a grid of several rectangles, which are filled one after the other.
CoreRangeSet num_cores_to_corerangeset_in_subcoregrids(CoreCoord start_core, uint32_t target_num_cores,
                                                       const CoreRangeSet& sub_core_grids, bool row_wise = false);

/// Cores used, all of them, those with one unit more, those with one less (empty when the division is even, and then
/// the first group has all), units per core of the two groups. Cores are min(units, cores of the grid).
using WorkSplit = std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t>;
WorkSplit split_work_to_cores(CoreCoord grid_size, uint32_t units_to_divide, bool row_wise = false);
WorkSplit split_work_to_cores(const CoreRangeSet& core_grid, uint32_t units_to_divide, bool row_wise = false);

/// The largest divisor of `value` that is at most `max_block_size`.
int find_max_block_size(uint32_t value, uint32_t max_block_size = 8);
/// The same for divisors that are multiples of neither 5 nor 7.
int find_max_divisor(uint32_t value, uint32_t start_max_div);

}  // namespace tt::tt_metal
