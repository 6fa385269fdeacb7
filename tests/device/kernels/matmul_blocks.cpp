// C += A B for a block of C that does not fit DST: subblock by subblock, and block of K after block of K. What a block
// of K leaves of C waits in circular buffer 24, whose memory may be that of circular buffer 16 (C). ACCUMULATE_IN_L1:
// the packer adds to it there; else it is loaded into DST again. Compile-time arguments: tiles of K in a block, blocks
// of K, subblocks of C downwards and across, their height and width.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/matmul.h"
#include "api/compute/tile_move_copy.h"

constexpr uint32_t cb_a = 0, cb_b = 1, cb_c = 16, cb_partials = 24;
constexpr uint32_t kBlockK = get_compile_time_arg_val(0), kBlocks = get_compile_time_arg_val(1);
constexpr uint32_t kDown = get_compile_time_arg_val(2), kAcross = get_compile_time_arg_val(3);
constexpr uint32_t kHeight = get_compile_time_arg_val(4), kWidth = get_compile_time_arg_val(5);
constexpr uint32_t kSubblock = kHeight * kWidth;
constexpr uint32_t kTilesA = kDown * kHeight * kBlockK, kTilesB = kBlockK * kAcross * kWidth;

void load_partials() {
  copy_tile_to_dst_init_short_with_dt(cb_b, cb_partials);
  cb_wait_front(cb_partials, kSubblock);
  copy_block_matmul_partials(cb_partials, 0, 0, kSubblock);
  cb_pop_front(cb_partials, kSubblock);
  mm_block_init_short_with_dt(cb_a, cb_b, cb_partials, 0, kWidth, kHeight, kBlockK);
}

void multiply_subblock(uint32_t down, uint32_t across) {
  uint32_t a = down * kHeight * kBlockK, b = across * kWidth;
  for (uint32_t k = 0; k < kBlockK; ++k) {
    matmul_block(cb_a, cb_b, a, b, 0, 0, kWidth, kHeight, kBlockK);
    a += 1;
    b += kAcross * kWidth;
  }
}

void pack_subblock(uint32_t cb) {
  cb_reserve_back(cb, kSubblock);
  tile_regs_wait();
  for (uint32_t i = 0; i < kSubblock; ++i) pack_tile(i, cb);
  tile_regs_release();
  cb_push_back(cb, kSubblock);
}

void kernel_main() {
  mm_block_init(cb_a, cb_b, cb_partials, 0, kWidth, kHeight, kBlockK);
  for (uint32_t block = 0; block < kBlocks; ++block) {
    const bool last = block + 1 == kBlocks;
    const uint32_t target = last ? cb_c : cb_partials;
    if (last) pack_reconfig_data_format(cb_partials, cb_c);
    cb_wait_front(cb_a, kTilesA);
    cb_wait_front(cb_b, kTilesB);
#ifdef ACCUMULATE_IN_L1
    pack_reconfig_l1_acc(block != 0);
#endif
    for (uint32_t down = 0; down < kDown; ++down) {
      for (uint32_t across = 0; across < kAcross; ++across) {
        tile_regs_acquire();
#ifndef ACCUMULATE_IN_L1
        if (block != 0) load_partials();
#endif
        multiply_subblock(down, across);
        tile_regs_commit();
        pack_subblock(target);
      }
    }
#ifdef ACCUMULATE_IN_L1
    if (!last) {  // they stay where they are: the next block is packed onto them
      cb_wait_front(cb_partials, kDown * kAcross * kSubblock);
      cb_pop_front(cb_partials, kDown * kAcross * kSubblock);
    }
#endif
    cb_pop_front(cb_a, kTilesA);
    cb_pop_front(cb_b, kTilesB);
  }
}
