// Operations of the vector unit in which positions matter. A vector register holds 4 rows of the even or of the odd
// columns of a face, and what is left over in lanes that an operation does not use is as the chip leaves it where its
// own tests say so. Sources: tt-llk ckernel_sfpu_{cumsum,ema,add_top_row,reshuffle_rows,max_pool_indices,reduce}.h,
// tt-metal ckernel_sfpu_{int_sum,tiled_prod, alt_complex_rotate90}.h and the expected results of tt-metal's tests of
// sum_int_col, sum_int_row and tiled_prod.
#include <algorithm>
#include <bit>
#include <cmath>

#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {
namespace {

using device_abi::Pool;
using device_abi::ReduceDim;
using device_abi::Sfpu;
using Context = SfpuContext;

constexpr int kSide = 32;

Tile& dst0(const Context& c) { return c.slots[c.arguments.dst0]; }
Tile& dst1(const Context& c) { return c.slots[c.arguments.dst1]; }
Tile& out(const Context& c) { return c.slots[c.arguments.dst_out]; }
float& at(Tile& tile, int row, int column) { return tile.value[face_index(row, column)]; }

float rounded(const Context& c, float value) {
  round_to_dst(c.mode, &value, 1);
  return value;
}

// Down the columns; the sums are kept in float for the next tile.
void cumsum(const Context& c) {
  if (c.arguments.parameter[0] == 1) std::fill_n(c.state.column, kSide, 0.0f);
  for (int row = 0; row < kSide; row++) {
    for (int column = 0; column < kSide; column++) {
      float& sum = c.state.column[column];
      sum += at(dst0(c), row, column);
      at(dst0(c), row, column) = rounded(c, sum);
    }
  }
}

// new = alpha * old + beta * x, from row to row and from tile to tile.
void ema(const Context& c) {
  if (c.arguments.parameter[0] == 1) {
    std::fill_n(c.state.column, kSide, 0.0f);
    return;
  }
  for (int row = 0; row < kSide; row++) {
    for (int column = 0; column < kSide; column++) {
      float& old = c.state.column[column];
      const float kept = c.init(0) * old;
      old = static_cast<float>(double{c.init(1)} * double{at(dst0(c), row, column)} + double{kept});
      at(out(c), row, column) = rounded(c, old);
    }
  }
}

void add_top_row(const Context& c) {
  const bool integer = tt_range(c.arguments.format).integer;
  for (int column = 0; column < kSide; column++) {
    const float a = at(dst0(c), 0, column), b = at(dst1(c), 0, column);
    at(out(c), 0, column) = integer ? float_of(bits_of(a) + bits_of(b)) : rounded(c, a + b);
  }
}

// Rows 0 to 3 become sums of every fourth row.
void sum_int_col(const Context& c) {
  for (int row = 0; row < 4; row++) {
    for (int column = 0; column < kSide; column++) {
      uint32_t sum = 0;
      for (int i = row; i < kSide; i += 4) sum += bits_of(at(dst0(c), i, column));
      at(dst0(c), row, column) = float_of(sum);
    }
  }
}

// The even columns of the left half become sums of themselves, their neighbours and the same two of the right half.
void sum_int_row(const Context& c) {
  for (int row = 0; row < kSide; row++) {
    for (int column = 0; column < kSide / 2; column += 2) {
      uint32_t sum = 0;
      for (int offset : {0, 1, 16, 17}) sum += bits_of(at(dst0(c), row, column + offset));
      at(dst0(c), row, column) = float_of(sum);
    }
  }
}

// The slot after dst0 is added whatever offset the kernel gives.
void add_int_offset(const Context& c) {
  const Tile& added = c.slots[c.arguments.dst0 + 1];
  for (int i = 0; i < kTileElements; i++) {
    dst0(c).value[i] = float_of(bits_of(dst0(c).value[i]) + bits_of(added.value[i]));
  }
}

// In each face and lane: products of the first elements, of which there are 8; then the first of the next face is
// multiplied as well.
void tiled_prod(const Context& c) {
  for (int face = 0; face < 4; face++) {
    for (int lane = 0; lane < 32; lane++) {
      float product = 1;
      for (int step = 0; step < 9 && face + step / 8 < 4; step++) {
        const int row = step % 8 / 2 * 4 + lane / 8, column = lane % 8 * 2 + step % 2;
        float& word = dst0(c).value[(face + step / 8) * kFaceElements + row * 16 + column];
        product *= word;
        word = rounded(c, product);
      }
    }
  }
}

void rotate90(const Context& c) {
  for (int i = 0; i < kTileElements; i += 2) {
    const float even = dst0(c).value[i];
    dst0(c).value[i] = -dst0(c).value[i + 1];
    dst0(c).value[i + 1] = even;
  }
}

// Row numbers of 32 and more leave a row out.
void reshuffle_rows(const Context& c) {
  const uint64_t address = c.arguments.parameter[0];
  if (address + kSide > c.l1.size()) return;
  for (int row = 0; row < kSide; row++) {
    const int to = std::to_integer<int>(c.l1[static_cast<size_t>(address) + static_cast<size_t>(row)]);
    if (to >= kSide) continue;
    for (int column = 0; column < kSide; column++) {
      float& word = at(out(c), to, column);
      word = rounded(c, word + at(dst0(c), row, column));
    }
  }
}

// The chip looks at 9 rows where the kernel says fewer. Of equal values the first row's index is kept.
void max_with_indices(const Context& c) {
  const int rows = static_cast<int>(std::clamp(c.arguments.parameter[0], 9u, 32u));
  for (int column = 0; column < kSide; column++) {
    int best = 0;
    for (int row = 1; row < rows; row++) {
      if (at(dst0(c), row, column) > at(dst0(c), best, column)) best = row;
    }
    at(dst0(c), 0, column) = at(dst0(c), best, column);
    at(dst1(c), 0, column) = at(dst1(c), best, column);
  }
}

/// A reduction of words, by format: floats in double, integers exactly.
struct Reduction {
  Pool pool;
  TtRange range;

  double value(float word) const {
    if (!range.integer) return double{word};
    const uint32_t bits = bits_of(word);
    return range.least < 0 ? static_cast<double>(static_cast<int32_t>(bits)) : static_cast<double>(bits);
  }
  double combine(double a, double b) const {
    if (pool == Pool::Max) return b > a || std::isnan(b) ? b : a;
    if (pool == Pool::Min) return b < a || std::isnan(b) ? b : a;
    return a + b;
  }
  /// Averages are of 32 elements whatever was reduced; of integers they are truncated, after the sum has wrapped to 32
  /// bits.
  float word(double total) const {
    if (!range.integer) return static_cast<float>(pool == Pool::Avg ? total / 32 : total);
    const auto sum = static_cast<uint32_t>(static_cast<int64_t>(total));
    const uint32_t mean = range.least < 0 ? static_cast<uint32_t>(static_cast<int32_t>(sum) / 32) : sum / 32;
    const uint32_t mask = range.most == 65535 ? 0xFFFFu : ~0u;
    return float_of((pool == Pool::Avg ? mean : sum) & mask);
  }
};

// All words that end up in result `i` of a line: along a column, a row, or everything.
double reduce_line(const Reduction& reduction, Tile& tile, ReduceDim dim, int i) {
  double total = 0;
  bool first = true;
  for (int a = 0; a < kSide; a++) {
    for (int b = 0; b < (dim == ReduceDim::Scalar ? kSide : 1); b++) {
      const int row = dim == ReduceDim::Row ? i : a, column = dim == ReduceDim::Row ? a : dim == ReduceDim::Col ? i : b;
      const double value = reduction.value(at(tile, row, column));
      total = first ? value : reduction.combine(total, value);
      first = false;
    }
  }
  return total;
}

// Maxima and minima go over the tiles of one column of a block of ct x rt tiles; sums and averages over one tile.
void reduce_tile(const Context& c) {
  const Reduction reduction{static_cast<Pool>(c.arguments.parameter[0]), tt_range(c.arguments.format)};
  const auto dim = static_cast<ReduceDim>(c.arguments.parameter[1]);
  const bool extreme = reduction.pool == Pool::Max || reduction.pool == Pool::Min;
  const uint32_t wide = c.arguments.parameter[2] & 0xFFFF,
                 high = extreme ? std::max(c.arguments.parameter[2] >> 16, 1u) : 1;
  for (int i = 0; i < (dim == ReduceDim::Scalar ? 1 : kSide); i++) {
    double total = reduce_line(reduction, dst0(c), dim, i);
    for (uint32_t t = 1; t < high; t++) {
      total = reduction.combine(total, reduce_line(reduction, c.slots[c.arguments.dst0 + t * wide], dim, i));
    }
    const float word = reduction.word(total);
    at(dst0(c), dim == ReduceDim::Row ? i : 0, dim == ReduceDim::Col ? i : 0) =
        reduction.range.integer ? word : rounded(c, word);
  }
}

constexpr TileOperation kTile[] = {
    {Sfpu::Cumsum, cumsum},
    {Sfpu::TiledProd, tiled_prod},
    {Sfpu::ReduceTile, reduce_tile},
    {Sfpu::AddTopRow, add_top_row},
    {Sfpu::SumIntCol, sum_int_col},
    {Sfpu::SumIntRow, sum_int_row},
    {Sfpu::AddIntOffset, add_int_offset},
    {Sfpu::Rotate90, rotate90},
    {Sfpu::ReshuffleRows, reshuffle_rows},
    {Sfpu::MaxWithIndices, max_with_indices},
    {Sfpu::TopkSort, topk_sort},
    {Sfpu::TopkMerge, topk_merge},
    {Sfpu::TopkRebuild, topk_rebuild},
    {Sfpu::Ema, ema},
    {Sfpu::WelfordClear, welford_clear},
    {Sfpu::WelfordRow, welford_row},
    {Sfpu::WelfordSave, welford_save},
    {Sfpu::WelfordRestore, welford_restore},
    {Sfpu::WelfordToRow, welford_to_row},
    {Sfpu::WelfordToFace, welford_to_face},
};

}  // namespace

std::span<const TileOperation> sfpu_tile_operations() { return kTile; }

}  // namespace tir2tt::device
