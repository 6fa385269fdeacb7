#include "target/chip.h"

#include <gtest/gtest.h>

namespace tir2tt::target {
namespace {

TEST(Chip, WormholeNumbers) {
  const Chip* chip = find_chip("wormhole_b0");
  ASSERT_NE(chip, nullptr);
  EXPECT_EQ(chip->product, "n150");
  EXPECT_EQ(chip->l1_bytes, 1'499'136);
  EXPECT_EQ(chip->cb_base, 103'712);
  EXPECT_EQ(chip->cb_bytes(), 1'395'424);
  EXPECT_EQ(chip->cb_alignment, 32);
  EXPECT_EQ(chip->max_circular_buffers, 32);
  EXPECT_EQ(chip->cores(), 64);
  EXPECT_EQ(chip->dram_banks, 12);
}

TEST(Chip, BlackholeNumbers) {
  const Chip* chip = find_chip("blackhole");
  ASSERT_NE(chip, nullptr);
  EXPECT_EQ(chip->product, "p150a");
  EXPECT_EQ(chip->l1_bytes, 1'572'864);
  EXPECT_EQ(chip->cb_bytes(), 1'461'760);
  EXPECT_EQ(chip->cb_alignment, 64);
  EXPECT_EQ(chip->max_circular_buffers, 64);
  EXPECT_EQ(chip->cores(), 130);
}

TEST(Chip, UnknownNameIsNull) {
  EXPECT_EQ(find_chip("grayskull"), nullptr);
  EXPECT_EQ(find_chip(""), nullptr);
}

TEST(Chip, EveryRowIsSound) {
  for (const Chip& chip : chips()) {
    EXPECT_EQ(find_chip(chip.name), &chip);
    EXPECT_EQ(chip.cb_base % chip.cb_alignment, 0) << chip.name;
    EXPECT_EQ(chip.l1_bytes % chip.cb_alignment, 0) << chip.name;
    EXPECT_GT(chip.cb_bytes(), 0);
    EXPECT_GT(chip.clock_ghz, 0);
    EXPECT_GT(chip.dram_gbytes_per_s, 0);
  }
}

TEST(Chip, DstTiles) {
  EXPECT_EQ(dst_tiles(false), 8);
  EXPECT_EQ(dst_tiles(true), 4);
  EXPECT_EQ(dst_tiles(false, true), 16);
  EXPECT_EQ(dst_tiles(true, true), 8);
}

}  // namespace
}  // namespace tir2tt::target
