// Sub-devices: there is one, the whole device. Tested by tests/device/host_test.cc.
#pragma once

#include <compare>
#include <cstdint>

namespace tt::tt_metal {

struct SubDeviceId {
  uint8_t id = 0;
  friend auto operator<=>(const SubDeviceId&, const SubDeviceId&) = default;
};

}  // namespace tt::tt_metal
