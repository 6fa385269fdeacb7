// L1 of every core and the tensors in DRAM, as the child process maps them. Each core's L1 is a slot of 2 MiB below 4
// GiB with nothing behind it, so a kernel may cast an address to a pointer as on silicon; the offset in L1 is the low
// 21 bits. An L1 offset that the host passed as an argument is no such address: the first megabytes of the address
// space show the L1 of the core whose kernel uses them (on demand, from the handler of SIGSEGV). Tested by
// tests/device/run_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "device/model/program.h"

namespace tir2tt::device {

inline constexpr uint64_t kSlotBytes = uint64_t{2} << 20;
constexpr uint32_t l1_offset(uint64_t address) { return static_cast<uint32_t>(address & (kSlotBytes - 1)); }

/// L1 of all cores of a chip's grid.
class L1Memory {
 public:
  /// Maps the slots; false (with `error`) when the machine does not let it.
  bool map(const target::Chip& chip, std::string& error);
  std::byte* slot(CoreCoord core) const;
  uint64_t bytes() const { return bytes_; }
  /// A number that differs, in all likelihood, when the L1 of `core` holds something else.
  uint64_t digest(CoreCoord core) const;

  /// Shows the L1 of `core` at its offsets, from the first page that the system lets a process have. False: `address`
  /// is not within it. Async-signal-safe.
  bool show_at_zero(CoreCoord core, uint64_t address);
  /// To be called when a kernel of another core goes on.
  void hide_at_zero(CoreCoord next);
  /// Core and offset of an address in a slot or behind it; nullopt: in none.
  std::optional<std::pair<CoreCoord, uint32_t>> find(uint64_t address) const;

 private:
  int file_ = -1;
  uint64_t base_ = 0, bytes_ = 0, lowest_ = 0;
  int grid_x_ = 0, cores_ = 0;
  int shown_ = -1;  // index of the core at zero
};

/// The tensors in DRAM: finds the bytes behind (bank, address).
class DramMemory {
 public:
  DramMemory(const target::Chip& chip, std::vector<Tensor>& tensors);
  struct Piece {
    std::byte* bytes = nullptr;  // nullptr: padding between pages or shards, which keeps nothing
    uint64_t size = 0;           // bytes that lie one after the other from there, at most
    size_t tensor = 0;
  };
  /// The piece of a tensor at `address` of `bank`; size 0: no tensor there.
  Piece at(int bank, uint64_t address) const;

 private:
  struct Segment {
    uint64_t begin = 0, end = 0, stride = 0;
    size_t tensor = 0;
    std::vector<std::vector<int64_t>> shard_pages;  // by bank; empty: interleaved
  };
  const target::Chip& chip_;
  std::vector<Tensor>& tensors_;
  std::vector<Segment> segments_;  // ascending by begin
};

/// Where page `p` of an L1 tensor lies: core and offset; for copying in and out.
std::vector<std::pair<CoreCoord, uint32_t>> l1_pages(const target::Chip& chip, const Tensor& tensor);

}  // namespace tir2tt::device
