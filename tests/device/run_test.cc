// Whole programs: what a run yields, under every policy.
#include "device/run.h"

#include "device/kit.h"

namespace tir2tt::device {
namespace {

/// in -> CB 0 -> DST -> CB 16 -> out, one core.
Program copy_program(DataFormat format, int n) {
  Program p;
  p.chip = &wormhole();
  const uint32_t in = add_tensor(p, tiles("in", format, ramp(n * 1024), 32, 32 * n));
  const uint32_t out =
      add_tensor(p, tiles("out", format, std::vector<float>(static_cast<size_t>(n) * 1024), 32, 32 * n));
  p.circular_buffers = {cb(0, 2, format), cb(16, 2, format)};
  Kernel r = with_arguments(reader("read_tiles.cpp"), {in, 0, static_cast<uint32_t>(n)});
  Kernel w = with_arguments(writer("write_tiles.cpp"), {out, 0, static_cast<uint32_t>(n)});
  Kernel c = compute("copy_tiles.cpp");
  r.compile_arguments = with_accessor({0}, p.tensors[0]);
  w.compile_arguments = with_accessor({16}, p.tensors[1]);
  c.compile_arguments = {static_cast<uint32_t>(n)};
  p.kernels = {r, w, c};
  return p;
}

TEST(Run, CopyInEveryPolicy) {
  const Program p = copy_program(DataFormat::Float16_b, 5);
  expect_same_everywhere(p, 1, p.tensors[0].contents, 100);
}

}  // namespace
}  // namespace tir2tt::device
