// Top k: a bitonic sorting network over the 64 values in each column of two tiles, DST[i] and DST[i + 1]; the words of
// the two tiles behind them (indices) move along. The three calls are parts of the network, so that what they do to any
// input is what the network does. Comparisons are of signs and magnitudes; values change places only when they are out
// of order. Sources: tt-llk ckernel_sfpu_topk.h, comments of tt-metal compute_kernel_api.h; the method: Shanbhag, Pirk,
// Madden, SIGMOD 2018.
#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

#include "device/numerics/format_bits.h"
#include "device/numerics/sfpu_operation.h"

namespace tir2tt::device {
namespace {

constexpr int kPositions = 64;

// Position p of column c of the values, or of the indices.
float& word(const SfpuContext& c, int position, int column, bool index) {
  const uint32_t slot = c.arguments.dst0 + (index ? 2u : 0u) + static_cast<uint32_t>(position / 32);
  return c.slots[slot].value[face_index(position % 32, column)];
}

// Ascending as floats are, with NaN beyond infinity.
int64_t order(float value) {
  const uint32_t bits = bits_of(value);
  const int64_t magnitude = bits & kMagnitude;
  return bits & kSignBit ? -magnitude : magnitude;
}

void compare_exchange(const SfpuContext& c, int a, int b, bool ascending) {
  for (int column = 0; column < 32; column++) {
    const int64_t first = order(word(c, a, column, false)), second = order(word(c, b, column, false));
    if (ascending ? first <= second : first >= second) continue;
    std::swap(word(c, a, column, false), word(c, b, column, false));
    std::swap(word(c, a, column, true), word(c, b, column, true));
  }
}

// Merges a bitonic sequence of `length` positions from `base` on: distances length/2 … 1, as far as `last` says.
void merge(const SfpuContext& c, int base, int length, int distance, int last, bool ascending) {
  for (; distance >= last; distance /= 2) {
    for (int i = 0; i < length; i++) {
      if ((i & distance) == 0 && i + distance < length) compare_exchange(c, base + i, base + i + distance, ascending);
    }
  }
}

// Sequences of 2, 4 and 8 start with a descending one whatever direction is asked for: only longer ones end a sort.
bool starts_ascending(int log_length, bool direction) { return log_length >= 4 && direction; }

void phase(const SfpuContext& c, int number, bool direction, int distance, int last) {
  const int length = std::min(2 << number, kPositions);
  for (int base = 0, i = 0; base < kPositions; base += length, i++) {
    merge(c, base, length, distance, last, starts_ascending(number + 1, direction) != (i % 2 != 0));
  }
}

}  // namespace

void topk_sort(const SfpuContext& c) {
  const uint32_t phases = c.arguments.parameter[1], steps = c.arguments.parameter[2];
  const bool direction = c.arguments.parameter[0] != 0;
  const int first = static_cast<int>((phases >> 8) & 0xFF), last = std::min(static_cast<int>(phases & 0xFF), 5);
  for (int number = first; number <= last; number++) {
    if (first != last || number < 4) {
      phase(c, number, direction, 1 << number, 1);
      continue;
    }
    // One long phase: the kernel says which of its steps above 4 are done (step s compares at distance 2^(s-1)), then
    // come steps 4 to 1.
    const int start = std::min(static_cast<int>((steps >> 8) & 0xFF), 6),
              end = std::max(static_cast<int>(steps & 0xFF), 0);
    if (start > end) phase(c, number, direction, 1 << (start - 1), 1 << end);
    phase(c, number, direction, 8, 1);
  }
}

void topk_merge(const SfpuContext& c) {
  const bool smallest = c.arguments.parameter[0] != 0;
  const int iteration = static_cast<int>(std::min(c.arguments.parameter[1], 9u));
  const int k = static_cast<int>(std::bit_floor(std::clamp(c.arguments.parameter[2], 4u, 32u)));
  const int total = std::max(2 * k, kPositions >> iteration);
  const int distance = std::min(32, k << iteration);
  for (int done = 0, base = 0; done < total; done += 2 * k, base += 2 * distance) {
    for (int i = 0; i < k; i++) compare_exchange(c, base + i, base + i + distance, smallest);
  }
}

void topk_rebuild(const SfpuContext& c) {
  const uint32_t packed = c.arguments.parameter[1];
  const int iteration = static_cast<int>(std::min(packed & 0xFF, 9u));
  const int log_k = static_cast<int>(std::clamp((packed >> 8) & 0xFF, 2u, 6u));
  const bool skip_second = ((packed >> 16) & 1) != 0, direction = c.arguments.parameter[0] != 0;
  const int k = 1 << log_k;
  if (k >= 32) return phase(c, log_k - 1, direction, k / 2, 1);
  const int total = std::max(2 * k, kPositions >> (iteration + 1)) >> (skip_second ? 1 : 0);
  const int stride = std::min(32, k << (iteration + 1));
  // 16 values at a time pass through the unit, except that sequences of 4 that are far apart come in twos.
  const int at_once = k == 4 && iteration >= 2 ? 2 : 16 / k;
  const int sequences = (total + 15) / 16 * at_once;
  for (int i = 0; i < sequences; i++)
    merge(c, i * stride, k, k / 2, 1, starts_ascending(log_k, direction) != (i % 2 != 0));
}

}  // namespace tir2tt::device
