// What the environment says of a run of a host program: the chip, the interleaving. Tested by
// tests/device/host_test.cc.
#pragma once

#include <string>

#include "device/run.h"
#include "target/chip.h"

namespace tir2tt::device::host {

/// The chip that TIR2TT_ARCH names, else ARCH_NAME, else wormhole_b0. std::runtime_error for an unknown name.
const target::Chip& chip_of_environment();

/// TIR2TT_POLICY (in-order, random, adversarial) and TIR2TT_SEED (a whole number). std::runtime_error for other values.
RunOptions run_options_of_environment();

/// `file` as it is found from the current folder, else from $TT_METAL_HOME, else from $TT_METAL_RUNTIME_ROOT.
/// std::runtime_error when it is nowhere.
std::string find_kernel(const std::string& file);

}  // namespace tir2tt::device::host
