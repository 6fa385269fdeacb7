// Four cores take four values each of a row-major vector into their L1, print them, and write them back in reverse.
#include <numeric>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tt_align.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool shard_data_rm() {
  constexpr uint32_t values = 16, cores_used = 4, page_bytes = sizeof(uint32_t);
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const distributed::DeviceLocalBufferConfig dram{.page_size = page_bytes};
  const distributed::ReplicatedBufferConfig size{.size = values * page_bytes};
  const auto input = distributed::MeshBuffer::create(size, dram, device.get());
  const auto output = distributed::MeshBuffer::create(size, dram, device.get());

  Program program = CreateProgram();
  const CoreRange cores({0, 0}, {0, cores_used - 1});
  const auto stride = uint32_t(align(page_bytes, device->allocator()->get_alignment(BufferType::DRAM)));
  const uint32_t shard = values / cores_used;
  CreateCircularBuffer(program, cores,
                       CircularBufferConfig(shard * stride, {{CBIndex::c_0, tt::DataFormat::UInt32}})
                           .set_page_size(CBIndex::c_0, stride));
  std::vector<uint32_t> args = {CBIndex::c_0, stride};
  TensorAccessorArgs(*input).append_to(args);
  TensorAccessorArgs(*output).append_to(args);
  const auto kernel =
      CreateKernel(program, "kernels/take_shard.cpp", cores,
                   DataMovementConfig{
                       .processor = DataMovementProcessor::RISCV_0, .noc = NOC::RISCV_0_default, .compile_args = args});
  SetCommonRuntimeArgs(program, kernel, {uint32_t(input->address()), uint32_t(output->address()), shard});
  for (uint32_t i = 0; i < cores_used; ++i) SetRuntimeArgs(program, kernel, CoreCoord(0, i), {i * shard});

  std::vector<uint32_t> numbers(values), result;
  std::iota(numbers.begin(), numbers.end(), 1u);
  distributed::EnqueueWriteMeshBuffer(queue, input, numbers);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  distributed::EnqueueReadMeshBuffer(queue, result, output);
  for (uint32_t i = 0; i < values; i += shard) std::reverse(numbers.begin() + i, numbers.begin() + i + shard);
  device->close();
  return result == numbers;
}

int main() { return programs::exit_code(shard_data_rm); }
