// A tile of 0.1 without any input: what DST keeps of it depends on the formats of the kernel. Circular buffer 16.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/fill.h"

void kernel_main() {
  unary_op_init_common(0, 16);
  tile_regs_acquire();
  fill_tile_init();
  fill_tile(0, 0.1f);
  tile_regs_commit();
  cb_reserve_back(16, 1);
  tile_regs_wait();
  pack_tile(0, 16);
  tile_regs_release();
  cb_push_back(16, 1);
}
