// Tensors that are read and written: reader and writer do not wait for each other over DRAM, so only a block's own data
// may be read. Tested by tests/transform/core_hazards_test.cc.
#pragma once

#include "transform/tt/cb_draft.h"

namespace tir2tt::transform {

/// Refuses what would read data that another iteration writes, or that the writer may have written already.
void check_tensors_in_and_out(const analysis::TileProgram& program, const Drafts& drafts, Diagnostics& refused);

}  // namespace tir2tt::transform
