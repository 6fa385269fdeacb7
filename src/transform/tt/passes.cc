#include "transform/tt/passes.h"

#include <algorithm>

#include "transform/tt/apply_tt_defaults.h"
#include "transform/tt/expand_operations_tt.h"
#include "transform/tt/forward_loads_tt.h"
#include "transform/tt/grid_to_persistent_tt.h"
#include "transform/tt/infer_default_tt_schedule.h"
#include "transform/tt/infer_default_tt_shard.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "transform/tt/serialize_atomics_tt.h"
#include "transform/tt/split_reductions_tt.h"
#include "transform/tt/stage_dram_tt.h"
#include "transform/tt/threads_to_loops_tt.h"
#include "transform/tt/tile_pad_tt.h"
#include "transform/tt/tt_tiles_to_core_map.h"
#include "transform/tt/verify_tt_ir.h"

namespace tir2tt::transform {
namespace {

constexpr bool kAttributesOnly = true, kChangesBody = false;

constexpr PassInfo kPasses[] = {
    {"apply-tt-defaults", "give functions without a tt_ attribute the default schedule, layout and tile",
     apply_tt_defaults, kAttributesOnly, "tt_*",
     "tt_schedule_policy, tt_schedule_order, tt_layout_type, tt_tile_height, tt_tile_width"},
    {"expand-operations-tt", "write out im2col, running sums, loops left early, copies within DRAM",
     expand_operations_tt, kChangesBody, "tt_schedule_policy", ""},
    {"threads-to-loops-tt", "turn what every thread of a GPU does into loops over elements", threads_to_loops_tt,
     kChangesBody, "tt_schedule_policy", ""},
    {"serialize-atomics-tt", "let blocks that add to the same elements run one after another on one core",
     serialize_atomics_tt, kChangesBody,
     "tt_schedule_policy, tl.grid_x, tl.grid_y, tl.grid_z, tt_grid_x, tt_grid_y, "
     "tt_grid_z, tt_grid_expr, tt_persistent_loop",
     "tt_serial_axes, tl.grid_x, tl.grid_y, tl.grid_z, tt_grid_x, tt_grid_y, tt_grid_z"},
    {"forward-loads-tt", "read packed integers where they lie in DRAM", forward_loads_tt, kChangesBody,
     "tt_schedule_policy", ""},
    {"split-reductions-tt", "turn the sum of an expression into the sum of a buffer that holds it", split_reductions_tt,
     kChangesBody, "tt_schedule_policy", ""},
    {"stage-dram-tt", "let stores from DRAM to DRAM, and operands that are broadcast, go by way of a buffer",
     stage_dram_tt, kChangesBody, "tt_schedule_policy", ""},
    {"infer-default-tt-schedule", "find the grid and deal its blocks out to the cores", infer_default_tt_schedule,
     kAttributesOnly,
     "tt_schedule_policy, tt_schedule_order, tl.grid_x, tl.grid_y, tl.grid_z, tt_grid_x, tt_grid_y, tt_grid_z, "
     "tt_grid_expr, "
     "tt_persistent_loop",
     "tt_grid_x, tt_grid_y, tt_grid_z, tt_grid_expr, tt_num_tiles, tt_num_cores, tt_tiles_per_core, tt_schedule"},
    {"infer-default-tt-shard", "record how every tensor lies in DRAM: layout, tile axes, tile counts, padding",
     infer_default_tt_shard, kAttributesOnly, "tt_schedule_policy, tt_layout_type, tt_tile_height, tt_tile_width",
     "tt_shard, tt_buffer_*_layout, tt_buffer_*_tile_shape, tt_buffer_*_num_tiles_height, tt_buffer_*_num_tiles_width, "
     "tt_buffer_*_needs_padding, tt_buffer_*_padded_shape"},
    {"grid-to-persistent-tt", "turn the grid into one loop over the blocks of a core", grid_to_persistent_tt,
     kChangesBody,
     "tt_schedule_policy, tl.grid_x, tl.grid_y, tl.grid_z, tt_grid_x, tt_grid_y, tt_grid_z, tt_grid_expr, "
     "tt_num_tiles, "
     "tt_persistent_loop",
     "tt_persistent_loop, tt_persistent_iteration_ndims, tt_runtime_args"},
    {"tt-tiles-to-core-map", "give every core's share of the blocks a place on the chip", tt_tiles_to_core_map,
     kAttributesOnly, "tt_schedule_policy, tt_tiles_per_core, tt_grid_expr", "tt_core_ranges, tt_core_runtime_args"},
    {"memory-space-lower-tt", "plan the circular buffers: which tile buffers, ids, pages, bytes", memory_space_lower_tt,
     kAttributesOnly, "tt_schedule_policy, tt_persistent_loop, tt_tiles_per_core",
     "tt_circular_buffers, tt_num_cbs, tt_cb_plan"},
    {"tile-pad-tt", "record the padded shape of tensors that are not whole tiles", tile_pad_tt, kAttributesOnly,
     "tt_schedule_policy, tt_shard", "tt_padding_info"},
    {"verify-tt-ir", "check that the metadata is complete and consistent", verify_tt_ir, kAttributesOnly, "tt_*",
     "tt_ir_validated, tt_validation_error_count, tt_validation_warning_count"},
};

}  // namespace

std::span<const PassInfo> all_passes() { return kPasses; }

const PassInfo* find_pass(std::string_view name) {
  const auto* it = std::ranges::find(kPasses, name, &PassInfo::name);
  return it == std::end(kPasses) ? nullptr : it;
}

}  // namespace tir2tt::transform
