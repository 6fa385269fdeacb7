#include "program/judgement.h"

#include "sample_kernels.h"

namespace tir2tt::program {
namespace {

using namespace test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

run::TensorVerdict output_c(bool right, bool written = true) {
  run::TensorVerdict output;
  output.name = "C";
  output.right = right;
  output.written = written;
  return output;
}

/// The verdict of a run that ended, of one output.
run::Verdict verdict_of(run::TensorVerdict output) {
  run::Verdict verdict;
  verdict.execution.result.completed = true;
  verdict.right = output.right;
  verdict.outputs.push_back(std::move(output));
  return verdict;
}

Diagnostics said_of(const Kernel& kernel, const run::Verdict& verdict) {
  Diagnostics diags;
  add_judgement(kernel, verdict, {}, diags);
  return diags;
}

TEST(Judgement, RightIsSilent) {
  const Kernel kernel = make(kAdd).kernels[0];
  EXPECT_THAT(ids(said_of(kernel, verdict_of(output_c(true)))), IsEmpty());
}

TEST(Judgement, WrongNamesTheFirstTile) {
  const Kernel kernel = make(kAdd).kernels[0];
  run::TensorVerdict output = output_c(false);
  output.outside = 3;
  output.elements = 4096;
  output.first = run::TensorVerdict::Divergence{{32, 0}, {33, 5}, 1.5, -2, 0.25, 2, 2, 0, 0};
  const Diagnostics diags = said_of(kernel, verdict_of(output));
  EXPECT_THAT(ids(diags), ElementsAre("T0607"));
  EXPECT_THAT(texts(diags), AllOf(HasSubstr("3 of 4,096 elements of `C`"), HasSubstr("begins at [32, 0], written by "),
                                  HasSubstr("core (2,0) in iteration 0 (block 2)"),
                                  HasSubstr("there [33, 5] is -2; 1.5 is expected, within 0.25")));
  output.first->iteration = -1;
  EXPECT_THAT(texts(said_of(kernel, verdict_of(output))), HasSubstr("which no block writes"));
}

TEST(Judgement, AnOutputThatNobodyWrites) {
  Kernel kernel = make(kAdd).kernels[0];
  const Diagnostics diags = said_of(kernel, verdict_of(output_c(true, false)));
  EXPECT_THAT(ids(diags), ElementsAre("T0605"));
  for (codegen::TensorSpec& t : kernel.spec.tensors) t.written = false;
  run::Verdict nothing = verdict_of({});
  nothing.outputs.clear();
  EXPECT_THAT(texts(said_of(kernel, nothing)), HasSubstr("`add` writes into none of its tensors"));
}

TEST(Judgement, ViolationsWithTheFirst) {
  const Kernel kernel = make(kAdd).kernels[0];
  run::Execution execution;
  device::Finding warning, error;
  warning.kind = device::FindingKind::CbPagesLeft;
  error.kind = device::FindingKind::Deadlock;
  error.message = "nobody pushes";
  error.place = {"reader.cpp", 7};
  execution.result.findings = {warning, error};
  const Diagnostics diags = said_of(kernel, judge_unfinished(kernel, execution));
  EXPECT_THAT(ids(diags), ElementsAre("T0608"));
  EXPECT_THAT(texts(diags), AllOf(HasSubstr("found 1 violation; the first is D0701: nobody pushes"),
                                  HasSubstr("look at reader.cpp:7")));
}

TEST(Judgement, TheReferenceStops) {
  const Made made = make(kAdd);
  const std::vector<data::Array> inputs(3, data::make_array(tir::DataType::Float(32), {64, 64}));
  const std::atomic<bool> stop{true};
  Diagnostics diags;
  const tir::PrimFunc& original = made.input.module.module.functions[0].second;
  EXPECT_FALSE(compute_reference(made.kernels[0], original, inputs, &stop, diags));
  EXPECT_THAT(ids(diags), ElementsAre("T0610"));
  const auto reference = compute_reference(made.kernels[0], original, inputs, nullptr, diags);
  ASSERT_TRUE(reference);
  EXPECT_TRUE(reference->result.tensors[2].written);
}

}  // namespace
}  // namespace tir2tt::program
