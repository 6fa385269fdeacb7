// WATCHER_RING_BUFFER_PUSH keeps words for the log of tt-metal's watcher; as without the watcher, it is nothing.
// Sources: tt-metal of 2026-03-12, tt_metal/hw/inc/api/debug/ring_buffer.h. Tested by tests/device/headers_test.cc.
#pragma once

#define WATCHER_RING_BUFFER_PUSH(x)
