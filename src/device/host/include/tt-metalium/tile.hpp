// The shape of a hardware tile. Source: tt-metal's tile.hpp of 2026-03-12. Tested by tests/device/host_values_test.cc.
#pragma once

#include <array>
#include <cstdint>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>

namespace tt::tt_metal {

class Tile {
 public:
  /// {height, width} of elements: one of 32x32, 16x32, 32x16, 16x16, else TT_FATAL.
  Tile(std::array<uint32_t, 2> tile_shape = {constants::TILE_HEIGHT, constants::TILE_WIDTH},
       bool transpose_tile = false);

  uint32_t get_height() const { return shape_[0]; }
  uint32_t get_width() const { return shape_[1]; }
  uint32_t get_tile_hw() const { return shape_[0] * shape_[1]; }
  uint32_t get_num_faces() const { return get_tile_hw() / constants::FACE_HW; }
  uint32_t get_face_hw() const { return constants::FACE_HW; }
  std::array<uint32_t, 2> get_tile_shape() const { return shape_; }
  std::array<uint32_t, 2> get_face_shape() const { return {constants::FACE_HEIGHT, constants::FACE_WIDTH}; }
  bool get_transpose_within_face() const { return transpose_; }
  bool get_transpose_of_faces() const { return transpose_; }
  /// Bytes.
  uint32_t get_tile_size(const DataFormat& format) const;

  friend bool operator==(const Tile&, const Tile&) = default;

 private:
  std::array<uint32_t, 2> shape_;
  bool transpose_ = false;
};

}  // namespace tt::tt_metal
