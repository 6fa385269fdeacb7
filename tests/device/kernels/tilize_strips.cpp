// Row-major strips of circular buffer 0 into tiles of circular buffer 16. The last two strips come together and the
// second of them is tiled first, by its index. Runtime argument: number of strips, at least 2. Compile-time: tiles
// across.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tilize.h"

void kernel_main() {
  const uint32_t strips = get_arg_val<uint32_t>(0);
  constexpr uint32_t tiles = get_compile_time_arg_val(0);
  compute_kernel_hw_startup(0, 16);
  tilize_init(0, tiles, 16);
  for (uint32_t i = 0; i + 2 < strips; ++i) {
    cb_wait_front(0, tiles);
    cb_reserve_back(16, tiles);
    tilize_block(0, tiles, 16);
    cb_push_back(16, tiles);
    cb_pop_front(0, tiles);
  }
  cb_wait_front(0, 2 * tiles);
  cb_reserve_back(16, 2 * tiles);
  tilize_block(0, tiles, 16, tiles, tiles);
  tilize_block(0, tiles, 16, 0, 0);
  cb_push_back(16, 2 * tiles);
  cb_pop_front(0, 2 * tiles);
  tilize_uninit(0, 16);
}
