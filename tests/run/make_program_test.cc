// The device's program of a ProgramSpec, without running it: tensors, circular buffers, arguments of every core.
#include <cstring>

#include "run/kit.h"

namespace tir2tt::run {
namespace {

using device::CoreRange;
using testing::ElementsAre;

ProgramSpec copy_of(const std::vector<int64_t>& shape, int64_t blocks, const char* dtype = "bfloat16") {
  return program({tensor("A", dtype, shape)}, tensor("C", dtype, shape), blocks);
}

TEST(MakeProgram, TensorsLieInDramOneAfterTheOther) {
  const ProgramSpec spec = copy_of({64, 32}, 2);
  std::vector<data::Array> arrays = arrays_for(spec);
  arrays[1].values[0] = 3;  // outputs keep what they hold
  const device::Program p = make_program(spec, arrays);
  ASSERT_EQ(p.tensors.size(), 2u);
  EXPECT_EQ(p.chip, &wormhole());
  EXPECT_EQ(p.tensors[0].name, "A");
  EXPECT_EQ(p.tensors[0].memory, device::Memory::Dram);
  EXPECT_EQ(p.tensors[0].page_bytes, 2048u);
  EXPECT_EQ(p.tensors[0].contents, to_pages(spec.tensors[0], arrays[0]));
  EXPECT_EQ(p.tensors[1].contents, to_pages(spec.tensors[1], arrays[1]));
  EXPECT_GT(*p.tensors[1].address, *p.tensors[0].address);
}

TEST(MakeProgram, KernelsAndTheirProcessors) {
  ProgramSpec spec = copy_of({64, 32}, 2);
  spec.kernels.push_back({Role::Compute, "nothing.cpp", "", {}, {}});
  const device::Program p = make_program(spec, arrays_for(spec));
  ASSERT_EQ(p.kernels.size(), 3u) << "one without text has nothing to do";
  EXPECT_EQ(p.kernels[0].processor, device::Processor::Riscv1);
  EXPECT_EQ(p.kernels[0].noc, 0);
  EXPECT_EQ(p.kernels[1].processor, device::Processor::Compute);
  EXPECT_EQ(p.kernels[2].processor, device::Processor::Riscv0);
  EXPECT_EQ(p.kernels[2].noc, 1);
  EXPECT_EQ(p.kernels[0].source.file, "reader.cpp");
  EXPECT_EQ(p.kernels[0].source.text, kReadOne);
}

// 70 blocks on 64 cores: six cores have two.
TEST(MakeProgram, DealsTheBlocksOut) {
  const ProgramSpec spec = copy_of({70 * 32, 32}, 70);
  const device::Program p = make_program(spec, arrays_for(spec));
  EXPECT_THAT(p.kernels[0].cores, ElementsAre(CoreRange{{0, 0}, {7, 7}}));
  EXPECT_EQ(p.kernels[0].runtime_arguments.size(), 64u);
  const uint32_t in = *p.tensors[0].address, out = *p.tensors[1].address;
  EXPECT_THAT(p.kernels[0].runtime_arguments.at({0, 0}), ElementsAre(in, 0, 2));
  EXPECT_THAT(p.kernels[0].runtime_arguments.at({5, 0}), ElementsAre(in, 10, 2));
  EXPECT_THAT(p.kernels[0].runtime_arguments.at({6, 0}), ElementsAre(in, 12, 1));
  EXPECT_THAT(p.kernels[1].runtime_arguments.at({0, 0}), ElementsAre(2));
  EXPECT_THAT(p.kernels[2].runtime_arguments.at({7, 7}), ElementsAre(out, 69, 1));
}

TEST(MakeProgram, OnlyCoresWithWork) {
  const auto cores = [](int64_t blocks) {
    const ProgramSpec spec = copy_of({blocks * 32, 32}, blocks);
    const device::Program p = make_program(spec, arrays_for(spec));
    for (const device::CircularBuffer& cb : p.circular_buffers) EXPECT_EQ(cb.cores, p.kernels[0].cores);
    return p.kernels[0].cores;
  };
  EXPECT_THAT(cores(3), ElementsAre(CoreRange{{0, 0}, {2, 0}}));
  EXPECT_THAT(cores(16), ElementsAre(CoreRange{{0, 0}, {7, 1}}));
  EXPECT_THAT(cores(19), ElementsAre(CoreRange{{0, 0}, {7, 1}}, CoreRange{{0, 2}, {2, 2}}));
}

TEST(MakeProgram, WithoutBlocksThereIsNoKernel) {
  const ProgramSpec spec = copy_of({0, 32}, 0);
  const device::Program p = make_program(spec, arrays_for(spec));
  EXPECT_EQ(p.tensors.size(), 2u);
  EXPECT_TRUE(p.kernels.empty());
  EXPECT_TRUE(p.circular_buffers.empty());
}

TEST(MakeProgram, CircularBuffersAsPlanned) {
  ProgramSpec spec = copy_of({64, 32}, 2, "float32");
  spec.cbs[1].tile = {16, 32};
  spec.cbs[1].page_bytes = 2048;
  spec.cbs[1].pages = 7;
  spec.cbs[1].unpack_to_dest_fp32 = false;
  const device::Program p = make_program(spec, arrays_for(spec));
  ASSERT_EQ(p.circular_buffers.size(), 2u);
  const device::CircularBuffer& cb = p.circular_buffers[1];
  EXPECT_EQ(cb.total_bytes, 7u * 2048);
  ASSERT_EQ(cb.indices.size(), 1u);
  EXPECT_EQ(cb.indices[0].index, 16);
  EXPECT_EQ(cb.indices[0].page_bytes, 2048u);
  EXPECT_EQ(cb.indices[0].format, DataFormat::Float32);
  EXPECT_EQ(cb.indices[0].tile, (target::TileShape{16, 32}));
  const device::Kernel& compute = p.kernels[1];
  EXPECT_TRUE(compute.fp32_dest_acc);
  EXPECT_EQ(compute.fidelity, device::Fidelity::HiFi4);
  EXPECT_EQ(compute.unpack_to_dest_fp32.at(0), 1);
  EXPECT_EQ(compute.unpack_to_dest_fp32.at(16), 0);
  EXPECT_TRUE(p.kernels[0].unpack_to_dest_fp32.empty());
}

// [configuration: in DRAM and interleaved, page], per accessor; Blackhole's DRAM has another alignment.
TEST(MakeProgram, AccessorsAreCompileTimeArguments) {
  ProgramSpec spec =
      program({tensor("A", "bfloat16", {32, 32}), tensor("B", "uint8", {32, 32})}, tensor("C", "float32", {32, 32}), 1);
  spec.kernels[2].accessors = {2, 0};
  const device::Program p = make_program(spec, arrays_for(spec));
  EXPECT_THAT(p.kernels[0].compile_arguments, ElementsAre(2, 2048, 2, 1024));
  EXPECT_THAT(p.kernels[1].compile_arguments, ElementsAre());
  EXPECT_THAT(p.kernels[2].compile_arguments, ElementsAre(2, 4096, 2, 2048));
}

TEST(MakeProgram, ShapesAreArguments) {
  ProgramSpec spec = copy_of({96, 64}, 0);
  const tir::Var m = tir::make_var("m", tir::DataType::Int(32));
  spec.shape_vars = {{m, "m", 0, 0}};
  for (TensorSpec& t : spec.tensors) t.shape[0] = m;
  spec.grid[0] = tir::make_binary(tir::ExprKind::FloorDiv, tir::make_binary(tir::ExprKind::Add, m, tir::make_int(31)),
                                  tir::make_int(32));
  spec.grid[1] = tir::make_int(2);
  spec.kernels[1].arguments.push_back({RuntimeArgument::Kind::Shape, 0, "m"});
  for (const int64_t rows : {65, 33}) {
    const std::vector<data::Array> arrays(2, data::make_array(tir::DataType::BFloat16(), {rows, 64}));
    const device::Program p = make_program(spec, arrays);
    const auto blocks = static_cast<size_t>((rows + 31) / 32 * 2);
    EXPECT_EQ(p.kernels[1].runtime_arguments.size(), blocks);
    EXPECT_THAT(p.kernels[1].runtime_arguments.at({0, 0}), ElementsAre(1, rows));
  }
  const std::vector<data::Array> differ = {data::make_array(tir::DataType::BFloat16(), {65, 64}),
                                           data::make_array(tir::DataType::BFloat16(), {64, 64})};
  EXPECT_THROW(make_program(spec, differ), InternalError);
}

TEST(MakeProgram, ArraysThatDoNotFitAreOurFault) {
  const ProgramSpec spec = copy_of({64, 32}, 2);
  EXPECT_THROW(make_program(spec, {}), InternalError);
  std::vector<data::Array> arrays = arrays_for(spec);
  arrays[0].dtype = tir::DataType::Float(16);
  EXPECT_THROW(make_program(spec, arrays), InternalError);
  arrays = arrays_for(spec);
  arrays[0].shape = {32, 64};
  EXPECT_THROW(make_program(spec, arrays), InternalError);
}

TEST(ErrorModel, FollowsDstAndTheFormats) {
  ProgramSpec spec = copy_of({32, 32}, 1, "bfloat16");
  reference::ErrorModel e = error_model(spec);
  EXPECT_EQ(e.accumulate, 0x1p-8);
  EXPECT_EQ(e.step, 0x1p-8);
  EXPECT_EQ(e.pass, 0x1p-8);
  e = error_model(copy_of({32, 32}, 1, "float16"));
  EXPECT_EQ(e.accumulate, 0x1p-10);
  EXPECT_EQ(e.step, 0x1p-10);
  EXPECT_EQ(e.pass, 0x1p-10);
  spec.fp32_dest_acc = true;
  e = error_model(spec);
  EXPECT_EQ(e.accumulate, 0x1p-23);
  EXPECT_EQ(e.step, 0x1p-20);
  EXPECT_EQ(e.pass, 0);
  EXPECT_EQ(e.product_float16, 0x1p-10);
  // --float16=bfloat16: its values are rounded to 8 bits, whatever DST is.
  spec.tensors[0].dtype = "float16";
  e = error_model(spec);
  EXPECT_EQ(e.product_float16, 0x1p-8);
  EXPECT_EQ(e.step, 0x1p-8);
  EXPECT_EQ(e.pass, 0x1p-8);
  EXPECT_EQ(e.accumulate, 0x1p-23);
}

}  // namespace
}  // namespace tir2tt::run
