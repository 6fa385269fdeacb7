// What a kernel has besides circular buffers: its variables, its L1 through pointers, its arguments, its prints.
#include <cstring>

#include "device/kit.h"

namespace tir2tt::device {
namespace {

uint32_t word(int64_t v) { return static_cast<uint32_t>(v); }

Tensor words_tensor(const std::string& name, const std::vector<uint32_t>& words, uint32_t page_words) {
  Tensor t;
  t.name = name;
  t.page_bytes = 4 * page_words;
  t.contents.resize(words.size() * 4);
  std::memcpy(t.contents.data(), words.data(), t.contents.size());
  return t;
}

// 8x8 cores, two processors each, all the same kernel: 128 copies of its variables.
TEST(Memory, EveryProcessorHasItsOwnVariables) {
  constexpr uint32_t kPageWords = 16;
  const CoreRanges cores = grid(8, 8);
  Program p;
  p.chip = &wormhole();
  std::vector<uint32_t> wanted(128 * kPageWords);
  const uint32_t address = add_tensor(p, words_tensor("counts", wanted, kPageWords));
  p.circular_buffers = {{cores, 64, {{0, DataFormat::UInt32, 64, {}}}, {}, 0},
                        {cores, 64, {{1, DataFormat::UInt32, 64, {}}}, {}, 0}};
  Kernel both[] = {reader("count_in_static.cpp", cores), writer("count_in_static.cpp", cores)};
  for (uint32_t processor = 0; processor < 2; ++processor) {
    both[processor].compile_arguments = with_accessor({processor}, p.tensors[0]);
    for (const CoreCoord core : cores_of(cores)) {
      const uint32_t number = processor * 64 + word(core.y * 8 + core.x), count = 1 + number % 9;
      both[processor].runtime_arguments[core] = {address, number, number, count};
      const uint32_t values[] = {number, 100 + count, 3 + count * (count + 1) / 2, count + 1};
      std::copy(std::begin(values), std::end(values), wanted.begin() + number * kPageWords);
    }
  }
  p.kernels = {both[0], both[1]};
  for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial}) {
    for (int seed = 0; seed < (policy == Policy::InOrder ? 1 : seeds_of(100)); ++seed) {
      const RunResult result = run(p, options(policy, static_cast<uint64_t>(seed)));
      ASSERT_TRUE(result.ok() && result.findings.empty()) << findings_text(result);
      std::vector<uint32_t> got(wanted.size());
      std::memcpy(got.data(), result.tensors[0].data(), result.tensors[0].size());
      for (size_t i = 0; i < got.size(); ++i) {
        ASSERT_EQ(got[i], wanted[i]) << "processor " << i / kPageWords << " word " << i % kPageWords << " seed "
                                     << seed;
      }
    }
  }
}

TEST(Memory, AKernelWritesIntoItsCircularBufferByPointer) {
  constexpr uint32_t kTiles = 5;
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    Program p;
    p.chip = chip;
    std::vector<float> values(kTiles * 1024);
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<float>(i % (32 * kTiles) / 32 * 1024 + i / (32 * kTiles) * 32 + i % 32);
    const uint32_t out = add_tensor(p, empty_tiles("out", DataFormat::UInt16, kTiles));
    p.circular_buffers = {cb(0, 2, DataFormat::UInt16), cb(16, 2, DataFormat::UInt16)};
    Kernel copy = compute("copy_tiles.cpp"), w = with_arguments(writer("write_tiles.cpp"), {out, 0, kTiles});
    copy.compile_arguments = {kTiles};
    w.compile_arguments = with_accessor({16}, p.tensors[0]);
    p.kernels = {with_arguments(reader("fill_by_pointer.cpp"), {kTiles}), copy, w};
    expect_same_everywhere(p, 0, encode_tiles(DataFormat::UInt16, values, 32, 32 * kTiles), 100);
  }
}

// The address of a tensor in L1, as the host knows it, is the same on all cores, and each has its own words there.
TEST(Memory, AKernelReadsItsL1AtAnAddressOfTheHost) {
  constexpr uint32_t kWords = 15;
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    Program p;
    p.chip = chip;
    const CoreRanges cores = grid(4, 3);
    std::vector<uint32_t> words, wanted;
    for (uint32_t core = 0; core < 12; ++core) {
      for (uint32_t i = 0; i < kWords; ++i) words.push_back(core * 1000 + i * i);
      words.push_back(0);
      wanted.insert(wanted.end(), words.end() - kWords - 1, words.end());
      wanted.back() = core * 1000 * kWords + 1015;  // 1015: the squares up to 14
    }
    Tensor t = words_tensor("words", words, kWords + 1);
    t.memory = Memory::L1;
    for (const CoreCoord core : cores_of(cores)) t.shards.push_back({core, 0, {static_cast<int64_t>(t.shards.size())}});
    const uint32_t address = add_tensor(p, t);
    p.kernels = {with_arguments(reader("sum_at_offset.cpp", cores), {address, kWords})};
    expect_same_everywhere(p, 0, words_tensor("", wanted, 1).contents, 100);
  }
}

TEST(Memory, NamedCommonAndOwnArguments) {
  constexpr uint32_t kTiles = 3;
  const CoreRanges cores = grid(2, 2);
  Program p;
  p.chip = &wormhole();
  const DataFormat f = DataFormat::Float16_b;
  const uint32_t from = add_tensor(p, tiles("from", f, noise(4 * kTiles * 1024, 8), 128, 32 * kTiles));
  const uint32_t to = add_tensor(p, empty_tiles("to", f, 4 * kTiles));
  p.circular_buffers = {cb(5, 1, f, cores)};
  Kernel k = reader("named_arguments.cpp", cores);
  k.named_arguments = {{"buffer", 5}, {"tiles", kTiles}, {"a \"quoted\" name", 7}};
  k.common_arguments = {from, to};
  k.compile_arguments = with_accessor(with_accessor({}, p.tensors[0]), p.tensors[1]);
  for (const CoreCoord core : cores_of(cores)) k.runtime_arguments[core] = {word(core.y * 2 + core.x)};
  p.kernels = {k};
  expect_same_everywhere(p, 1, p.tensors[0].contents, 100);
}

TEST(Memory, WhatKernelsPrint) {
  const Program p = stream_program({input(0, DataFormat::Float16_b, ramp(1024), 32, 32)},
                                   compute("print_everywhere.cpp"), {output(16, DataFormat::Float16_b, 1)});
  const RunResult result = run(p, options(Policy::InOrder));
  ASSERT_TRUE(result.ok()) << findings_text(result);
  EXPECT_THAT(result.prints, testing::UnorderedElementsAre("(0,0) unpack: unpack of CB 0", "(0,0) math: math: 0.125",
                                                           "(0,0) pack: pack: ff", "(0,0) unpack: done",
                                                           "(0,0) math: done", "(0,0) pack: done"));
}

}  // namespace
}  // namespace tir2tt::device
