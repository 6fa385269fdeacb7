// Runs a program on the embedded device: compiles its kernels, runs them in a child process with limits, and says what
// happened. Nothing that a kernel does ends the calling process. Tested by tests/device/run_test.cc.
#pragma once

#include "device/grid/run_options.h"
#include "device/model/check_program.h"
#include "device/model/program.h"
#include "device/model/result.h"

namespace tir2tt::device {

RunResult run(const Program& program, const RunOptions& options = {});

}  // namespace tir2tt::device
