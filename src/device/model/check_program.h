// The rules of tt-metal's host side. Tested by tests/device/program_test.cc.
#pragma once

#include <vector>

#include "device/model/program.h"
#include "device/model/result.h"

namespace tir2tt::device {

/// Rules of tt-metal's host side that `program` breaks (facts H1 to H15), and addresses that do not fit. Empty: it can
/// be run.
std::vector<Finding> check(const Program& program);

}  // namespace tir2tt::device
