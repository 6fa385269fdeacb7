#include "device/resolve_deadlock.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <set>

#include "device/run_child.h"

namespace tir2tt::device {
namespace {

constexpr uint32_t kMostPages = 1024;  // tried for one circular buffer
constexpr double kMostSeconds = 20;    // for all tries of one program
constexpr double kMostSecondsOfOne = 5;
constexpr double kMostLoopSeconds = 0.5;
constexpr uint32_t kMostSteps = 16;  // beyond the first capacity that ends the deadlock, to one without other errors

/// A circular buffer that takes part. It grows by steps of whole pages of all its indices.
struct Buffer {
  int index = 0;
  size_t place = 0;
  uint32_t pages = 0, step_pages = 1, step_bytes = 0;
};

std::optional<Buffer> find_buffer(const Program& program, int index, const std::vector<CoreCoord>& cores) {
  for (size_t i = 0; i < program.circular_buffers.size(); ++i) {
    const CircularBuffer& cb = program.circular_buffers[i];
    if (cb.tensor || (!cores.empty() && !contains(cb.cores, cores[0]))) continue;
    const auto it = std::find_if(cb.indices.begin(), cb.indices.end(),
                                 [&](const CircularBufferIndex& c) { return c.index == index; });
    if (it == cb.indices.end()) continue;
    uint32_t bytes = 1;
    for (const CircularBufferIndex& c : cb.indices) bytes = std::lcm(bytes, c.page_bytes);
    return Buffer{index, i, cb.total_bytes / it->page_bytes, bytes / it->page_bytes, bytes};
  }
  return std::nullopt;
}

/// By how many steps each circular buffer grows.
using Growth = std::vector<std::pair<Buffer, uint32_t>>;

std::string growth_text(const Growth& growth) {
  std::string text;
  for (const auto& [b, steps] : growth) {
    if (steps == 0) continue;
    text += fmt::format("{}{} pages instead of {} in CB {}", text.empty() ? "" : " and ",
                        b.pages + steps * b.step_pages, b.pages, b.index);
  }
  return text;
}

/// Indices of circular buffers in whose space somebody waits in a deadlock.
std::vector<std::pair<int, std::vector<CoreCoord>>> full_in(const Finding& finding) {
  std::vector<std::pair<int, std::vector<CoreCoord>>> full;
  if (finding.kind == FindingKind::CbReserveTooMuch || finding.kind == FindingKind::CbWaitTooMuch)
    full.emplace_back(static_cast<int>(finding.circular_buffer), finding.cores);
  if (finding.kind == FindingKind::Deadlock) {
    for (const int index : finding.full_buffers) full.emplace_back(index, finding.cores);
  }
  return full;
}

/// Runs a program again with more room, as often as time allows.
class Trials {
 public:
  Trials(const Program& program, const RunOptions& options, const Objects& objects, const RunResult& first)
      : program_(program), options_(options), objects_(objects) {
    options_.seconds = std::min(options.seconds, kMostSecondsOfOne);
    options_.loop_seconds = std::min(options.loop_seconds, kMostLoopSeconds);
    for (const Finding& f : first.findings) known_.insert(f.kind);
  }

  /// The least growth with which the program runs to its end; nullopt: none was found, see why_not(). First all grow
  /// that are full, and those that become so, by doubling; then each shrinks as far as it may; then on to a growth
  /// that brings no other error (pages that no longer divide the capacity).
  std::optional<Growth> least(Growth growth) {
    if (!enough(growth)) return std::nullopt;
    for (auto& [buffer, steps] : growth) shrink(growth, steps);
    for (auto& [buffer, steps] : growth) mend(growth, steps);
    return growth;
  }
  void add_full(const Finding& finding, Growth& growth) const {
    for (const auto& [index, cores] : full_in(finding)) {
      const auto buffer = find_buffer(program_, index, cores);
      const auto is_it = [&](const auto& known) { return known.first.place == buffer->place; };
      if (buffer && std::none_of(growth.begin(), growth.end(), is_it)) growth.emplace_back(*buffer, 0);
    }
  }
  RunResult run(const Growth& growth) const { return run_child(enlarged(growth), options_, objects_, false); }
  const std::string& why_not() const { return why_not_; }

 private:
  bool is_time_left() const {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
    return spent.count() < kMostSeconds && (options_.stop == nullptr || !*options_.stop);
  }

  Program enlarged(const Growth& growth) const {
    Program larger = program_;
    for (const auto& [b, steps] : growth) larger.circular_buffers[b.place].total_bytes += steps * b.step_bytes;
    return larger;
  }

  bool may_try(const Growth& growth) {
    const bool too_many = std::any_of(growth.begin(), growth.end(), [](const auto& g) {
      return g.first.pages + g.second * g.first.step_pages > kMostPages;
    });
    if (!is_time_left()) {
      why_not_ = "there was no time for more";
    } else if (too_many) {
      why_not_ = fmt::format("up to {} pages were tried", kMostPages);
    } else if (!check(enlarged(growth)).empty()) {
      why_not_ = "more does not fit L1";
    } else {
      return true;
    }
    return false;
  }

  /// Doubles the growth until the program runs to its end or no more may be tried; then what lies between.
  bool enough(Growth& growth) {
    uint32_t failed = 0, refused = 0;
    for (uint32_t steps = 1; refused == 0 || refused - failed > 1;) {
      for (auto& [buffer, own_steps] : growth) own_steps = steps;
      if (may_try(growth)) {
        const RunResult result = run(growth);
        if (result.completed) return true;
        for (const Finding& finding : result.findings) add_full(finding, growth);
        failed = steps;
      } else {
        refused = steps;
      }
      steps = refused == 0 ? 2 * steps : failed + (refused - failed) / 2;
    }
    return false;
  }

  /// Halves the gap between no growth and `steps`, with which it runs. `steps` is in `growth`.
  void shrink(const Growth& growth, uint32_t& steps) const {
    uint32_t failing = 0, good = steps;
    steps = 0;
    if (run(growth).completed) return;
    while (good - failing > 1 && is_time_left()) {
      steps = failing + (good - failing) / 2;
      (run(growth).completed ? good : failing) = steps;
    }
    steps = good;
  }

  void mend(const Growth& growth, uint32_t& steps) {
    const uint32_t least = steps;
    for (; steps != 0 && steps < least + kMostSteps && may_try(growth); ++steps) {
      if (is_clean(run(growth))) return;
    }
    steps = least;
  }

  bool is_clean(const RunResult& result) const {
    return result.completed && std::all_of(result.findings.begin(), result.findings.end(), [&](const Finding& f) {
             return finding_info(f.kind).severity == Severity::Warning || known_.count(f.kind) != 0;
           });
  }

  const Program& program_;
  RunOptions options_;
  const Objects& objects_;
  std::set<FindingKind> known_;
  std::string why_not_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

std::string resolution(Trials& trials, const Growth& full) {
  const auto growth = trials.least(full);
  if (!growth) {
    std::string names;
    for (const auto& [buffer, steps] : full) names += fmt::format("{}CB {}", names.empty() ? "" : ", ", buffer.index);
    return fmt::format("no capacity of {} was found that resolves it: {}", names, trials.why_not());
  }
  const std::vector<Finding> left = trials.run(*growth).findings;
  const bool pages_left =
      std::any_of(left.begin(), left.end(), [](const Finding& f) { return f.kind == FindingKind::CbPagesLeft; });
  return fmt::format("with {} the program runs to its end (it was run){}", growth_text(*growth),
                     pages_left ? ", but pages are left: the numbers pushed and popped differ" : "");
}

bool is_about_pages(const Finding& f) { return f.kind == FindingKind::Deadlock && f.circular_buffer >= 0; }

}  // namespace

void resolve_deadlocks(const Program& program, const RunOptions& options, const Objects& objects, RunResult& result) {
  Trials trials(program, options, objects, result);
  Growth all;
  for (const Finding& finding : result.findings) trials.add_full(finding, all);
  const std::string text = all.empty() ? "" : resolution(trials, all);
  for (Finding& finding : result.findings) {
    if (!full_in(finding).empty()) {
      finding.notes.push_back(text.empty() ? "the circular buffer lies in a tensor, whose size is its capacity" : text);
    } else if (is_about_pages(finding)) {
      finding.notes.push_back(
          "nobody here waits for space: not capacity but the order or number of calls has to change");
    }
  }
}

}  // namespace tir2tt::device
