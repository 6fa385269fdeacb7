// Kernels that are unusual and right: no finding, the same data, under every policy.
#include "device/wrong.h"

namespace tir2tt::device {
namespace {

// --- circular buffers

TEST(LegalCircularBuffer, CumulativeWaitsAndReserveAhead) {
  expect_clean(program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  for (int round = 0; round < 3; ++round) {
    cb_reserve_back(0, 4);
    for (int i = 0; i < 4; ++i) cb_push_back(0, 1);
  }
}
)"),
                                       writer(R"(
void kernel_main() {
  for (int round = 0; round < 3; ++round) {
    for (int i = 1; i <= 4; ++i) cb_wait_front(0, i);
    cb_pop_front(0, 4);
  }
}
)")}));
}

TEST(LegalCircularBuffer, CumulativeReserves) {
  expect_clean(program_of({cb(0, 4)}, {reader(R"(
void kernel_main() {
  for (int i = 1; i <= 4; ++i) cb_reserve_back(0, i);
  cb_push_back(0, 2);
  cb_push_back(0, 2);
}
)"),
                                       writer(R"(
void kernel_main() {
  cb_wait_front(0, 3);
  cb_pop_front(0, 1);
  cb_wait_front(0, 3);
  cb_pop_front(0, 3);
}
)")}));
}

Program round_trip(const std::string& reader_text, const std::string& writer_text, std::vector<CircularBuffer> cbs) {
  Program p = program_of(std::move(cbs), {});
  const uint32_t in = add_tensor(p, tile_row("in", 1));
  Tensor empty = tile_row("out", 1);
  std::fill(empty.contents.begin(), empty.contents.end(), std::byte{});
  const uint32_t out = add_tensor(p, empty);
  p.kernels = {with_arguments(reader(reader_text), {in, out}), with_arguments(writer(writer_text), {in, out})};
  p.semaphores = {{one_core(), 0}};
  return p;
}

TEST(LegalCircularBuffer, ScratchMemoryWithoutProtocol) {
  const Program p = round_trip(R"(
void kernel_main() {
  const uint32_t scratch = get_write_ptr(0);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), scratch, 2048);
  noc_async_read_barrier();
  noc_async_write(scratch, get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1)), 2048);
  noc_async_write_barrier();
}
)",
                               "void kernel_main() {\n}\n", {cb(0, 1)});
  expect_same_everywhere(p, 1, p.tensors[0].contents, 5);
}

TEST(LegalCircularBuffer, ScratchMemoryThatIsReservedAndNeverPushed) {
  const Program p = round_trip(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  const uint32_t scratch = get_write_ptr(0);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), scratch, 2048);
  noc_async_read_barrier();
  noc_async_write(scratch, get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1)), 2048);
  noc_async_write_barrier();
}
)",
                               "void kernel_main() {\n}\n", {cb(0, 1)});
  expect_same_everywhere(p, 1, p.tensors[0].contents, 5);
}

TEST(LegalCircularBuffer, ReadingBackOwnPagesAfterThePush) {
  const Program p = round_trip(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  const uint32_t page = get_write_ptr(0);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), page, 2048);
  noc_async_read_barrier();
  cb_push_back(0, 1);
  noc_async_write(page, get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1)), 2048);
  noc_async_write_barrier();
  noc_semaphore_set((volatile uint32_t*)get_semaphore(0), 1);
}
)",
                               R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  cb_wait_front(0, 1);
  cb_pop_front(0, 1);
}
)",
                               {cb(0, 2)});
  expect_same_everywhere(p, 1, p.tensors[0].contents, 10);
}

TEST(LegalCircularBuffer, TwoProcessorsReadOneOfThemPops) {
  const Program p = round_trip(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), get_write_ptr(0), 2048);
  noc_async_read_barrier();
  cb_push_back(0, 1);
  cb_wait_front(0, 1);
  noc_async_write(get_read_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1)), 1024);
  noc_async_write_barrier();
  noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);
  noc_async_atomic_barrier();
}
)",
                               R"(
void kernel_main() {
  cb_wait_front(0, 1);
  noc_async_write(get_read_ptr(0) + 1024, get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1) + 1024), 1024);
  noc_async_write_barrier();
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  cb_pop_front(0, 1);
}
)",
                               {cb(0, 2)});
  expect_same_everywhere(p, 1, p.tensors[0].contents, 20);
}

TEST(LegalCircularBuffer, TwoReadersFillAPageOneOfThemPushes) {
  const Program p = round_trip(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  noc_semaphore_set((volatile uint32_t*)get_semaphore(0), 1);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), get_write_ptr(0), 1024);
  noc_async_read_barrier();
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 2);
  cb_push_back(0, 1);
  cb_wait_front(0, 1);
  noc_async_write(get_read_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1)), 2048);
  noc_async_write_barrier();
  cb_pop_front(0, 1);
}
)",
                               R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0) + 1024), get_write_ptr(0) + 1024, 1024);
  noc_async_read_barrier();
  noc_semaphore_set((volatile uint32_t*)get_semaphore(0), 2);
}
)",
                               {cb(0, 2)});
  expect_same_everywhere(p, 1, p.tensors[0].contents, 20);
}

/// Core (0,0) runs `send` with the address of core (1,0)'s CB as `page`; the word that arrives is printed there.
Program word_into_a_buffer(const std::string& send) {
  Program p = program_of({cb(0, 1, target::DataFormat::Float16_b, grid(2, 1))},
                         {named("sender.cpp", reader(R"(
void kernel_main() {
  const uint32_t page = get_write_ptr(0);
)" + send + R"(
  noc_async_full_barrier();
  noc_semaphore_inc(get_noc_addr(19, 18, get_semaphore(0)), 1);
  noc_async_atomic_barrier();
}
)")),
                          named("receiver.cpp", reader(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  cb_reserve_back(0, 1);
  DPRINT << *(volatile uint32_t*)get_write_ptr(0);
}
)",
                                                       one_core(1, 0)))});
  p.semaphores = {{grid(2, 1), 0}};
  return p;
}

TEST(LegalCircularBuffer, WordsThatArriveBeforeTheFirstUseStay) {
  const Program by_inline_write = word_into_a_buffer("  noc_inline_dw_write(get_noc_addr(19, 18, page), 42);\n");
  const Program by_remote_set = word_into_a_buffer(
      "  *(volatile uint32_t*)page = 42;\n  noc_semaphore_set_remote(page, get_noc_addr(19, 18, page));\n");
  const Program by_atomic = word_into_a_buffer("  noc_semaphore_inc(get_noc_addr(19, 18, page), 43);\n");  // -1 + 43
  for (const Program& p : {by_inline_write, by_remote_set, by_atomic}) {
    for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial}) {
      const RunResult r = run(p, options(policy));
      ASSERT_TRUE(r.ok()) << findings_text(r);
      EXPECT_THAT(r.prints, testing::ElementsAre(testing::EndsWith(": 42")));
    }
  }
}

TEST(LegalCircularBuffer, WordThatIsStoredByTheHostsAddressBeforeTheFirstUseStays) {
  const Program p = program_of({cb(0, 1)}, {with_arguments(reader(R"(
void kernel_main() {
  *(volatile uint32_t*)get_arg_val<uint32_t>(0) = 42;
  cb_reserve_back(0, 1);
  DPRINT << *(volatile uint32_t*)get_write_ptr(0);
}
)"),
                                                           {static_cast<uint32_t>(wormhole().cb_base)})});
  EXPECT_THAT(run(p).prints, testing::ElementsAre(testing::EndsWith(": 42")));
}

TEST(LegalCircularBuffer, ConstantsThatNobodyPops) {
  expect_clean(program_of({cb(0, 1)}, {reader(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
}
)"),
                                       writer(R"(
void kernel_main() {
  cb_wait_front(0, 1);
}
)")}),
               5);
}

TEST(LegalCircularBuffer, ConsumerChangesThePagesThatItOwns) {
  const Program p = round_trip(R"(
void kernel_main() {
  cb_reserve_back(0, 1);
  cb_push_back(0, 1);
}
)",
                               R"(
void kernel_main() {
  cb_wait_front(0, 1);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), get_read_ptr(0), 2048);
  noc_async_read_barrier();
  noc_async_write(get_read_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1)), 2048);
  noc_async_write_barrier();
  cb_pop_front(0, 1);
}
)",
                               {cb(0, 1)});
  expect_same_everywhere(p, 1, p.tensors[0].contents, 5);
}

TEST(LegalCircularBuffer, GloballyAllocatedWithoutProtocol) {
  Program p = with_global({reader(R"(
void kernel_main() {
  noc_async_write(get_read_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), 2048);
  noc_async_write_barrier();
}
)")});
  const uint32_t out = add_tensor(p, tile_row("out", 1));
  p.kernels[0] = with_arguments(p.kernels[0], {out});
  std::vector<std::byte> first(p.tensors[0].contents.begin(), p.tensors[0].contents.begin() + 2048);
  expect_same_everywhere(p, 1, first, 5);
}

TEST(LegalCircularBuffer, GloballyAllocatedPushedOnceAndNeverPopped) {
  expect_clean(with_global({reader(R"(
void kernel_main() {
  cb_reserve_back(0, 2);
  cb_push_back(0, 2);
}
)"),
                            writer(R"(
void kernel_main() {
  cb_wait_front(0, 2);
}
)")}),
               5);
}

TEST(LegalCircularBuffer, AskingInsteadOfWaiting) {
  expect_clean(program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 6; ++i) {
    while (!cb_pages_reservable_at_back(0, 1)) {
    }
    cb_push_back(0, 1);
  }
}
)"),
                                       writer(R"(
void kernel_main() {
  for (int i = 0; i < 3; ++i) {
    while (!cb_pages_available_at_front(0, 2)) {
    }
    cb_pop_front(0, 2);
  }
}
)")}));
}

TEST(LegalCircularBuffer, CountersWrapAt16Bits) {
  expect_clean(program_of({cb(0, 2)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 70000; ++i) {
    cb_reserve_back(0, 1);
    cb_push_back(0, 1);
  }
}
)"),
                                       writer(R"(
void kernel_main() {
  for (int i = 0; i < 35000; ++i) {
    cb_wait_front(0, 2);
    cb_pop_front(0, 2);
  }
}
)")}),
               1);
}

// --- transfers and semaphores

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

TEST(LegalNoc, MulticastFromPagesAfterThePush) {
  const Program p = broadcast_program(R"(
  cb_push_back(0, 1);
  noc_async_write_multicast(page, get_noc_multicast_addr(18, 18, 21, 18, page), 2048, 3);
  noc_semaphore_set_multicast(valid_word, get_noc_multicast_addr(18, 18, 21, 18, valid_word), 3);
)",
                                      4);
  // The writer of the sender may pop and nothing may be reserved again meanwhile: one page only.
  expect_same_everywhere(p, 1, copies_of(p.tensors[0], 4), 20);
}

TEST(LegalNoc, LoopbackMulticast) {
  const Program p = broadcast_program(R"(
  noc_async_write_multicast_loopback_src(page, get_noc_multicast_addr(18, 18, 21, 18, page), 2048, 4);
  noc_async_write_barrier();
  noc_semaphore_set_multicast_loopback_src(valid_word, get_noc_multicast_addr(18, 18, 21, 18, valid_word), 4);
  cb_push_back(0, 1);
)",
                                      4);
  expect_same_everywhere(p, 1, copies_of(p.tensors[0], 4), 20);
}

TEST(LegalNoc, MulticastOnNoc1FromTheLargerCorner) {
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

TEST(LegalNoc, RawPollingOfASemaphoreThatAnotherCoreSets) {
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

TEST(LegalNoc, SemaphoreSetByPointer) {
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

TEST(LegalNoc, PollingAnotherCoreByReads) {
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

TEST(LegalNoc, PollsThatGiveUp) {
  expect_clean(program_of({cb(0, 1)}, {reader(R"(
void kernel_main() {
  for (int i = 0; i < 1000 && !cb_pages_available_at_front(0, 1); ++i) {
  }
}
)")}),
               3);
}

}  // namespace
}  // namespace tir2tt::device
