#include <tt-metalium/device.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tt_metal.hpp>

#include "device/host/environment.h"
#include "device/host/execute.h"
#include "device/host/program_state.h"

namespace tt::tt_metal {

namespace host = tir2tt::device::host;
namespace device = tir2tt::device;

namespace {

CoreRangeSet cores_of(const CoreSpecification& specification) {
  return std::visit(
      [](const auto& cores) {
        if constexpr (std::is_same_v<std::decay_t<decltype(cores)>, CoreCoord>) {
          return CoreRangeSet(CoreRange(cores));
        } else {
          return CoreRangeSet(cores);
        }
      },
      specification);
}

device::Fidelity fidelity_of(MathFidelity fidelity) {
  switch (fidelity) {
    case MathFidelity::LoFi: return device::Fidelity::LoFi;
    case MathFidelity::HiFi2: return device::Fidelity::HiFi2;
    case MathFidelity::HiFi3: return device::Fidelity::HiFi3;
    case MathFidelity::HiFi4: return device::Fidelity::HiFi4;
    case MathFidelity::Invalid: break;
  }
  TT_THROW("a compute kernel of no fidelity");
}

void configure(device::Kernel& kernel, const DataMovementConfig& config) {
  kernel.processor =
      config.processor == DataMovementProcessor::RISCV_0 ? device::Processor::Riscv0 : device::Processor::Riscv1;
  TT_FATAL(config.noc_mode == NOC_MODE::DM_DEDICATED_NOC, "kernel {}: the device has dedicated NoCs only",
           kernel.source.file);
  kernel.noc = static_cast<uint8_t>(config.noc);
}

void configure(device::Kernel& kernel, const ComputeConfig& config) {
  kernel.processor = device::Processor::Compute;
  kernel.fidelity = fidelity_of(config.math_fidelity);
  kernel.fp32_dest_acc = config.fp32_dest_acc_en;
  kernel.dst_full_sync = config.dst_full_sync_en;
  kernel.bfp8_pack_precise = config.bfp8_pack_precise;
  kernel.math_approx = config.math_approx_mode;
  for (UnpackToDestMode mode : config.unpack_to_dest_mode)
    kernel.unpack_to_dest_fp32.push_back(static_cast<uint8_t>(mode));
}

KernelHandle add_kernel(Program& program, device::KernelSource source, const CoreSpecification& cores,
                        const std::variant<DataMovementConfig, ComputeConfig>& config) {
  device::Kernel kernel;
  kernel.source = std::move(source);
  std::visit(
      [&](const auto& values) {
        kernel.compile_arguments = values.compile_args;
        kernel.defines = values.defines;
        kernel.named_arguments.assign(values.named_compile_args.begin(), values.named_compile_args.end());
        configure(kernel, values);
      },
      config);
  std::ranges::sort(kernel.named_arguments);  // the map has no order
  return program.state().add_kernel(std::move(kernel), cores_of(cores));
}

}  // namespace

Program CreateProgram() { return Program(); }

KernelHandle CreateKernel(Program& program, const std::string& file_name, const CoreSpecification& core_spec,
                          const std::variant<DataMovementConfig, ComputeConfig>& config) {
  return add_kernel(program, {host::find_kernel(file_name), ""}, core_spec, config);
}

KernelHandle CreateKernelFromString(Program& program, const std::string& kernel_src_code,
                                    const CoreSpecification& core_spec,
                                    const std::variant<DataMovementConfig, ComputeConfig>& config) {
  TT_FATAL(!kernel_src_code.empty(), "a kernel from an empty text");
  const std::string name = fmt::format("kernel_{}.cpp", program.num_kernels());
  return add_kernel(program, {name, kernel_src_code}, core_spec, config);
}

CBHandle CreateCircularBuffer(Program& program, const CoreSpecification& core_spec,
                              const CircularBufferConfig& config) {
  return program.state().add_circular_buffer(cores_of(core_spec), config);
}

const CircularBufferConfig& GetCircularBufferConfig(Program& program, CBHandle cb_handle) {
  return program.state().circular_buffer(cb_handle).config;
}

namespace {

/// Changes a copy: an update that is refused changes nothing.
template <typename Change>
void update(Program& program, CBHandle handle, Change change) {
  host::CircularBufferState& state = program.state().circular_buffer(handle);
  CircularBufferConfig config = state.config;
  change(config);
  host::check_complete(config);
  state.config = config;
}

}  // namespace

void UpdateCircularBufferTotalSize(Program& program, CBHandle cb_handle, uint32_t total_size) {
  update(program, cb_handle, [&](CircularBufferConfig& config) { config.set_total_size(total_size); });
}
void UpdateCircularBufferPageSize(Program& program, CBHandle cb_handle, uint8_t buffer_index, uint32_t page_size) {
  update(program, cb_handle, [&](CircularBufferConfig& config) { config.set_page_size(buffer_index, page_size); });
}
void UpdateDynamicCircularBufferAddress(Program& program, CBHandle cb_handle, const Buffer& buffer) {
  update(program, cb_handle, [&](CircularBufferConfig& config) { config.set_globally_allocated_address(buffer); });
}
void UpdateDynamicCircularBufferAddressAndTotalSize(Program& program, CBHandle cb_handle, const Buffer& buffer,
                                                    uint32_t total_size) {
  update(program, cb_handle, [&](CircularBufferConfig& config) {
    config.set_globally_allocated_address_and_total_size(buffer, total_size);
  });
}

uint32_t CreateSemaphore(Program& program, const std::variant<CoreRange, CoreRangeSet>& core_spec,
                         uint32_t initial_value, CoreType core_type) {
  TT_FATAL(core_type == CoreType::WORKER, "semaphores are on Tensix cores only");
  const CoreRangeSet cores = std::visit([](const auto& ranges) { return CoreRangeSet(ranges); }, core_spec);
  return program.state().add_semaphore(cores, initial_value);
}

void SetRuntimeArgs(const Program& program, KernelHandle kernel, const CoreSpecification& core_spec,
                    ttsl::Span<const uint32_t> runtime_args) {
  program.state().set_arguments(kernel, cores_of(core_spec), runtime_args);
}
void SetRuntimeArgs(const Program& program, KernelHandle kernel, const CoreSpecification& core_spec,
                    std::initializer_list<uint32_t> runtime_args) {
  SetRuntimeArgs(program, kernel, core_spec, ttsl::Span<const uint32_t>(runtime_args.begin(), runtime_args.size()));
}
void SetRuntimeArgs(const Program& program, KernelHandle kernel, const std::vector<CoreCoord>& cores,
                    const std::vector<std::vector<uint32_t>>& runtime_args) {
  TT_FATAL(cores.size() == runtime_args.size(), "{} lists of runtime arguments for {} cores", runtime_args.size(),
           cores.size());
  for (std::size_t i = 0; i < cores.size(); ++i) SetRuntimeArgs(program, kernel, cores[i], runtime_args[i]);
}
void SetCommonRuntimeArgs(const Program& program, KernelHandle kernel, ttsl::Span<const uint32_t> runtime_args) {
  program.state().set_common_arguments(kernel, runtime_args);
}
void SetCommonRuntimeArgs(const Program& program, KernelHandle kernel, std::initializer_list<uint32_t> runtime_args) {
  SetCommonRuntimeArgs(program, kernel, ttsl::Span<const uint32_t>(runtime_args.begin(), runtime_args.size()));
}

RuntimeArgsData& GetRuntimeArgs(const Program& program, KernelHandle kernel, const CoreCoord& logical_core) {
  host::KernelState& state = program.state().kernel(kernel);
  TT_FATAL(state.arguments.contains(logical_core), "kernel {} has no runtime arguments on core {}",
           state.kernel.source.file, logical_core);
  return state.views[logical_core.x][logical_core.y];
}
std::vector<std::vector<RuntimeArgsData>>& GetRuntimeArgs(const Program& program, KernelHandle kernel) {
  return program.state().kernel(kernel).views;
}
RuntimeArgsData& GetCommonRuntimeArgs(const Program& program, KernelHandle kernel) {
  return program.state().kernel(kernel).common_view;
}

void AssignGlobalBufferToProgram(const std::shared_ptr<Buffer>& buffer, Program& program) {
  program.state().owned_buffers.push_back(buffer);
}

void detail::LaunchProgram(IDevice* device, Program& program, bool, bool) {
  host::execute(*device->state(), program.state());
}

}  // namespace tt::tt_metal
