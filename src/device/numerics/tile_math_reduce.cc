// Reductions of a tile along rows, columns or both. The matrix unit reduces the 16 rows of a face at once (GAPOOL: a
// product with a row of scalers; GMPOOL: a maximum), so that a reduction along rows is one of the transposed tile, and
// one of everything reduces twice.
#include <algorithm>
#include <cmath>
#include <limits>

#include "device/numerics/clones.h"
#include "device/numerics/format_bits.h"
#include "device/numerics/tile_math.h"
#include "device/numerics/tile_math_round.h"

namespace tir2tt::device {
namespace {

using device_abi::Pool;
using device_abi::ReduceDim;

constexpr int kSide = 16;

// Which face of `tile` (of its transposed one for Row) is reduced as number `step` into result face `result`, and whose
// scaler it takes.
struct Step {
  int face, scaler;
};
Step step_of(ReduceDim dim, int result, int step) {
  const int face = step * 2 + result;
  return {face, dim == ReduceDim::Row ? result * 2 + step : face};
}
// Result `i` of result face `face`, in dst.
int place_of(ReduceDim dim, int face, int i) {
  return dim == ReduceDim::Row ? face_index(face * kSide + i, 0) : face_index(0, face * kSide + i);
}

TIR2TT_CLONES void weighted_rows(const float* __restrict scaler, const float* __restrict face, float* __restrict out) {
  float total[kSide] = {};
  for (int k = 0; k < kSide; k++) {
    for (int i = 0; i < kSide; i++) total[i] += scaler[k] * face[k * kSide + i];
  }
  std::copy_n(total, kSide, out);
}

/// Adds the weighted rows of a face to 16 words of dst, phase by phase.
void pool_face(const MatmulOperand& scaler, int scaler_face, const MatmulOperand& tile, int face, Fidelity fidelity,
               DstMode mode, float* dst) {
  float terms[kSide];
  weighted_rows(scaler.high.value + scaler_face * kFaceElements, tile.high.value + face * kFaceElements, terms);
  add_to_dst(mode, terms, kSide, dst);
  if (fidelity != Fidelity::HiFi3) return;
  weighted_rows(scaler.low.value + scaler_face * kFaceElements, tile.low.value + face * kFaceElements, terms);
  add_to_dst(mode, terms, kSide, dst);
}

void sum_line(ReduceDim dim, const MatmulOperand& scaler, const MatmulOperand& tile, Fidelity fidelity, DstMode mode,
              Tile& dst) {
  for (int face = 0; face < 2; face++) {
    float line[kSide];
    for (int i = 0; i < kSide; i++) line[i] = dst.value[place_of(dim, face, i)];
    for (int step = 0; step < 2; step++) {
      const Step from = step_of(dim, face, step);
      pool_face(scaler, from.scaler, tile, from.face, fidelity, mode, line);
    }
    for (int i = 0; i < kSide; i++) dst.value[place_of(dim, face, i)] = line[i];
  }
}

// The rows of all faces into one row, which is turned into a column and reduced again.
void sum_all(const MatmulOperand& scaler, const MatmulOperand& tile, Fidelity fidelity, DstMode mode, Tile& dst) {
  float line[kSide] = {};
  for (int face = 0; face < 4; face++) pool_face(scaler, face, tile, face, fidelity, mode, line);
  Tile column = {};
  for (int i = 0; i < kSide; i++)
    column.value[i * kSide] = float_of(bits_of(line[i]) & 0xFFFFE000u);  // through SrcA: 19 bits
  MatmulOperand operand;
  split_in1(column, fidelity, false, operand);
  float total[kSide] = {dst.value[0]};
  pool_face(scaler, 0, operand, 0, fidelity, mode, total);
  dst.value[0] = total[0];
}

/// Maximum or minimum. NaN wins, so that it is seen.
struct Extreme {
  bool largest;
  float nothing() const {
    return largest ? -std::numeric_limits<float>::infinity() : std::numeric_limits<float>::infinity();
  }
  float of(float a, float b) const {
    const bool replace = largest ? b > a : b < a;
    return replace || std::isnan(b) ? b : a;
  }
  /// Of a scaler only the exponent counts (GMPOOL); zero leaves the element out.
  float scaled(float value, float scaler) const {
    const uint32_t power = bits_of(scaler) & kInfinity;
    return power == 0 ? nothing() : value * float_of(power);
  }
  void face(const float* scaler, const float* values, float* line) const {
    for (int k = 0; k < kSide; k++) {
      for (int i = 0; i < kSide; i++) line[i] = of(line[i], scaled(values[k * kSide + i], scaler[k]));
    }
  }
};

void extreme_line(ReduceDim dim, const Extreme& extreme, const Tile& scaler, const Tile& tile, bool first, DstMode mode,
                  Tile& dst) {
  for (int face = 0; face < 2; face++) {
    float line[kSide];
    for (int i = 0; i < kSide; i++) line[i] = first ? extreme.nothing() : dst.value[place_of(dim, face, i)];
    for (int step = 0; step < 2; step++) {
      const Step from = step_of(dim, face, step);
      extreme.face(scaler.value + from.scaler * kFaceElements, tile.value + from.face * kFaceElements, line);
    }
    write_to_dst(mode, line, kSide, line);
    for (int i = 0; i < kSide; i++) dst.value[place_of(dim, face, i)] = line[i];
  }
}

void extreme_all(const Extreme& extreme, const Tile& scaler, const Tile& tile, bool first, DstMode mode, Tile& dst) {
  float line[kSide];
  std::fill_n(line, kSide, extreme.nothing());
  for (int face = 0; face < 4; face++)
    extreme.face(scaler.value + face * kFaceElements, tile.value + face * kFaceElements, line);
  write_to_dst(mode, line, kSide, line);
  float result = first ? extreme.nothing() : dst.value[0];
  for (int i = 0; i < kSide; i++) result = extreme.of(result, extreme.scaled(line[i], scaler.value[i]));
  write_to_dst(mode, &result, 1, dst.value);
}

}  // namespace

void reduce(Pool pool, ReduceDim dim, const Tile& tile, const Tile& scaler, Fidelity fidelity, bool first, DstMode mode,
            Tile& dst) {
  if (pool == Pool::Sum || pool == Pool::Avg) {
    MatmulOperand in0, in1;
    split_in0(scaler, fidelity, in0);
    split_in1(tile, fidelity, dim == ReduceDim::Row, in1);
    if (dim == ReduceDim::Scalar) return sum_all(in0, in1, fidelity, mode, dst);
    return sum_line(dim, in0, in1, fidelity, mode, dst);
  }
  const Extreme extreme{pool == Pool::Max};
  if (dim == ReduceDim::Scalar) return extreme_all(extreme, scaler, tile, first, mode, dst);
  Tile turned;
  if (dim == ReduceDim::Row) transpose(tile, turned);
  extreme_line(dim, extreme, scaler, dim == ReduceDim::Row ? turned : tile, first, mode, dst);
}

}  // namespace tir2tt::device
