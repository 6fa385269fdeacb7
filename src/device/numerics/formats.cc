// L1 -> registers, and what the registers keep. The other direction is in formats_pack.cc, the host's side in
// formats_host.cc.
#include "device/numerics/formats.h"

#include <cmath>
#include <cstring>
#include <iterator>

#include "device/numerics/clones.h"
#include "device/numerics/format_bits.h"
#include "device/numerics/formats_block.h"
#include "support/diagnostic.h"

namespace tir2tt::device {
namespace {

using target::DataFormat;

constexpr int kRow = 16;

// In the order of the enumeration.
constexpr ExponentFamily kFamilies[] = {
    ExponentFamily::Any,  // Float32
    ExponentFamily::A,    // Float16
    ExponentFamily::B,    // Float16_b
    ExponentFamily::A,   ExponentFamily::B,   ExponentFamily::A,
    ExponentFamily::B,   ExponentFamily::A,   ExponentFamily::B,  // Bfp
    ExponentFamily::A,   ExponentFamily::A,                       // Lf8, Fp8_e4m3
    ExponentFamily::Any, ExponentFamily::Any, ExponentFamily::Any,
    ExponentFamily::Any, ExponentFamily::Any, ExponentFamily::Any,
};

TIR2TT_CLONES void unpack_fp32(const std::byte* __restrict l1, int count, float* __restrict out) {
  for (int i = 0; i < count; i++) {
    uint32_t word;
    std::memcpy(&word, l1 + i * 4, sizeof word);
    out[i] = float_of(flush_denormal(word));
  }
}

TIR2TT_CLONES void unpack_bf16(const std::byte* __restrict l1, int count, float* __restrict out) {
  for (int i = 0; i < count; i++) {
    uint16_t half;
    std::memcpy(&half, l1 + i * 2, sizeof half);
    out[i] = float_of(flush_denormal(static_cast<uint32_t>(half) << 16));
  }
}

template <class Pattern, SmallFloat format>
void unpack_small(const std::byte* l1, int count, float* out) {
  for (int i = 0; i < count; i++) {
    Pattern pattern;
    std::memcpy(&pattern, l1 + static_cast<size_t>(i) * sizeof pattern, sizeof pattern);
    out[i] = tensix_value(format, pattern);
  }
}

template <class Integer>
void unpack_integers(const std::byte* l1, int count, float* out) {
  for (int i = 0; i < count; i++) {
    Integer value;
    std::memcpy(&value, l1 + static_cast<size_t>(i) * sizeof value, sizeof value);
    out[i] = float_of(static_cast<uint32_t>(value));  // signed ones are extended
  }
}

using Unpack = void (*)(const std::byte* l1, int count, float* out);
// In the order of the enumeration; block floats have their own way.
constexpr Unpack kUnpack[] = {unpack_fp32,
                              unpack_small<uint16_t, kFp16>,
                              unpack_bf16,
                              nullptr,
                              nullptr,
                              nullptr,
                              nullptr,
                              nullptr,
                              nullptr,
                              unpack_small<uint8_t, kE5m2>,
                              unpack_small<uint8_t, kE4m3>,
                              unpack_integers<int32_t>,
                              unpack_integers<uint32_t>,
                              unpack_integers<uint16_t>,
                              unpack_integers<int16_t>,
                              unpack_integers<int8_t>,
                              unpack_integers<uint8_t>};
static_assert(std::size(kUnpack) == std::size(kFamilies));

void unpack_blocks(DataFormat format, const std::byte* l1, int faces, int face_rows, Tile& out) {
  const BlockFormat block = block_format(format);
  const int rows = faces * face_rows;
  const auto* exponents = reinterpret_cast<const uint8_t*>(l1);
  const auto* elements = exponents + (rows + 15) / 16 * 16;
  for (int i = 0; i < rows; i++) {
    BlockRow row;
    row.exponent = exponents[i];
    load_block(block, elements + i * 2 * block.bits, row);
    unpack_block(block, row, out.value + i / face_rows * kFaceElements + i % face_rows * kRow);
  }
}

TIR2TT_CLONES void round_to_bf16(float* words, int count) {
  for (int i = 0; i < count; i++) {
    const uint32_t w = bits_of(words[i]);
    const uint32_t rounded = (w + 0x7FFFu + ((w >> 16) & 1)) & 0xFFFF0000u;
    const uint32_t number = (w & kMagnitude) < kLeastNormal ? w & kSignBit : rounded;
    words[i] = float_of((w & kMagnitude) > kInfinity ? w | 0x00400000u : number);
  }
}

// 16-bit DST of family A: 5 exponent bits, all of them for numbers; the largest number stands for all beyond it and for
// NaN.
TIR2TT_CLONES void round_to_fp16(float* words, int count) {
  constexpr uint32_t kLeast = (127u - 14) << 23;                    // 2^-14
  constexpr uint32_t kMost = ((127u + 16) << 23) | (0x3FFu << 13);  // 131008
  for (int i = 0; i < count; i++) {
    const uint32_t w = bits_of(words[i]);
    const uint32_t magnitude = w & kMagnitude;
    const uint32_t rounded = (magnitude + 0xFFFu + ((magnitude >> 13) & 1)) & ~0x1FFFu;
    const uint32_t bounded = magnitude > kMost || rounded > kMost ? kMost : rounded;
    words[i] = float_of((w & kSignBit) | (bounded < kLeast ? 0 : bounded));
  }
}

}  // namespace

ExponentFamily exponent_family(DataFormat format) { return kFamilies[static_cast<size_t>(format)]; }

bool is_integer(DataFormat format) { return format >= DataFormat::Int32; }

void unpack_tile(DataFormat format, const std::byte* l1, int faces, int face_rows, Tile& out) {
  TIR2TT_CHECK(faces > 0 && faces <= 4 && face_rows > 0 && face_rows <= kRow, "a tile has up to four faces of 16 rows");
  if (target::format_info(format).block_float) return unpack_blocks(format, l1, faces, face_rows, out);
  const bool whole = face_rows == kRow;  // faces follow each other in L1; in the registers each has 16 rows
  const int count = whole ? faces * kFaceElements : face_rows * kRow;
  const int bytes = count * target::format_info(format).bits / 8;
  for (int face = 0; face < (whole ? 1 : faces); face++) {
    kUnpack[static_cast<size_t>(format)](l1 + face * bytes, count, out.value + face * kFaceElements);
  }
}

void to_source_register(DataFormat format, Tile& tile) {
  if (format != DataFormat::Float32) return;
  for (float& value : tile.value) value = float_of(bits_of(value) & 0xFFFFE000u);
}

void round_to_dst(DstMode mode, float* words, int count) {
  if (mode == DstMode::Bf16) round_to_bf16(words, count);
  if (mode == DstMode::Fp16) round_to_fp16(words, count);
}

}  // namespace tir2tt::device
