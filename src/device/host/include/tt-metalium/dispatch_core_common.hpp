// How commands reach a chip: accepted, of no effect here. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

namespace tt::tt_metal {

enum class DispatchCoreType : uint8_t { WORKER, ETH };
enum class DispatchCoreAxis : uint8_t { ROW, COL };

struct DispatchCoreConfig {
  DispatchCoreConfig() = default;
  DispatchCoreConfig(DispatchCoreType core_type) : type(core_type) {}
  DispatchCoreConfig(DispatchCoreType core_type, DispatchCoreAxis core_axis) : type(core_type), axis(core_axis) {}
  DispatchCoreType type = DispatchCoreType::WORKER;
  DispatchCoreAxis axis = DispatchCoreAxis::ROW;
};

}  // namespace tt::tt_metal
