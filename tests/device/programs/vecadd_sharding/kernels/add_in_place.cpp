// c = a + b on what lies in circular buffers already: nobody pushes, so nothing is waited for. Argument: number of
// tiles. At compile time: indices of a, b and c.
#include "api/compute/eltwise_binary.h"

void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  constexpr uint32_t a = get_compile_time_arg_val(0);
  constexpr uint32_t b = get_compile_time_arg_val(1);
  constexpr uint32_t c = get_compile_time_arg_val(2);
  binary_op_init_common(a, b, c);
  add_tiles_init(a, b);
  for (uint32_t i = 0; i < count; ++i) {
    tile_regs_acquire();
    add_tiles(a, b, i, i, 0);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile<true>(0, c, i);
    tile_regs_release();
  }
}
