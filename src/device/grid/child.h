// The process in which kernels run: a child of the one that called run(), with limits on time and memory, in which
// signals become findings. Tested by tests/device/child_test.cc.
#pragma once

#include <cstddef>
#include <span>

#include "device/grid/build_world.h"
#include "device/grid/run_options.h"
#include "device/model/program.h"

namespace tir2tt::device {

/// Runs `program`, copies the tensors it wrote into `shared` (one after the other, as in the program; empty: none are
/// wanted), writes the result as JSON to `result_pipe`, and ends the process.
[[noreturn]] void child_main(const Program& program, const RunOptions& options, const Objects& objects,
                             std::span<std::byte> shared, int result_pipe);

}  // namespace tir2tt::device
