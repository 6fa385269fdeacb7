// The older place of div_up and round_up. Tested by tests/device/host_values_test.cc.
#pragma once

#include <tt-metalium/math.hpp>
