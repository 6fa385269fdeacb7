// Fidelity of the matrix unit and the way of unpacked data. Source: tt-metal's base_types.hpp of 2026-03-12.
// Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

namespace tt::tt_metal {

enum class MathFidelity : uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4, Invalid = 0xFF };

enum class UnpackToDestMode : uint8_t { Default = 0, UnpackToDestFp32 = 1 };

}  // namespace tt::tt_metal
