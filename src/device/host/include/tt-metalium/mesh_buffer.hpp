// A buffer of a mesh: one buffer on its one device. Source: tt-metal's mesh_buffer.hpp of 2026-03-12.
// Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/mesh_coord.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/shape2d.hpp>
#include <utility>
#include <variant>

namespace tt::tt_metal::distributed {

struct DeviceLocalBufferConfig {
  DeviceAddr page_size = 0;  // bytes
  BufferType buffer_type = BufferType::DRAM;
  BufferShardingArgs sharding_args = {};
  std::optional<bool> bottom_up = std::nullopt;
  std::optional<SubDeviceId> sub_device_id = std::nullopt;
};
struct ReplicatedBufferConfig {
  DeviceAddr size = 0;  // bytes
};
/// Sharded over the devices of the mesh, of which there is one.
struct ShardedBufferConfig {
  DeviceAddr global_size = 0;  // bytes
  Shape2D global_buffer_shape = {0, 0};
  Shape2D shard_shape = {0, 0};
  ShardOrientation shard_orientation = ShardOrientation::ROW_MAJOR;
};
enum class MeshBufferLayout : uint8_t { REPLICATED, SHARDED };
using MeshBufferConfig = std::variant<ReplicatedBufferConfig, ShardedBufferConfig>;

class MeshBuffer {
 public:
  /// TT_FATAL as Buffer::create(), and when a shard is not the whole buffer.
  static std::shared_ptr<MeshBuffer> create(const MeshBufferConfig& mesh_buffer_config,
                                            const DeviceLocalBufferConfig& device_local_config, MeshDevice* mesh_device,
                                            std::optional<DeviceAddr> address = std::nullopt);

  bool is_allocated() const { return buffer_->is_allocated(); }
  void deallocate() { buffer_->deallocate(); }
  /// TT_FATAL when the device is gone.
  MeshDevice* device() const;
  DeviceAddr size() const { return buffer_->size(); }
  DeviceAddr device_local_size() const { return buffer_->size(); }
  DeviceAddr address() const { return buffer_->address(); }
  MeshBufferLayout global_layout() const;
  const MeshBufferConfig& global_config() const { return config_; }
  const ShardedBufferConfig& global_shard_spec() const { return std::get<ShardedBufferConfig>(config_); }
  const DeviceLocalBufferConfig& device_local_config() const { return local_config_; }
  Buffer* get_device_buffer(const MeshCoordinate& place) const;
  Buffer* get_reference_buffer() const { return buffer_.get(); }
  Buffer* get_backing_buffer() const { return buffer_.get(); }
  uint32_t page_size() const { return static_cast<uint32_t>(buffer_->page_size()); }
  uint32_t num_pages() const { return buffer_->num_pages(); }

 private:
  MeshBuffer(MeshBufferConfig config, DeviceLocalBufferConfig local, std::weak_ptr<MeshDevice> device,
             std::shared_ptr<Buffer> buffer)
      : config_(std::move(config)),
        local_config_(std::move(local)),
        device_(std::move(device)),
        buffer_(std::move(buffer)) {}

  MeshBufferConfig config_;
  DeviceLocalBufferConfig local_config_;
  std::weak_ptr<MeshDevice> device_;
  std::shared_ptr<Buffer> buffer_;
};

}  // namespace tt::tt_metal::distributed
