// A data-movement processor adds two integers; buffers in L1 are its scratch memory.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

bool add_2_integers() {
  constexpr CoreCoord core = {0, 0};
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const auto word_in = [&](BufferType type) {
    return distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = sizeof(uint32_t)},
                                           {.page_size = sizeof(uint32_t), .buffer_type = type}, device.get());
  };
  const auto a = word_in(BufferType::DRAM), b = word_in(BufferType::DRAM), sum = word_in(BufferType::DRAM);
  const auto a_l1 = word_in(BufferType::L1), b_l1 = word_in(BufferType::L1), sum_l1 = word_in(BufferType::L1);

  Program program = CreateProgram();
  const auto kernel =
      CreateKernel(program, "kernels/add.cpp", core,
                   DataMovementConfig{.processor = DataMovementProcessor::RISCV_0, .noc = NOC::RISCV_0_default});
  SetRuntimeArgs(program, kernel, core,
                 {uint32_t(a->address()), uint32_t(b->address()), uint32_t(sum->address()), uint32_t(a_l1->address()),
                  uint32_t(b_l1->address()), uint32_t(sum_l1->address())});
  distributed::EnqueueWriteMeshBuffer(queue, a, std::vector<uint32_t>{14});
  distributed::EnqueueWriteMeshBuffer(queue, b, std::vector<uint32_t>{7});
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  std::vector<uint32_t> result;
  distributed::EnqueueReadMeshBuffer(queue, result, sum);
  device->close();
  return result == std::vector<uint32_t>{21};
}

int main() { return programs::exit_code(add_2_integers); }
