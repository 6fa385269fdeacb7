// Between row-major rows and tiles, by the unpacker and by the packer.
#include <cstring>

#include "device/kit.h"

namespace tir2tt::device {
namespace {

constexpr int kAcross = 4, kStrips = 4;
constexpr int64_t kRows = 32 * kStrips, kColumns = 32 * kAcross;

/// The elements of a matrix as they lie in memory, row after row.
std::vector<std::byte> row_major(DataFormat format, const std::vector<std::byte>& tile_bytes) {
  const size_t element = static_cast<size_t>(target::format_info(format).bits) / 8;
  std::vector<std::byte> out(tile_bytes.size());
  for (int64_t row = 0; row < kRows; ++row) {
    for (int64_t column = 0; column < kColumns; ++column) {
      const int64_t tile = row / 32 * kAcross + column / 32;
      const auto from =
          static_cast<size_t>(tile * 1024 + face_index(static_cast<int>(row % 32), static_cast<int>(column % 32)));
      std::memcpy(out.data() + static_cast<size_t>(row * kColumns + column) * element,
                  tile_bytes.data() + from * element, element);
    }
  }
  return out;
}

Tensor rows_tensor(const std::string& name, DataFormat format, std::vector<std::byte> contents) {
  Tensor t;
  t.name = name;
  t.page_bytes = static_cast<uint32_t>(kColumns * target::format_info(format).bits / 8);
  t.contents = std::move(contents);
  return t;
}

Tensor matrix(DataFormat format) { return tiles("tiles", format, noise(kRows * kColumns, 11, 1000), kRows, kColumns); }

Kernel maybe_wide(Kernel k, DataFormat format) {
  return format == DataFormat::Float32 || format == DataFormat::Int32 ? wide(k) : k;
}

Program tilize_program(DataFormat format) {
  Program p;
  p.chip = &wormhole();
  const Tensor whole = matrix(format);
  const uint32_t in = add_tensor(p, rows_tensor("rows", format, row_major(format, whole.contents)));
  const uint32_t out = add_tensor(p, empty_tiles("tiles", format, kAcross * kStrips));
  p.circular_buffers = {cb(0, 2 * kAcross, format), cb(16, 2 * kAcross, format)};
  Kernel r = with_arguments(reader("read_sticks.cpp"), {in, kStrips});
  r.compile_arguments = with_accessor({p.tensors[0].page_bytes, kAcross}, p.tensors[0]);
  Kernel w = with_arguments(writer("write_tiles.cpp"), {out, 0, kAcross * kStrips});
  w.compile_arguments = with_accessor({16}, p.tensors[1]);
  Kernel k = maybe_wide(with_arguments(compute("tilize_strips.cpp"), {kStrips}), format);
  k.compile_arguments = {kAcross};
  p.kernels = {r, w, k};
  return p;
}

Program untilize_program(DataFormat format) {
  Program p;
  p.chip = &wormhole();
  const Tensor whole = matrix(format);
  const uint32_t in = add_tensor(p, whole);
  std::vector<uint32_t> arguments{kStrips, 3};
  p.circular_buffers = {cb(0, 2 * kAcross, format)};
  for (uint8_t i = 0; i < 3; ++i) {
    arguments.push_back(add_tensor(p, rows_tensor("rows", format, std::vector<std::byte>(whole.contents.size()))));
    p.circular_buffers.push_back(cb(static_cast<uint8_t>(16 + i), kAcross, format));
  }
  Kernel r = with_arguments(reader("read_tiles.cpp"), {in, 0, kAcross * kStrips});
  r.compile_arguments = with_accessor({0}, p.tensors[0]);
  Kernel w = with_arguments(writer("write_sticks.cpp"), arguments);
  w.compile_arguments = {p.tensors[1].page_bytes, kAcross};
  Kernel k = maybe_wide(with_arguments(compute("untilize_three_ways.cpp"), {kStrips}), format);
  k.compile_arguments = {kAcross};
  p.kernels = {r, w, k};
  return p;
}

class Tilize : public testing::TestWithParam<DataFormat> {};

TEST_P(Tilize, RowsBecomeTiles) {
  expect_same_everywhere(tilize_program(GetParam()), 1, matrix(GetParam()).contents, 3);
}

TEST_P(Tilize, TilesBecomeRowsInThreeWays) {
  const std::vector<std::byte> rows = row_major(GetParam(), matrix(GetParam()).contents);
  const Program p = untilize_program(GetParam());
  for (size_t way = 1; way <= 3; ++way) expect_same_everywhere(p, way, rows, 3);
}

INSTANTIATE_TEST_SUITE_P(Formats, Tilize,
                         testing::Values(DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                                         DataFormat::Int32),
                         name_of);

TEST(TilizeSeeds, EveryInterleavingGivesTheSame) {
  const DataFormat f = DataFormat::Float16_b;
  expect_same_everywhere(tilize_program(f), 1, matrix(f).contents, 100);
  expect_same_everywhere(untilize_program(f), 2, row_major(f, matrix(f).contents), 100);
}

}  // namespace
}  // namespace tir2tt::device
