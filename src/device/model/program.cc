#include "device/model/program.h"

#include <algorithm>

namespace tir2tt::device {
namespace {

constexpr uint64_t kDramBase = 0x20;  // address 0 stays free: a null pointer is no tensor

uint64_t round_up(uint64_t value, uint64_t to) { return (value + to - 1) / to * to; }

/// Pages of the fullest bank (DRAM) or core (L1): several shards of one follow each other.
uint64_t most_shard_pages(const Tensor& tensor) {
  std::map<std::pair<CoreCoord, int>, uint64_t> pages;
  uint64_t most = 0;
  for (const Shard& shard : tensor.shards) {
    const bool l1 = tensor.memory == Memory::L1;
    uint64_t& sum = pages[{l1 ? shard.core : CoreCoord{}, l1 ? 0 : shard.bank}];
    most = std::max(most, sum += shard.pages.size());
  }
  return most;
}

/// Columns of worker cores on the NoC, and the first row: Wormhole's are translated to (18, 18) and on; Blackhole's
/// columns 8 and 9 hold no workers (facts: blackhole_140_arch.yaml).
struct Workers {
  int first_x, first_y, before_gap, gap;
};
Workers workers(const target::Chip& chip) {
  return chip.name == "blackhole" ? Workers{1, 2, 7, 2} : Workers{18, 18, 1 << 20, 0};
}

uint32_t dram_address(const Program& program) {
  uint64_t end = round_up(kDramBase, static_cast<uint64_t>(program.chip->dram_read_alignment));
  for (const Tensor& t : program.tensors) {
    if (t.memory == Memory::Dram && t.address) end = std::max(end, *t.address + bank_bytes(*program.chip, t));
  }
  return static_cast<uint32_t>(round_up(end, static_cast<uint64_t>(program.chip->dram_read_alignment)));
}

uint32_t l1_address(const Program& program, const Tensor& tensor) {
  uint64_t begin = static_cast<uint64_t>(program.chip->l1_bytes);
  for (const Tensor& t : program.tensors) {
    if (t.memory == Memory::L1 && t.address) begin = std::min<uint64_t>(begin, *t.address);
  }
  const uint64_t bytes =
      round_up(bank_bytes(*program.chip, tensor), static_cast<uint64_t>(program.chip->dram_read_alignment));
  return bytes > begin
             ? 0
             : static_cast<uint32_t>((begin - bytes) / static_cast<uint64_t>(program.chip->dram_read_alignment) *
                                     static_cast<uint64_t>(program.chip->dram_read_alignment));
}

}  // namespace

bool contains(const CoreRanges& ranges, CoreCoord core) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const CoreRange& r) { return r.contains(core); });
}

size_t core_index(const target::Chip& chip, CoreCoord core) {
  return static_cast<size_t>(core.y) * static_cast<size_t>(chip.grid_x) + static_cast<size_t>(core.x);
}

std::vector<CoreCoord> cores_of(const CoreRanges& ranges) {
  std::vector<CoreCoord> cores;
  for (const CoreRange& r : ranges) {
    for (int y = r.first.y; y <= r.last.y; ++y) {
      for (int x = r.first.x; x <= r.last.x; ++x) cores.push_back({x, y});
    }
  }
  const auto by_rows = [](CoreCoord a, CoreCoord b) { return std::pair(a.y, a.x) < std::pair(b.y, b.x); };
  std::sort(cores.begin(), cores.end(), by_rows);
  cores.erase(std::unique(cores.begin(), cores.end()), cores.end());
  return cores;
}

uint32_t page_stride(const target::Chip& chip, const Tensor& tensor) {
  const int64_t alignment = tensor.memory == Memory::Dram ? chip.dram_read_alignment : chip.noc_l1_alignment;
  return static_cast<uint32_t>(round_up(tensor.page_bytes, static_cast<uint64_t>(alignment)));
}

uint64_t bank_bytes(const target::Chip& chip, const Tensor& tensor) {
  const int banks = tensor.memory == Memory::Dram ? chip.dram_banks : chip.cores();
  const uint64_t rows =
      tensor.shards.empty()
          ? round_up(static_cast<uint64_t>(tensor.pages()), static_cast<uint64_t>(banks)) / static_cast<uint64_t>(banks)
          : most_shard_pages(tensor);
  return rows * page_stride(chip, tensor);
}

uint32_t add_tensor(Program& program, Tensor tensor) {
  if (!tensor.address)
    tensor.address = tensor.memory == Memory::Dram ? dram_address(program) : l1_address(program, tensor);
  program.tensors.push_back(std::move(tensor));
  return *program.tensors.back().address;
}

std::vector<uint32_t> place_circular_buffers(const Program& program) {
  std::vector<uint32_t> addresses;
  // End of what is taken, per core; a circular buffer starts at the highest of its cores.
  std::map<CoreCoord, uint64_t> end;
  for (const CircularBuffer& cb : program.circular_buffers) {
    if (cb.tensor) {
      addresses.push_back(program.tensors[*cb.tensor].address.value_or(0) + cb.address_offset);
      continue;
    }
    uint64_t address = static_cast<uint64_t>(program.chip->cb_base);
    const std::vector<CoreCoord> cores = cores_of(cb.cores);
    for (const CoreCoord core : cores) {
      const auto it = end.find(core);
      if (it != end.end()) address = std::max(address, it->second);
    }
    address = round_up(address, static_cast<uint64_t>(program.chip->cb_alignment));
    for (const CoreCoord core : cores) end[core] = address + cb.total_bytes;
    addresses.push_back(static_cast<uint32_t>(address));
  }
  return addresses;
}

CoreCoord noc_coordinates(const target::Chip& chip, CoreCoord logical) {
  const Workers w = workers(chip);
  return {logical.x + w.first_x + (logical.x >= w.before_gap ? w.gap : 0), logical.y + w.first_y};
}

std::optional<CoreCoord> logical_core(const target::Chip& chip, uint32_t noc_x, uint32_t noc_y) {
  const Workers w = workers(chip);
  CoreCoord core{static_cast<int>(noc_x) - w.first_x, static_cast<int>(noc_y) - w.first_y};
  if (core.x >= w.before_gap && core.x < w.before_gap + w.gap) return std::nullopt;
  if (core.x >= w.before_gap) core.x -= w.gap;
  if (core.x < 0 || core.y < 0 || core.x >= chip.grid_x || core.y >= chip.grid_y) return std::nullopt;
  return core;
}

CoreCoord bank_coordinates(int bank) { return {bank, 0}; }

}  // namespace tir2tt::device
