// Extents of tiles and faces. Sources: tt-metal of 2026-03-12, tt_metal/api/tt-metalium/constants.hpp.
// Tested by tests/device/headers_test.cc.
#pragma once

#include <cstdint>

namespace tt::constants {

inline constexpr std::uint32_t TILE_WIDTH = 32;
inline constexpr std::uint32_t TILE_HEIGHT = 32;
inline constexpr std::uint32_t TILE_HW = TILE_WIDTH * TILE_HEIGHT;
inline constexpr std::uint32_t FACE_WIDTH = 16;
inline constexpr std::uint32_t FACE_HEIGHT = 16;
inline constexpr std::uint32_t FACE_HW = FACE_WIDTH * FACE_HEIGHT;

}  // namespace tt::constants
