// The maximum along the rows of a block of tiles in one call, and what is left when it is subtracted from each of them.
// Circular buffers 0 (the tiles), 1 (a scaler of 1), 2 (the maximum, made here), 16 (results). Compile-time: tiles.
#include "api/compute/bcast.h"
#include "api/compute/reduce_custom.h"

constexpr uint32_t kTiles = get_compile_time_arg_val(0);

void kernel_main() {
  compute_kernel_hw_startup(0, 1, 2);
  cb_wait_front(1, 1);
  cb_wait_front(0, kTiles);
  reduce_block_max_row_init<kTiles>();
  tile_regs_acquire();
  reduce_block_max_row<kTiles>(0, 1, 0, 0);
  tile_regs_commit();
  cb_reserve_back(2, 1);
  tile_regs_wait();
  pack_tile(0, 2);
  tile_regs_release();
  cb_push_back(2, 1);
  reduce_block_max_row_uninit(0);

  reconfig_data_format(0, 0, 1, 2);
  sub_bcast_cols_init_short(0, 2);
  cb_wait_front(2, 1);
  for (uint32_t i = 0; i < kTiles; ++i) {
    tile_regs_acquire();
    sub_tiles_bcast_cols(0, 2, i, 0, 0);
    tile_regs_commit();
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
  cb_pop_front(2, 1);
  cb_pop_front(0, kTiles);
  cb_pop_front(1, 1);
}
