#include "device/numerics/formats_block.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "device/numerics/clones.h"
#include "device/numerics/format_bits.h"

namespace tir2tt::device {
namespace {

using target::DataFormat;

constexpr int kRebias = 127 - 15;  // from an 8-bit exponent to a 5-bit one

/// Values on their way to a block: 8 bits of significand with the leading 1 (0: zero) at an exponent of the family.
struct Terms {
  uint32_t exponent[kBlockElements];
  uint32_t significand[kBlockElements];
  uint32_t negative[kBlockElements];
};

TIR2TT_CLONES void packer_terms(bool family_a, bool precise, const float* __restrict values, Terms& __restrict terms) {
  const uint32_t increment = precise ? 0 : 1, mask = precise ? ~0u : ~1u;
  const uint32_t rebias = family_a ? kRebias : 0, most = family_a ? 31 : 255;
  for (int i = 0; i < kBlockElements; i++) {
    const uint32_t half = ((nan_to_infinity(bits_of(values[i])) >> 16) + increment) & mask;
    const uint32_t exponent = (half >> 7) & 0xFF;
    const bool zero = exponent <= rebias;
    const bool saturated = exponent > rebias + most;
    terms.exponent[i] = zero ? 0 : saturated ? most : exponent - rebias;
    terms.significand[i] = zero ? 0 : saturated ? 0xFF : 0x80 | (half & 0x7F);
    terms.negative[i] = (half >> 15) & 1;
  }
}

TIR2TT_CLONES void to_shared_exponent(const Terms& __restrict terms, uint32_t shared, int bits,
                                      uint8_t* __restrict out) {
  for (int i = 0; i < kBlockElements; i++) {
    const uint32_t distance = shared - terms.exponent[i];
    const uint32_t shift = distance < 8 ? distance : 8;  // 8 and more leave nothing
    const uint32_t rounded = (terms.significand[i] + (1u << shift)) >> (shift + 1);
    const uint32_t magnitude = (rounded < 0x7F ? rounded : 0x7F) >> (8 - bits);
    const uint32_t sign = magnitude != 0 ? terms.negative[i] << (bits - 1) : 0;
    out[i] = static_cast<uint8_t>(sign | magnitude);
  }
}

// The exponent of a magnitude with leading zeros is lowered modulo 256, as the hardware does it.
float unpacked(BlockFormat format, uint32_t shared, uint32_t element) {
  const uint32_t sign_bit = 1u << (format.bits - 1);
  const uint32_t sign = element & sign_bit ? kSignBit : 0;
  const auto magnitude = static_cast<uint8_t>((element & (sign_bit - 1)) << (9 - format.bits));
  if (magnitude == 0) return sign == 0 ? 0.0f : format.family_a ? -65536.0f : -std::numeric_limits<float>::infinity();
  const int zeros = std::countl_zero(magnitude);
  const uint32_t mantissa = (static_cast<uint32_t>(magnitude << zeros) & 0x7E) << 16;
  const uint32_t exponent = (shared - static_cast<uint32_t>(zeros)) & (format.family_a ? 0x1Fu : 0xFFu);
  const uint32_t rebiased = exponent + (format.family_a ? kRebias : 0);
  return float_of(exponent == 0 ? sign : sign | (rebiased << 23) | mantissa);
}

// Where no exponent wraps: a magnitude times a power of two.
TIR2TT_CLONES void unpack_ordinary(int bits, uint32_t unit, float minus_zero, const uint8_t* __restrict elements,
                                   float* __restrict values) {
  const int sign_bit = 1 << (bits - 1);
  const float scale = float_of(unit << 23);
  for (int i = 0; i < kBlockElements; i++) {
    const int element = elements[i];
    const int magnitude = element & (sign_bit - 1);
    const float value = static_cast<float>(element & sign_bit ? -magnitude : magnitude) * scale;
    values[i] = element == sign_bit ? minus_zero : value;
  }
}

uint8_t with_sign(BlockFormat format, bool negative, uint32_t magnitude) {
  const uint32_t sign = negative && magnitude != 0 ? 1u << (format.bits - 1) : 0u;
  return static_cast<uint8_t>(sign | magnitude);
}

uint32_t host_exponent(BlockFormat format, float value) {
  const int exponent = static_cast<int>((bits_of(value) >> 23) & 0xFF) - (format.family_a ? kRebias : 0);
  return static_cast<uint32_t>(std::clamp(exponent, 0, format.family_a ? 31 : 255));
}

uint32_t host_magnitude(BlockFormat format, float value, uint32_t shared) {
  const uint32_t exponent = host_exponent(format, value);
  if (exponent == 0) return 0;
  const bool saturated = format.family_a && ((bits_of(value) >> 23) & 0xFF) > 31u + kRebias;
  const uint32_t significand = saturated ? 0xFFFFFFu : 0x800000u | (bits_of(value) & 0x7FFFFFu);
  const uint32_t shift = shared - exponent;
  if (shift > 24) return 0;
  const int drop = 24 - (format.bits - 1);
  return std::min(shift_to_even(significand >> shift, drop), (1u << (format.bits - 1)) - 1);
}

template <int bits>
void store_elements(const uint8_t* element, uint8_t* bytes) {
  constexpr int kInAByte = 8 / bits;
  for (int i = 0; i < kBlockElements / kInAByte; i++) {
    uint32_t byte = 0;
    for (int j = 0; j < kInAByte; j++) byte |= static_cast<uint32_t>(element[i * kInAByte + j]) << (j * bits);
    bytes[i] = static_cast<uint8_t>(byte);
  }
}

template <int bits>
void load_elements(const uint8_t* bytes, uint8_t* element) {
  constexpr int kInAByte = 8 / bits;
  for (int i = 0; i < kBlockElements; i++) {
    element[i] = static_cast<uint8_t>((bytes[i / kInAByte] >> (i % kInAByte * bits)) & ((1 << bits) - 1));
  }
}

}  // namespace

BlockFormat block_format(DataFormat format) {
  const int bits = target::format_info(format).bits;
  const bool family_a = format == DataFormat::Bfp8 || format == DataFormat::Bfp4 || format == DataFormat::Bfp2;
  return {bits, family_a};
}

BlockRow pack_block(BlockFormat format, bool precise, const float* values) {
  Terms terms;
  packer_terms(format.family_a, precise, values, terms);
  const uint32_t shared = *std::max_element(terms.exponent, terms.exponent + kBlockElements);
  BlockRow row;
  row.exponent = static_cast<uint8_t>(shared);
  to_shared_exponent(terms, shared, format.bits, row.element);
  return row;
}

void unpack_block(BlockFormat format, const BlockRow& row, float* values) {
  const uint32_t most = format.family_a ? 31 : 254;
  if (row.exponent < 7 || row.exponent > most) {
    for (int i = 0; i < kBlockElements; i++) values[i] = unpacked(format, row.exponent, row.element[i]);
    return;
  }
  const uint32_t unit = row.exponent + (format.family_a ? kRebias : 0) - static_cast<uint32_t>(format.bits - 2);
  unpack_ordinary(format.bits, unit, unpacked(format, row.exponent, 1u << (format.bits - 1)), row.element, values);
}

BlockRow host_encode_block(BlockFormat format, const float* values) {
  uint32_t shared = 0;
  for (int i = 0; i < kBlockElements; i++) shared = std::max(shared, host_exponent(format, values[i]));
  BlockRow row;
  row.exponent = static_cast<uint8_t>(shared);
  for (int i = 0; i < kBlockElements; i++) {
    const bool negative = (bits_of(values[i]) & kSignBit) != 0;
    row.element[i] = with_sign(format, negative, host_magnitude(format, values[i], shared));
  }
  return row;
}

void host_decode_block(BlockFormat format, const BlockRow& row, float* values) {
  const uint32_t sign_bit = 1u << (format.bits - 1);
  const int scale = row.exponent - (format.family_a ? 15 : 127) - (format.bits - 2);
  for (int i = 0; i < kBlockElements; i++) {
    const float magnitude = std::ldexp(static_cast<float>(row.element[i] & (sign_bit - 1)), scale);
    values[i] = row.element[i] & sign_bit ? -magnitude : magnitude;
  }
}

void store_block(BlockFormat format, const BlockRow& row, uint8_t* bytes) {
  if (format.bits == 8) std::copy_n(row.element, kBlockElements, bytes);
  if (format.bits == 4) store_elements<4>(row.element, bytes);
  if (format.bits == 2) store_elements<2>(row.element, bytes);
}

void load_block(BlockFormat format, const uint8_t* bytes, BlockRow& row) {
  if (format.bits == 8) std::copy_n(bytes, kBlockElements, row.element);
  if (format.bits == 4) load_elements<4>(bytes, row.element);
  if (format.bits == 2) load_elements<2>(bytes, row.element);
}

}  // namespace tir2tt::device
