// What people read: whole texts, from verdicts by hand.
#include "run/verdict_text.h"

#include <limits>

#include "run/kit.h"

namespace tir2tt::run {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

ProgramSpec matmul() {
  ProgramSpec p = program({tensor("A", "float16", {1024, 1024}), tensor("B", "float16", {1024, 1024})},
                          tensor("C", "float16", {1024, 1024}), 1024);
  p.function = "matmul";
  return p;
}

Verdict right_verdict() {
  Verdict v;
  v.right = true;
  v.reference_seconds = 1.234;
  TensorVerdict c;
  c.name = "C";
  c.right = true;
  c.pcc = 0.9999984;
  c.max_abs = 0.00391;
  c.max_rel = 0.000812;
  c.max_bound = 0.0213;
  c.worst = 0.184;
  c.elements = 1024 * 1024;
  v.outputs = {c};
  v.execution.cores = 64;
  const data::Array small = data::make_array(tir::DataType::Float(16), {1024, 1024});
  v.execution.tensors = {small, small, small};
  v.execution.result.completed = true;
  device::Statistics& s = v.execution.result.statistics;
  s.tensors = {{"A", uint64_t{65536} * 2048, 0}, {"B", 2048, 0}, {"C", 0, uint64_t{1024} * 2048}};
  s.tile_operations = 12345;
  s.compile_seconds = 0.214;
  s.run_seconds = 0.09;
  s.kernels_compiled = 2;
  s.kernels_from_cache = 3;
  return v;
}

Verdict wrong_verdict() {
  Verdict v = right_verdict();
  v.right = v.outputs[0].right = false;
  v.outputs[0].outside = 2048;
  v.outputs[0].worst = 37.5;
  TensorVerdict::Divergence d;
  d.tile = {64, 32};
  d.element = {64, 33};
  d.expected = 1.25;
  d.actual = 1.5;
  d.bound = 0.0021;
  d.block = 5;
  d.core_x = 2;
  d.core_y = 0;
  d.iteration = 1;
  v.outputs[0].first = d;
  return v;
}

device::Finding finding() {
  device::Finding f;
  f.kind = device::FindingKind::CbStraddle;
  f.message = "pages 3 to 4 of CB 0";
  f.place = {"compute.cpp", 31};
  f.role = "unpack";
  f.cores = {{0, 0}};
  f.notes = {"4 pages are there"};
  return f;
}

TEST(VerdictText, Right) {
  EXPECT_EQ(verdict_text(matmul(), right_verdict(), false),
            "matmul on wormhole_b0, 64 cores: right\n"
            "  C  1024×1024 float16   PCC 0.999998   max |error| 0.00391 (bound 0.0213; worst: 19 % of its own)   "
            "max relative 0.000812\n"
            "  DRAM: 65,537 tiles read, 1,024 written; 12,345 tile operations\n"
            "  compiled in 0.21 s (3 of 5 from cache), ran in 0.09 s, reference 1.23 s\n");
}

TEST(VerdictText, Wrong) {
  EXPECT_EQ(verdict_text(matmul(), wrong_verdict(), false),
            "matmul on wormhole_b0, 64 cores: wrong\n"
            "  C  1024×1024 float16   PCC 0.999998   max |error| 0.00391 (bound 0.0213; worst: 3750 % of its own)   "
            "max relative 0.000812\n"
            "    2,048 of 1,048,576 elements are wrong; the first wrong tile begins at [64, 32], written by core (2,0) "
            "in iteration 1 (block 5)\n"
            "    C[64, 33] is 1.5, expected 1.25 ± 0.0021\n"
            "  DRAM: 65,537 tiles read, 1,024 written; 12,345 tile operations\n"
            "  compiled in 0.21 s (3 of 5 from cache), ran in 0.09 s, reference 1.23 s\n");
}

TEST(VerdictText, Violations) {
  Verdict v = right_verdict();
  v.right = false;
  v.outputs.clear();
  v.execution.tensors.clear();
  v.execution.result.completed = false;
  v.execution.cores = 1;
  v.execution.result.findings = {finding()};
  v.execution.result.prints = {"0,0 brisc: here"};
  EXPECT_EQ(verdict_text(matmul(), v, false),
            "matmul on wormhole_b0, 1 core: 1 violation\n"
            "  0,0 brisc: here\n"
            "  error[D0107]: pages 3 to 4 of CB 0\n"
            "    at: compute.cpp:31, unpack, core (0,0)\n"
            "    note: 4 pages are there\n"
            "  compiled in 0.21 s (3 of 5 from cache), ran in 0.09 s, reference 1.23 s\n");
}

TEST(VerdictText, ManyFindingsAreCut) {
  Verdict v = right_verdict();
  v.right = false;
  v.execution.result.findings.assign(25, finding());
  const std::string text = verdict_text(matmul(), v, false);
  EXPECT_THAT(text, StartsWith("matmul on wormhole_b0, 64 cores: 25 violations\n"));
  EXPECT_THAT(text, HasSubstr("  … and 5 more\n"));
}

TEST(VerdictText, AWarningDoesNotMakeItWrong) {
  Verdict v = right_verdict();
  device::Finding warning = finding();
  warning.kind = device::FindingKind::CbPagesLeft;
  v.execution.result.findings = {warning};
  const std::string text = verdict_text(matmul(), v, false);
  EXPECT_THAT(text, StartsWith("matmul on wormhole_b0, 64 cores: right\n  warning["));
}

TEST(VerdictText, Remarks) {
  Verdict v = wrong_verdict();
  v.outputs[0].written = false;
  v.outputs[0].unbounded = 7;
  v.outputs[0].first->block = v.outputs[0].first->iteration = -1;
  v.outputs[0].first->actual = std::numeric_limits<double>::quiet_NaN();
  const std::string text = verdict_text(matmul(), v, false);
  EXPECT_THAT(text, HasSubstr("    the reference writes nothing into it\n"));
  EXPECT_THAT(text, HasSubstr("    7 of 1,048,576 elements have no bound; nobody can tell whether they are right\n"));
  EXPECT_THAT(text, HasSubstr("begins at [64, 32], which no block writes\n    C[64, 33] is nan, expected"));
}

TEST(VerdictText, OutputsStandInColumns) {
  Verdict v = right_verdict();
  ProgramSpec p = matmul();
  p.tensors[0].tir_name = "output";
  v.outputs.push_back(v.outputs[0]);
  v.outputs[0].name = "output";
  v.execution.tensors[2].shape = {};
  const std::string text = verdict_text(p, v, false);
  EXPECT_THAT(text, HasSubstr("  output  1024×1024 float16   PCC"));
  EXPECT_THAT(text, HasSubstr("  C       scalar float16      PCC"));
}

TEST(VerdictText, ColourOnlyWhenAsked) {
  EXPECT_THAT(verdict_text(matmul(), right_verdict(), true), HasSubstr("\x1b[32mright\x1b[0m"));
  EXPECT_THAT(verdict_text(matmul(), wrong_verdict(), true), HasSubstr("\x1b[1;31mwrong\x1b[0m"));
  EXPECT_THAT(verdict_text(matmul(), wrong_verdict(), false), Not(HasSubstr("\x1b")));
}

// What a kernel prints may hold anything.
TEST(VerdictText, PrintsNoControlCharacters) {
  Verdict v = right_verdict();
  v.execution.result.prints = {"0,0 brisc: \x1b[2J"};
  EXPECT_THAT(verdict_text(matmul(), v, false), HasSubstr("  0,0 brisc: \\x1b[2J\n"));
}

}  // namespace
}  // namespace tir2tt::run
