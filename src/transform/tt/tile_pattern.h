// How a tile that an element-wise nest reads follows the one it writes. Operands on the chip have it from the analysis;
// for blocks of tensors in DRAM it is worked out here. Tested by tests/transform/tile_expression_test.cc.
#pragma once

#include <vector>

#include "analysis/tile_program.h"

namespace tir2tt::transform {

/// `read`: one of op.reads. Old values of the destination are Same, or Other where another element is read.
analysis::Pattern pattern_of(const analysis::TileOp& op, const std::vector<analysis::LetBinding>& lets,
                             const analysis::ElementRead& read);

}  // namespace tir2tt::transform
