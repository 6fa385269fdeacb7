// What a compute kernel as a whole may rely on: the size of DST, formats that change, shapes of tiles, older spellings.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

using target::TileShape;

TEST(Compute, AllOfDst) {
  for (const bool full : {false, true}) {
    for (const bool fp32 : {false, true}) {
      const auto held = static_cast<uint32_t>(target::dst_tiles(fp32, full));
      const auto count = static_cast<int64_t>(3 * held);
      Kernel k = with_arguments(compute("use_all_of_dst.cpp"), {held, 3});
      k.fp32_dest_acc = fp32;
      k.dst_full_sync = full;
      const DataFormat f = DataFormat::Float16_b;
      const Program p = stream_program({input(0, f, noise(count * 1024, 1), 32, 32 * count, held)}, k,
                                       {output(16, f, count, 2 * held)});
      const std::vector<float> got = values_everywhere(p, 1, f, 32, 32 * count, held == 8 ? 100 : 5);
      ASSERT_FALSE(got.empty());
      const std::vector<float> in = decode_tiles(f, p.tensors[0].contents, 32, 32 * count);
      for (int64_t t = 0; t < count; ++t)
        ASSERT_EQ(tile_of(got, t), tile_of(in, t / held * held + held - 1 - t % held))
            << "tile " << t << " of " << held;
    }
  }
}

TEST(Compute, OlderSpelling) {
  constexpr int kTiles = 3;
  const std::vector<float> values = ramp(kTiles * 1024, 17, 0.25f);
  Kernel k = compute("older_spelling.cpp");
  k.compile_arguments = {kTiles};
  const DataFormat f = DataFormat::Float16_b;
  const Program p = stream_program({input(0, f, values, 32, 32 * kTiles)}, k, {output(16, f, kTiles)});
  std::vector<float> doubled = values;
  for (float& v : doubled) v *= 2;
  expect_same_everywhere(p, 1, encode_tiles(f, doubled, 32, 32 * kTiles), 100);
}

TEST(Compute, FormatsChangeWithinAKernel) {
  constexpr int kTiles = 3, kWidth = 32 * kTiles;
  const std::vector<float> a = ramp(32 * kWidth, 7, 0.5f), b = ramp(32 * kWidth, 5, 0.5f);
  Kernel k = with_arguments(compute("mixed_formats.cpp"), {kTiles});
  k.fp32_dest_acc = true;
  Program p =
      stream_program({input(0, DataFormat::Bfp8_b, a, 32, kWidth), input(1, DataFormat::Float16_b, b, 32, kWidth)}, k,
                     {output(16, DataFormat::Bfp4_b, kTiles), output(17, DataFormat::Float32, kTiles)});
  for (CircularBuffer& c : p.circular_buffers) {
    if (c.indices[0].index == 2) c = cb(2, 2, DataFormat::Float32);
  }
  const std::vector<float> products = values_everywhere(p, 2, DataFormat::Bfp4_b, 32, kWidth, 20);
  const std::vector<float> sums = values_everywhere(p, 3, DataFormat::Float32, 32, kWidth, 100);
  ASSERT_TRUE(!products.empty() && !sums.empty());
  std::vector<double> sum(a.size()), product(a.size());
  for (size_t i = 0; i < a.size(); ++i) {
    sum[i] = static_cast<double>(a[i] + b[i]);
    product[i] = sum[i] * static_cast<double>(b[i]);
  }
  expect_close(DataFormat::Float32, sums, sum, kWidth);
  expect_close(DataFormat::Bfp4_b, products, product, kWidth);
}

// Math comes first here, whatever the interleaving: the width of DST must not depend on who ran before.
TEST(Compute, DstHasTheExponentsOfTheKernelsFormats) {
  for (const DataFormat f : {DataFormat::Float16, DataFormat::Float16_b}) {
    const Program p = stream_program({}, compute("fill_only.cpp"), {output(16, f, 1)});
    expect_same_everywhere(p, 0, encode_tiles(f, std::vector<float>(1024, 0.1f), 32, 32), 100);
  }
}

// --- Tiles of other shapes: faces in rows, as many as there are.

size_t place_in_shape(TileShape s, int row, int column) {
  const int faces_across = s.width / 16;
  return static_cast<size_t>((row / 16 * faces_across + column / 16) * 256 + row % 16 * 16 + column % 16);
}

/// One tile with its elements in face order.
Tensor shaped(const std::string& name, DataFormat f, TileShape s, const std::vector<float>& values) {
  Tile tile{};
  for (int row = 0; row < s.height; ++row) {
    for (int column = 0; column < s.width; ++column)
      tile.value[place_in_shape(s, row, column)] = values[static_cast<size_t>(row * s.width + column)];
  }
  Tensor t;
  t.name = name;
  t.page_bytes = static_cast<uint32_t>(target::tile_bytes(f, s));
  t.contents.resize(t.page_bytes);
  pack_tile(f, tile, s.height * s.width / 256, 16, false, t.contents.data());
  return t;
}

std::vector<std::byte> joined(const std::vector<Tensor>& tensors) {
  std::vector<std::byte> bytes;
  for (const Tensor& t : tensors) bytes.insert(bytes.end(), t.contents.begin(), t.contents.end());
  return bytes;
}

Tensor room(const std::string& name, DataFormat f, TileShape s, size_t count) {
  Tensor t = shaped(name, f, s, std::vector<float>(static_cast<size_t>(s.height * s.width)));
  t.contents.resize(t.contents.size() * count);
  return t;
}

std::string name_of_shape(const testing::TestParamInfo<std::tuple<TileShape, DataFormat>>& info) {
  const auto [s, f] = info.param;
  return std::to_string(s.height) + "x" + std::to_string(s.width) + format_name(f);
}

class Shapes : public testing::TestWithParam<std::tuple<TileShape, DataFormat>> {};

TEST_P(Shapes, ElementwiseBroadcastAndTranspose) {
  const auto [s, f] = GetParam();
  const TileShape turned{s.width, s.height};
  const int64_t n = int64_t{s.height} * s.width;
  const std::vector<float> a = ramp(n, 7, 0.5f), b = ramp(n, 5, 0.5f);
  Stream x{0, f, shaped("a", f, s, a), 2, s}, y{1, f, shaped("b", f, s, b), 2, s};
  Stream out{16, f, room("out", f, s, 4), 4, s}, back{17, f, room("back", f, turned, 1), 2, turned};
  const Program p = stream_program({x, y}, compute("shaped_tiles.cpp"), {out, back});
  std::vector<std::vector<float>> wanted(5, std::vector<float>(static_cast<size_t>(n)));
  for (int r = 0; r < s.height; ++r) {
    for (int c = 0; c < s.width; ++c) {
      const auto i = static_cast<size_t>(r * s.width + c), row0 = static_cast<size_t>(c),
                 column0 = static_cast<size_t>(r * s.width);
      wanted[0][i] = a[i] + b[i];
      wanted[1][i] = a[i] + b[row0];
      wanted[2][i] = a[i] - b[column0];
      wanted[3][i] = a[i] * b[0];
      wanted[4][static_cast<size_t>(c * s.height + r)] = a[i];
    }
  }
  std::vector<Tensor> tiles_of_s;
  for (int i = 0; i < 4; ++i) tiles_of_s.push_back(shaped("", f, s, wanted[static_cast<size_t>(i)]));
  expect_same_everywhere(p, 2, joined(tiles_of_s), s == TileShape{32, 16} ? 100 : 5);
  expect_same_everywhere(p, 3, shaped("", f, turned, wanted[4]).contents, 1);
}

INSTANTIATE_TEST_SUITE_P(ComputeOnTiles, Shapes,
                         testing::Combine(testing::Values(TileShape{32, 32}, TileShape{16, 32}, TileShape{32, 16},
                                                          TileShape{16, 16}),
                                          testing::Values(DataFormat::Float16_b, DataFormat::Bfp8_b)),
                         name_of_shape);

// in0 of m x 32 times in1 of 32 x n.
TEST(ComputeOnTiles, ProductsOfOtherShapes) {
  const DataFormat f = DataFormat::Float16_b;
  for (const auto& [m, k, n] :
       {std::tuple(16, 32, 32), std::tuple(32, 32, 16), std::tuple(16, 32, 16), std::tuple(32, 16, 32)}) {
    const TileShape left{m, k}, right{k, n}, result{m, n};
    const std::vector<float> a = ramp(m * k, 5, 1), b = ramp(k * n, 3, 1);
    std::vector<float> c(static_cast<size_t>(m * n));
    for (int i = 0; i < m * n * k; ++i)
      c[static_cast<size_t>(i / k)] +=
          a[static_cast<size_t>(i / (n * k) * k + i % k)] * b[static_cast<size_t>(i % k * n + i / k % n)];
    const Program p = stream_program(
        {{0, f, shaped("a", f, left, a), 2, left}, {1, f, shaped("b", f, right, b), 2, right}},
        with_arguments(compute("matmul_single_core.cpp"), {1, 1, 0}), {{16, f, room("c", f, result, 1), 2, result}});
    expect_same_everywhere(p, 2, shaped("", f, result, c).contents, 3);
  }
}

}  // namespace
}  // namespace tir2tt::device
