#include "device/numerics/tile_math.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>

#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/tile_math_round.h"
#include "support/diagnostic.h"

namespace tir2tt::device {
namespace {

using device_abi::Broadcast;
using device_abi::Operation;
using device_abi::Pool;
using device_abi::ReduceDim;

constexpr Fidelity kFidelities[] = {Fidelity::LoFi, Fidelity::HiFi2, Fidelity::HiFi3, Fidelity::HiFi4};
constexpr DstMode kModes[] = {DstMode::Fp32, DstMode::Bf16, DstMode::Fp16};
constexpr float kInf = std::numeric_limits<float>::infinity();

float& at(Tile& tile, int row, int column) { return tile.value[face_index(row, column)]; }
float at(const Tile& tile, int row, int column) { return tile.value[face_index(row, column)]; }

/// The same numbers on every machine.
struct Random {
  uint32_t state = 12345;
  uint32_t next() { return state = state * 1664525u + 1013904223u; }
  /// In +-4, `bits` bits of significand.
  float value(int bits) {
    const float unit = static_cast<float>(next() >> 8) * 0x1p-22f - 2;
    return float_of(bits_of(unit * 2) & ~((1u << (24 - bits)) - 1));
  }
};
Tile random_tile(uint32_t seed, int bits = 11) {
  Random random{seed};
  Tile tile;
  for (float& value : tile.value) value = random.value(bits);
  return tile;
}
Tile filled(float value) {
  Tile tile;
  std::fill_n(tile.value, kTileElements, value);
  return tile;
}

/// `value` cut to `bits` significand bits, in double.
double cut(float value, int bits) {
  if (value == 0) return 0;
  const int unit = std::ilogb(value) - (bits - 1);
  return std::ldexp(std::trunc(std::ldexp(static_cast<double>(value), -unit)), unit);
}
/// What the phases of a fidelity multiply: a in SrcA, b in SrcB.
double product(float a, float b, Fidelity fidelity) {
  const double a5 = cut(a, 5), a10 = cut(a, 10), b7 = cut(b, 7), b11 = cut(b, 11);
  switch (fidelity) {
    case Fidelity::LoFi: return a5 * b7;
    case Fidelity::HiFi2: return a10 * b7;
    case Fidelity::HiFi3: return a10 * b7 + a5 * (b11 - b7);
    case Fidelity::HiFi4: return a10 * b11;
  }
  return 0;
}
/// Half a unit in the last place of what a mode holds, at `value`.
double half_unit(DstMode mode, double value) {
  const int bits = mode == DstMode::Fp32 ? 24 : mode == DstMode::Bf16 ? 8 : 11;
  return std::ldexp(0.5, std::ilogb(std::max(std::abs(value), 1e-30)) - (bits - 1));
}

Tile product_of(const Tile& in0, const Tile& in1, Fidelity fidelity, DstMode mode, const Tile& start,
                bool transposed = false) {
  MatmulOperand a, b;
  split_in0(in0, fidelity, a);
  split_in1(in1, fidelity, transposed, b);
  Tile dst = start;
  matmul(a, b, fidelity, mode, dst);
  return dst;
}

TEST(Round, MatrixUnitRoundsTiesAwayFromZero) {
  const struct {
    DstMode mode;
    float value, expected;
  } cases[] = {
      {DstMode::Fp32, 1.0f + 0x1p-23f, 1.0f + 0x1p-23f},
      {DstMode::Bf16, 1.0f + 0x1p-8f, 1.0f + 0x1p-7f},
      {DstMode::Bf16, -1.0f - 0x1p-8f, -1.0f - 0x1p-7f},
      {DstMode::Bf16, 1.0f + 0x1p-8f - 0x1p-23f, 1.0f},
      {DstMode::Bf16, std::numeric_limits<float>::max(), kInf},
      {DstMode::Bf16, -kInf, -kInf},
      {DstMode::Bf16, 1e-40f, 0.0f},
      {DstMode::Fp16, 1.0f + 0x1p-11f, 1.0f + 0x1p-10f},
      {DstMode::Fp16, 200000.0f, 131008.0f},
      {DstMode::Fp16, -kInf, -131008.0f},
      {DstMode::Fp16, 0x1p-15f, 0.0f},
  };
  for (const auto& c : cases) {
    float value = 0;
    write_to_dst(c.mode, &c.value, 1, &value);
    EXPECT_EQ(value, c.expected) << c.value;
    value = 0;
    add_to_dst(c.mode, &c.value, 1, &value);
    EXPECT_EQ(value, c.expected) << c.value;
  }
  const float nan = float_of(0x7FFFFFFF);
  float value = 1;
  write_to_dst(DstMode::Bf16, &nan, 1, &value);
  EXPECT_TRUE(std::isnan(value));
  const float one = 1;
  value = 256;
  add_to_dst(DstMode::Bf16, &one, 1, &value);
  EXPECT_EQ(value, 258.0f);
}

TEST(Split, KeepsTheBitsOfThePhases) {
  const Tile tile = random_tile(1, 24);
  Tile register_tile = tile;
  to_source_register(target::DataFormat::Float32, register_tile);
  for (Fidelity fidelity : kFidelities) {
    MatmulOperand in0, in1;
    split_in0(register_tile, fidelity, in0);
    split_in1(register_tile, fidelity, false, in1);
    for (int i = 0; i < kTileElements; i++) {
      const float value = register_tile.value[i];
      EXPECT_EQ(in0.high.value[i], cut(value, fidelity == Fidelity::HiFi4 ? 11 : 7));
      EXPECT_EQ(in1.high.value[i], cut(value, fidelity == Fidelity::LoFi ? 5 : 10));
      if (fidelity != Fidelity::HiFi3) continue;
      EXPECT_EQ(in0.low.value[i], cut(value, 11) - cut(value, 7));
      EXPECT_EQ(in1.low.value[i], cut(value, 5));
    }
  }
  MatmulOperand in0;
  split_in0(filled(kInf), Fidelity::HiFi3, in0);
  EXPECT_EQ(in0.high.value[0], kInf);
  EXPECT_EQ(in0.low.value[0], 0.0f);
}

TEST(Matmul, SmallIntegersAreExactInEveryModeAndFidelity) {
  Tile in0, in1, expected = {};
  Random random{3};
  for (int i = 0; i < kTileElements; i++) {
    in0.value[i] = static_cast<float>(static_cast<int>(random.next() >> 30) - 1);
    in1.value[i] = static_cast<float>(static_cast<int>(random.next() >> 29) - 3);
  }
  const Tile start = filled(2);
  for (int row = 0; row < 32; row++) {
    for (int column = 0; column < 32; column++) {
      float sum = 2;
      for (int k = 0; k < 32; k++) sum += at(in0, row, k) * at(in1, k, column);
      at(expected, row, column) = sum;
    }
  }
  Tile turned;
  transpose(in1, turned);
  for (Fidelity fidelity : kFidelities) {
    for (DstMode mode : kModes) {
      const Tile plain = product_of(in0, in1, fidelity, mode, start);
      const Tile transposed = product_of(in0, turned, fidelity, mode, start, true);
      for (int i = 0; i < kTileElements; i++) {
        ASSERT_EQ(plain.value[i], expected.value[i]);
        ASSERT_EQ(transposed.value[i], expected.value[i]);
      }
    }
  }
}

TEST(Matmul, AgainstDoubleInEveryModeAndFidelity) {
  const Tile in0 = random_tile(5), in1 = random_tile(6), start = random_tile(7, 8);
  for (Fidelity fidelity : kFidelities) {
    for (DstMode mode : kModes) {
      const Tile result = product_of(in0, in1, fidelity, mode, start);
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++) {
          double sum = at(start, row, column), magnitude = std::abs(sum);
          for (int k = 0; k < 32; k++) {
            sum += product(at(in1, k, column), at(in0, row, k), fidelity);
            magnitude += std::abs(product(at(in1, k, column), at(in0, row, k), fidelity));
          }
          // Every face step rounds once (HiFi3: twice); sums in float lose less than 2^-18 of the magnitudes.
          const double steps = fidelity == Fidelity::HiFi3 ? 4 : 2;
          const double allowed = steps * half_unit(mode, magnitude) + magnitude * 0x1p-18;
          ASSERT_NEAR(at(result, row, column), sum, allowed) << static_cast<int>(fidelity) << static_cast<int>(mode);
        }
      }
    }
  }
}

TEST(Matmul, RoundsOncePerFaceStep) {
  // 1 + 32 products of 2^-8: 16 of them are added at a time, so that bfloat16 sees two steps of 2^-4.
  Tile dst = product_of(filled(0x1p-4f), filled(0x1p-4f), Fidelity::HiFi4, DstMode::Bf16, filled(1));
  EXPECT_EQ(dst.value[0], 1.125f);
  // Two steps of 2^-9 * 1: each is less than half a unit of 1 in bfloat16.
  dst = product_of(filled(0x1p-7f), filled(0x1p-6f), Fidelity::HiFi4, DstMode::Bf16, filled(1));
  EXPECT_EQ(dst.value[0], 1.0f);
  dst = product_of(filled(0x1p-7f), filled(0x1p-6f), Fidelity::HiFi4, DstMode::Fp32, filled(1));
  EXPECT_EQ(dst.value[0], 1.0f + 0x1p-8f);
}

TEST(Matmul, BFloat16IsExactAtHiFi4) {
  const Tile in0 = random_tile(8, 8), in1 = random_tile(9, 8);
  MatmulOperand a, b;
  split_in0(in0, Fidelity::HiFi4, a);
  split_in1(in1, Fidelity::HiFi4, false, b);
  EXPECT_EQ(std::memcmp(&a.high, &in0, sizeof(Tile)), 0);
  EXPECT_EQ(std::memcmp(&b.high, &in1, sizeof(Tile)), 0);
}

// A product that underflows is rounded before it is added; a fused one would not be.
TEST(Matmul, ProductsAreNotFusedIntoSums) {
  Tile in0 = {}, in1 = {};
  at(in0, 0, 0) = 0x1p-75f;
  at(in1, 0, 0) = 0x1p-75f;  // 2^-150 becomes 0 when it is rounded: a tie to even
  at(in0, 0, 1) = 0x1p-75f;
  at(in1, 1, 0) = 0x1p-74f;  // 2^-149, the least float
  const Tile result = product_of(in0, in1, Fidelity::HiFi4, DstMode::Fp32, filled(0));
  EXPECT_EQ(result.value[0], 0x1p-149f);
}

// The bytes that every machine, every vector extension and every compiler computes.
TEST(Matmul, SameBytesEverywhere) {
  const Tile in0 = random_tile(21), in1 = random_tile(22), start = random_tile(23, 8);
  uint64_t hash = 14695981039346656037u;
  for (Fidelity fidelity : kFidelities) {
    for (DstMode mode : kModes) {
      const Tile result = product_of(in0, in1, fidelity, mode, start);
      for (float value : result.value) hash = (hash ^ bits_of(value)) * 1099511628211u;
    }
  }
  EXPECT_EQ(hash, 573764825162821545u);
}

TEST(Binary, AddAndSubInEveryMode) {
  const Tile a = random_tile(31), b = random_tile(32), start = random_tile(33, 8);
  for (DstMode mode : kModes) {
    for (bool subtract : {false, true}) {
      for (bool add : {false, true}) {
        Tile dst = start;
        binary(subtract ? Operation::Sub : Operation::Add, Broadcast::None, 0, a, b, Fidelity::LoFi, add, mode, dst);
        for (int i = 0; i < kTileElements; i++) {
          const double term = subtract ? double{a.value[i]} - b.value[i] : double{a.value[i]} + b.value[i];
          const double exact = term + (add ? start.value[i] : 0.0f);
          ASSERT_NEAR(dst.value[i], exact, 1.001 * half_unit(mode, exact) + 0x1p-22);
        }
      }
    }
  }
}

TEST(Binary, MulAccumulatesInEveryModeAndFidelity) {
  const Tile a = random_tile(34), b = random_tile(35), start = random_tile(36, 8);
  for (Fidelity fidelity : kFidelities) {
    for (DstMode mode : kModes) {
      Tile dst = start;
      binary(Operation::Mul, Broadcast::None, 0, a, b, fidelity, false, mode, dst);
      for (int i = 0; i < kTileElements; i++) {
        const double exact = product(a.value[i], b.value[i], fidelity) + start.value[i];
        const double roundings = fidelity == Fidelity::HiFi3 ? 2.001 : 1.001;
        ASSERT_NEAR(dst.value[i], exact, roundings * half_unit(mode, 2 * std::abs(exact) + 0x1p-8)) << i;
      }
    }
  }
}

TEST(Binary, Broadcasts) {
  const Tile a = random_tile(41, 8), b = random_tile(42, 8);
  for (Broadcast broadcast : {Broadcast::None, Broadcast::Col, Broadcast::Row, Broadcast::Scalar}) {
    for (int chosen : {0, 5, 16, 31}) {
      Tile repeated, dst = filled(7);
      broadcast_tile(broadcast, chosen, b, repeated);
      binary(Operation::Sub, broadcast, chosen, a, b, Fidelity::HiFi4, false, DstMode::Fp32, dst);
      for (int row = 0; row < 32; row++) {
        for (int column = 0; column < 32; column++) {
          const int from_row = broadcast == Broadcast::Row ? chosen : broadcast == Broadcast::Scalar ? 0 : row;
          const int from_column = broadcast == Broadcast::Col || broadcast == Broadcast::Scalar ? 0 : column;
          ASSERT_EQ(at(repeated, row, column), at(b, from_row, from_column));
          ASSERT_EQ(at(dst, row, column), at(a, row, column) - at(b, from_row, from_column));
        }
      }
    }
  }
}

TEST(Binary, RefusesOtherOperations) {
  Tile dst = filled(0);
  EXPECT_THROW(binary(Operation::Copy, Broadcast::None, 0, dst, dst, Fidelity::LoFi, false, DstMode::Fp32, dst),
               InternalError);
}

TEST(Transpose, SwapsRowsAndColumns) {
  const Tile tile = random_tile(51);
  Tile turned, back;
  transpose(tile, turned);
  transpose(turned, back);
  for (int row = 0; row < 32; row++) {
    for (int column = 0; column < 32; column++) ASSERT_EQ(at(turned, row, column), at(tile, column, row));
  }
  EXPECT_EQ(std::memcmp(&back, &tile, sizeof(Tile)), 0);
}

/// Which words a reduction writes.
bool is_result(ReduceDim dim, int row, int column) {
  if (dim == ReduceDim::Row) return column == 0;
  return row == 0 && (dim == ReduceDim::Col || column == 0);
}

TEST(Reduce, SumsAgainstDouble) {
  const Tile tile = random_tile(61), start = random_tile(62, 8);
  Tile scaler = filled(99);  // only first rows of faces count
  for (int face = 0; face < 4; face++) {
    for (int i = 0; i < 16; i++)
      scaler.value[face * 256 + i] = 0.25f * static_cast<float>(face + 1) + 0.125f * static_cast<float>(i % 3);
  }
  for (ReduceDim dim : {ReduceDim::Row, ReduceDim::Col}) {
    for (Fidelity fidelity : kFidelities) {
      for (DstMode mode : kModes) {
        Tile dst = start;
        reduce(Pool::Sum, dim, tile, scaler, fidelity, false, mode, dst);
        for (int row = 0; row < 32; row++) {
          for (int column = 0; column < 32; column++) {
            if (!is_result(dim, row, column)) {
              ASSERT_EQ(at(dst, row, column), at(start, row, column));
              continue;
            }
            double sum = at(start, row, column), magnitude = std::abs(sum);
            for (int k = 0; k < 32; k++) {
              const int r = dim == ReduceDim::Row ? row : k, c = dim == ReduceDim::Row ? k : column;
              const float weight = scaler.value[(r / 16 * 2 + c / 16) * 256 + k % 16];
              sum += product(at(tile, r, c), weight, fidelity);
              magnitude += std::abs(product(at(tile, r, c), weight, fidelity));
            }
            ASSERT_NEAR(at(dst, row, column), sum, 4 * half_unit(mode, magnitude) + magnitude * 0x1p-18);
          }
        }
      }
    }
  }
}

TEST(Reduce, ScalarAppliesTheScalerTwice) {
  for (DstMode mode : kModes) {
    Tile dst = filled(3);
    reduce(Pool::Avg, ReduceDim::Scalar, filled(2), filled(0x1p-5f), Fidelity::HiFi4, false, mode, dst);
    EXPECT_EQ(dst.value[0], 5.0f);  // 3 + 2 * 1024 * 2^-10
    EXPECT_EQ(dst.value[1], 3.0f);
  }
  const Tile tile = random_tile(63, 8);
  double sum = 0;
  for (float value : tile.value) sum += value;
  Tile dst = filled(0);
  reduce(Pool::Sum, ReduceDim::Scalar, tile, filled(1), Fidelity::HiFi4, false, DstMode::Fp32, dst);
  EXPECT_NEAR(dst.value[0], sum, 0.5);  // what goes through SrcA keeps 10 bits
}

TEST(Reduce, MaximaAndMinima) {
  const Tile tile = random_tile(64, 8);
  for (Pool pool : {Pool::Max, Pool::Min}) {
    const std::function<float(float, float)> pick = pool == Pool::Max ? [](float a, float b) { return std::max(a, b); }
                                                                      : [](float a, float b) { return std::min(a, b); };
    for (ReduceDim dim : {ReduceDim::Row, ReduceDim::Col, ReduceDim::Scalar}) {
      for (bool first : {false, true}) {
        for (DstMode mode : kModes) {
          Tile dst = filled(pool == Pool::Max ? 1.5f : -1.5f);
          const Tile start = dst;
          reduce(pool, dim, tile, filled(1), Fidelity::LoFi, first, mode, dst);
          for (int row = 0; row < 32; row++) {
            for (int column = 0; column < 32; column++) {
              float expected = at(start, row, column);
              if (is_result(dim, row, column)) {
                if (first) expected = at(tile, row, column);
                for (int k = 0; k < 1024; k++) {
                  const int r = k / 32, c = k % 32;
                  if (dim == ReduceDim::Row && r != row) continue;
                  if (dim == ReduceDim::Col && c != column) continue;
                  expected = pick(expected, at(tile, r, c));
                }
              }
              ASSERT_EQ(at(dst, row, column), expected);
            }
          }
        }
      }
    }
  }
}

TEST(Reduce, OfAMaximumsScalerOnlyTheExponentCounts) {
  Tile tile = filled(1), dst = filled(0);
  tile.value[3] = 5;
  Tile scaler = filled(1);
  reduce(Pool::Max, ReduceDim::Col, tile, filled(3.9f), Fidelity::HiFi4, true, DstMode::Fp32, dst);
  EXPECT_EQ(dst.value[3], 10.0f);
  scaler.value[0] = 0;  // leaves out the first row of face 0 … 3
  reduce(Pool::Max, ReduceDim::Col, tile, scaler, Fidelity::HiFi4, true, DstMode::Fp32, dst);
  EXPECT_EQ(dst.value[3], 1.0f);
  tile.value[20] = std::numeric_limits<float>::quiet_NaN();
  reduce(Pool::Max, ReduceDim::Col, tile, filled(1), Fidelity::HiFi4, true, DstMode::Fp32, dst);
  EXPECT_TRUE(std::isnan(dst.value[4]));
}

}  // namespace
}  // namespace tir2tt::device
