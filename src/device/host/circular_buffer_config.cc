
#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/hal.hpp>
#include <tt-metalium/program_descriptors.hpp>
#include <tt_stl/assert.hpp>

#include "device/host/data_format.h"

namespace tt::tt_metal {
namespace {

void check_index(uint8_t index) {
  const uint32_t count = hal::get_arch_num_circular_buffers();
  TT_FATAL(index < count, "circular buffer index {}: {} has {} per core", index, hal::get_arch_name(), count);
}

void check_page_size(uint32_t total_size, uint32_t page_size) {
  TT_FATAL(page_size != 0 && total_size % page_size == 0,
           "a circular buffer of {} B cannot have pages of {} B: the total size must be a multiple of the page size",
           total_size, page_size);
}

/// `size` bytes at `offset` of the part of `buffer` that lies in one core's L1.
void check_backing(const Buffer& buffer, uint32_t size, uint32_t offset) {
  TT_FATAL(buffer.is_l1(), "a circular buffer can lie in an L1 buffer only; this one is in {}", buffer.buffer_type());
  TT_FATAL(offset % hal::get_l1_alignment() == 0, "address offset {} must be a multiple of L1's alignment, {} B",
           offset, hal::get_l1_alignment());
  TT_FATAL(uint64_t{offset} + size <= buffer.aligned_size_per_bank(),
           "a circular buffer of {} B at offset {} is larger than what its L1 buffer has in one bank, {} B", size,
           offset, buffer.aligned_size_per_bank());
}

}  // namespace

CircularBufferConfig::CircularBufferConfig(uint32_t total_size,
                                           const std::map<uint8_t, tt::DataFormat>& data_format_spec)
    : total_size_(total_size) {
  for (const auto& [index, format] : data_format_spec) add_format(index, format);
}

CircularBufferConfig::CircularBufferConfig(uint32_t total_size,
                                           const std::map<uint8_t, tt::DataFormat>& data_format_spec,
                                           const Buffer& buffer)
    : CircularBufferConfig(total_size, data_format_spec) {
  set_globally_allocated_address(buffer);
}

CircularBufferConfig::CircularBufferConfig(const CBDescriptor& descriptor) : total_size_(descriptor.total_size) {
  for (const CBFormatDescriptor& format : descriptor.format_descriptors) {
    add_format(format.buffer_index, format.data_format);
    set_page_size(format.buffer_index, format.page_size);
    if (format.tile) set_tile_dims(format.buffer_index, Tile({format.tile->height, format.tile->width}));
  }
  if (descriptor.buffer != nullptr) {
    set_globally_allocated_address_and_total_size(*descriptor.buffer, descriptor.total_size, descriptor.address_offset);
  }
}

void CircularBufferConfig::add_format(uint8_t buffer_index, tt::DataFormat format) {
  check_index(buffer_index);
  TT_FATAL(tir2tt::device::host::device_format(format).has_value(),
           "circular buffer index {}: {} is not a format of memory", buffer_index, format);
  formats_[buffer_index] = format;
  indices_.insert(buffer_index);
}

CircularBufferConfig& CircularBufferConfig::set_page_size(uint8_t buffer_index, uint32_t page_size) {
  check_index(buffer_index);
  TT_FATAL(indices_.contains(buffer_index),
           "page size for circular buffer index {}, which this configuration does not have", buffer_index);
  check_page_size(total_size_, page_size);
  page_sizes_[buffer_index] = page_size;
  return *this;
}

CircularBufferConfig& CircularBufferConfig::set_total_size(uint32_t total_size) {
  TT_FATAL(total_size > 0, "a circular buffer of 0 B");
  for (uint8_t index : indices_) {
    if (page_sizes_[index]) check_page_size(total_size, *page_sizes_[index]);
  }
  if (buffer_ != nullptr) check_backing(*buffer_, total_size, address_offset_);
  total_size_ = total_size;
  return *this;
}

CircularBufferConfig& CircularBufferConfig::set_globally_allocated_address(const Buffer& buffer) {
  check_backing(buffer, total_size_, address_offset_);
  buffer_ = &buffer;
  return *this;
}

CircularBufferConfig& CircularBufferConfig::set_globally_allocated_address_and_total_size(const Buffer& buffer,
                                                                                          uint32_t total_size) {
  return set_globally_allocated_address_and_total_size(buffer, total_size, 0);
}

CircularBufferConfig& CircularBufferConfig::set_globally_allocated_address_and_total_size(const Buffer& buffer,
                                                                                          uint32_t total_size,
                                                                                          uint32_t address_offset) {
  check_backing(buffer, total_size, address_offset);
  buffer_ = &buffer;
  address_offset_ = address_offset;
  return set_total_size(total_size);
}

void CircularBufferConfig::set_address_offset(uint32_t offset) {
  TT_FATAL(buffer_ != nullptr, "address offset {} of a circular buffer that lies in no L1 buffer", offset);
  check_backing(*buffer_, total_size_, offset);
  address_offset_ = offset;
}

CircularBufferConfig& CircularBufferConfig::set_tile_dims(uint8_t buffer_index, const Tile& tile) {
  check_index(buffer_index);
  tiles_[buffer_index] = tile;
  return *this;
}

std::optional<uint32_t> CircularBufferConfig::globally_allocated_address() const {
  return buffer_ == nullptr ? std::nullopt : std::optional(buffer_->address() + address_offset_);
}

CircularBufferConfig::Builder CircularBufferConfig::index(uint8_t buffer_index) {
  check_index(buffer_index);
  indices_.insert(buffer_index);
  return {*this, buffer_index};
}

const CircularBufferConfig::Builder& CircularBufferConfig::Builder::set_data_format(tt::DataFormat data_format) const {
  parent_->add_format(index_, data_format);
  return *this;
}
const CircularBufferConfig::Builder& CircularBufferConfig::Builder::set_total_size(uint32_t total_size) const {
  parent_->set_total_size(total_size);
  return *this;
}
const CircularBufferConfig::Builder& CircularBufferConfig::Builder::set_page_size(uint32_t page_size) const {
  parent_->set_page_size(index_, page_size);
  return *this;
}
const CircularBufferConfig::Builder& CircularBufferConfig::Builder::set_tile_dims(const Tile& tile) const {
  parent_->set_tile_dims(index_, tile);
  return *this;
}

}  // namespace tt::tt_metal
