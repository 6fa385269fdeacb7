// A running program: the machine, its memories, its transfers under way, and the scheduler. One per child process; the
// functions that kernels call (runtime.cc) find it and the actor that runs. Everything happens on one thread, so
// nothing here is locked. Tested by tests/device/run_test.cc.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "device/grid/machine.h"
#include "device/grid/memory.h"
#include "device/grid/noc.h"
#include "device/grid/run_options.h"
#include "device/model/finding_log.h"

namespace tir2tt::device {

/// Numbers from a seed, the same everywhere (splitmix64).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t next();
  uint64_t below(uint64_t n) { return n == 0 ? 0 : next() % n; }

 private:
  uint64_t state_;
};

/// What kernels print. Kept up to a limit; then lines are counted only.
class PrintLog {
 public:
  void add(std::string line);
  /// The lines; when some were left out, one more says how many.
  std::vector<std::string> take();

 private:
  std::vector<std::string> lines_;
  size_t bytes_ = 0;
  uint64_t left_out_ = 0;
};

/// Why the scheduler stopped.
enum class Outcome : uint8_t { Finished, Deadlock, Stopped };

class World {
 public:
  World(Program program, const RunOptions& options);

  // --- for the functions that kernels call; `self` is the running actor
  Actor& self() { return *running_; }
  Core& core() { return *running_->core; }
  /// Notes where the kernel is; may let others run, by the policy.
  void enter(Where where);
  /// Returns when `ready()` holds. Until then the actor waits to be woken.
  template <class Ready>
  void wait_until(const Wait& wait, const Ready& ready) {
    if (ready()) return;
    while (!ready() && !pretends(wait.kind)) park(wait);
    running_->wait = {};
  }
  /// Waits for ever: for what cannot come. Returns only while the world pretends that it had.
  void hang(const Wait& wait);
  /// Something changed that actors of `core` may wait for.
  void wake(Core& core, WaitFor kind, uint32_t object);
  /// A question that was answered with no, or a call that only gives others time: they run before it is asked again. An
  /// actor that asks for RunOptions::loop_seconds while nothing changes and nobody else can go on is given up.
  void fruitless_poll(const Wait& wait);
  /// The running actor goes on when nobody else can.
  void starve();
  /// The running actor changes the semaphore at `offset` of `core`: it may be whom others wait for.
  void note_writer(Core& core, uint32_t offset);
  void report(FindingKind kind, std::string message, int64_t cb = -1, std::vector<std::string> notes = {});
  void report_at(const Actor& actor, Where where, FindingKind kind, std::string message, int64_t cb = -1,
                 std::vector<std::string> notes = {});
  /// Ends the run after this finding: the machine can go no further. Does not return to the kernel.
  [[noreturn]] void give_up();
  void print_line(std::string line);

  // --- for the child process
  /// Creates the actor's context. The kernel runs when the scheduler lets it.
  void start(Actor& actor);
  Outcome run();
  /// After Outcome::Deadlock, to learn who would have ended it: goes on as if what actors wait for had come (space in
  /// circular buffers first, then semaphores, then pages), until `enough()` or nothing can go on even so. Nothing is
  /// reported meanwhile; what it does to memory is of no use. Ends after a second of CPU time at most.
  void pretend(const std::function<bool()>& enough);
  bool pretends(WaitFor kind) const;
  bool pretending() const { return pretended_ != Pretended::Nothing; }
  /// From the clock's signal handler: the running kernel is at `instruction`. Switches away when it is in a loop
  /// without calls.
  void tick(uint64_t instruction);
  /// Ends the run at the next call or tick. Async-signal-safe.
  void stop(FindingKind why) { stop_reason_ = static_cast<int>(why), stopping_ = true; }
  /// What stop() was told; nullopt when it was not called.
  std::optional<FindingKind> stop_reason() const;
  const Actor* running() const { return running_; }
  Core* core_at(CoreCoord coord);

  const Program& program() const { return program_; }
  const target::Chip& chip() const { return *program_.chip; }
  const RunOptions& options() const { return options_; }

  std::vector<std::unique_ptr<Core>> cores;  // of the whole grid, by rows
  std::vector<Actor*> actors;                // by id
  L1Memory l1;
  std::unique_ptr<DramMemory> dram;
  Noc noc;
  FindingLog findings;
  Statistics statistics;
  PrintLog prints;
  std::vector<bool> written_tensors;
  std::shared_ptr<struct Standstill> standstill;  // deadlock.cc: how it was before pretend()
  uint64_t progress = 0;                          // counts changes that another actor may see
  uint64_t learned = 0;  // counts what became known about who produces, consumes and writes what
  uint64_t calls = 0;    // of the API
  Program& mutable_program() { return program_; }
  Random& random() { return random_; }

 private:
  enum class Pretended : uint8_t { Nothing, Space, Semaphores, Pages };

  [[noreturn]] void leave_for_good();
  bool revive_met();
  void revive(Actor& actor);
  bool revive_pollers();
  bool revive_spinner();
  void revive_spinners();
  bool revive_changed();
  void note_turn(Actor& actor, uint64_t now);
  bool is_given_up(const Actor& actor) const;
  uint64_t patience(const Actor& actor) const;
  void park(const Wait& wait);
  void leave(Actor::State state);
  Actor* pick();
  void switch_to(Actor& actor);
  bool quiet_step();

  Program program_;
  const RunOptions options_;
  Random random_;
  std::deque<Actor*> ready_;
  Actor* running_ = nullptr;
  Actor* victim_ = nullptr;     // the one that starves
  uint64_t starved_since_ = 0;  // value of `calls` at its last turn
  Pretended pretended_ = Pretended::Nothing;
  uint64_t pollers_ = 0, spinners_ = 0;          // actors that are Polling, Spinning
  size_t next_spinner_ = 0;                      // who is looked at first
  uint64_t spin_began_ = 0;                      // CPU time of the first tick since the last call; 0: none
  uint64_t next_spin_round_ = 0, spin_gap_ = 0;  // in turns: when spinners get on although others can
  uint64_t pretence_ends_ = 0;                   // CPU time
  bool pretence_over_ = false;
  std::atomic<bool> stopping_{false};
  std::atomic<int> stop_reason_{-1};
};

/// Pages as people count them: "1 page", "4 pages".
std::string pages_text(uint64_t n);
std::string core_text(CoreCoord core);
uint32_t load_word(const Core& core, uint32_t offset);
/// Whether a semaphore has the value that is waited for.
bool is_met(const Core& core, const Wait& wait);

}  // namespace tir2tt::device
