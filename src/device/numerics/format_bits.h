// The patterns of floats: single values between a float and fewer bits, as Tensix converts them and as a host does.
// Sources: tt-isa-documentation FloatBitPatterns.md, Packers/FormatConversion.md, Unpackers/FormatConversion.md.
// Tested by tests/device/formats_test.cc.
#pragma once

#include <bit>
#include <cstdint>

namespace tir2tt::device {

inline constexpr uint32_t kSignBit = 0x80000000u;
inline constexpr uint32_t kMagnitude = 0x7FFFFFFFu;
inline constexpr uint32_t kInfinity = 0x7F800000u;
inline constexpr uint32_t kLeastNormal = 0x00800000u;

inline uint32_t bits_of(float value) { return std::bit_cast<uint32_t>(value); }
inline float float_of(uint32_t bits) { return std::bit_cast<float>(bits); }

/// Denormals become a zero of their sign.
inline uint32_t flush_denormal(uint32_t bits) { return (bits & kMagnitude) < kLeastNormal ? bits & kSignBit : bits; }
/// NaN becomes an infinity of its sign: what the packer does wherever it rounds (Packers/FormatConversion.md).
inline uint32_t nan_to_infinity(uint32_t bits) {
  return (bits & kMagnitude) > kInfinity ? (bits & kSignBit) | kInfinity : bits;
}
/// bits / 2^shift, to nearest, ties to even. 0 < shift < 32, bits < 2^31.
inline uint32_t shift_to_even(uint32_t bits, int shift) {
  return (bits + (1u << (shift - 1)) - 1 + ((bits >> shift) & 1)) >> shift;
}

/// A float of fewer bits: sign, exponent, mantissa from the top; the bias is 2^(exponent_bits - 1) - 1.
struct SmallFloat {
  int exponent_bits;
  int mantissa_bits;
  bool has_infinity;  // for the host: IEEE 754's infinity and NaNs; else (E4M3FN) all ones is NaN, the rest are numbers

  constexpr int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  constexpr uint32_t exponent_mask() const { return (1u << exponent_bits) - 1; }
  constexpr uint32_t mantissa_mask() const { return (1u << mantissa_bits) - 1; }
  constexpr uint32_t sign() const { return 1u << (exponent_bits + mantissa_bits); }
};
inline constexpr SmallFloat kFp16{5, 10, true};
inline constexpr SmallFloat kE5m2{5, 2, true};
inline constexpr SmallFloat kE4m3{4, 3, false};

/// As Tensix reads a pattern: the largest exponent is one of numbers like any other, exponent 0 is zero.
inline float tensix_value(SmallFloat format, uint32_t pattern) {
  const uint32_t sign = pattern & format.sign() ? kSignBit : 0;
  const uint32_t exponent = (pattern >> format.mantissa_bits) & format.exponent_mask();
  const uint32_t mantissa = (pattern & format.mantissa_mask()) << (23 - format.mantissa_bits);
  const uint32_t rebiased = (exponent + 127u - static_cast<uint32_t>(format.bias())) << 23;
  return float_of(exponent == 0 ? sign : sign | rebiased | mantissa);
}

/// As the packer writes a value: rounded to 10 mantissa bits (ties away from zero), then truncated to the format's; all
/// ones beyond its range and for NaN; zeros and what is below the least normal number become +0.
inline uint32_t tensix_pattern(SmallFloat format, float value) {
  const uint32_t bits = nan_to_infinity(bits_of(value));
  const uint32_t rounded = (bits & kMagnitude) + 0x1000u;
  const int exponent = static_cast<int>(rounded >> 23) - 127 + format.bias();
  const uint32_t mantissa = (rounded >> (23 - format.mantissa_bits)) & format.mantissa_mask();
  const uint32_t sign = bits & kSignBit ? format.sign() : 0;
  if (exponent <= 0) return 0;
  if (exponent > static_cast<int>(format.exponent_mask())) return sign | (format.sign() - 1);
  return sign | (static_cast<uint32_t>(exponent) << format.mantissa_bits) | mantissa;
}

/// As a host reads a pattern (IEEE 754, E4M3FN). All ones, which Tensix writes for what it cannot represent, is an
/// infinity where the format has one.
float host_value(SmallFloat format, uint32_t pattern);
/// As a host writes a value: to nearest, ties to even, with denormals. Beyond the range: infinity, for E4M3FN NaN.
uint32_t host_pattern(SmallFloat format, float value);

}  // namespace tir2tt::device
