// What would dissolve a deadlock: runs the program again with larger circular buffers. Tested by
// tests/device/deadlock_test.cc.
#pragma once

#include "device/grid/build_world.h"
#include "device/model/program.h"
#include "device/model/result.h"
#include "device/run.h"

namespace tir2tt::device {

/// Adds to each deadlock of `result` in which a full circular buffer takes part a note: the smallest capacity with
/// which the program runs to its end, or that none was found and what was tried. Bounded in the number of runs and in
/// time.
void resolve_deadlocks(const Program& program, const RunOptions& options, const Objects& objects, RunResult& result);

}  // namespace tir2tt::device
