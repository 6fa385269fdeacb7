// Elementary and special functions of one float: those of the standard library in double, rounded to float once.
// Sources: the comments of tt-metal api/compute/*.h; ckernel_sfpu_lgamma.h for what lgamma_stirling_tile leaves to the
// kernel.
#include <cmath>
#include <numbers>
#include <type_traits>

#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {
namespace {

using device_abi::Sfpu;

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

template <class F>
constexpr ElementOperation in_double(Sfpu op, F) {
  static_assert(std::is_class_v<F>, "a lambda, of which a copy can be made from nothing");
  return {op,
          each<float, 1>([](float x, const SfpuContext&) { return static_cast<float>(F{}(static_cast<double>(x))); })};
}

// exp_tile<approx, fast> (p2) takes its scale from the init, else from the call where it says so.
float exponential(float x, const SfpuContext& c) {
  float scale = c.arguments.parameter[1] != 0 ? c.p(0) : 1.0f;
  if (c.arguments.parameter[2] != 0 && c.state.init_parameter[0] != 0) scale = c.init(0);
  return static_cast<float>(std::exp(static_cast<double>(x) * static_cast<double>(scale)));
}

constexpr ElementOperation kElementary[] = {
    in_double(Sfpu::Sqrt, [](double x) { return std::sqrt(x); }),
    in_double(Sfpu::Rsqrt, [](double x) { return 1 / std::sqrt(x); }),
    in_double(Sfpu::Cbrt, [](double x) { return std::cbrt(x); }),
    in_double(Sfpu::Recip, [](double x) { return 1 / x; }),
    {Sfpu::Exp, each<float, 1>([](float x, const SfpuContext& c) { return exponential(x, c); })},
    in_double(Sfpu::Exp2, [](double x) { return std::exp2(x); }),
    in_double(Sfpu::Expm1, [](double x) { return std::expm1(x); }),
    in_double(Sfpu::Log, [](double x) { return std::log(x); }),
    {Sfpu::LogWithBase, each<float, 1>([](float x, const SfpuContext& c) {
       return static_cast<float>(std::log(static_cast<double>(x)) * static_cast<double>(c.p(0)));
     })},
    in_double(Sfpu::Log1p, [](double x) { return std::log1p(x); }),
    in_double(Sfpu::Tanh, [](double x) { return std::tanh(x); }),
    in_double(Sfpu::Sigmoid, [](double x) { return sigmoid(x); }),
    in_double(Sfpu::Silu, [](double x) { return x * sigmoid(x); }),
    in_double(Sfpu::Gelu, [](double x) { return 0.5 * x * std::erfc(-x / std::numbers::sqrt2); }),
    in_double(Sfpu::Erf, [](double x) { return std::erf(x); }),
    in_double(Sfpu::Erfc, [](double x) { return std::erfc(x); }),
    in_double(Sfpu::Erfinv, [](double x) { return inverse_erf(x); }),
    in_double(Sfpu::I0, [](double x) { return bessel_i0(x); }),
    in_double(Sfpu::I1, [](double x) { return bessel_i1(x); }),
    in_double(Sfpu::Sin, [](double x) { return std::sin(x); }),
    in_double(Sfpu::Cos, [](double x) { return std::cos(x); }),
    in_double(Sfpu::Tan, [](double x) { return std::tan(x); }),
    in_double(Sfpu::Asin, [](double x) { return std::asin(x); }),
    in_double(Sfpu::Acos, [](double x) { return std::acos(x); }),
    in_double(Sfpu::Atan, [](double x) { return std::atan(x); }),
    in_double(Sfpu::Sinh, [](double x) { return std::sinh(x); }),
    in_double(Sfpu::Cosh, [](double x) { return std::cosh(x); }),
    in_double(Sfpu::Asinh, [](double x) { return std::asinh(x); }),
    in_double(Sfpu::Acosh, [](double x) { return std::acosh(x); }),
    in_double(Sfpu::Atanh, [](double x) { return std::atanh(x); }),
    in_double(Sfpu::Lgamma, [](double x) { return log_gamma_positive(x < 0.5 ? 1 - x : x); }),
};

}  // namespace

std::span<const ElementOperation> sfpu_elementary_operations() { return kElementary; }

}  // namespace tir2tt::device
