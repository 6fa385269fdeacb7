// Operations on one 32-bit integer, two's complement. Sums and negations wrap. Shifts by less than 0 or more than 31
// leave 0, arithmetic ones to the right the sign.
#include <algorithm>
#include <functional>
#include <type_traits>

#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {
namespace {

using device_abi::Sfpu;
using Context = SfpuContext;

template <class F>
constexpr ElementOperation on_int(Sfpu op, F f) {
  static_assert(std::is_class_v<F>, "a lambda, of which a copy can be made from nothing");
  return {op, each<int32_t, 1>(f), SfpuResult::Bits};
}
template <class F>
constexpr ElementOperation on_word(Sfpu op, F f) {
  static_assert(std::is_class_v<F>, "a lambda, of which a copy can be made from nothing");
  return {op, each<uint32_t, 1>(f), SfpuResult::Bits};
}
template <class Compare>
constexpr ElementOperation with_zero(Sfpu op, Compare) {
  return on_int(op, [](int32_t x, const Context&) { return int32_t{Compare{}(x, 0)}; });
}
template <class Compare>
constexpr ElementOperation with_scalar(Sfpu op, Compare) {
  return on_int(op, [](int32_t x, const Context& c) { return int32_t{Compare{}(x, c.integer(0))}; });
}

constexpr ElementOperation kIntegers[] = {
    on_word(Sfpu::AbsInt, [](uint32_t x, const Context&) { return static_cast<int32_t>(x) < 0 ? 0u - x : x; }),
    on_int(Sfpu::SignbitInt, [](int32_t x, const Context&) { return x < 0 ? 1 : 0; }),
    on_word(Sfpu::NegativeInt, [](uint32_t x, const Context&) { return 0u - x; }),
    on_word(Sfpu::AddScalarInt, [](uint32_t x, const Context& c) { return x + c.arguments.parameter[0]; }),
    on_word(Sfpu::SubScalarInt, [](uint32_t x, const Context& c) { return x - c.arguments.parameter[0]; }),
    on_word(Sfpu::RsubScalarInt, [](uint32_t x, const Context& c) { return c.arguments.parameter[0] - x; }),
    on_int(Sfpu::MaxScalarInt, [](int32_t x, const Context& c) { return std::max(x, c.integer(0)); }),
    on_int(Sfpu::MinScalarInt, [](int32_t x, const Context& c) { return std::min(x, c.integer(0)); }),
    on_word(Sfpu::MaxScalarUint, [](uint32_t x, const Context& c) { return std::max(x, c.arguments.parameter[0]); }),
    on_word(Sfpu::MinScalarUint, [](uint32_t x, const Context& c) { return std::min(x, c.arguments.parameter[0]); }),
    on_int(Sfpu::ReluInt, [](int32_t x, const Context&) { return std::max(x, 0); }),
    on_int(Sfpu::ReluMaxInt, [](int32_t x, const Context& c) { return std::max(std::min(x, c.integer(0)), 0); }),
    on_int(Sfpu::ReluMinInt, [](int32_t x, const Context& c) { return std::max(x, c.integer(0)); }),
    on_int(Sfpu::ClampInt,
           [](int32_t x, const Context& c) { return x < c.integer(0) ? c.integer(0) : std::min(x, c.integer(1)); }),
    on_word(Sfpu::FillInt, [](uint32_t, const Context& c) { return c.arguments.parameter[0]; }),
    with_scalar(Sfpu::NeScalarInt, std::not_equal_to<>{}),
    with_scalar(Sfpu::EqScalarInt, std::equal_to<>{}),
    with_scalar(Sfpu::GtScalarInt, std::greater<>{}),
    with_scalar(Sfpu::GeScalarInt, std::greater_equal<>{}),
    with_scalar(Sfpu::LtScalarInt, std::less<>{}),
    with_scalar(Sfpu::LeScalarInt, std::less_equal<>{}),
    with_zero(Sfpu::GtzInt, std::greater<>{}),
    with_zero(Sfpu::NezInt, std::not_equal_to<>{}),
    with_zero(Sfpu::GezInt, std::greater_equal<>{}),
    with_zero(Sfpu::LtzInt, std::less<>{}),
    with_zero(Sfpu::EqzInt, std::equal_to<>{}),
    with_zero(Sfpu::LezInt, std::less_equal<>{}),
    on_word(Sfpu::BitwiseAnd, [](uint32_t x, const Context& c) { return x & c.arguments.parameter[0]; }),
    on_word(Sfpu::BitwiseOr, [](uint32_t x, const Context& c) { return x | c.arguments.parameter[0]; }),
    on_word(Sfpu::BitwiseXor, [](uint32_t x, const Context& c) { return x ^ c.arguments.parameter[0]; }),
    on_word(Sfpu::BitwiseNot, [](uint32_t x, const Context&) { return ~x; }),
    on_word(Sfpu::LeftShift,
            [](uint32_t x, const Context& c) {
              return c.arguments.parameter[0] < 32 ? x << c.arguments.parameter[0] : 0u;
            }),
    on_int(Sfpu::RightShift, [](int32_t x, const Context& c) { return x >> std::min(c.arguments.parameter[0], 31u); }),
};

}  // namespace

std::span<const ElementOperation> sfpu_unary_integer_operations() { return kIntegers; }

}  // namespace tir2tt::device
