#include <tt-metalium/allocator.hpp>
#include <tt-metalium/hal.hpp>
#include <tt_stl/assert.hpp>

#include "device/host/device_state.h"
#include "device/host/environment.h"

namespace tt::tt_metal {

namespace host = tir2tt::device::host;

namespace hal {

tt::ARCH get_arch() { return get_arch_name() == "blackhole" ? tt::ARCH::BLACKHOLE : tt::ARCH::WORMHOLE_B0; }
std::string get_arch_name() { return std::string(host::chip_of_environment().name); }
uint32_t get_arch_num_circular_buffers() {
  return static_cast<uint32_t>(host::chip_of_environment().max_circular_buffers);
}
uint32_t get_l1_alignment() { return static_cast<uint32_t>(host::chip_of_environment().noc_l1_alignment); }
uint32_t get_dram_alignment() { return static_cast<uint32_t>(host::chip_of_environment().dram_read_alignment); }
uint32_t get_l1_size() { return static_cast<uint32_t>(host::chip_of_environment().l1_bytes); }

}  // namespace hal

namespace {
bool is_dram(BufferType type) { return type == BufferType::DRAM || type == BufferType::TRACE; }
}  // namespace

uint32_t Allocator::get_alignment(BufferType buffer_type) const {
  return static_cast<uint32_t>(is_dram(buffer_type) ? chip_->dram_read_alignment : chip_->noc_l1_alignment);
}

DeviceAddr Allocator::get_base_allocator_addr(const HalMemType& memory) const {
  return memory == HalMemType::DRAM ? host::dram_base(*chip_) : static_cast<DeviceAddr>(chip_->cb_base);
}

uint32_t Allocator::get_num_banks(const BufferType& buffer_type) const {
  return static_cast<uint32_t>(is_dram(buffer_type) ? chip_->dram_banks : chip_->cores());
}

DeviceAddr Allocator::get_bank_size(const BufferType& buffer_type) const {
  return is_dram(buffer_type) ? host::dram_bank_bytes(*chip_) - host::dram_base(*chip_)
                              : static_cast<DeviceAddr>(chip_->cb_bytes());
}

}  // namespace tt::tt_metal
