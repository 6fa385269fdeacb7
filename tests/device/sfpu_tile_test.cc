#include <cmath>
#include <cstring>

#include "device/sfpu_unit.h"

namespace tir2tt::device {
namespace {

TEST(Tiles, CumsumGoesOnFromTileToTile) {
  Unit unit;
  const auto number = [](int row, int column) { return static_cast<float>(row + column); };
  for (bool first : {true, false, true}) {
    set_tile(unit.dst[0], number);
    unit.arguments.parameter[0] = first;
    unit.apply(Sfpu::Cumsum);
    expect_tile(unit.dst[0], [&](int row, int column) {
      float sum = 0;
      for (int i = 0; i < (first ? 0 : 32); i++) sum += number(i, column);
      for (int i = 0; i <= row; i++) sum += number(i, column);
      return sum;
    });
  }
}

TEST(Tiles, EmaKeepsItsOutputUntilItForgets) {
  Unit unit;
  sfpu_configure(Sfpu::Ema, bits_of(0.75f), bits_of(0.25f), unit.state);
  unit.fill(0, 4);
  unit.arguments.dst_out = 1;
  float expected = 0;
  for (int tile = 0; tile < 2; tile++) {
    unit.apply(Sfpu::Ema);
    for (int row = 0; row < 32; row++) {
      expected = 0.25f * 4 + 0.75f * expected;
      ASSERT_NEAR(unit.at(1, row, 9), expected, 1e-6);
    }
  }
  unit.arguments.parameter[0] = 1;
  unit.fill(1, -5);
  unit.apply(Sfpu::Ema);
  EXPECT_EQ(unit.at(1, 0, 0), -5.0f);
  unit.arguments.parameter[0] = 0;
  unit.apply(Sfpu::Ema);
  EXPECT_EQ(unit.at(1, 0, 31), 1.0f);
}

TEST(Tiles, AddTopRow) {
  Unit unit;
  set_tile(unit.dst[0], [](int, int column) { return static_cast<float>(column); });
  unit.fill(1, 100);
  unit.fill(3, -1);
  unit.apply(Sfpu::AddTopRow);
  expect_tile(unit.dst[3], [](int row, int column) { return row == 0 ? static_cast<float>(column + 100) : -1.0f; });
  unit.set(0, 0, 5);
  unit.set(1, 0, u(-7));
  unit.arguments.format = kInt32;
  unit.apply(Sfpu::AddTopRow);
  EXPECT_EQ(unit.dst[3].integer(0), -2);
}

TEST(Tiles, SumsOfIntegers) {
  const auto number = [](int row, int column) { return row * 100 - column; };
  for (Sfpu op : {Sfpu::SumIntCol, Sfpu::SumIntRow}) {
    Unit unit;
    set_tile(unit.dst[0], [&](int row, int column) { return float_of(u(number(row, column))); });
    unit.apply(op);
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 32; column++) {
        int64_t expected = number(row, column);
        if (op == Sfpu::SumIntCol && row < 4) {
          expected = 0;
          for (int i = row; i < 32; i += 4) expected += number(i, column);
        }
        if (op == Sfpu::SumIntRow && column < 16 && column % 2 == 0) {
          expected =
              number(row, column) + number(row, column + 1) + number(row, column + 16) + number(row, column + 17);
        }
        ASSERT_EQ(bits_of(unit.at(0, row, column)), u(expected)) << row << " " << column;
      }
    }
  }
  Unit unit;
  unit.set(0, 9, 40);
  unit.set(1, 9, u(-42));
  unit.set(2, 9, 1000);
  unit.arguments.parameter[0] = 2;  // ignored
  unit.apply(Sfpu::AddIntOffset);
  EXPECT_EQ(unit.dst[0].integer(9), -2);
}

TEST(Tiles, RunningProducts) {
  Unit unit;
  unit.fill(0, 2);
  unit.apply(Sfpu::TiledProd);
  for (int i = 0; i < kTileElements; i++) {
    const int step = i % 256 / 64 * 2 + i % 2;  // rows four by four, even columns before odd ones
    const bool later_face = i >= 256;
    // The ninth product lands on the first step of the next face, which then starts from it.
    int power = step + 1;
    if (later_face) {
      int carried = 9;
      for (int face = 1; face < i / 256; face++) carried += 8;
      power = carried + step;
    }
    ASSERT_EQ(unit.dst[0].value[i], std::ldexp(1.0f, power)) << i;
  }
}

TEST(Tiles, Rotate90) {
  Unit unit;
  set_tile(unit.dst[0], [](int row, int column) { return static_cast<float>(row * 32 + column); });
  unit.apply(Sfpu::Rotate90);
  expect_tile(unit.dst[0], [](int row, int column) {
    return column % 2 == 0 ? -static_cast<float>(row * 32 + column + 1) : static_cast<float>(row * 32 + column - 1);
  });
}

TEST(Tiles, ReshuffleRowsAddsRowsWhereL1Says) {
  Unit unit;
  set_tile(unit.dst[0], [](int row, int column) { return static_cast<float>(row + 1 + column * 100); });
  unit.fill(3, 0.5f);
  for (int row = 0; row < 32; row++)
    unit.l1[static_cast<size_t>(16 + row)] = static_cast<std::byte>(row < 2 ? 20 : row == 2 ? 3 : 255);
  unit.arguments.parameter[0] = 16;
  unit.apply(Sfpu::ReshuffleRows);
  expect_tile(unit.dst[3], [](int row, int column) {
    if (row == 20) return 0.5f + static_cast<float>(1 + 2 + column * 200);
    return row == 3 ? 0.5f + static_cast<float>(3 + column * 100) : 0.5f;
  });
  unit.arguments.parameter[0] = 230;  // not all in L1
  unit.fill(3, 1);
  unit.apply(Sfpu::ReshuffleRows);
  expect_tile(unit.dst[3], [](int, int) { return 1.0f; });
}

TEST(Tiles, MaxWithIndices) {
  Unit unit;
  set_tile(unit.dst[0],
           [](int row, int column) { return static_cast<float>((row * 7 + column * 5) % 9 - row / 9 * -50); });
  set_tile(unit.dst[1], [](int row, int column) { return float_of(static_cast<uint32_t>(row * 32 + column)); });
  const Tile values = unit.dst[0];
  unit.arguments.parameter[0] = 9;
  unit.apply(Sfpu::MaxWithIndices);
  for (int column = 0; column < 32; column++) {
    int best = 0;
    for (int row = 1; row < 9; row++) {
      if (values.value[face_index(row, column)] > values.value[face_index(best, column)]) best = row;
    }
    EXPECT_EQ(unit.at(0, 0, column), values.value[face_index(best, column)]);
    EXPECT_EQ(bits_of(unit.at(1, 0, column)), u(best * 32 + column));
  }
}

TEST(Tiles, ReduceByFormatPoolAndDimension) {
  const auto number = [](int row, int column) { return (row * 37 + column * 11) % 101 - 50; };
  for (uint32_t format : {0u, kInt32}) {
    for (uint32_t pool = 0; pool < 4; pool++) {
      for (uint32_t dim = 0; dim < 3; dim++) {
        Unit unit;
        set_tile(unit.dst[0], [&](int row, int column) {
          const int value = number(row, column);
          return format == 0 ? static_cast<float>(value) : float_of(u(value));
        });
        const Tile start = unit.dst[0];
        unit.arguments.parameter[0] = pool, unit.arguments.parameter[1] = dim;
        unit.arguments.parameter[2] = 1 | 1 << 16;
        unit.arguments.format = format;
        unit.apply(Sfpu::ReduceTile);
        for (int row = 0; row < 32; row++) {
          for (int column = 0; column < 32; column++) {
            const bool result = dim == 0 ? column == 0 : row == 0 && (dim == 1 || column == 0);
            if (!result) {
              ASSERT_EQ(bits_of(unit.at(0, row, column)), bits_of(start.value[face_index(row, column)]));
              continue;
            }
            int64_t sum = 0, most = -1000, least = 1000;
            for (int k = 0; k < 1024; k++) {
              if ((dim == 0 && k / 32 != row) || (dim == 1 && k % 32 != column)) continue;
              const int value = number(k / 32, k % 32);
              sum += value, most = std::max<int64_t>(most, value), least = std::min<int64_t>(least, value);
            }
            const int64_t integer = pool == 0 ? sum : pool == 1 ? sum / 32 : pool == 2 ? most : least;
            const double exact = pool == 1 ? static_cast<double>(sum) / 32 : static_cast<double>(integer);
            if (format == 0)
              ASSERT_EQ(unit.at(0, row, column), static_cast<float>(exact));
            else
              ASSERT_EQ(bits_of(unit.at(0, row, column)), u(integer)) << pool << dim;
          }
        }
      }
    }
  }
}

TEST(Tiles, ReduceTakesMaximaOverABlocksColumn) {
  Unit unit;
  for (int slot = 0; slot < 6; slot++) unit.fill(slot, static_cast<float>(slot));
  unit.arguments.parameter[0] = 2, unit.arguments.parameter[1] = 1;
  unit.arguments.parameter[2] = 2 | 3 << 16;  // two tiles wide, three high
  unit.apply(Sfpu::ReduceTile);
  EXPECT_EQ(unit.at(0, 0, 31), 4.0f);
  EXPECT_EQ(unit.at(0, 1, 0), 0.0f);
  EXPECT_EQ(sfpu_slots(Sfpu::ReduceTile, unit.arguments).read, 0b10101u);
}

}  // namespace
}  // namespace tir2tt::device
