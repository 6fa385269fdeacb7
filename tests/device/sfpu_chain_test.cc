// Chains of vector operations, in every format; integers.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

/// As sfpu_chain.cpp.
struct Step {
  const char* name;
  double (*value)(double x, double y);
};
double sigmoid(double x, double) { return 1 / (1 + std::exp(-x)); }
constexpr Step kSteps[] = {
    {"1 / (1 + exp(-x))", sigmoid},
    {"sigmoid", sigmoid},
    {"relu", [](double x, double) { return std::max(x, 0.0); }},
    {"x + y", [](double x, double y) { return x + y; }},
    {"x - y", [](double x, double y) { return x - y; }},
    {"x * y", [](double x, double y) { return x * y; }},
    {"max", [](double x, double y) { return std::max(x, y); }},
    {"fill", [](double, double) { return 0.75; }},
    {"where", [](double x, double y) { return x > 0 ? x : y; }},
    {"mask", [](double x, double y) { return y != 0 ? x : 0; }},
};
constexpr int kCount = static_cast<int>(std::size(kSteps));

void expect_chain(DataFormat format, bool wide_dst, int seeds) {
  const std::vector<float> x = ramp(1024, 9, 0.5f), y = ramp(1024, 5, 0.5f);
  Kernel k = compute("sfpu_chain.cpp");
  if (wide_dst) k.defines["WIDE"] = "1";
  const Program p = stream_program({input(0, format, x, 32, 32), input(1, format, y, 32, 32)}, wide_dst ? wide(k) : k,
                                   {output(16, format, kCount)});
  const std::vector<float> got = values_everywhere(p, 2, format, 32, 32 * kCount, seeds);
  ASSERT_FALSE(got.empty());
  const std::vector<float> a = stored(format, x, 32, 32), b = stored(format, y, 32, 32);
  for (int s = 0; s < kCount; ++s) {
    std::vector<double> wanted(1024);
    for (size_t i = 0; i < wanted.size(); ++i)
      wanted[i] = kSteps[s].value(static_cast<double>(a[i]), static_cast<double>(b[i]));
    // Four steps, each rounded to DST's width; the others are exact.
    const double lost = wide_dst ? 1e-6 : format == DataFormat::Float16 ? 4.0 / 1024 : 4.0 / 128;
    expect_close(format, tile_of(got, s), wanted, 32, {s < 2 ? lost : 0, 0}, kSteps[s].name);
  }
}

class SfpuChain : public testing::TestWithParam<DataFormat> {};

TEST_P(SfpuChain, SixteenBitsInDst) { expect_chain(GetParam(), false, 3); }
TEST_P(SfpuChain, ThirtyTwoBitsInDst) { expect_chain(GetParam(), true, 3); }

INSTANTIATE_TEST_SUITE_P(Formats, SfpuChain,
                         testing::Values(DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                                         DataFormat::Bfp8_b, DataFormat::Bfp4_b),
                         name_of);

TEST(SfpuChainSeeds, EveryInterleavingGivesTheSame) { expect_chain(DataFormat::Float16_b, false, 100); }

// Nothing is unpacked before the first use of DST, so it must know its width by itself.
TEST(SfpuChainSeeds, EveryInterleavingGivesTheSameInFloat16) { expect_chain(DataFormat::Float16, false, 100); }

TEST(SfpuIntegers, SumConstantAndWayThroughFloat) {
  for (const DataFormat f : {DataFormat::Int32, DataFormat::UInt32, DataFormat::UInt16}) {
    const bool negative = f == DataFormat::Int32;
    std::vector<float> a = ramp(1024, 1021, 3), b = ramp(1024, 517, 11);
    if (!negative) {
      for (size_t i = 0; i < a.size(); ++i) a[i] = std::abs(a[i]), b[i] = std::abs(b[i]);
    }
    Kernel k = wide(compute("integer_chain.cpp"));
    k.defines["INTEGER"] = format_name(f);
    const Program p = stream_program({input(0, f, a, 32, 32), input(1, f, b, 32, 32)}, k, {output(16, f, 3)});
    const std::vector<float> got = values_everywhere(p, 2, f, 32, 96, 100);
    ASSERT_FALSE(got.empty());
    for (size_t i = 0; i < 1024; ++i) {
      ASSERT_EQ(tile_of(got, 0)[i], a[i] + b[i]) << i;
      ASSERT_EQ(tile_of(got, 1)[i], 7) << i;
      ASSERT_EQ(tile_of(got, 2)[i], a[i] + b[i] + 5) << i;
    }
  }
}

uint32_t tt_value(DataFormat f) {
  switch (f) {
    case DataFormat::Float32: return 0;
    case DataFormat::Float16_b: return 5;
    case DataFormat::Int32: return 8;
    case DataFormat::UInt16: return 9;
    default: return 24;  // UInt32
  }
}

TEST(SfpuIntegers, ConversionsBetweenFormats) {
  using D = DataFormat;
  constexpr std::pair<D, D> kPairs[] = {{D::Float32, D::Int32},   {D::Int32, D::Float32},    {D::Float16_b, D::UInt16},
                                        {D::UInt16, D::Float32},  {D::UInt32, D::Float16_b}, {D::Float16_b, D::UInt32},
                                        {D::Int32, D::Float16_b}, {D::UInt16, D::Int32}};
  std::vector<float> values = ramp(1024, 255, 1);
  for (float& v : values) v = std::abs(v);
  for (const auto& [from, to] : kPairs) {
    Kernel k = wide(compute("cast.cpp"));
    k.compile_arguments = {1, tt_value(from), tt_value(to)};
    const Program p = stream_program({input(0, from, values, 32, 32)}, k, {output(16, to, 1)});
    const std::vector<float> got = values_everywhere(p, 1, to, 32, 32, from == D::Int32 ? 100 : 2);
    ASSERT_EQ(got, values) << format_name(from) << " to " << format_name(to);
  }
}

}  // namespace
}  // namespace tir2tt::device
