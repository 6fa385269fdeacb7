#include "target/format.h"

#include <algorithm>

#include "support/diagnostic.h"

namespace tir2tt::target {
namespace {

// In the order of the enumeration: format_info() indexes it.
constexpr FormatInfo kFormats[] = {
    {DataFormat::Float32, "Float32", 32, false},     {DataFormat::Float16, "Float16", 16, false},
    {DataFormat::Float16_b, "Float16_b", 16, false}, {DataFormat::Bfp8, "Bfp8", 8, true},
    {DataFormat::Bfp8_b, "Bfp8_b", 8, true},         {DataFormat::Bfp4, "Bfp4", 4, true},
    {DataFormat::Bfp4_b, "Bfp4_b", 4, true},         {DataFormat::Bfp2, "Bfp2", 2, true},
    {DataFormat::Bfp2_b, "Bfp2_b", 2, true},         {DataFormat::Lf8, "Lf8", 8, false},
    {DataFormat::Fp8_e4m3, "Fp8_e4m3", 8, false},    {DataFormat::Int32, "Int32", 32, false},
    {DataFormat::UInt32, "UInt32", 32, false},       {DataFormat::UInt16, "UInt16", 16, false},
    {DataFormat::Int16, "Int16", 16, false},         {DataFormat::Int8, "Int8", 8, false},
    {DataFormat::UInt8, "UInt8", 8, false},
};

struct DtypeFormat {
  std::string_view dtype;
  DataFormat format;
};

// TVM spelled the 8-bit floats `e4m3_float8` before it spelled them `float8_e4m3…`; both are met.
constexpr DtypeFormat kDtypes[] = {
    {"float32", DataFormat::Float32},
    {"float16", DataFormat::Float16},
    {"bfloat16", DataFormat::Float16_b},
    {"int32", DataFormat::Int32},
    {"uint32", DataFormat::UInt32},
    {"int16", DataFormat::Int16},
    {"uint16", DataFormat::UInt16},
    {"int8", DataFormat::Int8},
    {"uint8", DataFormat::UInt8},
    {"int4", DataFormat::Int8},
    {"uint4", DataFormat::UInt8},
    {"bool", DataFormat::UInt8},
    {"float8_e4m3", DataFormat::Fp8_e4m3},
    {"float8_e4m3fn", DataFormat::Fp8_e4m3},
    {"float8_e4m3fnuz", DataFormat::Fp8_e4m3},
    {"float8_e4m3b11fnuz", DataFormat::Fp8_e4m3},
    {"e4m3_float8", DataFormat::Fp8_e4m3},
    {"float8_e5m2", DataFormat::Lf8},
    {"float8_e5m2fnuz", DataFormat::Lf8},
    {"e5m2_float8", DataFormat::Lf8},
};

constexpr TileShape kTileShapes[] = {{32, 32}, {16, 32}, {32, 16}, {16, 16}};

constexpr int kFace = 16;           // a face is 16 x 16 elements
constexpr int kExponentAlign = 16;  // bytes

// Overflow-safe for every positive extent.
constexpr int64_t ceil_div(int64_t a, int64_t b) { return a / b + (a % b != 0); }

// Two faces side by side if that pads no more than one would.
constexpr int tile_extent(int64_t elements) {
  const bool odd_faces = ceil_div(elements, kFace) % 2 != 0;
  return odd_faces ? kFace : 2 * kFace;
}

}  // namespace

const FormatInfo& format_info(DataFormat f) {
  const auto index = static_cast<size_t>(f);
  TIR2TT_CHECK(index < std::size(kFormats) && kFormats[index].format == f, "format table out of order");
  return kFormats[index];
}

std::optional<DataFormat> format_of_dtype(std::string_view dtype) {
  const auto* row = std::ranges::find(kDtypes, dtype, &DtypeFormat::dtype);
  if (row == std::end(kDtypes)) return std::nullopt;
  return row->format;
}

std::span<const TileShape> tile_shapes() { return kTileShapes; }

int64_t tile_bytes(DataFormat f, TileShape t) {
  const FormatInfo& info = format_info(f);
  const int64_t elements = int64_t{t.height} * t.width;
  const int64_t exponents = info.block_float ? ceil_div(elements / kFace, kExponentAlign) * kExponentAlign : 0;
  return elements * info.bits / 8 + exponents;
}

// Padded elements are the product of padded rows and padded columns, and every pair of extents is a tile shape: so
// each axis is chosen by itself, without the product that could overflow.
Tiling choose_tiling(int64_t rows, int64_t cols, bool force_32x32) {
  TIR2TT_CHECK(rows > 0 && cols > 0, "a tiling needs positive extents");
  Tiling tiling;
  if (!force_32x32) tiling.tile = {tile_extent(rows), tile_extent(cols)};
  tiling.tiles_high = ceil_div(rows, tiling.tile.height);
  tiling.tiles_wide = ceil_div(cols, tiling.tile.width);
  return tiling;
}

}  // namespace tir2tt::target
