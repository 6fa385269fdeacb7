// A page of one circular buffer to the same place of another on another core, then one more in its semaphore.
// Arguments: NoC coordinates of that core, semaphore. At compile time: the two indices.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t x = get_arg_val<uint32_t>(0);
  const uint32_t y = get_arg_val<uint32_t>(1);
  const uint32_t semaphore = get_semaphore(get_arg_val<uint32_t>(2));
  constexpr uint32_t from = get_compile_time_arg_val(0);
  constexpr uint32_t to = get_compile_time_arg_val(1);
  cb_wait_front(from, 1);
  noc_async_write(get_read_ptr(from), get_noc_addr(x, y, get_write_ptr(to)), get_tile_size(from));
  noc_async_write_barrier();
  noc_semaphore_inc(get_noc_addr(x, y, semaphore), 1);
  noc_async_atomic_barrier();
  cb_pop_front(from, 1);
}
