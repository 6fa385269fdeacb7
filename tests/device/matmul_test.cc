// Products of matrices on one core and on several, with partial sums in DST, loaded again, and accumulated in L1.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

/// Row-major, in elements.
struct Sizes {
  int64_t m = 64, k = 96, n = 64;
};

std::vector<double> product(const std::vector<float>& a, const std::vector<float>& b, Sizes s) {
  std::vector<double> c(static_cast<size_t>(s.m * s.n));
  for (int64_t i = 0; i < s.m; ++i) {
    for (int64_t k = 0; k < s.k; ++k) {
      for (int64_t j = 0; j < s.n; ++j)
        c[static_cast<size_t>(i * s.n + j)] += static_cast<double>(a[static_cast<size_t>(i * s.k + k)]) *
                                               static_cast<double>(b[static_cast<size_t>(k * s.n + j)]);
    }
  }
  return c;
}

/// The largest sum of |a||b| over k: what errors are relative to.
double largest_sum(const std::vector<float>& a, const std::vector<float>& b, Sizes s) {
  const auto magnitudes = [](std::vector<float> v) {
    for (float& x : v) x = std::abs(x);
    return v;
  };
  const std::vector<double> sums = product(magnitudes(a), magnitudes(b), s);
  return *std::max_element(sums.begin(), sums.end());
}

/// B with each tile transposed.
std::vector<float> with_turned_tiles(const std::vector<float>& b, Sizes s) {
  std::vector<float> out(b.size());
  for (int64_t k = 0; k < s.k; ++k) {
    for (int64_t n = 0; n < s.n; ++n)
      out[static_cast<size_t>(k * s.n + n)] =
          b[static_cast<size_t>((k / 32 * 32 + n % 32) * s.n + n / 32 * 32 + k % 32)];
  }
  return out;
}

uint32_t in_tiles(int64_t elements) { return static_cast<uint32_t>(elements / 32); }

struct SingleCore {
  DataFormat format = DataFormat::Float16_b;
  Sizes sizes;
  bool transpose = false, fp32_dest = false;
  Fidelity fidelity = Fidelity::HiFi4;
};

Program single_core_program(const SingleCore& c, const std::vector<float>& a, const std::vector<float>& b) {
  const uint32_t M = in_tiles(c.sizes.m), K = in_tiles(c.sizes.k), N = in_tiles(c.sizes.n);
  Program p;
  p.chip = &wormhole();
  const uint32_t address_a = add_tensor(p, tiles("a", c.format, a, c.sizes.m, c.sizes.k));
  const uint32_t address_b = add_tensor(p, tiles("b", c.format, b, c.sizes.k, c.sizes.n));
  const uint32_t address_c = add_tensor(p, empty_tiles("c", c.format, M * N));
  p.circular_buffers = {cb(0, 2, c.format), cb(1, 2, c.format), cb(16, 2, c.format)};
  Kernel r = with_arguments(reader("read_matmul_tiles.cpp"), {address_a, address_b, M, K, N});
  r.compile_arguments = with_accessor(with_accessor({}, p.tensors[0]), p.tensors[1]);
  Kernel w = with_arguments(writer("write_tiles.cpp"), {address_c, 0, M * N});
  w.compile_arguments = with_accessor({16}, p.tensors[2]);
  Kernel k = with_arguments(compute("matmul_single_core.cpp"), {M * N, K, c.transpose});
  k.fp32_dest_acc = c.fp32_dest;
  k.fidelity = c.fidelity;
  p.kernels = {r, w, k};
  return p;
}

void expect_product(const SingleCore& c, const std::vector<float>& a, const std::vector<float>& b, Bound bound,
                    int seeds) {
  const Program p = single_core_program(c, a, b);
  const std::vector<float> got = values_everywhere(p, 2, c.format, c.sizes.m, c.sizes.n, seeds);
  ASSERT_FALSE(got.empty());
  const std::vector<float> x = stored(c.format, a, c.sizes.m, c.sizes.k), y = stored(c.format, b, c.sizes.k, c.sizes.n);
  const std::vector<float> right = c.transpose ? with_turned_tiles(y, c.sizes) : y;
  bound.absolute *= largest_sum(x, right, c.sizes);
  expect_close(c.format, got, product(x, right, c.sizes), c.sizes.n, bound);
}

class Matmul : public testing::TestWithParam<DataFormat> {};

// Whole numbers whose sums stay below 256: exact but for the storing of the result.
TEST_P(Matmul, WholeNumbersAreExact) {
  for (const bool fp32_dest : {false, true}) {
    for (const bool transpose : {false, true}) {
      const SingleCore c{GetParam(), {}, transpose, fp32_dest, Fidelity::HiFi4};
      expect_product(c, ramp(64 * 96, 5, 1), ramp(96 * 64, 3, 1), {}, 3);
    }
  }
}

TEST_P(Matmul, NoiseIsNear) {
  const SingleCore c{GetParam(), {}, false, true, Fidelity::HiFi4};
  const double cut = GetParam() == DataFormat::Float32 || GetParam() == DataFormat::Float16 ? 3.0 / 1024 : 1e-6;
  expect_product(c, noise(64 * 96, 1), noise(96 * 64, 2), {0, cut}, 1);
}

INSTANTIATE_TEST_SUITE_P(Formats, Matmul,
                         testing::Values(DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                                         DataFormat::Bfp8_b, DataFormat::Bfp4_b),
                         name_of);

TEST(MatmulFidelity, FewerPhasesKeepFewerBits) {
  const std::vector<float> a = noise(64 * 96, 3), b = noise(96 * 64, 4);
  const auto with = [](Fidelity f) { return SingleCore{DataFormat::Float16_b, {}, false, true, f}; };
  expect_product(with(Fidelity::LoFi), a, b, {0, 1.0 / 16 + 1.0 / 64}, 1);
  expect_product(with(Fidelity::HiFi2), a, b, {0, 1.0 / 64}, 1);
  expect_product(with(Fidelity::HiFi3), a, b, {0, 1.0 / 512}, 1);
  expect_product(with(Fidelity::HiFi4), a, b, {0, 1e-6}, 1);
}

TEST(MatmulSeeds, EveryInterleavingGivesTheSame) {
  expect_product({}, ramp(64 * 96, 5, 1), ramp(96 * 64, 3, 1), {}, 100);
}

// --- Blocks of C on 2x2 cores, three blocks of K.

struct Blocks {
  DataFormat format = DataFormat::Float16_b, partials = DataFormat::Float16_b;
  bool accumulate_in_l1 = false, fp32_dest = false, shared_memory = false;
  const target::Chip* chip = &wormhole();
};
constexpr uint32_t kBlockK = 2, kBlockCount = 3, kDown = 2, kAcross = 1, kHeight = 2, kWidth = 2;
constexpr uint32_t kRows = kDown * kHeight, kColumns = kAcross * kWidth, kCores = 2;
constexpr Sizes kBlockSizes{32 * kRows * kCores, 32 * kBlockK* kBlockCount, 32 * kColumns* kCores};

CircularBuffer both_results(const Blocks& b, CoreRanges cores) {
  CircularBuffer c = cb(16, kRows * kColumns, b.format, std::move(cores));
  CircularBufferIndex partials = c.indices[0];
  partials.index = 24;
  c.indices.push_back(partials);
  return c;
}

void place_circular_buffers_of(Program& p, const Blocks& b) {
  const CoreRanges cores = grid(kCores, kCores);
  p.circular_buffers = {cb(0, 2 * kRows * kBlockK, b.format, cores), cb(1, 2 * kBlockK * kColumns, b.format, cores)};
  if (b.shared_memory) {
    p.circular_buffers.push_back(both_results(b, cores));
  } else {
    p.circular_buffers.push_back(cb(16, kRows * kColumns, b.format, cores));
    p.circular_buffers.push_back(cb(24, kRows * kColumns, b.partials, cores));
  }
}

Program blocks_program(const Blocks& blocks, const std::vector<float>& a, const std::vector<float>& b) {
  constexpr uint32_t kK = kBlockK * kBlockCount, kN = kColumns * kCores;
  Program p;
  p.chip = blocks.chip;
  const CoreRanges cores = grid(kCores, kCores);
  const uint32_t address_a = add_tensor(p, tiles("a", blocks.format, a, kBlockSizes.m, kBlockSizes.k));
  const uint32_t address_b = add_tensor(p, tiles("b", blocks.format, b, kBlockSizes.k, kBlockSizes.n));
  const uint32_t address_c = add_tensor(p, empty_tiles("c", blocks.format, kRows * kCores * kN));
  place_circular_buffers_of(p, blocks);
  Kernel r = reader("read_matmul_blocks.cpp", cores), w = writer("write_matmul_blocks.cpp", cores);
  Kernel k = compute("matmul_blocks.cpp", cores);
  for (const CoreCoord core : cores_of(cores)) {
    const uint32_t row = static_cast<uint32_t>(core.y) * kRows, column = static_cast<uint32_t>(core.x) * kColumns;
    r.runtime_arguments[core] = {address_a, address_b, row, column};
    w.runtime_arguments[core] = {address_c, row, column};
  }
  r.compile_arguments = with_accessor(with_accessor({kK, kBlockK, kRows, kColumns, kN}, p.tensors[0]), p.tensors[1]);
  w.compile_arguments = with_accessor({kN, kDown, kAcross, kHeight, kWidth}, p.tensors[2]);
  k.compile_arguments = {kBlockK, kBlockCount, kDown, kAcross, kHeight, kWidth};
  if (blocks.accumulate_in_l1) k.defines["ACCUMULATE_IN_L1"] = "1";
  k.fp32_dest_acc = blocks.fp32_dest;
  k.unpack_to_dest_fp32.assign(64, 0);
  k.unpack_to_dest_fp32[24] = blocks.partials == DataFormat::Float32;
  p.kernels = {r, w, k};
  return p;
}

void expect_blocks(const Blocks& blocks, const std::vector<float>& a, const std::vector<float>& b, Bound bound,
                   int seeds) {
  const Program p = blocks_program(blocks, a, b);
  const std::vector<float> got = values_everywhere(p, 2, blocks.format, kBlockSizes.m, kBlockSizes.n, seeds);
  ASSERT_FALSE(got.empty());
  const std::vector<float> x = stored(blocks.format, a, kBlockSizes.m, kBlockSizes.k);
  const std::vector<float> y = stored(blocks.format, b, kBlockSizes.k, kBlockSizes.n);
  bound.absolute *= largest_sum(x, y, kBlockSizes);
  expect_close(blocks.format, got, product(x, y, kBlockSizes), kBlockSizes.n, bound);
}

const std::vector<float>& whole_a() {
  static const std::vector<float> v = ramp(kBlockSizes.m * kBlockSizes.k, 3, 1);
  return v;
}
const std::vector<float>& whole_b() {
  static const std::vector<float> v = ramp(kBlockSizes.k * kBlockSizes.n, 5, 1);
  return v;
}

TEST(MatmulBlocks, PartialsAreLoadedAgain) { expect_blocks({}, whole_a(), whole_b(), {}, 30); }

// One memory for C and what is left of it, under two indices.
TEST(MatmulBlocks, PartialsInTheMemoryOfTheResult) {
  Blocks b;
  b.shared_memory = true;
  expect_blocks(b, whole_a(), whole_b(), {}, 100);
}

TEST(MatmulBlocks, PartialsAccumulateInL1) {
  Blocks b;
  b.shared_memory = b.accumulate_in_l1 = true;
  expect_blocks(b, whole_a(), whole_b(), {}, 100);
}

TEST(MatmulBlocks, Float32PartialsKeepTheirBits) {
  const std::vector<float> a = noise(kBlockSizes.m * kBlockSizes.k, 5), b = noise(kBlockSizes.k * kBlockSizes.n, 6);
  Blocks blocks;
  blocks.fp32_dest = true;
  blocks.partials = DataFormat::Float32;
  expect_blocks(blocks, a, b, {0, 1e-6}, 2);
}

TEST(MatmulBlocks, EveryFormat) {
  for (const DataFormat f : {DataFormat::Float16, DataFormat::Bfp8_b, DataFormat::Float32}) {
    Blocks b;
    b.format = b.partials = f;
    b.fp32_dest = b.shared_memory = f == DataFormat::Float32;
    if (f == DataFormat::Bfp8_b) b.partials = DataFormat::Float16_b;
    expect_blocks(b, whole_a(), whole_b(), {}, 2);
    b.accumulate_in_l1 = b.shared_memory = true;
    if (f != DataFormat::Bfp8_b) expect_blocks(b, whole_a(), whole_b(), {}, 2);
  }
}

TEST(MatmulBlocks, OnBlackhole) {
  Blocks b;
  b.chip = &blackhole();
  expect_blocks(b, whole_a(), whole_b(), {}, 3);
}

}  // namespace
}  // namespace tir2tt::device
