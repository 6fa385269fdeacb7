// The tiles of two vectors are added by all cores of the device. Compile-time arguments have names.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/work_split.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool vecadd_multi_core() {
  constexpr uint32_t tiles = 150, tile_bytes = sizeof(bfloat16) * constants::TILE_HW;
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const auto vector = [&] {
    return distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = tiles * tile_bytes},
                                           {.page_size = tile_bytes}, device.get());
  };
  const auto a = vector(), b = vector(), c = vector();

  const CoreCoord grid = device->compute_with_storage_grid_size();
  const auto [num_cores, all_cores, group_1, group_2, tiles_1, tiles_2] = split_work_to_cores(grid, tiles, true);
  Program program = CreateProgram();
  for (const CBIndex cb : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_2}) {
    CreateCircularBuffer(
        program, CoreRange({0, 0}, {grid.x - 1, grid.y - 1}),
        CircularBufferConfig(4 * tile_bytes, {{cb, tt::DataFormat::Float16_b}}).set_page_size(cb, tile_bytes));
  }
  std::vector<uint32_t> reader_args, writer_args = {CBIndex::c_2};
  TensorAccessorArgs(*a).append_to(reader_args);
  TensorAccessorArgs(*b).append_to(reader_args);
  TensorAccessorArgs(*c).append_to(writer_args);
  const auto reader =
      CreateKernel(program, "../kernels/read_two_tensors.cpp", all_cores, ReaderDataMovementConfig(reader_args));
  const auto writer =
      CreateKernel(program, "../kernels/write_tiles.cpp", all_cores, WriterDataMovementConfig(writer_args));
  const auto compute = CreateKernel(
      program, "kernels/add.cpp", all_cores,
      ComputeConfig{.named_compile_args = {{"a", CBIndex::c_0}, {"b", CBIndex::c_1}, {"sum", CBIndex::c_2}}});
  uint32_t first = 0;
  for (const auto& [group, count] : {std::make_pair(group_1, tiles_1), std::make_pair(group_2, tiles_2)}) {
    for (const CoreCoord& core : corerange_to_cores(group, std::nullopt, true)) {
      SetRuntimeArgs(program, reader, core, {uint32_t(a->address()), uint32_t(b->address()), first, count});
      SetRuntimeArgs(program, writer, core, {uint32_t(c->address()), first, count});
      SetRuntimeArgs(program, compute, core, {count});
      first += count;
    }
  }

  const std::vector<bfloat16> left = programs::random_values(tiles * constants::TILE_HW, 0.0f, 10.0f, 1);
  const std::vector<bfloat16> right = programs::random_values(tiles * constants::TILE_HW, 0.0f, 10.0f, 2);
  distributed::EnqueueWriteMeshBuffer(queue, a, left);
  distributed::EnqueueWriteMeshBuffer(queue, b, right);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  std::vector<bfloat16> result;
  distributed::EnqueueReadMeshBuffer(queue, result, c);
  std::vector<float> expected;
  for (size_t i = 0; i < left.size(); ++i) expected.push_back(float(left[i]) + float(right[i]));
  device->close();
  return programs::is_near(result, expected, 0.0f, 0x1p-8f);
}

int main() { return programs::exit_code(vecadd_multi_core); }
