// A core sends tiles to a rectangle of cores, on both chips and on both NoCs.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

constexpr int kColumns = 3, kRows = 2, kTiles = 5;

struct Multicast {
  const target::Chip* chip = &wormhole();
  uint8_t noc = 0;
  bool loopback = false;
};

/// The sender is the core in the corner; each core writes what it got.
Program multicast_program(const Multicast& m) {
  constexpr uint32_t kReceivers = kColumns * kRows - 1;
  Program p;
  p.chip = m.chip;
  const DataFormat f = DataFormat::Float16_b;
  const CoreRanges all = grid(kColumns, kRows);
  const uint32_t in = add_tensor(p, tiles("in", f, noise(kTiles * 1024, 1), 32, 32 * kTiles));
  const uint32_t out = add_tensor(p, empty_tiles("out", f, kTiles * kColumns * kRows));
  p.circular_buffers = {cb(0, 2, f, all), cb(1, 1, f, all)};
  p.semaphores = {{all, 0}, {all, 0}};
  CoreCoord first = noc_coordinates(*m.chip, {0, 0}), last = noc_coordinates(*m.chip, {kColumns - 1, kRows - 1});
  const CoreCoord sender = first;
  if (m.noc == 1) std::swap(first, last);
  const auto word = [](int v) { return static_cast<uint32_t>(v); };
  Kernel send = with_arguments(reader("multicast_send.cpp"),
                               {in, kTiles, kReceivers, word(first.x), word(first.y), word(last.x), word(last.y)});
  send.compile_arguments = with_accessor({}, p.tensors[0]);
  if (m.loopback) send.defines["LOOPBACK"] = "1";
  Kernel receive = with_arguments(
      reader("multicast_receive.cpp", {{{1, 0}, {kColumns - 1, 0}}, {{0, 1}, {kColumns - 1, kRows - 1}}}),
      {word(sender.x), word(sender.y), kTiles});
  Kernel w = writer("write_tiles.cpp", all);
  w.compile_arguments = with_accessor({0}, p.tensors[1]);
  for (const CoreCoord core : cores_of(all))
    w.runtime_arguments[core] = {out, word((core.y * kColumns + core.x) * kTiles), kTiles};
  send.noc = receive.noc = m.noc;
  w.noc = static_cast<uint8_t>(1 - m.noc);
  p.kernels = {send, receive, w};
  return p;
}

void expect_everywhere(const Multicast& m, int seeds) {
  const Program p = multicast_program(m);
  std::vector<std::byte> wanted;
  for (int core = 0; core < kColumns * kRows; ++core)
    wanted.insert(wanted.end(), p.tensors[0].contents.begin(), p.tensors[0].contents.end());
  expect_same_everywhere(p, 1, wanted, seeds);
}

TEST(Multicast, HandshakeOnWormhole) { expect_everywhere({&wormhole()}, 100); }
TEST(Multicast, HandshakeOnBlackhole) { expect_everywhere({&blackhole()}, 100); }
TEST(Multicast, OnNoc1WithTheCornersExchanged) { expect_everywhere({&wormhole(), 1}, 20); }
TEST(Multicast, TheSenderGetsItToo) {
  expect_everywhere({&wormhole(), 0, true}, 20);
  expect_everywhere({&blackhole(), 1, true}, 20);
}

}  // namespace
}  // namespace tir2tt::device
