// One core: the exponential of every element, by the vector unit.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool eltwise_sfpu() {
  constexpr CoreCoord core = {0, 0};
  constexpr uint32_t tiles = 16, tile_bytes = sizeof(bfloat16) * constants::TILE_HW;
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const distributed::DeviceLocalBufferConfig dram{.page_size = tile_bytes};
  const distributed::ReplicatedBufferConfig size{.size = tiles * tile_bytes};
  const auto input = distributed::MeshBuffer::create(size, dram, device.get());
  const auto output = distributed::MeshBuffer::create(size, dram, device.get());

  Program program = CreateProgram();
  for (const CBIndex cb : {CBIndex::c_0, CBIndex::c_16}) {
    CreateCircularBuffer(
        program, core,
        CircularBufferConfig(2 * tile_bytes, {{cb, tt::DataFormat::Float16_b}}).set_page_size(cb, tile_bytes));
  }
  std::vector<uint32_t> reader_args = {CBIndex::c_0}, writer_args = {CBIndex::c_16};
  TensorAccessorArgs(*input).append_to(reader_args);
  TensorAccessorArgs(*output).append_to(writer_args);
  const auto reader = CreateKernel(program, "../kernels/read_tiles.cpp", core, ReaderDataMovementConfig(reader_args));
  const auto writer = CreateKernel(program, "../kernels/write_tiles.cpp", core, WriterDataMovementConfig(writer_args));
  const auto compute = CreateKernel(program, "kernels/exponential.cpp", core, ComputeConfig{.math_approx_mode = false});
  SetRuntimeArgs(program, reader, core, {uint32_t(input->address()), 0, tiles});
  SetRuntimeArgs(program, writer, core, {uint32_t(output->address()), 0, tiles});
  SetRuntimeArgs(program, compute, core, {tiles});

  const std::vector<bfloat16> values = programs::random_values(tiles * constants::TILE_HW, -3.0f, 3.0f, 1);
  distributed::EnqueueWriteMeshBuffer(queue, input, values);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  std::vector<bfloat16> result;
  distributed::EnqueueReadMeshBuffer(queue, result, output);
  std::vector<float> expected;
  for (bfloat16 value : values) expected.push_back(std::exp(float(value)));
  device->close();
  return programs::is_near(result, expected, 0.0f, 0.02f);
}

int main() { return programs::exit_code(eltwise_sfpu); }
