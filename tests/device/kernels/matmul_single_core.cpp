// C = A B, a tile of C after the other, with its sum over k in DST. Circular buffers 0 (A), 1 (B), 16 (C).
// Runtime arguments: number of tiles of C, K, 1 where each tile of B is to be transposed.
#include "api/compute/matmul.h"

void kernel_main() {
  const uint32_t tiles = get_arg_val<uint32_t>(0), K = get_arg_val<uint32_t>(1);
  const uint32_t transpose = get_arg_val<uint32_t>(2);
  mm_init(0, 1, 16, transpose);
  for (uint32_t i = 0; i < tiles; ++i) {
    tile_regs_acquire();
    for (uint32_t k = 0; k < K; ++k) {
      cb_wait_front(0, 1);
      cb_wait_front(1, 1);
      matmul_tiles(0, 1, 0, 0, 0);
      cb_pop_front(0, 1);
      cb_pop_front(1, 1);
    }
    tile_regs_commit();
    tile_regs_wait();
    cb_reserve_back(16, 1);
    pack_tile(0, 16);
    cb_push_back(16, 1);
    tile_regs_release();
  }
}
