// Which changes to the kernel would make it fit?
//
// A block extent (block_M, block_N, block_K) is shared by several buffers; halving it shrinks all of them. For a
// choice of how often to halve each axis the bytes follow from the shapes: rows and columns scale with their axes, the
// tiling is chosen anew, and every CB keeps its smallest number of blocks. A change costs as many halvings as it takes.
// Tried in this order, and only as far as something fits:
//   1. one axis, as few halvings as it needs;
//   2. two axes together; 3. three axes together: all combinations, in order of their halvings;
// first with no extent below 32 (a full tile), and only where nothing fits so, with 16.
// Then what costs the kernel nothing: a smaller --l1-reserve, another chip.
//
// Cost: axes^3 × halvings^3 × CBs at worst, so that triples are tried among the kMaxAxes first axes only.
#include "plan/ways_out.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "plan/arith.h"
#include "support/text.h"

namespace tir2tt::plan {
namespace {

constexpr size_t kMaxWays = 5;  // people read the first few
constexpr size_t kMaxAxes = 12;

/// halvings[i]: how often axes[i] is halved.
using Halvings = std::vector<int>;

int64_t scaled(int64_t elements, int axis, const Halvings& halvings) {
  if (axis == kNoAxis) return elements;
  for (int i = 0; i < halvings[axis]; ++i) elements = ceil_div(elements, 2);
  return elements;
}

int64_t block_bytes(const CbRequest& cb, const Halvings& halvings) {
  const bool touched =
      (cb.row_axis != kNoAxis && halvings[cb.row_axis] > 0) || (cb.col_axis != kNoAxis && halvings[cb.col_axis] > 0);
  if (!touched) return sat_mul(cb.block_tiles, cb.device_page_bytes());
  const target::Tiling tiling = target::choose_tiling(scaled(cb.rows, cb.row_axis, halvings),
                                                      scaled(cb.cols, cb.col_axis, halvings), cb.force_32x32);
  const int64_t tiles = sat_mul(sat_mul(tiling.tiles_high, tiling.tiles_wide), cb.leading);
  return sat_mul(tiles, target::tile_bytes(cb.format, tiling.tile));
}

/// From the base to the end of the last CB.
int64_t bytes_needed(const Problem& problem, const std::vector<Choice>& choices, const target::Chip& chip,
                     const Halvings& halvings) {
  int64_t end = chip.cb_base;
  for (size_t i = 0; i < choices.size(); ++i) {
    end = sat_add(round_up(end, chip.cb_alignment), sat_mul(choices[i].floor, block_bytes(problem.cbs[i], halvings)));
  }
  return end - chip.cb_base;
}

class AxisSearch {
 public:
  AxisSearch(const Problem& problem, const std::vector<Choice>& choices)
      : problem_(problem), choices_(choices), none_(problem.axes.size(), 0) {
    needed_ = bytes_needed(problem, choices, *problem.chip, none_);
    available_ = problem.chip->cb_bytes() - problem.l1_reserve;
    for (size_t i = 0; i < problem.axes.size() && axes_.size() < kMaxAxes; ++i) {
      if (is_used(static_cast<int>(i))) axes_.push_back(i);
    }
  }

  std::vector<WayOut> run() {
    for (const int64_t smallest : {int64_t{32}, int64_t{16}}) {
      for (const size_t at_once : {size_t{1}, size_t{2}, size_t{3}}) {
        combine(at_once, 0, smallest, none_);
        if (!found_.empty()) return sorted();
      }
    }
    for (const size_t axis : axes_) halve_once(axis);
    return sorted();
  }

 private:
  struct Found {
    int halvings;
    size_t order;
    WayOut way;
  };

  bool is_used(int axis) const {
    return problem_.axes[axis].shrinkable && std::ranges::any_of(problem_.cbs, [&](const CbRequest& cb) {
             return cb.row_axis == axis || cb.col_axis == axis;
           });
  }

  // Halves whole: an extent of 96 goes to 48 and, where 16 is allowed, to 24; an odd one stays.
  static int most_halvings(int64_t extent, int64_t smallest) {
    int count = 0;
    for (; extent % 2 == 0 && extent / 2 >= smallest; extent /= 2) ++count;
    return count;
  }

  /// Every choice of `left` more axes from axes_[first…], each halved at least once. Depth at most three.
  void combine(size_t left, size_t first, int64_t smallest, Halvings halvings) {
    for (size_t k = first; k + left <= axes_.size(); ++k) {
      const size_t axis = axes_[k];
      int most = most_halvings(problem_.axes[axis].extent, smallest);
      halvings[axis] = most;
      if (left == 1 && needed(halvings) > available_) most = 0;  // not even so
      for (halvings[axis] = 1; halvings[axis] <= most; ++halvings[axis]) {
        if (left > 1)
          combine(left - 1, k + 1, smallest, halvings);
        else if (keep_if_it_fits(halvings))
          break;  // more halvings of the last axis only cost more
      }
      halvings[axis] = 0;
    }
  }

  int64_t needed(const Halvings& halvings) const { return bytes_needed(problem_, choices_, *problem_.chip, halvings); }

  bool keep_if_it_fits(const Halvings& halvings) {
    const int64_t bytes = needed(halvings);
    if (bytes > available_) return false;
    keep(halvings, bytes);
    return true;
  }

  void halve_once(size_t axis) {
    if (most_halvings(problem_.axes[axis].extent, 16) == 0) return;
    Halvings halvings = none_;
    halvings[axis] = 1;
    keep(halvings, needed(halvings));
  }

  void keep(const Halvings& halvings, int64_t bytes) {
    int total = 0;
    for (const int count : halvings) total += count;
    found_.push_back(
        {total, found_.size(), {describe(halvings, needed_ - bytes), needed_ - bytes, bytes, bytes <= available_}});
  }

  std::string describe(const Halvings& halvings, int64_t saved) const {
    std::string text;
    for (size_t i = 0; i < halvings.size(); ++i) {
      if (halvings[i] == 0) continue;
      if (!text.empty()) text += " and ";
      text += fmt::format("{} → {}", problem_.axes[i].label, problem_.axes[i].extent >> halvings[i]);
    }
    const bool several = text.find(" and ") != std::string::npos;
    return fmt::format("{} {} {} B", text, several ? "save" : "saves", with_thousands(saved));
  }

  // Fewest halvings first; among equals in the order of the axes.
  std::vector<WayOut> sorted() {
    std::ranges::sort(found_, [](const Found& a, const Found& b) {
      return a.halvings != b.halvings ? a.halvings < b.halvings : a.order < b.order;
    });
    std::vector<WayOut> ways;
    for (size_t i = 0; i < found_.size() && i < kMaxWays; ++i) ways.push_back(std::move(found_[i].way));
    return ways;
  }

  const Problem& problem_;
  const std::vector<Choice>& choices_;
  const Halvings none_;
  int64_t needed_ = 0, available_ = 0;
  std::vector<size_t> axes_;
  std::vector<Found> found_;
};

void smaller_reserve(const Problem& problem, int64_t needed, std::vector<WayOut>& ways) {
  const int64_t most = problem.chip->cb_bytes() - needed;
  if (problem.l1_reserve == 0 || most < 0) return;
  ways.push_back({fmt::format("--l1-reserve {} → {} or less", with_thousands(problem.l1_reserve), with_thousands(most)),
                  0, needed, true});
}

}  // namespace

std::vector<WayOut> other_chips(const Problem& problem, const std::vector<Choice>& choices) {
  std::vector<WayOut> ways;
  const Halvings none(problem.axes.size(), 0);
  for (const target::Chip& chip : target::chips()) {
    const int64_t needed = bytes_needed(problem, choices, chip, none);
    const int64_t available = chip.cb_bytes() - problem.l1_reserve;
    if (chip.name == problem.chip->name || needed > available) continue;
    if (static_cast<int64_t>(choices.size()) > chip.max_circular_buffers) continue;
    ways.push_back({fmt::format("--arch {} has {} circular buffers and {} B for them", chip.name,
                                chip.max_circular_buffers, with_thousands(available)),
                    0, needed, true});
  }
  return ways;
}

std::vector<WayOut> ways_out_of_l1(const Problem& problem, const std::vector<Choice>& choices) {
  std::vector<WayOut> ways;
  smaller_reserve(problem, bytes_needed(problem, choices, *problem.chip, Halvings(problem.axes.size(), 0)), ways);
  std::ranges::move(AxisSearch(problem, choices).run(), std::back_inserter(ways));
  std::ranges::move(other_chips(problem, choices), std::back_inserter(ways));
  return ways;
}

}  // namespace tir2tt::plan
