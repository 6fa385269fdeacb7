// D02xx: what is wrong with transfers and semaphores, what is unusual but right, and races that show in the data.
#include "device/noc.h"

#include "device/wrong.h"

namespace tir2tt::device {
namespace {

/// A reader with tensors "in" and "out" (two tiles each; their addresses are arguments 0 and 1), CB 0 of 4 pages and a
/// semaphore. `body` stands in kernel_main; `dram(i)` is the NoC address of tensor i in bank 0.
Program transfer_program(const std::string& body) {
  Program p = program_of({cb(0, 4)}, {});
  const uint32_t in = add_tensor(p, tile_row("in", 2)), out = add_tensor(p, tile_row("out", 2));
  p.kernels = {with_arguments(reader(R"(
#define dram(i) get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(i))
void kernel_main() {
  [[maybe_unused]] const uint32_t l1 = get_write_ptr(0);
)" + body + "}\n"),
                              {in, out})};
  p.semaphores = {{one_core(), 0}};
  return p;
}

TEST(Noc, DramReadMisaligned) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0) + 16, l1, 64);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, L1WriteMisaligned) {
  const Program p = transfer_program(R"(
  noc_async_write(l1, get_noc_addr(19, 18, l1 + 8), 64);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, WordMisaligned) {
  const Program p = transfer_program(R"(
  noc_semaphore_inc(get_noc_addr(get_semaphore(0) + 2), 1);  // <- here
  noc_async_atomic_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, AlignmentIsRelative) {
  expect_clean(transfer_program(R"(
  noc_async_read(dram(0) + 32, l1 + 32, 32);
  noc_async_read_barrier();
  noc_async_write(l1 + 16, dram(1) + 16, 16);
  noc_async_write_barrier();
)"),
               3);
}

TEST(Noc, BlackholeReadsDramAlignedTo64) {
  Program p = transfer_program(R"(
  noc_async_read(dram(0) + 32, l1, 64);  // <- here
  noc_async_read_barrier();
)");
  p.chip = &blackhole();
  expect_run(p, "");
}

TEST(Noc, LocalEndBeyondL1) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), 1499136 - 1024, 2048);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, RemoteEndBeyondL1) {
  const Program p = transfer_program(R"(
  noc_async_write(l1, get_noc_addr(19, 18, 1499136 - 16), 32);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, NoAddressInL1) {
  const Program p = transfer_program(R"(
  noc_async_write(0x7fffffff, dram(1), 32);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, OutsideTheTensors) {
  const Program p = transfer_program(R"(
  noc_async_read(get_noc_addr_from_bank_id<true>(0, 0x100000), l1, 2048);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, PageThatTheTensorDoesNotHave) {
  Program p = transfer_program(R"(
  constexpr auto args = TensorAccessorArgs<0>();
  const auto in = TensorAccessor(args, get_arg_val<uint32_t>(0), 2048);
  noc_async_read_tile(2, in, l1);  // <- here
  noc_async_read_barrier();
)");
  p.kernels[0].compile_arguments = {2, 2048};
  expect_everywhere(p, "", 2);
}

TEST(Noc, NothingAtTheseCoordinates) {
  const Program p = transfer_program(R"(
  noc_async_write(l1, get_noc_addr(40, 50, 0x20000), 32);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, BankThatTheChipDoesNotHave) {
  const Program p = transfer_program(R"(
  noc_async_read(get_noc_addr_from_bank_id<true>(12, 32), l1, 32);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, NoBytes) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), l1, 0);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, ReadAndWritePendingAtTheEnd) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), l1, 2048);  // <- read
  noc_async_write(l1 + 2048, dram(1), 2048);  // <- write
)");
  expect_everywhere(p, "", 3);
}

TEST(Noc, AtomicPendingAtTheEndIsSuspectOnly) {
  const Program p = transfer_program(R"(
  noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);  // <- here
)");
  expect_everywhere(p, "", 3);
  EXPECT_TRUE(run(p).ok());
}

/// A program whose reader of core (0,0) multicasts; `body` as in transfer_program.
Program multicast_program(const std::string& body) {
  Program p = transfer_program(body);
  p.semaphores = {{grid(4, 4), 0}};
  p.circular_buffers[0].cores = grid(4, 4);
  return p;
}

TEST(Noc, MulticastCountsTooMany) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(19, 18, 21, 19, l1), 32, 8);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, MulticastCountsTheSender) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(18, 18, 21, 18, l1), 32, 4);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, MulticastLoopbackCountsTooFew) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast_loopback_src(l1, get_noc_multicast_addr(18, 18, 21, 18, l1), 32, 3);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, MulticastToTheSenderAlone) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(18, 18, 18, 18, l1), 32, 0);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, MulticastCornersInTheOrderOfTheOtherNoc) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(21, 19, 19, 18, l1), 32, 6);  // <- zero
  noc_async_write_barrier();
  noc_async_write_multicast(l1, get_noc_multicast_addr(19, 18, 21, 19, l1), 32, 6, false, 1);  // <- one
  noc_async_write_barrier(1);
)");
  expect_everywhere(p, "", 2);
}

TEST(Noc, SemaphoreNotThere) {
  const Program p = transfer_program(R"(
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(1), 0);  // <- here
)");
  expect_run(p, "");
}

TEST(Noc, SemaphoreOfOtherCores) {
  Program p = transfer_program(R"(
  get_semaphore(0);  // <- here
)");
  p.semaphores = {{one_core(1, 1), 0}};
  expect_run(p, "");
}

TEST(Noc, SemaphorePointerThatIsNone) {
  const Program p = transfer_program(R"(
  noc_semaphore_wait((volatile uint32_t*)3, 1);  // <- here
)");
  expect_run(p, "");
}

TEST(Noc, WriteIntoPagesThatTheReceiverHasNotReserved) {
  Program p = transfer_program(R"(
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  noc_async_write(l1, get_noc_addr(19, 18, l1), 2048);  // <- here
  noc_async_write_barrier();
)");
  p.circular_buffers[0].cores = grid(2, 1);
  p.semaphores = {{grid(2, 1), 0}};
  p.kernels.push_back(named("receiver.cpp", reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
  noc_semaphore_inc(get_noc_addr(18, 18, get_semaphore(0)), 1);
  noc_async_atomic_barrier();
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
}
)",
                                                   one_core(1, 0))));
  expect_everywhere(p, "", 3);
}

// --- unusual, and right

std::vector<std::byte> pages_of(const Tensor& tensor, size_t first, size_t n) {
  const auto begin = tensor.contents.begin() + static_cast<std::ptrdiff_t>(first * tensor.page_bytes);
  return {begin, begin + static_cast<std::ptrdiff_t>(n * tensor.page_bytes)};
}

/// Core (0,0) reads a tile and multicasts it to a row of four cores with `send`; each core writes its copy to "out".
Program broadcast_program(const std::string& send, int copies) {
  Program p = program_of({cb(0, 2, target::DataFormat::Float16_b, grid(4, 1))}, {});
  const uint32_t in = add_tensor(p, tile_row("in", 1));
  Tensor empty = tile_row("out", 4);
  std::fill(empty.contents.begin(), empty.contents.end(), std::byte{});
  const uint32_t out = add_tensor(p, empty);
  Kernel sender = named("sender.cpp", with_arguments(reader(R"(
void kernel_main() {
  volatile uint32_t* ready = (volatile uint32_t*)get_semaphore(0);
  volatile uint32_t* valid = (volatile uint32_t*)get_semaphore(1);
  cb_reserve_back(0, 1);
  const uint32_t page = get_write_ptr(0);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), page, 2048);
  noc_async_read_barrier();
  noc_semaphore_wait(ready, 3);
  noc_semaphore_set(ready, 0);
  noc_semaphore_set(valid, 1);
  const uint32_t valid_word = get_semaphore(1);
)" + send + R"(
  noc_async_write_barrier();
}
)"),
                                                     {in}));
  Kernel receiver = named("receiver.cpp", reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  noc_semaphore_inc(get_noc_addr(18, 18, get_semaphore(0)), 1);
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(1), 1);
  cb_push_back(0, 1);
  noc_async_atomic_barrier();
}
)",
                                                 {{{1, 0}, {3, 0}}}));
  Kernel w = writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);
  noc_async_write(get_read_ptr(0), get_noc_addr_from_bank_id<true>(get_arg_val<uint32_t>(1), get_arg_val<uint32_t>(0)), 2048);
  noc_async_write_barrier();
  cb_pop_front(0, 1);
}
)",
                    {{{4 - copies, 0}, {3, 0}}});
  for (int x = 0; x < 4; ++x) w.runtime_arguments[{x, 0}] = {out, static_cast<uint32_t>(x)};
  p.kernels = {sender, receiver, w};
  p.semaphores = {{grid(4, 1), 0}, {grid(4, 1), 0}};
  return p;
}

std::vector<std::byte> copies_of(const Tensor& tile, int n) {
  std::vector<std::byte> all(4 * tile.contents.size());
  for (int i = 4 - n; i < 4; ++i)
    std::copy(tile.contents.begin(), tile.contents.end(), all.begin() + i * static_cast<int>(tile.contents.size()));
  return all;
}

TEST(NocIsRight, MulticastFromPagesAfterThePush) {
  const Program p = broadcast_program(R"(
  cb_push_back(0, 1);
  noc_async_write_multicast(page, get_noc_multicast_addr(18, 18, 21, 18, page), 2048, 3);
  noc_semaphore_set_multicast(valid_word, get_noc_multicast_addr(18, 18, 21, 18, valid_word), 3);
)",
                                      4);
  // The writer of the sender may pop and nothing may be reserved again meanwhile: one page only.
  expect_same_everywhere(p, 1, copies_of(p.tensors[0], 4), 20);
}

TEST(NocIsRight, LoopbackMulticast) {
  const Program p = broadcast_program(R"(
  noc_async_write_multicast_loopback_src(page, get_noc_multicast_addr(18, 18, 21, 18, page), 2048, 4);
  noc_async_write_barrier();
  noc_semaphore_set_multicast_loopback_src(valid_word, get_noc_multicast_addr(18, 18, 21, 18, valid_word), 4);
  cb_push_back(0, 1);
)",
                                      4);
  expect_same_everywhere(p, 1, copies_of(p.tensors[0], 4), 20);
}

TEST(NocIsRight, MulticastOnNoc1FromTheLargerCorner) {
  const Program p = broadcast_program(R"(
  noc_async_write_multicast(page, get_noc_multicast_addr(21, 18, 19, 18, page, 1), 2048, 3, false, 1);
  noc_async_write_barrier(1);
  noc_semaphore_set_multicast(valid_word, get_noc_multicast_addr(21, 18, 19, 18, valid_word, 1), 3, false, 1);
  noc_async_write_barrier(1);
  cb_push_back(0, 1);
)",
                                      4);
  expect_same_everywhere(p, 1, copies_of(p.tensors[0], 4), 10);
}

TEST(NocIsRight, RawPollingOfASemaphoreThatAnotherCoreSets) {
  Program p = program_of({}, {named("setter.cpp", reader(R"(
void kernel_main() {
  noc_semaphore_inc(get_noc_addr(19, 18, get_semaphore(0)), 5);
  noc_async_atomic_barrier();
}
)")),
                              named("poller.cpp", reader(R"(
void kernel_main() {
  volatile uint32_t* word = (volatile uint32_t*)get_semaphore(0);
  while (*word != 5) {
  }
}
)",
                                                         one_core(1, 0)))});
  p.semaphores = {{grid(2, 1), 0}};
  expect_clean(p, 2);
}

TEST(NocIsRight, SemaphoreSetByPointer) {
  Program p = program_of({}, {reader(R"(
void kernel_main() {
  *(volatile uint32_t*)get_semaphore(0) = 3;
}
)"),
                              writer(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 3);
}
)")});
  p.semaphores = {{one_core(), 0}};
  expect_clean(p, 10);
}

TEST(NocIsRight, PollingAnotherCoreByReads) {
  Program p = program_of({cb(0, 1)}, {named("poller.cpp", reader(R"(
void kernel_main() {
  volatile uint32_t* word = (volatile uint32_t*)get_write_ptr(0);
  do {
    noc_async_read(get_noc_addr(19, 18, get_semaphore(0)), get_write_ptr(0), 16);
    noc_async_read_barrier();
  } while (*word != 1);
}
)")),
                                      named("setter.cpp", reader(R"(
void kernel_main() {
  *(volatile uint32_t*)get_semaphore(0) = 1;
}
)",
                                                                 one_core(1, 0)))});
  p.semaphores = {{grid(2, 1), 0}};
  expect_clean(p, 10);
}

TEST(NocIsRight, PollsThatGiveUp) {
  expect_clean(program_of({cb(0, 1)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 1000 && !cb_pages_available_at_front(0, 1); ++i) {
  }
}
)")}),
               3);
}

// --- races

TEST(NocRace, DataReadBeforeItsBarrierIsStaleUnderTheAdversarialPolicy) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), l1, 2048);
  noc_async_write(l1, dram(1), 2048);
  noc_async_write_barrier();
  noc_async_read_barrier();
)");
  EXPECT_EQ(pages_of({"", Memory::Dram, 2048, run(p).tensors[1], {}, {}}, 0, 1), pages_of(p.tensors[0], 0, 1));
  const RunResult late = run(p, options(Policy::Adversarial));
  EXPECT_NE(pages_of({"", Memory::Dram, 2048, late.tensors[1], {}, {}}, 0, 1), pages_of(p.tensors[0], 0, 1));
}

TEST(NocRace, SourceThatIsOverwrittenBeforeTheWriteHasLeft) {
  const Program p = transfer_program(R"(
  volatile uint32_t* word = (volatile uint32_t*)l1;
  *word = 1;
  noc_async_write(l1, dram(1), 32);
  *word = 2;
  noc_async_write_barrier();
)");
  EXPECT_EQ(static_cast<int>(run(p).tensors[1][0]), 1);
  EXPECT_EQ(static_cast<int>(run(p, options(Policy::Adversarial)).tensors[1][0]), 2);
}

TEST(NocRace, FlushedWritesMayBeOverwritten) {
  const Program p = transfer_program(R"(
  volatile uint32_t* word = (volatile uint32_t*)l1;
  *word = 1;
  noc_async_write(l1, dram(1), 32);
  noc_async_writes_flushed();
  *word = 2;
  noc_async_write_barrier();
)");
  for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial})
    EXPECT_EQ(static_cast<int>(run(p, options(policy)).tensors[1][0]), 1);
}

TEST(NocRace, CreditBeforeData) {
  // The atomic may land before the data that it announces, for want of a barrier between them.
  Program p = program_of({cb(0, 1, target::DataFormat::Float16_b, grid(2, 1))}, {});
  const uint32_t out = add_tensor(p, tile_row("out", 1));
  p.kernels = {named("sender.cpp", reader(R"(
void kernel_main() {
  const uint32_t page = get_write_ptr(0);
  *(volatile uint32_t*)page = 7;
  noc_async_write(page, get_noc_addr(19, 18, page), 2048);
  noc_semaphore_inc(get_noc_addr(19, 18, get_semaphore(0)), 1);
  noc_async_write_barrier();
  noc_async_atomic_barrier();
}
)")),
               named("receiver.cpp", with_arguments(reader(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  noc_async_write(get_write_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), 2048);
  noc_async_write_barrier();
}
)",
                                                           one_core(1, 0)),
                                                    {out}))};
  p.semaphores = {{grid(2, 1), 0}};
  EXPECT_EQ(static_cast<int>(run(p).tensors[0][0]), 7);
  int stale = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult r = run(p, options(Policy::Random, seed));
    ASSERT_TRUE(r.completed);
    stale += static_cast<int>(r.tensors[0][0]) != 7;
  }
  EXPECT_GT(stale, 0);
  EXPECT_LT(stale, 20);
}

TEST(NocRace, DataThatArrivesBeforeTheReceiverFirstUsesItsCircularBufferStays) {
  Program p = program_of({cb(0, 1, target::DataFormat::Float16_b, grid(2, 1))}, {});
  const uint32_t out = add_tensor(p, tile_row("out", 1));
  p.kernels = {named("sender.cpp", reader(R"(
void kernel_main() {
  const uint32_t page = get_write_ptr(0);
  *(volatile uint32_t*)page = 7;
  noc_async_write(page, get_noc_addr(19, 18, page), 2048);
  noc_async_write_barrier();
  noc_semaphore_inc(get_noc_addr(19, 18, get_semaphore(0)), 1);
  noc_async_atomic_barrier();
}
)")),
               named("receiver.cpp", with_arguments(reader(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  noc_async_write(get_write_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), 2048);
  noc_async_write_barrier();
}
)",
                                                           one_core(1, 0)),
                                                    {out}))};
  p.semaphores = {{grid(2, 1), 0}};
  for (uint64_t seed = 0; seed < 5; ++seed) {
    for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial})
      EXPECT_EQ(static_cast<int>(run(p, options(policy, seed)).tensors[0][0]), 7) << seed;
  }
}

}  // namespace
}  // namespace tir2tt::device
