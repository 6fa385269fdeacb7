// D02xx: what is wrong with transfers and semaphores.
#include "device/grid/noc.h"

#include "device/wrong.h"

namespace tir2tt::device {
namespace {

TEST(Noc, DramReadMisaligned) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0) + 16, l1, 64);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(
      p,
      R"(error[D0201]: read of 64 bytes between L1 offset 0x19520 and DRAM address 0x30: they differ in the low bits, 0 and 16 modulo 32
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
      2);
}

TEST(Noc, L1WriteMisaligned) {
  const Program p = transfer_program(R"(
  noc_async_write(l1, get_noc_addr(19, 18, l1 + 8), 64);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(
      p,
      R"(error[D0201]: write of 64 bytes between L1 offset 0x19520 and L1 address 0x19528: they differ in the low bits, 0 and 8 modulo 16
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
      2);
}

TEST(Noc, WordMisaligned) {
  const Program p = transfer_program(R"(
  noc_semaphore_inc(get_noc_addr(get_semaphore(0) + 2), 1);  // <- here
  noc_async_atomic_barrier();
)");
  expect_everywhere(p, R"(error[D0201]: atomic increment of a word at 0x8122, which is no multiple of 4
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
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
  expect_everywhere(p, R"(error[D0202]: read of 2048 bytes to L1 offset 0x16dc00: L1 ends at 0x16e000
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, RemoteEndBeyondL1) {
  const Program p = transfer_program(R"(
  noc_async_write(l1, get_noc_addr(19, 18, 1499136 - 16), 32);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p,
                    R"(error[D0202]: write of 32 bytes at offset 0x16dff0 of another core's L1, which ends at 0x16e000
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, NoAddressInL1) {
  const Program p = transfer_program(R"(
  noc_async_write(0x7fffffff, dram(1), 32);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, R"(error[D0202]: write of 32 bytes from 0x7fffffff, which is no address in L1
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, OutsideTheTensors) {
  const Program p = transfer_program(R"(
  noc_async_read(get_noc_addr_from_bank_id<true>(0, 0x100000), l1, 2048);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, R"(error[D0203]: read of 2048 bytes at 0x100000 of DRAM bank 0: no tensor there
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, PageThatTheTensorDoesNotHave) {
  Program p = transfer_program(R"(
  constexpr auto args = TensorAccessorArgs<0>();
  const auto in = TensorAccessor(args, get_arg_val<uint32_t>(0), 2048);
  noc_async_read_tile(2, in, l1);  // <- here
  noc_async_read_barrier();
)");
  p.kernels[0].compile_arguments = {2, 2048};
  expect_everywhere(
      p,
      R"(error[D0203]: read of 2048 bytes at 0x20 of DRAM bank 2: no tensor there; that would be page 2 of in, which has 2 pages
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
      2);
}

TEST(Noc, NothingAtTheseCoordinates) {
  const Program p = transfer_program(R"(
  noc_async_write(l1, get_noc_addr(40, 50, 0x20000), 32);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p,
                    R"(error[D0204]: write at NoC coordinates (40, 50): neither a worker core nor a DRAM bank is there
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: kernels get coordinates from the host: worker_core_from_logical_core()
)",
                    2);
}

TEST(Noc, BankThatTheChipDoesNotHave) {
  const Program p = transfer_program(R"(
  noc_async_read(get_noc_addr_from_bank_id<true>(12, 32), l1, 32);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, R"(error[D0204]: bank 12 of DRAM: there are 12
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, NoBytes) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), l1, 0);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(p, R"(error[D0211]: read of 0 bytes
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: a NoC has no empty packets: leave the call out when there is nothing to move
)",
                    2);
}

TEST(Noc, ReadAndWritePendingAtTheEnd) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), l1, 2048);  // <- read
  noc_async_write(l1 + 2048, dram(1), 2048);  // <- write
)");
  expect_everywhere(p, R"(error[D0205]: the kernel ends without noc_async_read_barrier() after this transfer
  at: reader.cpp:<read>, ncrisc, core (0,0)
error[D0205]: the kernel ends without noc_async_write_barrier() after this transfer
  at: reader.cpp:<write>, ncrisc, core (0,0)
)",
                    3);
}

TEST(Noc, WriteToL1PendingAtTheEndIsSuspectOnly) {
  Program p = transfer_program(R"(
  noc_async_write(l1, get_noc_addr(19, 18, l1), 64);  // <- data
  noc_semaphore_set_remote(get_semaphore(0), get_noc_addr(19, 18, get_semaphore(0)));  // <- word
  noc_async_write<NOC_MAX_BURST_SIZE + 1, true, true>(l1, get_noc_addr(19, 18, l1), 64);  // <- posted
)");
  p.semaphores = {{grid(2, 1), 0}};
  expect_everywhere(p, R"(warning[D0216]: the kernel ends without noc_async_write_barrier() after this transfer
  at: reader.cpp:<data>, ncrisc, core (0,0)
warning[D0216]: the kernel ends without noc_async_write_barrier() after this transfer
  at: reader.cpp:<word>, ncrisc, core (0,0)
warning[D0216]: the kernel ends without noc_async_posted_writes_flushed() after this transfer
  at: reader.cpp:<posted>, ncrisc, core (0,0)
)",
                    3);
  EXPECT_TRUE(run(p).ok());
}

TEST(Noc, WriteOfBytesThatAReadHasNotBrought) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), l1, 2048);
  noc_async_write(l1 + 1024, dram(1), 1024);  // <- write
  noc_async_read_barrier();
  noc_async_write_barrier();
)");
  expect_everywhere(
      p,
      R"(error[D0212]: 1024 bytes at L1 offset 0x19920 are sent before the read of line 6 into them is complete
  at: reader.cpp:<write>, ncrisc, core (0,0)
  note: call noc_async_read_barrier() before the write
)",
      3);
}

TEST(Noc, ReadIntoBytesThatAWriteStillSends) {
  const Program p = transfer_program(R"(
  noc_async_write(l1, dram(1), 1024);
  noc_async_read(dram(0), l1, 2048);  // <- one
  noc_async_read_barrier();
  noc_async_write_barrier();
  noc_async_write<NOC_MAX_BURST_SIZE + 1, true, true>(l1, dram(1), 1024);
  noc_async_read(dram(0), l1, 2048);  // <- two
  noc_async_read_barrier();
  noc_async_posted_writes_flushed();
)");
  expect_everywhere(
      p,
      R"(error[D0213]: 2048 bytes are read to L1 offset 0x19520 before the write of line 6 from them has left
  at: reader.cpp:<one>, ncrisc, core (0,0)
  note: call noc_async_writes_flushed() before the read
error[D0213]: 2048 bytes are read to L1 offset 0x19520 before the write of line 10 from them has left
  at: reader.cpp:<two>, ncrisc, core (0,0)
  note: call noc_async_posted_writes_flushed() before the read
)",
      3);
}

TEST(Noc, TwoReadsIntoOnePlace) {
  const Program p = transfer_program(R"(
  noc_async_read(dram(0), l1, 64);
  noc_async_read(dram(0), l1, 64);
  noc_async_read(dram(1) + 32, l1 + 32, 32);  // <- here
  noc_async_read_barrier();
)");
  expect_everywhere(
      p, R"(error[D0213]: 32 bytes are read to L1 offset 0x19540 before the read of line 6 into them is complete
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: reads arrive in any order: call noc_async_read_barrier() between them
)",
      3);
}

TEST(Noc, SourcesThatBarriersGuard) {
  expect_clean(transfer_program(R"(
  for (int i = 0; i < 3; ++i) {
    noc_async_read(dram(0), l1, 2048);
    noc_async_read(dram(0) + 64, l1 + 2048 + 64, 64);
    noc_async_read_barrier();
    noc_async_write(l1, dram(1), 2048);
    noc_async_write(l1, get_noc_addr(19, 18, l1), 2048);
    noc_async_writes_flushed();
  }
  noc_async_read_set_trid(1);
  noc_async_read(dram(0), l1, 1024);
  noc_async_read_set_trid(2);
  noc_async_read(dram(0) + 1024, l1 + 1024, 1024);
  noc_async_read_barrier_with_trid(1);
  noc_async_write(l1, dram(1), 1024);
  noc_async_read_barrier_with_trid(2);
  noc_async_write_barrier();
)"),
               5);
}

TEST(Noc, TransactionIds) {
  const Program p = transfer_program(R"(
  noc_async_read_set_trid(16);
  noc_async_read(dram(0), l1, 32);  // <- read
  noc_async_read_barrier_with_trid(16);  // <- barrier
  noc_async_read_set_trid(15);
  for (uint32_t i = 0; i < 255; ++i) noc_async_read(dram(0), l1, 32);
  noc_async_read_barrier_with_trid(15);
  for (uint32_t i = 0; i < 256; ++i) noc_async_read(dram(0), l1, 32);  // <- many
  noc_async_read_barrier_with_trid(15);
)");
  expect_everywhere(p, R"(error[D0215]: transaction id 16: there are 0 to 15
  at: reader.cpp:<read>, ncrisc, core (0,0)
error[D0215]: barrier of transaction id 16: there are 0 to 15
  at: reader.cpp:<barrier>, ncrisc, core (0,0)
error[D0215]: more than 255 transfers of transaction id 15 that no barrier has completed
  at: reader.cpp:<many>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, ManyTransfersTakeTimeInProportion) {
  const Program p = transfer_program(R"(
  for (uint32_t i = 0; i < 30000; ++i) noc_async_write(l1, dram(1), 32);
  noc_async_write_barrier();
)");
  for (const Policy policy : {Policy::InOrder, Policy::Random, Policy::Adversarial}) {
    RunOptions o = options(policy, 1);
    o.seconds = 15;
    expect_run(p, "", o);
  }
}

TEST(Noc, AtomicPendingAtTheEndIsSuspectOnly) {
  const Program p = transfer_program(R"(
  noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);  // <- here
)");
  expect_everywhere(p, R"(warning[D0206]: the kernel ends without noc_async_atomic_barrier() after this transfer
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    3);
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
  expect_everywhere(p, R"(error[D0207]: multicast says 8 destinations, the rectangle holds 6
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, MulticastCountsTheSender) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(18, 18, 21, 18, l1), 32, 4);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, R"(error[D0208]: multicast to 4 cores, the sender among them: it gets no copy
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: use the _loopback_src form, or 3 as the number of destinations
)",
                    2);
}

TEST(Noc, MulticastLoopbackCountsTooFew) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast_loopback_src(l1, get_noc_multicast_addr(18, 18, 21, 18, l1), 32, 3);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(p, R"(error[D0207]: multicast says 3 destinations, the rectangle holds 4
  at: reader.cpp:<here>, ncrisc, core (0,0)
)",
                    2);
}

TEST(Noc, MulticastToTheSenderAlone) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(18, 18, 18, 18, l1), 32, 0);  // <- here
  noc_async_write_barrier();
)");
  expect_everywhere(
      p, R"(error[D0204]: multicast to the rectangle (18, 18) to (18, 18): no worker core but the sender is there
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: kernels get coordinates from the host: worker_core_from_logical_core()
)",
      2);
}

TEST(Noc, MulticastRoundTheTorus) {
  // Columns 25, 18, 19 of row 19 on NoC 0; rows 19, 18, 25 of column 19 on NoC 1, which goes up.
  expect_clean(multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(25, 19, 19, 19, l1), 32, 3);
  noc_async_write_barrier();
  noc_async_write_multicast(l1, get_noc_multicast_addr(19, 19, 19, 25, l1), 32, 3, false, 1);
  noc_async_write_barrier(1);
)"),
               3);
}

TEST(Noc, MulticastCornersInTheOrderOfTheOtherNoc) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(21, 19, 19, 18, l1), 32, 6);  // <- zero
  noc_async_write_barrier();
  noc_async_write_multicast(l1, get_noc_multicast_addr(19, 18, 21, 19, l1), 32, 6, false, 1);  // <- one
  noc_async_write_barrier(1);
)");
  expect_everywhere(
      p,
      R"(error[D0210]: multicast from corner (21, 19) to (19, 18) on NoC 0 goes round the torus to 55 cores; it says 6 destinations, those of the smaller corner first
  at: reader.cpp:<zero>, ncrisc, core (0,0)
  note: swap the corners; get_noc_multicast_addr() does not
error[D0210]: multicast from corner (19, 18) to (21, 19) on NoC 1 goes round the torus to 55 cores; it says 6 destinations, those of the larger corner first
  at: reader.cpp:<one>, ncrisc, core (0,0)
  note: swap the corners; get_noc_multicast_addr() does not
)",
      2);
}

TEST(Noc, LinkedMulticastsThatNothingCloses) {
  const Program p = multicast_program(R"(
  noc_async_write_multicast(l1, get_noc_multicast_addr(19, 18, 21, 18, l1), 32, 3, true);
  noc_async_write_barrier();  // <- barrier
  noc_async_write_multicast(l1, get_noc_multicast_addr(19, 18, 21, 18, l1), 32, 3, true);
  noc_async_writes_flushed();
  noc_async_write_multicast(l1, get_noc_multicast_addr(19, 18, 21, 18, l1), 32, 3);
  noc_async_write_barrier();
  noc_async_write_multicast(l1, get_noc_multicast_addr(21, 18, 19, 18, l1), 32, 3, true, 1);  // <- end
  noc_async_writes_flushed(1);
)");
  const std::string closed_by = "  note: the last transfer of a sequence must not be linked\n";
  expect_run(p, R"(error[D0214]: barrier while the linked multicast of line 6 keeps the way on NoC 0 for itself
  at: reader.cpp:<barrier>, ncrisc, core (0,0)
)" + closed_by + R"(error[D0214]: the kernel ends with this linked multicast, which keeps its way on the NoC for itself
  at: reader.cpp:<end>, ncrisc, core (0,0)
)" + closed_by);
}

TEST(Noc, SemaphoreNotThere) {
  const Program p = transfer_program(R"(
  noc_semaphore_wait((volatile uint32_t*)get_semaphore(1), 0);  // <- here
)");
  expect_run(p, R"(error[D0209]: there is no semaphore 1 on this core
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: the program has 1, each on the cores it was created for
)");
}

TEST(Noc, SemaphoreOfOtherCores) {
  Program p = transfer_program(R"(
  get_semaphore(0);  // <- here
)");
  p.semaphores = {{one_core(1, 1), 0}};
  expect_run(p, R"(error[D0209]: there is no semaphore 0 on this core
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: the program has 0, each on the cores it was created for
)");
}

TEST(Noc, SemaphorePointerThatIsNone) {
  const Program p = transfer_program(R"(
  noc_semaphore_wait((volatile uint32_t*)3, 1);  // <- here
)");
  expect_run(p, R"(error[D0703]: semaphore at 0x3, which is no word in L1
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: it must lie in the L1 of its own core, as from get_semaphore(); on the device a kernel's variables do not
)");
}

TEST(Noc, SemaphoreInAVariableOfTheKernel) {
  const RunResult r = run(transfer_program(R"(
  volatile uint32_t local = 0;
  noc_semaphore_set(&local, 1);
)"));
  EXPECT_THAT(only(r, FindingKind::WildPointer).message, testing::HasSubstr("which is no word in L1"));
}

TEST(Noc, SemaphorePointerIntoAnotherCore) {
  const Program p = transfer_program(R"(
  noc_semaphore_set((volatile uint32_t*)(get_semaphore(0) + 0x200000), 1);
)");
  EXPECT_THAT(only(run(p), FindingKind::WildPointer).message, testing::HasSubstr("which is no word in L1"));
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
  expect_everywhere(
      p,
      R"(error[D0108]: 2048 bytes are written into CB 0 of another core at byte 0, in page 0 of 4, which nobody there has reserved
  at: reader.cpp:<here>, ncrisc, core (0,0)
  note: first at core (1,0); let the receiver reserve before it tells the sender that it is ready
)",
      3);
}

}  // namespace
}  // namespace tir2tt::device
