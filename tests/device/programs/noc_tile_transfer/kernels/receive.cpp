// Waits until another core has written a page of a circular buffer, and pushes it. Argument: semaphore. At compile
// time: unused, index.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  auto* semaphore = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(get_arg_val<uint32_t>(0)));
  constexpr uint32_t cb = get_compile_time_arg_val(1);
  cb_reserve_back(cb, 1);
  noc_semaphore_wait(semaphore, 1);
  cb_push_back(cb, 1);
}
