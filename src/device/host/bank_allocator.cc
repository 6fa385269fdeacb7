#include "device/host/bank_allocator.h"

#include <algorithm>

namespace tir2tt::device::host {

std::optional<uint64_t> BankAllocator::from_bottom(uint64_t bytes) const {
  uint64_t at = first_;
  for (const auto& [address, size] : taken_) {
    if (at + bytes <= address) return at;
    at = address + size;
  }
  return at + bytes <= end_ ? std::optional(at) : std::nullopt;
}

std::optional<uint64_t> BankAllocator::from_top(uint64_t bytes) const {
  uint64_t below = end_ / alignment_ * alignment_;
  for (auto taken = taken_.rbegin(); taken != taken_.rend(); ++taken) {
    if (taken->first + taken->second + bytes <= below) return below - bytes;
    below = taken->first;
  }
  return first_ + bytes <= below ? std::optional(below - bytes) : std::nullopt;
}

std::optional<uint64_t> BankAllocator::allocate(uint64_t bytes, bool bottom_up) {
  const uint64_t rounded = std::max(alignment_, (bytes + alignment_ - 1) / alignment_ * alignment_);
  const std::optional<uint64_t> address = bottom_up ? from_bottom(rounded) : from_top(rounded);
  if (address) taken_[*address] = rounded;
  return address;
}

void BankAllocator::release(uint64_t address) { taken_.erase(address); }

std::optional<uint64_t> BankAllocator::lowest_taken() const {
  return taken_.empty() ? std::nullopt : std::optional(taken_.begin()->first);
}

uint64_t BankAllocator::free_bytes() const {
  uint64_t taken = 0;
  for (const auto& [address, bytes] : taken_) taken += bytes;
  return capacity() - taken;
}

uint64_t BankAllocator::largest_gap() const {
  uint64_t largest = 0, at = first_;
  for (const auto& [address, bytes] : taken_) {
    largest = std::max(largest, address - at);
    at = address + bytes;
  }
  return std::max(largest, end_ - at);
}

}  // namespace tir2tt::device::host
