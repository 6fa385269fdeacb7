// Tiles of a product: each the sum of `inner` products of tiles, kept in DST. Arguments: number of tiles, inner.
#include "api/compute/matmul.h"

void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  const uint32_t inner = get_arg_val<uint32_t>(1);
  mm_init(0, 1, 16);
  for (uint32_t tile = 0; tile < count; ++tile) {
    tile_regs_acquire();
    for (uint32_t k = 0; k < inner; ++k) {
      cb_wait_front(0, 1);
      cb_wait_front(1, 1);
      matmul_tiles(0, 1, 0, 0, 0);
      cb_pop_front(0, 1);
      cb_pop_front(1, 1);
    }
    tile_regs_commit();
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
