// A compute kernel as they were written before 2026: doubles a tile with the deprecated hand-over of DST, several
// times. Compile-time: number of tiles.
#include "compute_kernel_api/eltwise_binary.h"

namespace NAMESPACE {
void MAIN {
  constexpr uint32_t tiles = get_compile_time_arg_val(0);
  binary_op_init_common(0, 0, 16);
  add_tiles_init(0, 0);
  for (uint32_t i = 0; i < tiles; ++i) {
    acquire_dst();
    cb_wait_front(0, 1);
    cb_reserve_back(16, 1);
    add_tiles(0, 0, 0, 0, 0);
    pack_tile(0, 16);
    cb_push_back(16, 1);
    cb_pop_front(0, 1);
    release_dst();
  }
}
}  // namespace NAMESPACE
