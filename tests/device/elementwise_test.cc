// Sums, differences and products of tiles, with broadcasts and with DST as an operand, in every format.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

/// As elementwise.cpp: results in the order in which it gives them. `pick` is element (row, column) of B as broadcast.
struct Result {
  const char* name;
  double (*value)(double a, double b);
  char broadcast;  // 'n'one, 'r'ow, 'c'olumn, 's'calar
};
double add(double a, double b) { return a + b; }
double sub(double a, double b) { return a - b; }
double mul(double a, double b) { return a * b; }
constexpr Result kResults[] = {
    {"add", add, 'n'},
    {"sub", sub, 'n'},
    {"mul", mul, 'n'},
    {"add row", add, 'r'},
    {"add column", add, 'c'},
    {"add scalar", add, 's'},
    {"sub column", sub, 'c'},
    {"sub scalar", sub, 's'},
    {"mul row", mul, 'r'},
    {"mul column", mul, 'c'},
    {"mul scalar", mul, 's'},
    {"add twice", [](double a, double b) { return 2 * (a + b); }, 'n'},
    {"DST + B", add, 'n'},
    {"DST - B", sub, 'n'},
    {"B - DST", [](double a, double b) { return b - a; }, 'n'},
    {"DST * B", mul, 'n'},
};
constexpr int kCount = static_cast<int>(std::size(kResults));

std::vector<double> golden(const Result& result, const std::vector<float>& a, const std::vector<float>& b) {
  std::vector<double> out(a.size());
  for (size_t i = 0; i < out.size(); ++i) {
    const size_t row = result.broadcast == 'r' || result.broadcast == 's' ? 0 : i / 32;
    const size_t column = result.broadcast == 'c' || result.broadcast == 's' ? 0 : i % 32;
    out[i] = result.value(static_cast<double>(a[i]), static_cast<double>(b[row * 32 + column]));
  }
  return out;
}

Program elementwise_program(DataFormat in, DataFormat out, const std::vector<float>& a, const std::vector<float>& b,
                            bool fp32_dest) {
  Kernel k = with_arguments(compute("elementwise.cpp"), {1});
  if (fp32_dest) k.fp32_dest_acc = true;
  return stream_program({input(0, in, a, 32, 32), input(1, in, b, 32, 32)}, k, {output(16, out, kCount)});
}

void expect_results(DataFormat in, DataFormat out, bool fp32_dest, const std::vector<float>& a,
                    const std::vector<float>& b, Bound bound, int seeds) {
  const Program p = elementwise_program(in, out, a, b, fp32_dest);
  const std::vector<float> got = values_everywhere(p, 2, out, 32, 32 * kCount, seeds);
  ASSERT_FALSE(got.empty());
  const std::vector<float> x = stored(in, a, 32, 32), y = stored(in, b, 32, 32);
  for (int r = 0; r < kCount; ++r) {
    expect_close(out, tile_of(got, r), golden(kResults[r], x, y), 32, bound, kResults[r].name);
  }
}

class Elementwise : public testing::TestWithParam<DataFormat> {};

// Small multiples of 1/2: what comes before the storing is exact in every format.
TEST_P(Elementwise, EveryOperationIsExact) {
  for (const bool fp32_dest : {false, true}) {
    expect_results(GetParam(), GetParam(), fp32_dest, ramp(1024, 7, 0.5f), ramp(1024, 5, 0.5f), {}, 3);
  }
}

// A 16-bit DST rounds to 8 (Float16: 11) bits, an operand of Float32 is cut to 11.
TEST_P(Elementwise, EveryOperationOnNoise) {
  const double dst = GetParam() == DataFormat::Float16 ? 1.0 / 1024 : 1.0 / 128;
  const std::vector<float> a = noise(1024, 1, 2), b = noise(1024, 2, 2);
  expect_results(GetParam(), GetParam(), false, a, b, {dst, 4 * dst}, 1);
  expect_results(GetParam(), GetParam(), true, a, b, {1.0 / 512, 1.0 / 256}, 1);
}

INSTANTIATE_TEST_SUITE_P(Formats, Elementwise,
                         testing::Values(DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                                         DataFormat::Bfp8_b, DataFormat::Bfp4_b),
                         name_of);

TEST(ElementwiseSeeds, EveryInterleavingGivesTheSame) {
  expect_results(DataFormat::Float16_b, DataFormat::Float16_b, false, ramp(1024, 7, 0.5f), ramp(1024, 5, 0.5f), {},
                 100);
}

TEST(ElementwiseFormats, InputsAndOutputOfDifferentFormats) {
  expect_results(DataFormat::Bfp8_b, DataFormat::Float16_b, false, ramp(1024, 7, 0.5f), ramp(1024, 5, 0.5f), {}, 1);
  expect_results(DataFormat::Float16_b, DataFormat::Float32, true, ramp(1024, 7, 0.5f), ramp(1024, 5, 0.5f), {}, 1);
  expect_results(DataFormat::Float32, DataFormat::Bfp4_b, true, ramp(1024, 7, 0.5f), ramp(1024, 5, 0.5f), {}, 1);
}

}  // namespace
}  // namespace tir2tt::device
