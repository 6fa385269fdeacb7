// The plan of flash attention, with and without a causal mask: for every buffer whether it is a circular buffer, lives
// in another's or never leaves DST, and why. And found in the tile program: what an element-wise statement or a
// reduction makes and only one element-wise statement reads, element by element and before its own sources change, does
// not go through L1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "analysis/tile_program.h"
#include "coverage/zoo.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "transform/tt/passes.h"
#include "tvm/script.h"

namespace tir2tt::coverage {
namespace {

using analysis::OpKind;
using analysis::TileOp;
using analysis::TileProgram;
using plan::Placement;

struct Planned {
  plan::FunctionPlan plan;
  TileProgram program;
};

Planned planned(const std::string& animal) {
  Kernel kernel;
  kernel.file = std::filesystem::path(TIR2TT_COVERAGE_ZOO) / (animal + ".py");
  const SourceFile file(animal, text_of(kernel));
  Diagnostics diags;
  tir::IRModule module = tvm::read_script(file, {}, diags).module;
  transform::PassOptions options;
  options.chip = target::find_chip("wormhole_b0");
  for (const transform::PassInfo& pass : transform::all_passes()) {
    if (pass.run == transform::memory_space_lower_tt) break;
    module = pass.run(module, options, diags);
  }
  const auto& [name, function] = module.functions.at(0);
  std::optional<plan::FunctionPlan> plan = transform::plan_function(name, function, options, diags);
  EXPECT_TRUE(plan) << render(diags, &file, false);
  return {std::move(plan).value(), analysis::collect_tile_program(function, diags)};
}

struct Expected {
  Placement placement;
  const char* reason;  // part of one
};

/// By buffer. What a product or a reduction reads is in L1, since the matrix unit and the vector unit read from there;
/// what survives a step of the loop is, too. scores_max_prev is a copy of what is then overwritten.
const std::map<std::string, Expected> kBuffers = {
    {"Q_s", {Placement::CircularBuffer, "the reader loads it"}},
    {"K_s", {Placement::CircularBuffer, "the reader loads it"}},
    {"V_s", {Placement::CircularBuffer, "the reader loads it"}},
    {"O_s", {Placement::CircularBuffer, "the writer stores it"}},
    {"acc_s", {Placement::CircularBuffer, "stays in compute"}},
    {"acc_s_cast", {Placement::CircularBuffer, "stays in compute"}},
    {"acc_o", {Placement::CircularBuffer, "stays in DST on its way to `O_s`"}},
    {"scores_max", {Placement::CircularBuffer, "updated around a loop"}},
    {"scores_max_prev", {Placement::CircularBuffer, "keeps what `scores_max` was before it is written again"}},
    {"scores_scale", {Placement::CircularBuffer, "one value per row"}},
    {"scores_sum", {Placement::Dst, "only `logsum` is computed from it"}},
    {"logsum", {Placement::CircularBuffer, "updated around a loop"}},
};

/// Operations that read `buffer`; its own old value counts.
std::vector<size_t> readers_of(const TileProgram& p, int buffer) {
  std::vector<size_t> readers;
  for (size_t i = 0; i < p.ops.size(); ++i) {
    const bool source = std::any_of(p.ops[i].srcs.begin(), p.ops[i].srcs.end(),
                                    [&](const analysis::Operand& o) { return o.buffer == buffer; });
    if (source || (p.ops[i].dst == buffer && p.ops[i].reads_dst)) readers.push_back(i);
  }
  return readers;
}

std::vector<size_t> writers_of(const TileProgram& p, int buffer) {
  std::vector<size_t> writers;
  for (size_t i = 0; i < p.ops.size(); ++i)
    if (p.ops[i].dst == buffer) writers.push_back(i);
  return writers;
}

bool is_element_wise(const TileOp& op) { return op.kind == OpKind::Elementwise || op.kind == OpKind::Copy; }
bool leaves_its_result_in_dst(const TileOp& op) {
  return is_element_wise(op) || (op.kind == OpKind::Reduce && !op.reads_dst);
}

/// Whether what `op` reads is written between `op` and `later`.
bool sources_change(const TileProgram& p, size_t op, size_t later) {
  for (size_t i = op + 1; i < later; ++i)
    for (const analysis::Operand& o : p.ops[op].srcs)
      if (p.ops[i].dst == o.buffer) return true;
  return false;
}

/// Made by one operation and read by an element-wise one, at the same index: need not leave DST.
bool can_stay_in_dst(const TileProgram& p, int buffer) {
  const std::vector<size_t> writers = writers_of(p, buffer), readers = readers_of(p, buffer);
  if (writers.size() != 1 || readers.size() != 1 || readers[0] <= writers[0]) return false;
  const TileOp &writer = p.ops[writers[0]], &reader = p.ops[readers[0]];
  if (!leaves_its_result_in_dst(writer) || !is_element_wise(reader) || sources_change(p, writers[0], readers[0]))
    return false;
  const auto operand = std::find_if(reader.srcs.begin(), reader.srcs.end(),
                                    [&](const analysis::Operand& o) { return o.buffer == buffer; });
  return operand->pattern == analysis::Pattern::Same;
}

class AttentionPlan : public ::testing::TestWithParam<const char*> {};

TEST_P(AttentionPlan, OfEveryBuffer) {
  const Planned p = planned(GetParam());
  ASSERT_TRUE(p.plan.feasible);
  size_t declared = 0;
  for (const plan::BufferDecision& b : p.plan.buffers) {
    EXPECT_FALSE(b.reasons.empty()) << b.name;
    if (!b.declared) continue;
    declared += 1;
    const auto expected = kBuffers.find(b.name);
    ASSERT_NE(expected, kBuffers.end()) << b.name;
    EXPECT_EQ(b.placement, expected->second.placement) << b.name;
    EXPECT_THAT(b.reasons, ::testing::Contains(::testing::HasSubstr(expected->second.reason))) << b.name;
  }
  EXPECT_EQ(declared, kBuffers.size());
}

TEST_P(AttentionPlan, NoValueOnItsWayToTheSameElementGoesThroughL1) {
  const Planned p = planned(GetParam());
  for (size_t i = 0; i < p.program.buffers.size(); ++i) {
    if (!can_stay_in_dst(p.program, static_cast<int>(i))) continue;
    const std::string& name = p.program.buffers[i].name;
    for (const plan::BufferDecision& b : p.plan.buffers)
      if (b.declared && b.name == name) EXPECT_NE(b.placement, Placement::CircularBuffer) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Zoo, AttentionPlan, ::testing::Values("attention_gqa", "attention_causal_32_64"),
                         [](const auto& row) { return std::string(row.param); });

// The rule finds what stays in DST, where there is such a thing: the clamped values that become float8.
TEST(AttentionPlanRule, FindsWhatStaysInDst) {
  const Planned p = planned("cast_fp8_rows");
  std::vector<std::string> found;
  for (size_t i = 0; i < p.program.buffers.size(); ++i)
    if (can_stay_in_dst(p.program, static_cast<int>(i))) found.push_back(p.program.buffers[i].name);
  EXPECT_THAT(found, ::testing::ElementsAre("q"));
  for (const plan::BufferDecision& b : p.plan.buffers)
    if (b.name == "q") EXPECT_NE(b.placement, Placement::CircularBuffer);
}

}  // namespace
}  // namespace tir2tt::coverage
