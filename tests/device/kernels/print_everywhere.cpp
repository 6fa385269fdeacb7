// Each role of a compute kernel prints; so does a loop of all of them.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"
#include "api/debug/dprint.h"

void kernel_main() {
  DPRINT_UNPACK(DPRINT << "unpack of CB " << 0 << ENDL());
  DPRINT_MATH(DPRINT << SETPRECISION(3) << "math: " << 0.125f << ENDL());
  DPRINT_PACK(DPRINT << "pack: " << HEX() << 255u << ENDL());
  unary_op_init_common(0, 16);
  cb_wait_front(0, 1);
  tile_regs_acquire();
  copy_tile(0, 0, 0);
  tile_regs_commit();
  cb_pop_front(0, 1);
  cb_reserve_back(16, 1);
  tile_regs_wait();
  pack_tile(0, 16);
  tile_regs_release();
  cb_push_back(16, 1);
  DPRINT << "done";
}
