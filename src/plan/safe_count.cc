// How many device pages of each CB are enough, whatever the schedule?
//
// The five processors of a core are sequential programs that talk through blocking FIFOs with one writer and one reader
// each. For such a network (Kahn's, with bounded channels) whether it gets stuck does not depend on the schedule: one
// complete schedule within the capacities proves that every schedule completes. The trace is one: run as a single
// program, event by event. It stays within the capacities if each CB has, at every Reserve of n pages, room for what
// is in it plus n; so the largest such sum is a capacity that suffices.
//
//      Reserve A 4   Push A 4   Wait A 4   Reserve C 1   Pop A 4   Push C 1      fill of A: 0 0 4 4 4 0 0
//      0+4 ─> 4                            0+1 ─> 1                             fill of C: 0 0 0 0 0 0 1
//
// Loops: a body that leaves each CB as filled as it found it starts every iteration from the same fills, so one pass
// over it speaks for all iterations, symbolic trip counts and zero trips included. Guards: both arms must have the same
// net effect (none, if there is no else). The whole trace is itself the body of the loop over a core's blocks: it must
// end with every CB empty. What peeled iterations carry into a loop is part of the fill there.
//
// Rejected: executing loops (cost in the trip count, and nothing for symbolic ones); comparing all fills at each loop's
// end (cost in the number of CBs). Instead each open scope knows the changes made inside it: a list that a balanced
// loop empties again, so every change is looked at once per guard around it and once by its loop. Cost: linear in the
// trace.
//
// The count is sufficient, not minimal: see network.cc.
#include <algorithm>

#include "plan/arith.h"
#include "plan/plan.h"
#include "plan/sequence.h"
#include "support/diagnostic.h"

namespace tir2tt::plan {
namespace {

// Amounts beyond this are all the same to a chip; counted as this much they cannot overflow a sum.
constexpr int64_t kMaxAmount = int64_t{1} << 40;

class SequentialWalk {
 public:
  explicit SequentialWalk(const Problem& problem) : trace_(problem.trace), cbs_(problem.cbs.size()) {}

  std::vector<int64_t> run() {
    for (const Event& event : trace_) step(event);
    close_trace();
    std::vector<int64_t> peaks;
    peaks.reserve(cbs_.size());
    for (const State& cb : cbs_) peaks.push_back(cb.disproved ? -1 : cb.peak);
    return peaks;
  }

 private:
  struct State {
    int64_t fill = 0, peak = 0;
    int64_t net = 0;  // scratch of settle(), zero between calls
    bool disproved = false;
  };
  struct Change {
    int cb;
    int64_t delta;
  };
  struct Scope {
    size_t begin;       // first change inside
    size_t else_begin;  // first change of the else arm; kNoElse for loops and guards without one
  };
  static constexpr size_t kNoElse = static_cast<size_t>(-1);

  void step(const Event& event) {
    switch (event.kind) {
      case EventKind::Reserve: return reserve(cbs_[event.cb], amount(event));
      case EventKind::Push: return change(event.cb, amount(event));
      case EventKind::Wait: return need(cbs_[event.cb], amount(event));
      case EventKind::Pop: need(cbs_[event.cb], amount(event)); return change(event.cb, -amount(event));
      case EventKind::LoopBegin:
      case EventKind::GuardBegin: scopes_.push_back({changes_.size(), kNoElse}); return;
      case EventKind::GuardElse: return begin_else();
      case EventKind::LoopEnd:
      case EventKind::GuardEnd: return end_scope();
      default: return;  // barriers, NoC transfers and DST hold no pages
    }
  }

  static int64_t amount(const Event& event) { return std::min(event.count, kMaxAmount); }
  static void reserve(State& cb, int64_t count) { cb.peak = std::max(cb.peak, cb.fill + count); }
  static void need(State& cb, int64_t count) { cb.disproved |= cb.fill < count; }

  void change(int index, int64_t delta) {
    State& cb = cbs_[index];
    cb.fill += delta;
    cb.peak = std::max(cb.peak, cb.fill);  // also for a push that nobody reserved
    if (!scopes_.empty()) changes_.push_back({index, delta});
  }

  // The else arm starts from the fills at the guard's begin.
  void begin_else() {
    Scope& scope = scopes_.back();
    scope.else_begin = changes_.size();
    for (size_t i = scope.begin; i < changes_.size(); ++i) cbs_[changes_[i].cb].fill -= changes_[i].delta;
  }

  void end_scope() {
    const Scope scope = scopes_.back();
    scopes_.pop_back();
    const size_t middle = std::min(scope.else_begin, changes_.size());
    for (size_t i = scope.begin; i < changes_.size(); ++i) {
      cbs_[changes_[i].cb].net += i < middle ? changes_[i].delta : -changes_[i].delta;
    }
    settle(scope.begin);
    // What the scope leaves behind: nothing, or what its else arm (like its then arm) did.
    const bool keep_else = scope.else_begin != kNoElse && !scopes_.empty();
    const size_t dropped_end = keep_else ? middle : changes_.size();
    changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(scope.begin),
                   changes_.begin() + static_cast<std::ptrdiff_t>(dropped_end));
  }

  // A net effect that is left over disproves its CB.
  void settle(size_t begin) {
    for (size_t i = begin; i < changes_.size(); ++i) {
      State& cb = cbs_[changes_[i].cb];
      cb.disproved |= cb.net != 0;
    }
    for (size_t i = begin; i < changes_.size(); ++i) cbs_[changes_[i].cb].net = 0;
  }

  void close_trace() {
    for (State& cb : cbs_) cb.disproved |= cb.fill != 0;
  }

  const std::vector<Event>& trace_;
  std::vector<State> cbs_;
  std::vector<Change> changes_;  // made inside open scopes
  std::vector<Scope> scopes_;
};

}  // namespace

std::vector<int64_t> sequential_peaks(const Problem& problem) { return SequentialWalk(problem).run(); }

int64_t safe_pages(int64_t peak, int64_t push_quantum, int64_t pop_quantum) {
  return peak <= 0 ? peak : round_up(peak, sat_lcm(push_quantum, pop_quantum));
}

std::vector<int64_t> safe_counts(const Problem& problem) {
  std::vector<int64_t> pages = sequential_peaks(problem);
  for (size_t i = 0; i < pages.size(); ++i) {
    pages[i] = safe_pages(pages[i], problem.cbs[i].push_quantum, problem.cbs[i].pop_quantum);
  }
  return pages;
}

}  // namespace tir2tt::plan
