// What layer normalisation includes. Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/layernorm.h.
// Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_unary/rsqrt.h"
