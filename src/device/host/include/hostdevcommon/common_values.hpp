// Values that hosts and kernels share: of semaphores, and the defaults of opening a device.
// Source: tt_metal/hostdevcommon/api/hostdevcommon/common_values.hpp of 2026-03-12. Tested by
// tests/device/host_values_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>

inline constexpr std::uint32_t INVALID = 0;
inline constexpr std::uint32_t VALID = 1;

inline constexpr std::size_t DEFAULT_L1_SMALL_SIZE = 0;
inline constexpr std::size_t DEFAULT_TRACE_REGION_SIZE = 0;
inline constexpr std::size_t DEFAULT_WORKER_L1_SIZE = 0;
