// A compiled kernel in memory. Its writable data (globals, statics) belongs to one processor of one core on silicon;
// here actors share the object, so the scheduler swaps the data when another actor's turn comes. Tested by
// tests/device/run_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "device/include/tir2tt/abi.h"

namespace tir2tt::device {

class KernelImage {
 public:
  /// Loads and attaches; `error` is set when that fails.
  KernelImage(const std::filesystem::path& object, const device_abi::Runtime& runtime, std::string& error);

  void run() const { run_(); }
  bool contains(uint64_t instruction) const { return instruction >= text_begin_ && instruction < text_end_; }
  /// Offset of an instruction in the object, for its debugging information.
  uint64_t offset(uint64_t instruction) const { return instruction - base_; }
  const std::filesystem::path& object() const { return object_; }
  /// Whether the kernel has writable data of its own; most have none.
  bool has_globals() const { return !globals_.empty(); }
  /// The data as it is -> `copy`, and back. `copy` has the size of initial_globals().
  void save_globals(std::vector<std::byte>& copy) const;
  void restore_globals(const std::vector<std::byte>& copy) const;
  const std::vector<std::byte>& initial_globals() const { return initial_; }
  /// Whose globals are in place: the id of an actor; -1 none.
  int owner = -1;

 private:
  void find_segments();

  std::filesystem::path object_;
  void (*run_)() = nullptr;
  uint64_t base_ = 0, text_begin_ = 0, text_end_ = 0;
  std::span<std::byte> globals_;
  std::vector<std::byte> initial_;
};

}  // namespace tir2tt::device
