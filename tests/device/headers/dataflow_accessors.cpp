// roles: brisc ncrisc
// Tensor accessors of every kind that the compile-time arguments of headers_test.cc describe.
#include <array>

#include "api/tensor/tensor_accessor.h"

constexpr auto interleaved_args = TensorAccessorArgs<0>();
constexpr auto l1_args = TensorAccessorArgs<interleaved_args.next_compile_time_args_offset()>();
constexpr auto dram_args = TensorAccessorArgs<l1_args.next_compile_time_args_offset()>();
constexpr auto runtime_args = TensorAccessorArgs<dram_args.next_compile_time_args_offset(), 4>();
static_assert(!interleaved_args.is_sharded && interleaved_args.is_dram &&
              interleaved_args.num_compile_time_args() == 2);
static_assert(interleaved_args.get_aligned_page_size() == 2048 && interleaved_args.num_common_runtime_args() == 0);
static_assert(l1_args.is_sharded && !l1_args.is_dram && l1_args.get_rank() == 2 && l1_args.get_num_banks() == 3);
static_assert(l1_args.num_compile_time_args() == 10 && l1_args.next_compile_time_args_offset() == 12);
static_assert(dram_args.is_sharded && dram_args.is_dram && dram_args.num_compile_time_args() == 7);
static_assert(runtime_args.num_compile_time_args() == 2 && runtime_args.tensor_shape_crta_offset() == 6);

template <class Accessor>
void everything(const Accessor& s) {
  const uint32_t sum = s.get_aligned_page_size() + s.get_bank_base_address();
  const uint64_t at = s.get_noc_addr(3) + s.get_noc_addr(3, 16) + s.get_noc_addr(3, 16, noc_index) + get_noc_addr(3, s);
  noc_async_read_page(3, s, 0x20000);
  noc_async_write_tile(3, s, 0x20000);
  for (const auto& page : s.pages(1, 5)) noc_async_read(page.noc_addr(), 0x20000 + page.page_id() * 64, 64);
}

template <class Accessor>
void everything_of_shards(const Accessor& s) {
  everything(s);
  const uint64_t at = s.get_shard_noc_addr(1) + s.get_shard_noc_addr(1, 16, noc_index);
  const bool here = s.is_local_page(3) || s.is_local_shard(1) || s.is_local_addr(at) || s.is_local_bank(1, 2);
  const uint32_t sum = s.dspec().rank() + s.dspec().num_banks() + s.dspec().tensor_shape()[0] +
                       s.dspec().shard_shape()[0] + s.dspec().tensor_volume() + s.dspec().shard_volume() +
                       s.get_bank_and_offset(3).bank_page_offset;
  noc_async_read_shard(1, s, 0x20000);
  noc_async_read_shard(1, s, 0x20000, noc_index);
  noc_async_write_shard(1, s, 0x20000);
  for (auto page : s.pages()) noc_async_read(page.noc_addr(), 0x20000, 64);
  auto pages = s.shard_pages(1);
  for (auto page = pages.begin(); page != pages.end(); ++page) noc_async_write(0x20000, page->noc_addr(), 64);
  for (const auto& page : s.shard_pages(1, 2, 4)) noc_async_read(page.noc_addr(), 0x20000, 64);
}

void kernel_main() {
  everything(TensorAccessor(interleaved_args, 0x1000));
  everything(TensorAccessor(interleaved_args, get_arg_val<uint32_t>(0), 1088));
  const auto sharded = TensorAccessor(l1_args, 0x1000);
  everything_of_shards(sharded);
  const uint64_t at = sharded.get_noc_addr(std::array<uint32_t, 2>{1, 2}, 0);
  everything_of_shards(TensorAccessor(dram_args, 0x1000, 64));
  everything_of_shards(TensorAccessor(runtime_args, 0x1000));
  everything_of_shards(TensorAccessor(TensorAccessorArgs<dram_args.next_compile_time_args_offset()>(4), 0x1000));
}
