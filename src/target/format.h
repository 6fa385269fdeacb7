// Data formats of a Tensix core and the sizes of their tiles. Source: tt_backend_api_types.hpp, tile.cpp,
// TILE_FACE_HW_CHOICES of tt-metal. Tested by tests/target/format_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tir2tt::target {

enum class DataFormat : uint8_t {
  Float32,
  Float16,
  Float16_b,
  Bfp8,
  Bfp8_b,
  Bfp4,
  Bfp4_b,
  Bfp2,
  Bfp2_b,
  Lf8,
  Fp8_e4m3,
  Int32,
  UInt32,
  UInt16,
  Int16,
  Int8,
  UInt8,
};
struct FormatInfo {
  DataFormat format;
  std::string_view name;  // tt::DataFormat's
  int bits;               // per element, shared exponents not counted
  bool block_float;       // 16 elements share an exponent byte
};
const FormatInfo& format_info(DataFormat f);
/// The format that holds a TIR dtype of this spelling ("float16", "bool", "int4"); nullopt when none does.
/// int64, float64 and the like have none. bool, 4- and 8-bit integers take UInt8/Int8; float8 kinds take Fp8_e4m3/Lf8.
std::optional<DataFormat> format_of_dtype(std::string_view dtype);

/// A hardware tile, in elements. Faces are 16x16.
struct TileShape {
  int height = 32;
  int width = 32;
  friend bool operator==(const TileShape&, const TileShape&) = default;
};
/// 32x32, 16x32, 32x16, 16x16: what the LLK computes on.
std::span<const TileShape> tile_shapes();
/// Bytes of one tile: elements, plus the exponent section of a block float rounded up to 16.
int64_t tile_bytes(DataFormat f, TileShape t);

/// How a rows x cols matrix is laid out in hardware tiles.
struct Tiling {
  TileShape tile;
  int64_t tiles_high = 0, tiles_wide = 0;
  int64_t tiles() const { return tiles_high * tiles_wide; }
};
/// The tile shape with the fewest padded elements, on a tie the larger; 32x32 when `force_32x32`.
Tiling choose_tiling(int64_t rows, int64_t cols, bool force_32x32 = false);

}  // namespace tir2tt::target
