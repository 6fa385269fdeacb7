// One core multiplies two matrices, one tile of the product after the other.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tilize_utils.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool matmul_single_core() {
  constexpr CoreCoord core = {0, 0};
  constexpr uint32_t m = 96, k = 160, n = 128;
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

  Program program{};
  for (const CBIndex cb : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16}) {
    CreateCircularBuffer(
        program, core,
        CircularBufferConfig(2 * tile_bytes, {{cb, tt::DataFormat::Float16_b}}).set_page_size(cb, tile_bytes));
  }
  std::vector<uint32_t> reader_args, writer_args = {CBIndex::c_16};
  TensorAccessorArgs(*a).append_to(reader_args);
  TensorAccessorArgs(*b).append_to(reader_args);
  TensorAccessorArgs(*c).append_to(writer_args);
  const auto reader =
      CreateKernel(program, "../kernels/read_rows_and_columns.cpp", core, ReaderDataMovementConfig(reader_args));
  const auto writer = CreateKernel(program, "../kernels/write_tiles.cpp", core, WriterDataMovementConfig(writer_args));
  CreateKernel(program, "kernels/multiply.cpp", core,
               ComputeConfig{.math_fidelity = MathFidelity::HiFi4, .compile_args = {mt * nt, kt}});
  SetRuntimeArgs(program, reader, core, {uint32_t(a->address()), uint32_t(b->address()), 0, mt * nt, kt, nt});
  SetRuntimeArgs(program, writer, core, {uint32_t(c->address()), 0, mt * nt});

  const std::vector<bfloat16> left = programs::random_values(m * k, -1.0f, 1.0f, 1);
  const std::vector<bfloat16> right = programs::random_values(k * n, -1.0f, 1.0f, 2);
  distributed::EnqueueWriteMeshBuffer(queue, a, tilize_nfaces(left, m, k));
  distributed::EnqueueWriteMeshBuffer(queue, b, tilize_nfaces(right, k, n));
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  std::vector<bfloat16> result;
  distributed::EnqueueReadMeshBuffer(queue, result, c);
  device->close();
  return programs::is_near(untilize_nfaces(result, m, n), programs::product(left, right, m, k, n), 0.3f, 0.02f);
}

int main() { return programs::exit_code(matmul_single_core); }
