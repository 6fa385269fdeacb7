// The tiles of a product are divided among all cores of the device; the number of tiles of a core is a runtime
// argument.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tilize_utils.hpp>
#include <tt-metalium/work_split.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool matmul_multi_core() {
  constexpr uint32_t m = 320, k = 128, n = 320;  // 100 tiles: two groups of cores
  constexpr uint32_t mt = m / constants::TILE_HEIGHT, kt = k / constants::TILE_WIDTH, nt = n / constants::TILE_WIDTH;
  constexpr uint32_t tile_bytes = sizeof(bfloat16) * constants::TILE_HW;
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const distributed::DeviceLocalBufferConfig dram{.page_size = tile_bytes};
  const auto matrix = [&](uint32_t tiles) {
    return distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = tiles * tile_bytes}, dram,
                                           device.get());
  };
  const auto a = matrix(mt * kt), b = matrix(kt * nt), c = matrix(mt * nt);

  Program program = CreateProgram();
  const auto [num_cores, all_cores, group_1, group_2, tiles_1, tiles_2] =
      split_work_to_cores(device->compute_with_storage_grid_size(), mt * nt);
  for (const CBIndex cb : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16}) {
    CreateCircularBuffer(
        program, all_cores,
        CircularBufferConfig(2 * tile_bytes, {{cb, tt::DataFormat::Float16_b}}).set_page_size(cb, tile_bytes));
  }
  std::vector<uint32_t> reader_args, writer_args = {CBIndex::c_16};
  TensorAccessorArgs(*a).append_to(reader_args);
  TensorAccessorArgs(*b).append_to(reader_args);
  TensorAccessorArgs(*c).append_to(writer_args);
  const auto reader =
      CreateKernel(program, "../kernels/read_rows_and_columns.cpp", all_cores, ReaderDataMovementConfig(reader_args));
  const auto writer =
      CreateKernel(program, "../kernels/write_tiles.cpp", all_cores, WriterDataMovementConfig(writer_args));
  const auto compute = CreateKernel(program, "kernels/multiply.cpp", all_cores, ComputeConfig{.compile_args = {}});
  uint32_t first = 0;
  for (const auto& [cores, tiles] : {std::make_pair(group_1, tiles_1), std::make_pair(group_2, tiles_2)}) {
    for (const CoreRange& range : cores.ranges()) {
      for (const CoreCoord& core : range) {
        SetRuntimeArgs(program, reader, core, {uint32_t(a->address()), uint32_t(b->address()), first, tiles, kt, nt});
        SetRuntimeArgs(program, writer, core, {uint32_t(c->address()), first, tiles});
        SetRuntimeArgs(program, compute, core, {tiles, kt});
        first += tiles;
      }
    }
  }

  const std::vector<bfloat16> left = programs::random_values(m * k, -0.5f, 0.5f, 1);
  const std::vector<bfloat16> right = programs::random_values(k * n, -0.5f, 0.5f, 2);
  distributed::EnqueueWriteMeshBuffer(queue, a, tilize_nfaces(left, m, k));
  distributed::EnqueueWriteMeshBuffer(queue, b, tilize_nfaces(right, k, n));
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  std::vector<bfloat16> result;
  distributed::EnqueueReadMeshBuffer(queue, result, c);
  device->close();
  return first == mt * nt &&
         programs::is_near(untilize_nfaces(result, m, n), programs::product(left, right, m, k, n), 0.1f, 0.02f);
}

int main() { return programs::exit_code(matmul_multi_core); }
