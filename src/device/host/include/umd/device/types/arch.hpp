// The chips' names, as host programs spell them. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

namespace tt {

enum class ARCH : uint8_t { WORMHOLE_B0 = 2, BLACKHOLE = 3, QUASAR = 4, Invalid = 0xFF };

}  // namespace tt
