// Compile-time arguments: part of the prelude. Sources: tt-metal of 2026-03-12,
// tt_metal/hw/inc/api/compile_time_args.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "tir2tt/kernel.h"
