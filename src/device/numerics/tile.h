// A tile as the register files hold it: 32-bit words in face order. Source of the order: tt-metal's tiles.rst.
// Tested by tests/device/formats_test.cc.
#pragma once

#include <bit>
#include <cstdint>

namespace tir2tt::device {

inline constexpr int kTileElements = 1024;
inline constexpr int kFaceElements = 256;

/// Up to four faces of 16x16 elements: face 0 is top left, 1 top right, 2 bottom left, 3 bottom right; row-major in a
/// face. Integers are kept as their bits.
struct alignas(64) Tile {
  float value[kTileElements];
  int32_t integer(int i) const { return std::bit_cast<int32_t>(value[i]); }
  void set_integer(int i, int32_t v) { value[i] = std::bit_cast<float>(v); }
};

/// Place of (row, column) of a 32x32 tile in face order.
constexpr int face_index(int row, int column) {
  return ((row / 16) * 2 + column / 16) * kFaceElements + (row % 16) * 16 + column % 16;
}

/// What one register of DST holds. Fp16 and Bf16: 16-bit DST, by the exponent family of the kernel's formats; Int32: 32
/// bits.
enum class DstMode : uint8_t { Fp32, Bf16, Fp16 };

}  // namespace tir2tt::device
