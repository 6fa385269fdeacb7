// Cores that wait for each other, and tiles that go from core to core.
#include <cstring>

#include "device/kit.h"

namespace tir2tt::device {
namespace {

uint32_t word(int v) { return static_cast<uint32_t>(v); }

/// A page of 64 bytes with one word.
Tensor word_tensor(uint32_t value) {
  Tensor t;
  t.name = "word";
  t.page_bytes = 64;
  t.contents.resize(64);
  std::memcpy(t.contents.data(), &value, sizeof value);
  return t;
}

TEST(Semaphores, ATokenGoesAroundARing) {
  constexpr int kCores = 6, kRounds = 4;
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    Program p;
    p.chip = chip;
    const CoreRanges ring = grid(3, 2);
    const uint32_t address = add_tensor(p, word_tensor(1));
    p.circular_buffers = {{ring, 64, {{0, DataFormat::UInt32, 64, {}}}, {}, 0}};
    p.semaphores = {{ring, 0}};
    Kernel k = reader("pass_token.cpp", ring), start = writer(
                                                   "#include \"api/dataflow/dataflow_api.h\"\n"
                                                   "void kernel_main() {\n"
                                                   "  noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);\n"
                                                   "  noc_async_atomic_barrier();\n"
                                                   "}\n");
    k.compile_arguments = with_accessor({}, p.tensors[0]);
    const std::vector<CoreCoord> cores = cores_of(ring);
    for (int i = 0; i < kCores; ++i) {
      const CoreCoord next = noc_coordinates(*chip, cores[static_cast<size_t>((i + 1) % kCores)]);
      k.runtime_arguments[cores[static_cast<size_t>(i)]] = {address, word(i), word(next.x), word(next.y), kRounds};
    }
    p.kernels = {k, start};
    uint32_t value = 1;
    for (int i = 0; i < kCores * kRounds; ++i) value = value * 3 + word(i % kCores);
    expect_same_everywhere(p, 0, word_tensor(value).contents, 100);
  }
}

TEST(Semaphores, TilesGoFromCoreToCore) {
  constexpr int kTiles = 7;
  for (const target::Chip* chip : {&wormhole(), &blackhole()}) {
    Program p;
    p.chip = chip;
    const DataFormat f = DataFormat::Float16_b;
    const CoreRanges both = {{{0, 0}, {0, 0}}, {{2, 3}, {2, 3}}};
    const CoreCoord sender = noc_coordinates(*chip, {0, 0}), receiver = noc_coordinates(*chip, {2, 3});
    const uint32_t in = add_tensor(p, tiles("in", f, noise(kTiles * 1024, 2), 32, 32 * kTiles));
    const uint32_t out = add_tensor(p, empty_tiles("out", f, kTiles));
    p.circular_buffers = {cb(0, 3, f, both), cb(16, 2, f, both)};
    p.semaphores = {{both, 0}, {both, 0}};
    Kernel read = with_arguments(reader("read_tiles.cpp"), {in, 0, kTiles});
    read.compile_arguments = with_accessor({0}, p.tensors[0]);
    const Kernel send = with_arguments(writer("send_to_core.cpp"), {word(receiver.x), word(receiver.y), kTiles});
    const Kernel receive =
        with_arguments(reader("receive_from_core.cpp", one_core(2, 3)), {word(sender.x), word(sender.y), kTiles});
    Kernel copy = compute("copy_tiles.cpp", one_core(2, 3));
    copy.compile_arguments = {kTiles};
    Kernel write = with_arguments(writer("write_tiles.cpp", one_core(2, 3)), {out, 0, kTiles});
    write.compile_arguments = with_accessor({16}, p.tensors[1]);
    p.kernels = {read, send, receive, copy, write};
    expect_same_everywhere(p, 1, p.tensors[0].contents, 100);
  }
}

}  // namespace
}  // namespace tir2tt::device
