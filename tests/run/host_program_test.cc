// The emitted host program gives what `run` gives: main.cpp of real kernels is compiled against the host API of the
// embedded device, and its .npy files are those of the run, byte for byte.
#include "codegen/tt/host_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "codegen/built_program.h"
#include "data/npy.h"
#include "run/compile_and_run.h"

namespace tir2tt::run {
namespace {

struct Sample {
  const char* example;
  Shapes shapes;
  const char* arch = "wormhole_b0";
};

class HostProgram : public testing::TestWithParam<Sample> {};

std::vector<data::Array> random_inputs(const codegen::ProgramSpec& spec, const Shapes& shapes) {
  std::vector<std::pair<const tir::VarNode*, int64_t>> extents;
  for (const codegen::ShapeVar& s : spec.shape_vars) extents.emplace_back(s.var.get(), shapes.at(s.name));
  std::vector<data::Array> out;
  for (const codegen::TensorSpec& t : spec.tensors) {
    std::vector<int64_t> shape;
    for (const tir::Expr& e : t.shape) shape.push_back(*codegen::evaluate(e, extents));
    const tir::DataType dtype = *tir::parse_dtype(t.dtype);
    out.push_back(t.read ? data::random_array(dtype, shape, 7, out.size()) : data::make_array(dtype, shape));
  }
  return out;
}

TEST_P(HostProgram, GivesWhatTheRunGives) {
  const std::string path = std::string(TIR2TT_SOURCE_DIR) + "/" + GetParam().example + ".py";
  const Compiled c = compile(path, codegen::text_of(path), GetParam().arch);
  ASSERT_FALSE(c.refused()) << c.messages();
  const codegen::ProgramSpec& spec = c.programs.at(0);
  const std::vector<data::Array> inputs = random_inputs(spec, GetParam().shapes);
  const Execution execution = execute(spec, inputs, {});
  ASSERT_TRUE(execution.result.ok());

  const codegen::BuiltProgram program(spec);
  ASSERT_EQ(program.build().code, 0) << program.build().output;
  std::string arguments;
  for (size_t i = 0; i < spec.tensors.size(); ++i) {
    const std::string& name = spec.tensors[i].name;
    if (spec.tensors[i].read) {
      codegen::write_file(program.path(name + ".npy"), data::write_npy(inputs[i]));
      arguments += " --in " + name + "=" + name + ".npy";
    }
    if (spec.tensors[i].written) arguments += " --out " + name + "=" + name + ".out.npy";
  }
  const codegen::Outcome outcome = program.run(arguments, std::string("TIR2TT_ARCH=") + GetParam().arch);
  ASSERT_EQ(outcome.code, 0) << outcome.output;
  for (size_t i = 0; i < spec.tensors.size(); ++i) {
    if (!spec.tensors[i].written) continue;
    EXPECT_TRUE(codegen::text_of(program.path(spec.tensors[i].name + ".out.npy")) ==
                data::write_npy(execution.tensors[i]))
        << spec.tensors[i].name << " differs from the run's";
  }
}

// Tiles; rows of odd sizes, of bool and of float8; integers in tiles of floats, and in rows.
INSTANTIATE_TEST_SUITE_P(Kernels, HostProgram,
                         testing::Values(Sample{"examples/gemm_transposed_b", {{"m", 100}}},
                                         Sample{"examples/row_sum", {}}, Sample{"examples/scale_bias", {}},
                                         Sample{"tests/coverage/zoo/add_blocks_20_50", {}},
                                         Sample{"tests/coverage/zoo/gemm_blocksparse", {}},
                                         Sample{"tests/coverage/zoo/cast_fp8_rows", {}, "blackhole"},
                                         Sample{"tests/coverage/zoo/gemm_i8", {}},
                                         Sample{"tests/coverage/zoo/topk_2", {}}),
                         [](const auto& p) {
                           const std::string path = p.param.example;
                           return path.substr(path.rfind('/') + 1);
                         });

}  // namespace
}  // namespace tir2tt::run
