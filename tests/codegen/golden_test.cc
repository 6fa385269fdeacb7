// The kernels of three examples as they were reviewed: tests/codegen/golden/*.txt. UPDATE_GOLDEN=1 rewrites them; then
// read the diff as somebody who takes the kernels over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "codegen/example_program.h"
#include "codegen/tt/plan_json.h"

namespace tir2tt::codegen {
namespace {

ProgramSpec program_of(const std::string& example, const char* arch = "wormhole_b0") {
  const Annotated annotated = annotated_example(example, arch);
  Diagnostics diags;
  std::optional<ProgramSpec> spec = generate_first(annotated, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, annotated.file.get(), false);
  return spec.value();
}

std::string kernels_of(const ProgramSpec& spec) {
  std::string text;
  for (const KernelSpec& k : spec.kernels) text += "// ==== kernels/" + k.file + "\n" + k.text;
  return text;
}

/// Everything that is written for a program.
std::string all_text_of(const ProgramSpec& spec) {
  std::string text = kernels_of(spec) + plan_json(spec);
  for (const OutputFile& file : host_program(spec)) text += file.text;
  return text;
}

class Kernels : public testing::TestWithParam<const char*> {};

TEST_P(Kernels, AreAsReviewed) {
  const std::string path = TIR2TT_SOURCE_DIR "/tests/codegen/golden/" + std::string(GetParam()) + ".txt";
  const std::string text = kernels_of(program_of(GetParam()));
  if (std::getenv("UPDATE_GOLDEN") != nullptr) write_file(path, text);
  EXPECT_EQ(text, text_of(path)) << "UPDATE_GOLDEN=1 rewrites " << path;
}

INSTANTIATE_TEST_SUITE_P(Golden, Kernels, testing::Values("gemm", "scale_bias", "row_sum"),
                         [](const auto& example) { return std::string(example.param); });

class Examples : public testing::TestWithParam<const char*> {};

/// From the text on, so that nothing is shared between the two.
TEST_P(Examples, AreTheSameBytesWhenGeneratedAgain) {
  for (const char* arch : {"wormhole_b0", "blackhole"}) {
    const std::string first = all_text_of(program_of(GetParam(), arch));
    EXPECT_GT(first.size(), 10'000u) << arch;
    EXPECT_EQ(all_text_of(program_of(GetParam(), arch)), first) << arch;
  }
}

/// The spelling of a line must not depend on how far it is indented or how long names are.
TEST_P(Examples, HaveNoLineBeyond120ColumnsAndNoTrailingSpace) {
  const ProgramSpec spec = program_of(GetParam());
  ASSERT_EQ(spec.kernels.size(), 3u);
  for (const KernelSpec& k : spec.kernels) {
    std::istringstream lines(k.text);
    for (std::string line; std::getline(lines, line);) {
      EXPECT_LE(line.size(), 120u) << k.file << ": " << line;
      EXPECT_FALSE(line.ends_with(' ')) << k.file << ": '" << line << "'";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Examples,
                         testing::Values("add", "flash_attention", "gemm", "gemm_transposed_b", "matmul", "relu_gemm",
                                         "rms_norm", "row_softmax", "row_sum", "scale_bias", "seed", "softmax"),
                         [](const auto& example) { return std::string(example.param); });

}  // namespace
}  // namespace tir2tt::codegen
