// Nothing: a compute kernel without work includes it. Source: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compute/blank.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/common_globals.h"
