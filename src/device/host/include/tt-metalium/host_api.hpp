// The calls that make programs: kernels, circular buffers, semaphores, arguments; buffers of the classic flow. What
// they refuse, they refuse with std::runtime_error. Source: tt-metal's host_api.hpp of 2026-03-12. Tested by
// tests/device/host_test.cc.
#pragma once

// Programs of tt-metal use these without including them.
#include <fmt/core.h>
#include <hostdevcommon/kernel_structs.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <tt-logger/tt-logger.hpp>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/circular_buffer.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/device.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/program.hpp>
#include <tt-metalium/runtime_args_data.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>
#include <tt_stl/assert.hpp>
#include <tt_stl/span.hpp>
#include <unordered_map>
#include <variant>
#include <vector>

namespace tt::tt_metal {

// --- Devices.
std::size_t GetNumAvailableDevices();
/// A device that lives until CloseDevice(). Device 0 only.
IDevice* CreateDevice(ChipId device_id, uint8_t num_hw_cqs = 1, std::size_t l1_small_size = DEFAULT_L1_SMALL_SIZE,
                      std::size_t trace_region_size = DEFAULT_TRACE_REGION_SIZE,
                      const DispatchCoreConfig& dispatch_core_config = DispatchCoreConfig{},
                      const std::vector<uint32_t>& l1_bank_remap = {},
                      std::size_t worker_l1_size = DEFAULT_WORKER_L1_SIZE);
/// `device` is gone afterwards.
bool CloseDevice(IDevice* device);

// --- Programs.
using CoreSpecification = std::variant<CoreCoord, CoreRange, CoreRangeSet>;

Program CreateProgram();
/// `file_name` is looked for from the current folder, then from $TT_METAL_HOME and $TT_METAL_RUNTIME_ROOT.
KernelHandle CreateKernel(Program& program, const std::string& file_name, const CoreSpecification& core_spec,
                          const std::variant<DataMovementConfig, ComputeConfig>& config);
KernelHandle CreateKernelFromString(Program& program, const std::string& kernel_src_code,
                                    const CoreSpecification& core_spec,
                                    const std::variant<DataMovementConfig, ComputeConfig>& config);

CBHandle CreateCircularBuffer(Program& program, const CoreSpecification& core_spec, const CircularBufferConfig& config);
const CircularBufferConfig& GetCircularBufferConfig(Program& program, CBHandle cb_handle);
void UpdateCircularBufferTotalSize(Program& program, CBHandle cb_handle, uint32_t total_size);
void UpdateCircularBufferPageSize(Program& program, CBHandle cb_handle, uint8_t buffer_index, uint32_t page_size);
void UpdateDynamicCircularBufferAddress(Program& program, CBHandle cb_handle, const Buffer& buffer);
void UpdateDynamicCircularBufferAddressAndTotalSize(Program& program, CBHandle cb_handle, const Buffer& buffer,
                                                    uint32_t total_size);

/// The id of a semaphore that none of these cores has yet.
uint32_t CreateSemaphore(Program& program, const std::variant<CoreRange, CoreRangeSet>& core_spec,
                         uint32_t initial_value, CoreType core_type = CoreType::WORKER);

// --- Arguments. Another call for the same core must give as many.
void SetRuntimeArgs(const Program& program, KernelHandle kernel, const CoreSpecification& core_spec,
                    ttsl::Span<const uint32_t> runtime_args);
void SetRuntimeArgs(const Program& program, KernelHandle kernel, const CoreSpecification& core_spec,
                    std::initializer_list<uint32_t> runtime_args);
/// A list of arguments for each core.
void SetRuntimeArgs(const Program& program, KernelHandle kernel, const std::vector<CoreCoord>& cores,
                    const std::vector<std::vector<uint32_t>>& runtime_args);
void SetCommonRuntimeArgs(const Program& program, KernelHandle kernel, ttsl::Span<const uint32_t> runtime_args);
void SetCommonRuntimeArgs(const Program& program, KernelHandle kernel, std::initializer_list<uint32_t> runtime_args);
RuntimeArgsData& GetRuntimeArgs(const Program& program, KernelHandle kernel, const CoreCoord& logical_core);
/// By x, then y.
std::vector<std::vector<RuntimeArgsData>>& GetRuntimeArgs(const Program& program, KernelHandle kernel);
RuntimeArgsData& GetCommonRuntimeArgs(const Program& program, KernelHandle kernel);

// --- Buffers of the classic flow.
std::shared_ptr<Buffer> CreateBuffer(const InterleavedBufferConfig& config);
std::shared_ptr<Buffer> CreateBuffer(const InterleavedBufferConfig& config, DeviceAddr address);
std::shared_ptr<Buffer> CreateBuffer(const ShardedBufferConfig& config);
std::shared_ptr<Buffer> CreateBuffer(const ShardedBufferConfig& config, DeviceAddr address);
void DeallocateBuffer(Buffer& buffer);
/// `buffer` lives as long as `program`.
void AssignGlobalBufferToProgram(const std::shared_ptr<Buffer>& buffer, Program& program);

}  // namespace tt::tt_metal
