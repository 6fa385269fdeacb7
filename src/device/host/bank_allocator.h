// Addresses of buffers: one list for all banks of a memory, since a buffer lies at one address in each.
// Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace tir2tt::device::host {

/// First fit in [first, end): from the bottom up or from the top down. Addresses and sizes are multiples of
/// `alignment`, in bytes.
class BankAllocator {
 public:
  BankAllocator(uint64_t first, uint64_t end, uint64_t alignment) : first_(first), end_(end), alignment_(alignment) {}

  /// nullopt when no gap is large enough. 0 bytes take a place too.
  std::optional<uint64_t> allocate(uint64_t bytes, bool bottom_up);
  /// An address that allocate() gave.
  void release(uint64_t address);
  std::optional<uint64_t> lowest_taken() const;
  /// Bytes that are free, and of the largest gap.
  uint64_t free_bytes() const;
  uint64_t largest_gap() const;
  uint64_t capacity() const { return end_ - first_; }

 private:
  std::optional<uint64_t> from_bottom(uint64_t bytes) const;
  std::optional<uint64_t> from_top(uint64_t bytes) const;

  uint64_t first_, end_, alignment_;
  std::map<uint64_t, uint64_t> taken_;  // address -> bytes
};

}  // namespace tir2tt::device::host
