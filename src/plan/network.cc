// The safe count is what the sequential program needs; a blocking FIFO can do with less:
//
//      trace:  Reserve A  Push A  Reserve A  Push A  Wait A  Pop A  Wait A  Pop A        sequential order: 2 pages
//      actors: reader ──A──> unpack; with 1 page the reader's second Reserve waits for the first Pop: it completes
//
// So where the safe counts do not fit, the network itself is executed with smaller capacities. Each actor is the
// trace's projection on it. Reserve and Wait block; the rest does not. Inside a DST section unpack, math and pack go in
// the trace's order and sections follow one another: the strictest hand-over the hardware has, so what completes here
// completes there. By Kahn's argument (safe_count.cc) one complete run proves all of them.
//
// Loops: all actors enter and leave a body together. The body is balanced, so when they have left it the state is the
// one they entered with: it repeats after one pass, and that pass proves every iteration, symbolic trips included.
// The same holds for the arms of a guard. The price: in a loop that hands pages from one iteration to the next this may
// ask for a page more than a free-running network needs; in straight-line code the answer is exact.
//
// Rejected: free-running loops until the state of all actors repeats (a proof per residue of every trip count).
#include "plan/network.h"

#include <array>

namespace tir2tt::plan {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);
constexpr size_t kActors = 5;

bool is_structural(EventKind kind) {
  switch (kind) {
    case EventKind::LoopBegin:
    case EventKind::LoopEnd:
    case EventKind::GuardBegin:
    case EventKind::GuardElse:
    case EventKind::GuardEnd: return true;
    default: return false;
  }
}

bool is_compute(Actor a) { return a == Actor::Unpack || a == Actor::Math || a == Actor::Pack; }

}  // namespace

Network::Network(const Problem& problem)
    : problem_(problem), next_(problem.trace.size(), kNone), after_(problem.trace.size(), kNone) {
  std::array<size_t, kActors> last;
  last.fill(kNone);
  size_t last_compute = kNone;
  bool in_section = false;
  for (size_t i = 0; i < problem.trace.size(); ++i) {
    const Event& event = problem.trace[i];
    if (is_structural(event.kind)) {
      last.fill(kNone), last_compute = kNone;
      continue;
    }
    size_t& before = last[static_cast<size_t>(event.actor)];
    if (before != kNone) next_[before] = i;
    before = i;
    if (event.kind == EventKind::DstAcquire) in_section = true;
    if (in_section && is_compute(event.actor)) after_[i] = last_compute, last_compute = i;
    if (event.kind == EventKind::DstRelease) in_section = false;
  }
}

bool Network::completes(const std::vector<int64_t>& capacity) {
  fill_.assign(problem_.cbs.size(), 0);
  done_.assign(problem_.trace.size(), 0);
  guard_entry_.clear();
  const std::vector<Event>& trace = problem_.trace;
  size_t begin = 0;
  for (size_t i = 0; i <= trace.size(); ++i) {
    if (i < trace.size() && !is_structural(trace[i].kind)) continue;
    if (!run_segment(begin, i, capacity)) return false;
    begin = i + 1;
    if (i == trace.size()) break;
    if (trace[i].kind == EventKind::GuardBegin) guard_entry_.push_back(fill_);
    if (trace[i].kind == EventKind::GuardElse) fill_ = guard_entry_.back();
    if (trace[i].kind == EventKind::GuardEnd) guard_entry_.pop_back();
  }
  return true;
}

bool Network::run_segment(size_t begin, size_t end, const std::vector<int64_t>& capacity) {
  at_.assign(kActors, kNone);
  size_t left = end - begin;
  for (size_t i = end; i-- > begin;) at_[static_cast<size_t>(problem_.trace[i].actor)] = i;
  for (bool moved = true; moved;) {
    moved = false;
    for (size_t actor = 0; actor < kActors; ++actor) {
      while (advance(actor, end, capacity)) moved = true, --left;
    }
  }
  return left == 0;
}

bool Network::advance(size_t actor, size_t end, const std::vector<int64_t>& capacity) {
  const size_t i = at_[actor];
  if (i == kNone || i >= end) return false;
  const Event& event = problem_.trace[i];
  if (after_[i] != kNone && !done_[after_[i]]) return false;
  if (!may_run(event, capacity)) return false;
  if (event.kind == EventKind::Push) fill_[event.cb] += event.count;
  if (event.kind == EventKind::Pop) fill_[event.cb] -= event.count;
  done_[i] = 1;
  at_[actor] = next_[i];
  return true;
}

bool Network::may_run(const Event& event, const std::vector<int64_t>& capacity) const {
  if (event.kind == EventKind::Reserve) return fill_[event.cb] + event.count <= capacity[event.cb];
  if (event.kind == EventKind::Wait) return fill_[event.cb] >= event.count;
  return true;
}

}  // namespace tir2tt::plan
