// Runs a program of the host API on the embedded device. Tested by tests/device/programs.
#pragma once

#include "device/host/device_state.h"
#include "device/host/program_state.h"

namespace tir2tt::device::host {

/// Runs `program` with all buffers of `device` and brings their contents up to date. What kernels print goes to
/// standard output, findings to standard error. std::runtime_error with the first error when the run was not good.
void execute(DeviceState& device, const ProgramState& program);

}  // namespace tir2tt::device::host
