#include "device/grid/clocks.h"

#include <sys/time.h>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace tir2tt::device {
namespace {

constexpr long kTickNanoseconds = 1'000'000;

/// There is one per process; its id is needed to stop it from a signal handler.
timer_t& ticker() {
  static timer_t timer{};
  return timer;
}
void set_ticks(long nanoseconds) {
  const itimerspec every{{0, nanoseconds}, {0, nanoseconds}};
  timer_settime(ticker(), 0, &every, nullptr);
}

}  // namespace

void start_ticks() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = kTickSignal;
  if (timer_create(CLOCK_MONOTONIC, &event, &ticker()) == 0) set_ticks(kTickNanoseconds);
}

void set_limit(double seconds) {
  seconds = std::clamp(seconds, 1e-6, 1e9);
  itimerval limit{};
  limit.it_value.tv_sec = static_cast<time_t>(seconds);
  limit.it_value.tv_usec = static_cast<suseconds_t>((seconds - std::floor(seconds)) * 1e6);
  setitimer(ITIMER_REAL, &limit, nullptr);
}

void stop_clocks() {
  set_ticks(0);
  const itimerval never{};
  setitimer(ITIMER_REAL, &never, nullptr);
}

uint64_t cpu_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace tir2tt::device
