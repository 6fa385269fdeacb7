// D0701: deadlocks, told in full: who needs what from whom, fill and capacity, the last push and pop, and the capacity
// that ends it when one does.
#include "device/grid/deadlock.h"

#include "device/wrong.h"

namespace tir2tt::device {
namespace {

// --- a circular buffer that is too small

/// `n` pages to CB 0, then one to CB 1.
const std::string kManyThenOne = R"(
void kernel_main() {
  const uint32_t n = get_arg_val<uint32_t>(0);
  for (uint32_t i = 0; i < n; ++i) {
    cb_reserve_back(0, 1);  // <- reserve
    cb_push_back(0, 1);  // <- push
  }
  cb_reserve_back(1, 1);
  cb_push_back(1, 1);
}
)";
/// Wants the one of CB 1 first.
const std::string kOneThenMany = R"(
void kernel_main() {
  const uint32_t n = get_arg_val<uint32_t>(0);
  cb_wait_front(1, 1);  // <- wait
  cb_pop_front(1, 1);
  for (uint32_t i = 0; i < n; ++i) {
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
}
)";

TEST(Deadlock, ManyPagesOfOneBeforeTheOtherAndTheCapacityThatResolvesIt) {
  const Program p = program_of({cb(0, 2), cb(1, 2)},
                               {with_arguments(reader(kManyThenOne), {7}), with_arguments(writer(kOneThenMany), {7})});
  const RunResult r = expect_run(
      p,
      R"(error[D0701]: deadlock: brisc needs 1 page in CB 1 (0 of 2 pages used) from ncrisc, which needs 1 page of space in CB 0 (2 of 2 pages used) from brisc
  at: writer.cpp:<wait>, brisc, core (0,0)
  note: brisc is at writer.cpp:<wait>: cb_wait_front(1, 1); CB 1: nothing was pushed, nothing was popped
  note: ncrisc is at reader.cpp:<reserve>: cb_reserve_back(0, 1); CB 0: 2 pages pushed, last at reader.cpp:<push>, nothing was popped
  note: with 7 pages instead of 2 in CB 0 the program runs to its end (it was run)
)");
  const Finding f = only(r, FindingKind::Deadlock);
  EXPECT_EQ(f.full_buffers, std::vector<int>{0});
  EXPECT_EQ(f.circular_buffer, 1);
  EXPECT_FALSE(r.completed);
  EXPECT_TRUE(r.tensors.empty());
}

TEST(Deadlock, TheSameUnderEveryPolicy) {
  const Program p = program_of({cb(0, 2), cb(1, 2)},
                               {with_arguments(reader(kManyThenOne), {7}), with_arguments(writer(kOneThenMany), {7})});
  const std::string first = findings_text(run(p, options(Policy::InOrder)));
  for (uint64_t seed = 0; seed < 10; ++seed) {
    EXPECT_EQ(findings_text(run(p, options(Policy::Random, seed))), first) << seed;
    EXPECT_EQ(findings_text(run(p, options(Policy::Adversarial, seed))), first) << seed;
  }
}

TEST(Deadlock, NoneOnceTheCapacityIsTheOneThatWasTold) {
  expect_clean(program_of({cb(0, 7), cb(1, 2)},
                          {with_arguments(reader(kManyThenOne), {7}), with_arguments(writer(kOneThenMany), {7})}));
}

TEST(Deadlock, OnSixtyFourCoresIsOneFinding) {
  const CoreRanges all = grid(8, 8);
  const auto format = target::DataFormat::Float16_b;
  const Program p =
      program_of({cb(0, 2, format, all), cb(1, 2, format, all)},
                 {with_arguments(reader(kManyThenOne, all), {3}), with_arguments(writer(kOneThenMany, all), {3})});
  const RunResult r = expect_run(
      p,
      R"(error[D0701]: deadlock: brisc needs 1 page in CB 1 (0 of 2 pages used) from ncrisc, which needs 1 page of space in CB 0 (2 of 2 pages used) from brisc
  at: writer.cpp:<wait>, brisc, cores (0,0)-(7,7)
  note: brisc is at writer.cpp:<wait>: cb_wait_front(1, 1); CB 1: nothing was pushed, nothing was popped
  note: ncrisc is at reader.cpp:<reserve>: cb_reserve_back(0, 1); CB 0: 2 pages pushed, last at reader.cpp:<push>, nothing was popped
  note: with 3 pages instead of 2 in CB 0 the program runs to its end (it was run)
)");
  EXPECT_EQ(r.findings[0].cores.size(), 64u);
  EXPECT_EQ(r.findings[0].count, 64);
}

TEST(Deadlock, CapacityOfWholeStepsWhenPagesMustDivideIt) {
  // CB 0 in blocks of 3: 4 pages would end the deadlock, but 3 does not divide 4.
  const Program p = program_of({cb(0, 3), cb(1, 1)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 2; ++i) {
    cb_reserve_back(0, 3);
    cb_push_back(0, 3);
  }
  cb_reserve_back(1, 1);
  cb_push_back(1, 1);
}
)"),
                                                      writer(R"(
void kernel_main() {
  cb_wait_front(1, 1);
  cb_pop_front(1, 1);
  for (int i = 0; i < 2; ++i) {
    cb_wait_front(0, 3);
    cb_pop_front(0, 3);
  }
}
)")});
  const RunResult r = run(p);
  EXPECT_EQ(only(r, FindingKind::Deadlock).notes.back(),
            "with 6 pages instead of 3 in CB 0 the program runs to its end (it was run)");
}

TEST(Deadlock, CumulativeWaitBeyondTheCapacity) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 6; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
  }
}
)"),
                                            writer(R"(
void kernel_main() {
  for (int i = 2; i <= 6; i += 2) {
    cb_wait_front(0, i);  // <- here
  }
  cb_pop_front(0, 6);
}
)")});
  expect_everywhere(p, R"(error[D0103]: cb_wait_front(0, 6) can never succeed: CB 0 has 4 pages
  at: writer.cpp:<here>, brisc, core (0,0)
  note: CB 0 needs at least 6 pages
  note: with 6 pages instead of 4 in CB 0 the program runs to its end (it was run)
)",
                    2);
}

TEST(Deadlock, GloballyAllocatedHasTheCapacityOfItsTensor) {
  const Program p = with_global({reader(R"(
void kernel_main() {
  for (int i = 0; i < 3; ++i) {
    cb_reserve_back(0, 1);  // <- here
    cb_push_back(0, 1);  // <- push
  }
}
)")});
  expect_run(
      p, R"(error[D0701]: deadlock: ncrisc needs 1 page of space in CB 0 (2 of 2 pages used), and nobody pops from CB 0
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: ncrisc is at reader.cpp:<here>: cb_reserve_back(0, 1); CB 0: 2 pages pushed, last at reader.cpp:<push>, nothing was popped
  note: the circular buffer lies in a tensor, whose size is its capacity
)");
}

// --- the order of two circular buffers

TEST(Deadlock, OrderThatNoCapacityResolves) {
  // Each waits for the other's page first.
  const Program p = program_of({cb(0, 2), cb(1, 2)}, {reader(R"(
void kernel_main() {
  cb_wait_front(1, 1);  // <- wait
  cb_pop_front(1, 1);
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
}
)"),
                                                      writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);  // <- wait
  cb_pop_front(0, 1);
  cb_reserve_back(1, 1);
  cb_push_back(1, 1);
}
)")});
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: brisc needs 1 page in CB 0 (0 of 2 pages used) from ncrisc, which needs 1 page in CB 1 (0 of 2 pages used) from brisc
  at: writer.cpp:<wait>, brisc, core (0,0)
  note: brisc is at writer.cpp:<wait>: cb_wait_front(0, 1); CB 0: nothing was pushed, nothing was popped
  note: ncrisc is at reader.cpp:<wait>: cb_wait_front(1, 1); CB 1: nothing was pushed, nothing was popped
  note: nobody here waits for space: not capacity but the order or number of calls has to change
)",
      3);
}

TEST(Deadlock, MorePagesThanL1Holds) {
  const Program p = program_of({cb(0, 2), cb(1, 2)}, {with_arguments(reader(kManyThenOne), {2000}),
                                                      with_arguments(writer(kOneThenMany), {2000})});
  const RunResult r = run(p);
  EXPECT_EQ(only(r, FindingKind::Deadlock).notes.back(),
            "no capacity of CB 0 was found that resolves it: more does not fit L1");
}

TEST(Deadlock, NobodyPushes) {
  const Program p = program_of({cb(0, 2), cb(1, 2)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 3; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
  }
}
)"),
                                                      writer(R"(
void kernel_main() {
  cb_wait_front(1, 1);  // <- wait
  cb_pop_front(1, 1);
  cb_wait_front(0, 3);
  cb_pop_front(0, 3);
}
)")});
  expect_run(p, R"(error[D0701]: deadlock: brisc needs 1 page in CB 1 (0 of 2 pages used), and nobody pushes to CB 1
  at: writer.cpp:<wait>, brisc, core (0,0)
  note: brisc is at writer.cpp:<wait>: cb_wait_front(1, 1); CB 1: nothing was pushed, nothing was popped
  note: 1 more processor waits for this in turn
  note: nobody here waits for space: not capacity but the order or number of calls has to change
)");
}

TEST(Deadlock, TwoCircularBuffersThatMustGrowTogether) {
  const Program p = program_of({cb(0, 1), cb(1, 1), cb(2, 1)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 3; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
  }
  for (int i = 0; i < 3; ++i) {
    cb_reserve_back(1, 1);
    cb_push_back(1, 1);
  }
  cb_reserve_back(2, 1);
  cb_push_back(2, 1);
}
)"),
                                                                writer(R"(
void kernel_main() {
  cb_wait_front(2, 1);
  cb_pop_front(2, 1);
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
  for (int i = 0; i < 3; ++i) {
    cb_wait_front(1, 1);
    cb_pop_front(1, 1);
  }
}
)")});
  const RunResult r = run(p);
  EXPECT_EQ(
      only(r, FindingKind::Deadlock).notes.back(),
      "with 3 pages instead of 1 in CB 0 and 3 pages instead of 1 in CB 1 the program runs to its end (it was run)");
}

// --- compute waits for itself

const char* const kInit = R"(
#include "api/compute/tile_move_copy.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
)";

/// One tile to CB 0.
const char* const kFeed = R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
}
)";

TEST(Deadlock, IntermediateCircularBufferThatPackFillsBeyondWhatUnpackFrees) {
  // Unpack comes to its pops only after all packs: when DST and the operand registers are full too, nothing moves.
  const Program p = program_of({cb(0, 2), cb(24, 1)}, {reader(kFeed), compute(kInit + std::string(R"(
void kernel_main() {
  unary_op_init_common(0, 24);
  copy_tile_init(0);
  cb_wait_front(0, 1);
  for (int i = 0; i < 8; ++i) {
    tile_regs_acquire();  // <- acquire
    copy_tile(0, 0, 0);  // <- copy
    tile_regs_commit();
    tile_regs_wait();
    cb_reserve_back(24, 1);  // <- reserve
    pack_tile(0, 24);
    cb_push_back(24, 1);  // <- push
    tile_regs_release();
  }
  cb_pop_front(0, 1);
  for (int i = 0; i < 8; ++i) {
    cb_wait_front(24, 1);
    cb_pop_front(24, 1);
  }
}
)"))});
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: unpack needs room for operands from math, which needs a free half of DST from pack, which needs 1 page of space in CB 24 (1 of 1 page used) from unpack
  at: compute.cpp:<copy>, unpack, core (0,0)
  note: unpack is at compute.cpp:<copy>: a tile operation
  note: math is at compute.cpp:<acquire>: tile_regs_acquire()
  note: pack is at compute.cpp:<reserve>: cb_reserve_back(24, 1); CB 24: 1 page pushed, last at compute.cpp:<push>, nothing was popped
  note: with 4 pages instead of 1 in CB 24 the program runs to its end (it was run)
)",
      2);
}

TEST(Deadlock, UnpackWaitsForWhatItsOwnPackWouldPushLater) {
  const Program p = program_of({cb(0, 2), cb(24, 2)}, {reader(kFeed), compute(kInit + std::string(R"(
void kernel_main() {
  unary_op_init_common(0, 24);
  copy_tile_init(0);
  cb_wait_front(24, 1);  // <- wait
  tile_regs_acquire();
  copy_tile(24, 0, 0);  // <- copy
  tile_regs_commit();
  cb_pop_front(24, 1);
  tile_regs_wait();  // <- dst
  cb_reserve_back(24, 1);
  pack_tile(0, 24);
  cb_push_back(24, 1);
  tile_regs_release();
}
)"))});
  expect_run(
      p,
      R"(error[D0701]: deadlock: unpack needs 1 page in CB 24 (0 of 2 pages used) from pack, which needs DST committed from math, which needs operands from unpack
  at: compute.cpp:<wait>, unpack, core (0,0)
  note: unpack is at compute.cpp:<wait>: cb_wait_front(24, 1); CB 24: nothing was pushed, nothing was popped
  note: pack is at compute.cpp:<dst>: tile_regs_wait()
  note: math is at compute.cpp:<copy>: a tile operation
  note: nobody here waits for space: not capacity but the order or number of calls has to change
)");
}

TEST(Deadlock, ReserveOfAFullIntermediateBeforeItsPop) {
  // In place: pop and push on one circular buffer that is full, the reserve first.
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 2);
  cb_push_back(0, 2);
}
)"),
                                            writer(R"(
void kernel_main() {
  cb_wait_front(0, 2);
  cb_reserve_back(0, 1);  // <- here
  cb_pop_front(0, 1);
  cb_push_back(0, 1);
}
)")});
  expect_run(p, R"(error[D0701]: deadlock: brisc needs 1 page of space in CB 0 (2 of 2 pages used) from itself
  at: writer.cpp:<here>, brisc, core (0,0)
  note: brisc is at writer.cpp:<here>: cb_reserve_back(0, 1); CB 0: 2 pages pushed, last at reader.cpp:4, nothing was popped
  note: with 3 pages instead of 2 in CB 0 the program runs to its end (it was run), but pages are left: the numbers pushed and popped differ
)");
}

// --- DST

TEST(Deadlock, PackWaitsForACommitThatNeverComes) {
  const Program p = program_of({cb(16, 2)}, {compute(kInit + std::string(R"(
void kernel_main() {
  unary_op_init_common(16, 16);
  tile_regs_acquire();
  tile_regs_wait();  // <- here
  cb_reserve_back(16, 1);
  pack_tile(0, 16);
  cb_push_back(16, 1);
  tile_regs_release();
}
)"))});
  expect_run(p, R"(error[D0701]: deadlock: pack needs DST committed, but math, which commits it, has ended
  at: compute.cpp:<here>, pack, core (0,0)
  note: pack is at compute.cpp:<here>: tile_regs_wait()
  note: math has ended; its last call was at compute.cpp:7
  note: tile_regs_commit() is missing after tile_regs_acquire() at compute.cpp:7
)");
}

TEST(Deadlock, MathWaitsForAHalfThatPackNeverReleases) {
  const Program p = program_of({cb(16, 2)}, {compute(kInit + std::string(R"(
void kernel_main() {
  unary_op_init_common(16, 16);
  for (int i = 0; i < 3; ++i) {
    tile_regs_acquire();  // <- here
    tile_regs_commit();
  }
}
)"))});
  expect_run(p, R"(error[D0701]: deadlock: math needs a free half of DST, but pack, which releases it, has ended
  at: compute.cpp:<here>, math, core (0,0)
  note: math is at compute.cpp:<here>: tile_regs_acquire()
  note: pack has ended; its last call was at compute.cpp:6
  note: 2 of 2 sections committed and not released: each needs tile_regs_wait() and tile_regs_release()
)");
}

// --- semaphores

TEST(Deadlock, SemaphoreThatNobodyIncrements) {
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  noc_semaphore_wait_min((volatile uint32_t*)get_semaphore(1), 2);  // <- here
}
)")});
  p.semaphores = {{one_core(), 0}, {one_core(), 1}};
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: ncrisc needs semaphore 1 to be at least 2 (it is 1), and nobody sets or increments it
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: ncrisc is at reader.cpp:<here>: noc_semaphore_wait_min(…, 2)
)",
      2);
}

TEST(Deadlock, SemaphoreThatIsIncrementedTooFewTimes) {
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 2);  // <- wait
}
)"),
                              writer(R"(
void kernel_main() {
  noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);
  noc_async_atomic_barrier();  // <- last
}
)")});
  p.semaphores = {{one_core(), 0}};
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: ncrisc needs semaphore 0 to be 2 (it is 1), but brisc, which sets or increments it, has ended
  at: reader.cpp:<wait>, ncrisc, core (0,0)
  note: ncrisc is at reader.cpp:<wait>: noc_semaphore_wait(…, 2)
  note: brisc has ended; its last call was at writer.cpp:<last>
)",
      2);
}

TEST(Deadlock, SemaphoreBeyondTheValueThatIsWaitedFor) {
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 2);  // <- wait
}
)"),
                              writer(R"(
void kernel_main() {
  noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 3);
  noc_async_atomic_barrier();  // <- last
}
)")});
  p.semaphores = {{one_core(), 0}};
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: ncrisc needs semaphore 0 to be 2 (it is 3), but brisc, which sets or increments it, has ended
  at: reader.cpp:<wait>, ncrisc, core (0,0)
  note: ncrisc is at reader.cpp:<wait>: noc_semaphore_wait(…, 2)
  note: brisc has ended; its last call was at writer.cpp:<last>
  note: it is larger already, and == is waited for: use noc_semaphore_wait_min(), or set it back in time
)",
      2);
}

TEST(Deadlock, TwoCoresThatWaitForEachOther) {
  const std::string text = R"(
void kernel_main() {
  const uint64_t other = get_noc_addr(get_arg_val<uint32_t>(0), get_arg_val<uint32_t>(1), get_semaphore(0));
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);  // <- here
  noc_semaphore_inc(other, 1);
  noc_async_atomic_barrier();
}
)";
  Program p = program_of({}, {reader(text, grid(2, 1))});
  p.semaphores = {{grid(2, 1), 0}};
  for (int x = 0; x < 2; ++x) {
    const CoreCoord other = noc_coordinates(wormhole(), {1 - x, 0});
    p.kernels[0].runtime_arguments[{x, 0}] = {static_cast<uint32_t>(other.x), static_cast<uint32_t>(other.y)};
  }
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: ncrisc needs semaphore 0 to be 1 (it is 0) from ncrisc of core (1,0), which needs semaphore 0 to be 1 (it is 0) from ncrisc
  at: reader.cpp:4, ncrisc, core (0,0)
  note: ncrisc is at reader.cpp:4: noc_semaphore_wait(…, 1)
  note: ncrisc of core (1,0) is at reader.cpp:4: noc_semaphore_wait(…, 1)
)",
      2);
}

TEST(Deadlock, ManyWaitForOneThatWaitsForAPage) {
  Program p = program_of({cb(0, 2)}, {named("sender.cpp", reader(R"(
void kernel_main() {
  cb_wait_front(0, 1);  // <- here
  for (uint32_t i = 0; i < 3; ++i) {
    noc_semaphore_inc(get_noc_addr(19 + i, 18, get_semaphore(0)), 1);
  }
  noc_async_atomic_barrier();
}
)")),
                                      named("receiver.cpp", reader(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
}
)",
                                                                   {{{1, 0}, {3, 0}}}))});
  p.semaphores = {{grid(4, 1), 0}};
  expect_everywhere(
      p, R"(error[D0701]: deadlock: ncrisc needs 1 page in CB 0 (0 of 2 pages used), and nobody pushes to CB 0
  at: sender.cpp:<here>, ncrisc, core (0,0)
  note: ncrisc is at sender.cpp:<here>: cb_wait_front(0, 1); CB 0: nothing was pushed, nothing was popped
  note: 3 more processors wait for this in turn
  note: nobody here waits for space: not capacity but the order or number of calls has to change
)",
      2);
}

// --- the numbers of pages

TEST(Deadlock, ProducerThatEndsTooEarly) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 3; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);  // <- push
  }
}
)"),
                                            writer(R"(
void kernel_main() {
  for (int i = 0; i < 4; ++i) {
    cb_wait_front(0, 1);  // <- wait
    cb_pop_front(0, 1);  // <- pop
  }
}
)")});
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: brisc needs 1 page in CB 0 (0 of 2 pages used), but ncrisc, which pushes to CB 0, has ended
  at: writer.cpp:<wait>, brisc, core (0,0)
  note: brisc is at writer.cpp:<wait>: cb_wait_front(0, 1); CB 0: 3 pages pushed, last at reader.cpp:<push>, 3 pages popped, last at writer.cpp:<pop>
  note: ncrisc has ended; its last call was at reader.cpp:<push>
  note: nobody here waits for space: not capacity but the order or number of calls has to change
)",
      2);
}

TEST(Deadlock, ConsumerThatEndsTooEarly) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 5; ++i) {
    cb_reserve_back(0, 1);  // <- reserve
    cb_push_back(0, 1);  // <- push
  }
}
)"),
                                            writer(R"(
void kernel_main() {
  for (int i = 0; i < 2; ++i) {
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);  // <- pop
  }
}
)")});
  expect_everywhere(
      p,
      R"(error[D0701]: deadlock: ncrisc needs 1 page of space in CB 0 (2 of 2 pages used), but brisc, which pops from CB 0, has ended
  at: reader.cpp:<reserve>, ncrisc, core (0,0)
  note: ncrisc is at reader.cpp:<reserve>: cb_reserve_back(0, 1); CB 0: 4 pages pushed, last at reader.cpp:<push>, 2 pages popped, last at writer.cpp:<pop>
  note: brisc has ended; its last call was at writer.cpp:<pop>
  note: with 3 pages instead of 2 in CB 0 the program runs to its end (it was run), but pages are left: the numbers pushed and popped differ
)",
      2);
}

// --- polling

TEST(Deadlock, PollingForPagesThatNeverCome) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  while (!cb_pages_available_at_front(0, 1)) {  // <- here
  }
}
)")});
  expect_everywhere(
      p, R"(error[D0701]: deadlock: ncrisc needs 1 page in CB 0 (0 of 2 pages used), and nobody pushes to CB 0
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: ncrisc polls at reader.cpp:<here>; CB 0: nothing was pushed, nothing was popped
  note: nobody here waits for space: not capacity but the order or number of calls has to change
)",
      2);
}

TEST(Deadlock, PollingASemaphoreThatNeverChanges) {
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  volatile uint32_t* word = (volatile uint32_t*)get_semaphore(0);
  while (*word != 1) {
    invalidate_l1_cache();  // <- here
  }
}
)")});
  p.semaphores = {{one_core(), 0}};
  expect_everywhere(p, R"(error[D0701]: deadlock: ncrisc polls what never changes
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: ncrisc polls at reader.cpp:<here>
)",
                    2);
}

// --- what happens while it is found out who would have ended a deadlock

TEST(Deadlock, WhatKernelsWouldDoNextHasNoConsequences) {
  // Behind the wait lie a wild pointer, a print, a finding and ends of the process: nothing of it is told.
  const std::string cycle =
      "deadlock: brisc needs 1 page in CB 0 (0 of 2 pages used) from ncrisc, which needs 1 page in "
      "CB 1 (0 of 2 pages used) from brisc";
  const std::string unknown =
      "deadlock: brisc needs 1 page in CB 0 (0 of 2 pages used), and it is not known who pushes to CB 0";
  const std::vector<std::pair<std::string, std::string>> cases = {{"cb_push_back(0, 9);", cycle},
                                                                  {"DPRINT << 1 << ENDL();", cycle},
                                                                  {"get_semaphore(9);", unknown},
                                                                  {"for (;;) asm volatile(\"\");", unknown},
                                                                  {"*(volatile uint32_t*)0xF0000000u = 1;", unknown},
                                                                  {"exit(1);", unknown},
                                                                  {"abort();", unknown}};
  for (const auto& [next, told] : cases) {
    const Program p = program_of({cb(0, 2), cb(1, 2)}, {reader(R"(
#include <stdlib.h>
#include "api/debug/dprint.h"
void kernel_main() {
  cb_wait_front(1, 1);
  )" + next + R"(
  cb_push_back(0, 1);
}
)"),
                                                        writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);
  cb_reserve_back(1, 1);
  cb_push_back(1, 1);
}
)")});
    RunOptions o;
    o.seconds = 40;
    const RunResult r = run(p, o);
    ASSERT_FALSE(r.findings.empty()) << next;
    for (const Finding& f : r.findings) EXPECT_EQ(f.kind, FindingKind::Deadlock) << next << "\n" << findings_text(r);
    EXPECT_TRUE(std::any_of(r.findings.begin(), r.findings.end(), [&](const Finding& f) { return f.message == told; }))
        << next << "\n"
        << findings_text(r);
    EXPECT_TRUE(r.prints.empty()) << next;
    EXPECT_LT(r.statistics.run_seconds, 20) << next;
  }
}

}  // namespace
}  // namespace tir2tt::device
