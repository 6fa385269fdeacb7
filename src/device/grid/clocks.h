// The clocks of the process in which kernels run: one that ticks while they do, and one that ends the run. Facts: a
// clock of CPU time (ITIMER_VIRTUAL, CLOCK_THREAD_CPUTIME_ID) has the resolution of the kernel's own tick, 4 ms or
// more; one of real time has not, so that one ticks, and CPU time is asked for. Tested by tests/device/waiting_test.cc.
#pragma once

#include <csignal>
#include <cstdint>

namespace tir2tt::device {

inline constexpr int kTickSignal = SIGVTALRM;
inline constexpr int kLimitSignal = SIGALRM;

/// kTickSignal every millisecond from now on.
void start_ticks();
/// kLimitSignal once, `seconds` from now, instead of when it was to come.
void set_limit(double seconds);
/// No further signal.
void stop_clocks();
/// Nanoseconds of CPU time that the process has used. Async-signal-safe.
uint64_t cpu_nanoseconds();

}  // namespace tir2tt::device
