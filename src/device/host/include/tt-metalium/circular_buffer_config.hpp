// How a circular buffer is configured: total size, and per index a format, a page size and a tile shape.
// Source: tt-metal's circular_buffer_config.hpp of 2026-03-12. Tested by tests/device/host_test.cc.
#pragma once

#include <tt-metalium/circular_buffer_constants.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/tile.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>
#include <unordered_set>

namespace tt::tt_metal {

struct CBDescriptor;

using CBHandle = std::uintptr_t;

/// Every setter throws (TT_FATAL) for an index that the chip does not have, a page size that does not divide the total
/// size, a buffer that is not in L1 or is too small, an offset that is not aligned.
class CircularBufferConfig {
 public:
  CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, tt::DataFormat>& data_format_spec);
  CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, tt::DataFormat>& data_format_spec,
                       const Buffer& buffer);
  /// To be completed by index().
  explicit CircularBufferConfig(uint32_t total_size) : total_size_(total_size) {}
  explicit CircularBufferConfig(const CBDescriptor& descriptor);

  CircularBufferConfig& set_page_size(uint8_t buffer_index, uint32_t page_size);
  CircularBufferConfig& set_total_size(uint32_t total_size);
  CircularBufferConfig& set_globally_allocated_address(const Buffer& buffer);
  CircularBufferConfig& set_globally_allocated_address_and_total_size(const Buffer& buffer, uint32_t total_size);
  CircularBufferConfig& set_globally_allocated_address_and_total_size(const Buffer& buffer, uint32_t total_size,
                                                                      uint32_t address_offset);
  CircularBufferConfig& set_tile_dims(uint8_t buffer_index, const Tile& tile);
  void set_address_offset(uint32_t offset);

  uint32_t total_size() const { return total_size_; }
  std::optional<uint32_t> globally_allocated_address() const;
  uint32_t address_offset() const { return address_offset_; }
  const Buffer* buffer() const { return buffer_; }
  const std::unordered_set<uint8_t>& buffer_indices() const { return indices_; }
  const std::unordered_set<uint8_t>& local_buffer_indices() const { return indices_; }
  const std::array<std::optional<tt::DataFormat>, NUM_CIRCULAR_BUFFERS>& data_formats() const { return formats_; }
  const std::array<std::optional<uint32_t>, NUM_CIRCULAR_BUFFERS>& page_sizes() const { return page_sizes_; }
  const std::array<std::optional<Tile>, NUM_CIRCULAR_BUFFERS>& tiles() const { return tiles_; }

  /// The setters of one index.
  class Builder {
   public:
    Builder(CircularBufferConfig& parent, uint8_t buffer_index) : parent_(&parent), index_(buffer_index) {}
    const Builder& set_data_format(tt::DataFormat data_format) const;
    const Builder& set_total_size(uint32_t total_size) const;
    const Builder& set_page_size(uint32_t page_size) const;
    const Builder& set_tile_dims(const Tile& tile) const;

   private:
    CircularBufferConfig* parent_;
    uint8_t index_;
  };
  Builder index(uint8_t buffer_index);

 private:
  void add_format(uint8_t buffer_index, tt::DataFormat format);

  uint32_t total_size_ = 0;
  const Buffer* buffer_ = nullptr;  // not owned
  uint32_t address_offset_ = 0;
  std::unordered_set<uint8_t> indices_;
  std::array<std::optional<tt::DataFormat>, NUM_CIRCULAR_BUFFERS> formats_;
  std::array<std::optional<uint32_t>, NUM_CIRCULAR_BUFFERS> page_sizes_;
  std::array<std::optional<Tile>, NUM_CIRCULAR_BUFFERS> tiles_;
};

}  // namespace tt::tt_metal
