// Rounding up to an alignment. Tested by tests/device/host_values_test.cc.
#pragma once

#include <cstdint>

namespace tt {

/// The smallest multiple of `alignment` that is at least `address`.
constexpr std::uint64_t align(std::uint64_t address, std::uint64_t alignment) {
  return (address + alignment - 1) / alignment * alignment;
}

}  // namespace tt
