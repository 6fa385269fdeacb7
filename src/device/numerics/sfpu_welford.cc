// Welford's running mean and sum of squared differences (M2) of the 32 columns of tiles. On the chip the two stand in a
// vector register each, whose 32 lanes are the even columns of the left face, then its odd ones, then those of the
// right face; saving them writes lanes to four rows of a face, even columns only. Nothing rounds them on the way to a
// 16-bit DST: they are truncated. Sources: tt-llk ckernel_sfpu_welfords.h, tt-isa-documentation SFPSTORE.md.
#include <algorithm>
#include <limits>

#include "device/numerics/format_bits.h"
#include "device/numerics/formats.h"
#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {
namespace {

using Context = SfpuContext;

constexpr int kLanes = 32;
constexpr uint32_t kGroups = 16;  // of four rows of a face each, in a tile

constexpr int column_of_lane(int lane) { return lane / 16 * 16 + lane % 8 * 2 + lane / 8 % 2; }
/// Where a lane of a group lies in a tile.
constexpr int place_of_lane(uint32_t group, int lane) {
  return static_cast<int>(group % kGroups) * 64 + lane / 8 * 16 + lane % 8 * 2;
}

float truncated(DstMode mode, float value) {
  const uint32_t kept = mode == DstMode::Bf16 ? 0xFFFF0000u : mode == DstMode::Fp16 ? 0xFFFFE000u : 0xFFFFFFFFu;
  float word = float_of(bits_of(value) & kept);
  round_to_dst(mode, &word, 1);
  return word;
}

Tile& mean_tile(const Context& c) { return c.slots[c.arguments.dst0]; }
Tile& second_tile(const Context& c) { return c.slots[c.arguments.dst0 + 1]; }

/// a * b + c with one rounding, as the chip's multiply-add.
float multiply_add(float a, float b, float c) { return static_cast<float>(double{a} * double{b} + double{c}); }

}  // namespace

void lose_welford(SfpuState& state) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  std::fill_n(state.mean, kLanes, kNan);
  std::fill_n(state.m2, kLanes, kNan);
  state.has_welford = false;
}

void welford_clear(const Context& c) {
  std::fill_n(c.state.mean, kLanes, 0.0f);
  std::fill_n(c.state.m2, kLanes, 0.0f);
  c.state.has_welford = true;
}

void welford_row(const Context& c) {
  const int row = static_cast<int>(c.arguments.parameter[0] % 32);
  for (int column = 0; column < kLanes; column++) {
    const float x = mean_tile(c).value[face_index(row, column)], before = x - c.state.mean[column];
    c.state.mean[column] = multiply_add(before, c.p(1), c.state.mean[column]);
    c.state.m2[column] = multiply_add(before, x - c.state.mean[column], c.state.m2[column]);
  }
}

void welford_save(const Context& c) {
  for (int lane = 0; lane < kLanes; lane++) {
    const int place = place_of_lane(c.arguments.parameter[0], lane), column = column_of_lane(lane);
    mean_tile(c).value[place] = truncated(c.mode, c.state.mean[column]);
    second_tile(c).value[place] = truncated(c.mode, c.state.m2[column]);
  }
}

void welford_restore(const Context& c) {
  for (int lane = 0; lane < kLanes; lane++) {
    const int place = place_of_lane(c.arguments.parameter[0], lane), column = column_of_lane(lane);
    c.state.mean[column] = mean_tile(c).value[place];
    c.state.m2[column] = second_tile(c).value[place];
  }
  c.state.has_welford = true;
}

// M2's register keeps the variance.
void welford_to_face(const Context& c) {
  for (float& m2 : c.state.m2) m2 *= c.p(1);
  welford_save(c);
}

// What brings the columns into order leaves nothing of use in the registers.
void welford_to_row(const Context& c) {
  for (int row = 0; row < 4; row++) {
    for (int column = 0; column < kLanes; column++) {
      const int place = face_index(row, column);
      mean_tile(c).value[place] = row == 0 ? truncated(c.mode, c.state.mean[column]) : 0.0f;
      second_tile(c).value[place] = row == 0 ? truncated(c.mode, c.state.m2[column] * c.p(1)) : 0.0f;
    }
  }
  lose_welford(c.state);
}

}  // namespace tir2tt::device
