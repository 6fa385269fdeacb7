// sum = a + b, tile by tile; the indices of the circular buffers are named arguments. Argument: number of tiles.
#include "api/compute/eltwise_binary.h"

void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  constexpr uint32_t a = get_named_compile_time_arg_val("a");
  constexpr uint32_t b = get_named_compile_time_arg_val("b");
  constexpr uint32_t sum = get_named_compile_time_arg_val("sum");
  binary_op_init_common(a, b, sum);
  add_tiles_init(a, b);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(a, 1);
    cb_wait_front(b, 1);
    cb_reserve_back(sum, 1);
    tile_regs_acquire();
    add_tiles(a, b, 0, 0, 0);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile(0, sum);
    tile_regs_release();
    cb_push_back(sum, 1);
    cb_pop_front(a, 1);
    cb_pop_front(b, 1);
  }
}
