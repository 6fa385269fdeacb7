// Converts tiles of circular buffer 0 to the format of circular buffer 16.
// Compile-time arguments: number of tiles, values of tt::DataFormat of both.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/typecast.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
  constexpr uint32_t tiles = get_compile_time_arg_val(0);
  constexpr uint32_t from = get_compile_time_arg_val(1), to = get_compile_time_arg_val(2);
  unary_op_init_common(0, 16);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_wait_front(0, 1);
    tile_regs_acquire();
    copy_tile(0, 0, 0);
    typecast_tile_init<from, to>();
    typecast_tile<from, to>(0);
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
