// Which inputs several cores read alike: what multicast would save. A block of a tensor whose start does not change
// along an axis of the grid is read once by every block along that axis. Tested by tests/codegen/generate_test.cc.
#pragma once

#include <vector>

#include "codegen/tt/program_spec.h"
#include "transform/tt/lower_function.h"

namespace tir2tt::codegen {

/// One entry per tensor that some axis does not change; the tiles of all its reads together.
std::vector<SharedRead> find_shared_reads(const transform::Lowered& lowered, const ProgramSpec& spec);

}  // namespace tir2tt::codegen
