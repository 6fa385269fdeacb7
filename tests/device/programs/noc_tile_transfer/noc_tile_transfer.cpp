// A tile goes from DRAM to one core, from its L1 to the L1 of another, and from there back to DRAM.
#include <numeric>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool noc_tile_transfer() {
  constexpr CoreCoord sender = {0, 0}, receiver = {2, 1};
  constexpr uint32_t tile_bytes = sizeof(uint16_t) * constants::TILE_HW;
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const distributed::DeviceLocalBufferConfig dram{.page_size = tile_bytes};
  const distributed::ReplicatedBufferConfig size{.size = tile_bytes};
  const auto input = distributed::MeshBuffer::create(size, dram, device.get());
  const auto output = distributed::MeshBuffer::create(size, dram, device.get());

  Program program = CreateProgram();
  const CoreRangeSet both({CoreRange(sender), CoreRange(receiver)});
  const uint32_t semaphore = CreateSemaphore(program, both, 0);
  for (const CBIndex cb : {CBIndex::c_0, CBIndex::c_1}) {
    CreateCircularBuffer(
        program, both, CircularBufferConfig(tile_bytes, {{cb, tt::DataFormat::UInt16}}).set_page_size(cb, tile_bytes));
  }
  std::vector<uint32_t> reader_args = {CBIndex::c_0}, writer_args = {CBIndex::c_1};
  TensorAccessorArgs(*input).append_to(reader_args);
  TensorAccessorArgs(*output).append_to(writer_args);
  const auto read = CreateKernel(program, "../kernels/read_tiles.cpp", sender, ReaderDataMovementConfig(reader_args));
  const auto send =
      CreateKernel(program, "kernels/send.cpp", sender, WriterDataMovementConfig{{CBIndex::c_0, CBIndex::c_1}});
  const auto receive =
      CreateKernel(program, "kernels/receive.cpp", receiver, ReaderDataMovementConfig{{CBIndex::c_0, CBIndex::c_1}});
  const auto write =
      CreateKernel(program, "../kernels/write_tiles.cpp", receiver, WriterDataMovementConfig(writer_args));
  const CoreCoord target = device->worker_core_from_logical_core(receiver);
  SetRuntimeArgs(program, read, sender, {uint32_t(input->address()), 0, 1});
  SetRuntimeArgs(program, send, sender, {uint32_t(target.x), uint32_t(target.y), semaphore});
  SetRuntimeArgs(program, receive, receiver, {semaphore});
  SetRuntimeArgs(program, write, receiver, {uint32_t(output->address()), 0, 1});

  std::vector<uint16_t> values(constants::TILE_HW), result;
  std::iota(values.begin(), values.end(), uint16_t{14});
  distributed::EnqueueWriteMeshBuffer(queue, input, values);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  distributed::EnqueueReadMeshBuffer(queue, result, output);
  device->close();
  return result == values;
}

int main() { return programs::exit_code(noc_tile_transfer); }
