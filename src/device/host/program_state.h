// What a program of the host API is made of, as long as it is not run. Tested by tests/device/host_test.cc.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/runtime_args_data.hpp>
#include <vector>

#include "device/host/device_state.h"
#include "device/model/program.h"

namespace tir2tt::device::host {

struct CircularBufferState {
  tt::tt_metal::CircularBufferConfig config;
  CoreRangeSet cores;
};

struct KernelState {
  Kernel kernel;  // complete but for its cores and arguments
  CoreRangeSet cores;
  std::map<::CoreCoord, std::vector<uint32_t>> arguments;
  std::vector<std::vector<tt::tt_metal::RuntimeArgsData>> views;  // of `arguments`, by x, then y
  tt::tt_metal::RuntimeArgsData common_view;
};

struct SemaphoreState {
  std::vector<CoreRange> cores;
  uint32_t initial = 0;
};

class ProgramState {
 public:
  /// TT_FATAL when a core has a kernel on the same processor already. Returns its handle.
  uint32_t add_kernel(Kernel kernel, const CoreRangeSet& cores);
  /// TT_FATAL for incomplete indices, too many pages, and indices that a core has already. Returns its handle.
  uint64_t add_circular_buffer(const CoreRangeSet& cores, const tt::tt_metal::CircularBufferConfig& config);
  /// TT_FATAL when one of the cores has all its semaphores.
  uint32_t add_semaphore(const CoreRangeSet& cores, uint32_t initial);
  /// One with an id of the caller's choice.
  void add_semaphore(uint32_t id, const CoreRangeSet& cores, uint32_t initial);

  void set_arguments(uint32_t kernel, const CoreRangeSet& cores, ttsl::Span<const uint32_t> arguments);
  void set_common_arguments(uint32_t kernel, ttsl::Span<const uint32_t> arguments);

  KernelState& kernel(uint32_t handle);
  CircularBufferState& circular_buffer(uint64_t handle);
  const std::deque<KernelState>& kernels() const { return kernels_; }
  const std::vector<SemaphoreState>& semaphores() const { return semaphores_; }

  /// The program with all buffers of `device`. TT_FATAL when a circular buffer lies in a buffer that is gone.
  Program device_program(const DeviceState& device) const;

  std::vector<std::shared_ptr<tt::tt_metal::Buffer>> owned_buffers;

 private:
  bool can_be(const SemaphoreState& semaphore, const CoreRangeSet& cores, uint32_t initial) const;

  std::deque<KernelState> kernels_;  // views point into them
  std::deque<CircularBufferState> circular_buffers_;
  std::vector<SemaphoreState> semaphores_;
};

/// Checks H4 and H5 of docs/device.md: format and page size for every index, at most 65535 pages.
void check_complete(const tt::tt_metal::CircularBufferConfig& config);

}  // namespace tir2tt::device::host
