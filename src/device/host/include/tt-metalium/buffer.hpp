// A buffer in DRAM or L1: it has an address while it lives, and the host's copy of its contents. Interleaved over all
// banks by pages, or sharded. Source: tt-metal's buffer.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/hal_types.hpp>
#include <tt-metalium/sub_device_types.hpp>
#include <tt_stl/assert.hpp>
#include <umd/device/types/core_coordinates.hpp>
#include <utility>
#include <vector>

namespace tir2tt::device::host {
class DeviceState;
}

namespace tt::tt_metal {

class IDevice;

/// Which cores (or DRAM banks: x is the bank) have a part each of a matrix of elements, and how large the parts are.
struct ShardSpec {
  CoreRangeSet grid;
  std::array<uint32_t, 2> shape;  // rows and columns of elements of a shard
  ShardOrientation orientation = ShardOrientation::ROW_MAJOR;

  ShardSpec(CoreRangeSet core_grid, const std::array<uint32_t, 2>& shard_shape,
            ShardOrientation shard_orientation = ShardOrientation::ROW_MAJOR)
      : grid(std::move(core_grid)), shape(shard_shape), orientation(shard_orientation) {}
  uint32_t num_cores() const { return grid.num_cores(); }
  uint32_t numel() const { return shape[0] * shape[1]; }
};

/// The same with the shape of a page, in elements, and of the matrix, in pages.
struct ShardSpecBuffer {
  ShardSpec tensor_shard_spec;
  std::array<uint32_t, 2> page_shape = {};
  std::array<uint32_t, 2> tensor2d_shape_in_pages = {};

  ShardSpecBuffer(const CoreRangeSet& core_grid, const std::array<uint32_t, 2>& shard_shape,
                  ShardOrientation shard_orientation, const std::array<uint32_t, 2>& page,
                  const std::array<uint32_t, 2>& tensor_in_pages)
      : ShardSpecBuffer(ShardSpec(core_grid, shard_shape, shard_orientation), page, tensor_in_pages) {}
  ShardSpecBuffer(ShardSpec spec, const std::array<uint32_t, 2>& page, const std::array<uint32_t, 2>& tensor_in_pages)
      : tensor_shard_spec(std::move(spec)), page_shape(page), tensor2d_shape_in_pages(tensor_in_pages) {}

  CoreRangeSet grid() const { return tensor_shard_spec.grid; }
  std::array<uint32_t, 2> shape() const { return tensor_shard_spec.shape; }
  ShardOrientation orientation() const { return tensor_shard_spec.orientation; }
  /// Of a shard; TT_FATAL unless it is whole pages.
  std::array<uint32_t, 2> shape_in_pages() const;
  DeviceAddr num_pages() const { return DeviceAddr{shape_in_pages()[0]} * shape_in_pages()[1]; }
};

struct InterleavedBufferConfig {
  IDevice* device = nullptr;
  DeviceAddr size = 0;       // bytes
  DeviceAddr page_size = 0;  // bytes
  BufferType buffer_type = BufferType::DRAM;
};
struct ShardedBufferConfig {
  IDevice* device = nullptr;
  DeviceAddr size = 0;       // bytes
  DeviceAddr page_size = 0;  // bytes
  BufferType buffer_type = BufferType::L1;
  TensorMemoryLayout buffer_layout = TensorMemoryLayout::HEIGHT_SHARDED;
  ShardSpecBuffer shard_parameters;
};

class BufferShardingArgs {
 public:
  BufferShardingArgs() = default;
  BufferShardingArgs(std::nullopt_t) {}
  BufferShardingArgs(std::optional<ShardSpecBuffer> shard_spec, TensorMemoryLayout layout)
      : shard_spec_(std::move(shard_spec)), layout_(layout) {}
  BufferShardingArgs(ShardSpecBuffer shard_spec, TensorMemoryLayout layout)
      : shard_spec_(std::move(shard_spec)), layout_(layout) {}
  const std::optional<ShardSpecBuffer>& shard_spec() const { return shard_spec_; }
  TensorMemoryLayout buffer_layout() const { return layout_; }

 private:
  std::optional<ShardSpecBuffer> shard_spec_;
  TensorMemoryLayout layout_ = TensorMemoryLayout::INTERLEAVED;
};

bool is_sharded(const TensorMemoryLayout& layout);

/// Bytes [offset, offset + size) of a buffer.
struct BufferRegion {
  DeviceAddr offset = 0;
  DeviceAddr size = 0;
  BufferRegion(DeviceAddr first, DeviceAddr bytes) : offset(first), size(bytes) {}
};

class Buffer final {
 public:
  /// TT_FATAL when the pages do not divide the size, the memory is full, or the shards do not fit their cores.
  static std::shared_ptr<Buffer> create(IDevice* device, DeviceAddr size, DeviceAddr page_size, BufferType buffer_type,
                                        const BufferShardingArgs& sharding_args = std::nullopt,
                                        std::optional<bool> bottom_up = std::nullopt,
                                        std::optional<SubDeviceId> sub_device_id = std::nullopt);
  /// At an address that somebody else has reserved: nothing is allocated.
  static std::shared_ptr<Buffer> create(IDevice* device, DeviceAddr address, DeviceAddr size, DeviceAddr page_size,
                                        BufferType buffer_type, const BufferShardingArgs& sharding_args = std::nullopt,
                                        std::optional<bool> bottom_up = std::nullopt,
                                        std::optional<SubDeviceId> sub_device_id = std::nullopt);
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer();

  IDevice* device() const { return device_; }
  DeviceAddr size() const { return contents_.size(); }
  bool is_allocated() const { return state_ != nullptr; }
  /// Of its first page, in every bank.
  uint32_t address() const { return address_; }
  DeviceAddr page_size() const { return page_size_; }
  uint32_t num_pages() const { return page_size_ == 0 ? 0 : static_cast<uint32_t>(size() / page_size_); }
  BufferType buffer_type() const { return type_; }
  CoreType core_type() const { return is_dram() ? CoreType::DRAM : CoreType::WORKER; }
  bool is_l1() const { return type_ == BufferType::L1 || type_ == BufferType::L1_SMALL; }
  bool is_dram() const { return type_ == BufferType::DRAM || type_ == BufferType::TRACE; }
  TensorMemoryLayout buffer_layout() const { return sharding_.buffer_layout(); }
  bool bottom_up() const { return bottom_up_; }
  /// Bytes to which pages are rounded up in a bank.
  uint32_t alignment() const;
  DeviceAddr aligned_page_size() const;
  DeviceAddr aligned_size() const { return num_pages() * aligned_page_size(); }
  /// Bytes that it takes in each bank.
  DeviceAddr aligned_size_per_bank() const { return bank_bytes_; }
  bool has_shard_spec() const { return sharding_.shard_spec().has_value(); }
  ShardSpecBuffer shard_spec() const;
  std::optional<uint32_t> num_cores() const;

  /// The host's copy: pages one after the other, without gaps. The device has the same before and after each program.
  std::vector<std::byte>& contents() { return contents_; }
  const std::vector<std::byte>& contents() const { return contents_; }
  /// Gives the memory back; may be called again.
  void deallocate();

 private:
  Buffer(IDevice* device, DeviceAddr size, DeviceAddr page_size, BufferType type, const BufferShardingArgs& sharding,
         std::optional<bool> bottom_up, std::optional<DeviceAddr> address);

  IDevice* device_;
  std::shared_ptr<tir2tt::device::host::DeviceState> state_;  // empty once it is deallocated
  DeviceAddr page_size_;
  BufferType type_;
  BufferShardingArgs sharding_;
  bool bottom_up_;
  bool owns_memory_ = false;
  uint32_t address_ = 0;
  DeviceAddr bank_bytes_ = 0;
  std::vector<std::byte> contents_;
};

}  // namespace tt::tt_metal
