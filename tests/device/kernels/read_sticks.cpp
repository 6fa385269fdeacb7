// Reads rows of a row-major tensor, a page each, into a circular buffer, 32 at a time: a strip of tiles that are not
// tiled yet. Runtime arguments: address, number of strips. Compile-time: bytes of a row, tiles across; the tensor.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0), strips = get_arg_val<uint32_t>(1);
  constexpr uint32_t row_bytes = get_compile_time_arg_val(0), tiles = get_compile_time_arg_val(1);
  constexpr auto args = TensorAccessorArgs<2>();
  const auto rows = TensorAccessor(args, address, row_bytes);
  for (uint32_t strip = 0; strip < strips; ++strip) {
    cb_reserve_back(0, tiles);
    uint32_t to = get_write_ptr(0);
    for (uint32_t row = 0; row < 32; ++row) {
      noc_async_read_page(strip * 32 + row, rows, to);
      to += row_bytes;
    }
    noc_async_read_barrier();
    cb_push_back(0, tiles);
  }
}
