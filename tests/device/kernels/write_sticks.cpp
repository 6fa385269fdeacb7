// Writes strips of 32 rows from circular buffers 16, 17 and 18 in turn, each to its own row-major tensor, a page a row.
// Runtime arguments: number of strips, number of tensors, their addresses. Compile-time: bytes of a row, tiles across.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t strips = get_arg_val<uint32_t>(0), tensors = get_arg_val<uint32_t>(1);
  constexpr uint32_t row_bytes = get_compile_time_arg_val(0), tiles = get_compile_time_arg_val(1);
  for (uint32_t strip = 0; strip < strips; ++strip) {
    for (uint32_t t = 0; t < tensors; ++t) {
      const uint32_t cb = 16 + t;
      const InterleavedAddrGen<true> rows = {.bank_base_address = get_arg_val<uint32_t>(2 + t), .page_size = row_bytes};
      cb_wait_front(cb, tiles);
      uint32_t from = get_read_ptr(cb);
      for (uint32_t row = 0; row < 32; ++row) {
        noc_async_write(from, get_noc_addr(strip * 32 + row, rows), row_bytes);
        from += row_bytes;
      }
      noc_async_write_barrier();
      cb_pop_front(cb, tiles);
    }
  }
}
