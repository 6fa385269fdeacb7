// PAUSE waits for a person at tt-metal's watcher; as without the watcher, it is nothing. Sources: tt-metal of
// 2026-03-12, tt_metal/hw/inc/api/debug/pause.h. Tested by tests/device/headers_test.cc.
#pragma once

#define PAUSE()
