#include "device/numerics/formats.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "device/numerics/format_bits.h"

namespace tir2tt::device {
namespace {

using target::DataFormat;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr DataFormat kAll[] = {DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b, DataFormat::Bfp8,
                               DataFormat::Bfp8_b,  DataFormat::Bfp4,    DataFormat::Bfp4_b,    DataFormat::Bfp2,
                               DataFormat::Bfp2_b,  DataFormat::Lf8,     DataFormat::Fp8_e4m3,  DataFormat::Int32,
                               DataFormat::UInt32,  DataFormat::UInt16,  DataFormat::Int16,     DataFormat::Int8,
                               DataFormat::UInt8};
using Bytes = std::array<std::byte, 4096>;

std::string name(DataFormat format) { return std::string(target::format_info(format).name); }

/// Words of a tile -> L1 -> words.
void round_trip(DataFormat format, const Tile& in, Tile& out, bool precise = false) {
  Bytes l1{};
  pack_tile(format, in, 4, 16, precise, l1.data());
  unpack_tile(format, l1.data(), 4, 16, out);
}
/// One value through a format.
float through(DataFormat format, float value, bool precise = false) {
  Tile in = {}, out = {};
  in.value[0] = value;
  round_trip(format, in, out, precise);
  return out.value[0];
}
/// The pattern that the packer writes for one value of a format without blocks.
template <class Pattern>
Pattern packed(DataFormat format, float value) {
  Tile in = {};
  in.value[0] = value;
  Bytes l1{};
  pack_tile(format, in, 4, 16, false, l1.data());
  Pattern pattern;
  std::memcpy(&pattern, l1.data(), sizeof pattern);
  return pattern;
}
template <class Pattern>
float unpacked(DataFormat format, Pattern pattern) {
  Bytes l1{};
  std::memcpy(l1.data(), &pattern, sizeof pattern);
  Tile out = {};
  unpack_tile(format, l1.data(), 4, 16, out);
  return out.value[0];
}
/// One value through the host's code.
float hosted(DataFormat format, float value) {
  const std::vector<std::byte> tiles = encode_tiles(format, std::span(&value, 1), 1, 1);
  return decode_tiles(format, tiles, 1, 1)[0];
}

TEST(Tile, FaceOrder) {
  EXPECT_EQ(face_index(0, 0), 0);
  EXPECT_EQ(face_index(0, 16), 256);
  EXPECT_EQ(face_index(16, 0), 512);
  EXPECT_EQ(face_index(31, 31), 1023);
  EXPECT_EQ(face_index(1, 2), 18);
  Tile tile = {};
  tile.set_integer(3, -7);
  EXPECT_EQ(tile.integer(3), -7);
}

TEST(Formats, FamiliesAndIntegers) {
  for (DataFormat format : kAll) {
    const std::string text = name(format);
    const bool integer = text.find("Int") != std::string::npos;
    EXPECT_EQ(is_integer(format), integer) << text;
    const ExponentFamily family = exponent_family(format);
    if (integer || format == DataFormat::Float32)
      EXPECT_EQ(family, ExponentFamily::Any) << text;
    else
      EXPECT_EQ(family, text.ends_with("_b") ? ExponentFamily::B : ExponentFamily::A) << text;
  }
}

TEST(Formats, EveryBfloat16PatternComesBack) {
  for (uint32_t pattern = 0; pattern < 65536; pattern++) {
    const float value = unpacked(DataFormat::Float16_b, static_cast<uint16_t>(pattern));
    const auto back = packed<uint16_t>(DataFormat::Float16_b, value);
    const uint32_t magnitude = pattern & 0x7FFF;
    uint32_t expected = magnitude < 0x80 ? 0 : pattern;              // zeros and denormals: +0
    if (magnitude > 0x7F80) expected = (pattern & 0x8000) | 0x7F80;  // NaN: infinity
    EXPECT_EQ(back, expected) << pattern;
    if (magnitude >= 0x80 && magnitude <= 0x7F80) EXPECT_EQ(bits_of(value), pattern << 16);
  }
}

TEST(Formats, EveryFloat16PatternComesBack) {
  for (uint32_t pattern = 0; pattern < 65536; pattern++) {
    const float value = unpacked(DataFormat::Float16, static_cast<uint16_t>(pattern));
    const auto back = packed<uint16_t>(DataFormat::Float16, value);
    EXPECT_EQ(back, (pattern & 0x7FFF) < 0x400 ? 0 : pattern);
    const int exponent = static_cast<int>((pattern >> 10) & 31);
    if (exponent == 0) continue;
    const double magnitude = std::ldexp(1024.0 + (pattern & 1023), exponent - 25);  // 31 is an exponent like the others
    EXPECT_EQ(value, pattern & 0x8000 ? -magnitude : magnitude);
  }
}

TEST(Formats, EveryByteOfEightBitFloatsComesBack) {
  for (uint32_t pattern = 0; pattern < 256; pattern++) {
    const auto byte = static_cast<uint8_t>(pattern);
    EXPECT_EQ(packed<uint8_t>(DataFormat::Lf8, unpacked(DataFormat::Lf8, byte)), (byte & 0x7F) < 4 ? 0 : byte);
    EXPECT_EQ(packed<uint8_t>(DataFormat::Fp8_e4m3, unpacked(DataFormat::Fp8_e4m3, byte)),
              (byte & 0x7F) < 8 ? 0 : byte);
  }
  EXPECT_EQ(unpacked(DataFormat::Lf8, uint8_t{0x7F}), 114688.0f);
  EXPECT_EQ(unpacked(DataFormat::Lf8, uint8_t{0x3C}), 1.0f);
  EXPECT_EQ(unpacked(DataFormat::Fp8_e4m3, uint8_t{0x38}), 1.0f);
  EXPECT_EQ(unpacked(DataFormat::Fp8_e4m3, uint8_t{0xFE}), -448.0f);
}

TEST(Formats, EveryIntegerPatternComesBack) {
  for (uint32_t pattern = 0; pattern < 65536; pattern++) {
    const auto word = static_cast<uint16_t>(pattern);
    EXPECT_EQ(packed<uint16_t>(DataFormat::UInt16, unpacked(DataFormat::UInt16, word)), word);
    EXPECT_EQ(packed<uint16_t>(DataFormat::Int16, unpacked(DataFormat::Int16, word)), word);
    const auto byte = static_cast<uint8_t>(pattern);
    EXPECT_EQ(packed<uint8_t>(DataFormat::UInt8, unpacked(DataFormat::UInt8, byte)), byte);
    EXPECT_EQ(packed<uint8_t>(DataFormat::Int8, unpacked(DataFormat::Int8, byte)), byte);
  }
  for (uint32_t word : {0u, 1u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu, 0x7F800001u}) {
    EXPECT_EQ(packed<uint32_t>(DataFormat::Int32, unpacked(DataFormat::Int32, word)), word);
    EXPECT_EQ(packed<uint32_t>(DataFormat::UInt32, unpacked(DataFormat::UInt32, word)), word);
  }
}

TEST(Formats, PackingIntegersClamps) {
  const struct {
    DataFormat format;
    int32_t word;
    int64_t expected;
  } cases[] = {
      {DataFormat::UInt8, 256, 255},
      {DataFormat::UInt8, -1, 0},
      {DataFormat::UInt8, 255, 255},
      {DataFormat::Int8, 128, 127},
      {DataFormat::Int8, -129, -128},
      {DataFormat::Int8, -5, -5},
      {DataFormat::UInt16, 65536, 65535},
      {DataFormat::UInt16, -1, 0},
      {DataFormat::Int16, 32768, 32767},
      {DataFormat::Int16, -40000, -32768},
      {DataFormat::Int32, INT32_MIN, INT32_MIN},
  };
  for (const auto& c : cases) {
    Tile in = {}, out = {};
    in.set_integer(5, c.word);
    round_trip(c.format, in, out);
    EXPECT_EQ(out.integer(5), c.expected) << name(c.format) << " " << c.word;
  }
}

TEST(Formats, PackingRoundsTiesAwayFromZero) {
  const struct {
    float value;
    uint16_t expected;
  } bf16[] = {
      {1.0f + 0x1p-8f, 0x3F81},
      {-1.0f - 0x1p-8f, 0xBF81},
      {1.0f + 0x1p-8f - 0x1p-23f, 0x3F80},
      {1.0f + 3 * 0x1p-8f, 0x3F82},
      {std::numeric_limits<float>::max(), 0x7F80},
      {kInf, 0x7F80},
      {-kInf, 0xFF80},
      {kNan, 0x7F80},
      {-kNan, 0xFF80},
      {-0.0f, 0},
      {1e-40f, 0},
      {-1e-40f, 0},
      {0x1p-126f, 0x0080},
      {0x1.FFFFFEp-127f, 0x0080},
  };
  for (const auto& c : bf16) EXPECT_EQ(packed<uint16_t>(DataFormat::Float16_b, c.value), c.expected) << c.value;
  const struct {
    float value;
    uint16_t expected;
  } fp16[] = {
      {1.0f + 0x1p-11f, 0x3C01},
      {-1.0f - 0x1p-11f, 0xBC01},
      {1.0f + 0x1p-11f - 0x1p-23f, 0x3C00},
      {65536.0f, 0x7C00},
      {131008.0f, 0x7FFF},
      {131039.0f, 0x7FFF},
      {131072.0f, 0x7FFF},
      {-1e30f, 0xFFFF},
      {kInf, 0x7FFF},
      {-kInf, 0xFFFF},
      {kNan, 0x7FFF},
      {0x1p-14f, 0x0400},
      {0x1p-15f, 0},
      {0x1.FFFFFEp-15f, 0x0400},
      {-0x1p-20f, 0},
  };
  for (const auto& c : fp16) EXPECT_EQ(packed<uint16_t>(DataFormat::Float16, c.value), c.expected) << c.value;
}

TEST(Formats, PackingEightBitFloatsTruncates) {
  EXPECT_EQ(packed<uint8_t>(DataFormat::Lf8, 1.9f), 0x3F);  // 1.75
  EXPECT_EQ(packed<uint8_t>(DataFormat::Lf8, -1.26f), 0xBD);
  EXPECT_EQ(packed<uint8_t>(DataFormat::Lf8, 1e9f), 0x7F);
  EXPECT_EQ(packed<uint8_t>(DataFormat::Lf8, -kInf), 0xFF);
  EXPECT_EQ(packed<uint8_t>(DataFormat::Fp8_e4m3, 1.99f), 0x3F);
  EXPECT_EQ(packed<uint8_t>(DataFormat::Fp8_e4m3, 500.0f), 0x7F);
  EXPECT_EQ(packed<uint8_t>(DataFormat::Fp8_e4m3, 0x1p-7f), 0);
}

TEST(Formats, Float32IsKept) {
  for (float value : {1.0f, -3.25f, 0x1.234566p10f, kInf, -kInf, -0.0f}) {
    EXPECT_EQ(bits_of(through(DataFormat::Float32, value)), bits_of(value));
  }
  EXPECT_EQ(bits_of(through(DataFormat::Float32, float_of(0x7FC12345))), 0x7FC12345u);
  EXPECT_EQ(bits_of(through(DataFormat::Float32, float_of(0x80000001))), 0x80000000u);
}

// A plain restatement of the packer's rule for block floats, in double.
double block_expected(float value, int exponent_of_the_row, int bits, bool precise) {
  const int exponent = std::ilogb(value);
  double magnitude = std::abs(double{value});
  if (precise)
    magnitude = std::ldexp(std::floor(std::ldexp(magnitude, 7 - exponent)), exponent - 7);
  else
    magnitude = std::ldexp(std::floor(std::ldexp(magnitude, 6 - exponent) + 0.5), exponent - 6);
  double steps = std::min(127.0, std::floor(std::ldexp(magnitude, 6 - exponent_of_the_row) + 0.5));
  steps = std::floor(steps / (1 << (8 - bits)));
  return std::copysign(std::ldexp(steps, exponent_of_the_row - (bits - 2)), value);
}

TEST(Formats, BlockFloatsAgainstTheRuleInDouble) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  Tile in, out;
  for (float& value : in.value) value = normal(random) * std::ldexp(1.0f, static_cast<int>(random() % 9) - 4);
  for (DataFormat format : {DataFormat::Bfp8, DataFormat::Bfp8_b, DataFormat::Bfp4, DataFormat::Bfp4_b,
                            DataFormat::Bfp2, DataFormat::Bfp2_b}) {
    for (bool precise : {false, true}) {
      round_trip(format, in, out, precise);
      for (int row = 0; row < 64; row++) {
        int largest = -1000;
        for (int i = 0; i < 16; i++) {
          const float value = in.value[row * 16 + i];
          // What rounding to 6 bits carries over counts as well.
          const float carried = precise ? value : value * (1 + 0x1p-8f);
          largest = std::max(largest, std::max(std::ilogb(value), std::ilogb(carried)));
        }
        for (int i = 0; i < 16; i++) {
          const float value = in.value[row * 16 + i];
          EXPECT_EQ(out.value[row * 16 + i], block_expected(value, largest, target::format_info(format).bits, precise))
              << name(format) << (precise ? " precise " : " ") << value;
        }
      }
    }
  }
}

TEST(Formats, BlockFloatsOfOneRow) {
  EXPECT_EQ(through(DataFormat::Bfp8_b, 1.0f), 1.0f);
  EXPECT_EQ(through(DataFormat::Bfp8_b, -1.984375f), -1.984375f);       // 127 steps
  EXPECT_EQ(through(DataFormat::Bfp8_b, 1.9921875f), 2.0f);             // rounds up before the exponent is found
  EXPECT_EQ(through(DataFormat::Bfp8_b, 1.9921875f, true), 1.984375f);  // precise: saturates
  EXPECT_EQ(through(DataFormat::Bfp4_b, 1.9f), 1.75f);                  // truncated from 7 bits to 3
  EXPECT_EQ(through(DataFormat::Bfp2_b, -1.9f), -1.0f);
  EXPECT_EQ(bits_of(through(DataFormat::Bfp8_b, -0.0f)), 0u);  // no sign without a magnitude
  EXPECT_EQ(through(DataFormat::Bfp8, 1e9f), 130048.0f);       // family A: 127/64 * 2^16
  EXPECT_EQ(through(DataFormat::Bfp8, 0x1p-15f), 0.0f);
  EXPECT_EQ(through(DataFormat::Bfp8_b, 0x1p100f), 0x1p100f);
  Tile in = {}, out = {};
  in.value[0] = 1024.0f;
  in.value[1] = 8.0f;  // half a step of 16
  in.value[2] = -7.99f;
  in.value[16] = 7.99f;  // a row of its own
  round_trip(DataFormat::Bfp8_b, in, out);
  EXPECT_EQ(out.value[1], 16.0f);   // a tie, away from zero
  EXPECT_EQ(out.value[2], -16.0f);  // 8.0 after the first rounding to 7 significant bits
  EXPECT_EQ(out.value[16], 8.0f);
}

TEST(Formats, BlockFloatsInL1) {
  Tile in = {};
  for (int i = 0; i < 16; i++) in.value[i] = static_cast<float>(i % 4 == 0 ? -1 : i % 4);
  Bytes l1;
  l1.fill(std::byte{0xEE});
  pack_tile(DataFormat::Bfp4_b, in, 4, 16, false, l1.data());
  EXPECT_EQ(l1[0], std::byte{128});  // 2^1
  EXPECT_EQ(l1[63], std::byte{0});
  EXPECT_EQ(l1[64], std::byte{0x2A});  // -1 in the low half: sign and 2 of 4ths of 2; 1: 2
  EXPECT_EQ(l1[65], std::byte{0x64});  // 2: 4, 3: 6
  EXPECT_EQ(l1[575], std::byte{0});
  EXPECT_EQ(l1[576], std::byte{0xEE});
  pack_tile(DataFormat::Bfp2_b, in, 4, 16, false, l1.data());
  EXPECT_EQ(l1[64], std::byte{0b01010000});
  // A smaller tile: two faces of 8 rows have 16 exponents; one of 2 rows is padded to 16.
  l1.fill(std::byte{0xEE});
  pack_tile(DataFormat::Bfp8_b, in, 1, 2, false, l1.data());
  EXPECT_EQ(l1[2], std::byte{0});
  EXPECT_EQ(l1[15], std::byte{0});
  EXPECT_EQ(l1[16], std::byte{0xA0});  // -1 below 2^1: sign and 32
  EXPECT_EQ(l1[16 + 32], std::byte{0xEE});
}

TEST(Formats, UnpackedBlockFloatsHaveTheHardwaresCorners) {
  Bytes l1{};
  Tile out = {};
  l1[0] = std::byte{127};
  l1[64] = std::byte{0x80};  // a sign without a magnitude
  l1[65] = std::byte{0x01};
  l1[66] = std::byte{0xC1};
  unpack_tile(DataFormat::Bfp8_b, l1.data(), 4, 16, out);
  EXPECT_EQ(out.value[0], -kInf);
  EXPECT_EQ(out.value[1], 0x1p-6f);
  EXPECT_EQ(out.value[2], -65.0f / 64);
  l1[0] = std::byte{15};
  unpack_tile(DataFormat::Bfp8, l1.data(), 4, 16, out);
  EXPECT_EQ(out.value[0], -65536.0f);
  EXPECT_EQ(out.value[1], 0x1p-6f);
  // Exponents are lowered modulo 256.
  l1[0] = std::byte{3};
  unpack_tile(DataFormat::Bfp8_b, l1.data(), 4, 16, out);
  EXPECT_EQ(out.value[1], std::ldexp(1.0f, 253 - 127));
  l1[0] = std::byte{6};
  unpack_tile(DataFormat::Bfp8_b, l1.data(), 4, 16, out);
  EXPECT_EQ(out.value[1], 0.0f);  // exponent 0
  EXPECT_EQ(out.value[2], std::ldexp(-65.0f / 64, 6 - 127));
}

TEST(Formats, SmallerTilesAndWordsLeftAlone) {
  Tile in, out;
  for (int i = 0; i < kTileElements; i++) in.value[i] = static_cast<float>(i % 64);
  for (DataFormat format : {DataFormat::Float32, DataFormat::Float16_b, DataFormat::Bfp8_b, DataFormat::Int8}) {
    Tile words = in;
    if (is_integer(format)) {
      for (int i = 0; i < kTileElements; i++) words.set_integer(i, i % 64);
    }
    for (auto [faces, rows] : {std::pair{1, 16}, {2, 16}, {4, 16}, {2, 8}, {1, 1}, {4, 4}}) {
      Bytes l1{};
      std::fill_n(out.value, kTileElements, -9.0f);
      pack_tile(format, words, faces, rows, false, l1.data());
      unpack_tile(format, l1.data(), faces, rows, out);
      for (int i = 0; i < kTileElements; i++) {
        const bool inside = i / kFaceElements < faces && i % kFaceElements < rows * 16;
        EXPECT_EQ(bits_of(out.value[i]), bits_of(inside ? words.value[i] : -9.0f))
            << name(format) << faces << rows << i;
      }
    }
  }
}

TEST(Formats, SourceRegistersTruncateFloat32Only) {
  Tile tile = {};
  tile.value[0] = 1.0f + 0x1p-10f + 0x1p-11f;
  tile.value[1] = -1.0f - 0x1.FFEp-11f;
  Tile copy = tile;
  to_source_register(DataFormat::Float16_b, copy);
  EXPECT_EQ(copy.value[0], tile.value[0]);
  to_source_register(DataFormat::Float32, tile);
  EXPECT_EQ(tile.value[0], 1.0f + 0x1p-10f);
  EXPECT_EQ(tile.value[1], -1.0f);
}

TEST(Formats, RoundToDst) {
  const struct {
    DstMode mode;
    float value, expected;
  } cases[] = {
      {DstMode::Fp32, 1.0f + 0x1p-23f, 1.0f + 0x1p-23f},
      {DstMode::Fp32, 1e-40f, 1e-40f},
      {DstMode::Bf16, 1.0f + 0x1p-8f, 1.0f},  // ties to even
      {DstMode::Bf16, 1.0f + 3 * 0x1p-8f, 1.0f + 0x1p-6f},
      {DstMode::Bf16, 1.0f + 0x1p-8f + 0x1p-23f, 1.0f + 0x1p-7f},
      {DstMode::Bf16, std::numeric_limits<float>::max(), kInf},
      {DstMode::Bf16, -kInf, -kInf},
      {DstMode::Bf16, 1e-40f, 0.0f},
      {DstMode::Fp16, 1.0f + 0x1p-11f, 1.0f},
      {DstMode::Fp16, 1.0f + 3 * 0x1p-11f, 1.0f + 0x1p-9f},
      {DstMode::Fp16, 65536.0f, 65536.0f},
      {DstMode::Fp16, 131040.0f, 131008.0f},
      {DstMode::Fp16, -kInf, -131008.0f},
      {DstMode::Fp16, kNan, 131008.0f},
      {DstMode::Fp16, 0x1p-15f, 0.0f},
  };
  for (const auto& c : cases) {
    float value = c.value;
    round_to_dst(c.mode, &value, 1);
    EXPECT_EQ(value, c.expected) << c.value;
  }
  float nan = float_of(0x7FFFFFFF);  // rounding would carry into the sign
  round_to_dst(DstMode::Bf16, &nan, 1);
  EXPECT_TRUE(std::isnan(nan));
}

TEST(Host, EveryPatternComesBack) {
  std::vector<std::byte> tiles(2048);
  for (DataFormat format : {DataFormat::Float16, DataFormat::Float16_b}) {
    for (uint32_t base = 0; base < 65536; base += 1024) {
      for (uint32_t i = 0; i < 1024; i++) {
        const auto pattern = static_cast<uint16_t>(base + i);
        std::memcpy(tiles.data() + i * 2, &pattern, 2);
      }
      const std::vector<float> values = decode_tiles(format, tiles, 32, 32);
      const std::vector<std::byte> back = encode_tiles(format, values, 32, 32);
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++) {
          const int i = face_index(row, column);
          uint16_t pattern;
          std::memcpy(&pattern, back.data() + i * 2, 2);
          const uint32_t original = base + static_cast<uint32_t>(i);
          const float value = values[static_cast<size_t>(row * 32 + column)];
          if (std::isnan(value))
            EXPECT_GT(pattern & 0x7FFF, format == DataFormat::Float16 ? 0x7C00 : 0x7F80);
          else if (format == DataFormat::Float16 && (original & 0x7FFF) == 0x7FFF)
            EXPECT_EQ(pattern, original & 0xFC00);
          else
            EXPECT_EQ(pattern, original);
        }
      }
    }
  }
}

TEST(Host, RoundsTiesToEven) {
  const struct {
    DataFormat format;
    float value, expected;
  } cases[] = {
      {DataFormat::Float32, 0x1.234566p-3f, 0x1.234566p-3f},
      {DataFormat::Float16_b, 1.0f + 0x1p-8f, 1.0f},
      {DataFormat::Float16_b, 1.0f + 3 * 0x1p-8f, 1.0f + 0x1p-6f},
      {DataFormat::Float16_b, std::numeric_limits<float>::max(), kInf},
      {DataFormat::Float16, 1.0f + 0x1p-11f, 1.0f},
      {DataFormat::Float16, 65519.0f, 65504.0f},
      {DataFormat::Float16, 65520.0f, kInf},
      {DataFormat::Float16, -1e9f, -kInf},
      {DataFormat::Float16, 0x1p-24f, 0x1p-24f},  // a denormal
      {DataFormat::Float16, 0x1p-25f, 0.0f},
      {DataFormat::Float16, 0x1.8p-25f, 0x1p-24f},
      {DataFormat::Lf8, 1.125f, 1.0f},
      {DataFormat::Lf8, 1.375f, 1.5f},
      {DataFormat::Lf8, 60000.0f, 57344.0f},
      {DataFormat::Lf8, 65536.0f, kInf},
      {DataFormat::Fp8_e4m3, 1.0625f, 1.0f},
      {DataFormat::Fp8_e4m3, 463.0f, 448.0f},
      {DataFormat::Fp8_e4m3, 0x1p-9f, 0x1p-9f},
      {DataFormat::Bfp8_b, 1.0f + 0x1p-7f, 1.0f},
      {DataFormat::Bfp8_b, 1.0f + 3 * 0x1p-7f, 1.03125f},
      {DataFormat::Bfp8_b, 1.999f, 1.984375f},  // saturates
      {DataFormat::Bfp8_b, -0.5f, -0.5f},
      {DataFormat::Bfp4_b, 1.3f, 1.25f},
      {DataFormat::Bfp4_b, 1.375f, 1.5f},
      {DataFormat::Bfp2_b, -1.2f, -1.0f},
      {DataFormat::Bfp8, 0.75f, 0.75f},
      {DataFormat::Bfp8, 1e9f, 130048.0f},
      {DataFormat::Bfp4, 3.0f, 3.0f},
      {DataFormat::Int32, -2.5f, -2.0f},
      {DataFormat::Int32, 3.5f, 4.0f},
      {DataFormat::Int32, 1e20f, 2147483648.0f},
      {DataFormat::UInt32, -1.0f, 0.0f},
      {DataFormat::UInt32, 4e9f, 4e9f},
      {DataFormat::UInt16, 70000.0f, 65535.0f},
      {DataFormat::Int16, -70000.0f, -32768.0f},
      {DataFormat::Int8, -128.0f, -128.0f},
      {DataFormat::Int8, 300.0f, 127.0f},
      {DataFormat::UInt8, 254.5f, 254.0f},
      {DataFormat::UInt8, kNan, 0.0f},
  };
  for (const auto& c : cases) EXPECT_EQ(hosted(c.format, c.value), c.expected) << name(c.format) << " " << c.value;
  EXPECT_TRUE(std::isnan(hosted(DataFormat::Float16_b, kNan)));
  EXPECT_TRUE(std::isnan(hosted(DataFormat::Float16, -kNan)));
  EXPECT_TRUE(std::isnan(hosted(DataFormat::Fp8_e4m3, kInf)));
}

TEST(Host, DevicesInfinityIsInfinity) {
  std::vector<std::byte> tile(2048);
  tile[0] = tile[2] = std::byte{0xFF};
  tile[1] = std::byte{0x7F};
  tile[3] = std::byte{0xFF};
  const std::vector<float> values = decode_tiles(DataFormat::Float16, tile, 1, 2);
  EXPECT_EQ(values[0], kInf);
  EXPECT_EQ(values[1], -kInf);
}

TEST(Host, LaysMatricesOutInTilesAndFaces) {
  for (auto [rows, columns] : {std::pair<int64_t, int64_t>{32, 32}, {64, 96}, {33, 17}, {1, 1}, {40, 70}, {16, 48}}) {
    std::vector<float> values(static_cast<size_t>(rows * columns));
    for (size_t i = 0; i < values.size(); i++) values[i] = static_cast<float>(i % 100 + 1);
    const std::vector<std::byte> tiles = encode_tiles(DataFormat::Float32, values, rows, columns, -1);
    const int64_t wide = (columns + 31) / 32, high = (rows + 31) / 32;
    ASSERT_EQ(static_cast<int64_t>(tiles.size()), high * wide * 4096);
    for (int64_t row = 0; row < high * 32; row++) {
      for (int64_t column = 0; column < wide * 32; column++) {
        const int64_t tile = row / 32 * wide + column / 32;
        const int64_t at = tile * 1024 + face_index(static_cast<int>(row % 32), static_cast<int>(column % 32));
        float word;
        std::memcpy(&word, tiles.data() + at * 4, 4);
        const bool inside = row < rows && column < columns;
        EXPECT_EQ(word, inside ? values[static_cast<size_t>(row * columns + column)] : -1.0f);
      }
    }
    EXPECT_EQ(decode_tiles(DataFormat::Float32, tiles, rows, columns), values);
    for (DataFormat format : kAll) {
      const std::vector<std::byte> encoded = encode_tiles(format, values, rows, columns);
      EXPECT_EQ(static_cast<int64_t>(encoded.size()), high * wide * target::tile_bytes(format, {32, 32}));
      EXPECT_EQ(decode_tiles(format, encoded, rows, columns).size(), values.size());
    }
  }
}

// Values that a format holds exactly mean the same to the host and to the device.
TEST(Host, AgreesWithTheDevice) {
  std::vector<float> values(1024);
  for (size_t i = 0; i < values.size(); i++) values[i] = static_cast<float>(static_cast<int>(i % 7) - 3);
  for (DataFormat format : kAll) {
    if (format == DataFormat::Bfp2 || format == DataFormat::Bfp2_b) continue;  // 1 bit
    const bool is_unsigned = name(format)[0] == 'U';
    std::vector<float> some = values;
    if (is_unsigned)
      for (float& value : some) value = std::abs(value);
    const std::vector<std::byte> tile = encode_tiles(format, some, 32, 32);
    Tile words;
    unpack_tile(format, tile.data(), 4, 16, words);
    std::vector<std::byte> packed_again(tile.size());
    pack_tile(format, words, 4, 16, false, packed_again.data());
    EXPECT_EQ(packed_again, tile) << name(format);
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 32; column++) {
        const int i = face_index(row, column);
        const float word = is_integer(format) ? static_cast<float>(words.integer(i)) : words.value[i];
        EXPECT_EQ(word, some[static_cast<size_t>(row * 32 + column)]) << name(format);
      }
    }
  }
}

}  // namespace
}  // namespace tir2tt::device
