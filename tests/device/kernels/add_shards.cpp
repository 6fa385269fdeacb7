// Adds the tiles of circular buffers 0 and 1, which stay where they are, into circular buffer 16. Compile-time: tiles.
#include "api/compute/eltwise_binary.h"

void kernel_main() {
  constexpr uint32_t tiles = get_compile_time_arg_val(0);
  binary_op_init_common(0, 1, 16);
  add_tiles_init(0, 1);
  cb_wait_front(0, tiles);
  cb_wait_front(1, tiles);
  cb_reserve_back(16, tiles);
  for (uint32_t i = 0; i < tiles; ++i) {
    tile_regs_acquire();
    add_tiles(0, 1, i, i, 0);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
  }
  cb_push_back(16, tiles);
  cb_pop_front(0, tiles);
  cb_pop_front(1, tiles);
}
