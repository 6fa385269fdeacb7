// The older place of rsub_tile. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/eltwise_unary/reverseops.h.
// Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/eltwise_unary/rsub.h"
