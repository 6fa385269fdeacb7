#include "target/format.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/diagnostic.h"

namespace tir2tt::target {
namespace {

constexpr TileShape kFull{32, 32};

int64_t bytes_of(int64_t rows, int64_t cols, DataFormat format, bool force = false) {
  const Tiling tiling = choose_tiling(rows, cols, force);
  return tiling.tiles() * tile_bytes(format, tiling.tile);
}

TEST(Format, BytesOfAFullTile) {
  const std::pair<DataFormat, int64_t> expected[] = {
      {DataFormat::Float32, 4096}, {DataFormat::Int32, 4096},     {DataFormat::UInt32, 4096},
      {DataFormat::Float16, 2048}, {DataFormat::Float16_b, 2048}, {DataFormat::UInt16, 2048},
      {DataFormat::Int16, 2048},   {DataFormat::Bfp8, 1088},      {DataFormat::Bfp8_b, 1088},
      {DataFormat::Bfp4, 576},     {DataFormat::Bfp4_b, 576},     {DataFormat::Bfp2, 320},
      {DataFormat::Bfp2_b, 320},   {DataFormat::Lf8, 1024},       {DataFormat::Fp8_e4m3, 1024},
      {DataFormat::Int8, 1024},    {DataFormat::UInt8, 1024},
  };
  for (const auto& [format, bytes] : expected) {
    EXPECT_EQ(tile_bytes(format, kFull), bytes) << format_info(format).name;
    EXPECT_EQ(format_info(format).format, format);
  }
}

TEST(Format, BytesOfSmallerTiles) {
  EXPECT_EQ(tile_bytes(DataFormat::Float32, {16, 16}), 1024);
  EXPECT_EQ(tile_bytes(DataFormat::Float16, {16, 32}), 1024);
  EXPECT_EQ(tile_bytes(DataFormat::Bfp8, {16, 32}), 544);
  EXPECT_EQ(tile_bytes(DataFormat::Bfp8, {16, 16}), 272);
  EXPECT_EQ(tile_bytes(DataFormat::Bfp2, {32, 16}), 160);
}

TEST(Format, DtypesAndTheirFormats) {
  EXPECT_EQ(format_of_dtype("float32"), DataFormat::Float32);
  EXPECT_EQ(format_of_dtype("float16"), DataFormat::Float16);
  EXPECT_EQ(format_of_dtype("bfloat16"), DataFormat::Float16_b);
  EXPECT_EQ(format_of_dtype("int32"), DataFormat::Int32);
  EXPECT_EQ(format_of_dtype("uint16"), DataFormat::UInt16);
  EXPECT_EQ(format_of_dtype("bool"), DataFormat::UInt8);
  EXPECT_EQ(format_of_dtype("int4"), DataFormat::Int8);
  EXPECT_EQ(format_of_dtype("uint4"), DataFormat::UInt8);
  EXPECT_EQ(format_of_dtype("float8_e4m3fn"), DataFormat::Fp8_e4m3);
  EXPECT_EQ(format_of_dtype("e4m3_float8"), DataFormat::Fp8_e4m3);
  EXPECT_EQ(format_of_dtype("float8_e5m2"), DataFormat::Lf8);
}

TEST(Format, DtypesWithoutFormat) {
  for (const char* dtype : {"int64", "uint64", "float64", "handle", "", "float16x4", "float32 "}) {
    EXPECT_EQ(format_of_dtype(dtype), std::nullopt) << dtype;
  }
}

TEST(Tiling, TheContractsSizes) {
  EXPECT_EQ(bytes_of(32, 32, DataFormat::Float16), 2048);
  EXPECT_EQ(bytes_of(16, 16, DataFormat::Float32), 1024);
  EXPECT_EQ(bytes_of(32, 32, DataFormat::Float32), 4096);
  EXPECT_EQ(bytes_of(64, 64, DataFormat::Float32), 16384);
  EXPECT_EQ(bytes_of(20, 20, DataFormat::Float32), 4096);
  EXPECT_EQ(bytes_of(16, 48, DataFormat::Float32), 3072);
  EXPECT_EQ(bytes_of(8, 128, DataFormat::Float32), 8192);
}

TEST(Tiling, TheContractsShapes) {
  EXPECT_EQ(choose_tiling(20, 20).tile, (TileShape{32, 32}));
  EXPECT_EQ(choose_tiling(16, 48).tile, (TileShape{16, 16}));
  EXPECT_EQ(choose_tiling(16, 48).tiles(), 3);
  EXPECT_EQ(choose_tiling(8, 128).tile, (TileShape{16, 32}));
  EXPECT_EQ(choose_tiling(8, 128).tiles(), 4);
  EXPECT_EQ(choose_tiling(128, 1).tile, (TileShape{32, 16}));
  EXPECT_EQ(choose_tiling(1, 1).tile, (TileShape{16, 16}));
}

TEST(Tiling, ForcedFullTiles) {
  EXPECT_EQ(choose_tiling(16, 48, true).tile, kFull);
  EXPECT_EQ(choose_tiling(16, 48, true).tiles(), 2);
}

TEST(Tiling, HugeExtentsDoNotOverflow) {
  const Tiling tiling = choose_tiling(INT64_MAX, INT64_MAX);
  EXPECT_EQ(tiling.tile, kFull);
  EXPECT_EQ(tiling.tiles_high, INT64_MAX / 32 + 1);
}

TEST(Tiling, NeedsPositiveExtents) {
  EXPECT_THROW(choose_tiling(0, 1), InternalError);
  EXPECT_THROW(choose_tiling(1, -1), InternalError);
}

// The two axes are chosen one by one; all four shapes tried together must not find anything better.
RC_GTEST_PROP(Tiling, IsTheBestOfAllShapes, ()) {
  const auto rows = *rc::gen::inRange<int64_t>(1, 300), cols = *rc::gen::inRange<int64_t>(1, 300);
  const auto area = [&](TileShape t) {
    return (rows + t.height - 1) / t.height * t.height * ((cols + t.width - 1) / t.width * t.width);
  };
  const Tiling chosen = choose_tiling(rows, cols);
  RC_ASSERT(chosen.tiles() * chosen.tile.height * chosen.tile.width == area(chosen.tile));
  for (const TileShape other : tile_shapes()) {
    RC_ASSERT(area(chosen.tile) <= area(other));
    if (area(chosen.tile) == area(other)) {
      RC_ASSERT(chosen.tile.height * chosen.tile.width >= other.height * other.width);
    }
  }
}

}  // namespace
}  // namespace tir2tt::target
