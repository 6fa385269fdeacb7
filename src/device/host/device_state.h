// What a device of the host API keeps while it lives: the chip, who has which addresses, the buffers.
// Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <vector>

#include "device/host/bank_allocator.h"
#include "device/model/program.h"
#include "target/chip.h"

namespace tir2tt::device::host {

/// First byte of a DRAM bank that buffers may take, and bytes of a bank.
/// Source: tt-metal's dev_mem_map.h (a barrier word comes first), soc_descriptors/*.yaml.
uint64_t dram_base(const target::Chip& chip);
uint64_t dram_bank_bytes(const target::Chip& chip);

class DeviceState {
 public:
  /// The last `l1_small` bytes of each core's L1 are for buffers of type L1_SMALL.
  DeviceState(const target::Chip& chip, uint64_t l1_small);

  const target::Chip& chip() const { return chip_; }
  /// TT_FATAL for types that have no memory here (SYSTEM_MEMORY).
  BankAllocator& memory(tt::tt_metal::BufferType type);

  /// Buffers that are allocated, in the order of their creation.
  const std::vector<tt::tt_metal::Buffer*>& buffers() const { return buffers_; }
  void add(tt::tt_metal::Buffer* buffer) { buffers_.push_back(buffer); }
  void remove(const tt::tt_metal::Buffer* buffer);

  bool is_open = true;
  /// CreateDevice() hands out a plain pointer: until CloseDevice() the device keeps itself.
  std::shared_ptr<tt::tt_metal::distributed::MeshDevice> self;

 private:
  const target::Chip& chip_;
  BankAllocator dram_, l1_, l1_small_;
  std::vector<tt::tt_metal::Buffer*> buffers_;
};

/// `buffer` as the device has it, with its contents.
Tensor tensor_of(const tt::tt_metal::Buffer& buffer);
/// The shards of a sharded buffer: shard s, row-major over the matrix, is on core s % cores of the grid.
std::vector<Shard> shards_of(const tt::tt_metal::ShardSpecBuffer& spec, tt::tt_metal::BufferType type, int64_t pages);

}  // namespace tir2tt::device::host
