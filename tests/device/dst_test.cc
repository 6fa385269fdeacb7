// D03xx: what is wrong with the hand-over of DST between math and pack.
#include "device/grid/compute.h"
#include "device/wrong.h"

namespace tir2tt::device {
namespace {

const char* const kInit = R"(
#include "api/compute/tile_move_copy.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
)";

/// Two tiles go to CB 0, `packed` come out of CB 16; `body` is the compute kernel after its init.
Program dst_program(const std::string& body, uint32_t packed) {
  Kernel feed = reader(R"(
void kernel_main() {
  cb_reserve_back(0, 2);
  volatile uint32_t* word = (volatile uint32_t*)get_write_ptr(0);
  for (int i = 0; i < 1024; ++i) word[i] = 0;
  cb_push_back(0, 2);
}
)");
  Kernel drain = with_arguments(writer(R"(
void kernel_main() {
  for (uint32_t i = 0; i < get_arg_val<uint32_t>(0); ++i) {
    cb_wait_front(16, 1);
    cb_pop_front(16, 1);
  }
}
)"),
                                {packed});
  Kernel c = compute(kInit + std::string(R"(void kernel_main() {
  unary_op_init_common(0, 16);
  copy_tile_init(0);
  cb_wait_front(0, 2);
)") + body + R"(  cb_pop_front(0, 2);
}
)");
  return program_of({cb(0, 2), cb(16, 4)}, {feed, drain, c});
}

TEST(Dst, UsedWithoutAcquire) {
  const Program p = dst_program(R"(  copy_tile(0, 0, 0);  // <- here
)",
                                0);
  expect_everywhere(p, R"(error[D0301]: DST used without tile_regs_acquire
  at: compute.cpp:<here>, math, core (0,0)
  note: call tile_regs_acquire() before the first operation, tile_regs_commit() after the last
)",
                    2);
}

TEST(Dst, CommitWithoutAcquire) {
  const Program p = dst_program(R"(  tile_regs_commit();  // <- here
)",
                                0);
  expect_everywhere(p, R"(error[D0301]: tile_regs_commit without tile_regs_acquire
  at: compute.cpp:<here>, math, core (0,0)
  note: call tile_regs_acquire() before the first operation
warning[D0306]: tile_regs_commit without tile_regs_wait: pack never took this half of DST
  at: compute.cpp:<here>, math, core (0,0)
)",
                    2);
}

TEST(Dst, IndexBeyondTheHalf) {
  const Program p = dst_program(R"(  tile_regs_acquire();
  copy_tile(0, 0, 7);
  copy_tile(0, 0, 8);  // <- copy
  tile_regs_commit();
  tile_regs_wait();
  cb_reserve_back(16, 1);
  pack_tile(8, 16);  // <- pack
  cb_push_back(16, 1);
  tile_regs_release();
)",
                                1);
  expect_everywhere(p, R"(error[D0302]: DST[8] is beyond the 8 tiles that a half of DST with 16-bit words holds
  at: compute.cpp:<copy>, math, core (0,0)
error[D0302]: DST[8] is beyond the 8 tiles that a half of DST with 16-bit words holds
  at: compute.cpp:<pack>, pack, core (0,0)
)",
                    2);
}

TEST(Dst, IndexBeyondTheHalfWithFp32) {
  Program p = dst_program(R"(  tile_regs_acquire();
  copy_tile(0, 0, 4);  // <- copy
  tile_regs_commit();
  tile_regs_wait();
  tile_regs_release();
)",
                          0);
  p.kernels[2].fp32_dest_acc = true;
  expect_run(p, R"(error[D0302]: DST[4] is beyond the 4 tiles that a half of DST with fp32 accumulation holds
  at: compute.cpp:<copy>, math, core (0,0)
)");
}

TEST(Dst, FullSyncHasTwiceAsMany) {
  const std::string body = R"(  tile_regs_acquire();
  copy_tile(0, 0, 15);
  copy_tile(0, 1, 16);  // <- copy
  tile_regs_commit();
  tile_regs_wait();
  tile_regs_release();
)";
  Program p = dst_program(body, 0);
  p.kernels[2].dst_full_sync = true;
  expect_run(p, R"(error[D0302]: DST[16] is beyond the 16 tiles that all of DST with 16-bit words holds
  at: compute.cpp:<copy>, math, core (0,0)
)");
}

TEST(Dst, ReadThoughUnwritten) {
  const Program p = dst_program(R"(  exp_tile_init();
  tile_regs_acquire();
  exp_tile(3);  // <- exp
  tile_regs_commit();
  tile_regs_wait();
  cb_reserve_back(16, 1);
  pack_tile(1, 16);  // <- pack
  cb_push_back(16, 1);
  tile_regs_release();
)",
                                1);
  expect_everywhere(p, R"(error[D0303]: Exp reads DST[3], which was not written since tile_regs_acquire
  at: compute.cpp:<exp>, math, core (0,0)
error[D0303]: pack of DST[1], which math has not written
  at: compute.cpp:<pack>, pack, core (0,0)
)",
                    2);
}

TEST(Dst, WrittenBeforeTheReleaseOnly) {
  // What an earlier section wrote is gone: release clears it.
  const Program p = dst_program(R"(  for (int i = 0; i < 3; ++i) {
    tile_regs_acquire();
    if (i == 0) copy_tile(0, 0, 0);
    tile_regs_commit();
    tile_regs_wait();
    cb_reserve_back(16, 1);
    pack_tile(0, 16);  // <- pack
    cb_push_back(16, 1);
    tile_regs_release();
  }
)",
                                3);
  expect_run(p, R"(error[D0303]: pack of DST[0], which math has not written
  at: compute.cpp:<pack>, pack, core (0,0), 2 times
)");
}

TEST(Dst, AcquiredTwice) {
  const Program p = dst_program(R"(  tile_regs_acquire();  // <- first
  tile_regs_acquire();  // <- second
  copy_tile(0, 0, 0);
  tile_regs_commit();
  tile_regs_wait();
  tile_regs_release();
)",
                                0);
  expect_everywhere(p, R"(error[D0304]: tile_regs_acquire while DST is held since line 9
  at: compute.cpp:<second>, math, core (0,0)
  note: call tile_regs_commit() first
)",
                    2);
}

TEST(Dst, PackWithoutWait) {
  const Program p = dst_program(R"(  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  cb_reserve_back(16, 1);
  pack_tile(0, 16);  // <- pack
  cb_push_back(16, 1);
  tile_regs_release();  // <- release
)",
                                1);
  expect_everywhere(p, R"(error[D0305]: pack without tile_regs_wait
  at: compute.cpp:<pack>, pack, core (0,0)
  note: call tile_regs_wait() before the first pack, tile_regs_release() after the last
)",
                    2);
}

TEST(Dst, HeldAtTheEnd) {
  const Program p = dst_program(R"(  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  tile_regs_wait();  // <- wait
  tile_regs_acquire();  // <- acquire
  copy_tile(0, 1, 0);
)",
                                0);
  expect_everywhere(p, R"(warning[D0306]: tile_regs_wait without tile_regs_release
  at: compute.cpp:<wait>, pack, core (0,0)
warning[D0306]: tile_regs_acquire without tile_regs_commit
  at: compute.cpp:<acquire>, math, core (0,0)
)",
                    2);
  EXPECT_TRUE(run(p).ok());
}

TEST(DstIsRight, OlderHandOver) {
  expect_clean(dst_program(R"(  for (int i = 0; i < 2; ++i) {
    acquire_dst();
    copy_tile(0, i, 0);
    cb_reserve_back(16, 1);
    pack_tile(0, 16);
    cb_push_back(16, 1);
    release_dst();
  }
)",
                           2),
               5);
}

TEST(DstIsRight, TwoSectionsAhead) {
  // Math is two halves ahead of pack; several tiles in one section, packed out of order.
  expect_clean(dst_program(R"(  for (int i = 0; i < 4; ++i) {
    tile_regs_acquire();
    copy_tile(0, 0, 0);
    copy_tile(0, 1, 7);
    tile_regs_commit();
    tile_regs_wait();
    cb_reserve_back(16, 2);
    pack_tile<true>(7, 16, 1);
    pack_tile<true>(0, 16, 0);
    cb_push_back(16, 2);
    tile_regs_release();
  }
)",
                           8),
               10);
}

}  // namespace
}  // namespace tir2tt::device
