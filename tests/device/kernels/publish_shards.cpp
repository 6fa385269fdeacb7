// The shards of a core are in its circular buffers already: says so to the compute kernel. Compile-time: pages of each.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t pages = get_compile_time_arg_val(0);
  for (uint32_t cb = 0; cb < 2; ++cb) {
    cb_reserve_back(cb, pages);
    cb_push_back(cb, pages);
  }
}
