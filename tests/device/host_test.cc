// The host API without running programs: cores and work, bfloat16, tiles, buffers and their addresses, circular
// buffers, arguments, descriptors, and what is refused. tests/device/programs runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>
#include <string>
#include <tt-metalium/command_queue.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/hal.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tt_metal.hpp>
#include <vector>

#include "device/host/bank_allocator.h"
#include "device/host/device_state.h"
#include "device/host/environment.h"
#include "device/host/program_state.h"
#include "device/host_kit.h"

namespace {

using namespace tt;
using namespace tt::tt_metal;
using distributed::MeshBuffer;
using distributed::MeshDevice;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
namespace host = tir2tt::device::host;
using host::error_of;

/// Sets a variable of the environment for a test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Variable() { unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

std::shared_ptr<MeshBuffer> dram_buffer(MeshDevice& device, DeviceAddr bytes, DeviceAddr page = 2048) {
  return MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = bytes}, {.page_size = page}, &device);
}
std::shared_ptr<MeshBuffer> l1_buffer(MeshDevice& device, DeviceAddr bytes, DeviceAddr page = 2048) {
  return MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = bytes},
                            {.page_size = page, .buffer_type = BufferType::L1}, &device);
}
/// 4x4 pages of a tile each in shards of `rows` x `columns` pages on `cores`.
std::shared_ptr<MeshBuffer> sharded_buffer(MeshDevice& device, const CoreRangeSet& cores, uint32_t rows,
                                           uint32_t columns, BufferType type = BufferType::L1) {
  const ShardSpecBuffer spec(cores, {rows * 32, columns * 32}, ShardOrientation::ROW_MAJOR, {32, 32}, {4, 4});
  return MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = 16 * 2048},
                            {.page_size = 2048,
                             .buffer_type = type,
                             .sharding_args = BufferShardingArgs(spec, TensorMemoryLayout::BLOCK_SHARDED)},
                            &device);
}
CircularBufferConfig two_tiles(uint8_t index) {
  return CircularBufferConfig(4096, {{index, tt::DataFormat::Float16_b}}).set_page_size(index, 2048);
}
KernelHandle any_kernel(Program& program, const CoreSpecification& cores) {
  return CreateKernelFromString(program, "void kernel_main() {}", cores, ReaderDataMovementConfig());
}

// --- Memory.

TEST(HostAllocator, TakesTheFirstGapFromEitherEnd) {
  host::BankAllocator memory(64, 1024, 32);
  EXPECT_EQ(memory.allocate(100, true), 64u);  // takes 128
  EXPECT_EQ(memory.allocate(1, true), 192u);
  EXPECT_EQ(memory.allocate(64, false), 960u);
  EXPECT_EQ(memory.allocate(0, false), 928u);
  memory.release(64);
  EXPECT_EQ(memory.allocate(128, true), 64u);
  memory.release(960);
  EXPECT_EQ(memory.allocate(32, false), 992u);
  EXPECT_EQ(memory.lowest_taken(), 64u);
  EXPECT_EQ(memory.largest_gap(), 928u - 224u);
  EXPECT_EQ(memory.free_bytes(), 960u - 128 - 32 - 32 - 32);
  EXPECT_EQ(memory.allocate(705, true), std::nullopt);
  EXPECT_EQ(memory.allocate(704, false), 224u);
}

TEST(HostDevice, TheEnvironmentNamesTheChip) {
  EXPECT_EQ(MeshDevice::create_unit_mesh(0)->arch(), tt::ARCH::WORMHOLE_B0);
  {
    const Variable arch("ARCH_NAME", "blackhole");
    EXPECT_EQ(MeshDevice::create_unit_mesh(0)->arch(), tt::ARCH::BLACKHOLE);
    EXPECT_EQ(hal::get_arch_num_circular_buffers(), 64u);
    const Variable first("TIR2TT_ARCH", "wormhole_b0");
    EXPECT_EQ(hal::get_arch_name(), "wormhole_b0");
    EXPECT_EQ(hal::get_dram_alignment(), 32u);
  }
  const Variable arch("TIR2TT_ARCH", "grayskull");
  EXPECT_THAT(error_of([] { MeshDevice::create_unit_mesh(0); }), HasSubstr("no chip \"grayskull\""));
}

TEST(HostDevice, PolicyAndSeedAreOfTheEnvironment) {
  const Variable policy("TIR2TT_POLICY", "adversarial"), seed("TIR2TT_SEED", "17");
  EXPECT_EQ(host::run_options_of_environment().policy, tir2tt::device::Policy::Adversarial);
  EXPECT_EQ(host::run_options_of_environment().seed, 17u);
  const Variable wrong_seed("TIR2TT_SEED", "1x");
  EXPECT_THAT(error_of(host::run_options_of_environment), HasSubstr("TIR2TT_SEED"));
  const Variable wrong_policy("TIR2TT_POLICY", "fast");
  EXPECT_THAT(error_of(host::run_options_of_environment), HasSubstr("in-order, random or adversarial"));
}

TEST(HostDevice, SaysWhatItIs) {
  const auto device = MeshDevice::create_unit_mesh(0);
  EXPECT_EQ(device->compute_with_storage_grid_size(), CoreCoord(8, 8));
  EXPECT_EQ(device->worker_core_from_logical_core({0, 0}), CoreCoord(18, 18));
  EXPECT_EQ(device->num_dram_channels(), 12);
  EXPECT_EQ(device->allocator()->get_base_allocator_addr(HalMemType::L1), 103712u);
  EXPECT_EQ(device->allocator()->get_alignment(BufferType::DRAM), 32u);
  EXPECT_EQ(device->allocator()->get_num_banks(BufferType::L1), 64u);
  EXPECT_EQ(device->shape().mesh_size(), 1u);
  EXPECT_THAT(error_of([&] { device->worker_core_from_logical_core({8, 0}); }), HasSubstr("(x=8,y=0)"));
  EXPECT_THAT(error_of([&] { device->mesh_command_queue(1); }), HasSubstr("command queue 1"));
  EXPECT_THAT(error_of([] { MeshDevice::create_unit_mesh(1); }), HasSubstr("no device 1"));
}

TEST(HostBuffers, DramGrowsFromTheBottomAndL1FromTheTop) {
  const auto device = MeshDevice::create_unit_mesh(0);
  const auto a = dram_buffer(*device, 13 * 2048);  // bank 0 has two pages
  EXPECT_EQ(a->address(), 32u);
  EXPECT_EQ(a->get_backing_buffer()->aligned_size_per_bank(), 4096u);
  auto b = dram_buffer(*device, 2048);
  EXPECT_EQ(b->address(), 32u + 4096);
  b = nullptr;
  EXPECT_EQ(dram_buffer(*device, 2048)->address(), 32u + 4096);
  EXPECT_EQ(device->lowest_occupied_compute_l1_address(), std::nullopt);
  const auto c = l1_buffer(*device, 65 * 2048);
  EXPECT_EQ(c->address(), 1499136u - 4096);
  EXPECT_EQ(device->lowest_occupied_compute_l1_address(), 1499136u - 4096);
  EXPECT_EQ(l1_buffer(*device, 4, 4)->address(), 1499136u - 4096 - 32);
}

TEST(HostBuffers, KeepWhatIsWritten) {
  const auto device = MeshDevice::create_unit_mesh(0);
  distributed::MeshCommandQueue& queue = device->mesh_command_queue();
  const auto buffer = dram_buffer(*device, 4096);
  std::vector<uint32_t> written(1024), read;
  distributed::EnqueueReadMeshBuffer(queue, read, buffer);
  EXPECT_EQ(read, std::vector<uint32_t>(1024, 0xFFFFFFFF)) << "poison where nobody wrote";
  std::iota(written.begin(), written.end(), 0);
  distributed::WriteShard(queue, buffer, written, distributed::MeshCoordinate(0, 0));
  distributed::ReadShard(queue, read, buffer, distributed::MeshCoordinate(0, 0));
  EXPECT_EQ(read, written);
  std::vector<uint32_t> part(2);
  queue.enqueue_read_shards({{distributed::MeshCoordinate(0, 0), part.data(), BufferRegion(8, 8)}}, buffer, true);
  EXPECT_THAT(part, ElementsAre(2, 3));
  distributed::EnqueueWriteMeshBuffer(queue, buffer, std::vector<uint32_t>(1, 77));
  distributed::EnqueueWriteMeshBuffer(queue, dram_buffer(*device, 2048), written);
  distributed::EnqueueReadMeshBuffer(queue, read, buffer);
  EXPECT_EQ(read[0], 77u) << "a vector that is too short: the rest stays";
  EXPECT_EQ(read[1], 1u);
  EXPECT_THAT(error_of([&] { distributed::ReadShard(queue, read, buffer, distributed::MeshCoordinate(0, 1)); }),
              HasSubstr("one device"));
  buffer->deallocate();
  EXPECT_THAT(error_of([&] { distributed::EnqueueReadMeshBuffer(queue, read, buffer); }), HasSubstr("deallocated"));
}

TEST(HostBuffers, TheClassicFlowHasThemToo) {
  IDevice* device = CreateDevice(0);
  {
    const auto buffer = CreateBuffer(
        InterleavedBufferConfig{.device = device, .size = 4096, .page_size = 2048, .buffer_type = BufferType::DRAM});
    std::vector<uint32_t> written(1024, 7), read;
    detail::WriteToBuffer(buffer, written);
    detail::ReadFromBuffer(buffer, read);
    EXPECT_EQ(read, written);
    EXPECT_THAT(error_of([&] { detail::WriteToBuffer(*buffer, std::vector<uint32_t>(1025)); }), HasSubstr("4100 B"));
    DeallocateBuffer(*buffer);
    EXPECT_FALSE(buffer->is_allocated());
    EXPECT_EQ(CreateBuffer(InterleavedBufferConfig{device, 2048, 2048, BufferType::L1}, 1000000)->address(), 1000000u);
  }
  EXPECT_TRUE(CloseDevice(device));
}

TEST(HostBuffers, WhatCannotBeIsRefused) {
  const auto device = MeshDevice::create_unit_mesh(0);
  EXPECT_THAT(error_of([&] { dram_buffer(*device, 3000); }),
              HasSubstr("a buffer of 3000 B cannot have pages of 2048 B"));
  EXPECT_THAT(error_of([&] { dram_buffer(*device, 6, 2); }), HasSubstr("whole words"));
  EXPECT_THAT(error_of([&] { l1_buffer(*device, 64 * 2000000, 2000000); }), HasSubstr("out of memory: 2000000 B"));
  EXPECT_THAT(error_of([&] { Buffer::create(device.get(), 4, 4, BufferType::SYSTEM_MEMORY); }),
              HasSubstr("SYSTEM_MEMORY"));
  EXPECT_THAT(error_of([&] { Buffer::create(device.get(), 32, 32, BufferType::L1_SMALL); }),
              HasSubstr("out of memory"));
  EXPECT_THAT(error_of([&] {
                sharded_buffer(*device, CoreRange({0, 0}, {1, 1}), 1, 0);
              }),
              HasSubstr("a shard of 32x0"));
  const auto small = MeshDevice::create_unit_mesh(0, 1024);
  EXPECT_EQ(Buffer::create(small.get(), 32, 32, BufferType::L1_SMALL)->address(), 1499136u - 32);
  EXPECT_EQ(l1_buffer(*small, 2048)->address(), 1499136u - 1024 - 2048);
  device->close();
  EXPECT_THAT(error_of([&] { dram_buffer(*device, 2048); }), HasSubstr("closed"));
}

TEST(HostBuffers, ShardsGoToCoresInOrder) {
  const auto device = MeshDevice::create_unit_mesh(0);
  const auto blocks = sharded_buffer(*device, CoreRange({0, 0}, {1, 1}), 2, 2);
  const tir2tt::device::Tensor tensor = host::tensor_of(*blocks->get_backing_buffer());
  ASSERT_THAT(tensor.shards, SizeIs(4));
  EXPECT_THAT(tensor.shards[1].pages, ElementsAre(2, 3, 6, 7));
  EXPECT_EQ(tensor.shards[1].core, (tir2tt::device::CoreCoord{1, 0}));
  EXPECT_THAT(tensor.shards[2].pages, ElementsAre(8, 9, 12, 13));
  EXPECT_EQ(blocks->address(), 1499136u - 4 * 2048);
  const auto ragged =
      sharded_buffer(*device, CoreRange({0, 0}, {0, 1}), 3, 4);  // the second shard has one row of pages
  EXPECT_THAT(host::tensor_of(*ragged->get_backing_buffer()).shards[1].pages,
              ElementsAre(12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1, -1));
  const auto rounds = sharded_buffer(*device, CoreRange({0, 0}, {2, 0}), 1, 4);  // four shards on three cores
  EXPECT_THAT(host::tensor_of(*rounds->get_backing_buffer()).shards[0].pages, ElementsAre(0, 1, 2, 3, 12, 13, 14, 15));
  const auto dram = sharded_buffer(*device, CoreRange({3, 0}, {6, 0}), 1, 4, BufferType::DRAM);
  EXPECT_EQ(host::tensor_of(*dram->get_backing_buffer()).shards[1].bank, 4);
}

TEST(HostAccessors, InterleavedTakesTwoWords) {
  const auto device = MeshDevice::create_unit_mesh(0);
  EXPECT_THAT(TensorAccessorArgs(*dram_buffer(*device, 2048)).get_compile_time_args(), ElementsAre(2, 2048));
  EXPECT_THAT(TensorAccessorArgs(dram_buffer(*device, 40, 40)).get_compile_time_args(), ElementsAre(2, 64));
  std::vector<uint32_t> words = {5};
  TensorAccessorArgs(*l1_buffer(*device, 40, 40)).append_to(words);
  EXPECT_THAT(words, ElementsAre(5, 0, 48));
}

TEST(HostAccessors, ShardedTellsShapesAndBanks) {
  const auto device = MeshDevice::create_unit_mesh(0);
  const auto buffer = sharded_buffer(*device, CoreRange({0, 0}, {2, 0}), 2, 4);
  const uint32_t first_two = (18 << 8 | 18) | (19 << 8 | 18) << 16, third = 20 << 8 | 18;
  EXPECT_THAT(TensorAccessorArgs(*buffer).get_compile_time_args(),
              ElementsAre(1, 2048, 2, 3, 4, 4, 2, 4, first_two, third));
  const auto dram = sharded_buffer(*device, CoreRange({3, 0}, {4, 0}), 2, 4, BufferType::DRAM);
  EXPECT_THAT(TensorAccessorArgs(*dram).get_compile_time_args(),
              ElementsAre(3, 2048, 2, 2, 4, 4, 2, 4, 3 << 8 | 4 << 24));

  const tensor_accessor::ArgsConfig shapes(tensor_accessor::ArgConfig::RuntimeTensorShape |
                                           tensor_accessor::ArgConfig::RuntimeShardShape);
  const TensorAccessorArgs args(*buffer, shapes);
  EXPECT_THAT(args.get_compile_time_args(), ElementsAre(1 | 16 | 32, 2048, 2, 3, first_two, third));
  EXPECT_THAT(args.get_common_runtime_args(), ElementsAre(4, 4, 2, 4));
  std::vector<uint32_t> words;
  EXPECT_THAT(error_of([&] { args.append_to(words); }), HasSubstr("common runtime arguments"));
  EXPECT_THAT(error_of([&] { TensorAccessorArgs(*buffer, tensor_accessor::ArgConfig::RuntimeRank); }),
              HasSubstr("rank"));
}

// --- Circular buffers: the rules of tt-metal's host.

TEST(HostCircularBuffers, RulesOfAConfiguration) {
  const auto device = MeshDevice::create_unit_mesh(0);
  EXPECT_THAT(error_of([] { two_tiles(32); }), HasSubstr("index 32: wormhole_b0 has 32"));
  EXPECT_THAT(error_of([] { two_tiles(0).set_page_size(0, 1000); }), HasSubstr("4096 B cannot have pages of 1000 B"));
  EXPECT_THAT(error_of([] { two_tiles(0).set_page_size(1, 2048); }),
              HasSubstr("index 1, which this configuration does not have"));
  EXPECT_THAT(error_of([] { two_tiles(0).set_total_size(5000); }), HasSubstr("5000 B cannot have pages of 2048 B"));
  EXPECT_THAT(
      error_of([&] { two_tiles(0).set_globally_allocated_address(*dram_buffer(*device, 4096)->get_backing_buffer()); }),
      HasSubstr("L1 buffer only"));
  const auto backing = sharded_buffer(*device, CoreRange({0, 0}, {1, 1}), 2, 2);
  Buffer& l1 = *backing->get_backing_buffer();
  EXPECT_EQ(two_tiles(0).set_globally_allocated_address(l1).globally_allocated_address(), backing->address());
  EXPECT_THAT(error_of([&] { two_tiles(0).set_globally_allocated_address_and_total_size(l1, 10240); }),
              HasSubstr("10240 B at offset 0 is larger than what its L1 buffer has in one bank, 8192 B"));
  EXPECT_THAT(error_of([&] { two_tiles(0).set_globally_allocated_address_and_total_size(l1, 2048, 8); }),
              HasSubstr("offset 8 must be a multiple"));
  EXPECT_THAT(error_of([&] { two_tiles(0).set_globally_allocated_address_and_total_size(l1, 8192, 16); }),
              HasSubstr("8192 B"));
  CircularBufferConfig built(4096);
  built.index(3).set_data_format(tt::DataFormat::Float32).set_page_size(4096).set_tile_dims(Tile({32, 32}));
  EXPECT_EQ(built.page_sizes()[3], 4096u);
}

TEST(HostCircularBuffers, RulesOfAProgram) {
  Program program = CreateProgram();
  const CoreRange cores({0, 0}, {1, 1});
  CreateCircularBuffer(program, cores, two_tiles(0));
  EXPECT_THAT(error_of([&] { CreateCircularBuffer(program, CoreCoord(1, 0), two_tiles(0)); }),
              HasSubstr("index 0 already"));
  CreateCircularBuffer(program, CoreCoord(2, 0), two_tiles(0));
  EXPECT_THAT(error_of([&] {
                CreateCircularBuffer(program, cores, CircularBufferConfig(4096, {{1, tt::DataFormat::Int32}}));
              }),
              HasSubstr("index 1 needs both"));
  EXPECT_THAT(error_of([&] {
                CreateCircularBuffer(
                    program, cores,
                    CircularBufferConfig(65536 * 16, {{1, tt::DataFormat::Int32}}).set_page_size(1, 16));
              }),
              HasSubstr("65536 pages: more than 65535"));
  const CBHandle handle = CreateCircularBuffer(program, cores, two_tiles(1));
  UpdateCircularBufferTotalSize(program, handle, 8192);
  UpdateCircularBufferPageSize(program, handle, 1, 4096);
  EXPECT_THAT(error_of([&] { UpdateCircularBufferPageSize(program, handle, 1, 3000); }), HasSubstr("3000 B"));
  EXPECT_EQ(GetCircularBufferConfig(program, handle).page_sizes()[1], 4096u);
  EXPECT_EQ(GetCircularBufferConfig(program, handle).total_size(), 8192u);
}

TEST(HostCircularBuffers, OnBlackholeThereAreSixtyFour) {
  const Variable arch("TIR2TT_ARCH", "blackhole");
  EXPECT_EQ(error_of([] { two_tiles(63); }), "");
}

// --- Kernels, arguments, semaphores.

TEST(HostKernels, OneOnEachProcessorOfACore) {
  Program program;
  any_kernel(program, CoreRange({0, 0}, {3, 0}));
  EXPECT_THAT(error_of([&] { any_kernel(program, CoreCoord(2, 0)); }), HasSubstr("are both on RISCV_1 of cores"));
  any_kernel(program, CoreCoord(4, 0));
  CreateKernelFromString(program, "void kernel_main() {}", CoreCoord(0, 0), WriterDataMovementConfig());
  CreateKernelFromString(program, "void kernel_main() {}", CoreCoord(0, 0), ComputeConfig{});
  EXPECT_EQ(program.num_kernels(), 4u);
  EXPECT_THAT(error_of([&] { CreateKernel(program, "kernels/nowhere.cpp", CoreCoord(5, 0), ComputeConfig{}); }),
              HasSubstr("there is no kernel kernels/nowhere.cpp"));
}

TEST(HostKernels, FilesAreFoundFromTheHomeOfTtMetal) {
  const Variable home("TT_METAL_RUNTIME_ROOT", TIR2TT_SOURCE_DIR);
  EXPECT_EQ(host::find_kernel("tests/device/host_test.cc"),
            std::string(TIR2TT_SOURCE_DIR) + "/tests/device/host_test.cc");
  const Variable first("TT_METAL_HOME", TIR2TT_SOURCE_DIR "/tests");
  EXPECT_EQ(host::find_kernel("device/host_test.cc"), std::string(TIR2TT_SOURCE_DIR) + "/tests/device/host_test.cc");
}

TEST(HostArguments, AreOfACoreAndMayBeOverwritten) {
  Program program;
  const KernelHandle kernel = any_kernel(program, CoreRange({0, 0}, {1, 1}));
  SetRuntimeArgs(program, kernel, CoreRange({0, 0}, {1, 0}), {1, 2});
  SetRuntimeArgs(program, kernel, std::vector<CoreCoord>{{0, 1}, {1, 1}}, {{3, 4}, {5, 6}});
  SetRuntimeArgs(program, kernel, CoreCoord(1, 0), std::vector<uint32_t>{7, 8});
  EXPECT_EQ(GetRuntimeArgs(program, kernel, CoreCoord(0, 0))[1], 2u);
  GetRuntimeArgs(program, kernel)[1][1][0] = 50;
  SetCommonRuntimeArgs(program, kernel, {9});
  GetCommonRuntimeArgs(program, kernel)[0] = 10;

  const auto device = MeshDevice::create_unit_mesh(0);
  const tir2tt::device::Kernel result = program.state().device_program(*device->state()).kernels.at(0);
  EXPECT_THAT(result.runtime_arguments.at({1, 0}), ElementsAre(7, 8));
  EXPECT_THAT(result.runtime_arguments.at({0, 1}), ElementsAre(3, 4));
  EXPECT_THAT(result.runtime_arguments.at({1, 1}), ElementsAre(50, 6));
  EXPECT_THAT(result.common_arguments, ElementsAre(10));
}

TEST(HostArguments, WhatCannotBeIsRefused) {
  Program program;
  const KernelHandle kernel = any_kernel(program, CoreCoord(0, 0));
  EXPECT_THAT(error_of([&] { SetRuntimeArgs(program, kernel, CoreCoord(1, 0), {1}); }),
              HasSubstr("for core (x=1,y=0)"));
  EXPECT_THAT(error_of([&] { SetRuntimeArgs(program, 3, CoreCoord(0, 0), {1}); }), HasSubstr("no kernel 3"));
  SetRuntimeArgs(program, kernel, CoreCoord(0, 0), std::vector<uint32_t>(341));
  EXPECT_THAT(error_of([&] { SetRuntimeArgs(program, kernel, CoreCoord(0, 0), std::vector<uint32_t>(342)); }),
              HasSubstr("at most 341"));
  EXPECT_THAT(error_of([&] { SetCommonRuntimeArgs(program, kernel, {1}); }),
              HasSubstr("341 runtime arguments and 1 common"));
  EXPECT_THAT(error_of([&] { SetRuntimeArgs(program, kernel, CoreCoord(0, 0), {1}); }), HasSubstr("cannot become 1"));
  EXPECT_THAT(error_of([&] { GetRuntimeArgs(program, kernel, CoreCoord(5, 5)); }), HasSubstr("on core (x=5,y=5)"));
}

TEST(HostSemaphores, HaveTheLowestIdThatIsFree) {
  Program program;
  const CoreRange left({0, 0}, {0, 3}), right({1, 0}, {1, 3});
  EXPECT_EQ(CreateSemaphore(program, left, 0), 0u);
  EXPECT_EQ(CreateSemaphore(program, left, 0), 1u);
  EXPECT_EQ(CreateSemaphore(program, right, 0), 0u);
  EXPECT_EQ(CreateSemaphore(program, right, 5), 2u);  // id 1 starts with 0
  for (uint32_t i = 3; i < 16; ++i) CreateSemaphore(program, CoreRangeSet(left), 0);
  EXPECT_EQ(CreateSemaphore(program, left, 5), 2u);
  EXPECT_THAT(error_of([&] { CreateSemaphore(program, left, 0); }), HasSubstr("a core has 16"));
}

// --- Whole programs.

TEST(HostPrograms, AreMadeOfCallsOrOfADescriptor) {
  const auto device = MeshDevice::create_unit_mesh(0);
  const auto tensor = dram_buffer(*device, 4096);
  const CoreRange cores({0, 0}, {1, 0});
  const std::string source = "void kernel_main() {}";
  Program called;
  CreateCircularBuffer(called, cores, two_tiles(4));
  CreateSemaphore(called, cores, 3);
  const KernelHandle kernel = CreateKernelFromString(called, source, cores,
                                                     ComputeConfig{.math_fidelity = MathFidelity::LoFi,
                                                                   .fp32_dest_acc_en = true,
                                                                   .compile_args = {1, 2},
                                                                   .defines = {{"A", "1"}}});
  SetRuntimeArgs(called, kernel, cores, {6});

  ProgramDescriptor descriptor;
  descriptor.cbs.push_back(
      {.total_size = 4096,
       .core_ranges = cores,
       .format_descriptors = {{.buffer_index = 4, .data_format = tt::DataFormat::Float16_b, .page_size = 2048}}});
  descriptor.semaphores.push_back({.id = 0, .core_ranges = cores, .initial_value = 3});
  descriptor.kernels.push_back(
      {.kernel_source = source,
       .source_type = KernelDescriptor::SourceType::SOURCE_CODE,
       .core_ranges = cores,
       .compile_time_args = {1, 2},
       .defines = {{"A", "1"}},
       .runtime_args = {{CoreCoord(0, 0), {6}}, {CoreCoord(1, 0), {6}}},
       .config = ComputeConfigDescriptor{.math_fidelity = MathFidelity::LoFi, .fp32_dest_acc_en = true}});
  const Program described(descriptor);

  for (const Program* program : {&std::as_const(called), &described}) {
    const tir2tt::device::Program result = program->state().device_program(*device->state());
    EXPECT_EQ(result.chip->name, "wormhole_b0");
    ASSERT_THAT(result.tensors, SizeIs(1));
    EXPECT_EQ(result.tensors[0].address, 32u);
    ASSERT_THAT(result.circular_buffers, SizeIs(1));
    EXPECT_EQ(result.circular_buffers[0].indices.at(0).index, 4);
    EXPECT_EQ(result.circular_buffers[0].indices.at(0).page_bytes, 2048u);
    ASSERT_THAT(result.semaphores, SizeIs(1));
    EXPECT_EQ(result.semaphores[0].initial, 3u);
    ASSERT_THAT(result.kernels, SizeIs(1));
    EXPECT_EQ(result.kernels[0].source.text, source);
    EXPECT_EQ(result.kernels[0].fidelity, tir2tt::device::Fidelity::LoFi);
    EXPECT_TRUE(result.kernels[0].fp32_dest_acc);
    EXPECT_THAT(result.kernels[0].compile_arguments, ElementsAre(1, 2));
    EXPECT_THAT(result.kernels[0].runtime_arguments.at({1, 0}), ElementsAre(6));
    EXPECT_THAT(tir2tt::device::check(result), SizeIs(0));
  }
}

TEST(HostPrograms, ReadersAndWritersHaveTheirProcessors) {
  const auto device = MeshDevice::create_unit_mesh(0);
  ProgramDescriptor descriptor;
  for (const KernelDescriptor::ConfigDescriptor& config :
       {KernelDescriptor::ConfigDescriptor(ReaderConfigDescriptor()),
        KernelDescriptor::ConfigDescriptor(WriterConfigDescriptor())}) {
    descriptor.kernels.push_back({.kernel_source = "void kernel_main() {}",
                                  .source_type = KernelDescriptor::SourceType::SOURCE_CODE,
                                  .core_ranges = CoreRange(CoreCoord(0, 0)),
                                  .config = config});
  }
  const tir2tt::device::Program program = Program(descriptor).state().device_program(*device->state());
  EXPECT_EQ(program.kernels[0].processor, tir2tt::device::Processor::Riscv1);
  EXPECT_EQ(program.kernels[0].noc, 0);
  EXPECT_EQ(program.kernels[1].processor, tir2tt::device::Processor::Riscv0);
  EXPECT_EQ(program.kernels[1].noc, 1);
}

TEST(HostPrograms, ACircularBufferInABufferThatIsGoneIsRefused) {
  const auto device = MeshDevice::create_unit_mesh(0);
  const CoreRange cores({0, 0}, {1, 1});
  auto backing = sharded_buffer(*device, cores, 2, 2);
  const auto other = dram_buffer(*device, 2048);
  Program program;
  CreateCircularBuffer(program, cores, two_tiles(0).set_globally_allocated_address(*backing->get_backing_buffer()));
  EXPECT_EQ(program.state().device_program(*device->state()).circular_buffers[0].tensor, 0u);
  backing->deallocate();
  EXPECT_THAT(error_of([&] { program.state().device_program(*device->state()); }),
              HasSubstr("not on this device any more"));
}

TEST(HostPrograms, AWorkloadTakesAProgramOnce) {
  distributed::MeshWorkload workload;
  const distributed::MeshCoordinateRange range(distributed::MeshShape(1, 1));
  Program program;
  workload.add_program(range, std::move(program));
  EXPECT_THAT(workload.get_programs(), SizeIs(1));
  EXPECT_THAT(error_of([&] { workload.add_program(range, Program()); }), HasSubstr("already"));
  EXPECT_THAT(error_of([&] { any_kernel(program, CoreCoord(0, 0)); }), HasSubstr("moved to a workload"));
}

TEST(HostErrors, SayWhereAndWhat) {
  const std::string error = error_of([] { TT_FATAL(1 + 1 == 3, "{} and {}", 1, "one"); });
  EXPECT_THAT(error, HasSubstr("TT_FATAL @"));
  EXPECT_THAT(error, HasSubstr("1 + 1 == 3\ninfo:\n1 and one"));
  EXPECT_THAT(error_of([] { TT_ASSERT(false); }), HasSubstr("TT_ASSERT @"));
  EXPECT_THAT(error_of([] { TT_THROW("no {}", 5); }), HasSubstr("no 5"));
}

}  // namespace
