// Reads tensors in DRAM in turn, a tile of each, into their circular buffers, until all are read.
// Runtime arguments: number of tensors; for each its address, its circular buffer and its number of tiles.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t tensors = get_arg_val<uint32_t>(0);
  uint32_t most = 0;
  for (uint32_t s = 0; s < tensors; ++s) {
    const uint32_t tiles = get_arg_val<uint32_t>(3 * s + 3);
    most = tiles > most ? tiles : most;
  }
  for (uint32_t i = 0; i < most; ++i) {
    for (uint32_t s = 0; s < tensors; ++s) {
      const uint32_t address = get_arg_val<uint32_t>(3 * s + 1), cb = get_arg_val<uint32_t>(3 * s + 2);
      if (i >= get_arg_val<uint32_t>(3 * s + 3)) continue;
      const InterleavedAddrGen<true> tensor = {.bank_base_address = address,
                                               .page_size = static_cast<uint32_t>(get_tile_size(cb))};
      cb_reserve_back(cb, 1);
      noc_async_read_tile(i, tensor, get_write_ptr(cb));
      noc_async_read_barrier();
      cb_push_back(cb, 1);
    }
  }
}
