// C = A B for the core's rows x columns, the accumulators in DST over all k: `high` rows of tiles at a time.
// Compile-time arguments: rows, columns, k in tiles, high.
#include "api/compute/matmul.h"

void kernel_main() {
  constexpr uint32_t rows = get_compile_time_arg_val(0), columns = get_compile_time_arg_val(1);
  constexpr uint32_t k_tiles = get_compile_time_arg_val(2), high = get_compile_time_arg_val(3);
  constexpr uint32_t cb_a = 0, cb_b = 1, cb_c = 16;
  mm_block_init(cb_a, cb_b, cb_c, 0, columns, high, k_tiles);
  cb_wait_front(cb_a, rows * k_tiles);
  cb_wait_front(cb_b, columns * k_tiles);
  for (uint32_t m = 0; m < rows; m += high) {
    tile_regs_acquire();
    for (uint32_t k = 0; k < k_tiles; ++k) {
      matmul_block(cb_a, cb_b, m * k_tiles + k, k * columns, 0, 0, columns, high, k_tiles);
    }
    tile_regs_commit();
    cb_reserve_back(cb_c, high * columns);
    tile_regs_wait();
    pack_tile_block(0, cb_c, high * columns);
    tile_regs_release();
    cb_push_back(cb_c, high * columns);
  }
  cb_pop_front(cb_a, rows * k_tiles);
  cb_pop_front(cb_b, columns * k_tiles);
}
