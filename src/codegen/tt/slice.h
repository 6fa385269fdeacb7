// The part of a core's program that one kernel takes: its own nodes in program order, with the loops and conditions
// around them; what holds nothing of it goes. Tested by tests/codegen/slice_test.cc.
#pragma once

#include <vector>

#include "codegen/tt/program_spec.h"
#include "transform/tt/core_program.h"

namespace tir2tt::codegen {

transform::Nodes slice(const transform::Nodes& nodes, Role role);

/// Every expression that the nodes hold, in order.
std::vector<tir::Expr> expressions(const transform::Nodes& nodes);

}  // namespace tir2tt::codegen
