// Results as JSON text, without the tensors: how the child process tells its parent, and what `--json` prints.
// Tested by tests/device/result_test.cc.
#pragma once

#include <string>
#include <string_view>

#include "device/model/result.h"

namespace tir2tt::device {

std::string result_to_json(const RunResult& result);
/// nullopt-like: false when `text` is no result.
bool result_from_json(std::string_view text, RunResult& result);

}  // namespace tir2tt::device
