// A program as plain data: c = a + b on two cores, from a descriptor, with a kernel from a text.
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/program_descriptors.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "../check.h"

using namespace tt;
using namespace tt::tt_metal;

namespace {

constexpr uint32_t kTiles = 4, kTileBytes = sizeof(bfloat16) * constants::TILE_HW;

constexpr const char* kWriter = R"(
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  const auto tensor = TensorAccessor(TensorAccessorArgs<0>(), get_common_arg_val<uint32_t>(0));
  for (uint32_t tile = get_arg_val<uint32_t>(0); tile < get_arg_val<uint32_t>(1); ++tile) {
    cb_wait_front(16, 1);
    noc_async_write_page(tile, tensor, get_read_ptr(16));
    noc_async_write_barrier();
    cb_pop_front(16, 1);
  }
}
)";

KernelDescriptor reader_of(const distributed::MeshBuffer& a, const distributed::MeshBuffer& b,
                           const CoreRangeSet& cores) {
  KernelDescriptor reader{
      .kernel_source = "../kernels/read_two_tensors.cpp", .core_ranges = cores, .config = ReaderConfigDescriptor{}};
  TensorAccessorArgs(a).append_to(reader.compile_time_args);
  TensorAccessorArgs(b).append_to(reader.compile_time_args);
  return reader;
}

ProgramDescriptor describe(const distributed::MeshBuffer& a, const distributed::MeshBuffer& b,
                           const distributed::MeshBuffer& c) {
  const CoreRangeSet cores(CoreRange({0, 0}, {1, 0}));
  KernelDescriptor reader = reader_of(a, b, cores);
  KernelDescriptor writer{.kernel_source = kWriter,
                          .source_type = KernelDescriptor::SourceType::SOURCE_CODE,
                          .core_ranges = cores,
                          .common_runtime_args = {uint32_t(c.address())},
                          .config = WriterConfigDescriptor{}};
  TensorAccessorArgs(c).append_to(writer.compile_time_args);
  KernelDescriptor compute{.kernel_source = "../kernels/binary.cpp",
                           .core_ranges = cores,
                           .defines = {{"BINARY_INIT", "sub_tiles_init"}, {"BINARY", "sub_tiles"}},
                           .config = ComputeConfigDescriptor{.math_fidelity = MathFidelity::HiFi4}};
  const uint32_t each = kTiles / 2;
  for (uint32_t x = 0; x < 2; ++x) {
    const CoreCoord core(x, 0);
    reader.runtime_args.push_back({core, {uint32_t(a.address()), uint32_t(b.address()), x * each, each}});
    writer.runtime_args.push_back({core, {x * each, (x + 1) * each}});
    compute.runtime_args.push_back({core, {each}});
  }
  ProgramDescriptor program{.kernels = {reader, writer, compute}};
  for (const CBIndex cb : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16}) {
    program.cbs.push_back({.total_size = 2 * kTileBytes,
                           .core_ranges = cores,
                           .format_descriptors = {{cb, tt::DataFormat::Float16_b, kTileBytes}}});
  }
  return program;
}

bool descriptor_flow() {
  const auto device = distributed::MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const auto vector = [&] {
    return distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = kTiles * kTileBytes},
                                           {.page_size = kTileBytes}, device.get());
  };
  const auto a = vector(), b = vector(), c = vector();
  const std::vector<bfloat16> left = programs::random_values(kTiles * constants::TILE_HW, 0.0f, 1.0f, 1);
  const std::vector<bfloat16> right = programs::random_values(kTiles * constants::TILE_HW, 0.0f, 1.0f, 2);
  distributed::EnqueueWriteMeshBuffer(queue, a, left);
  distributed::EnqueueWriteMeshBuffer(queue, b, right);
  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(device->shape()), Program(describe(*a, *b, *c)));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  std::vector<bfloat16> result;
  distributed::EnqueueReadMeshBuffer(queue, result, c);
  std::vector<float> expected;
  for (size_t i = 0; i < left.size(); ++i) expected.push_back(float(left[i]) - float(right[i]));
  return programs::is_near(result, expected, 0.0f, 0x1p-7f);
}

}  // namespace

int main() { return programs::exit_code(descriptor_flow); }
