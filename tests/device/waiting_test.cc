// Kernels that wait by polling or in a loop without calls: legal, as long as what they wait for comes.
#include "device/wrong.h"

namespace tir2tt::device {
namespace {

/// `chip.cores` wait by a pointer for a semaphore that core (0,0) sets when it has passed `pages` pages on.
Program spinners(int columns, int rows, int pages) {
  const CoreRanges rest{{{0, 1}, {columns - 1, rows}}};
  const CoreCoord first = noc_coordinates(wormhole(), {0, 1}), last = noc_coordinates(wormhole(), {columns - 1, rows});
  const std::string n = std::to_string(pages);
  Program p = program_of(
      {cb(0, 2)},
      {with_arguments(writer("\nvoid kernel_main() {\n  for (int i = 0; i < " + n + R"(; ++i) {
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
  const uint32_t s = get_semaphore(0);
  const uint64_t all = get_noc_multicast_addr(get_arg_val<uint32_t>(2), get_arg_val<uint32_t>(3),
                                              get_arg_val<uint32_t>(0), get_arg_val<uint32_t>(1), s);
  *(volatile uint32_t*)s = 1;
  noc_semaphore_set_multicast(s, all, get_arg_val<uint32_t>(4));
  noc_async_write_barrier();
}
)"),
                      {static_cast<uint32_t>(first.x), static_cast<uint32_t>(first.y), static_cast<uint32_t>(last.x),
                       static_cast<uint32_t>(last.y), static_cast<uint32_t>(columns * rows)}),
       reader("\nvoid kernel_main() {\n  for (int i = 0; i < " + n + R"(; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
  }
}
)"),
       named("receiver.cpp", writer(R"(
void kernel_main() {
  volatile uint32_t* word = (volatile uint32_t*)get_semaphore(0);
  while (*word != 1) {
  }
}
)",
                                    rest))});
  p.semaphores = {{grid(columns, rows + 1), 0}};
  return p;
}

TEST(Waiting, ManyLoopsByPointersAreFastEnough) {
  const Program p = spinners(8, 2, 100);
  for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial}) {
    const RunResult r = expect_run(p, "", options(policy, 3));
    EXPECT_TRUE(r.ok());
    EXPECT_LT(r.statistics.run_seconds, 5);
  }
}

TEST(Waiting, ALoopByAPointerMayWaitLongWhileOthersWork) {
  // Far longer than loop_seconds in all.
  RunOptions o;
  o.loop_seconds = 0.1;
  const RunResult r = expect_run(spinners(1, 1, 300000), "", o);
  EXPECT_TRUE(r.ok());
}

TEST(Waiting, ALoopSeesWhatAnotherLoopWritesByAPointer) {
  // Both loop without calls; the reader needs longer than the writer has patience, but not without changing L1.
  Program p = program_of({cb(0, 1)}, {reader(R"(
void kernel_main() {
  volatile uint32_t* word = (volatile uint32_t*)get_semaphore(0);
  volatile uint32_t* count = (volatile uint32_t*)get_write_ptr(0);
  for (uint32_t i = 0; i < 300000000; ++i) *count = i;
  *word = 1;
  for (volatile uint32_t i = 0; i < 30000000; i = i + 1) {
  }
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
  o.loop_seconds = 0.06;
  expect_run(p, "", o);
}

TEST(Waiting, APollThatEndsByItselfIsNoDeadlock) {
  for (const char* call :
       {"if (cb_pages_available_at_front(0, 1)) break;", "riscv_wait(10);", "invalidate_l1_cache();"}) {
    const Program p = program_of({cb(0, 2), cb(1, 2)}, {reader("\nvoid kernel_main() {\n"
                                                               "  for (int i = 0; i < 300000; ++i) {\n    " +
                                                               std::string(call) +
                                                               "\n  }\n  cb_reserve_back(1, 1);\n"
                                                               "  cb_push_back(1, 1);\n}\n"),
                                                        writer(R"(
void kernel_main() {
  cb_wait_front(1, 1);
  cb_pop_front(1, 1);
}
)")});
    RunOptions o;
    o.loop_seconds = 4;
    expect_run(p, "", o);
  }
}

TEST(Waiting, ManyThatPollInVainShareTheirTime) {
  const Program p = program_of({cb(0, 2, target::DataFormat::Float16_b, grid(8, 8))}, {reader(R"(
void kernel_main() {
  while (!cb_pages_available_at_front(0, 1)) {
  }
}
)",
                                                                                              grid(8, 8))});
  RunOptions o;
  o.loop_seconds = 0.5;
  const RunResult r = run(p, o);
  EXPECT_FALSE(r.findings.empty());
  for (const Finding& f : r.findings) EXPECT_EQ(f.kind, FindingKind::Deadlock);
  EXPECT_LT(r.statistics.run_seconds, 10);
}

TEST(Waiting, ALoopBehindADeadlockDoesNotHideIt) {
  // To learn who would have pushed, kernels go on past their waits, into a loop that never ends, or one with calls.
  for (const char* loop : {"while (*word != 1) {\n  }", "for (;;) usleep(1000);", "for (;;) invalidate_l1_cache();"}) {
    const Program p = program_of({cb(0, 2), cb(1, 2)}, {reader(R"(
void kernel_main() {
  cb_wait_front(1, 1);  // <- reader
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
}
)"),
                                                        writer(std::string(R"(
#include <unistd.h>
void kernel_main() {
  cb_wait_front(0, 1);  // <- writer
  [[maybe_unused]] volatile uint32_t* word = (volatile uint32_t*)get_read_ptr(0);
  )") + loop + R"(
  cb_pop_front(0, 1);
}
)")});
    RunOptions o;
    o.seconds = 20;
    const RunResult r = run(p, o);
    EXPECT_FALSE(r.findings.empty());
    for (const Finding& f : r.findings) EXPECT_EQ(f.kind, FindingKind::Deadlock) << loop << "\n" << findings_text(r);
    EXPECT_LT(r.statistics.run_seconds, 15) << loop;
  }
}

}  // namespace
}  // namespace tir2tt::device
