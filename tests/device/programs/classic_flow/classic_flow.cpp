// The flow without meshes: a device by pointer, buffers of its own, a program that is launched, twice with other
// arguments. The second time the program breaks a rule, and says so.
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tt_metal.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool classic_flow() {
  constexpr CoreCoord core = {1, 1};
  constexpr uint32_t tiles = 5, tile_bytes = sizeof(bfloat16) * constants::TILE_HW;
  IDevice* device = CreateDevice(0);
  const InterleavedBufferConfig dram{
      .device = device, .size = tiles * tile_bytes, .page_size = tile_bytes, .buffer_type = BufferType::DRAM};
  const std::shared_ptr<Buffer> input = CreateBuffer(dram), output = CreateBuffer(dram);

  Program program = CreateProgram();
  CreateCircularBuffer(program, core,
                       CircularBufferConfig(2 * tile_bytes, {{CBIndex::c_0, tt::DataFormat::Float16_b}})
                           .set_page_size(CBIndex::c_0, tile_bytes));
  std::vector<uint32_t> reader_args = {CBIndex::c_0}, writer_args = {CBIndex::c_0};
  TensorAccessorArgs(*input).append_to(reader_args);
  TensorAccessorArgs(*output).append_to(writer_args);
  const auto reader = CreateKernel(program, "../kernels/read_tiles.cpp", core, ReaderDataMovementConfig(reader_args));
  const auto writer = CreateKernel(program, "../kernels/write_tiles.cpp", core, WriterDataMovementConfig(writer_args));
  SetRuntimeArgs(program, reader, core, {input->address(), 0, tiles});
  SetRuntimeArgs(program, writer, core, {output->address(), 0, tiles});

  const std::vector<uint32_t> values = create_random_vector_of_bfloat16(tiles * tile_bytes, 100, 3);
  std::vector<uint32_t> result;
  detail::WriteToBuffer(input, values);
  detail::LaunchProgram(device, program);
  detail::ReadFromBuffer(output, result);
  bool right = result == values;

  GetRuntimeArgs(program, writer, core)[2] = tiles + 1;  // waits for a tile that never comes
  try {
    detail::LaunchProgram(device, program);
    right = false;
  } catch (const std::runtime_error& error) {
    right &= std::string(error.what()).find("deadlock") != std::string::npos;
  }
  return CloseDevice(device) && right;
}

int main() { return programs::exit_code(classic_flow); }
