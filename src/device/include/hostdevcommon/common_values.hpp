// Values that semaphores take by convention. Sources: tt-metal of 2026-03-12,
// tt_metal/hostdevcommon/api/hostdevcommon/common_values.hpp. Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

constexpr static std::uint32_t INVALID = 0;
constexpr static std::uint32_t VALID = 1;
