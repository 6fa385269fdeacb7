#include <cstring>
#include <functional>
#include <set>

#include "device/sfpu_unit.h"

namespace tir2tt::device {
namespace {

/// Values and indices of a column of the two tiles.
struct Sorted {
  std::vector<float> values;
  std::vector<uint32_t> indices;
};
Sorted column_of(Unit& unit, int column) {
  Sorted result;
  for (int i = 0; i < 64; i++) {
    result.values.push_back(unit.at(i / 32, i % 32, column));
    result.indices.push_back(bits_of(unit.at(2 + i / 32, i % 32, column)));
  }
  return result;
}
float topk_value(int position, int column) {
  return static_cast<float>((position * 2654435761u + static_cast<uint32_t>(column) * 40503u) % 1009u) - 500;
}
Unit topk_input() {
  Unit unit;
  for (int slot = 0; slot < 2; slot++) {
    const int offset = slot * 32;
    set_tile(unit.dst[static_cast<size_t>(slot)],
             [=](int row, int column) { return topk_value(offset + row, column); });
    set_tile(unit.dst[static_cast<size_t>(slot + 2)],
             [=](int row, int) { return float_of(static_cast<uint32_t>(offset + row)); });
  }
  return unit;
}
void expect_indices_follow(Unit& unit) {
  for (int column = 0; column < 32; column++) {
    const Sorted sorted = column_of(unit, column);
    std::set<uint32_t> seen(sorted.indices.begin(), sorted.indices.end());
    EXPECT_EQ(seen.size(), 64u);
    for (size_t i = 0; i < 64; i++)
      ASSERT_EQ(sorted.values[i], topk_value(static_cast<int>(sorted.indices[i]), column));
  }
}

TEST(Topk, LocalSortMakesSequencesOfAlternatingDirection) {
  for (uint32_t direction : {0u, 1u}) {
    for (int end_phase = 0; end_phase <= 5; end_phase++) {
      Unit unit = topk_input();
      unit.arguments.parameter[0] = direction;
      unit.arguments.parameter[1] = static_cast<uint32_t>(end_phase);
      unit.apply(Sfpu::TopkSort);
      expect_indices_follow(unit);
      const int length = 2 << end_phase;
      for (int column = 0; column < 32; column++) {
        const Sorted sorted = column_of(unit, column);
        for (int base = 0, i = 0; base < 64; base += length, i++) {
          const auto begin = sorted.values.begin() + base, end = begin + length;
          const bool ascending = (end_phase >= 3 && direction == 1) != (i % 2 == 1);
          EXPECT_TRUE(ascending ? std::is_sorted(begin, end) : std::is_sorted(begin, end, std::greater<>()));
        }
      }
    }
  }
}

TEST(Topk, OneLongPhaseInTwoCalls) {
  Unit whole = topk_input(), parts = topk_input();
  whole.arguments.parameter[1] = 5;
  whole.apply(Sfpu::TopkSort);
  parts.arguments.parameter[1] = 4;
  parts.apply(Sfpu::TopkSort);
  parts.arguments.parameter[1] = 5 | 5 << 8;
  parts.arguments.parameter[2] = 4 | 6 << 8;  // from step 6 down to 5, then 4 to 1
  parts.apply(Sfpu::TopkSort);
  for (int slot = 0; slot < 4; slot++) {
    const auto s = static_cast<size_t>(slot);
    EXPECT_EQ(std::memcmp(&whole.dst[s], &parts.dst[s], sizeof(Tile)), 0) << slot;
  }
}

// Sort, merge and rebuild as tt-metal's kernels call them: the first k values are the k largest (smallest) of all 64.
TEST(Topk, SortMergeRebuildFindsTheTopK) {
  for (bool smallest : {false, true}) {
    for (uint32_t log_k = 2; log_k <= 6; log_k++) {
      const uint32_t k = 1u << log_k;
      Unit unit = topk_input();
      unit.arguments.parameter[0] = smallest;
      unit.arguments.parameter[1] = log_k - 1;
      unit.apply(Sfpu::TopkSort);
      for (uint32_t m = 0; (k << m) < 64; m++) {
        unit.arguments.parameter[1] = m;
        unit.arguments.parameter[2] = k;
        unit.apply(Sfpu::TopkMerge);
        unit.arguments.parameter[1] = m | log_k << 8;
        unit.apply(Sfpu::TopkRebuild);
      }
      expect_indices_follow(unit);
      for (int column = 0; column < 32; column++) {
        const Sorted sorted = column_of(unit, column);
        std::vector<float> all;
        for (int i = 0; i < 64; i++) all.push_back(topk_value(i, column));
        std::sort(all.begin(), all.end());
        if (!smallest) std::reverse(all.begin(), all.end());
        std::vector<float> found(sorted.values.begin(), sorted.values.begin() + k);
        if (smallest && k < 16)
          std::reverse(found.begin(), found.end());  // short sequences start with a descending one
        all.resize(k);
        EXPECT_EQ(found, all) << "k " << k << (smallest ? " smallest" : " largest") << " column " << column;
      }
    }
  }
}

}  // namespace
}  // namespace tir2tt::device
