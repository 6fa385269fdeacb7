// One core: c = a + b, then c = a * b with the same kernels and other macros.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

namespace {

constexpr CoreCoord kCore = {0, 0};
constexpr uint32_t kTiles = 32, kTileBytes = sizeof(bfloat16) * constants::TILE_HW;

struct Tensors {
  std::shared_ptr<distributed::MeshBuffer> a, b, c;
};

Program program_of(const Tensors& tensors, const std::map<std::string, std::string>& operation) {
  Program program = CreateProgram();
  for (uint32_t cb : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16}) {
    CreateCircularBuffer(program, kCore,
                         CircularBufferConfig(2 * kTileBytes, {{uint8_t(cb), tt::DataFormat::Float16_b}})
                             .set_page_size(uint8_t(cb), kTileBytes));
  }
  std::vector<uint32_t> reader_args, writer_args = {CBIndex::c_16};
  TensorAccessorArgs(*tensors.a).append_to(reader_args);
  TensorAccessorArgs(*tensors.b).append_to(reader_args);
  TensorAccessorArgs(*tensors.c).append_to(writer_args);
  const auto reader =
      CreateKernel(program, "../kernels/read_two_tensors.cpp", kCore, ReaderDataMovementConfig(reader_args));
  const auto writer = CreateKernel(program, "../kernels/write_tiles.cpp", kCore, WriterDataMovementConfig(writer_args));
  const auto compute = CreateKernel(program, "../kernels/binary.cpp", kCore,
                                    ComputeConfig{.math_fidelity = MathFidelity::HiFi4, .defines = operation});
  SetRuntimeArgs(program, reader, kCore, {uint32_t(tensors.a->address()), uint32_t(tensors.b->address()), 0, kTiles});
  SetRuntimeArgs(program, writer, kCore, {uint32_t(tensors.c->address()), 0, kTiles});
  SetRuntimeArgs(program, compute, kCore, {kTiles});
  return program;
}

bool eltwise_binary() {
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const distributed::DeviceLocalBufferConfig dram{.page_size = kTileBytes, .buffer_type = BufferType::DRAM};
  const distributed::ReplicatedBufferConfig size{.size = kTiles * kTileBytes};
  const Tensors tensors = {distributed::MeshBuffer::create(size, dram, device.get()),
                           distributed::MeshBuffer::create(size, dram, device.get()),
                           distributed::MeshBuffer::create(size, dram, device.get())};
  const std::vector<bfloat16> a = programs::random_values(kTiles * constants::TILE_HW, -1.0f, 1.0f, 1);
  const std::vector<bfloat16> b = programs::random_values(kTiles * constants::TILE_HW, -1.0f, 1.0f, 2);
  distributed::EnqueueWriteMeshBuffer(queue, tensors.a, a);
  distributed::EnqueueWriteMeshBuffer(queue, tensors.b, b);

  bool right = true;
  for (bool add : {true, false}) {
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()),
                         program_of(tensors, {{"BINARY_INIT", add ? "add_tiles_init" : "mul_tiles_init"},
                                              {"BINARY", add ? "add_tiles" : "mul_tiles"}}));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, tensors.c, true);
    std::vector<float> expected(a.size());
    for (size_t i = 0; i < a.size(); ++i) expected[i] = add ? float(a[i]) + float(b[i]) : float(a[i]) * float(b[i]);
    right &= programs::is_near(result, expected, 0.0f, 0x1p-7f);
  }
  device->close();
  return right;
}

}  // namespace

int main() { return programs::exit_code(eltwise_binary); }
