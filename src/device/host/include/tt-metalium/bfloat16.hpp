// bfloat16 on the host, and vectors of it: random, constant, packed two to a word (the first in the low half).
// Source: tt-metal's bfloat16.hpp of 2026-03-12. Tested by tests/device/host_values_test.cc.
#pragma once

#include <bit>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <ostream>
#include <type_traits>
#include <utility>
#include <vector>

class bfloat16 {
 public:
  constexpr bfloat16() = default;
  /// Rounds to nearest, ties to even; NaN becomes 0x7FC0.
  template <typename T>
  requires std::is_arithmetic_v<T>
  constexpr bfloat16(T value) noexcept : bits_(rounded(static_cast<float>(value))) {}
  /// The upper half of the float's bits.
  static constexpr bfloat16 truncate(float value) {
    bfloat16 result;
    result.bits_ = static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16);
    return result;
  }

  constexpr operator float() const { return std::bit_cast<float>(static_cast<uint32_t>(bits_) << 16); }

  constexpr bool operator==(bfloat16 other) const { return float(*this) == float(other); }
  constexpr std::partial_ordering operator<=>(bfloat16 other) const { return float(*this) <=> float(other); }

  constexpr bfloat16& operator+=(bfloat16 other) noexcept { return *this = bfloat16(float(*this) + float(other)); }
  constexpr bfloat16& operator-=(bfloat16 other) noexcept { return *this = bfloat16(float(*this) - float(other)); }
  constexpr bfloat16& operator*=(bfloat16 other) noexcept { return *this = bfloat16(float(*this) * float(other)); }
  constexpr bfloat16& operator/=(bfloat16 other) noexcept { return *this = bfloat16(float(*this) / float(other)); }
  constexpr bfloat16 operator+(bfloat16 other) const { return bfloat16(*this) += other; }
  constexpr bfloat16 operator-(bfloat16 other) const { return bfloat16(*this) -= other; }
  constexpr bfloat16 operator*(bfloat16 other) const { return bfloat16(*this) *= other; }
  constexpr bfloat16 operator/(bfloat16 other) const { return bfloat16(*this) /= other; }

 private:
  static constexpr uint16_t rounded(float value) {
    const uint32_t bits = std::bit_cast<uint32_t>(value);
    if ((bits & 0x7FFFFFFF) > 0x7F800000) return 0x7FC0;
    return static_cast<uint16_t>((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
  }

  uint16_t bits_ = 0;
};
static_assert(sizeof(bfloat16) == 2);

std::ostream& operator<<(std::ostream& out, const bfloat16& value);

/// The first in the low half.
uint32_t pack_two_bfloat16_into_uint32(std::pair<bfloat16, bfloat16> two_bfloats);
std::pair<bfloat16, bfloat16> unpack_two_bfloat16_from_uint32(uint32_t packed);

/// `num_bytes` of values in [offset, offset + rand_max_float), the same on every machine for a seed.
std::vector<bfloat16> create_random_vector_of_bfloat16_native(std::size_t num_bytes, float rand_max_float, int seed,
                                                              float offset = 0.0f);
std::vector<uint32_t> create_random_vector_of_bfloat16(std::size_t num_bytes, int rand_max_float, int seed,
                                                       float offset = 0.0f);
std::vector<uint32_t> create_constant_vector_of_bfloat16(std::size_t num_bytes, float value);
/// rows x columns, row-major, with ones at the first `num_ones` places of the diagonal.
std::vector<bfloat16> create_identity_matrix(int rows, int columns, int num_ones);

std::vector<uint32_t> pack_bfloat16_vec_into_uint32_vec(const std::vector<bfloat16>& data);
bfloat16 bfloat16_identity_transform(const bfloat16& input);
std::vector<bfloat16> unpack_uint32_vec_into_bfloat16_vec(
    const std::vector<uint32_t>& data,
    const std::function<bfloat16(const bfloat16&)>& transform = bfloat16_identity_transform);

/// |a - b| <= atol + rtol * |b|, or both infinite or both NaN.
bool is_close(float a, float b, float rtol = 0.01f, float atol = 0.001f);
/// Whether `comparison` holds for all pairs of elements of two packed vectors of one length.
bool packed_uint32_t_vector_comparison(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b,
                                       const std::function<bool(float, float)>& comparison);
