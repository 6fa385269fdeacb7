// The kernels as their author wrote them: what the reference computes. For a file that the passes have been over, the
// input.py or input.json beside it, which `tir2tt compile` wrote. Tested by tests/program/original_test.cc.
#pragma once

#include <string>

#include "driver/input.h"
#include "program/kernels.h"

namespace tir2tt::program {

/// `input` itself, unless it has lowered functions and there is an input.py or input.json beside the file that it came
/// from ("-": there is no such place). Not `is_read`: that one has mistakes, the diagnostics say which.
driver::Input find_original(const driver::Input& input, const std::string& file, Diagnostics& diags);

/// The function that `kernel` is to compute. nullptr, with a diagnostic: there is none of this name and with these
/// tensors, or it is lowered too.
const tir::PrimFunc* original_function(const driver::Input& original, const Kernel& kernel, Diagnostics& diags);

}  // namespace tir2tt::program
