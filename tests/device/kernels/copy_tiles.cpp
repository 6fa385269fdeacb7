// Copies tiles from circular buffer 0 to 16 through DST. Compile-time argument: number of tiles.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
  constexpr uint32_t count = get_compile_time_arg_val(0);
  unary_op_init_common(0, 16);
  copy_tile_init(0);
  for (uint32_t i = 0; i < count; ++i) {
    tile_regs_acquire();
    cb_wait_front(0, 1);
    copy_tile(0, 0, 0);
    cb_pop_front(0, 1);
    tile_regs_commit();
    tile_regs_wait();
    cb_reserve_back(16, 1);
    pack_tile(0, 16);
    cb_push_back(16, 1);
    tile_regs_release();
  }
}
