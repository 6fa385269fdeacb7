// A block of a product: parts of it in DST, over blocks of the inner dimension. Unfinished parts wait in circular
// buffer 24, which shares its memory with the output, 16. At compile time: rows and columns of the block, inner tiles
// of a step, steps, rows and columns of a part.
#include "api/compute/matmul.h"
#include "api/compute/tile_move_copy.h"

constexpr uint32_t rows = get_compile_time_arg_val(0);
constexpr uint32_t columns = get_compile_time_arg_val(1);
constexpr uint32_t inner = get_compile_time_arg_val(2);
constexpr uint32_t steps = get_compile_time_arg_val(3);
constexpr uint32_t part_rows = get_compile_time_arg_val(4);
constexpr uint32_t part_columns = get_compile_time_arg_val(5);
constexpr uint32_t part_tiles = part_rows * part_columns;

void load_unfinished() {
  copy_tile_to_dst_init_short(24);
  cb_wait_front(24, part_tiles);
  for (uint32_t i = 0; i < part_tiles; ++i) copy_tile(24, i, i);
  cb_pop_front(24, part_tiles);
  mm_init_short(0, 1);
}

void multiply_part(uint32_t top, uint32_t left) {
  for (uint32_t i = 0; i < part_tiles; ++i) {
    const uint32_t row = top + i / part_columns;
    const uint32_t column = left + i % part_columns;
    for (uint32_t k = 0; k < inner; ++k) matmul_tiles(0, 1, row * inner + k, k * columns + column, i);
  }
}

void pack_part(uint32_t cb) {
  cb_reserve_back(cb, part_tiles);
  tile_regs_wait();
  for (uint32_t i = 0; i < part_tiles; ++i) pack_tile(i, cb);
  tile_regs_release();
  cb_push_back(cb, part_tiles);
}

void kernel_main() {
  mm_init(0, 1, 16);
  for (uint32_t step = 0; step < steps; ++step) {
    cb_wait_front(0, rows * inner);
    cb_wait_front(1, columns * inner);
    for (uint32_t top = 0; top < rows; top += part_rows) {
      for (uint32_t left = 0; left < columns; left += part_columns) {
        tile_regs_acquire();
        if (step > 0) load_unfinished();
        multiply_part(top, left);
        tile_regs_commit();
        pack_part(step + 1 == steps ? 16 : 24);
      }
    }
    cb_pop_front(0, rows * inner);
    cb_pop_front(1, columns * inner);
  }
}
