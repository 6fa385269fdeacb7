#include "device/numerics/tile_math_round.h"

#include "device/numerics/clones.h"
#include "device/numerics/format_bits.h"

namespace tir2tt::device {
namespace {

// Denormals become a zero of their sign; infinities and NaNs stay what they are.
inline float to_bf16(float value) {
  const uint32_t bits = bits_of(value);
  const uint32_t rounded = (bits + 0x8000u) & 0xFFFF0000u;
  const uint32_t number = flush_denormal(rounded);
  return float_of((bits & kMagnitude) > kInfinity ? bits | 0x00400000u : number);
}

// The largest number stands for all beyond it and for NaN.
inline float to_fp16(float value) {
  constexpr uint32_t kLeast = (127u - 14) << 23;                    // 2^-14
  constexpr uint32_t kMost = ((127u + 16) << 23) | (0x3FFu << 13);  // 131008
  const uint32_t bits = bits_of(value);
  const uint32_t rounded = ((bits & kMagnitude) + 0x1000u) & ~0x1FFFu;
  const uint32_t bounded = rounded > kMost ? kMost : rounded;
  return float_of((bits & kSignBit) | (bounded < kLeast ? 0 : bounded));
}

TIR2TT_CLONES void add_fp32(const float* __restrict terms, int count, float* __restrict dst) {
  for (int i = 0; i < count; i++) dst[i] += terms[i];
}
TIR2TT_CLONES void add_bf16(const float* __restrict terms, int count, float* __restrict dst) {
  for (int i = 0; i < count; i++) dst[i] = to_bf16(dst[i] + terms[i]);
}
TIR2TT_CLONES void add_fp16(const float* __restrict terms, int count, float* __restrict dst) {
  for (int i = 0; i < count; i++) dst[i] = to_fp16(dst[i] + terms[i]);
}
TIR2TT_CLONES void write_fp32(const float* terms, int count, float* dst) {
  for (int i = 0; i < count; i++) dst[i] = terms[i];
}
TIR2TT_CLONES void write_bf16(const float* terms, int count, float* dst) {
  for (int i = 0; i < count; i++) dst[i] = to_bf16(terms[i]);
}
TIR2TT_CLONES void write_fp16(const float* terms, int count, float* dst) {
  for (int i = 0; i < count; i++) dst[i] = to_fp16(terms[i]);
}

using Write = void (*)(const float* terms, int count, float* dst);
constexpr int kModes = 3;

}  // namespace

void add_to_dst(DstMode mode, const float* terms, int count, float* dst) {
  static const Write kAdd[kModes] = {add_fp32, add_bf16, add_fp16};
  kAdd[static_cast<int>(mode)](terms, count, dst);
}

void write_to_dst(DstMode mode, const float* terms, int count, float* dst) {
  static const Write kWrite[kModes] = {write_fp32, write_bf16, write_fp16};
  kWrite[static_cast<int>(mode)](terms, count, dst);
}

}  // namespace tir2tt::device
