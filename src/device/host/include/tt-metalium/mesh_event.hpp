// Events: with a queue that does everything at once, they have happened when they are recorded.
// Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>

namespace tt::tt_metal::distributed {

class MeshDevice;

class MeshEvent {
 public:
  MeshEvent(uint32_t id, MeshDevice* device, uint32_t queue) : id_(id), device_(device), queue_(queue) {}
  uint32_t id() const { return id_; }
  MeshDevice* device() const { return device_; }
  uint32_t mesh_cq_id() const { return queue_; }

 private:
  uint32_t id_;
  MeshDevice* device_;
  uint32_t queue_;
};

}  // namespace tt::tt_metal::distributed
