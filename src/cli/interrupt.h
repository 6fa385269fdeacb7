// Ctrl-C while something runs that can stop by itself: the first one asks it to, the second ends the tool. At any other
// time the first one ends it. Tested by tests/cli/interrupt_test.cc.
#pragma once

#include <atomic>

namespace tir2tt::cli {

/// Shared between main's signal handler and the command that looks.
struct Interrupt {
  std::atomic<bool> awaited{false};  // somebody looks at `asked`
  std::atomic<bool> asked{false};
};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler touches them");

/// Looks at an interrupt (null: there is none) until the end of its scope.
class Awaits {
 public:
  explicit Awaits(Interrupt* interrupt) : interrupt_(interrupt) {
    if (interrupt_ != nullptr) interrupt_->awaited = true;
  }
  ~Awaits() {
    if (interrupt_ != nullptr) interrupt_->awaited = false;
  }
  Awaits(const Awaits&) = delete;
  Awaits& operator=(const Awaits&) = delete;
  const std::atomic<bool>* flag() const { return interrupt_ != nullptr ? &interrupt_->asked : nullptr; }
  bool asked() const { return interrupt_ != nullptr && interrupt_->asked; }

 private:
  Interrupt* interrupt_;
};

/// Handles SIGINT so from now on, unless the process was told to ignore it. `interrupt` must outlive the process's last
/// signal.
void handle_interrupts(Interrupt& interrupt);

}  // namespace tir2tt::cli
