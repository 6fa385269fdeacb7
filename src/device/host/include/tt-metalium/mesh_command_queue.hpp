// What a device is told to do. Every command is done when its call returns, blocking or not.
// Source: tt-metal's mesh_command_queue.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/mesh_workload.hpp>
#include <tt_stl/span.hpp>
#include <vector>

namespace tt::tt_metal::distributed {

class MeshCommandQueue {
 public:
  MeshCommandQueue(MeshDevice* mesh_device, uint32_t id) : device_(mesh_device), id_(id) {}
  MeshDevice* device() const { return device_; }
  uint32_t id() const { return id_; }

  /// Runs the programs. std::runtime_error when one breaks a rule or does not run to a good end; findings are written
  /// to standard error, what kernels print to standard output.
  void enqueue_mesh_workload(MeshWorkload& mesh_workload, bool blocking);

  struct ShardDataTransfer {
    MeshCoordinate shard_coord;
    void* host_data = nullptr;
    std::optional<BufferRegion> region = std::nullopt;
  };
  /// Whole buffers: `host_data` has buffer->size() bytes.
  void enqueue_write_mesh_buffer(const std::shared_ptr<MeshBuffer>& buffer, const void* host_data, bool blocking);
  void enqueue_read_mesh_buffer(void* host_data, const std::shared_ptr<MeshBuffer>& buffer, bool blocking);
  void enqueue_write_shards(const std::shared_ptr<MeshBuffer>& buffer, const std::vector<ShardDataTransfer>& transfers,
                            bool blocking);
  void enqueue_read_shards(const std::vector<ShardDataTransfer>& transfers, const std::shared_ptr<MeshBuffer>& buffer,
                           bool blocking);
  void finish(ttsl::Span<const SubDeviceId> sub_device_ids = {});

 private:
  MeshDevice* device_;
  uint32_t id_;
};

}  // namespace tt::tt_metal::distributed
