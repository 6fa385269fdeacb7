// Operations on tiles smaller than 32x32. Circular buffers 0 and 1: tiles a and b of one shape; 16: a + b, a + row 0 of
// b, a - column 0 of b, a * element 0 of b, all of that shape; 17: a transposed.
#include "api/compute/bcast.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/transpose_wh.h"

void emit(uint32_t cb) {
  tile_regs_commit();
  cb_reserve_back(cb, 1);
  tile_regs_wait();
  pack_tile(0, cb);
  tile_regs_release();
  cb_push_back(cb, 1);
}

void kernel_main() {
  binary_op_init_common(0, 1, 16);
  cb_wait_front(0, 1);
  cb_wait_front(1, 1);
  add_tiles_init(0, 1);
  tile_regs_acquire();
  add_tiles(0, 1, 0, 0, 0);
  emit(16);
  add_bcast_rows_init_short(0, 1);
  tile_regs_acquire();
  add_tiles_bcast_rows(0, 1, 0, 0, 0);
  emit(16);
  sub_bcast_cols_init_short(0, 1);
  tile_regs_acquire();
  sub_tiles_bcast_cols(0, 1, 0, 0, 0);
  emit(16);
  mul_tiles_bcast_scalar_init_short(0, 1);
  tile_regs_acquire();
  mul_tiles_bcast_scalar(0, 1, 0, 0, 0);
  emit(16);
  transpose_wh_init_short(0);
  tile_regs_acquire();
  transpose_wh_tile(0, 0, 0);
  emit(17);
  cb_pop_front(0, 1);
  cb_pop_front(1, 1);
}
