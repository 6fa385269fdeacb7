// Markers of tt-metal's device profiler: nothing, as in a build without it. Sources: tt-metal of 2026-03-12,
// tt_metal/tools/profiler/kernel_profiler.hpp. Tested by tests/device/headers_test.cc.
#pragma once

#define DeviceZoneScopedN(name)
#define DeviceZoneScopedMainN(name)
#define DeviceZoneScopedMainChildN(name)
#define DeviceZoneScopedSumN1(name)
#define DeviceZoneScopedSumN2(name)
#define DeviceZoneSetCounter(counter)
#define DeviceTimestampedData(name, data)
#define DeviceRecordEvent(event_id)
#define DeviceValidateProfiler(condition)
