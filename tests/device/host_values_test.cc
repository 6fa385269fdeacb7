// The host API's plain values: cores and sets of them, division of work, bfloat16, tiles and formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hostdevcommon/kernel_structs.h>

#include <cmath>
#include <hostdevcommon/common_values.hpp>
#include <limits>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/bfloat4.hpp>
#include <tt-metalium/bfloat8.hpp>
#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/math.hpp>
#include <tt-metalium/tile.hpp>
#include <tt-metalium/tilize_utils.hpp>
#include <tt-metalium/tt_align.hpp>
#include <tt-metalium/work_split.hpp>
#include <vector>

#include "device/host_kit.h"

namespace {

using namespace tt;
using namespace tt::tt_metal;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using tir2tt::device::host::error_of;

// --- Cores and work.

TEST(HostCores, ARectangleIsWalkedByRows) {
  std::vector<CoreCoord> cores;
  for (const CoreCoord& core : CoreRange({1, 2}, {2, 3})) cores.push_back(core);
  EXPECT_THAT(cores, ElementsAre(CoreCoord(1, 2), CoreCoord(2, 2), CoreCoord(1, 3), CoreCoord(2, 3)));
  EXPECT_THAT(grid_to_cores({1, 2}, {2, 3}),
              ElementsAre(CoreCoord(1, 2), CoreCoord(1, 3), CoreCoord(2, 2), CoreCoord(2, 3)));
  EXPECT_THAT(grid_to_cores(3, 2, 2, true), ElementsAre(CoreCoord(0, 0), CoreCoord(1, 0), CoreCoord(0, 1)));
}

TEST(HostCores, SetsAreSetsOfCores) {
  const CoreRangeSet grid(CoreRange({0, 0}, {3, 3}));
  const CoreRangeSet hole(CoreRange({1, 1}, {2, 2}));
  const CoreRangeSet ring = grid.subtract(hole);
  EXPECT_EQ(ring.num_cores(), 12u);
  EXPECT_FALSE(ring.contains(CoreCoord(1, 2)));
  EXPECT_FALSE(ring.contains(grid));
  EXPECT_EQ(ring.merge(hole), grid);
  EXPECT_EQ(ring.merge(hole), ring.merge(grid));
  EXPECT_TRUE(ring.intersection(hole).empty());
  EXPECT_EQ(ring.bounding_box(), CoreRange({0, 0}, {3, 3}));
  EXPECT_EQ(std::hash<CoreRangeSet>()(ring.merge(hole)), std::hash<CoreRangeSet>()(grid));
  EXPECT_EQ(fmt::format("{} {}", CoreCoord(1, 2), hole), "(x=1,y=2) {[(x=1,y=1) - (x=2,y=2)]}");
}

TEST(HostCores, WhatIsNoRectangleAndWhatOverlapsIsRefused) {
  EXPECT_THAT(error_of([] { CoreRange({1, 0}, {0, 0}); }), HasSubstr("its end lies before its start"));
  EXPECT_THAT(error_of([] {
                CoreRangeSet({CoreRange({0, 0}, {1, 1}), CoreRange({1, 1}, {2, 2})});
              }),
              HasSubstr("overlapping"));
}

TEST(HostWork, AnEvenDivisionHasOneGroup) {
  const auto [cores, all, first, second, units_1, units_2] = split_work_to_cores(CoreCoord(8, 8), 640);
  EXPECT_EQ(cores, 64u);
  EXPECT_EQ(first, all);
  EXPECT_TRUE(second.empty());
  EXPECT_EQ(units_1, 10u);
  EXPECT_EQ(units_2, 0u);
}

TEST(HostWork, AnUnevenDivisionFillsColumnsFirst) {
  const auto [cores, all, first, second, units_1, units_2] = split_work_to_cores(CoreCoord(4, 3), 30);
  EXPECT_EQ(cores, 12u);
  EXPECT_EQ(units_1, 3u);
  EXPECT_EQ(units_2, 2u);
  EXPECT_THAT(first.ranges(), ElementsAre(CoreRange({0, 0}, {1, 2})));  // 30 % 12 = 6 cores: two columns
  EXPECT_THAT(second.ranges(), ElementsAre(CoreRange({2, 0}, {3, 2})));
}

TEST(HostWork, AGroupMayBeginInsideALine) {
  const auto [cores, all, first, second, units_1, units_2] = split_work_to_cores(CoreCoord(4, 3), 16, true);
  EXPECT_THAT(first.ranges(), ElementsAre(CoreRange({0, 0}, {3, 0})));  // 16 % 12 = 4: one row
  const auto [cores_2, all_2, first_2, second_2, units_3, units_4] = split_work_to_cores(CoreCoord(4, 3), 17, true);
  EXPECT_THAT(first_2.ranges(), ElementsAre(CoreRange({0, 0}, {3, 0}), CoreRange({0, 1}, {0, 1})));
  EXPECT_THAT(second_2.ranges(), ElementsAre(CoreRange({1, 1}, {3, 1}), CoreRange({0, 2}, {3, 2})));
}

TEST(HostWork, EveryDivisionGivesEveryUnitOnce) {
  const CoreRangeSet odd(std::vector<CoreRange>{CoreRange({0, 0}, {2, 1}), CoreRange({5, 3}, {6, 6})});
  for (bool row_wise : {false, true}) {
    for (uint32_t units = 0; units < 60; ++units) {
      const auto [cores, all, first, second, units_1, units_2] = split_work_to_cores(odd, units, row_wise);
      EXPECT_EQ(cores, std::min(units, 14u));
      EXPECT_EQ(first.num_cores() * units_1 + second.num_cores() * units_2, units);
      EXPECT_EQ(first.merge(second), all);
      EXPECT_FALSE(first.intersects(second));
      EXPECT_TRUE(odd.contains(all));
    }
  }
}

TEST(HostWork, MoreCoresThanThereAreAreRefused) {
  EXPECT_THAT(error_of([] { num_cores_to_corerangeset(13, {4, 3}); }), HasSubstr("1 too many"));
  EXPECT_THAT(num_cores_to_corerangeset({2, 1}, 4, {4, 3}).ranges(),
              ElementsAre(CoreRange({2, 1}, {2, 2}), CoreRange({3, 0}, {3, 1})));
}

// --- Numbers.

TEST(HostBfloat16, RoundsToNearestTiesToEven) {
  EXPECT_EQ(float(bfloat16(1.0f)), 1.0f);
  EXPECT_EQ(float(bfloat16(1.0f + 0x1p-8f)), 1.0f);  // a tie: the even one
  EXPECT_EQ(float(bfloat16(1.0f + 0x1p-8f + 0x1p-20f)), 1.0f + 0x1p-7f);
  EXPECT_EQ(float(bfloat16(1.0f + 3 * 0x1p-8f)), 1.0f + 0x1p-6f);  // a tie upwards
  EXPECT_EQ(float(bfloat16::truncate(1.0f + 3 * 0x1p-8f)), 1.0f + 0x1p-7f);
  EXPECT_EQ(std::bit_cast<uint16_t>(bfloat16(std::nanf(""))), 0x7FC0);
  EXPECT_EQ(float(bfloat16(std::numeric_limits<float>::max())), std::numeric_limits<float>::infinity());
  EXPECT_EQ(std::bit_cast<uint16_t>(bfloat16(2)), 0x4000);
}

TEST(HostBfloat16, ComputesInFloatAndRounds) {
  EXPECT_EQ(float(bfloat16(256) + bfloat16(1)), 256.0f);
  EXPECT_EQ(float(bfloat16(3) * bfloat16(0.5)), 1.5f);
  EXPECT_EQ(float(bfloat16(3) / bfloat16(2) - bfloat16(1)), 0.5f);
  EXPECT_LT(bfloat16(1), bfloat16(2));
  EXPECT_EQ(bfloat16(0.0f), bfloat16(-0.0f));
  EXPECT_NE(bfloat16(std::nanf("")), bfloat16(std::nanf("")));
}

TEST(HostBfloat16, VectorsArePackedTheFirstInTheLowHalf) {
  EXPECT_EQ(pack_two_bfloat16_into_uint32({bfloat16(1), bfloat16(2)}), 0x40003F80u);
  const std::vector<bfloat16> values = {1, 2, 3, 4};
  EXPECT_EQ(unpack_uint32_vec_into_bfloat16_vec(pack_bfloat16_vec_into_uint32_vec(values)), values);
  EXPECT_EQ(create_constant_vector_of_bfloat16(8, 1.0f), std::vector<uint32_t>(2, 0x3F803F80));
  const std::vector<bfloat16> random = create_random_vector_of_bfloat16_native(2000, 4.0f, 7, -1.0f);
  EXPECT_THAT(random, SizeIs(1000));
  for (bfloat16 value : random) EXPECT_TRUE(float(value) >= -1.0f && float(value) <= 3.0f) << value;
  EXPECT_GT(std::set<float>(random.begin(), random.end()).size(), 200u);
  EXPECT_EQ(random, create_random_vector_of_bfloat16_native(2000, 4.0f, 7, -1.0f));
  EXPECT_NE(random, create_random_vector_of_bfloat16_native(2000, 4.0f, 8, -1.0f));
}

TEST(HostTiles, FacesFollowEachOther) {
  std::vector<int> matrix(64 * 64);
  std::iota(matrix.begin(), matrix.end(), 0);
  const std::vector<int> tiles = tilize_nfaces(matrix, 64, 64);
  EXPECT_EQ(tiles[1], 1);
  EXPECT_EQ(tiles[16], 64);         // second row of the first face
  EXPECT_EQ(tiles[256], 16);        // face to the right
  EXPECT_EQ(tiles[512], 16 * 64);   // face below
  EXPECT_EQ(tiles[1024], 32);       // second tile
  EXPECT_EQ(tiles[2048], 32 * 64);  // second row of tiles
  EXPECT_EQ(untilize_nfaces(tiles, 64, 64), matrix);
  EXPECT_EQ(tilize_swizzled(matrix, 64, 64)[32], 64);
  EXPECT_EQ(untilize_swizzled(tilize_swizzled(matrix, 64, 64), 64, 64), matrix);
}

TEST(HostTiles, SeveralMatricesFollowEachOther) {
  std::vector<int> two(2 * 32 * 64);
  std::iota(two.begin(), two.end(), 0);
  const std::vector<int> tiles = tilize_nfaces(two, 32, 64);
  EXPECT_EQ(tiles[2048], 2048);
  const std::vector<uint32_t> shape = {2, 32, 64};
  EXPECT_EQ(convert_layout(ttsl::make_const_span(two), ttsl::make_const_span(shape), TensorLayoutType::LIN_ROW_MAJOR,
                           TensorLayoutType::TILED_NFACES),
            tiles);
  const std::vector<int> turned =
      convert_layout(ttsl::make_const_span(two), PhysicalSize{32, 64}, TensorLayoutType::LIN_ROW_MAJOR,
                     TensorLayoutType::TILED_NFACES, std::nullopt, std::nullopt, true, true);
  EXPECT_EQ(turned[1], 64);         // columns of a face
  EXPECT_EQ(turned[256], 16 * 64);  // then the face below
  EXPECT_THAT(error_of([&] { tilize_nfaces(two, 31, 64); }), HasSubstr("are not matrices of 31x64"));
  EXPECT_THAT(error_of([&] { tilize_nfaces(two, 16, 64); }), HasSubstr("not whole tiles"));
}

TEST(HostTiles, BlockFloatsShareAnExponentOfSixteen) {
  std::vector<float> values(2048);
  for (int i = 0; i < 2048; ++i) values[i] = static_cast<float>(i % 16 + 1);
  for (bool row_major : {false, true}) {
    const std::vector<uint32_t> packed = pack_as_bfp8_tiles(ttsl::make_const_span(values), row_major, false);
    EXPECT_EQ(packed.size() * 4, 2 * 1088u);
    EXPECT_EQ(unpack_bfp8_tiles_into_float_vec(packed, row_major, false), values);
  }
  const std::vector<uint32_t> packed = pack_as_bfp4_tiles(ttsl::make_const_span(values), true, false);
  EXPECT_EQ(packed.size() * 4, 2 * 576u);
  const std::vector<float> coarse = unpack_bfp4_tiles_into_float_vec(packed, true, false);
  for (int i = 0; i < 2048; ++i) EXPECT_NEAR(coarse[i], values[i], 2.0f) << i;
  values.pop_back();
  EXPECT_THAT(error_of([&] { pack_as_bfp8_tiles(ttsl::make_const_span(values), true, false); }),
              HasSubstr("not whole tiles"));
}

TEST(HostTiles, FormatsHaveSizes) {
  EXPECT_EQ(tt::tile_size(tt::DataFormat::Float16_b), 2048u);
  EXPECT_EQ(tt::tile_size(tt::DataFormat::Bfp8_b), 1088u);
  EXPECT_EQ(tt::datum_size(tt::DataFormat::UInt32), 4u);
  EXPECT_THAT(error_of([] { tt::tile_size(tt::DataFormat::Tf32); }), HasSubstr("Tf32"));
  EXPECT_EQ(Tile({16, 32}).get_tile_size(tt::DataFormat::Float32), 2048u);
  EXPECT_EQ(Tile({16, 32}).get_num_faces(), 2u);
  EXPECT_THAT(error_of([] { Tile({8, 32}); }), HasSubstr("no tile of 8x32"));
  EXPECT_EQ(fmt::format("{} {}", tt::DataFormat::Float16_b, TensorMemoryLayout::HEIGHT_SHARDED),
            "Float16_b HEIGHT_SHARDED");
  EXPECT_EQ(tt::CBIndex::c_16 + tt::CBIndex::c_63, 79);
  EXPECT_EQ(tt::align(33, 32) + tt::div_up(7, 2) + tt::round_up(7, 4) + tt::round_down(7, 4), 64u + 4 + 8 + 4);
  EXPECT_EQ(VALID, 1u);
}

}  // namespace
