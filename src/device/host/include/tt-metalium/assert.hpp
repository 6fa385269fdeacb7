// The older place of TT_FATAL and its kin. Tested by tests/device/host_test.cc.
#pragma once

#include <tt_stl/assert.hpp>
