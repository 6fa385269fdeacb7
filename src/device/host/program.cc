#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/program.hpp>
#include <tt_stl/assert.hpp>

#include "device/host/program_state.h"

namespace tt::tt_metal {

namespace host = tir2tt::device::host;

namespace {

using Configuration = std::variant<DataMovementConfig, ComputeConfig>;

Configuration with_arguments(auto config, const KernelDescriptor& kernel) {
  config.compile_args = kernel.compile_time_args;
  config.defines = {kernel.defines.begin(), kernel.defines.end()};
  config.named_compile_args = {kernel.named_compile_time_args.begin(), kernel.named_compile_time_args.end()};
  return config;
}

DataMovementConfig configuration(const ReaderConfigDescriptor&) { return ReaderDataMovementConfig(); }
DataMovementConfig configuration(const WriterConfigDescriptor&) { return WriterDataMovementConfig(); }
DataMovementConfig configuration(const DataMovementConfigDescriptor& descriptor) {
  return {.processor = descriptor.processor, .noc = descriptor.noc, .noc_mode = descriptor.noc_mode};
}
ComputeConfig configuration(const ComputeConfigDescriptor& descriptor) {
  return {.math_fidelity = descriptor.math_fidelity,
          .fp32_dest_acc_en = descriptor.fp32_dest_acc_en,
          .dst_full_sync_en = descriptor.dst_full_sync_en,
          .unpack_to_dest_mode = descriptor.unpack_to_dest_mode,
          .bfp8_pack_precise = descriptor.bfp8_pack_precise,
          .math_approx_mode = descriptor.math_approx_mode};
}

void add_kernel(Program& program, const KernelDescriptor& kernel) {
  const Configuration config = std::visit(
      [&](const auto& descriptor) { return with_arguments(configuration(descriptor), kernel); }, kernel.config);
  const KernelHandle handle = kernel.source_type == KernelDescriptor::SourceType::FILE_PATH
                                  ? CreateKernel(program, kernel.kernel_source, kernel.core_ranges, config)
                                  : CreateKernelFromString(program, kernel.kernel_source, kernel.core_ranges, config);
  for (const auto& [core, arguments] : kernel.runtime_args) SetRuntimeArgs(program, handle, core, arguments);
  if (!kernel.common_runtime_args.empty()) SetCommonRuntimeArgs(program, handle, kernel.common_runtime_args);
}

}  // namespace

Program::Program() : state_(std::make_unique<host::ProgramState>()) {}

Program::Program(const ProgramDescriptor& descriptor) : Program() {
  for (const SemaphoreDescriptor& semaphore : descriptor.semaphores) {
    TT_FATAL(semaphore.core_type == CoreType::WORKER, "semaphore {} is not on Tensix cores", semaphore.id);
    state_->add_semaphore(semaphore.id, semaphore.core_ranges, semaphore.initial_value);
  }
  for (const CBDescriptor& buffer : descriptor.cbs) {
    CreateCircularBuffer(*this, buffer.core_ranges, CircularBufferConfig(buffer));
  }
  for (const KernelDescriptor& kernel : descriptor.kernels) add_kernel(*this, kernel);
}

Program::~Program() = default;
Program::Program(Program&& other) noexcept = default;
Program& Program::operator=(Program&& other) noexcept = default;

host::ProgramState& Program::state() const {
  TT_FATAL(state_ != nullptr, "the program was moved to a workload: take it from there");
  return *state_;
}

std::size_t Program::num_kernels() const { return state().kernels().size(); }
std::size_t Program::num_semaphores() const { return state().semaphores().size(); }

}  // namespace tt::tt_metal
