// What kernels may do to the process in which they run, and what the process that called run() may have done before.
#include <sys/mman.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "device/one_kernel.h"

namespace tir2tt::device {
namespace {

/// A data movement kernel that may call what the system offers.
Program system_kernel(const std::string& body) {
  return program_of({cb(0, 2)}, {reader("#include <errno.h>\n#include <pthread.h>\n#include <signal.h>\n"
                                        "#include <stdlib.h>\n#include <sys/syscall.h>\n#include <unistd.h>\n"
                                        "void kernel_main() {\n  cb_reserve_back(0, 1);  // <- call\n" +
                                        body + "}\n")});
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST(ChildProcess, KernelThatForks) {
  expect_run(system_kernel("  fork();\n"),
             R"(error[D0709]: the kernel called fork(); the place is that of its last call of the API
  at: reader.cpp:<call>, ncrisc, core (0,0)
)");
  expect_still_well();
}

TEST(ChildProcess, AProcessThatAKernelStartsKeepsNobodyWaiting) {
  // It holds the pipe of the result open, far beyond the end of the run.
  const Program p = system_kernel(
      "  if (syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0) == 0) {\n"
      "    for (int i = 0; i < 100; ++i) usleep(500000);\n    _exit(0);\n  }\n");
  const auto begin = std::chrono::steady_clock::now();
  const RunResult r = run(p);
  EXPECT_TRUE(r.completed) << findings_text(r);
  EXPECT_LT(seconds_since(begin), 20);
}

TEST(ChildProcess, LimitHoldsAfterTheKernelHasClosedItsDescriptors) {
  const Program p = system_kernel(
      "  for (int i = 0; i < 100; ++i) close(i);\n  signal(SIGALRM, SIG_IGN);\n"
      "  signal(SIGTERM, SIG_IGN);\n  signal(SIGVTALRM, SIG_IGN);\n"
      "  for (int i = 0; i < 100; ++i) usleep(500000);\n");
  RunOptions o;
  o.seconds = 0.3;
  expect_run(p, "error[D0706]: the run did not stop at its limit of 0.3 s and was ended\n", o);
  const std::atomic<bool> stop{true};
  o.seconds = 60;
  o.stop = &stop;
  const RunResult r = run(p, o);
  only(r, FindingKind::Interrupted);
  EXPECT_LT(r.statistics.run_seconds, 20);
}

TEST(ChildProcess, RunsInThreadsDoNotWaitForEachOther) {
  const Program slow = system_kernel("  for (int i = 0; i < 100000; ++i) usleep(100);\n");
  const Program fast = one_kernel("  get_write_ptr(0);\n");
  std::atomic<bool> stop{false};
  RunOptions o;
  o.stop = &stop;
  expect_run(fast, "");
  std::thread other([&] { run(slow, o); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) good += run(fast).ok();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LT(seconds_since(begin), 8);
  EXPECT_EQ(good, 20);
  stop = true;
  other.join();
}

TEST(ChildProcess, KernelThatWritesToThePipe) {
  const Program p =
      system_kernel("  for (int i = 3; i < 64; ++i) {\n    if (write(i, \"garbage\", 7) != 7) continue;\n  }\n");
  expect_run(p, R"(error[D0709]: what came from the process of the kernels is no result: a kernel wrote to its pipe
)");
}

TEST(ChildProcess, KernelThatRaisesASignal) {
  for (const auto& [name, text] : {std::pair("SIGTERM", "15 (Terminated)"), std::pair("SIGALRM", "14 (Alarm clock)")}) {
    const RunResult r = run(system_kernel(std::string("  raise(") + name + ");\n"));
    EXPECT_EQ(only(r, FindingKind::KernelDied).message, std::string("the kernel was ended by signal ") + text);
    EXPECT_EQ(r.findings.size(), 1u) << findings_text(r);
  }
}

TEST(ChildProcess, WhatTheCallerBlocksAndIgnoresIsNoConcernOfKernels) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const auto handler = std::signal(SIGUSR1, SIG_IGN);
  RunOptions o = quick();
  const RunResult wild = run(one_kernel("  *(volatile uint32_t*)0xF0000000u = 1;\n"), o);
  const RunResult loop = run(one_kernel("  for (;;) asm volatile(\"\");\n"), o);
  const RunResult raised = run(system_kernel("  raise(SIGUSR1);\n"), o);
  o.seconds = 0.1;
  o.loop_seconds = 10;
  const RunResult late = run(one_kernel("  for (;;) asm volatile(\"\");\n"), o);
  std::signal(SIGUSR1, handler);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  only(wild, FindingKind::WildPointer);
  only(loop, FindingKind::EndlessLoop);
  only(raised, FindingKind::KernelDied);
  EXPECT_EQ(only(late, FindingKind::TimeLimit).message, "the run was stopped after its limit of 0.1 s");
}

TEST(ChildProcess, WorksWhereSigchldIsIgnored) {
  const Program p = one_kernel("  get_write_ptr(0);\n");
  run(p);
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  const RunResult r = run(p);
  std::signal(SIGCHLD, before);
  EXPECT_TRUE(r.ok()) << findings_text(r);
}

TEST(ChildProcess, RoomForL1IsFoundBetweenWhatTheCallerHas) {
  // The heap of a program that is loaded at a fixed address may reach far into the low 4 GiB.
  constexpr uint64_t kBegin = 0x10000000, kEnd = 0x60000000;
  void* taken = mmap(reinterpret_cast<void*>(kBegin), kEnd - kBegin, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  ASSERT_NE(taken, MAP_FAILED);
  const RunResult r = run(one_kernel("  *(volatile uint32_t*)get_write_ptr(0) = 1;\n"));
  munmap(taken, kEnd - kBegin);
  EXPECT_TRUE(r.ok()) << findings_text(r);
}

TEST(ChildProcess, WhatTheCallerHasDoesNotCountAgainstTheMemoryLimit) {
  if (kSanitized) GTEST_SKIP() << "there is no limit";
  void* large =
      mmap(nullptr, size_t{4} << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(large, MAP_FAILED);
  RunOptions o;
  o.memory_bytes = uint64_t{64} << 20;
  expect_run(one_kernel("  get_write_ptr(0);\n"), "", o);
  munmap(large, size_t{4} << 30);
}

TEST(ChildProcess, PrintsAreKeptUpToALimit) {
  const Program p = program_of({}, {reader(R"(
#include "api/debug/dprint.h"
void kernel_main() {
  for (int i = 0; i < 20000; ++i) {
    DPRINT << "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" << ENDL();
  }
}
)")});
  const RunResult r = run(p);
  ASSERT_TRUE(r.ok()) << findings_text(r);
  size_t bytes = 0;
  for (const std::string& line : r.prints) bytes += line.size();
  EXPECT_LT(bytes, (size_t{1} << 20) + 100);
  EXPECT_GT(bytes, (size_t{1} << 20) - 1000);
  EXPECT_EQ(r.prints.back(), std::to_string(20000 - (r.prints.size() - 1)) + " more lines are left out");
  EXPECT_EQ(run(p).prints, r.prints);
}

}  // namespace
}  // namespace tir2tt::device
