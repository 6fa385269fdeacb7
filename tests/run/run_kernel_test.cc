// Programs by hand, run on the device and judged: right ones, and ones that are wrong in a known place.
#include "run/run_kernel.h"

#include <cmath>

#include "run/kit.h"

namespace tir2tt::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A copy of the first input is expected.
Verdict run_copy(const ProgramSpec& spec, const std::vector<data::Array>& arrays) {
  Execution execution = execute(spec, arrays, {});
  EXPECT_TRUE(execution.result.completed) << findings_text(execution.result);
  data::Array out = arrays[0];
  out.dtype = arrays.back().dtype;
  return judge(spec, expecting(spec, arrays, out, 0), std::move(execution));
}

ProgramSpec copy_of(const char* dtype, const std::vector<int64_t>& shape, int64_t blocks, Tiling tiling, int row_axis,
                    int col_axis, const std::string& writer = write_to("i")) {
  return program({tensor("A", dtype, shape, tiling, row_axis, col_axis)},
                 tensor("C", dtype, shape, tiling, row_axis, col_axis), blocks, writer);
}

TEST(RunKernel, CopiesEveryTiling) {
  const std::vector<ProgramSpec> specs = {
      copy_of("bfloat16", {100, 70}, 12, Tiling::Matrix, 0, 1),
      copy_of("bfloat16", {2, 40, 3, 64}, 24, Tiling::Matrix, 1, 3),
      copy_of("bfloat16", {40, 33}, 4, Tiling::Matrix, 1, 0),
      copy_of("bfloat16", {3, 100}, 12, Tiling::Row, -1, 1),
      copy_of("bfloat16", {100, 3}, 12, Tiling::Column, 0, -1),
      copy_of("bfloat16", {70000}, 69, Tiling::Dense, -1, 0),
  };
  for (const ProgramSpec& spec : specs) {
    const std::vector<data::Array> arrays = arrays_for(spec);
    const Verdict v = run_copy(spec, arrays);
    EXPECT_TRUE(v.right);
    ASSERT_THAT(v.outputs, SizeIs(1));
    EXPECT_EQ(v.outputs[0].name, "C");
    EXPECT_EQ(v.outputs[0].max_abs, 0);
    EXPECT_EQ(v.execution.tensors.at(1).values, arrays[0].values);
    EXPECT_EQ(v.execution.cores, std::min<int64_t>(*tir::as_int(spec.grid[0]), 64));
  }
}

TEST(RunKernel, CopiesEveryDtype) {
  for (const char* dtype : {"float32", "float16", "int32", "uint8"}) {
    ProgramSpec spec = copy_of(dtype, {64, 64}, 4, Tiling::Matrix, 0, 1);
    std::vector<data::Array> arrays = arrays_for(spec);
    if (arrays[0].dtype == tir::DataType::Int(32)) arrays[0].values[5] = 2147483647;
    const Verdict v = run_copy(spec, arrays);
    EXPECT_TRUE(v.right) << dtype;
    EXPECT_EQ(v.execution.tensors.at(1).values, arrays[0].values) << dtype;
  }
}

TEST(RunKernel, AddsWithinTheBound) {
  const ProgramSpec spec = program({tensor("A", "bfloat16", {96, 64}), tensor("B", "bfloat16", {96, 64})},
                                   tensor("C", "bfloat16", {96, 64}), 6);
  const std::vector<data::Array> arrays = arrays_for(spec);
  data::Array sum = arrays[2];
  for (size_t i = 0; i < sum.values.size(); ++i) sum.values[i] = arrays[0].values[i] + arrays[1].values[i];
  const reference::ErrorModel errors = error_model(spec);
  const Verdict v =
      judge(spec, expecting(spec, arrays, sum, static_cast<float>(2 * errors.step)), execute(spec, arrays, {}));
  EXPECT_TRUE(v.right) << findings_text(v.execution.result);
  EXPECT_GT(v.outputs[0].pcc, 0.9999);
  EXPECT_GT(v.outputs[0].max_abs, 0);
  EXPECT_LT(v.outputs[0].worst, 1);
}

// Block 5 of 70 is the second of core 2, and writes its tile where tile 6 goes.
TEST(RunKernel, FindsTheTileThatWasWrittenElsewhere) {
  const ProgramSpec spec = copy_of("bfloat16", {35 * 32, 64}, 70, Tiling::Matrix, 0, 1, write_to("i == 5 ? 6 : i"));
  const Verdict v = run_copy(spec, arrays_for(spec));
  EXPECT_FALSE(v.right);
  ASSERT_THAT(v.outputs, SizeIs(1));
  ASSERT_TRUE(v.outputs[0].first);
  const TensorVerdict::Divergence& d = *v.outputs[0].first;
  EXPECT_THAT(d.tile, ElementsAre(64, 32));
  EXPECT_EQ(d.block, 5);
  EXPECT_EQ(d.core_x, 2);
  EXPECT_EQ(d.core_y, 0);
  EXPECT_EQ(d.iteration, 1);
  EXPECT_EQ(d.actual, 0);
  EXPECT_NE(d.expected, 0);
  EXPECT_GT(v.outputs[0].outside, 1000);
  EXPECT_LT(v.outputs[0].pcc, 1);
}

TEST(RunKernel, AnOffByOneWritesBeyondTheTensor) {
  const ProgramSpec spec = copy_of("bfloat16", {64, 64}, 4, Tiling::Matrix, 0, 1, write_to("i + 1"));
  const std::vector<data::Array> arrays = arrays_for(spec);
  const Verdict v = judge(spec, expecting(spec, arrays, arrays[0], 0), execute(spec, arrays, {}));
  EXPECT_FALSE(v.right);
  EXPECT_THAT(findings_text(v.execution.result), HasSubstr("error[D0203]")) << "page 4 is not there";
}

// Right numbers do not make up for a violation.
TEST(RunKernel, AViolationIsNotRight) {
  std::string writer = write_to("i");
  const std::string barrier = "    noc_async_write_barrier();\n";
  writer.erase(writer.find(barrier), barrier.size());
  const ProgramSpec spec = copy_of("bfloat16", {64, 64}, 4, Tiling::Matrix, 0, 1, writer);
  const std::vector<data::Array> arrays = arrays_for(spec);
  const Verdict v = judge(spec, expecting(spec, arrays, arrays[0], 0), execute(spec, arrays, {}));
  EXPECT_FALSE(v.right);
  EXPECT_THAT(findings_text(v.execution.result), HasSubstr("error[D0110]"));
  EXPECT_TRUE(v.outputs.at(0).right);
}

TEST(RunKernel, AKernelThatDoesNotCompileLeavesNothing) {
  const ProgramSpec spec = copy_of("bfloat16", {64, 64}, 4, Tiling::Matrix, 0, 1, write_to("nothing"));
  const std::vector<data::Array> arrays = arrays_for(spec);
  const Verdict v = judge(spec, expecting(spec, arrays, arrays[0], 0), execute(spec, arrays, {}));
  EXPECT_FALSE(v.right);
  EXPECT_THAT(v.outputs, IsEmpty());
  EXPECT_THAT(v.execution.tensors, IsEmpty());
  EXPECT_THAT(findings_text(v.execution.result), HasSubstr("error[D0604]"));
}

TEST(RunKernel, WithoutBlocksNothingChanges) {
  const ProgramSpec spec = copy_of("bfloat16", {0, 64}, 0, Tiling::Matrix, 0, 1);
  const Verdict v = run_copy(spec, arrays_for(spec));
  EXPECT_TRUE(v.right) << findings_text(v.execution.result);
  EXPECT_EQ(v.execution.cores, 0);
  EXPECT_EQ(v.outputs.at(0).elements, 0);
}

// m of the shapes; the grid is ceil(m / 32) by 2, so that tile and block have one number.
TEST(RunKernel, SymbolicExtentsOnBothChips) {
  ProgramSpec spec = copy_of("bfloat16", {32, 64}, 0, Tiling::Matrix, 0, 1);
  const tir::Var m = tir::make_var("m", tir::DataType::Int(32));
  spec.shape_vars = {{m, "m", 0, 0}};
  for (TensorSpec& t : spec.tensors) t.shape[0] = m;
  spec.grid[0] = tir::make_int(2);
  spec.grid[1] = tir::make_binary(tir::ExprKind::FloorDiv, tir::make_binary(tir::ExprKind::Add, m, tir::make_int(31)),
                                  tir::make_int(32));
  for (const char* chip : {"wormhole_b0", "blackhole"}) {
    spec.chip = target::find_chip(chip);
    for (const int64_t rows : {1, 100, 3000}) {
      const std::vector<data::Array> arrays = {data::random_array(tir::DataType::BFloat16(), {rows, 64}, 2, 0),
                                               data::make_array(tir::DataType::BFloat16(), {rows, 64})};
      const Verdict v = run_copy(spec, arrays);
      EXPECT_TRUE(v.right) << findings_text(v.execution.result);
      EXPECT_EQ(v.outputs.at(0).elements, rows * 64);
      EXPECT_EQ(v.execution.cores, std::min<int64_t>((rows + 31) / 32 * 2, spec.chip->cores()));
    }
  }
}

// What a kernel does not write keeps what it held: the last of three tiles.
TEST(RunKernel, OutputsKeepWhatTheyHeld) {
  const ProgramSpec spec = copy_of("bfloat16", {96, 32}, 2, Tiling::Matrix, 0, 1);
  std::vector<data::Array> arrays = arrays_for(spec);
  for (double& value : arrays[1].values) value = 5;
  data::Array out = arrays[0];
  std::fill(out.values.begin() + 2048, out.values.end(), 5);
  const Verdict v = judge(spec, expecting(spec, arrays, out, 0), execute(spec, arrays, {}));
  EXPECT_TRUE(v.right) << findings_text(v.execution.result);
}

TEST(Judge, AnInputThatChangedIsAnOutputThatIsWrong) {
  const ProgramSpec spec = copy_of("bfloat16", {32, 32}, 1, Tiling::Matrix, 0, 1);
  const std::vector<data::Array> arrays = arrays_for(spec);
  Execution execution;
  execution.result.completed = true;
  execution.tensors = {arrays[0], arrays[0]};
  EXPECT_TRUE(judge(spec, expecting(spec, arrays, arrays[0], 0), execution).right);
  execution.tensors[0].values[40] += 1;
  const Verdict v = judge(spec, expecting(spec, arrays, arrays[0], 0), execution);
  EXPECT_FALSE(v.right);
  ASSERT_THAT(v.outputs, SizeIs(2));
  EXPECT_EQ(v.outputs[0].name, "A");
  EXPECT_FALSE(v.outputs[0].written);
  EXPECT_EQ(v.outputs[0].first->block, -1);
  EXPECT_EQ(v.outputs[0].first->core_x, -1);
}

TEST(Judge, ATensorThatTheKernelShouldHaveWritten) {
  ProgramSpec spec = copy_of("bfloat16", {32, 32}, 1, Tiling::Matrix, 0, 1);
  spec.tensors[1].written = false;
  const std::vector<data::Array> arrays = {arrays_for(spec)[0], data::make_array(tir::DataType::BFloat16(), {32, 32})};
  Execution execution;
  execution.result.completed = true;
  execution.tensors = arrays;
  const Verdict v = judge(spec, expecting(spec, arrays, arrays[0], 0), execution);
  EXPECT_FALSE(v.right);
  ASSERT_THAT(v.outputs, SizeIs(1));
  EXPECT_EQ(v.outputs[0].name, "C");
}

TEST(Judge, OtherTensorsAreOurFault) {
  const ProgramSpec spec = copy_of("bfloat16", {32, 32}, 1, Tiling::Matrix, 0, 1);
  EXPECT_THROW(judge(spec, {}, {}), InternalError);
}

}  // namespace
}  // namespace tir2tt::run
