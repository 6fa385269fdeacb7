// Which CBs keep their extra blocks when L1 cannot hold all that was wanted?
//
// A second block lets the transfer of one hide behind the work on the other; a third only absorbs jitter. So the j-th
// block beyond the first is worth dram_bytes_per_block / j: the DRAM traffic that it hides. The objective is the sum
// over all CBs of what their blocks are worth, greatest first; on a tie the lower id keeps its pages (the vector of
// block counts is the lexicographically greatest of the best ones), which also leaves no room unused that an extra
// block worth nothing could have had.
//
// With the floors (safe counts) as the start this is a knapsack with a few sizes per item, and small: at most 64 items,
// and L1 counted in units of the greatest common divisor of all size steps, mostly one tile: about a thousand. Solved
// exactly by a table best[item][room]: what the items from `item` on are worth at most within `room`, filled from the
// last item to the first, so that the answer is read off from the first to the last, largest count first.
//
//      room ──>   0   1   2   3   4
//      C          0   0   5   5   5        best[B][3] = max(best[C][3], worth(B) + best[C][3 - size(B)])
//      B          0   3   5   8   8
//      A          …
//
// Rejected: giving up in order of benefit per byte (greedy; leaves holes that another choice fills, and nobody can say
// how far from the best it is); branch and bound (exponential where all CBs are alike, which is the usual case).
// Cost: items × room × blocks. Extra blocks beyond kMaxExtra are not considered: each is worth next to nothing.
//
// Alignment: every start is aligned and so is every size but the last CB's, whose end only has to be inside L1. Sizes
// are counted in alignment units, the last one against what remains below the last whole unit.
#include "plan/fit.h"

#include <algorithm>
#include <numeric>

#include "plan/arith.h"

namespace tir2tt::plan {
namespace {

constexpr int64_t kMaxPages = 65'535;  // H5: the counters of a CB have 16 bits
constexpr int64_t kMaxExtra = 64;
constexpr int64_t kScale = 840;  // so that worth / j is exact for the first j
constexpr int64_t kMaxTraffic = int64_t{1} << 40;

int64_t size_of(const CbRequest& cb, int64_t blocks) {
  return sat_mul(sat_mul(blocks, cb.block_tiles), cb.device_page_bytes());
}

/// A CB that could have more than its floor: cost and worth of 0, 1, 2, … steps more.
struct Item {
  size_t cb;
  std::vector<int64_t> cost, worth;
};

class Knapsack {
 public:
  Knapsack(const Problem& problem, std::vector<Choice>& choices) : problem_(problem), choices_(choices) {
    const int64_t alignment = problem.chip->cb_alignment;
    const int64_t room = problem.chip->l1_bytes - problem.l1_reserve - round_up(problem.chip->cb_base, alignment);
    slack_ = room % alignment;
    room_ = room / alignment;
    for (size_t i = 0; i < choices.size(); ++i) room_ -= units(i, choices[i].floor);
    for (size_t i = 0; i < choices.size(); ++i) add_item(i);
    divide_by_common_unit();
  }

  void solve() {
    const std::vector<int64_t> best = table();
    int64_t room = room_;
    for (size_t k = 0; k < items_.size(); ++k) {
      const Item& item = items_[k];
      size_t steps = item.cost.size() - 1;
      while (item.cost[steps] > room ||
             item.worth[steps] + best[at(k + 1, room - item.cost[steps])] != best[at(k, room)]) {
        --steps;  // ends at 0 at the latest: the table holds one of them
      }
      Choice& choice = choices_[item.cb];
      choice.blocks = choice.floor + static_cast<int64_t>(steps) * choice.step;
      room -= item.cost[steps];
    }
  }

 private:
  int64_t units(size_t i, int64_t blocks) const {
    const int64_t alignment = problem_.chip->cb_alignment;
    const int64_t size = size_of(problem_.cbs[i], blocks);
    const bool is_last = i + 1 == choices_.size();
    return ceil_div(is_last ? std::max<int64_t>(0, size - slack_) : size, alignment);
  }

  void add_item(size_t i) {
    Choice& choice = choices_[i];
    choice.blocks = choice.floor;
    Item item{i, {}, {}};
    int64_t worth = 0;
    for (int64_t blocks = choice.floor; blocks <= choice.wanted; blocks += choice.step) {
      const int64_t cost = units(i, blocks) - units(i, choice.floor);
      if (cost > room_ || blocks - choice.floor > kMaxExtra * choice.step) break;
      for (int64_t block = blocks - choice.step + 1; !item.cost.empty() && block <= blocks; ++block) {
        worth += marginal_benefit(problem_.cbs[i], block);
      }
      item.cost.push_back(cost);
      item.worth.push_back(worth);
    }
    if (item.cost.size() > 1) items_.push_back(std::move(item));
  }

  void divide_by_common_unit() {
    int64_t common = 0;
    for (const Item& item : items_) {
      for (const int64_t cost : item.cost) common = std::gcd(common, cost);
    }
    if (common <= 1) return;
    room_ /= common;
    for (Item& item : items_) {
      for (int64_t& cost : item.cost) cost /= common;
    }
  }

  size_t at(size_t item, int64_t room) const {
    return item * static_cast<size_t>(room_ + 1) + static_cast<size_t>(room);
  }

  std::vector<int64_t> table() const {
    std::vector<int64_t> best(at(items_.size() + 1, 0), 0);
    for (size_t k = items_.size(); k-- > 0;) {
      const Item& item = items_[k];
      for (int64_t room = 0; room <= room_; ++room) {
        int64_t most = 0;
        for (size_t steps = 0; steps < item.cost.size() && item.cost[steps] <= room; ++steps) {
          most = std::max(most, item.worth[steps] + best[at(k + 1, room - item.cost[steps])]);
        }
        best[at(k, room)] = most;
      }
    }
    return best;
  }

  const Problem& problem_;
  std::vector<Choice>& choices_;
  int64_t slack_ = 0;  // bytes between the last whole unit and the end of L1
  int64_t room_ = 0;   // units left above the floors
  std::vector<Item> items_;
};

}  // namespace

int64_t most_blocks(const CbRequest& cb, int64_t step) { return kMaxPages / cb.block_tiles / step * step; }

Choice make_choice(const CbRequest& cb, int64_t peak, bool finer) {
  const int64_t quantum = finer ? cb.finest_quantum : sat_lcm(cb.push_quantum, cb.pop_quantum);
  Choice choice;
  choice.peak = peak;
  choice.finer = finer;
  choice.step = quantum / std::gcd(quantum, cb.block_tiles);
  choice.floor = round_up(std::max<int64_t>(1, ceil_div(peak, cb.block_tiles)), choice.step);
  const int64_t wanted = round_up(std::min(cb.wanted_blocks, kMaxPages), choice.step);
  choice.wanted = std::max(choice.floor, std::min(wanted, most_blocks(cb, choice.step)));
  choice.blocks = choice.wanted;
  return choice;
}

int64_t marginal_benefit(const CbRequest& cb, int64_t block) {
  if (block < 2) return 0;
  return std::clamp<int64_t>(cb.dram_bytes_per_block, 0, kMaxTraffic) * kScale / (block - 1);
}

Plan place(const Problem& problem, const std::vector<Choice>& choices) {
  const target::Chip& chip = *problem.chip;
  Plan plan;
  plan.cbs.reserve(choices.size());
  int64_t end = chip.cb_base;
  for (size_t i = 0; i < choices.size(); ++i) {
    const CbRequest& cb = problem.cbs[i];
    CbPlan& placed = plan.cbs.emplace_back();
    placed.id = static_cast<int>(i);
    placed.blocks = choices[i].blocks;
    placed.device_pages = sat_mul(placed.blocks, cb.block_tiles);
    placed.bytes = sat_mul(placed.device_pages, cb.device_page_bytes());
    placed.l1_offset = round_up(end, chip.cb_alignment);
    placed.given_up = cb.wanted_blocks - placed.blocks;
    const int64_t asked = sat_lcm(cb.push_quantum, cb.pop_quantum);
    placed.finer = choices[i].finer && placed.device_pages % asked != 0;
    const int64_t quantum = placed.finer ? cb.finest_quantum : asked;
    placed.safe_pages = round_up(choices[i].peak, quantum);
    end = sat_add(placed.l1_offset, placed.bytes);
  }
  plan.bytes_used = end - chip.cb_base;
  plan.bytes_available = chip.cb_bytes() - problem.l1_reserve;
  return plan;
}

void keep_most_benefit(const Problem& problem, std::vector<Choice>& choices) { Knapsack(problem, choices).solve(); }

}  // namespace tir2tt::plan
