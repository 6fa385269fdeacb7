// The product of two tiles, the device's hottest loop. A step is what one pass of the matrix unit does: 16x16 by 16x16,
// the 16 products of an element summed in float from 0 in the order of k, the sum added to DST, which is rounded once.
// Columns are independent of each other, so a row of 16 sums is one vector whatever the machine's vectors are, and
// every machine computes the same bytes.
#include <algorithm>

#include "device/numerics/clones.h"
#include "device/numerics/format_bits.h"
#include "device/numerics/tile_math.h"
#include "device/numerics/tile_math_round.h"

namespace tir2tt::device {
namespace {

constexpr int kSide = 16;

using Row __attribute__((vector_size(kSide * sizeof(float)), may_alias)) = float;

// sums = in0 * in1, one face each. Four rows at a time: their sums stay in registers.
TIR2TT_CLONES void multiply_faces(const float* __restrict in0, const float* __restrict in1, float* __restrict sums) {
  for (int i = 0; i < kSide; i += 4) {
    Row sum0 = {}, sum1 = {}, sum2 = {}, sum3 = {};
    const float* left = in0 + i * kSide;
    for (int k = 0; k < kSide; k++) {
      const Row right = *reinterpret_cast<const Row*>(in1 + k * kSide);
      sum0 += left[k] * right;
      sum1 += left[k + kSide] * right;
      sum2 += left[k + 2 * kSide] * right;
      sum3 += left[k + 3 * kSide] * right;
    }
    Row* out = reinterpret_cast<Row*>(sums + i * kSide);
    out[0] = sum0, out[1] = sum1, out[2] = sum2, out[3] = sum3;
  }
}

void multiply_tiles(const Tile& in0, const Tile& in1, DstMode mode, Tile& dst) {
  alignas(64) float sums[kFaceElements];
  for (int face = 0; face < 4; face++) {
    const int row = face / 2, column = face % 2;
    for (int k = 0; k < 2; k++) {
      multiply_faces(in0.value + (row * 2 + k) * kFaceElements, in1.value + (k * 2 + column) * kFaceElements, sums);
      add_to_dst(mode, sums, kFaceElements, dst.value + face * kFaceElements);
    }
  }
}

}  // namespace

void matmul(const MatmulOperand& in0, const MatmulOperand& in1, Fidelity fidelity, DstMode mode, Tile& dst) {
  multiply_tiles(in0.high, in1.high, mode, dst);
  if (fidelity == Fidelity::HiFi3) multiply_tiles(in0.low, in1.low, mode, dst);
}

}  // namespace tir2tt::device
