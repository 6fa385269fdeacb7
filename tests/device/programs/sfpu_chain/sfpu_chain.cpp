// One tile through a chain of operations of the vector unit: log(1 + exp(x)), the ones from the reader.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tilize_utils.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool sfpu_chain() {
  constexpr CoreCoord core = {3, 2};
  constexpr uint32_t tile_bytes = sizeof(bfloat16) * constants::TILE_HW;
  constexpr uint32_t input_cb = CBIndex::c_0, ones_cb = CBIndex::c_1, output_cb = CBIndex::c_2;
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const distributed::DeviceLocalBufferConfig dram{.page_size = tile_bytes};
  const distributed::ReplicatedBufferConfig size{.size = tile_bytes};
  const auto input = distributed::MeshBuffer::create(size, dram, device.get());
  const auto output = distributed::MeshBuffer::create(size, dram, device.get());

  Program program = CreateProgram();
  for (const uint32_t cb : {input_cb, ones_cb, output_cb}) {
    CreateCircularBuffer(program, core,
                         CircularBufferConfig(tile_bytes, {{uint8_t(cb), tt::DataFormat::Float16_b}})
                             .set_page_size(uint8_t(cb), tile_bytes));
  }
  std::vector<uint32_t> reader_args = {input_cb, ones_cb}, writer_args = {output_cb};
  TensorAccessorArgs(*input).append_to(reader_args);
  TensorAccessorArgs(*output).append_to(writer_args);
  const auto reader = CreateKernel(program, "kernels/read_and_fill.cpp", core, ReaderDataMovementConfig(reader_args));
  const auto writer = CreateKernel(program, "../kernels/write_tiles.cpp", core, WriterDataMovementConfig(writer_args));
  CreateKernel(program, "kernels/softplus.cpp", core, ComputeConfig{.compile_args = {input_cb, ones_cb, output_cb}});
  SetRuntimeArgs(program, reader, core, {uint32_t(input->address())});
  SetRuntimeArgs(program, writer, core, {uint32_t(output->address()), 0, 1});

  const std::vector<bfloat16> values = programs::random_values(constants::TILE_HW, -2.0f, 2.0f, 5);
  const std::vector<bfloat16> tiled = tilize_nfaces(values, constants::TILE_HEIGHT, constants::TILE_WIDTH);
  distributed::EnqueueWriteMeshBuffer(queue, input, tiled);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  distributed::Finish(queue);
  std::vector<bfloat16> result;
  distributed::EnqueueReadMeshBuffer(queue, result, output);
  std::vector<float> expected;
  for (bfloat16 value : values) expected.push_back(std::log1p(std::exp(float(value))));
  device->close();
  return programs::is_near(untilize_nfaces(result, constants::TILE_HEIGHT, constants::TILE_WIDTH), expected, 0.02f,
                           0.02f);
}

int main() { return programs::exit_code(sfpu_chain); }
