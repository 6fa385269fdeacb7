// Tiles [first, first + count) of c, from circular buffer 16 to DRAM.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), first = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  constexpr uint32_t cb_c = tt::CBIndex::c_16;
  constexpr auto args = TensorAccessorArgs<0>();
  const auto c = TensorAccessor(args, address, get_tile_size(cb_c));
  for (uint32_t i = first; i < first + count; ++i) {
    cb_wait_front(cb_c, 1);
    noc_async_write_tile(i, c, get_read_ptr(cb_c));
    noc_async_write_barrier();
    cb_pop_front(cb_c, 1);
  }
}
