// roles: brisc ncrisc
// clang-format off: what stands behind a call is what it becomes
// There are 12 banks in DRAM and 10 in L1; bank b is node (b, 0) in DRAM and (b, 1) in L1. This core is (7, 8).
#include "experimental/core_local_mem.h"
#include "experimental/tensor.h"

void show(uint64_t address) { noc_async_read(address, 0, 0); }

void kernel_main() {
  show(get_noc_addr(0x40));
  //= Read 7,8+0x40
  show(get_noc_addr_from_bank_id<true>(11, 0x40));
  //= Read 11,0+0x40
  show(get_noc_addr(13, InterleavedAddrGen<true>{.bank_base_address = 0x1000, .page_size = 100}));
  //= Read 1,0+0x1080
  show(get_noc_addr(13, InterleavedAddrGen<false>{.bank_base_address = 0x1000, .page_size = 100}));
  //= Read 3,1+0x1070
  const InterleavedAddrGenFast<true> s = {
      .bank_base_address = 0x1000, .page_size = 5, .data_format = DataFormat::Bfp8_b};
  show(get_noc_addr(25, s, 16));
  //= Read 1,0+0x1890
  show(get_noc_addr(13, InterleavedPow2AddrGen<true>{.bank_base_address = 0, .log_base_2_of_page_size = 4}));
  //= Read 1,0+0x20
  show(get_dram_noc_addr(13, 2048, 0x1000, 64));
  //= Read 1,0+0x1840
  show(get_l1_noc_addr(13, 2048, 0x1000));
  //= Read 3,1+0x1800

  const auto interleaved = TensorAccessor(TensorAccessorArgs<0>(), 0x1000);
  noc_async_read_page(13, interleaved, 0x30000);
  //= Read 1,0+0x1800 local 0x30000 bytes 2048
  noc_async_write_page(13, interleaved, 0x30000, 64, 32);
  //= Write 1,0+0x1820 local 0x30000 bytes 64
  for (const auto& page : interleaved.pages(11, 13)) show(page.noc_addr() + page.page_id());
  //= Read 11,0+0x100B
  //= Read 0,0+0x180C

  // 4x6 pages of 1 KiB in shards of 2x3 on the cores (2,3), (1,2), (4,4): page 23 is the last of shard 3.
  const auto sharded = TensorAccessor(TensorAccessorArgs<2>(), 0x1000);
  show(sharded.get_noc_addr(0));  //= Read 2,3+0x1000
  show(sharded.get_noc_addr(4));  //= Read 1,2+0x1400
  show(sharded.get_noc_addr(23));  //= Read 2,3+0x3C00
  noc_async_read_shard(2, sharded, 0x30000);
  //= Read 4,4+0x1000 local 0x30000 bytes 6144
  for (const auto& page : sharded.shard_pages(1, 2, 4)) show(page.noc_addr() + page.page_id());
  //= Read 1,2+0x1805
  //= Read 1,2+0x1C09
  for (const auto& page : sharded.pages(22)) show(page.noc_addr());
  //= Read 2,3+0x3800
  //= Read 2,3+0x3C00

  // 10 pages of 512 bytes in shards of 3 in the DRAM banks 0 and 1: shard 3 has one page of the tensor.
  const auto dram = TensorAccessor(TensorAccessorArgs<12>(), 0x1000);
  for (const auto& page : dram.shard_pages(3)) show(page.noc_addr() + page.page_id());
  //= Read 1,0+0x1609
  show(dram.get_noc_addr(10));
  //= assertion: TensorAccessor: a page number beyond the tensor
  //= Read 0,0+0x1000

  // The same with everything in the common runtime arguments 4…
  const auto runtime = TensorAccessor(TensorAccessorArgs<19>(4), 0x1000);
  for (const auto& page : runtime.shard_pages(3)) show(page.noc_addr() + page.page_id());
  //= Read 1,0+0x1309

  experimental::Noc noc;
  experimental::CoreLocalMem<uint32_t> memory(0x30000);
  noc.async_read(interleaved, memory, 64, {.page_id = 13, .offset_bytes = 32}, {.offset_bytes = 4});
  //= Read 1,0+0x1820 local 0x30004 bytes 64
  noc.async_write(memory, ShardView(sharded), 64, {}, {.shard_id = 3});
  //= Write 2,3+0x2800 local 0x30000 bytes 64
}
