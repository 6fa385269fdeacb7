// What the chips are: one table. Sources: facts of tt-metal at 2f3626c410 (2026-03-12): dev_mem_map.h,
// wh_hal_tensix.cpp, bh_hal_tensix.cpp, circular_buffer_constants.h, core_descriptors/*.yaml.
// Tested by tests/target/chip_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace tir2tt::target {

struct Chip {
  std::string_view name;        // "wormhole_b0"
  std::string_view product;     // whose grid this is: "n150"
  int64_t l1_bytes;             // size of one Tensix core's L1
  int64_t cb_base;              // first byte that a circular buffer may take
  int64_t cb_alignment;         // bytes; start of a CB (= DRAM alignment)
  int64_t noc_l1_alignment;     // bytes
  int64_t dram_read_alignment;  // bytes
  int max_circular_buffers;     // ids 0 … n-1
  int dram_banks;
  bool fp8_e4m3 = false;  // the unpacker and the packer know Fp8_e4m3
  int grid_x, grid_y;     // compute-with-storage grid
  double clock_ghz;
  double dram_gbytes_per_s;
  int cores() const { return grid_x * grid_y; }
  int64_t cb_bytes() const { return l1_bytes - cb_base; }
};

std::span<const Chip> chips();
/// nullptr when there is no such chip.
const Chip* find_chip(std::string_view name);

/// Tiles that DST holds for one acquire (half-sync unless `full_sync`). Source: LLK get_dest_max_tiles.
int dst_tiles(bool fp32_dest_acc, bool full_sync = false);

}  // namespace tir2tt::target
