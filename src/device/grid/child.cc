#include "device/grid/child.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>

#include "device/grid/circular_buffer.h"
#include "device/grid/clocks.h"
#include "device/grid/compute.h"
#include "device/grid/deadlock.h"
#include "device/grid/runtime.h"
#include "device/model/result_json.h"

namespace tir2tt::device {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr bool kLimitsMemory = false;  // the sanitizer's shadow counts as memory
#else
constexpr bool kLimitsMemory = true;
#endif
constexpr size_t kSignalStackBytes = size_t{1} << 20;
constexpr double kMostSecondsPretended = 5;  // of real time; of CPU time see World::pretend
int g_result_pipe = -1;

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(g_result_pipe, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text.remove_prefix(static_cast<size_t>(n));
  }
}

void add_cb_statistics(const Core& core, std::map<uint8_t, CircularBufferStatistics>& all) {
  for (const CircularBufferState& cb : core.cbs) {
    if (!cb.present) continue;
    CircularBufferStatistics& s = all[cb.index];
    s.index = cb.index;
    s.pages = std::max(s.pages, cb.pages);
    s.most_used = std::max(s.most_used, cb.most_used);
    s.pushed += cb.pushed;
    s.popped += cb.popped;
    s.reserve_waits += cb.reserve_waits;
    s.wait_waits += cb.wait_waits;
  }
}

RunResult result_of(World& world, bool completed) {
  RunResult result;
  result.completed = completed;
  std::map<uint8_t, CircularBufferStatistics> cbs;
  for (const auto& core : world.cores) add_cb_statistics(*core, cbs);
  result.statistics = world.statistics;
  for (const auto& [index, s] : cbs) result.statistics.circular_buffers.push_back(s);
  result.findings = world.findings.take();
  result.prints = world.prints.take();
  return result;
}

/// Writes what there is to say and ends the process. Nothing is destroyed: contexts of kernels may be anywhere.
[[noreturn]] void leave_process(World& world, bool completed) {
  write_all(result_to_json(result_of(world, completed)));
  _exit(0);
}

// --- signals

uint64_t instruction_of(const ucontext_t& context) {
#if defined(__x86_64__)
  return static_cast<uint64_t>(context.uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return context.uc_mcontext.pc;
#else
#error "the embedded device knows x86-64 and aarch64"
#endif
}

KernelPlace place_of(const Actor& actor, uint64_t instruction) {
  std::string storage;
  if (actor.image->contains(instruction)) {
    const Where where = place_of_instruction(actor.image->object(), actor.image->offset(instruction), storage);
    if (where.line != 0) return {storage, where.line};
  }
  return {actor.where.file, actor.where.line};
}

Finding fault_finding(const World& world, const Actor& actor, int signal, const void* address) {
  Finding f;
  f.role = role_name(actor.role);
  f.cores = {actor.core->coord};
  const auto value = reinterpret_cast<uintptr_t>(address);
  if (signal == SIGFPE) {
    f.kind = FindingKind::DivisionByZero;
    f.message = "integer division by zero (or of the smallest integer by -1)";
    f.notes = {"a RISC-V goes on with -1; no kernel means that"};
  } else if (actor.fiber->in_guard(address)) {
    f.kind = FindingKind::StackOverflow;
    f.message = "the stack of a kernel overflows: endless recursion, or arrays that are too large";
  } else if (signal == SIGSEGV || signal == SIGBUS) {
    f.kind = FindingKind::WildPointer;
    f.message = fmt::format("access to {:#x}, where no memory is", value);
    if (const auto found = world.l1.find(value)) {
      f.message = fmt::format("access to L1 offset {:#x} of core {}: L1 ends at {:#x}", found->second,
                              core_text(found->first), world.chip().l1_bytes);
    }
  } else {
    f.kind = FindingKind::KernelDied;
    f.message = fmt::format("the kernel was ended by signal {} ({})", signal, strsignal(signal));
  }
  return f;
}

/// Says what was found before the kernels went on for the sake of an explanation, in which something failed.
[[noreturn]] void leave_pretending(World& world) {
  explain_deadlock(world);
  leave_process(world, false);
}

void on_fault(int signal, siginfo_t* info, void* context) {
  World* world = bound_world();
  const Actor* actor = world == nullptr ? nullptr : world->running();
  if (actor == nullptr) _exit(128 + signal);
  const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  if (signal == SIGSEGV && world->l1.show_at_zero(actor->core->coord, address)) return;
  std::signal(signal, SIG_DFL);  // another one while this is told ends the process
  stop_clocks();
  if (world->pretending()) leave_pretending(*world);
  Finding finding = fault_finding(*world, *actor, signal, info->si_addr);
  finding.place = place_of(*actor, instruction_of(*static_cast<const ucontext_t*>(context)));
  world->findings.add(std::move(finding));
  leave_process(*world, false);
}

/// A kernel called `function`, which ends or doubles the process.
void on_call(const char* function) {
  World* world = bound_world();
  const Actor* actor = world == nullptr ? nullptr : world->running();
  if (actor == nullptr) return;
  stop_clocks();
  if (world->pretending()) leave_pretending(*world);
  world->findings.add({FindingKind::KernelDied,
                       fmt::format("the kernel called {}; the place is that of its last call of the API", function),
                       role_name(actor->role),
                       {actor->where.file, actor->where.line},
                       {actor->core->coord},
                       -1,
                       {},
                       1,
                       {}});
  leave_process(*world, false);
}

void on_exit() { on_call("exit()"); }
void on_fork() { on_call("fork()"); }

void on_tick(int, siginfo_t*, void* context) {
  if (World* world = bound_world()) world->tick(instruction_of(*static_cast<const ucontext_t*>(context)));
}

/// Whether a kernel raised the signal itself.
bool is_own(const siginfo_t& info) {
  return (info.si_code == SI_USER || info.si_code == SI_TKILL) && info.si_pid == getpid();
}

void on_limit(int signal, siginfo_t* info, void* context) {
  World* world = bound_world();
  if (is_own(*info)) return on_fault(signal, info, context);
  if (world == nullptr) return;
  if (world->pretending()) {
    stop_clocks();
    leave_pretending(*world);
  }
  world->stop(FindingKind::TimeLimit);
}
void on_terminate(int signal, siginfo_t* info, void* context) {
  if (is_own(*info)) return on_fault(signal, info, context);
  if (World* world = bound_world()) world->stop(FindingKind::Interrupted);
}

void handle(int signal, void (*handler)(int, siginfo_t*, void*), int flags) {
  struct sigaction action {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO | SA_RESTART | flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

/// The caller's handlers, and what it ignores and blocks, are of no concern to kernels.
void reset_signals() {
  for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_DFL);
  std::signal(SIGINT, SIG_IGN);  // the terminal tells every process; the parent passes it on
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

void set_signals(const RunOptions& options) {
  stack_t stack{};
  stack.ss_size = kSignalStackBytes;
  stack.ss_sp = std::malloc(kSignalStackBytes);
  sigaltstack(&stack, nullptr);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) handle(signal, on_fault, SA_ONSTACK);
  // On the kernel's own stack, and not blocked meanwhile: the handler switches away to another actor.
  handle(kTickSignal, on_tick, SA_NODEFER);
  handle(kLimitSignal, on_limit, SA_ONSTACK);
  handle(SIGTERM, on_terminate, SA_ONSTACK);
  start_ticks();
  set_limit(options.seconds);
}

/// Bytes of private memory that the process has, as RLIMIT_DATA counts them: with those that the caller had.
uint64_t data_bytes() {
  std::ifstream file("/proc/self/statm");
  uint64_t pages = 0;
  for (int field = 0; field < 6; ++field) file >> pages;
  return file ? pages * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

void limit_memory(rlim_t bytes) {
  rlimit memory{};
  getrlimit(RLIMIT_DATA, &memory);
  memory.rlim_cur = std::min(bytes, memory.rlim_max);
  setrlimit(RLIMIT_DATA, &memory);
}

/// There is no memory left: says so and ends the process.
void on_no_memory() {
  stop_clocks();
  limit_memory(RLIM_INFINITY);  // so that it can be told
  std::set_new_handler(nullptr);
  World* world = bound_world();
  if (world == nullptr) throw std::bad_alloc();
  if (world->pretending()) leave_pretending(*world);
  const uint64_t limit = world->options().memory_bytes;
  Finding finding{FindingKind::MemoryLimit, "", "", {}, {}, -1, {}, 1, {}};
  finding.message = fmt::format("the run needs more than its limit of {} MiB", limit >> 20);
  if (const Actor* actor = world->running()) {
    finding.role = role_name(actor->role);
    finding.cores = {actor->core->coord};
    finding.place = {actor->where.file, actor->where.line};
  }
  world->findings.add(std::move(finding));
  leave_process(*world, false);
}

/// The world takes a copy of the program's tensors; they are not counted.
void set_limits(const Program& program, const RunOptions& options) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  std::set_new_handler(on_no_memory);
  std::atexit(on_exit);
  pthread_atfork(on_fork, nullptr, nullptr);
  if (!kLimitsMemory) return;
  uint64_t bytes = data_bytes() + options.memory_bytes;
  for (const Tensor& tensor : program.tensors) bytes += tensor.contents.size();
  limit_memory(bytes);
}

/// Other runs of the caller have pipes of their own, of which this process has copies.
void close_others(int keep) {
  close_range(3, static_cast<unsigned>(keep) - 1, 0);
  close_range(static_cast<unsigned>(keep) + 1, ~0u, 0);
}

// --- the run

void report_stop(World& world) {
  const auto reason = world.stop_reason();
  if (!reason) return;
  const bool time = *reason == FindingKind::TimeLimit;
  std::vector<std::string> notes;
  for (const Actor* actor : world.actors) {
    if (actor->state == Actor::State::Done || notes.size() >= 8) continue;
    notes.push_back(fmt::format("{} of core {} {} at {}:{}", role_name(actor->role), core_text(actor->core->coord),
                                actor->state == Actor::State::Ready ? "runs" : wait_text(*actor), actor->where.file,
                                actor->where.line));
  }
  world.findings.add({*reason,
                      time ? fmt::format("the run was stopped after its limit of {} s", world.options().seconds)
                           : "the run was interrupted",
                      "",
                      {},
                      {},
                      -1,
                      {},
                      1,
                      notes});
}

void copy_out(World& world, std::span<std::byte> shared) {
  size_t at = 0;
  for (const Tensor& tensor : world.program().tensors) {
    if (at + tensor.contents.size() <= shared.size())
      std::memcpy(shared.data() + at, tensor.contents.data(), tensor.contents.size());
    at += tensor.contents.size();
  }
}

bool finish(World& world, Outcome outcome, std::span<std::byte> shared) {
  if (outcome == Outcome::Deadlock) {
    set_limit(kMostSecondsPretended);
    learn_who_would(world);
  }
  stop_clocks();
  if (outcome == Outcome::Deadlock) explain_deadlock(world);
  if (outcome == Outcome::Stopped) report_stop(world);
  if (outcome != Outcome::Finished) return false;
  for (const Actor* actor : world.actors) world.noc.finish(world, *actor);
  for (const auto& core : world.cores) {
    if (core->compute) check_handover_left(world, *core);
  }
  for (const auto& core : world.cores) check_leftovers(world, *core);
  read_back_l1(world);
  copy_out(world, shared);
  return true;
}

}  // namespace

void child_main(const Program& program, const RunOptions& options, const Objects& objects, std::span<std::byte> shared,
                int result_pipe) {
  setpgid(0, 0);
  reset_signals();
  close_others(result_pipe);
  g_result_pipe = result_pipe;
  set_limits(program, options);
  // Never destroyed, like all that belongs to it.
  auto* world = new World(program, options);
  auto* images = new Images;
  bind_runtime(*world);
  if (!build_world(*world, objects, *images)) leave_process(*world, false);
  set_signals(options);
  const Outcome outcome = world->run();
  leave_process(*world, finish(*world, outcome, shared));
}

}  // namespace tir2tt::device
