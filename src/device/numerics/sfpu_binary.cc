// Operations on two or three tiles in DST, word by word. Sources: tt-metal ckernel_sfpu_*.h of the same names;
// ckernel_sfpu_quant.h: results of quantising are clamped to +-127, and dequantising adds the zero point that the
// kernel gives, which the host has negated. Integers: by the call's `format`; uint16 results keep 16 bits. What the
// chip does with a divisor of 0 is not known; here quotients of 0 are +-(2^31 - 1), or 0 for 0, and rests are the
// dividend.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <type_traits>

#include "device/numerics/format_bits.h"
#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {
namespace {

using device_abi::Sfpu;
using Context = SfpuContext;

template <class F>
constexpr ElementOperation on_floats(Sfpu op, F f) {
  static_assert(std::is_class_v<F>, "a lambda, of which a copy can be made from nothing");
  return {op, each<float, 2>(f)};
}
template <class F>
constexpr ElementOperation on_three(Sfpu op, F f) {
  static_assert(std::is_class_v<F>, "a lambda, of which a copy can be made from nothing");
  return {op, each<float, 3>(f)};
}
/// Two signed integers; no format.
template <class F>
constexpr ElementOperation on_ints(Sfpu op, F) {
  return {op, each<int32_t, 2>([](int32_t a, int32_t b, const Context&) { return static_cast<int32_t>(F{}(a, b)); }),
          SfpuResult::Bits};
}
/// Two words; the result keeps the bits of the format.
template <class F>
constexpr ElementOperation on_words(Sfpu op, F) {
  return {op, each<uint32_t, 2>([](uint32_t a, uint32_t b, const Context& c) -> uint32_t {
            const uint32_t mask = tt_range(c.arguments.format).most == 65535 ? 0xFFFFu : ~0u;
            return F{}(a, b) & mask;
          }),
          SfpuResult::Bits};
}

constexpr int32_t kMost = std::numeric_limits<int32_t>::max();
int32_t by_zero(int32_t a) { return a > 0 ? kMost : a < 0 ? -kMost : 0; }
int64_t floor_quotient(int64_t a, int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0)); }
uint32_t magnitude(int32_t x) { return x < 0 ? 0u - static_cast<uint32_t>(x) : static_cast<uint32_t>(x); }

int32_t divide(int32_t a, int32_t b, bool down) {
  if (b == 0) return by_zero(a);
  return static_cast<int32_t>(down ? floor_quotient(a, b) : int64_t{a} / b);
}
int32_t rest(int32_t a, int32_t b, bool down) {
  if (b == 0) return a;
  return static_cast<int32_t>(int64_t{a} - (down ? floor_quotient(a, b) : int64_t{a} / b) * b);
}
uint32_t least_common_multiple(int32_t a, int32_t b) {
  const uint32_t x = magnitude(a), y = magnitude(b);
  return x == 0 || y == 0 ? 0 : x / std::gcd(x, y) * y;
}
/// Arithmetic for signed formats, else zeros come in.
uint32_t shift_right(uint32_t a, uint32_t b, const Context& c) {
  if (tt_range(c.arguments.format).least < 0) return static_cast<uint32_t>(static_cast<int32_t>(a) >> std::min(b, 31u));
  return b < 32 ? a >> b : 0;
}

/// To nearest, ties away from zero, in +-127 (SFPSTOCHRND).
int32_t to_int8(double x) {
  if (std::isnan(x)) return std::signbit(x) ? -127 : 127;
  return static_cast<int32_t>(std::clamp(std::round(x), -127.0, 127.0));
}
double log_sigmoid(double x) { return std::min(x, 0.0) - std::log1p(std::exp(-std::abs(x))); }
bool masked(uint32_t mask, const Context& c) {
  return tt_range(c.arguments.format).integer ? mask == 0 : (mask & kMagnitude) == 0;
}

constexpr ElementOperation kBinary[] = {
    on_floats(Sfpu::AddBinary, [](float a, float b, const Context&) { return a + b; }),
    on_floats(Sfpu::SubBinary, [](float a, float b, const Context&) { return a - b; }),
    on_floats(Sfpu::MulBinary, [](float a, float b, const Context&) { return a * b; }),
    on_floats(Sfpu::DivBinary, [](float a, float b, const Context&) { return a / b; }),
    on_floats(Sfpu::RsubBinary, [](float a, float b, const Context&) { return b - a; }),
    on_floats(Sfpu::PowerBinary,
              [](float a, float b, const Context&) { return static_cast<float>(std::pow(double{a}, double{b})); }),
    on_floats(Sfpu::EqBinary, [](float a, float b, const Context&) { return a == b ? 1.0f : 0.0f; }),
    on_floats(Sfpu::MaxBinary, [](float a, float b, const Context&) { return a < b ? b : a; }),
    on_floats(Sfpu::MinBinary, [](float a, float b, const Context&) { return b < a ? b : a; }),
    on_floats(Sfpu::FmodBinary, [](float a, float b, const Context&) { return std::fmod(a, b); }),
    on_floats(Sfpu::XlogyBinary,
              [](float a, float b, const Context&) { return static_cast<float>(double{a} * std::log(double{b})); }),
    on_floats(Sfpu::Logsigmoid,
              [](float a, float, const Context&) { return static_cast<float>(log_sigmoid(double{a})); }),
    {Sfpu::Mask, each<uint32_t, 2>([](uint32_t a, uint32_t b, const Context& c) { return masked(b, c) ? 0u : a; }),
     SfpuResult::Bits},
    {Sfpu::MaskPosInf,
     each<uint32_t, 2>([](uint32_t a, uint32_t b, const Context& c) { return masked(b, c) ? kInfinity : a; }),
     SfpuResult::ByFormat},
    {Sfpu::Quant, each<uint32_t, 2>([](uint32_t a, uint32_t b, const Context& c) {
       const double scaled = double{float_of(a)} * double{float_of(b)} + double{c.init(0)};
       return static_cast<uint32_t>(to_int8(scaled));
     }),
     SfpuResult::Bits},
    {Sfpu::Requant, each<uint32_t, 2>([](uint32_t a, uint32_t b, const Context& c) {
       const float value = static_cast<float>(static_cast<int32_t>(a));
       return static_cast<uint32_t>(to_int8(double{value} * double{float_of(b)} + double{c.init(0)}));
     }),
     SfpuResult::Bits},
    {Sfpu::Dequant, each<uint32_t, 2>([](uint32_t a, uint32_t b, const Context& c) {
       return bits_of((static_cast<float>(static_cast<int32_t>(a)) + c.init(0)) * float_of(b));
     })},
    on_words(Sfpu::AddInt, [](uint32_t a, uint32_t b) { return a + b; }),
    on_words(Sfpu::SubInt, [](uint32_t a, uint32_t b) { return a - b; }),
    on_words(Sfpu::RsubInt, [](uint32_t a, uint32_t b) { return b - a; }),
    on_words(Sfpu::MulInt, [](uint32_t a, uint32_t b) { return a * b; }),
    {Sfpu::DivInt, each<int32_t, 2>([](int32_t a, int32_t b, const Context&) {
       return static_cast<float>(static_cast<double>(a) / static_cast<double>(b));
     })},
    on_ints(Sfpu::DivFloorInt, [](int32_t a, int32_t b) { return divide(a, b, true); }),
    on_ints(Sfpu::DivTruncInt, [](int32_t a, int32_t b) { return divide(a, b, false); }),
    on_ints(Sfpu::FmodInt, [](int32_t a, int32_t b) { return rest(a, b, false); }),
    on_ints(Sfpu::RemainderInt, [](int32_t a, int32_t b) { return rest(a, b, true); }),
    on_ints(Sfpu::Gcd, [](int32_t a, int32_t b) { return std::gcd(magnitude(a), magnitude(b)); }),
    on_ints(Sfpu::Lcm, [](int32_t a, int32_t b) { return least_common_multiple(a, b); }),
    on_ints(Sfpu::LtInt, std::less<>{}),
    on_ints(Sfpu::GtInt, std::greater<>{}),
    on_ints(Sfpu::LeInt, std::less_equal<>{}),
    on_ints(Sfpu::GeInt, std::greater_equal<>{}),
    on_ints(Sfpu::MaxBinaryInt, [](int32_t a, int32_t b) { return std::max(a, b); }),
    on_ints(Sfpu::MinBinaryInt, [](int32_t a, int32_t b) { return std::min(a, b); }),
    on_words(Sfpu::MaxBinaryUint, [](uint32_t a, uint32_t b) { return std::max(a, b); }),
    on_words(Sfpu::MinBinaryUint, [](uint32_t a, uint32_t b) { return std::min(a, b); }),
    on_words(Sfpu::AndBinary, std::bit_and<>{}),
    on_words(Sfpu::OrBinary, std::bit_or<>{}),
    on_words(Sfpu::XorBinary, std::bit_xor<>{}),
    on_words(Sfpu::LeftShiftBinary, [](uint32_t a, uint32_t b) { return b < 32 ? a << b : 0u; }),
    {Sfpu::RightShiftBinary,
     each<uint32_t, 2>([](uint32_t a, uint32_t b, const Context& c) { return shift_right(a, b, c); }),
     SfpuResult::Bits},
    on_words(Sfpu::LogicalRightShiftBinary, [](uint32_t a, uint32_t b) { return b < 32 ? a >> b : 0u; }),
    {Sfpu::Where,
     each<uint32_t, 3>([](uint32_t a, uint32_t b, uint32_t d, const Context& c) { return masked(a, c) ? d : b; }),
     SfpuResult::Bits},
    on_three(Sfpu::Lerp, [](float a, float b, float weight, const Context&) { return a + weight * (b - a); }),
    on_three(Sfpu::Addcmul, [](float a, float b, float d, const Context& c) { return a + c.p(0) * b * d; }),
    on_three(Sfpu::Addcdiv, [](float a, float b, float d, const Context& c) { return a + c.p(0) * b / d; }),
    on_three(Sfpu::LgammaAdjusted,
             [](float stirling, float log_sine, float x, const Context&) {
               constexpr float kLogPi = 1.14472988584940017f;
               if (x == 1 || x == 2) return 0.0f;
               return x < 0.5f ? kLogPi - log_sine - stirling : stirling;
             }),
};

}  // namespace

std::span<const ElementOperation> sfpu_binary_operations() { return kBinary; }

}  // namespace tir2tt::device
