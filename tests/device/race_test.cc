// Missing barriers show in the data under the adversarial policy; what a barrier orders never does.
#include "device/wrong.h"

namespace tir2tt::device {
namespace {

std::vector<std::byte> pages_of(const Tensor& tensor, size_t first, size_t n) {
  const auto begin = tensor.contents.begin() + static_cast<std::ptrdiff_t>(first * tensor.page_bytes);
  return {begin, begin + static_cast<std::ptrdiff_t>(n * tensor.page_bytes)};
}

TEST(Race, DataReadBeforeItsBarrierIsStaleUnderTheAdversarialPolicy) {
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

TEST(Race, SourceThatIsOverwrittenBeforeTheWriteHasLeft) {
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

TEST(Race, FlushedWritesMayBeOverwritten) {
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

TEST(Race, CreditBeforeData) {
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
  for (uint64_t seed = 0; seed < 5; ++seed) {
    const RunResult late = run(p, options(Policy::Adversarial, seed));
    ASSERT_TRUE(late.completed);
    EXPECT_NE(static_cast<int>(late.tensors[0][0]), 7) << seed;
  }
}

TEST(Race, DataThatArrivesBeforeTheReceiverFirstUsesItsCircularBufferStays) {
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

/// Core (0,0) sends a word and then, by noc_semaphore_set_remote, that it has; what core (1,0) found then is in "out".
Program announced_word(const target::Chip& chip, const std::string& between) {
  Program p = program_of({cb(0, 1, target::DataFormat::Float16_b, grid(2, 1))}, {});
  p.chip = &chip;
  const uint32_t out = add_tensor(p, tile_row("out", 1));
  const CoreCoord receiver = noc_coordinates(chip, {1, 0});
  p.kernels = {
      named("sender.cpp", with_arguments(reader(R"(
void kernel_main() {
  const uint32_t x = get_arg_val<uint32_t>(0), y = get_arg_val<uint32_t>(1), page = get_write_ptr(0);
  *(volatile uint32_t*)page = 7;
  noc_async_write(page, get_noc_addr(x, y, page), 2048);
)" + between + R"(
  noc_semaphore_set((volatile uint32_t*)get_semaphore(0), 1);
  noc_semaphore_set_remote(get_semaphore(0), get_noc_addr(x, y, get_semaphore(0)));
  noc_async_write_barrier();
}
)"),
                                         {static_cast<uint32_t>(receiver.x), static_cast<uint32_t>(receiver.y)})),
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
  return p;
}

int first_byte(const Program& p, Policy policy, uint64_t seed) {
  const RunResult r = run(p, options(policy, seed));
  EXPECT_TRUE(r.ok()) << findings_text(r);
  return r.tensors.empty() ? -1 : static_cast<int>(r.tensors[0][0]);
}

TEST(Race, OnBlackholeASemaphoreOvertakesDataThatHasNotLeft) {
  const Program hasty = announced_word(blackhole(), "");
  EXPECT_NE(first_byte(hasty, Policy::Adversarial, 0), 7);
  const Program flushed = announced_word(blackhole(), "  noc_async_writes_flushed();\n");
  for (uint64_t seed = 0; seed < 10; ++seed) {
    EXPECT_EQ(first_byte(flushed, Policy::Random, seed), 7);
    EXPECT_EQ(first_byte(flushed, Policy::Adversarial, seed), 7);
  }
}

TEST(Race, OnWormholeWritesOfOneProcessorLandInOrder) {
  const Program hasty = announced_word(wormhole(), "");
  for (uint64_t seed = 0; seed < 10; ++seed) {
    EXPECT_EQ(first_byte(hasty, Policy::Random, seed), 7);
    EXPECT_EQ(first_byte(hasty, Policy::Adversarial, seed), 7);
  }
}

TEST(Race, AFlagToACoreOvertakesDataToDram) {
  // Both chips: what goes to different places is not ordered.
  for (const bool barrier : {false, true}) {
    Program p = program_of({cb(0, 1, target::DataFormat::Float16_b, grid(2, 1))}, {});
    const uint32_t out = add_tensor(p, tile_row("out", 1)), copy = add_tensor(p, tile_row("copy", 1));
    p.kernels = {named("sender.cpp", with_arguments(reader(std::string(R"(
void kernel_main() {
  *(volatile uint32_t*)get_write_ptr(0) = 7;
  noc_async_write(get_write_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), 2048);
)") + (barrier ? "  noc_async_write_barrier();\n" : "") + R"(
  noc_semaphore_set((volatile uint32_t*)get_semaphore(0), 1);
  noc_semaphore_set_remote(get_semaphore(0), get_noc_addr(19, 18, get_semaphore(0)));
  noc_async_write_barrier();
}
)"),
                                                    {out, copy})),
                 named("receiver.cpp", with_arguments(reader(R"(
void kernel_main() {
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(0), 1);
  noc_async_read(get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(0)), get_write_ptr(0), 2048);
  noc_async_read_barrier();
  noc_async_write(get_write_ptr(0), get_noc_addr_from_bank_id<true>(0, get_arg_val<uint32_t>(1)), 2048);
  noc_async_write_barrier();
}
)",
                                                             one_core(1, 0)),
                                                      {out, copy}))};
    p.semaphores = {{grid(2, 1), 0}};
    for (uint64_t seed = 0; seed < 5; ++seed) {
      const RunResult r = run(p, options(Policy::Adversarial, seed));
      ASSERT_TRUE(r.ok()) << findings_text(r);
      EXPECT_EQ(static_cast<int>(r.tensors[1][0]) == 7, barrier) << seed;
    }
  }
}

}  // namespace
}  // namespace tir2tt::device
