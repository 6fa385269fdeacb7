// One data-movement kernel copies tiles from DRAM to an L1 buffer and back to another DRAM buffer.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool loopback() {
  constexpr CoreCoord core = {0, 0};
  constexpr uint32_t tiles = 50, tile_bytes = sizeof(bfloat16) * constants::TILE_HW;

  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const distributed::DeviceLocalBufferConfig dram{.page_size = tile_bytes, .buffer_type = BufferType::DRAM};
  const distributed::DeviceLocalBufferConfig l1{.page_size = tile_bytes, .buffer_type = BufferType::L1};
  const distributed::ReplicatedBufferConfig all{.size = tiles * tile_bytes}, one{.size = tile_bytes};
  const auto input = distributed::MeshBuffer::create(all, dram, device.get());
  const auto output = distributed::MeshBuffer::create(all, dram, device.get());
  const auto scratch = distributed::MeshBuffer::create(one, l1, device.get());

  Program program = CreateProgram();
  std::vector<uint32_t> compile_args;
  TensorAccessorArgs(*input).append_to(compile_args);
  TensorAccessorArgs(*output).append_to(compile_args);
  const KernelHandle kernel = CreateKernel(
      program, "kernels/copy.cpp", core,
      DataMovementConfig{
          .processor = DataMovementProcessor::RISCV_0, .noc = NOC::RISCV_0_default, .compile_args = compile_args});
  SetRuntimeArgs(program, kernel, core,
                 {uint32_t(scratch->address()), uint32_t(input->address()), uint32_t(output->address()), tiles});

  const std::vector<bfloat16> values = programs::random_values(tiles * constants::TILE_HW, 0.0f, 100.0f, 1);
  distributed::EnqueueWriteMeshBuffer(queue, input, values, false);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  std::vector<bfloat16> result;
  distributed::EnqueueReadMeshBuffer(queue, result, output, true);
  device->close();
  return result == values;
}

int main() { return programs::exit_code(loopback); }
