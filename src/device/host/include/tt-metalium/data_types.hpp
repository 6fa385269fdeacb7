// Processors and NoCs. Source: tt-metal's data_types.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

namespace tt::tt_metal {

enum class DataMovementProcessor : uint8_t { RISCV_0 = 0, RISCV_1 = 1 };

enum NOC : uint8_t {
  RISCV_0_default = 0,
  RISCV_1_default = 1,
  NOC_0 = 0,
  NOC_1 = 1,
};

enum NOC_MODE : uint8_t { DM_DEDICATED_NOC = 0, DM_DYNAMIC_NOC = 1 };

}  // namespace tt::tt_metal
