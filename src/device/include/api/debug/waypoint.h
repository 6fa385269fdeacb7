// WAYPOINT marks a place for tt-metal's watcher; here reports name source lines instead, so it is nothing. Sources:
// tt-metal of 2026-03-12, tt_metal/hw/inc/api/debug/waypoint.h. Tested by tests/device/headers_test.cc.
#pragma once

#define WAYPOINT(name)
