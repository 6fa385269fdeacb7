// Sums, averages and maxima of tiles, in every format.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

constexpr int kTiles = 4, kWidth = 32 * kTiles;

/// Which elements of the tiles an element of a result comes from: 'r'ow, 'c'olumn (of each tile), 's'calar.
struct Reduction {
  const char* name;
  char pool, dim;
};
constexpr Reduction kReductions[] = {{"sum row", 's', 'r'}, {"sum column", 's', 'c'}, {"sum scalar", 's', 's'},
                                     {"avg row", 'a', 'r'}, {"avg column", 'a', 'c'}, {"avg scalar", 'a', 's'},
                                     {"max row", 'm', 'r'}, {"max column", 'm', 'c'}, {"max scalar", 'm', 's'}};

/// The result, and what the sum of magnitudes is there.
struct Golden {
  std::vector<double> values = std::vector<double>(1024), magnitudes = std::vector<double>(1024);
};

Golden golden(const Reduction& r, const std::vector<float>& values) {
  Golden g;
  std::vector<bool> first(1024, true);
  const double scale = r.pool != 'a' ? 1 : r.dim == 's' ? 1.0 / (32 * kWidth) : 1.0 / kWidth;
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t row = i / kWidth, column = i % kWidth % 32;
    const size_t to = r.dim == 'r' ? row * 32 : r.dim == 'c' ? column : 0;
    const double v = static_cast<double>(values[i]) * scale;
    g.values[to] = r.pool != 'm' ? g.values[to] + v : first[to] ? v : std::max(g.values[to], v);
    g.magnitudes[to] += std::abs(v);
    first[to] = false;
  }
  return g;
}

/// A scaler stands in the first row of each face.
std::vector<float> scaler_tiles(const std::vector<float>& scalers) {
  std::vector<float> out(scalers.size() * 1024);
  const size_t width = scalers.size() * 32;
  for (size_t t = 0; t < scalers.size(); ++t) {
    for (size_t column = 0; column < 32; ++column)
      out[t * 32 + column] = out[16 * width + t * 32 + column] = scalers[t];
  }
  return out;
}

Program reduce_program(DataFormat format, const std::vector<float>& values, bool fp32_dest) {
  Kernel k = with_arguments(compute("reduce.cpp"), {kTiles});
  k.fp32_dest_acc = fp32_dest;
  return stream_program({input(0, format, values, 32, kWidth, kTiles),
                         input(1, format, scaler_tiles({1, 1.0f / kWidth, 1.0f / 64}), 32, 96, 3)},
                        k, {output(16, format, 9)});
}

/// `step`: what each of the additions may lose, relative to the sum of magnitudes.
void expect_reductions(DataFormat format, const std::vector<float>& values, bool fp32_dest, double step, int seeds) {
  const std::vector<float> got =
      values_everywhere(reduce_program(format, values, fp32_dest), 2, format, 32, 32 * 9, seeds);
  ASSERT_FALSE(got.empty());
  const std::vector<float> in = stored(format, values, 32, kWidth);
  for (int i = 0; i < 9; ++i) {
    const Golden g = golden(kReductions[i], in);
    const double largest = *std::max_element(g.magnitudes.begin(), g.magnitudes.end());
    const double loss = kReductions[i].pool == 'm' ? 0 : step * largest;
    expect_close(format, tile_of(got, i), g.values, 32, {0, loss}, kReductions[i].name);
  }
}

class Reduce : public testing::TestWithParam<DataFormat> {};

// Whole numbers: exact in a DST of 32 bits; elements that are not part of a result are 0.
TEST_P(Reduce, WholeNumbersAreExact) { expect_reductions(GetParam(), ramp(32 * kWidth, 7, 1), true, 0, 3); }
TEST_P(Reduce, SixteenBitsInDst) { expect_reductions(GetParam(), ramp(32 * kWidth, 7, 1), false, 1.0 / 128, 2); }

INSTANTIATE_TEST_SUITE_P(Formats, Reduce,
                         testing::Values(DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                                         DataFormat::Bfp8_b, DataFormat::Bfp4_b),
                         name_of);

TEST(ReduceSeeds, EveryInterleavingGivesTheSame) {
  expect_reductions(DataFormat::Float16_b, ramp(32 * kWidth, 7, 1), true, 0, 100);
}

// All values below zero: what is not there must not win.
TEST(ReduceMaximum, OfNegativeNumbers) {
  std::vector<float> values = ramp(32 * kWidth, 7, 1);
  for (float& v : values) v -= 8;
  expect_reductions(DataFormat::Float16_b, values, true, 1e-6, 1);
}

TEST(ReduceMaximum, OfABlockOfTilesAndTheirDistanceFromIt) {
  constexpr int kBlock = 3, kColumns = 32 * kBlock;
  const std::vector<float> values = ramp(32 * kColumns, 61, 0.5f);
  Kernel k = compute("row_maximum.cpp");
  k.compile_arguments = {kBlock};
  const DataFormat f = DataFormat::Float16_b;
  const Program p = stream_program({input(0, f, values, 32, kColumns, kBlock), input(1, f, scaler_tiles({1}), 32, 32)},
                                   k, {output(16, f, kBlock)});
  const std::vector<float> got = values_everywhere(p, 2, f, 32, kColumns, 100);
  ASSERT_FALSE(got.empty());
  std::vector<double> wanted = exact(values);
  for (auto row = wanted.begin(); row != wanted.end(); row += kColumns) {
    const double most = *std::max_element(row, row + kColumns);
    std::for_each(row, row + kColumns, [&](double& v) { v -= most; });
  }
  expect_close(f, got, wanted, kColumns);
}

}  // namespace
}  // namespace tir2tt::device
