// Every kind of argument: circular buffer and tiles by name, address and first tile by core, the last one common to
// all. Copies a row of tiles from one tensor to the same place of another.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t cb = get_named_compile_time_arg_val("buffer");
  constexpr uint32_t tiles = get_named_compile_time_arg_val("tiles");
  constexpr uint32_t words = get_named_compile_time_arg_val("a \"quoted\" name");
  static_assert(words == 7);
  const uint32_t from_address = get_common_arg_val<uint32_t>(0), to_address = get_common_arg_val<uint32_t>(1);
  const uint32_t row = get_arg_val<uint32_t>(0);
  constexpr auto from_args = TensorAccessorArgs<0>();
  constexpr auto to_args = TensorAccessorArgs<from_args.next_compile_time_args_offset()>();
  const auto from = TensorAccessor(from_args, from_address), to = TensorAccessor(to_args, to_address);
  const auto* arguments = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_arg_addr(0));
  const uint32_t buffer = get_write_ptr(cb);
  for (uint32_t i = 0; i < tiles; ++i) {
    noc_async_read_tile(arguments[0] * tiles + i, from, buffer);
    noc_async_read_barrier();
    noc_async_write_tile(row * tiles + i, to, buffer);
    noc_async_write_barrier();
  }
}
