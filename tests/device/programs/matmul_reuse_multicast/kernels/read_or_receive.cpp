// Blocks of two factors into circular buffers 0 and 1: read from DRAM and multicast (SENDS_A, SENDS_B), or received.
// The pages have the same addresses on all cores, since all push the same. Arguments: addresses of a and b, first row
// of a, first column of b, columns of a and of b; for a and for b: rectangle of the receivers, how many they are, who
// sends. At compile time: the tensors; rows and columns of a block of the product, inner tiles of a step, steps; for a
// and for b: semaphore of receivers that are ready, semaphore of a block that has arrived.
#include "api/dataflow/dataflow_api.h"

template <typename Matrix>
void read_block(const Matrix& matrix, uint32_t matrix_columns, uint32_t top, uint32_t left, uint32_t rows,
                uint32_t columns, uint32_t target) {
  for (uint32_t row = top; row < top + rows; ++row) {
    for (uint32_t column = left; column < left + columns; ++column) {
      noc_async_read_page(row * matrix_columns + column, matrix, target);
      target += matrix.get_aligned_page_size();
    }
  }
  noc_async_read_barrier();
}

/// The handshake of one factor; its arguments start at `first`.
struct Channel {
  uint32_t ready, arrived, first;

  volatile tt_l1_ptr uint32_t* word(uint32_t semaphore) const {
    return reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(semaphore));
  }
  uint64_t receivers(uint32_t address) const {
    return get_noc_multicast_addr(get_arg_val<uint32_t>(first), get_arg_val<uint32_t>(first + 1),
                                  get_arg_val<uint32_t>(first + 2), get_arg_val<uint32_t>(first + 3), address);
  }
  void send(uint32_t block, uint32_t bytes) const {
    const uint32_t count = get_arg_val<uint32_t>(first + 4);
    noc_semaphore_wait(word(ready), count);
    noc_semaphore_set(word(ready), 0);
    noc_async_write_multicast(block, receivers(block), bytes, count);
    noc_async_writes_flushed();
    noc_semaphore_set(word(arrived), VALID);
    noc_semaphore_set_multicast(get_semaphore(arrived), receivers(get_semaphore(arrived)), count);
  }
  void receive() const {
    noc_semaphore_set(word(arrived), INVALID);
    noc_semaphore_inc(
        get_noc_addr(get_arg_val<uint32_t>(first + 5), get_arg_val<uint32_t>(first + 6), get_semaphore(ready)), 1);
    noc_semaphore_wait(word(arrived), VALID);
  }
};

void kernel_main() {
  constexpr auto a_args = TensorAccessorArgs<0>();
  constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
  constexpr uint32_t next = b_args.next_compile_time_args_offset();
  constexpr uint32_t rows = get_compile_time_arg_val(next);
  constexpr uint32_t columns = get_compile_time_arg_val(next + 1);
  constexpr uint32_t inner = get_compile_time_arg_val(next + 2);
  constexpr uint32_t steps = get_compile_time_arg_val(next + 3);
  const Channel a_channel = {get_compile_time_arg_val(next + 4), get_compile_time_arg_val(next + 5), 6};
  const Channel b_channel = {get_compile_time_arg_val(next + 6), get_compile_time_arg_val(next + 7), 13};
  const auto a = TensorAccessor(a_args, get_arg_val<uint32_t>(0));
  const auto b = TensorAccessor(b_args, get_arg_val<uint32_t>(1));
  const uint32_t top = get_arg_val<uint32_t>(2);
  const uint32_t left = get_arg_val<uint32_t>(3);
  for (uint32_t step = 0; step < steps; ++step) {
    cb_reserve_back(0, rows * inner);
#if SENDS_A
    read_block(a, get_arg_val<uint32_t>(4), top, step * inner, rows, inner, get_write_ptr(0));
    a_channel.send(get_write_ptr(0), rows * inner * a.get_aligned_page_size());
#else
    a_channel.receive();
#endif
    cb_push_back(0, rows * inner);

    cb_reserve_back(1, columns * inner);
#if SENDS_B
    read_block(b, get_arg_val<uint32_t>(5), step * inner, left, inner, columns, get_write_ptr(1));
    b_channel.send(get_write_ptr(1), columns * inner * b.get_aligned_page_size());
#else
    b_channel.receive();
#endif
    cb_push_back(1, columns * inner);
  }
  noc_async_write_barrier();
  noc_async_atomic_barrier();
}
