// The older place of internal/mod_div_lib.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "internal/mod_div_lib.h"
