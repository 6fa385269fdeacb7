// Strips of tiles of circular buffer 0 into row-major rows, three times: by the unpacker (circular buffer 16), by the
// packer (17), by the packer from what stands in DST, in parts of half a strip (18). Runtime argument: number of
// strips. Compile-time: tiles across, an even number.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/pack_untilize.h"
#include "api/compute/tile_move_copy.h"
#include "api/compute/untilize.h"

constexpr uint32_t kTiles = get_compile_time_arg_val(0), kHalf = kTiles / 2;

void from_dst() {
  pack_untilize_dest_init<kHalf, kTiles>(18);
  copy_tile_to_dst_init_short(0);
  cb_reserve_back(18, kTiles);
  for (uint32_t half = 0; half < 2; ++half) {
    tile_regs_acquire();
    for (uint32_t t = 0; t < kHalf; ++t) copy_tile(0, half * kHalf + t, t);
    tile_regs_commit();
    tile_regs_wait();
    pack_untilize_dest<kHalf, kTiles>(18, 1, half);
    tile_regs_release();
  }
  cb_push_back(18, kTiles);
  pack_untilize_uninit(18);
}

void kernel_main() {
  const uint32_t strips = get_arg_val<uint32_t>(0);
  compute_kernel_hw_startup(0, 16);
  for (uint32_t i = 0; i < strips; ++i) {
    cb_wait_front(0, kTiles);

    untilize_init(0);
    cb_reserve_back(16, kTiles);
    untilize_block(0, kTiles, 16);
    cb_push_back(16, kTiles);
    untilize_uninit(0);

    pack_untilize_init<kTiles>(0, 17);
    cb_reserve_back(17, kTiles);
    pack_untilize_block<kTiles>(0, 1, 17);
    cb_push_back(17, kTiles);
    pack_untilize_uninit(17);

    from_dst();
    cb_pop_front(0, kTiles);
  }
}
