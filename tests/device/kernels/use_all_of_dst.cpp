// Fills as much of DST as there is with tiles of circular buffer 0 and packs them, the last one first, to circular
// buffer 16. Runtime arguments: tiles that DST holds, how many times.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
  const uint32_t tiles = get_arg_val<uint32_t>(0), times = get_arg_val<uint32_t>(1);
  unary_op_init_common(0, 16);
  copy_tile_init(0);
  for (uint32_t i = 0; i < times; ++i) {
    cb_wait_front(0, tiles);
    tile_regs_acquire();
    for (uint32_t t = 0; t < tiles; ++t) copy_tile(0, t, t);
    tile_regs_commit();
    cb_pop_front(0, tiles);
    cb_reserve_back(16, tiles);
    tile_regs_wait();
    for (uint32_t t = tiles; t-- > 0;) pack_tile(t, 16);
    tile_regs_release();
    cb_push_back(16, tiles);
  }
}
