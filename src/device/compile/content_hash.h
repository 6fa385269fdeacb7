// A fast 128-bit hash of bytes, to name and check what lies in the cache of compiled kernels. It finds damage and tells
// sources apart; it does not withstand someone who looks for collisions. The value is that of this machine: it depends
// on byte order. Tested by tests/device/kernel_cache_test.cc.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace tir2tt::device {

struct Hash128 {
  uint64_t high = 0, low = 0;
  /// 32 digits.
  std::string hex() const;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;  // NOLINT(modernize-use-nullptr)
};

/// Of a sequence of fields: ("ab", "c") differs from ("a", "bc").
class Hasher {
 public:
  void add(std::string_view field);
  void add(uint64_t number) { mix(number); }
  Hash128 result() const;

 private:
  void mix(uint64_t word);
  uint64_t a_ = 0x9E3779B97F4A7C15, b_ = 0xC2B2AE3D27D4EB4F;
};

Hash128 content_hash(std::string_view bytes);

}  // namespace tir2tt::device
