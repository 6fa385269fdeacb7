// Operands of the matrix unit, element-wise operations, transposition. Products are in tile_math_matmul.cc, reductions
// in tile_math_reduce.cc.
#include "device/numerics/tile_math.h"

#include <algorithm>
#include <cmath>

#include "device/numerics/clones.h"
#include "device/numerics/format_bits.h"
#include "device/numerics/tile_math_round.h"
#include "support/diagnostic.h"

namespace tir2tt::device {
namespace {

using device_abi::Broadcast;
using device_abi::Operation;

constexpr int kSide = 16;

// Significand bits that a multiplier takes, the hidden one included: SrcB 7, then 4; SrcA 5, then 5 (the last of its 11
// is never used).
constexpr uint32_t kSrcBHigh = 0xFFFE0000u, kSrcBAll = 0xFFFFE000u;
constexpr uint32_t kSrcAHigh = 0xFFF80000u, kSrcAAll = 0xFFFFC000u;

TIR2TT_CLONES void keep_bits(const float* __restrict from, uint32_t mask, float* __restrict to) {
  for (int i = 0; i < kTileElements; i++) to[i] = float_of(bits_of(from[i]) & mask);
}

// What the mask `high` leaves of the bits `all`; nothing of an infinity or a NaN.
TIR2TT_CLONES void keep_rest(const float* __restrict from, uint32_t all, uint32_t high, float* __restrict to) {
  for (int i = 0; i < kTileElements; i++) {
    const uint32_t bits = bits_of(from[i]);
    const float rest = float_of(bits & all) - float_of(bits & high);
    to[i] = (bits & kInfinity) == kInfinity ? 0.0f : rest;
  }
}

TIR2TT_CLONES void sums(const float* __restrict a, const float* __restrict b, float* __restrict out) {
  for (int i = 0; i < kTileElements; i++) out[i] = a[i] + b[i];
}
TIR2TT_CLONES void differences(const float* __restrict a, const float* __restrict b, float* __restrict out) {
  for (int i = 0; i < kTileElements; i++) out[i] = a[i] - b[i];
}
TIR2TT_CLONES void products(const float* __restrict a, const float* __restrict b, float* __restrict out) {
  for (int i = 0; i < kTileElements; i++) out[i] = a[i] * b[i];
}

void multiply(const Tile& a, const Tile& b, Fidelity fidelity, DstMode mode, Tile& dst) {
  MatmulOperand in0, in1;
  split_in0(b, fidelity, in0);
  split_in1(a, fidelity, false, in1);
  Tile terms;
  products(in1.high.value, in0.high.value, terms.value);
  add_to_dst(mode, terms.value, kTileElements, dst.value);
  if (fidelity != Fidelity::HiFi3) return;
  products(in1.low.value, in0.low.value, terms.value);
  add_to_dst(mode, terms.value, kTileElements, dst.value);
}

void transpose_face(const float* __restrict from, float* __restrict to) {
  for (int row = 0; row < kSide; row++) {
    for (int column = 0; column < kSide; column++) to[column * kSide + row] = from[row * kSide + column];
  }
}

void repeat_row(int row, const Tile& tile, Tile& out) {
  for (int face = 0; face < 4; face++) {
    const float* line = tile.value + face_index(row, face % 2 * kSide);
    for (int i = 0; i < kSide; i++) std::copy_n(line, kSide, out.value + face * kFaceElements + i * kSide);
  }
}

void repeat_column(const Tile& tile, Tile& out) {
  for (int row = 0; row < 2 * kSide; row++) {
    const float value = tile.value[face_index(row, 0)];
    std::fill_n(out.value + face_index(row, 0), kSide, value);
    std::fill_n(out.value + face_index(row, kSide), kSide, value);
  }
}

}  // namespace

void split_in0(const Tile& in0, Fidelity fidelity, MatmulOperand& out) {
  keep_bits(in0.value, fidelity == Fidelity::HiFi4 ? kSrcBAll : kSrcBHigh, out.high.value);
  if (fidelity == Fidelity::HiFi3) keep_rest(in0.value, kSrcBAll, kSrcBHigh, out.low.value);
}

void split_in1(const Tile& in1, Fidelity fidelity, bool transposed, MatmulOperand& out) {
  Tile turned;
  if (transposed) transpose(in1, turned);
  const Tile& from = transposed ? turned : in1;
  keep_bits(from.value, fidelity == Fidelity::LoFi ? kSrcAHigh : kSrcAAll, out.high.value);
  if (fidelity == Fidelity::HiFi3) keep_bits(from.value, kSrcAHigh, out.low.value);
}

void binary(Operation operation, Broadcast broadcast, int broadcast_row, const Tile& a, const Tile& b,
            Fidelity fidelity, bool add, DstMode mode, Tile& dst) {
  Tile repeated;
  if (broadcast != Broadcast::None) broadcast_tile(broadcast, broadcast_row, b, repeated);
  const Tile& right = broadcast == Broadcast::None ? b : repeated;
  if (operation == Operation::Mul) return multiply(a, right, fidelity, mode, dst);
  TIR2TT_CHECK(operation == Operation::Add || operation == Operation::Sub, "not an element-wise operation");
  Tile terms;
  (operation == Operation::Add ? sums : differences)(a.value, right.value, terms.value);
  (add ? add_to_dst : write_to_dst)(mode, terms.value, kTileElements, dst.value);
}

void broadcast_tile(Broadcast broadcast, int row, const Tile& tile, Tile& out) {
  if (broadcast == Broadcast::None) out = tile;
  if (broadcast == Broadcast::Row) repeat_row(row, tile, out);
  if (broadcast == Broadcast::Col) repeat_column(tile, out);
  if (broadcast == Broadcast::Scalar) std::fill_n(out.value, kTileElements, tile.value[0]);
}

void transpose(const Tile& tile, Tile& out) {
  for (int face = 0; face < 4; face++) {
    const int turned = face % 2 * 2 + face / 2;
    transpose_face(tile.value + face * kFaceElements, out.value + turned * kFaceElements);
  }
}

}  // namespace tir2tt::device
