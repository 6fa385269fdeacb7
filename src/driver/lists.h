// What there is, as JSON: the passes and the chips. Tested by tests/driver/lists_test.cc.
#pragma once

#include <string>

namespace tir2tt::driver {

std::string passes_json();
std::string archs_json();

}  // namespace tir2tt::driver
