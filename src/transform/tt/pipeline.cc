#include "transform/tt/pipeline.h"

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

tir::IRModule run_tt_pipeline(const tir::IRModule& module, const PassOptions& options, Diagnostics& diags) {
  tir::IRModule m = module;
  const size_t errors_before = diags.error_count();
  const auto run = [&](auto pass) {
    if (diags.error_count() == errors_before) m = pass(m, options, diags);
  };

  // Every function without a wish of its own gets the default schedule, layout and tile.
  run(apply_tt_defaults);
  // Frozen from here on: which functions are TT functions, policy, order, layout, tile size.

  // Operations that the chip has not, in those that it has.
  run(expand_operations_tt);

  // What threads of a GPU do becomes loops over elements.
  run(threads_to_loops_tt);

  // Blocks that add to the same elements run one after another.
  run(serialize_atomics_tt);
  // Packed integers are read where they lie in DRAM.
  run(forward_loads_tt);

  // A sum of an expression becomes the sum of a buffer.
  run(split_reductions_tt);
  // Stores from DRAM to DRAM, and operands from DRAM that are broadcast, go by way of a buffer.
  run(stage_dram_tt);
  // Frozen: which axes of the launch are the grid.

  // The grid, and which core computes which of its blocks.
  run(infer_default_tt_schedule);
  // Frozen: grid, number of tiles, tiles per core.

  // How each tensor lies in DRAM. Before the grid goes, so that accesses still read as the author wrote them.
  run(infer_default_tt_shard);
  // Frozen: layout and tile axes of every tensor.

  // Blocks become iterations of one loop per core.
  run(grid_to_persistent_tt);
  // Frozen: parameters and body. What follows writes attributes only.

  // Cores get their place on the chip.
  run(tt_tiles_to_core_map);
  // Frozen: core ranges and per-core arguments.

  // Tile buffers become circular buffers in L1.
  run(memory_space_lower_tt);
  // Frozen: ids, pages and sizes of circular buffers.

  // Tensors that are not whole tiles get their padded shape.
  run(tile_pad_tt);
  // Frozen: all metadata.

  // Nothing is missing, everything agrees.
  run(verify_tt_ir);
  return m;
}

}  // namespace tir2tt::transform
