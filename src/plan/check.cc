// Whether a problem makes sense at all. What is wrong here is wrong in whoever built the problem, never in the user's
// kernel; the numbers of a plan are verify.cc's. Cost: linear in CBs and trace.
#include <fmt/format.h>

#include <array>

#include "plan/plan.h"
#include "plan/sequence.h"

namespace tir2tt::plan {
namespace {

constexpr size_t kMaxDepth = 4096;  // open loops and guards

class Checker {
 public:
  explicit Checker(const Problem& problem) : problem_(problem) {}

  std::vector<Violation> run() {
    if (problem_.chip == nullptr) add("chip", -1, "the problem names no chip");
    if (problem_.l1_reserve < 0) add("R12", -1, fmt::format("l1_reserve is {}", problem_.l1_reserve));
    for (const BlockAxis& axis : problem_.axes) {
      if (axis.extent <= 0) add("axis", -1, fmt::format("axis `{}` has the extent {}", axis.label, axis.extent));
    }
    for (size_t i = 0; i < problem_.cbs.size(); ++i) request(static_cast<int>(i));
    for (const Event& event : problem_.trace) step(event);
    if (!scopes_.empty()) add("trace", -1, fmt::format("{} loops or guards are not closed", scopes_.size()));
    if (in_section_) add("DST", -1, "the last DST section is not released");
    return std::move(found_);
  }

 private:
  struct Scope {
    EventKind open;
    bool in_section;
  };

  void add(std::string rule, int cb, std::string text) { found_.push_back({std::move(rule), cb, std::move(text)}); }

  void request(int i) {
    const CbRequest& cb = problem_.cbs[i];
    const auto positive = [&](int64_t value, std::string_view what) {
      if (value <= 0) add("request", i, fmt::format("`{}`: {} is {}, not positive", cb.name, what, value));
    };
    positive(cb.rows, "rows"), positive(cb.cols, "cols"), positive(cb.leading, "leading");
    positive(cb.block_tiles, "block_tiles"), positive(cb.wanted_blocks, "wanted_blocks");
    positive(cb.push_quantum, "push_quantum"), positive(cb.pop_quantum, "pop_quantum");
    for (const int axis : {cb.row_axis, cb.col_axis}) {
      if (axis != kNoAxis && (axis < 0 || axis >= static_cast<int>(problem_.axes.size()))) {
        add("axis", i, fmt::format("`{}` names the axis {} of {}", cb.name, axis, problem_.axes.size()));
      }
    }
    if (i > 0 && cb.declared && !problem_.cbs[i - 1].declared) {
      add("R14", i, fmt::format("`{}` is declared but comes after one that the compiler adds", cb.name));
    }
    quanta(i), page(i);
  }

  void quanta(int i) {
    const CbRequest& cb = problem_.cbs[i];
    const int64_t finest = cb.finest_quantum;
    if (finest < 0 || (finest > 0 && (cb.push_quantum % finest != 0 || cb.pop_quantum % finest != 0))) {
      add("R3", i,
          fmt::format("`{}`: finest_quantum {} does not divide {} and {}", cb.name, finest, cb.push_quantum,
                      cb.pop_quantum));
    }
  }

  // R11: compute addresses CBs in units of 16 bytes, and DRAM pages are as far apart as its alignment says.
  void page(int i) {
    const CbRequest& cb = problem_.cbs[i];
    const bool touches_dram = cb.producer == Kernel::Reader || cb.consumer == Kernel::Writer;
    const int64_t unit = touches_dram && problem_.chip != nullptr ? problem_.chip->dram_read_alignment : 16;
    if (cb.device_page_bytes() % unit != 0) {
      add("R11", i, fmt::format("`{}`: a page of {} B is no multiple of {}", cb.name, cb.device_page_bytes(), unit));
    }
  }

  void step(const Event& event) {
    switch (event.kind) {
      case EventKind::Reserve:
      case EventKind::Push:
      case EventKind::Wait:
      case EventKind::Pop: return move(event);
      case EventKind::NocRead:
      case EventKind::NocWrite: return transfer(event);
      case EventKind::ReadBarrier:
      case EventKind::WriteBarrier: return data_movement_only(event);
      case EventKind::DstAcquire:
      case EventKind::DstRelease: return section(event);
      case EventKind::LoopBegin:
        if (event.count < 0 && event.count != kUnknownTrips) add("trace", -1, "a loop with negative trips");
        return open(event.kind);
      case EventKind::GuardBegin: return open(event.kind);
      case EventKind::GuardElse: return other_arm();
      case EventKind::LoopEnd: return close(EventKind::LoopBegin, EventKind::LoopBegin);
      case EventKind::GuardEnd: return close(EventKind::GuardBegin, EventKind::GuardElse);
    }
    add("trace", -1, "an event of no known kind");
  }

  bool names_cb(const Event& event) {
    if (event.cb >= 0 && event.cb < static_cast<int>(problem_.cbs.size())) return true;
    add("trace", event.cb, fmt::format("an event names the circular buffer {} of {}", event.cb, problem_.cbs.size()));
    return false;
  }

  static Actor producer_actor(Kernel k) {
    constexpr std::array kActors = {Actor::Reader, Actor::Pack, Actor::Writer};
    return kActors[static_cast<size_t>(k)];
  }
  static Actor consumer_actor(Kernel k) { return k == Kernel::Compute ? Actor::Unpack : producer_actor(k); }

  void move(const Event& event) {
    if (!names_cb(event)) return;
    const CbRequest& cb = problem_.cbs[event.cb];
    const bool produces = event.kind == EventKind::Reserve || event.kind == EventKind::Push;
    const Actor actor = produces ? producer_actor(cb.producer) : consumer_actor(cb.consumer);
    if (event.actor != actor) {
      add("R1", event.cb,
          fmt::format("{} {} `{}`, which is {}'s to do", to_string(event.actor), produces ? "fills" : "empties",
                      cb.name, to_string(actor)));
    }
    const int64_t quantum = produces ? cb.push_quantum : cb.pop_quantum;
    if (event.count <= 0 || (quantum > 0 && event.count % quantum != 0)) {
      add("R3", event.cb, fmt::format("`{}`: an amount of {} is no multiple of {}", cb.name, event.count, quantum));
    }
  }

  void data_movement_only(const Event& event) {
    if (event.actor != Actor::Reader && event.actor != Actor::Writer) {
      add("trace", event.cb, fmt::format("{} has no NoC", to_string(event.actor)));
    }
  }

  void transfer(const Event& event) {
    if (names_cb(event)) data_movement_only(event);
  }

  void section(const Event& event) {
    const bool acquires = event.kind == EventKind::DstAcquire;
    if (event.actor == Actor::Reader || event.actor == Actor::Writer) {
      add("DST", -1, fmt::format("{} has no DST", to_string(event.actor)));
    }
    if (acquires == in_section_) add("DST", -1, acquires ? "acquired while held" : "released but not held");
    if (acquires && event.count <= 0) add("DST", -1, "a section without tiles");
    in_section_ = acquires;
  }

  void open(EventKind kind) {
    if (scopes_.size() == kMaxDepth) add("trace", -1, "loops and guards are nested too deep");
    scopes_.push_back({kind, in_section_});
  }

  void same_section(const Scope& scope) {
    if (scope.in_section != in_section_) add("DST", -1, "a loop or guard ends inside a section and begins outside");
  }

  void other_arm() {
    if (scopes_.empty() || scopes_.back().open != EventKind::GuardBegin) return add("trace", -1, "else without guard");
    same_section(scopes_.back());
    scopes_.back().open = EventKind::GuardElse;
  }

  void close(EventKind one, EventKind other) {
    if (scopes_.empty() || (scopes_.back().open != one && scopes_.back().open != other)) {
      return add("trace", -1, "a loop or guard ends that did not begin");
    }
    same_section(scopes_.back());
    scopes_.pop_back();
  }

  const Problem& problem_;
  std::vector<Violation> found_;
  std::vector<Scope> scopes_;
  bool in_section_ = false;
};

}  // namespace

std::vector<Violation> check_structure(const Problem& problem) { return Checker(problem).run(); }

std::vector<Violation> check(const Problem& problem) {
  std::vector<Violation> found = check_structure(problem);
  if (!found.empty()) return found;  // the walk needs a trace that is well formed
  const std::vector<int64_t> peaks = sequential_peaks(problem);
  for (size_t i = 0; i < peaks.size(); ++i) {
    if (peaks[i] >= 0) continue;
    found.push_back({"trace", static_cast<int>(i),
                     fmt::format("`{}`: a loop, a guard or the whole trace does not leave it as it found it, or a wait "
                                 "comes before its push",
                                 problem.cbs[i].name)});
  }
  return found;
}

}  // namespace tir2tt::plan
