#include "device/host/program_state.h"

#include <algorithm>
#include <tt-metalium/hal.hpp>
#include <tt_stl/assert.hpp>
#include <utility>

#include "device/host/data_format.h"

namespace tir2tt::device::host {
namespace {

using tt::tt_metal::CircularBufferConfig;
using tt::tt_metal::RuntimeArgsData;

constexpr uint32_t kMostPages = 65535;    // the counters have 16 bits
constexpr uint32_t kMostSemaphores = 16;  // per core. Source: tt-metal's semaphore.hpp, NUM_SEMAPHORES

CoreCoord device_core(const ::CoreCoord& core) { return {static_cast<int>(core.x), static_cast<int>(core.y)}; }

CoreRanges device_ranges(const CoreRangeSet& cores) {
  CoreRanges ranges;
  for (const ::CoreRange& range : cores.ranges()) {
    ranges.push_back({device_core(range.start_coord), device_core(range.end_coord)});
  }
  return ranges;
}

const char* name_of(Processor processor) {
  constexpr const char* kNames[] = {"RISCV_0", "RISCV_1", "compute"};
  return kNames[static_cast<int>(processor)];
}

bool overlap(const CoreRanges& a, const CoreRangeSet& b) {
  const std::vector<CoreCoord> cores = cores_of(device_ranges(b));
  return std::ranges::any_of(cores, [&](CoreCoord core) { return contains(a, core); });
}

void check_number_of_arguments(const KernelState& kernel, size_t own, size_t common) {
  TT_FATAL(own + common <= tt::tt_metal::max_runtime_args,
           "kernel {} has {} runtime arguments and {} common ones: together at most {}", kernel.kernel.source.file, own,
           common, tt::tt_metal::max_runtime_args);
}

/// Makes `view` show `words`, or copies into what it shows; the number of arguments stays as it was.
void set_words(const KernelState& kernel, std::vector<uint32_t>& words, ttsl::Span<const uint32_t> values) {
  TT_FATAL(words.empty() || words.size() == values.size(),
           "kernel {} has {} runtime arguments already; their number cannot become {}", kernel.kernel.source.file,
           words.size(), values.size());
  words.assign(values.begin(), values.end());
}

RuntimeArgsData& view_at(KernelState& kernel, const ::CoreCoord& core) {
  if (kernel.views.size() <= core.x) kernel.views.resize(core.x + 1);
  std::vector<RuntimeArgsData>& column = kernel.views[core.x];
  if (column.size() <= core.y) column.resize(core.y + 1);
  return column[core.y];
}

CircularBuffer device_circular_buffer(const CircularBufferState& state, const DeviceState& device) {
  const CircularBufferConfig& config = state.config;
  CircularBuffer result;
  result.cores = device_ranges(state.cores);
  result.total_bytes = config.total_size();
  for (uint8_t index = 0; index < NUM_CIRCULAR_BUFFERS; ++index) {
    if (!config.buffer_indices().contains(index)) continue;
    const tt::tt_metal::Tile tile = config.tiles()[index].value_or(tt::tt_metal::Tile());
    result.indices.push_back({index,
                              *device_format(*config.data_formats()[index]),
                              *config.page_sizes()[index],
                              {static_cast<int>(tile.get_height()), static_cast<int>(tile.get_width())}});
  }
  if (config.buffer() == nullptr) return result;
  const auto& buffers = device.buffers();
  const auto found = std::ranges::find(buffers, config.buffer());
  TT_FATAL(found != buffers.end(), "a circular buffer on {} lies in a buffer that is not on this device any more",
           state.cores);
  result.tensor = static_cast<size_t>(found - buffers.begin());
  result.address_offset = config.address_offset();
  return result;
}

Kernel device_kernel(const KernelState& state) {
  Kernel kernel = state.kernel;
  kernel.cores = device_ranges(state.cores);
  for (const auto& [core, words] : state.arguments) kernel.runtime_arguments[device_core(core)] = words;
  return kernel;
}

}  // namespace

void check_complete(const CircularBufferConfig& config) {
  TT_FATAL(!config.buffer_indices().empty(), "a circular buffer without indices");
  for (uint8_t index : config.buffer_indices()) {
    const std::optional<uint32_t> page_size = config.page_sizes()[index];
    TT_FATAL(page_size.has_value() && config.data_formats()[index].has_value(),
             "circular buffer index {} needs both a data format and a page size", index);
    TT_FATAL(*page_size > 0 && config.total_size() % *page_size == 0,
             "a circular buffer of {} B cannot have pages of {} B: the total size must be a multiple of the page size",
             config.total_size(), *page_size);
    TT_FATAL(config.total_size() / *page_size <= kMostPages,
             "circular buffer index {} has {} pages: more than {} would wrap its counters around", index,
             config.total_size() / *page_size, kMostPages);
  }
}

uint32_t ProgramState::add_kernel(Kernel kernel, const CoreRangeSet& cores) {
  TT_FATAL(!cores.empty(), "kernel {} is on no cores", kernel.source.file);
  for (const KernelState& other : kernels_) {
    TT_FATAL(other.kernel.processor != kernel.processor || !other.cores.intersects(cores),
             "kernels {} and {} are both on {} of cores {}", other.kernel.source.file, kernel.source.file,
             name_of(kernel.processor), other.cores.intersection(cores));
  }
  kernels_.push_back({std::move(kernel), cores, {}, {}, {}});
  return static_cast<uint32_t>(kernels_.size() - 1);
}

uint64_t ProgramState::add_circular_buffer(const CoreRangeSet& cores, const CircularBufferConfig& config) {
  check_complete(config);
  TT_FATAL(!cores.empty(), "a circular buffer on no cores");
  for (const CircularBufferState& other : circular_buffers_) {
    if (!other.cores.intersects(cores)) continue;
    for (uint8_t index : config.buffer_indices()) {
      TT_FATAL(!other.config.buffer_indices().contains(index), "cores {} have a circular buffer of index {} already",
               other.cores.intersection(cores), index);
    }
  }
  circular_buffers_.push_back({config, cores});
  return circular_buffers_.size() - 1;
}

bool ProgramState::can_be(const SemaphoreState& semaphore, const CoreRangeSet& cores, uint32_t initial) const {
  return semaphore.cores.empty() || (semaphore.initial == initial && !overlap(semaphore.cores, cores));
}

uint32_t ProgramState::add_semaphore(const CoreRangeSet& cores, uint32_t initial) {
  uint32_t id = 0;
  while (id < semaphores_.size() && !can_be(semaphores_[id], cores, initial)) ++id;
  add_semaphore(id, cores, initial);
  return id;
}

void ProgramState::add_semaphore(uint32_t id, const CoreRangeSet& cores, uint32_t initial) {
  TT_FATAL(!cores.empty(), "a semaphore on no cores");
  TT_FATAL(id < kMostSemaphores, "semaphore {} on {}: a core has {}", id, cores, kMostSemaphores);
  if (semaphores_.size() <= id) semaphores_.resize(id + 1);
  SemaphoreState& semaphore = semaphores_[id];
  TT_FATAL(can_be(semaphore, cores, initial),
           "semaphore {} on {}: some of these cores have it already, or others have it with another initial value", id,
           cores);
  semaphore.initial = initial;
  std::ranges::copy(device_ranges(cores), std::back_inserter(semaphore.cores));
}

KernelState& ProgramState::kernel(uint32_t handle) {
  TT_FATAL(handle < kernels_.size(), "there is no kernel {} in a program of {}", handle, kernels_.size());
  return kernels_[handle];
}

CircularBufferState& ProgramState::circular_buffer(uint64_t handle) {
  TT_FATAL(handle < circular_buffers_.size(), "there is no circular buffer {} in a program of {}", handle,
           circular_buffers_.size());
  return circular_buffers_[handle];
}

void ProgramState::set_arguments(uint32_t handle, const CoreRangeSet& cores, ttsl::Span<const uint32_t> arguments) {
  KernelState& state = kernel(handle);
  check_number_of_arguments(state, arguments.size(), state.kernel.common_arguments.size());
  for (const ::CoreCoord& core : corerange_to_cores(cores)) {
    TT_FATAL(state.cores.contains(core), "runtime arguments for core {}: kernel {} is on {}", core,
             state.kernel.source.file, state.cores);
    std::vector<uint32_t>& words = state.arguments[core];
    set_words(state, words, arguments);
    view_at(state, core) = {words.data(), words.size()};
  }
}

void ProgramState::set_common_arguments(uint32_t handle, ttsl::Span<const uint32_t> arguments) {
  KernelState& state = kernel(handle);
  size_t own = 0;
  for (const auto& [core, words] : state.arguments) own = std::max(own, words.size());
  check_number_of_arguments(state, own, arguments.size());
  set_words(state, state.kernel.common_arguments, arguments);
  state.common_view = {state.kernel.common_arguments.data(), state.kernel.common_arguments.size()};
}

Program ProgramState::device_program(const DeviceState& device) const {
  Program program;
  program.chip = &device.chip();
  for (const tt::tt_metal::Buffer* buffer : device.buffers()) program.tensors.push_back(tensor_of(*buffer));
  for (const CircularBufferState& state : circular_buffers_) {
    program.circular_buffers.push_back(device_circular_buffer(state, device));
  }
  for (const SemaphoreState& state : semaphores_) program.semaphores.push_back({state.cores, state.initial});
  for (const KernelState& state : kernels_) program.kernels.push_back(device_kernel(state));
  return program;
}

}  // namespace tir2tt::device::host
