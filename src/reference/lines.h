// Which loops are computed line by line, many iterations side by side. Tested by tests/reference/lines_test.cc.
#pragma once

#include "reference/program.h"

namespace tir2tt::reference {

/// How `loop`, which is complete but for this, can be computed side by side; null: it cannot.
const LineStore* plan_lines(const Loop& loop, Program* program);

}  // namespace tir2tt::reference
