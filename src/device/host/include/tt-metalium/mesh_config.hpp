// What MeshDevice::create() takes. Tested by tests/device/host_test.cc.
#pragma once

#include <tt-metalium/mesh_coord.hpp>
#include <utility>

namespace tt::tt_metal::distributed {

class MeshDeviceConfig {
 public:
  explicit MeshDeviceConfig(MeshShape shape) : shape_(std::move(shape)) {}
  const MeshShape& mesh_shape() const { return shape_; }

 private:
  MeshShape shape_;
};

}  // namespace tt::tt_metal::distributed
