// What nearly every compute kernel includes: arguments, circular buffers, the hand-over of DST, the packer, formats.
// Source: tt-metal of 2026-03-12, tt_metal/hw/inc/api/compute/common.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "api/compute/cb_api.h"
#include "api/compute/common_globals.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/pack.h"
#include "api/compute/reconfig_data_format.h"
#include "api/compute/reg_api.h"
#include "tir2tt/common.h"
