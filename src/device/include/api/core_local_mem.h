// CoreLocalMem under its name since spring 2026: outside of `experimental`. Sources: tt-metal,
// tt_metal/hw/inc/api/core_local_mem.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "experimental/core_local_mem.h"

using experimental::CoreLocalMem;
