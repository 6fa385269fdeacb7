#include "device/host/device_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <tt_stl/assert.hpp>

namespace tir2tt::device::host {

using tt::tt_metal::Buffer;
using tt::tt_metal::BufferType;
using tt::tt_metal::ShardOrientation;
using tt::tt_metal::ShardSpecBuffer;

uint64_t dram_base(const target::Chip& chip) { return static_cast<uint64_t>(chip.dram_read_alignment); }

uint64_t dram_bank_bytes(const target::Chip& chip) {
  return chip.name == "blackhole" ? uint64_t{4'278'190'080} : uint64_t{1} << 30;
}

DeviceState::DeviceState(const target::Chip& chip, uint64_t l1_small)
    : chip_(chip),
      dram_(dram_base(chip), dram_bank_bytes(chip), chip.cb_alignment),
      l1_(chip.cb_base, chip.l1_bytes - l1_small, chip.cb_alignment),
      l1_small_(chip.l1_bytes - l1_small, chip.l1_bytes, chip.cb_alignment) {}

BankAllocator& DeviceState::memory(BufferType type) {
  switch (type) {
    case BufferType::DRAM:
    case BufferType::TRACE: return dram_;
    case BufferType::L1: return l1_;
    case BufferType::L1_SMALL: return l1_small_;
    case BufferType::SYSTEM_MEMORY: break;
  }
  TT_THROW("this device has no memory of type {}", type);
}

void DeviceState::remove(const Buffer* buffer) { std::erase(buffers_, buffer); }

namespace {

CoreCoord device_core(const ::CoreCoord& core) { return {static_cast<int>(core.x), static_cast<int>(core.y)}; }

/// One shard for each core of the grid, without pages.
std::vector<Shard> empty_shards(const ShardSpecBuffer& spec, BufferType type) {
  std::vector<Shard> shards;
  for (const ::CoreCoord& core :
       corerange_to_cores(spec.grid(), std::nullopt, spec.orientation() == ShardOrientation::ROW_MAJOR)) {
    Shard& shard = shards.emplace_back();
    if (type == BufferType::DRAM) {
      shard.bank = static_cast<int>(core.x);
    } else {
      shard.core = device_core(core);
    }
  }
  return shards;
}

}  // namespace

std::vector<Shard> shards_of(const ShardSpecBuffer& spec, BufferType type, int64_t pages) {
  const std::array<uint32_t, 2> tensor = spec.tensor2d_shape_in_pages, shard = spec.shape_in_pages();
  TT_FATAL(int64_t{tensor[0]} * tensor[1] == pages, "a matrix of {}x{} pages in a buffer of {} pages", tensor[0],
           tensor[1], pages);
  std::vector<Shard> shards = empty_shards(spec, type);
  TT_FATAL(!shards.empty(), "a sharded buffer on no cores");
  size_t number = 0;
  for (uint32_t top = 0; top < tensor[0]; top += shard[0]) {
    for (uint32_t left = 0; left < tensor[1]; left += shard[1], ++number) {
      std::vector<int64_t>& places = shards[number % shards.size()].pages;
      for (uint32_t i = 0; i < shard[0] * shard[1]; ++i) {
        const uint32_t row = top + i / shard[1], column = left + i % shard[1];
        places.push_back(row < tensor[0] && column < tensor[1] ? int64_t{row} * tensor[1] + column : -1);
      }
    }
  }
  return shards;
}

Tensor tensor_of(const Buffer& buffer) {
  Tensor tensor;
  tensor.memory = buffer.is_dram() ? Memory::Dram : Memory::L1;
  tensor.page_bytes = static_cast<uint32_t>(buffer.page_size());
  tensor.contents = buffer.contents();
  tensor.address = buffer.address();
  tensor.name = fmt::format("{} buffer at {}", buffer.is_dram() ? "DRAM" : "L1", buffer.address());
  if (buffer.has_shard_spec()) {
    tensor.shards = shards_of(buffer.shard_spec(), buffer.buffer_type(), buffer.num_pages());
  }
  return tensor;
}

}  // namespace tir2tt::device::host
