// Starts the child process of a run, waits for it and takes what it says. Tested by tests/device/process_test.cc.
#pragma once

#include "device/grid/build_world.h"
#include "device/model/program.h"
#include "device/model/result.h"
#include "device/run.h"

namespace tir2tt::device {

/// `objects` has a compiled object for every processor of every kernel. `with_tensors`: whether the contents of tensors
/// are wanted.
RunResult run_child(const Program& program, const RunOptions& options, const Objects& objects, bool with_tensors);

}  // namespace tir2tt::device
