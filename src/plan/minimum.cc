// Which capacities below the safe counts still complete, and which of them take the fewest bytes?
//
// More capacity never turns a network that completes into one that does not, so the capacities that complete are an
// upward closed set; its member of fewest bytes is found by depth-first search over the CBs that have anything to
// gain (safe count above the largest amount in one event), each from its least blocks upwards, all later ones at
// their safe counts. Where that does not complete, nothing below it does: cut. Where the bytes, with all later ones at
// their least, are no fewer than the best found: cut. Kahn's argument makes each question one execution (network.cc).
//
// Rejected: lowering one CB after the other (the first one lowered can forbid what would have saved more).
// Cost: exponential in the CBs with something to gain, of which real traces have none or one; kMaxRuns bounds it, and
// beyond that the best so far stands: safe, and deterministic.
#include "plan/minimum.h"

#include <algorithm>

#include "plan/arith.h"
#include "plan/network.h"

namespace tir2tt::plan {
namespace {

constexpr int kMaxRuns = 20'000;

class MinimumSearch {
 public:
  MinimumSearch(const Problem& problem, std::vector<Choice>& choices)
      : problem_(problem), choices_(choices), network_(problem), least_(choices.size(), 1) {
    find_least();
    for (size_t i = 0; i < choices.size(); ++i) {
      now_.push_back(choices[i].floor);
      capacity_.push_back(choices[i].floor * problem.cbs[i].block_tiles);
      if (least_[i] < choices[i].floor) open_.push_back(i);
    }
  }

  bool run() {
    if (open_.empty()) return false;
    best_ = now_;
    best_bytes_ = bytes(now_);
    search(0);
    bool changed = false;
    for (const size_t i : open_) {
      changed |= best_[i] != choices_[i].floor;
      choices_[i].floor = best_[i];
    }
    return changed;
  }

 private:
  // R2: no amount may exceed the capacity.
  void find_least() {
    for (const Event& event : problem_.trace) {
      if (event.kind > EventKind::Pop) continue;
      const int64_t blocks = ceil_div(event.count, problem_.cbs[event.cb].block_tiles);
      least_[event.cb] = std::max(least_[event.cb], blocks);
    }
    for (size_t i = 0; i < least_.size(); ++i) {
      least_[i] = std::min(round_up(least_[i], choices_[i].step), choices_[i].floor);
    }
  }

  void set(size_t i, int64_t blocks) {
    now_[i] = blocks;
    capacity_[i] = blocks * problem_.cbs[i].block_tiles;
  }

  int64_t bytes(const std::vector<int64_t>& blocks) const {
    int64_t sum = 0;
    for (size_t i = 0; i < blocks.size(); ++i) {
      const CbRequest& cb = problem_.cbs[i];
      sum += round_up(blocks[i] * cb.block_tiles * cb.device_page_bytes(), problem_.chip->cb_alignment);
    }
    return sum;
  }

  /// now_ with all open CBs from `k` on at their least.
  int64_t lower_bound(size_t k) const {
    std::vector<int64_t> blocks = now_;
    for (; k < open_.size(); ++k) blocks[open_[k]] = least_[open_[k]];
    return bytes(blocks);
  }

  // Depth at most the number of CBs, at most 64.
  void search(size_t k) {
    if (k == open_.size()) {
      best_ = now_, best_bytes_ = bytes(now_);
      return;
    }
    const size_t i = open_[k];
    for (int64_t blocks = least_[i]; blocks <= choices_[i].floor; blocks += choices_[i].step) {
      set(i, blocks);
      if (lower_bound(k + 1) >= best_bytes_) break;
      if (++runs_ > kMaxRuns) break;
      if (network_.completes(capacity_)) search(k + 1);
    }
    set(i, choices_[i].floor);
  }

  const Problem& problem_;
  std::vector<Choice>& choices_;
  Network network_;
  std::vector<int64_t> least_;  // blocks
  std::vector<size_t> open_;    // CBs with something to gain
  std::vector<int64_t> now_, capacity_;
  std::vector<int64_t> best_;
  int64_t best_bytes_ = 0;
  int runs_ = 0;
};

}  // namespace

bool lower_to_exact_minimum(const Problem& problem, std::vector<Choice>& choices) {
  return MinimumSearch(problem, choices).run();
}

}  // namespace tir2tt::plan
