// Four cores pad the rows of a row-major matrix on the right.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool pad_multi_core() {
  constexpr uint32_t rows = 64, columns = 32, padded_columns = 64, row_bytes = columns * 2,
                     padded_bytes = padded_columns * 2;
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const auto input = distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = rows * row_bytes},
                                                     {.page_size = row_bytes}, device.get());
  const auto output = distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = rows * padded_bytes},
                                                      {.page_size = padded_bytes}, device.get());
  const bfloat16 padding = 2;

  Program program = CreateProgram();
  const CoreRange cores({0, 0}, {0, 3});
  const uint32_t rows_of_core = rows / uint32_t(cores.size());
  CreateCircularBuffer(program, cores,
                       CircularBufferConfig(4 * padded_bytes, {{CBIndex::c_0, tt::DataFormat::UInt32}})
                           .set_page_size(CBIndex::c_0, padded_bytes));
  std::vector<uint32_t> reader_args = {pack_two_bfloat16_into_uint32({padding, padding}), row_bytes, padded_bytes};
  std::vector<uint32_t> writer_args = {CBIndex::c_0};
  TensorAccessorArgs(*input).append_to(reader_args);
  TensorAccessorArgs(*output).append_to(writer_args);
  const auto reader = CreateKernel(program, "kernels/read_padded.cpp", cores, ReaderDataMovementConfig(reader_args));
  const auto writer = CreateKernel(program, "../kernels/write_tiles.cpp", cores, WriterDataMovementConfig(writer_args));
  uint32_t first = 0;
  for (const CoreCoord& core : cores) {
    SetRuntimeArgs(program, reader, core, {uint32_t(input->address()), first, rows_of_core});
    SetRuntimeArgs(program, writer, core, {uint32_t(output->address()), first, rows_of_core});
    first += rows_of_core;
  }

  std::vector<bfloat16> values(rows * columns), result, expected(rows * padded_columns, padding);
  for (uint32_t i = 0; i < values.size(); ++i) {
    values[i] = bfloat16(i % 256);
    expected[i / columns * padded_columns + i % columns] = values[i];
  }
  distributed::EnqueueWriteMeshBuffer(queue, input, values);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  distributed::EnqueueReadMeshBuffer(queue, result, output);
  device->close();
  return result == expected;
}

int main() { return programs::exit_code(pad_multi_core); }
