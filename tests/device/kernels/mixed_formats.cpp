// Operands and results of four formats in one kernel: circular buffers 0 (Bfp8_b) + 1 (Float16_b) -> 2 (Float32, made
// here), 2 * 1 -> 16 (Bfp4_b), a copy of 2 -> 17 (Float32). Runtime argument: number of tiles.
#include "api/compute/eltwise_binary.h"
#include "api/compute/tile_move_copy.h"

void emit(uint32_t cb) {
  tile_regs_commit();
  cb_reserve_back(cb, 1);
  tile_regs_wait();
  pack_tile(0, cb);
  tile_regs_release();
  cb_push_back(cb, 1);
}

void kernel_main() {
  const uint32_t tiles = get_arg_val<uint32_t>(0);
  binary_op_init_common(0, 1, 2);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    add_tiles_init(0, 1);
    tile_regs_acquire();
    add_tiles(0, 1, 0, 0, 0);
    emit(2);
    cb_pop_front(0, 1);

    cb_wait_front(2, 1);
    reconfig_data_format_srca(0, 2);
    pack_reconfig_data_format(2, 16);
    mul_tiles_init(2, 1);
    tile_regs_acquire();
    mul_tiles(2, 1, 0, 0, 0);
    emit(16);

    pack_reconfig_data_format(17);
    copy_tile_to_dst_init_short(2);
    tile_regs_acquire();
    copy_tile(2, 0, 0);
    emit(17);
    cb_pop_front(2, 1);
    cb_pop_front(1, 1);

    reconfig_data_format_srca(2, 0);
    pack_reconfig_data_format(17, 2);
  }
}
