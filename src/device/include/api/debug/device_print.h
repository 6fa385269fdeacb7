// DEVICE_PRINT under the name that tt-metal of spring 2026 gives it. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/debug/dprint.h"
