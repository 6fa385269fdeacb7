// D01xx: what is wrong with the use of circular buffers.
#include "device/grid/circular_buffer.h"

#include "device/wrong.h"

namespace tir2tt::device {
namespace {

constexpr const char* kPopOne = R"(
void kernel_main() {
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
}
)";

TEST(CircularBuffer, NotThere) {
  const Program p = program_of({cb(2, 2), cb(16, 2)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(3, 1);  // <- here
}
)")});
  const RunResult r = expect_run(p, R"(error[D0101]: there is no CB 3 on this core
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: it has: 2, 16
)");
  EXPECT_EQ(only(r, FindingKind::CbNotThere).circular_buffer, 3);
  EXPECT_FALSE(r.completed);
  EXPECT_TRUE(r.tensors.empty());
}

TEST(CircularBuffer, NotThereOnACoreWithoutAny) {
  const Program p = program_of({cb(0, 2, target::DataFormat::Float16_b, one_core(1, 0))}, {reader(R"(
void kernel_main() {
  get_write_ptr(0);  // <- here
}
)")});
  expect_run(p, R"(error[D0101]: there is no CB 0 on this core
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: the core has no circular buffers
)");
}

TEST(CircularBuffer, ReserveOfMoreThanThereIs) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 3);  // <- here
  cb_push_back(0, 3);
}
)"),
                                            writer(R"(
void kernel_main() {
  for (int i = 0; i < 3; ++i) {
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
}
)")});
  expect_everywhere(p, R"(error[D0102]: cb_reserve_back(0, 3) can never succeed: CB 0 has 2 pages
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: CB 0 needs at least 3 pages
  note: with 3 pages instead of 2 in CB 0 the program runs to its end (it was run)
)",
                    2);
}

TEST(CircularBuffer, WaitForMoreThanThereIs) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 4; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
  }
}
)"),
                                            writer(R"(
void kernel_main() {
  cb_wait_front(0, 4);  // <- here
  cb_pop_front(0, 4);
}
)")});
  expect_everywhere(p, R"(error[D0103]: cb_wait_front(0, 4) can never succeed: CB 0 has 2 pages
  at: writer.cpp:<here>, brisc, core (0,0)
  note: CB 0 needs at least 4 pages
  note: with 4 pages instead of 2 in CB 0 the program runs to its end (it was run)
)",
                    2);
}

TEST(CircularBuffer, PushWithoutReserve) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 2);  // <- here
}
)"),
                                            writer(R"(
void kernel_main() {
  cb_wait_front(0, 2);
  cb_pop_front(0, 2);
}
)")});
  const RunResult r = expect_run(p, R"(error[D0104]: cb_push_back(0, 2) with 1 page reserved
  at: reader.cpp:<here>, ncrisc, core (0,0)
)");
  EXPECT_TRUE(r.completed);
  EXPECT_FALSE(r.ok());
  EXPECT_EQ(only(r, FindingKind::CbPushWithoutReserve).circular_buffer, 0);
}

TEST(CircularBuffer, OnAllCoresIsOneFindingAndHowOften) {
  Program p = program_of({cb(0, 4, target::DataFormat::Float16_b, grid(4, 2))}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 4; ++i) {
    cb_push_back(0, 1);  // <- here
  }
}
)",
                                                                                        grid(4, 2)),
                                                                                 writer(R"(
void kernel_main() {
  cb_wait_front(0, 4);
  cb_pop_front(0, 4);
}
)",
                                                                                        grid(4, 2))});
  const RunResult r = expect_run(p, R"(error[D0104]: cb_push_back(0, 1) with 0 pages reserved
  at: reader.cpp:<here>, ncrisc, cores (0,0)-(3,1), 32 times
)");
  EXPECT_EQ(r.findings[0].cores.size(), 8u);
  EXPECT_EQ(r.findings[0].count, 32);
}

TEST(CircularBuffer, GloballyAllocatedPushWithoutReserveIsSuspectOnly) {
  const Program p = with_global({reader(R"(
void kernel_main() {
  cb_push_back(0, 2);  // <- here
}
)"),
                                 writer(R"(
void kernel_main() {
  cb_wait_front(0, 2);
  cb_pop_front(0, 2);
}
)")});
  const RunResult r = expect_run(p, R"(warning[D0105]: cb_push_back(0, 2) with 0 pages reserved
  at: reader.cpp:<here>, ncrisc, core (0,0)
)");
  EXPECT_TRUE(r.ok());
}

TEST(CircularBuffer, GloballyAllocatedPopWithoutWaitIsSuspectOnly) {
  const Program p = with_global({writer(R"(
void kernel_main() {
  cb_pop_front(0, 2);  // <- here
}
)")});
  const RunResult r = expect_run(p, R"(warning[D0117]: cb_pop_front(0, 2) with 0 pages waited for
  at: writer.cpp:<here>, brisc, core (0,0)
)");
  EXPECT_TRUE(r.ok());
}

TEST(CircularBuffer, PopWithoutWait) {
  const Program p = program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 2);
  cb_push_back(0, 2);
}
)"),
                                            writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);
  cb_pop_front(0, 2);  // <- here
}
)")});
  expect_everywhere(p, R"(error[D0106]: cb_pop_front(0, 2) with 1 page waited for
  at: writer.cpp:<here>, brisc, core (0,0)
)",
                    0);
}

TEST(CircularBuffer, PopOfWhatWasNeverPushedIsOneFinding) {
  const Program p = program_of({cb(0, 2)}, {writer(R"(
void kernel_main() {
  cb_pop_front(0, 1);  // <- here
}
)")});
  expect_run(p, R"(error[D0106]: cb_pop_front(0, 1) with 0 pages waited for
  at: writer.cpp:<here>, brisc, core (0,0)
)");
}

TEST(CircularBuffer, DataMovementPointerPassesTheEnd) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 2; ++i) {
    cb_reserve_back(0, 3);
    cb_push_back(0, 3);  // <- here
  }
}
)"),
                                            writer(R"(
void kernel_main() {
  for (int i = 0; i < 6; ++i) {
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
}
)")});
  expect_everywhere(
      p,
      R"(error[D0107]: cb_push_back(0, 3) moves the pointer of CB 0 past its end: it has 4 pages, and the pointer wraps only when it lands on the end
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: use a number that divides 4 pages, or a CB of a multiple of 3 pages
)",
      2);
}

TEST(CircularBuffer, TransferAcrossTheEnd) {
  Program p = program_of({cb(0, 2)}, {});
  const uint32_t in = add_tensor(p, tile_row("in", 24));
  p.kernels = {with_arguments(reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
  cb_reserve_back(0, 2);
  const uint64_t from = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0));
  noc_async_read(from, get_write_ptr(0), 4096);  // <- here
  noc_async_read_barrier();
  cb_push_back(0, 1);
  cb_push_back(0, 1);
}
)"),
                              {in}),
               writer(R"(
void kernel_main() {
  for (int i = 0; i < 3; ++i) {
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
}
)")};
  expect_run(p, R"(error[D0107]: 4096 bytes that are read into CB 0 at byte 2048 cross its end: it has 4096 bytes
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: a transfer does not wrap: make one up to the end and one from the start
)");
}

TEST(CircularBuffer, AccessOutsideTheWindow) {
  Program p = program_of({cb(0, 4)}, {});
  const uint32_t in = add_tensor(p, tile_row("in", 2)), out = add_tensor(p, tile_row("out", 2));
  p.kernels = {with_arguments(reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  const uint64_t from = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0));
  noc_async_read(from, get_write_ptr(0) + 2048, 2048);  // <- read
  noc_async_read_barrier();
  cb_push_back(0, 1);
}
)"),
                              {in}),
               with_arguments(writer(R"(
void kernel_main() {
  const uint64_t to = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0));
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
  noc_async_write(get_read_ptr(0) - 2048, to, 2048);  // <- write
  noc_async_write_barrier();
}
)"),
                              {out})};
  const RunResult r = expect_run(
      p,
      R"(error[D0108]: 2048 bytes are read into CB 0 at byte 2048, which is in page 1 of 4; reserved: 1 page, from page 0 on
  at: reader.cpp:<read>, ncrisc, core (0,0)
  note: call cb_reserve_back() for the pages first
error[D0108]: 2048 bytes are sent from CB 0 at byte 0, which is in page 0 of 4; waited for: nothing
  at: writer.cpp:<write>, brisc, core (0,0)
  note: call cb_wait_front() for the pages first
)");
  EXPECT_EQ(r.findings[0].circular_buffer, 0);
}

TEST(CircularBuffer, PushBeforeTheReadBarrier) {
  Program p = program_of({cb(0, 2)}, {});
  const uint32_t in = add_tensor(p, tile_row("in", 1));
  p.kernels = {with_arguments(reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  const uint64_t from = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0));
  noc_async_read(from, get_write_ptr(0), 2048);  // <- read
  cb_push_back(0, 1);  // <- push
  noc_async_read_barrier();
}
)"),
                              {in}),
               writer(kPopOne)};
  expect_everywhere(p, R"(error[D0109]: cb_push_back(0, 1) before the read of line 5 into these pages is complete
  at: reader.cpp:<push>, ncrisc, core (0,0)
  note: call noc_async_read_barrier() before the push
)");
}

TEST(CircularBuffer, PopBeforeTheWriteBarrier) {
  Program p = program_of({cb(0, 2)}, {});
  const uint32_t out = add_tensor(p, tile_row("out", 1));
  p.kernels = {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
}
)"),
               with_arguments(writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);
  const uint64_t to = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0));
  noc_async_write(get_read_ptr(0), to, 2048);  // <- write
  cb_pop_front(0, 1);  // <- pop
  noc_async_write_barrier();
}
)"),
                              {out})};
  expect_everywhere(p, R"(error[D0110]: cb_pop_front(0, 1) before the write of line 5 from these pages is complete
  at: writer.cpp:<pop>, brisc, core (0,0)
  note: call noc_async_write_barrier() or noc_async_writes_flushed() before the pop
)");
}

TEST(CircularBuffer, PopBeforeAPostedWriteHasLeft) {
  Program p = program_of({cb(0, 2)}, {});
  const uint32_t out = add_tensor(p, tile_row("out", 1));
  p.kernels = {with_arguments(writer(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
  cb_wait_front(0, 1);
  const uint64_t to = get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0));
  noc_async_write<NOC_MAX_BURST_SIZE + 1, true, true>(get_read_ptr(0), to, 2048);
  cb_pop_front(0, 1);  // <- pop
  noc_async_posted_writes_flushed();
}
)"),
                              {out})};
  expect_everywhere(p, R"(error[D0110]: cb_pop_front(0, 1) before the write of line 7 from these pages is complete
  at: writer.cpp:<pop>, brisc, core (0,0)
  note: call noc_async_posted_writes_flushed() before the pop
)",
                    3);
}

TEST(CircularBuffer, TwoProducers) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
  noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);
  noc_async_atomic_barrier();
  cb_wait_front(0, 2);
  cb_pop_front(0, 2);
}
)"),
                                            writer(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);  // <- here
}
)")});
  Program with_semaphore = p;
  with_semaphore.semaphores = {{one_core(), 0}};
  expect_everywhere(
      with_semaphore,
      R"(error[D0111]: cb_push_back on CB 0 by brisc, but ncrisc has done it before: its pointers are private, the pages would get mixed up
  at: writer.cpp:<here>, brisc, core (0,0)
)",
      2);
}

TEST(CircularBuffer, TwoConsumers) {
  Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 2);
  cb_push_back(0, 2);
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
  noc_semaphore_set((volatile uint32_t*)get_semaphore(0), 1);
}
)"),
                                      writer(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);  // <- here
}
)")});
  p.semaphores = {{one_core(), 0}};
  expect_everywhere(
      p,
      R"(error[D0112]: cb_pop_front on CB 0 by brisc, but ncrisc has done it before: its pointers are private, the pages would get mixed up
  at: writer.cpp:<here>, brisc, core (0,0)
)",
      2);
}

TEST(CircularBuffer, PagesLeft) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 3);
  cb_push_back(0, 1);
  cb_push_back(0, 1);
  cb_push_back(0, 1);  // <- push
}
)"),
                                            writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);  // <- pop
}
)")});
  const RunResult r = expect_run(p, R"(warning[D0114]: 2 pages left in CB 0 at the end: 3 pages pushed, 1 popped
  at: reader.cpp:<push>, ncrisc, core (0,0)
  note: last pop at writer.cpp:<pop>
)");
  EXPECT_TRUE(r.ok());
}

TEST(CircularBuffer, PagesLeftThatNobodyLookedAt) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 2);
  cb_push_back(0, 2);  // <- here
}
)")});
  expect_run(p, R"(warning[D0114]: 2 pages left in CB 0 at the end: 2 pages pushed, 0 popped
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: nothing was popped
)");
}

TEST(CircularBuffer, ReservedNotPushed) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 4);  // <- here
  cb_push_back(0, 1);
}
)"),
                                            writer(kPopOne)});
  expect_everywhere(p, R"(warning[D0115]: 3 pages of CB 0 reserved but not pushed at the end; 1 page pushed before
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(CircularBuffer, WaitedNotPopped) {
  const Program p = program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 2);
  cb_push_back(0, 2);
}
)"),
                                            writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
  cb_wait_front(0, 1);  // <- here
}
)")});
  expect_everywhere(p, R"(warning[D0116]: 1 page waited for but not popped in CB 0 at the end: 2 pages pushed, 1 popped
  at: writer.cpp:<here>, brisc, core (0,0)
)",
                    2);
}

}  // namespace
}  // namespace tir2tt::device
