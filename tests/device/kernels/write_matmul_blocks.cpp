// Writes a core's block of C, which comes subblock by subblock.
// Runtime arguments: address of C, first row of tiles and first column of tiles of the core.
// Compile-time arguments: columns of C, subblocks downwards and across, their height and width; C.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const uint32_t address = get_arg_val<uint32_t>(0);
  const uint32_t first_row = get_arg_val<uint32_t>(1), first_column = get_arg_val<uint32_t>(2);
  constexpr uint32_t N = get_compile_time_arg_val(0);
  constexpr uint32_t down = get_compile_time_arg_val(1), across = get_compile_time_arg_val(2);
  constexpr uint32_t height = get_compile_time_arg_val(3), width = get_compile_time_arg_val(4);
  constexpr uint32_t cb_c = 16;
  constexpr auto args = TensorAccessorArgs<5>();
  const auto c = TensorAccessor(args, address, get_tile_size(cb_c));

  for (uint32_t d = 0; d < down; ++d) {
    for (uint32_t s = 0; s < across; ++s) {
      cb_wait_front(cb_c, height * width);
      uint32_t from = get_read_ptr(cb_c);
      for (uint32_t h = 0; h < height; ++h) {
        for (uint32_t w = 0; w < width; ++w) {
          noc_async_write_tile((first_row + d * height + h) * N + first_column + s * width + w, c, from);
          from += get_tile_size(cb_c);
        }
      }
      noc_async_write_barrier();
      cb_pop_front(cb_c, height * width);
    }
  }
}
