#include "target/chip.h"

namespace tir2tt::target {
namespace {

constexpr int64_t kKiB = 1024;

// One line per chip. The CB base is what the runtime's default build reserves (kernel configuration ring included); it
// moves with device-open parameters, which is what --l1-reserve is for.
constexpr Chip kChips[] = {
    {.name = "wormhole_b0",
     .product = "n150",
     .l1_bytes = 1464 * kKiB,
     .cb_base = 103'712,
     .cb_alignment = 32,
     .noc_l1_alignment = 16,
     .dram_read_alignment = 32,
     .max_circular_buffers = 32,
     .dram_banks = 12,
     .grid_x = 8,
     .grid_y = 8,
     .clock_ghz = 1.0,
     .dram_gbytes_per_s = 288},
    {.name = "blackhole",
     .product = "p150a",
     .l1_bytes = 1536 * kKiB,
     .cb_base = 111'104,
     .cb_alignment = 64,
     .noc_l1_alignment = 16,
     .dram_read_alignment = 64,
     .max_circular_buffers = 64,
     .dram_banks = 8,
     .fp8_e4m3 = true,
     .grid_x = 13,
     .grid_y = 10,
     .clock_ghz = 1.35,
     .dram_gbytes_per_s = 512},
};

constexpr int kDstTilesOf16Bit = 16;  // tiles that the whole of DST holds at 16 bits

}  // namespace

std::span<const Chip> chips() { return kChips; }

const Chip* find_chip(std::string_view name) {
  for (const Chip& chip : kChips) {
    if (chip.name == name) return &chip;
  }
  return nullptr;
}

int dst_tiles(bool fp32_dest_acc, bool full_sync) {
  const int halves = full_sync ? 1 : 2;  // half-sync: math fills one half while pack empties the other
  const int widths = fp32_dest_acc ? 2 : 1;
  return kDstTilesOf16Bit / (halves * widths);
}

}  // namespace tir2tt::target
