// The name of api/debug/waypoint.h before 2025-12-19 (tt-metal #34119). Tested by tests/device/headers_test.cc.
#pragma once

#include "api/debug/waypoint.h"
