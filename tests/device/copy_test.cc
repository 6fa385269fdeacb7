// Tiles from DRAM through DST and back, in every format and on both chips.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

/// in -> CB 0 -> DST -> CB 16 -> out, one core.
Program copy_program(const target::Chip& chip, DataFormat format, const std::vector<float>& values, int count,
                     bool wide_dst) {
  Program p;
  p.chip = &chip;
  const uint32_t in = add_tensor(p, tiles("in", format, values, 32, 32 * count));
  const uint32_t out = add_tensor(p, empty_tiles("out", format, count));
  p.circular_buffers = {cb(0, 2, format), cb(16, 2, format)};
  Kernel r = with_arguments(reader("read_tiles.cpp"), {in, 0, static_cast<uint32_t>(count)});
  Kernel w = with_arguments(writer("write_tiles.cpp"), {out, 0, static_cast<uint32_t>(count)});
  Kernel c = compute("copy_tiles.cpp");
  r.compile_arguments = with_accessor({0}, p.tensors[0]);
  w.compile_arguments = with_accessor({16}, p.tensors[1]);
  c.compile_arguments = {static_cast<uint32_t>(count)};
  p.kernels = {r, w, wide_dst ? wide(c) : c};
  return p;
}

/// Values that use the whole width of the format.
std::vector<float> values_of(DataFormat format, int64_t n) {
  switch (format) {
    case DataFormat::Int32: return noise(n, 1, 2e9f);
    case DataFormat::UInt32: {
      std::vector<float> v = noise(n, 2, 2e9f);
      for (float& x : v) x += 2.1e9f;
      return v;
    }
    case DataFormat::UInt16: {
      std::vector<float> v = noise(n, 3, 32000);
      for (float& x : v) x += 32000;
      return v;
    }
    case DataFormat::Int8: return noise(n, 4, 127);
    case DataFormat::UInt8: {
      std::vector<float> v = noise(n, 5, 127);
      for (float& x : v) x += 127;
      return v;
    }
    default: return noise(n, 6, 100);
  }
}

class Copy : public testing::TestWithParam<DataFormat> {};

TEST_P(Copy, KeepsEveryBit) {
  const bool needs_wide = GetParam() == DataFormat::Float32 || is_integer(GetParam());
  for (const bool wide_dst : {false, true}) {
    if (needs_wide && !wide_dst) continue;
    const Program p = copy_program(wormhole(), GetParam(), values_of(GetParam(), 3 * 1024), 3, wide_dst);
    expect_same_everywhere(p, 1, p.tensors[0].contents, 3);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, Copy,
                         testing::Values(DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                                         DataFormat::Bfp8, DataFormat::Bfp8_b, DataFormat::Bfp4, DataFormat::Bfp4_b,
                                         DataFormat::Bfp2_b, DataFormat::Lf8, DataFormat::Int32, DataFormat::UInt32,
                                         DataFormat::UInt16, DataFormat::Int8, DataFormat::UInt8),
                         name_of);

// More tiles than banks, and no multiple of them: 12 banks, then 8.
TEST(CopyBanks, InterleavedOverTheBanksOfEachChip) {
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    for (const DataFormat format : {DataFormat::Float16_b, DataFormat::Bfp8_b, DataFormat::Bfp4_b}) {
      const Program p = copy_program(*chip, format, values_of(format, 29 * 1024), 29, false);
      expect_same_everywhere(p, 1, p.tensors[0].contents, 2);
    }
  }
}

// Float32 that goes through SrcA keeps 11 significand bits, cut off; a 16-bit DST keeps 8, rounded.
TEST(CopyFloat32, LosesBitsUnlessUnpackedToDst) {
  const std::vector<float> values = noise(1024, 7);
  Program p = copy_program(wormhole(), DataFormat::Float32, values, 1, true);
  p.kernels[2].unpack_to_dest_fp32.clear();
  const std::vector<float> cut = values_everywhere(p, 1, DataFormat::Float32, 32, 32);
  p.kernels[2].fp32_dest_acc = false;
  const std::vector<float> rounded = values_everywhere(p, 1, DataFormat::Float32, 32, 32);
  ASSERT_TRUE(!cut.empty() && !rounded.empty());
  for (size_t i = 0; i < values.size(); ++i) {
    const float expected = std::bit_cast<float>(std::bit_cast<uint32_t>(values[i]) & 0xFFFFE000u);
    ASSERT_EQ(cut[i], expected) << i;
    ASSERT_EQ(std::bit_cast<uint32_t>(rounded[i]) & 0xFFFFu, 0u) << i;
    ASSERT_NEAR(rounded[i], values[i], std::abs(values[i]) / 128) << i;
  }
}

}  // namespace
}  // namespace tir2tt::device
