// Fills tiles of circular buffer 0 through a pointer: element (row, column) of tile i is 16-bit word i * 1024 + row *
// 32 + column. Runtime argument: number of tiles.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t tiles = get_arg_val<uint32_t>(0);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(0, 1);
    auto* tile = reinterpret_cast<volatile tt_l1_ptr uint16_t*>(get_write_ptr(0));
    for (uint32_t row = 0; row < 32; ++row) {
      for (uint32_t column = 0; column < 32; ++column) {
        const uint32_t face = row / 16 * 2 + column / 16;
        tile[face * 256 + row % 16 * 16 + column % 16] = static_cast<uint16_t>(i * 1024 + row * 32 + column);
      }
    }
    cb_push_back(0, 1);
  }
}
