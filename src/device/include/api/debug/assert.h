// ASSERT: active here always, as with tt-metal's watcher. A message may follow the condition. Sources: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/debug/assert.h. Tested by tests/device/headers_test.cc.
#pragma once

#include "tir2tt/kernel.h"

#define ASSERT_ENABLED 1
#define ASSERT(condition, ...)                                                           \
  do {                                                                                   \
    if (!(condition)) TIR2TT_RT.assertion_failed(#condition, Where{__FILE__, __LINE__}); \
  } while (false)
