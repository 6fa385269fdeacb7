#include "device/grid/memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <string_view>

// Addresses are numbers here: where L1 lies is what this file decides.
// NOLINTBEGIN(performance-no-int-to-ptr)

namespace tir2tt::device {
namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr uint64_t kEnd = 0x7fff8000;  // where the sanitizer's shadow begins
#else
constexpr uint64_t kEnd = uint64_t{1} << 32;  // kernels have addresses of 32 bits
#endif
// Programs that are loaded at a fixed address, and their heap, begin below the first; the second is a last resort.
constexpr uint64_t kLowest[] = {0x10000000, 0x1000000};

/// Lowest address that a process may map.
uint64_t lowest_address() {
  std::ifstream file("/proc/sys/vm/mmap_min_addr");
  uint64_t lowest = 0;
  if (!(file >> lowest)) lowest = 65536;
  return std::max<uint64_t>(lowest, 65536);
}

void* map_slot(uint64_t address, uint64_t bytes, int file, uint64_t offset) {
  return mmap(reinterpret_cast<void*>(address), bytes, PROT_READ | PROT_WRITE,
              MAP_SHARED | MAP_FIXED_NOREPLACE | MAP_NORESERVE, file, static_cast<off_t>(offset));
}

/// The lowest place from `lowest` on where the process has nothing; 0: there is none. Mappings are told in ascending
/// order.
uint64_t find_gap(uint64_t lowest, uint64_t bytes) {
  std::ifstream file("/proc/self/maps");
  uint64_t at = lowest;
  for (std::string line; std::getline(file, line);) {
    uint64_t begin = 0, end = 0;
    if (std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64, &begin, &end) != 2) continue;
    if (begin >= at + bytes) break;
    if (end > at) at = (end + kSlotBytes - 1) / kSlotBytes * kSlotBytes;
  }
  return at + bytes <= kEnd ? at : 0;
}

bool map_all(uint64_t base, uint64_t bytes, int cores, int file) {
  for (int i = 0; i < cores; ++i) {
    const uint64_t offset = static_cast<uint64_t>(i) * kSlotBytes;
    if (map_slot(base + offset, bytes, file, offset) != MAP_FAILED) continue;
    for (int j = 0; j < i; ++j) munmap(reinterpret_cast<void*>(base + static_cast<uint64_t>(j) * kSlotBytes), bytes);
    return false;
  }
  return true;
}

}  // namespace

bool L1Memory::map(const target::Chip& chip, std::string& error) {
  grid_x_ = chip.grid_x;
  cores_ = chip.cores();
  bytes_ = static_cast<uint64_t>(chip.l1_bytes);
  lowest_ = lowest_address();
  file_ = memfd_create("tir2tt-l1", MFD_CLOEXEC);
  if (file_ < 0 || ftruncate(file_, static_cast<off_t>(static_cast<uint64_t>(cores_) * kSlotBytes)) != 0) {
    error = std::string("no memory file: ") + std::strerror(errno);
    return false;
  }
  for (const uint64_t lowest : kLowest) {
    const uint64_t base = find_gap(lowest, static_cast<uint64_t>(cores_) * kSlotBytes);
    if (base == 0 || !map_all(base, bytes_, cores_, file_)) continue;
    base_ = base;
    return true;
  }
  error = "no room for L1 below 4 GiB";
  return false;
}

std::byte* L1Memory::slot(CoreCoord core) const {
  return reinterpret_cast<std::byte*>(base_ + static_cast<uint64_t>(core.y * grid_x_ + core.x) * kSlotBytes);
}

uint64_t L1Memory::digest(CoreCoord core) const {
  return std::hash<std::string_view>()({reinterpret_cast<const char*>(slot(core)), bytes_});
}

bool L1Memory::show_at_zero(CoreCoord core, uint64_t address) {
  if (address < lowest_ || address >= bytes_) return false;
  const int index = core.y * grid_x_ + core.x;
  const auto offset = static_cast<off_t>(static_cast<uint64_t>(index) * kSlotBytes + lowest_);
  void* shown = mmap(reinterpret_cast<void*>(lowest_), bytes_ - lowest_, PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_FIXED | MAP_NORESERVE, file_, offset);
  if (shown == MAP_FAILED) return false;
  shown_ = index;
  return true;
}

void L1Memory::hide_at_zero(CoreCoord next) {
  if (shown_ < 0 || shown_ == next.y * grid_x_ + next.x) return;
  munmap(reinterpret_cast<void*>(lowest_), bytes_ - lowest_);
  shown_ = -1;
}

std::optional<std::pair<CoreCoord, uint32_t>> L1Memory::find(uint64_t address) const {
  if (base_ == 0 || address < base_ || address >= base_ + static_cast<uint64_t>(cores_) * kSlotBytes)
    return std::nullopt;
  const int index = static_cast<int>((address - base_) / kSlotBytes);
  return std::pair(CoreCoord{index % grid_x_, index / grid_x_}, l1_offset(address));
}

DramMemory::DramMemory(const target::Chip& chip, std::vector<Tensor>& tensors) : chip_(chip), tensors_(tensors) {
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& tensor = tensors[i];
    if (tensor.memory != Memory::Dram || tensor.contents.empty()) continue;
    Segment segment{*tensor.address, *tensor.address + bank_bytes(chip, tensor), page_stride(chip, tensor), i, {}};
    if (!tensor.shards.empty()) {
      segment.shard_pages.resize(static_cast<size_t>(chip.dram_banks));
      for (const Shard& shard : tensor.shards) {
        auto& pages = segment.shard_pages[static_cast<size_t>(shard.bank)];
        pages.insert(pages.end(), shard.pages.begin(), shard.pages.end());
      }
    }
    segments_.push_back(std::move(segment));
  }
  std::sort(segments_.begin(), segments_.end(), [](const Segment& a, const Segment& b) { return a.begin < b.begin; });
}

DramMemory::Piece DramMemory::at(int bank, uint64_t address) const {
  auto it = std::upper_bound(segments_.begin(), segments_.end(), address,
                             [](uint64_t a, const Segment& s) { return a < s.begin; });
  if (it == segments_.begin() || address >= (--it)->end) return {};
  const uint64_t row = (address - it->begin) / it->stride, within = (address - it->begin) % it->stride;
  Tensor& tensor = tensors_[it->tensor];
  int64_t page = static_cast<int64_t>(row) * chip_.dram_banks + bank;
  if (!it->shard_pages.empty()) {
    const auto& pages = it->shard_pages[static_cast<size_t>(bank)];
    page = row < pages.size() ? pages[row] : -1;
  }
  if (it->shard_pages.empty() && page >= tensor.pages()) return {};
  if (page < 0 || page >= tensor.pages() || within >= tensor.page_bytes)
    return {nullptr, it->stride - within, it->tensor};
  return {tensor.contents.data() + static_cast<uint64_t>(page) * tensor.page_bytes + within, tensor.page_bytes - within,
          it->tensor};
}

std::vector<std::pair<CoreCoord, uint32_t>> l1_pages(const target::Chip& chip, const Tensor& tensor) {
  std::vector<std::pair<CoreCoord, uint32_t>> places(static_cast<size_t>(tensor.pages()));
  const uint32_t stride = page_stride(chip, tensor);
  for (int64_t page = 0; tensor.shards.empty() && page < tensor.pages(); ++page) {
    const int bank = static_cast<int>(page % chip.cores());
    places[static_cast<size_t>(page)] = {CoreCoord{bank % chip.grid_x, bank / chip.grid_x},
                                         *tensor.address + static_cast<uint32_t>(page / chip.cores()) * stride};
  }
  std::map<CoreCoord, uint32_t> next;  // a core's second shard follows its first
  for (const Shard& shard : tensor.shards) {
    for (const int64_t page : shard.pages) {
      const uint32_t address = *tensor.address + next[shard.core]++ * stride;
      if (page >= 0) places[static_cast<size_t>(page)] = {shard.core, address};
    }
  }
  return places;
}

}  // namespace tir2tt::device

// NOLINTEND(performance-no-int-to-ptr)
