// What the files of the vector unit share: how an operation is described and what it gets.
// Tested by tests/device/sfpu_test.cc.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>

#include "device/numerics/sfpu.h"

namespace tir2tt::device {

/// Values of tt::DataFormat that matter here (tt_backend_api_types.hpp).
enum class TtFormat : uint32_t {
  Float32 = 0,
  Float16 = 1,
  Float16_b = 5,
  Int32 = 8,
  UInt16 = 9,
  Int16 = 13,
  Int8 = 14,
  UInt32 = 24,
  UInt8 = 30
};
/// Range of an integer format; of anything else: `integer` is false.
struct TtRange {
  bool integer = false;
  int64_t least = 0, most = 0;
};
TtRange tt_range(uint32_t format);

/// One application of an operation.
struct SfpuContext {
  const SfpuArguments& arguments;
  std::span<Tile> slots;
  DstMode mode;
  std::span<const std::byte> l1;
  SfpuState& state;

  float p(int i) const { return std::bit_cast<float>(arguments.parameter[i]); }
  int32_t integer(int i) const { return static_cast<int32_t>(arguments.parameter[i]); }
  float init(int i) const { return std::bit_cast<float>(state.init_parameter[i]); }
};

/// Works on `count` words each of dst0, dst1, dst2 (as many as the shape has) and dst_out, which may be one of them.
using ElementKernel = void (*)(const SfpuContext&, const float* a, const float* b, const float* c, float* out,
                               int count);
using TileKernel = void (*)(const SfpuContext&);

/// What becomes of the words of a result: rounded to DST's mode, kept, or as the call's `format` says.
enum class SfpuResult : uint8_t { Float, Bits, ByFormat };

struct ElementOperation {
  device_abi::Sfpu op;
  ElementKernel kernel;
  SfpuResult result = SfpuResult::Float;
};
struct TileOperation {
  device_abi::Sfpu op;
  TileKernel kernel;
};
std::span<const ElementOperation> sfpu_elementary_operations();
std::span<const ElementOperation> sfpu_activation_operations();
std::span<const ElementOperation> sfpu_arithmetic_operations();
std::span<const ElementOperation> sfpu_question_operations();
std::span<const ElementOperation> sfpu_unary_integer_operations();
std::span<const ElementOperation> sfpu_binary_operations();
std::span<const TileOperation> sfpu_tile_operations();

/// A kernel from a lambda without captures: Value(Value, …, const SfpuContext&), with 1, 2 or 3 values. Value is float
/// or a 32-bit integer.
template <class Value, int operands, class F>
constexpr ElementKernel each(F) {
  return [](const SfpuContext& context, const float* a, const float* b, const float* c, float* out, int count) {
    constexpr auto value = [](float word) { return std::bit_cast<Value>(word); };
    for (int i = 0; i < count; i++) {
      if constexpr (operands == 1) out[i] = std::bit_cast<float>(F{}(value(a[i]), context));
      if constexpr (operands == 2) out[i] = std::bit_cast<float>(F{}(value(a[i]), value(b[i]), context));
      if constexpr (operands == 3) out[i] = std::bit_cast<float>(F{}(value(a[i]), value(b[i]), value(c[i]), context));
    }
  };
}

/// Functions that the standard library lacks, in double.
double inverse_erf(double x);
double bessel_i0(double x);
double bessel_i1(double x);
double log_gamma_positive(double x);  // x >= 0.5

/// Word `word` of format `from` as `to`, both values of tt::DataFormat.
uint32_t typecast(uint32_t word, uint32_t from, uint32_t to);

/// Sorting for top k (sfpu_topk.cc).
void topk_sort(const SfpuContext& context);
void topk_merge(const SfpuContext& context);
void topk_rebuild(const SfpuContext& context);

/// Welford's algorithm (sfpu_welford.cc).
void welford_clear(const SfpuContext& context);
void welford_row(const SfpuContext& context);
void welford_save(const SfpuContext& context);
void welford_restore(const SfpuContext& context);
void welford_to_row(const SfpuContext& context);
void welford_to_face(const SfpuContext& context);
/// Mean and M2 become NaN.
void lose_welford(SfpuState& state);

}  // namespace tir2tt::device
