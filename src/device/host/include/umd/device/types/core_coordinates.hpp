// What a core of the NoC can be. The device has Tensix cores and DRAM only. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

enum class CoreType : uint8_t { WORKER, DRAM };

namespace tt {
using ::CoreType;
}  // namespace tt
