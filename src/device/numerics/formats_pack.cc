// Registers -> L1: the packer's early and late conversion in one step.
#include <algorithm>
#include <cstring>
#include <iterator>

#include "device/numerics/clones.h"
#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/formats_block.h"
#include "support/diagnostic.h"

namespace tir2tt::device {
namespace {

using target::DataFormat;

constexpr int kRow = 16;

// 32 bits of DST to 32 bits in L1 are not rounded: NaN stays what it is.
TIR2TT_CLONES void pack_fp32(const float* __restrict words, int count, std::byte* __restrict l1) {
  for (int i = 0; i < count; i++) {
    const uint32_t word = flush_denormal(bits_of(words[i]));
    std::memcpy(l1 + i * 4, &word, sizeof word);
  }
}

// To nearest, ties away from zero; NaN becomes infinity; zeros and denormals become +0.
TIR2TT_CLONES void pack_bf16(const float* __restrict words, int count, std::byte* __restrict l1) {
  for (int i = 0; i < count; i++) {
    const uint32_t word = bits_of(words[i]);
    const uint32_t infinity = (word & kSignBit) | kInfinity;
    uint32_t rounded = (word & kMagnitude) > kInfinity ? infinity : word + 0x8000u;
    rounded = (rounded & kMagnitude) < kLeastNormal ? 0 : rounded;
    const auto half = static_cast<uint16_t>(rounded >> 16);
    std::memcpy(l1 + i * 2, &half, sizeof half);
  }
}

template <class Pattern, SmallFloat format>
void pack_small(const float* words, int count, std::byte* l1) {
  for (int i = 0; i < count; i++) {
    const auto pattern = static_cast<Pattern>(tensix_pattern(format, words[i]));
    std::memcpy(l1 + static_cast<size_t>(i) * sizeof pattern, &pattern, sizeof pattern);
  }
}

template <class Integer, int32_t least, int32_t most>
void pack_clamped(const float* words, int count, std::byte* l1) {
  for (int i = 0; i < count; i++) {
    const auto value = static_cast<Integer>(std::clamp(static_cast<int32_t>(bits_of(words[i])), least, most));
    std::memcpy(l1 + static_cast<size_t>(i) * sizeof value, &value, sizeof value);
  }
}

void pack_words(const float* words, int count, std::byte* l1) {
  std::memcpy(l1, words, static_cast<size_t>(count) * 4);
}

using PackWords = void (*)(const float* words, int count, std::byte* l1);
// In the order of the enumeration; block floats have their own way.
constexpr PackWords kPack[] = {pack_fp32,
                               pack_small<uint16_t, kFp16>,
                               pack_bf16,
                               nullptr,
                               nullptr,
                               nullptr,
                               nullptr,
                               nullptr,
                               nullptr,
                               pack_small<uint8_t, kE5m2>,
                               pack_small<uint8_t, kE4m3>,
                               pack_words,
                               pack_words,
                               pack_clamped<uint16_t, 0, 65535>,
                               pack_clamped<int16_t, -32768, 32767>,
                               pack_clamped<int8_t, -128, 127>,
                               pack_clamped<uint8_t, 0, 255>};
static_assert(std::size(kPack) == static_cast<size_t>(DataFormat::UInt8) + 1);

void pack_blocks(DataFormat format, const Tile& tile, int faces, int face_rows, bool precise, std::byte* l1) {
  const BlockFormat block = block_format(format);
  const int rows = faces * face_rows;
  const int section = (rows + 15) / 16 * 16;
  auto* exponents = reinterpret_cast<uint8_t*>(l1);
  std::fill(exponents + rows, exponents + section, uint8_t{0});
  for (int i = 0; i < rows; i++) {
    const float* values = tile.value + i / face_rows * kFaceElements + i % face_rows * kRow;
    const BlockRow row = pack_block(block, precise, values);
    exponents[i] = row.exponent;
    store_block(block, row, exponents + section + i * 2 * block.bits);
  }
}

}  // namespace

void pack_tile(DataFormat format, const Tile& tile, int faces, int face_rows, bool precise, std::byte* l1) {
  TIR2TT_CHECK(faces > 0 && faces <= 4 && face_rows > 0 && face_rows <= kRow, "a tile has up to four faces of 16 rows");
  if (target::format_info(format).block_float) return pack_blocks(format, tile, faces, face_rows, precise, l1);
  const bool whole = face_rows == kRow;  // faces follow each other in L1; in the registers each has 16 rows
  const int count = whole ? faces * kFaceElements : face_rows * kRow;
  const int bytes = count * target::format_info(format).bits / 8;
  for (int face = 0; face < (whole ? 1 : faces); face++) {
    kPack[static_cast<size_t>(format)](tile.value + face * kFaceElements, count, l1 + face * bytes);
  }
}

}  // namespace tir2tt::device
