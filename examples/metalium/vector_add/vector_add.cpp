// c = a + b on all cores of a card, written for TT-Metalium. On the embedded device:
//   scripts/metalium-c++ examples/metalium/vector_add/vector_add.cpp -o /tmp/vector_add
//   cd examples/metalium/vector_add && /tmp/vector_add
#include <cstdint>
#include <cstdio>
#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/work_split.hpp>
#include <vector>

using namespace tt;
using namespace tt::tt_metal;

constexpr uint32_t kTiles = 200, kTileElements = 1024, kTileBytes = kTileElements * sizeof(bfloat16);

int main() {
  auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  Program program = CreateProgram();

  // Three tensors in DRAM, a tile per page.
  const distributed::DeviceLocalBufferConfig page{.page_size = kTileBytes, .buffer_type = BufferType::DRAM};
  const distributed::ReplicatedBufferConfig whole{.size = kTiles * kTileBytes};
  auto a = distributed::MeshBuffer::create(whole, page, device.get());
  auto b = distributed::MeshBuffer::create(whole, page, device.get());
  auto c = distributed::MeshBuffer::create(whole, page, device.get());

  // Tiles over cores: some cores get one more than the others.
  const auto grid = device->compute_with_storage_grid_size();
  const auto [num_cores, all_cores, more, fewer, tiles_more, tiles_fewer] = split_work_to_cores(grid, kTiles);

  // Two pages each, so that reading, adding and writing overlap.
  for (const CBIndex index : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16}) {
    CircularBufferConfig config(2 * kTileBytes, {{index, DataFormat::Float16_b}});
    CreateCircularBuffer(program, all_cores, config.set_page_size(index, kTileBytes));
  }

  std::vector<uint32_t> reader_args, writer_args;
  TensorAccessorArgs(*a).append_to(reader_args);
  TensorAccessorArgs(*b).append_to(reader_args);
  TensorAccessorArgs(*c).append_to(writer_args);
  const auto reader = CreateKernel(program, "kernels/reader.cpp", all_cores,
                                   DataMovementConfig{.processor = DataMovementProcessor::RISCV_1, .noc = NOC::RISCV_1_default, .compile_args = reader_args});
  const auto writer = CreateKernel(program, "kernels/writer.cpp", all_cores,
                                   DataMovementConfig{.processor = DataMovementProcessor::RISCV_0, .noc = NOC::RISCV_0_default, .compile_args = writer_args});
  const auto compute = CreateKernel(program, "kernels/add.cpp", all_cores, ComputeConfig{});

  uint32_t first = 0;
  for (const CoreCoord& core : corerange_to_cores(all_cores)) {
    const uint32_t count = more.contains(core) ? tiles_more : tiles_fewer;
    SetRuntimeArgs(program, reader, core, {uint32_t(a->address()), uint32_t(b->address()), first, count});
    SetRuntimeArgs(program, writer, core, {uint32_t(c->address()), first, count});
    SetRuntimeArgs(program, compute, core, {count});
    first += count;
  }

  // Addition is element by element, so the order of the elements in a tile does not matter here.
  std::vector<bfloat16> host_a, host_b, host_c(kTiles * kTileElements);
  for (uint32_t i = 0; i < kTiles * kTileElements; ++i) {
    host_a.push_back(bfloat16(float(i % 100)));
    host_b.push_back(bfloat16(float(i % 7) * 0.5f));
  }
  distributed::EnqueueWriteMeshBuffer(queue, a, host_a, false);
  distributed::EnqueueWriteMeshBuffer(queue, b, host_b, false);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  distributed::EnqueueReadMeshBuffer(queue, host_c, c, true);
  device->close();

  uint32_t wrong = 0;
  for (uint32_t i = 0; i < kTiles * kTileElements; ++i) wrong += float(host_c[i]) != float(host_a[i]) + float(host_b[i]);
  std::printf("%u tiles on %u cores: %s\n", kTiles, num_cores, wrong == 0 ? "right" : "wrong");
  return wrong == 0 ? 0 : 1;
}
