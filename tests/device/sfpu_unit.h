// What the tests of the vector unit share: a unit with eight slots of DST, and calls with one value.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/sfpu.h"

namespace tir2tt::device {

using device_abi::Sfpu;

inline constexpr float kInf = std::numeric_limits<float>::infinity();
inline constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
inline constexpr uint32_t kInt32 = 8, kUInt16 = 9, kInt8 = 14, kUInt32 = 24, kUInt8 = 30, kTtBf16 = 5, kTtFp16 = 1,
                          kTtBfp8 = 6;

/// Eight slots and what a call needs.
struct Unit {
  std::vector<Tile> dst = std::vector<Tile>(8);
  SfpuState state;
  SfpuArguments arguments;
  DstMode mode = DstMode::Fp32;
  std::vector<std::byte> l1 = std::vector<std::byte>(256);

  Unit() {
    for (Tile& tile : dst) std::fill_n(tile.value, kTileElements, 0.0f);
    arguments.dst1 = 1;
    arguments.dst2 = 2;
    arguments.dst_out = 3;
  }
  void fill(int slot, float value) { std::fill_n(dst[static_cast<size_t>(slot)].value, kTileElements, value); }
  void apply(Sfpu op) { apply_sfpu(op, arguments, dst, mode, l1, state); }
  void parameters(float p0, float p1 = 0, float p2 = 0) {
    arguments.parameter[0] = bits_of(p0), arguments.parameter[1] = bits_of(p1), arguments.parameter[2] = bits_of(p2);
  }
  float& at(int slot, int row, int column) { return dst[static_cast<size_t>(slot)].value[face_index(row, column)]; }
  uint32_t word(int slot, int i) { return bits_of(dst[static_cast<size_t>(slot)].value[i]); }
  void set(int slot, int i, uint32_t word) { dst[static_cast<size_t>(slot)].value[i] = float_of(word); }
};

/// One value, one operation.
inline float unary(Sfpu op, float x, float p0 = 0, float p1 = 0, float p2 = 0) {
  Unit unit;
  unit.parameters(p0, p1, p2);
  unit.dst[0].value[0] = x;
  unit.apply(op);
  return unit.dst[0].value[0];
}
inline uint32_t on_word(Sfpu op, uint32_t x, uint32_t p0 = 0, uint32_t p1 = 0, uint32_t format = kInt32) {
  Unit unit;
  unit.arguments.parameter[0] = p0, unit.arguments.parameter[1] = p1;
  unit.arguments.format = format;
  unit.set(0, 0, x);
  unit.apply(op);
  return unit.word(0, 0);
}
inline uint32_t on_words(Sfpu op, uint32_t a, uint32_t b, uint32_t format = kInt32) {
  Unit unit;
  unit.arguments.format = format;
  unit.set(0, 0, a);
  unit.set(1, 0, b);
  unit.apply(op);
  return unit.word(3, 0);
}
inline float on_floats(Sfpu op, float a, float b, float c = 0, float p0 = 0) {
  Unit unit;
  unit.parameters(p0);
  unit.dst[0].value[0] = a, unit.dst[1].value[0] = b, unit.dst[2].value[0] = c;
  unit.apply(op);
  return unit.dst[3].value[0];
}

inline uint32_t u(int64_t value) { return static_cast<uint32_t>(value); }

/// A tile whose element (row, column) is f(row, column).
template <class F>
void set_tile(Tile& tile, F f) {
  for (int row = 0; row < 32; row++) {
    for (int column = 0; column < 32; column++) tile.value[face_index(row, column)] = f(row, column);
  }
}
template <class F>
void expect_tile(const Tile& tile, F f) {
  for (int row = 0; row < 32; row++) {
    for (int column = 0; column < 32; column++) {
      ASSERT_EQ(tile.value[face_index(row, column)], f(row, column)) << row << " " << column;
    }
  }
}

}  // namespace tir2tt::device
