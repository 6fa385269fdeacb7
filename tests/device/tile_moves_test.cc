// Tiles transposed, broadcast and packed out of order.
#include "device/kit.h"

namespace tir2tt::device {
namespace {

/// Which element of the first tile stands at (row, column) of a result; in the order of tile_moves.cpp.
struct Move {
  const char* name;
  int (*row)(int r, int c);
  int (*column)(int r, int c);
};
int same_row(int r, int) { return r; }
int same_column(int, int c) { return c; }
int none(int, int) { return 0; }
/// The face number of one coordinate with the place within the face of another.
int face_then_place(int face_of, int place_of) { return face_of / 16 * 16 + place_of % 16; }
constexpr Move kMoves[] = {
    {"copy", same_row, same_column},
    {"transpose", same_column, same_row},
    {"faces exchanged", [](int r, int c) { return face_then_place(c, r); },
     [](int r, int c) { return face_then_place(r, c); }},
    {"within faces", [](int r, int c) { return face_then_place(r, c); },
     [](int r, int c) { return face_then_place(c, r); }},
    {"both", same_column, same_row},
    {"row 0", none, same_column},
    {"column 0", same_row, none},
    {"element 0", none, none},
    {"transpose in DST", same_column, same_row},
};
constexpr int kCount = static_cast<int>(std::size(kMoves));

void expect_moves(DataFormat format, int seeds) {
  const bool wide_dst = format == DataFormat::Float32 || format == DataFormat::Int32;
  const bool block = target::format_info(format).block_float;
  // A block float shares exponents along rows, so that columns need values that suit every block.
  const std::vector<float> values = block ? ramp(32 * 96, 5, 0.5f) : noise(32 * 96, 9, 100);
  Kernel k = compute("tile_moves.cpp");
  // Six more pages: the last three tiles must not cross the end.
  const Program p = stream_program({input(0, format, values, 32, 96, 3)}, wide_dst ? wide(k) : k,
                                   {output(16, format, kCount + 3, 12)});
  const std::vector<float> got = values_everywhere(p, 1, format, 32, 32 * (kCount + 3), seeds);
  ASSERT_FALSE(got.empty());
  const std::vector<float> in = stored(format, values, 32, 96), first = tile_of(in, 0);
  for (int m = 0; m < kCount; ++m) {
    const std::vector<float> tile = tile_of(got, m);
    for (int i = 0; i < 1024; ++i) {
      const int r = i / 32, c = i % 32;
      const int from = kMoves[m].row(r, c) * 32 + kMoves[m].column(r, c);
      ASSERT_EQ(tile[static_cast<size_t>(i)], first[static_cast<size_t>(from)])
          << kMoves[m].name << " " << r << " " << c;
    }
  }
  for (int i = 0; i < 3; ++i) ASSERT_EQ(tile_of(got, kCount + i), tile_of(in, 2 - i)) << i;
}

class TileMoves : public testing::TestWithParam<DataFormat> {};
TEST_P(TileMoves, EveryElementIsWhereItBelongs) { expect_moves(GetParam(), 3); }
INSTANTIATE_TEST_SUITE_P(Formats, TileMoves,
                         testing::Values(DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                                         DataFormat::Bfp8_b, DataFormat::Bfp4_b, DataFormat::Int32, DataFormat::UInt16),
                         name_of);

TEST(TileMovesSeeds, EveryInterleavingGivesTheSame) { expect_moves(DataFormat::Float16_b, 100); }

}  // namespace
}  // namespace tir2tt::device
