// D05xx and D07xx: kernels that run away, and the limits of a run. Nothing of this ends the process that called run().
#include "device/grid/child.h"

#include <chrono>
#include <filesystem>
#include <thread>

#include "device/model/result_json.h"
#include "device/one_kernel.h"
#include "device/run_child.h"

namespace tir2tt::device {
namespace {

TEST(Child, WildPointerFarAway) {
  const Program p = one_kernel(R"(
  cb_reserve_back(0, 1);
  volatile uint32_t* word = (volatile uint32_t*)0x7f0000001000ull;
  *word = 1;  // <- here
)");
  const RunResult r = expect_run(p, R"(error[D0703]: access to 0x7f0000001000, where no memory is
  at: reader.cpp:<here>, ncrisc, core (0,0)
)");
  EXPECT_FALSE(r.completed);
  expect_still_well();
}

TEST(Child, WildPointerBehindL1) {
  const Program p = one_kernel(R"(
  volatile uint32_t* word = (volatile uint32_t*)(get_write_ptr(0) + (2 << 20) - 0x40000);
  *word = 1;  // <- here
)");
  expect_run(p, R"(error[D0703]: access to L1 offset 0x1d9520 of core (0,0): L1 ends at 0x16e000
  at: reader.cpp:<here>, ncrisc, core (0,0)
)");
}

TEST(Child, NullPointer) {
  if (kSanitized) GTEST_SKIP() << "the sanitizer of the kernel ends it first";
  const Program p = one_kernel(R"(
  volatile uint32_t* word = (volatile uint32_t*)get_arg_val<uint32_t>(0);  // <- argument
  *word = 1;  // <- here
)");
  expect_run(p, R"(error[D0501]: there is no runtime argument 0: the host gave 0 to this core
  at: reader.cpp:<argument>, ncrisc, core (0,0)
error[D0703]: access to 0x0, where no memory is
  at: reader.cpp:<here>, ncrisc, core (0,0)
)");
}

TEST(Child, WildPointerIsNamedByItsOwnLineAndCore) {
  if (kSanitized) GTEST_SKIP() << "the sanitizer of the kernel ends it first";
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  if (get_absolute_logical_x() != 2) return;
  *(volatile uint32_t*)0xF0000000u = 1;  // <- here
}
)",
                                     grid(4, 1))});
  expect_run(p, R"(error[D0703]: access to 0xf0000000, where no memory is
  at: reader.cpp:<here>, ncrisc, core (2,0)
)");
}

TEST(Child, OffsetsInL1ArePointersToo) {
  // An offset in L1, as the host gives it, shows the L1 of the kernel's own core.
  const Program p = program_of({cb(0, 2, target::DataFormat::Float16_b, grid(3, 1))},
                               {with_arguments(reader(R"(
void kernel_main() {
  volatile uint32_t* by_offset = (volatile uint32_t*)get_arg_val<uint32_t>(0);
  volatile uint32_t* by_address = (volatile uint32_t*)get_write_ptr(0);
  *by_address = get_absolute_logical_x() + 5;
  if (*by_offset != get_absolute_logical_x() + 5u) *(volatile uint32_t*)0xF0000000u = 1;
}
)",
                                                      grid(3, 1)),
                                               {static_cast<uint32_t>(wormhole().cb_base)})});
  expect_clean(p, 2);
}

TEST(Child, DivisionByZero) {
  Program p = one_kernel(R"(
  volatile int zero = 0;
  volatile int result = 7 / zero;  // <- here
)");
  if (kSanitized) GTEST_SKIP() << "the sanitizer of the kernel ends it first";
  expect_run(p, R"(error[D0704]: integer division by zero (or of the smallest integer by -1)
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: a RISC-V goes on with -1; no kernel means that
)");
  expect_still_well();
}

TEST(Child, EndlessLoopWithoutACall) {
  const Program p = one_kernel(R"(
  volatile int i = 0;
  for (;;) i = i + 1;  // <- here
)");
  const RunResult r = expect_run(
      p, R"(error[D0702]: ncrisc has been in a loop without a call of the API for 0.2 s, while nothing else can go on
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
      quick());
  EXPECT_LT(r.statistics.run_seconds, 30);
  expect_still_well();
}

TEST(Child, EndlessEmptyLoop) {
  const Program p = one_kernel("  for (;;) asm volatile(\"\");  // <- here\n");
  expect_run(
      p, R"(error[D0702]: ncrisc has been in a loop without a call of the API for 0.2 s, while nothing else can go on
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
      quick());
}

TEST(Child, RawPollingOfASemaphoreThatNobodySets) {
  Program p = one_kernel(R"(
  volatile uint32_t* word = (volatile uint32_t*)get_semaphore(0);
  while (*word != 1) {  // <- here
  }
)");
  p.semaphores = {{one_core(), 0}};
  expect_run(
      p, R"(error[D0702]: ncrisc has been in a loop without a call of the API for 0.2 s, while nothing else can go on
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
      quick());
}

TEST(Child, ALoopWaitsForOthersBeforeItIsEndless) {
  // The writer needs longer than loop_seconds in all, but is not alone: the reader computes.
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  volatile uint32_t* word = (volatile uint32_t*)get_semaphore(0);
  for (volatile uint32_t i = 0; i < 50000000; i = i + 1) {
  }
  *word = 1;
}
)"),
                              writer(R"(
void kernel_main() {
  volatile uint32_t* word = (volatile uint32_t*)get_semaphore(0);
  while (*word != 1) {
  }
}
)")});
  p.semaphores = {{one_core(), 0}};
  RunOptions o;
  o.loop_seconds = 20;
  expect_run(p, "", o);
}

TEST(Child, StackOverflow) {
  const Program p = program_of({}, {reader(R"(
__attribute__((noinline)) int deeper(volatile int* from, int n) {
  volatile int here[256];
  here[0] = from[0] + n;  // <- here
  return deeper(here, n + 1) + here[0];
}
void kernel_main() {
  volatile int start[1] = {0};
  deeper(start, 0);
}
)")});
  const RunResult r = run(p, quick());
  const Finding f = only(r, FindingKind::StackOverflow);
  EXPECT_EQ(f.message, "the stack of a kernel overflows: endless recursion, or arrays that are too large");
  EXPECT_EQ(f.place.file, "reader.cpp");
  EXPECT_TRUE(f.place.line >= 2 && f.place.line <= 6) << f.place.line;
  EXPECT_EQ(f.role, "ncrisc");
  EXPECT_EQ(r.findings.size(), 1u);
  expect_still_well();
}

TEST(Child, TimeLimit) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  for (;;) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);  // <- reader
  }
}
)"),
                                            writer(R"(
void kernel_main() {
  for (;;) {
    cb_wait_front(0, 1);  // <- writer
    cb_pop_front(0, 1);
  }
}
)")});
  RunOptions o;
  o.seconds = 0.3;
  const RunResult r = run(p, o);
  const Finding f = only(r, FindingKind::TimeLimit);
  EXPECT_EQ(f.message, "the run was stopped after its limit of 0.3 s");
  ASSERT_EQ(f.notes.size(), 2u);
  EXPECT_THAT(f.notes[0], testing::StartsWith("brisc of core (0,0) "));
  EXPECT_THAT(f.notes[1], testing::StartsWith("ncrisc of core (0,0) "));
  EXPECT_EQ(r.findings.size(), 1u);
  EXPECT_LT(r.statistics.run_seconds, 20);
}

TEST(Child, NoTimeAtAll) {
  RunOptions o;
  o.seconds = 0;
  const RunResult r = run(one_kernel("  for (;;) asm volatile(\"\");\n"), o);
  only(r, FindingKind::TimeLimit);
  EXPECT_FALSE(r.completed);
}

TEST(Child, MemoryLimit) {
  if (kSanitized) GTEST_SKIP() << "the sanitizer's shadow counts as memory: there is no limit";
  // Transfers that never land for want of a barrier.
  const Program p = transfer_program("  for (;;) noc_async_write(l1, dram(1), 2048);  // <- here\n");
  RunOptions o = quick();
  o.policy = Policy::Adversarial;
  o.memory_bytes = uint64_t{64} << 20;
  expect_run(p, R"(error[D0707]: the run needs more than its limit of 64 MiB
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
             o);
  expect_still_well();
}

TEST(Child, TensorsDoNotCountAgainstTheMemoryLimit) {
  Program p = one_kernel("  get_write_ptr(0);\n");
  Tensor large;
  large.name = "large";
  large.page_bytes = 4096;
  large.contents.resize(size_t{200} << 20);
  add_tensor(p, large);
  RunOptions o;
  o.memory_bytes = uint64_t{64} << 20;
  expect_run(p, "", o);
}

TEST(Child, StoppedByAnotherThread) {
  std::atomic<bool> stop{false};
  RunOptions o;
  o.stop = &stop;
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stop = true;
  });
  const RunResult r = run(one_kernel("  for (;;) asm volatile(\"\");\n"), o);
  other.join();
  const Finding f = only(r, FindingKind::Interrupted);
  EXPECT_EQ(f.message, "the run was interrupted");
  EXPECT_EQ(r.findings.size(), 1u) << findings_text(r);
  EXPECT_LT(r.statistics.run_seconds, 20);
  stop = false;
  EXPECT_TRUE(run(one_kernel("  get_write_ptr(0);\n"), o).ok());
}

TEST(Child, StoppedBeforeItBegins) {
  const std::atomic<bool> stop{true};
  RunOptions o;
  o.stop = &stop;
  const RunResult r = run(one_kernel("  for (;;) asm volatile(\"\");\n"), o);
  only(r, FindingKind::Interrupted);
}

TEST(Child, KernelThatAborts) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
#include <stdlib.h>
void kernel_main() {
  cb_reserve_back(0, 1);
  abort();  // <- here
}
)")});
  const RunResult r = run(p);
  const Finding f = only(r, FindingKind::KernelDied);
  EXPECT_EQ(f.message, "the kernel was ended by signal 6 (Aborted)");
  EXPECT_EQ(f.role, "ncrisc");
  EXPECT_EQ(f.place.file, "reader.cpp");
  EXPECT_EQ(r.findings.size(), 1u);
  expect_still_well();
}

TEST(Child, KernelThatExits) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
#include <stdlib.h>
void kernel_main() {
  cb_reserve_back(0, 1);  // <- here
  exit(0);
}
)")});
  expect_run(p, R"(error[D0709]: the kernel called exit(); the place is that of its last call of the API
  at: reader.cpp:<here>, ncrisc, core (0,0)
)");
  expect_still_well();
}

TEST(Child, KernelThatExitsAtOnce) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
#include <unistd.h>
void kernel_main() {
  _exit(3);
}
)")});
  expect_run(
      p, R"(error[D0709]: the process of the kernels ended with status 3 and said nothing; a kernel may have ended it
)");
  expect_still_well();
}

TEST(Child, KernelThatKillsItsProcess) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
#include <signal.h>
#include <unistd.h>
void kernel_main() {
  kill(getpid(), SIGKILL);
}
)")});
  expect_run(
      p, R"(error[D0709]: the process of the kernels was ended by signal 9 (Killed); the machine may be out of memory
)");
  expect_still_well();
}

TEST(Child, IllegalInstruction) {
  const Program p = one_kernel("  __builtin_trap();  // <- here\n");
  const RunResult r = run(p);
  EXPECT_THAT(only(r, FindingKind::KernelDied).message, testing::StartsWith("the kernel was ended by signal "));
}

TEST(Child, Assertion) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
#include "api/debug/assert.h"
void kernel_main() {
  const uint32_t pages = get_arg_val<uint32_t>(0);
  ASSERT(pages == 3);  // <- here
}
)")});
  Program with = p;
  with.kernels[0] = with_arguments(with.kernels[0], {2});
  expect_run(with, R"(error[D0710]: assertion failed: pages == 3
  at: reader.cpp:<here>, ncrisc, core (0,0)
)");
  with.kernels[0] = with_arguments(with.kernels[0], {3});
  expect_run(with, "");
}

TEST(Child, ArgumentMissing) {
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  get_arg_val<uint32_t>(1);  // <- one
  get_common_arg_val<uint32_t>(0);  // <- common
}
)")});
  p.kernels[0] = with_arguments(p.kernels[0], {7});
  expect_run(p, R"(error[D0501]: there is no runtime argument 1: the host gave 1 to this core
  at: reader.cpp:<one>, ncrisc, core (0,0)
error[D0501]: there is no common runtime argument 0: the host gave 0 to this core
  at: reader.cpp:<common>, ncrisc, core (0,0)
)");
}

TEST(Child, MostFindingsEndTheRun) {
  std::string body;
  for (int i = 0; i < 20; ++i) body += "  cb_push_back(0, 1);\n";
  RunOptions o;
  o.most_findings = 5;
  const RunResult r = run(one_kernel(body + "  for (;;) asm volatile(\"\");\n"), o);
  EXPECT_EQ(r.findings.size(), 5u);
  EXPECT_FALSE(r.completed);
}

TEST(Child, GlobalsBelongToOneProcessor) {
  // Statics of a kernel are private to each core, whoever runs in between.
  Program p = program_of({cb(0, 1, target::DataFormat::Float16_b, grid(4, 1))}, {reader(R"(
static int count = 3;
void kernel_main() {
  for (int i = 0; i < 10; ++i) {
    count = count + 1;
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
  if (count != 13) get_arg_val<uint32_t>(count);
}
)",
                                                                                        grid(4, 1))});
  expect_clean(p, 10);
}

// --- the same result every time

std::string without_times(RunResult r) {
  r.statistics.compile_seconds = r.statistics.run_seconds = 0;
  r.statistics.kernels_compiled = r.statistics.kernels_from_cache = 0;
  return result_to_json(r);
}

TEST(Child, SameSeedSameResult) {
  const CoreRanges cores = grid(3, 2);
  const Program p = program_of({cb(0, 3, target::DataFormat::Float16_b, cores)}, {reader(R"(
#include "api/debug/dprint.h"
void kernel_main() {
  for (int i = 0; i < 20; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
    DPRINT << i << ENDL();
  }
  cb_push_back(0, 1);
}
)",
                                                                                         cores),
                                                                                  writer(R"(
void kernel_main() {
  for (int i = 0; i < 22; ++i) {
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
}
)",
                                                                                         cores)});
  run(p);
  for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial}) {
    for (uint64_t seed = 0; seed < 3; ++seed) {
      const std::string first = without_times(run(p, options(policy, seed)));
      for (int again = 0; again < 3; ++again) EXPECT_EQ(without_times(run(p, options(policy, seed))), first);
    }
  }
  EXPECT_NE(without_times(run(p, options(Policy::Random, 1))), without_times(run(p, options(Policy::Random, 2))));
}

// --- D06xx: what does not compile

TEST(ChildCompile, ErrorInTheKernelsOwnLine) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_bakc(0, 1);  // <- here
}
)")});
  const RunResult r = run(p);
  const Finding f = only(r, FindingKind::KernelRejected);
  EXPECT_THAT(f.message, testing::HasSubstr("cb_push_bakc"));
  EXPECT_EQ(f.place.file, "reader.cpp");
  EXPECT_EQ(f.place.line, 4u);
  EXPECT_EQ(r.findings.size(), 1u) << findings_text(r);
  EXPECT_FALSE(f.notes.empty());
  EXPECT_FALSE(r.completed);
}

TEST(ChildCompile, ErrorInAllThreeRolesIsOneFinding) {
  const Program p = program_of({cb(0, 2)}, {compute(R"(
#include "api/compute/common.h"
void kernel_main() {
  undeclared();  // <- here
}
)")});
  const RunResult r = run(p);
  EXPECT_EQ(only(r, FindingKind::KernelRejected).place.line, 4u);
  EXPECT_EQ(r.findings.size(), 1u) << findings_text(r);
}

TEST(ChildCompile, UnreadableFile) {
  const Program p = program_of({}, {reader("no_such_kernel.cpp")});
  const RunResult r = run(p);
  const Finding f = only(r, FindingKind::KernelUnreadable);
  EXPECT_THAT(f.message, testing::HasSubstr("no_such_kernel.cpp"));
  EXPECT_EQ(r.findings.size(), 1u);
}

TEST(ChildCompile, NoCompiler) {
  RunOptions o;
  o.compiler.compiler = "/no/such/compiler";
  const RunResult r = run(one_kernel("  // never compiled\n"), o);
  EXPECT_THAT(only(r, FindingKind::NoCompiler).message, testing::HasSubstr("/no/such/compiler"));
  EXPECT_EQ(r.findings.size(), 1u);
}

TEST(ChildCompile, NoCacheFolder) {
  std::map<std::string, std::string> before;
  for (const char* name : {"XDG_CACHE_HOME", "HOME", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) before[name] = value;
    ::setenv(name, "/proc/no/such/folder", 1);
  }
  const RunResult r = run(one_kernel("  // never compiled\n"));
  for (const char* name : {"XDG_CACHE_HOME", "HOME", "TMPDIR"}) {
    before.count(name) != 0 ? ::setenv(name, before[name].c_str(), 1) : ::unsetenv(name);
  }
  EXPECT_THAT(only(r, FindingKind::NoCacheFolder).message, testing::HasSubstr("/proc/no/such/folder"));
  EXPECT_EQ(r.findings.size(), 1u);
}

TEST(ChildCompile, UnloadableObject) {
  // No object at all in place of the compiled kernel.
  const Program p = one_kernel("  get_write_ptr(0);\n");
  const RunResult r = run_child(p, {}, {{{0, Role::Ncrisc}, "/dev/null"}}, true);
  EXPECT_THAT(only(r, FindingKind::KernelUnloadable).message, testing::HasSubstr("reader.cpp cannot be loaded"));
  EXPECT_FALSE(r.completed);
}

TEST(ChildCompile, NoRoomForTheGrid) {
  // A grid that the address space below 4 GiB does not hold.
  target::Chip huge = wormhole();
  huge.grid_x = huge.grid_y = 50;
  Program p = one_kernel("  get_write_ptr(0);\n");
  p.chip = &huge;
  const RunResult r = run_child(p, {}, {{{0, Role::Ncrisc}, "/dev/null"}}, true);
  EXPECT_EQ(only(r, FindingKind::CannotStart).message, "no room for L1 below 4 GiB");
}

}  // namespace
}  // namespace tir2tt::device
