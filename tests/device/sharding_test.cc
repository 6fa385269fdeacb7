// Tensors in L1 and tensors cut into shards, as circular buffers and by TensorAccessor.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

constexpr DataFormat kFormat = DataFormat::Float16_b;

/// `tensor` in L1, `pages` on each of `cores` in turn.
Tensor in_shards(Tensor tensor, const std::vector<CoreCoord>& cores, int64_t pages) {
  tensor.memory = Memory::L1;
  for (size_t i = 0; i < cores.size(); ++i) {
    Shard shard{cores[i], 0, {}};
    for (int64_t page = 0; page < pages; ++page) shard.pages.push_back(static_cast<int64_t>(i) * pages + page);
    tensor.shards.push_back(shard);
  }
  return tensor;
}

CircularBuffer cb_of(uint8_t index, size_t tensor, uint32_t pages, const CoreRanges& cores) {
  CircularBuffer c = cb(index, pages, kFormat, cores);
  c.tensor = tensor;
  return c;
}

TEST(Sharding, EveryCoreAddsItsShards) {
  constexpr int kPages = 2, kCores = 6, kTiles = kPages * kCores;
  const std::vector<float> a = ramp(kTiles * 1024, 7, 0.5f), b = ramp(kTiles * 1024, 5, 0.5f);
  const CoreRanges cores = grid(3, 2);
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    Program p;
    p.chip = chip;
    add_tensor(p, in_shards(tiles("a", kFormat, a, 32, 32 * kTiles), cores_of(cores), kPages));
    add_tensor(p, in_shards(tiles("b", kFormat, b, 32, 32 * kTiles), cores_of(cores), kPages));
    add_tensor(p, in_shards(empty_tiles("c", kFormat, kTiles), cores_of(cores), kPages));
    p.circular_buffers = {cb_of(0, 0, kPages, cores), cb_of(1, 1, kPages, cores), cb_of(16, 2, kPages, cores)};
    Kernel publish = reader("publish_shards.cpp", cores), add = compute("add_shards.cpp", cores);
    publish.compile_arguments = add.compile_arguments = {kPages};
    p.kernels = {publish, add};
    std::vector<float> sum = a;
    for (size_t i = 0; i < sum.size(); ++i) sum[i] += b[i];
    expect_same_everywhere(p, 2, encode_tiles(kFormat, sum, 32, 32 * kTiles), 100);
  }
}

/// A matrix of pages cut into blocks, one after the other over banks.
struct Distribution {
  int64_t rows = 4, columns = 6, block_rows = 2, block_columns = 2;
  int64_t blocks_across() const { return (columns + block_columns - 1) / block_columns; }
  int64_t blocks() const { return (rows + block_rows - 1) / block_rows * blocks_across(); }
  /// Pages of a block in their order, -1 where it reaches beyond the matrix.
  std::vector<int64_t> pages(int64_t block) const {
    std::vector<int64_t> out;
    for (int64_t i = 0; i < block_rows * block_columns; ++i) {
      const int64_t row = block / blocks_across() * block_rows + i / block_columns;
      const int64_t column = block % blocks_across() * block_columns + i % block_columns;
      out.push_back(row < rows && column < columns ? row * columns + column : -1);
    }
    return out;
  }
};

/// Where the blocks go: cores in L1, or banks of DRAM.
struct Banks {
  Memory memory = Memory::L1;
  std::vector<CoreCoord> cores;  // L1
  int count = 0;
};

void distribute(Tensor& tensor, const Distribution& d, const Banks& banks) {
  tensor.memory = banks.memory;
  for (int64_t block = 0; block < d.blocks(); ++block) {
    const auto bank = static_cast<int>(block % banks.count);
    const CoreCoord core = banks.memory == Memory::L1 ? banks.cores[static_cast<size_t>(bank)] : CoreCoord{};
    tensor.shards.push_back({core, bank, d.pages(block)});
  }
}

/// The words of TensorAccessorArgs, all at compile time.
std::vector<uint32_t> accessor_words(std::vector<uint32_t> words, const target::Chip& chip, const Tensor& tensor,
                                     const Distribution& d, const Banks& banks) {
  const auto add = [&](int64_t v) { words.push_back(static_cast<uint32_t>(v)); };
  add(banks.memory == Memory::Dram ? 3 : 1);
  for (const int64_t v :
       {int64_t{tensor.page_bytes}, int64_t{2}, int64_t{banks.count}, d.rows, d.columns, d.block_rows, d.block_columns})
    add(v);
  for (int i = 0; i < banks.count; ++i) {
    const CoreCoord c =
        banks.memory == Memory::L1 ? noc_coordinates(chip, banks.cores[static_cast<size_t>(i)]) : bank_coordinates(i);
    const auto packed = static_cast<uint32_t>(c.x << 8 | c.y);
    if (i % 2 == 0)
      words.push_back(packed);
    else
      words.back() |= packed << 16;
  }
  return words;
}

/// Copies a tensor of one distribution to one of another.
Program copy_program(const target::Chip& chip, const Banks& from, const Banks& to) {
  const Distribution d, e{4, 6, 3, 2};
  const auto count = static_cast<uint32_t>(d.rows * d.columns);
  Program p;
  p.chip = &chip;
  Tensor in = tiles("in", kFormat, noise(count * 1024, 3), 32 * d.rows, 32 * d.columns),
         out = empty_tiles("out", kFormat, count);
  distribute(in, d, from);
  distribute(out, e, to);
  const uint32_t in_address = add_tensor(p, in), out_address = add_tensor(p, out);
  p.circular_buffers = {cb(0, 2)};
  Kernel r = with_arguments(reader("read_tiles.cpp"), {in_address, 0, count});
  Kernel w = with_arguments(writer("write_tiles.cpp"), {out_address, 0, count});
  r.compile_arguments = accessor_words({0}, chip, in, d, from);
  w.compile_arguments = accessor_words({0}, chip, out, e, to);
  p.kernels = {r, w};
  return p;
}

TEST(Sharding, TensorAccessorFindsEveryPage) {
  const Banks l1{Memory::L1, {{0, 0}, {1, 0}, {2, 0}, {0, 1}, {1, 1}, {2, 1}}, 6};
  const Banks few{Memory::L1, {{3, 2}, {1, 4}, {0, 0}}, 3};  // several blocks on a core
  const Banks dram{Memory::Dram, {}, 5};
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    for (const auto& [from, to] : {std::pair(l1, dram), std::pair(dram, few), std::pair(few, l1)}) {
      const Program p = copy_program(*chip, from, to);
      expect_same_everywhere(p, 1, p.tensors[0].contents, 10);
    }
  }
}

// Page p is on core p % cores, by rows.
TEST(Sharding, InterleavedOverL1) {
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    const auto count = static_cast<uint32_t>(chip->cores() + 9);
    Program p;
    p.chip = chip;
    Tensor in = tiles("in", kFormat, noise(count * 1024, 4), 32, 32 * count), out = empty_tiles("out", kFormat, count);
    in.memory = out.memory = Memory::L1;
    const uint32_t in_address = add_tensor(p, in), out_address = add_tensor(p, out);
    p.circular_buffers = {cb(0, 2)};
    Kernel r = with_arguments(reader("read_tiles.cpp"), {in_address, 0, count});
    Kernel w = with_arguments(writer("write_tiles.cpp"), {out_address, 0, count});
    r.compile_arguments = w.compile_arguments = with_accessor({0}, in);
    p.kernels = {r, w};
    expect_same_everywhere(p, 1, p.tensors[0].contents, 5);
  }
}

}  // namespace
}  // namespace tir2tt::device
