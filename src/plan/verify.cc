// Is a plan right? Everything is asked again from its numbers, with code that the solver does not use: this file
// includes none of the solver's headers. R1 … R16 are the rules of a correct CB plan; those that speak of core ranges,
// shared configurations or tensors in L1 (R9, R10, R16) have nothing to say about one core's plan, and R6 is about
// speed.
//
//   numbers   ids, pages, bytes, offsets as the runtime will place them, overlap, totals             R2 R3 R11-R14
//   events    who may touch a CB, in which amounts                                                   R1 R2 R3
//   balance   one pass over the trace with a copy of all fills per open scope: safe counts again     R5 R8
//   runs      the trace executed with every loop 0, 1, 2, 3 times (within its trip count) and all
//             guards taken or not: as one program, for windows, barriers and DST                     R4 R5 R15
//             and as five actors on blocking FIFOs of the planned capacity, for deadlock             R7 R8
//
// A CB with fewer pages than its safe count is accepted if the actors complete: which the runs show for the trip counts
// tried. Rejected: trusting Problem::check(), and a symbolic proof (that is the solver's way). Slow where the solver is
// quick: O(n²) for overlap, O(scopes × n) for balance, up to kMaxSteps events per run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "plan/plan.h"

namespace tir2tt::plan {
namespace {

constexpr size_t kMaxSteps = 200'000;  // a run with more is left out, unless every loop runs at most once in it
constexpr int64_t kMostPages = 65'535;

using Found = std::vector<Violation>;

void report(Found& found, std::string rule, int cb, std::string text) {
  found.push_back({std::move(rule), cb, std::move(text)});
}

std::optional<int64_t> product(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return result;
}

int64_t clamped_difference(int64_t a, int64_t b) {
  int64_t result = 0;
  return __builtin_sub_overflow(a, b, &result) ? INT64_MAX : result;
}

// ---- numbers --------------------------------------------------------------------------------------------------------

class NumberCheck {
 public:
  NumberCheck(const Problem& problem, const Plan& plan, const std::vector<int64_t>& safe, Found& found)
      : problem_(problem), plan_(plan), safe_(safe), found_(found) {}

  void run() {
    for (size_t i = 0; i < plan_.cbs.size(); ++i) {
      identity(i), pages(i), quanta(i);
      equal("safe", i, "safe_pages", plan_.cbs[i].safe_pages, rounded_safe(i));
      equal("blocks", i, "given_up", plan_.cbs[i].given_up,
            clamped_difference(problem_.cbs[i].wanted_blocks, plan_.cbs[i].blocks));
    }
    places(), overlaps(), totals(), dst();
  }

 private:
  void equal(std::string rule, size_t cb, std::string_view what, int64_t is, int64_t should) {
    if (is == should) return;
    report(found_, std::move(rule), static_cast<int>(cb),
           fmt::format("`{}`: {} is {}, not {}", problem_.cbs[cb].name, what, is, should));
  }

  void identity(size_t i) {
    equal("R14", i, "id", plan_.cbs[i].id, static_cast<int64_t>(i));
    if (plan_.cbs[i].id >= problem_.chip->max_circular_buffers) {
      report(found_, "R14", static_cast<int>(i),
             fmt::format("id {} of {}", plan_.cbs[i].id, problem_.chip->max_circular_buffers));
    }
  }

  void pages(size_t i) {
    const CbPlan& cb = plan_.cbs[i];
    const CbRequest& asked = problem_.cbs[i];
    const int64_t page = asked.device_page_bytes();
    const auto complain = [&](const char* rule, std::string text) {
      report(found_, rule, static_cast<int>(i), fmt::format("`{}`: {}", asked.name, text));
    };
    if (cb.blocks < 1) complain("blocks", fmt::format("{} blocks", cb.blocks));
    if (product(cb.blocks, asked.block_tiles) != cb.device_pages) {
      complain("blocks",
               fmt::format("{} pages are not {} blocks of {}", cb.device_pages, cb.blocks, asked.block_tiles));
    }
    if (cb.device_pages > kMostPages) complain("R13", fmt::format("{} pages", cb.device_pages));
    if (product(cb.device_pages, page) != cb.bytes) {
      complain("bytes", fmt::format("{} B are not {} pages of {} B", cb.bytes, cb.device_pages, page));
    }
    const bool dram = asked.producer == Kernel::Reader || asked.consumer == Kernel::Writer;
    if (page % (dram ? problem_.chip->dram_read_alignment : 16) != 0) complain("R11", fmt::format("{} B pages", page));
  }

  void quanta(size_t i) {
    const CbPlan& cb = plan_.cbs[i];
    const CbRequest& asked = problem_.cbs[i];
    const bool as_asked = cb.device_pages % asked.push_quantum == 0 && cb.device_pages % asked.pop_quantum == 0;
    const bool finest = asked.finest_quantum > 0 && cb.device_pages % asked.finest_quantum == 0;
    if (cb.finer ? !as_asked && finest : as_asked) return;
    report(found_, "R3", static_cast<int>(i),
           fmt::format("`{}`: {} pages with amounts of {} and {}{}", asked.name, cb.device_pages, asked.push_quantum,
                       asked.pop_quantum, cb.finer ? ", cut finer" : ""));
  }

  // The smallest capacity not below the sequential peak that the amounts in use divide.
  int64_t rounded_safe(size_t i) const {
    const CbRequest& asked = problem_.cbs[i];
    if (safe_[i] <= 0) return 0;
    const int64_t amount = plan_.cbs[i].finer ? std::max<int64_t>(1, asked.finest_quantum)
                                              : std::lcm(asked.push_quantum, asked.pop_quantum);
    const int64_t over = safe_[i] % amount;
    return over == 0 ? safe_[i] : safe_[i] - over + amount;
  }

  // R12: nothing but the order and the sizes decides where the runtime puts a CB.
  void places() {
    int64_t top = problem_.chip->cb_base;
    for (size_t i = 0; i < plan_.cbs.size(); ++i) {
      while (top % problem_.chip->cb_alignment != 0) ++top;
      equal("R12", i, "l1_offset", plan_.cbs[i].l1_offset, top);
      top = end_of(plan_.cbs[i]);
      if (plan_.cbs[i].bytes >= 0 && top <= limit() && plan_.cbs[i].l1_offset >= problem_.chip->cb_base) continue;
      report(found_, "R12", static_cast<int>(i),
             fmt::format("`{}` lies at [{}, {}), outside [{}, {})", problem_.cbs[i].name, plan_.cbs[i].l1_offset, top,
                         problem_.chip->cb_base, limit()));
    }
  }

  int64_t limit() const { return problem_.chip->l1_bytes - problem_.l1_reserve; }
  static int64_t end_of(const CbPlan& cb) {
    int64_t end = 0;
    return __builtin_add_overflow(cb.l1_offset, cb.bytes, &end) ? INT64_MAX - 1024 : end;
  }

  void overlaps() {
    for (size_t i = 0; i < plan_.cbs.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const CbPlan &a = plan_.cbs[i], &b = plan_.cbs[j];
        if (a.id == b.id) report(found_, "R14", a.id, fmt::format("two circular buffers with the id {}", a.id));
        if (a.l1_offset >= end_of(b) || b.l1_offset >= end_of(a)) continue;
        report(found_, "overlap", static_cast<int>(i),
               fmt::format("`{}` and `{}` share bytes", problem_.cbs[j].name, problem_.cbs[i].name));
      }
    }
  }

  void total(std::string rule, std::string_view what, int64_t is, int64_t should) {
    if (is != should) report(found_, std::move(rule), -1, fmt::format("{} is {}, not {}", what, is, should));
  }

  void totals() {
    const int64_t end = plan_.cbs.empty() ? problem_.chip->cb_base : end_of(plan_.cbs.back());
    total("R12", "bytes_used", plan_.bytes_used, end - problem_.chip->cb_base);
    total("R12", "bytes_available", plan_.bytes_available, limit() - problem_.chip->cb_base);
    if (plan_.bytes_used > plan_.bytes_available) {
      report(found_, "R12", -1, fmt::format("{} B of {} B", plan_.bytes_used, plan_.bytes_available));
    }
  }

  void dst() {
    int64_t most = 0;
    for (const Event& event : problem_.trace) {
      if (event.kind == EventKind::DstAcquire && event.count > most) most = event.count;
    }
    total("DST", "dst_tiles_used", plan_.dst_tiles_used, most);
    total("DST", "dst_tiles_available", plan_.dst_tiles_available, problem_.fp32_dest_acc ? 4 : 8);
    if (most > plan_.dst_tiles_available) {
      report(found_, "DST", -1, fmt::format("a section of {} tiles of {}", most, plan_.dst_tiles_available));
    }
  }

  const Problem& problem_;
  const Plan& plan_;
  const std::vector<int64_t>& safe_;
  Found& found_;
};

// ---- events ---------------------------------------------------------------------------------------------------------

bool fills(EventKind kind) { return kind == EventKind::Reserve || kind == EventKind::Push; }
bool empties(EventKind kind) { return kind == EventKind::Wait || kind == EventKind::Pop; }
bool on_cb(EventKind kind) {
  return fills(kind) || empties(kind) || kind == EventKind::NocRead || kind == EventKind::NocWrite;
}
bool computes(Actor actor) { return actor != Actor::Reader && actor != Actor::Writer; }

Actor the_filler(const CbRequest& cb) {
  if (cb.producer == Kernel::Compute) return Actor::Pack;
  return cb.producer == Kernel::Reader ? Actor::Reader : Actor::Writer;
}
Actor the_emptier(const CbRequest& cb) {
  if (cb.consumer == Kernel::Compute) return Actor::Unpack;
  return cb.consumer == Kernel::Reader ? Actor::Reader : Actor::Writer;
}

/// For every LoopBegin its LoopEnd; for every GuardBegin its GuardElse or GuardEnd; for a GuardElse its GuardEnd.
/// Empty when they do not pair up.
std::optional<std::vector<size_t>> pair_up(const std::vector<Event>& trace) {
  std::vector<size_t> partner(trace.size(), 0), open;
  const auto closes = [&](size_t i, bool loop) {
    if (open.empty() || (trace[open.back()].kind == EventKind::LoopBegin) != loop) return false;
    partner[open.back()] = i;
    open.pop_back();
    return true;
  };
  for (size_t i = 0; i < trace.size(); ++i) {
    switch (trace[i].kind) {
      case EventKind::LoopBegin:
      case EventKind::GuardBegin: open.push_back(i); break;
      case EventKind::LoopEnd:
        if (!closes(i, true)) return std::nullopt;
        break;
      case EventKind::GuardElse:
        if (open.empty() || trace[open.back()].kind != EventKind::GuardBegin || !closes(i, false)) return std::nullopt;
        open.push_back(i);
        break;
      case EventKind::GuardEnd:
        if (!closes(i, false)) return std::nullopt;
        break;
      default: break;
    }
  }
  if (!open.empty()) return std::nullopt;
  return partner;
}

void check_event(const Problem& problem, const Plan& plan, const Event& event, Found& found) {
  if (!on_cb(event.kind)) return;
  const CbRequest& cb = problem.cbs[event.cb];
  const bool fill = fills(event.kind) || event.kind == EventKind::NocRead;
  const Actor owner = fill ? the_filler(cb) : the_emptier(cb);
  if (event.actor != owner) {
    report(found, "R1", event.cb,
           fmt::format("`{}` is touched by {}, not {}", cb.name, to_string(event.actor), to_string(owner)));
  }
  if (event.kind == EventKind::NocRead || event.kind == EventKind::NocWrite) return;
  const int64_t amount = fill ? cb.push_quantum : cb.pop_quantum;
  if (event.count < 1 || event.count % amount != 0) {
    report(found, "R3", event.cb,
           fmt::format("`{}`: {} pages at once, in amounts of {}", cb.name, event.count, amount));
  }
  if (event.count > plan.cbs[event.cb].device_pages) {
    report(found, "R2", event.cb,
           fmt::format("`{}`: {} pages at once of {}", cb.name, event.count, plan.cbs[event.cb].device_pages));
  }
}

// ---- balance --------------------------------------------------------------------------------------------------------

/// The sequential peaks, by brute force: every open loop and guard keeps a copy of all fills.
std::vector<int64_t> balance(const Problem& problem, Found& found) {
  struct Saved {
    std::vector<int64_t> entry, then_exit;
  };
  const size_t n = problem.cbs.size();
  std::vector<int64_t> fill(n, 0), peak(n, 0);
  std::vector<Saved> saved;
  const auto same = [&](const std::vector<int64_t>& before, std::string_view where) {
    for (size_t i = 0; i < n; ++i) {
      if (before[i] == fill[i]) continue;
      report(found, "trace", static_cast<int>(i),
             fmt::format("{} changes the fill of `{}` from {} to {}", where, problem.cbs[i].name, before[i], fill[i]));
    }
  };
  for (const Event& event : problem.trace) {
    switch (event.kind) {
      case EventKind::Reserve: peak[event.cb] = std::max(peak[event.cb], fill[event.cb] + event.count); break;
      case EventKind::Push: peak[event.cb] = std::max(peak[event.cb], fill[event.cb] += event.count); break;
      case EventKind::Pop: fill[event.cb] -= event.count; break;
      case EventKind::LoopBegin:
      case EventKind::GuardBegin: saved.push_back({fill, {}}); break;
      case EventKind::GuardElse:
        saved.back().then_exit = fill;
        fill = saved.back().entry;
        break;
      case EventKind::LoopEnd:
        same(saved.back().entry, "a loop");
        saved.pop_back();
        break;
      case EventKind::GuardEnd:
        same(saved.back().then_exit.empty() ? saved.back().entry : saved.back().then_exit, "one arm of a guard");
        saved.pop_back();
        break;
      default: break;
    }
  }
  same(std::vector<int64_t>(n, 0), "the whole trace");
  return peak;
}

// ---- runs -----------------------------------------------------------------------------------------------------------

/// Indices into the trace, in the order of execution; nullopt when there are too many.
std::optional<std::vector<size_t>> execute(const std::vector<Event>& trace, const std::vector<size_t>& partner,
                                           int64_t trips, bool take_guards) {
  struct Loop {
    size_t begin;
    int64_t left;
  };
  std::vector<size_t> steps;
  std::vector<Loop> loops;
  for (size_t i = 0; i < trace.size(); ++i) {
    const Event& event = trace[i];
    if (event.kind == EventKind::LoopBegin) {
      const int64_t times = event.count == kUnknownTrips ? trips : std::min(std::max<int64_t>(trips, 1), event.count);
      if (times > 0)
        loops.push_back({i, times});
      else
        i = partner[i];
    } else if (event.kind == EventKind::LoopEnd) {
      if (--loops.back().left > 0)
        i = loops.back().begin;
      else
        loops.pop_back();
    } else if (event.kind == EventKind::GuardBegin) {
      if (!take_guards) i = partner[i];
    } else if (event.kind == EventKind::GuardElse) {
      i = partner[i];  // reached from the then arm
    } else if (event.kind != EventKind::GuardEnd) {
      if (steps.size() >= kMaxSteps && trips > 1) return std::nullopt;
      steps.push_back(i);
    }
  }
  return steps;
}

/// The steps as one program: what each may touch, and when.
class SequentialRun {
 public:
  SequentialRun(const Problem& problem, Found& found) : problem_(problem), found_(found), cbs_(problem.cbs.size()) {}

  void run(const std::vector<size_t>& steps) {
    for (const size_t i : steps) step(problem_.trace[i]);
    for (size_t i = 0; i < cbs_.size(); ++i) at_exit(static_cast<int>(i));
    if (dst_held_) report(found_, "DST", -1, "held at the end");
  }

 private:
  struct Window {
    int64_t fill = 0;
    int64_t reserved = 0, waited = 0;       // pages that the producer (consumer) may touch
    bool reading = false, writing = false;  // NoC transfers without their barrier yet
  };

  void complain(std::string rule, int cb, std::string_view what) {
    report(found_, std::move(rule), cb, fmt::format("`{}`: {}", problem_.cbs[cb].name, what));
  }
  void demand(bool holds, const char* rule, int cb, std::string_view otherwise) {
    if (!holds) complain(rule, cb, otherwise);
  }

  void step(const Event& event) {
    switch (event.kind) {
      case EventKind::ReadBarrier:
      case EventKind::WriteBarrier: return barrier(event);
      case EventKind::DstAcquire:
      case EventKind::DstRelease: return dst(event);
      default: return touch(cbs_[event.cb], event);
    }
  }

  void touch(Window& cb, const Event& event) {
    switch (event.kind) {
      case EventKind::Reserve: cb.reserved = std::max(cb.reserved, event.count); break;
      case EventKind::Push:
        demand(cb.reserved >= event.count, "R4", event.cb, "pushes more than is reserved");
        demand(!cb.reading, "R15", event.cb, "pushed before its reads have landed");
        cb.reserved = std::max<int64_t>(0, cb.reserved - event.count);
        cb.fill += event.count;
        break;
      case EventKind::Wait:
        demand(cb.fill >= event.count, "trace", event.cb, "waits for pages that nobody has pushed");
        cb.waited = std::max(cb.waited, event.count);
        break;
      case EventKind::Pop:
        demand(cb.waited >= event.count, "R4", event.cb, "pops more than it has waited for");
        demand(!cb.writing, "R15", event.cb, "popped before its writes are done");
        cb.waited = std::max<int64_t>(0, cb.waited - event.count);
        cb.fill -= event.count;
        break;
      case EventKind::NocRead:
        demand(cb.reserved > 0 && event.count <= cb.reserved, "R4", event.cb, "read into outside the reserved pages");
        cb.reading = true;
        break;
      case EventKind::NocWrite:
        demand(cb.waited > 0 && event.count <= cb.waited, "R4", event.cb, "written from outside the waited pages");
        cb.writing = true;
        break;
      default: break;
    }
  }

  void barrier(const Event& event) {
    for (size_t i = 0; i < cbs_.size(); ++i) {
      const CbRequest& cb = problem_.cbs[i];
      if (event.kind == EventKind::ReadBarrier && the_filler(cb) == event.actor) cbs_[i].reading = false;
      if (event.kind == EventKind::WriteBarrier && the_emptier(cb) == event.actor) cbs_[i].writing = false;
    }
  }

  void dst(const Event& event) {
    const bool acquires = event.kind == EventKind::DstAcquire;
    if (!computes(event.actor)) report(found_, "DST", -1, "touched by a data movement kernel");
    if (acquires == dst_held_) report(found_, "DST", -1, acquires ? "acquired while held" : "released but not held");
    if (acquires && event.count < 1) report(found_, "DST", -1, "a section without tiles");
    dst_held_ = acquires;
  }

  void at_exit(int i) {
    const Window& cb = cbs_[i];
    demand(cb.reserved == 0, "R5", i, "reserved but never pushed");
    demand(cb.waited == 0, "R5", i, "waited for but never popped");
    demand(cb.fill == 0, "R5", i, "not empty at the end");
    demand(!cb.reading && !cb.writing, "R15", i, "transfers under way at the end");
  }

  const Problem& problem_;
  Found& found_;
  std::vector<Window> cbs_;
  bool dst_held_ = false;
};

/// The steps as five actors, one step each in turn. Between acquire and release unpack, math and pack keep the trace's
/// order among themselves.
class ActorRun {
 public:
  ActorRun(const Problem& problem, const Plan& plan, const std::vector<size_t>& steps)
      : plan_(plan), fill_(problem.cbs.size(), 0) {
    bool held = false;
    for (const size_t i : steps) {
      const Event& event = problem.trace[i];
      held |= event.kind == EventKind::DstAcquire;
      const size_t turn = held && computes(event.actor) ? turns_++ : kAnyTime;
      queues_[static_cast<size_t>(event.actor)].push_back({&event, turn});
      if (event.kind == EventKind::DstRelease) held = false;
    }
  }

  /// The first actor that is stuck for good; nullptr if all complete.
  const Event* run() {
    for (bool moved = true; moved;) {
      moved = false;
      for (size_t actor = 0; actor < queues_.size(); ++actor) moved |= step(actor);
    }
    for (size_t actor = 0; actor < queues_.size(); ++actor) {
      if (next_[actor] < queues_[actor].size()) return queues_[actor][next_[actor]].event;
    }
    return nullptr;
  }

 private:
  static constexpr size_t kAnyTime = static_cast<size_t>(-1);
  struct Step {
    const Event* event;
    size_t turn;
  };

  bool step(size_t actor) {
    if (next_[actor] == queues_[actor].size()) return false;
    const auto [event, turn] = queues_[actor][next_[actor]];
    if (turn != kAnyTime && turn != turn_) return false;
    if (on_cb(event->kind) && !move(*event, fill_[event->cb])) return false;
    if (turn != kAnyTime) ++turn_;
    ++next_[actor];
    return true;
  }

  bool move(const Event& event, int64_t& fill) const {
    if (event.kind == EventKind::Reserve) return plan_.cbs[event.cb].device_pages - fill >= event.count;
    if (event.kind == EventKind::Wait) return fill >= event.count;
    if (event.kind == EventKind::Push) fill += event.count;
    if (event.kind == EventKind::Pop) fill -= event.count;
    return true;
  }

  const Plan& plan_;
  std::vector<int64_t> fill_;
  std::array<std::vector<Step>, 5> queues_;
  std::array<size_t, 5> next_{};
  size_t turns_ = 0, turn_ = 0;
};

bool well_formed(const Problem& problem, const Plan& plan, Found& found) {
  if (problem.chip == nullptr) report(found, "chip", -1, "the problem names no chip");
  if (plan.cbs.size() != problem.cbs.size()) {
    report(found, "R14", -1,
           fmt::format("{} circular buffers planned, {} asked for", plan.cbs.size(), problem.cbs.size()));
  }
  for (size_t i = 0; i < problem.cbs.size(); ++i) {
    const CbRequest& cb = problem.cbs[i];
    if (cb.block_tiles > 0 && cb.push_quantum > 0 && cb.pop_quantum > 0) continue;
    report(found, "request", static_cast<int>(i), fmt::format("`{}` asks for nothing", cb.name));
  }
  for (const Event& event : problem.trace) {
    if (!on_cb(event.kind) || (event.cb >= 0 && event.cb < std::ssize(problem.cbs))) continue;
    report(found, "trace", event.cb, "an event names no circular buffer of the problem");
  }
  return found.empty();
}

/// One violation for each way of being wrong, not for each iteration that shows it.
void drop_repeated(Found& found) {
  Found kept;
  for (Violation& v : found) {
    const bool known = std::ranges::any_of(
        kept, [&](const Violation& k) { return k.rule == v.rule && k.cb == v.cb && k.text == v.text; });
    if (!known) kept.push_back(std::move(v));
  }
  found = std::move(kept);
}

void execute_all(const Problem& problem, const Plan& plan, const std::vector<size_t>& partner, Found& found) {
  for (const int64_t trips : {0, 1, 2, 3}) {
    for (const bool take_guards : {true, false}) {
      const auto steps = execute(problem.trace, partner, trips, take_guards);
      if (!steps) continue;
      SequentialRun(problem, found).run(*steps);
      const Event* stuck = ActorRun(problem, plan, *steps).run();
      if (stuck == nullptr) continue;
      report(found, "deadlock", stuck->cb,
             fmt::format("{} never gets past a step on {}", to_string(stuck->actor),
                         stuck->cb < 0 ? "DST" : problem.cbs[stuck->cb].name));
    }
  }
}

}  // namespace

std::vector<Violation> verify(const Problem& problem, const Plan& plan) {
  Found found;
  if (!well_formed(problem, plan, found)) return found;
  const auto partner = pair_up(problem.trace);
  if (!partner) {
    report(found, "trace", -1, "loops and guards do not pair up");
    return found;
  }
  const std::vector<int64_t> safe = balance(problem, found);
  NumberCheck(problem, plan, safe, found).run();
  for (const Event& event : problem.trace) check_event(problem, plan, event, found);
  execute_all(problem, plan, *partner, found);
  drop_repeated(found);
  return found;
}

}  // namespace tir2tt::plan
