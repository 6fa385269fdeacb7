// Two vectors lie in the L1 of four cores, by rows, by columns or in blocks of tiles; circular buffers lie on them, and
// nothing is moved.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

namespace {

constexpr uint32_t kSide = 4, kTiles = kSide * kSide, kTileBytes = sizeof(bfloat16) * constants::TILE_HW;

/// How 4x4 tiles are cut into four shards.
struct Cut {
  TensorMemoryLayout layout;
  uint32_t rows, columns;  // of a shard, in tiles
  CoreRange cores;
};

bool add_with(const Cut& cut) {
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const ShardSpecBuffer spec(cut.cores, {cut.rows * constants::TILE_HEIGHT, cut.columns * constants::TILE_WIDTH},
                             ShardOrientation::ROW_MAJOR, {constants::TILE_HEIGHT, constants::TILE_WIDTH},
                             {kSide, kSide});
  const distributed::DeviceLocalBufferConfig l1{
      .page_size = kTileBytes, .buffer_type = BufferType::L1, .sharding_args = BufferShardingArgs(spec, cut.layout)};
  const distributed::ReplicatedBufferConfig size{.size = kTiles * kTileBytes};
  const auto a = distributed::MeshBuffer::create(size, l1, device.get());
  const auto b = distributed::MeshBuffer::create(size, l1, device.get());
  const auto c = distributed::MeshBuffer::create(size, l1, device.get());

  Program program = CreateProgram();
  constexpr uint32_t tiles_of_core = kTiles / 4;
  const auto lay_on = [&](CBIndex cb, const distributed::MeshBuffer& buffer) {
    CreateCircularBuffer(program, cut.cores,
                         CircularBufferConfig(tiles_of_core * kTileBytes, {{cb, tt::DataFormat::Float16_b}})
                             .set_page_size(cb, kTileBytes)
                             .set_globally_allocated_address(*buffer.get_backing_buffer()));
  };
  lay_on(CBIndex::c_0, *a);
  lay_on(CBIndex::c_1, *b);
  lay_on(CBIndex::c_2, *c);
  const auto compute = CreateKernel(program, "kernels/add_in_place.cpp", cut.cores,
                                    ComputeConfig{.compile_args = {CBIndex::c_0, CBIndex::c_1, CBIndex::c_2}});
  SetRuntimeArgs(program, compute, cut.cores, {tiles_of_core});

  const std::vector<bfloat16> left = programs::random_values(kTiles * constants::TILE_HW, 0.0f, 10.0f, 1);
  const std::vector<bfloat16> right = programs::random_values(kTiles * constants::TILE_HW, 0.0f, 10.0f, 2);
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

bool vecadd_sharding() {
  return add_with({TensorMemoryLayout::HEIGHT_SHARDED, 1, 4, CoreRange({0, 0}, {0, 3})}) &&
         add_with({TensorMemoryLayout::WIDTH_SHARDED, 4, 1, CoreRange({0, 0}, {3, 0})}) &&
         add_with({TensorMemoryLayout::BLOCK_SHARDED, 2, 2, CoreRange({0, 0}, {1, 1})});
}

}  // namespace

int main() { return programs::exit_code(vecadd_sharding); }
