// Addresses and kinds of memory. Source: tt-metal's hal_types.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

namespace tt::tt_metal {

using DeviceAddr = std::uint64_t;

enum class HalMemType : uint8_t { L1 = 0, DRAM = 1 };

}  // namespace tt::tt_metal
