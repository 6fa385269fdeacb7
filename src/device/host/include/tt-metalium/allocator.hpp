// Where the memories of a device begin and how they are aligned. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/hal_types.hpp>

namespace tir2tt::target {
struct Chip;
}

namespace tt::tt_metal {

class Allocator {
 public:
  explicit Allocator(const tir2tt::target::Chip& chip) : chip_(&chip) {}

  /// Bytes to which pages are rounded up.
  uint32_t get_alignment(BufferType buffer_type) const;
  /// First address that buffers (DRAM) or circular buffers (L1) may take.
  DeviceAddr get_base_allocator_addr(const HalMemType& memory) const;
  /// DRAM banks, or cores of the grid.
  uint32_t get_num_banks(const BufferType& buffer_type) const;
  /// Bytes that buffers can take in one bank.
  DeviceAddr get_bank_size(const BufferType& buffer_type) const;

 private:
  const tir2tt::target::Chip* chip_;
};

}  // namespace tt::tt_metal
