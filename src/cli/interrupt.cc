#include "cli/interrupt.h"

#include <csignal>

namespace tir2tt::cli {
namespace {

/// A handler gets a number and nothing else: what it is to tell must be known to the file.
std::atomic<Interrupt*> told{nullptr};

void on_interrupt(int signal) {
  Interrupt* interrupt = told;
  const bool may_stop = interrupt != nullptr && interrupt->awaited && !interrupt->asked;
  if (may_stop) {
    interrupt->asked = true;
    return;
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);  // takes effect when this returns
}

}  // namespace

void handle_interrupts(Interrupt& interrupt) {
  struct sigaction before = {};
  sigaction(SIGINT, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return;  // a shell's wish, for what it runs in the background
  told = &interrupt;
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
}

}  // namespace tir2tt::cli
