// Roles and pages of every kernel of the corpus against expected_plans.txt, which was written by hand from reading the
// kernels. Every local buffer must be accounted for, every plan must be accepted by the verifier, what is refused must
// name its statement. Skipped where the corpus is absent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "target/chip.h"
#include "transform/tt/memory_space_lower_tt.h"
#include "transform/tt/passes.h"
#include "tvm/script.h"

namespace tir2tt {
namespace {

namespace fs = std::filesystem;
const fs::path kCorpus = fs::path(TIR2TT_SOURCE_DIR) / "../shared/corpus";

struct Expected {
  std::string role;    // or "merged", "refused"
  std::string detail;  // pages, target, or what the diagnostic names
};
using Kernel = std::map<std::string, Expected>;

std::map<std::string, Kernel> read_expected() {
  std::map<std::string, Kernel> out;
  std::ifstream in(fs::path(TIR2TT_SOURCE_DIR) / "tests/corpus/expected_plans.txt");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string kernel, buffer, role, detail;
    if (line.starts_with('#') || !(words >> kernel >> buffer >> role >> detail)) continue;
    out[kernel][buffer] = {role, detail};
  }
  return out;
}

std::string slurp(const fs::path& p) {
  std::ostringstream s;
  s << std::ifstream(p).rdbuf();
  return s.str();
}

fs::path file_of(const std::string& kernel) {
  const fs::path front = kCorpus / "tilelang" / (kernel + ".py");
  return fs::exists(front) ? front : kCorpus / "tilelang_tt" / kernel / "00_frontend.py";
}

struct Planned {
  std::optional<plan::FunctionPlan> plan;
  std::string messages;
};

Planned plan_file(const fs::path& path, const char* arch) {
  const SourceFile file(path.string(), slurp(path));
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  transform::PassOptions options;
  options.chip = target::find_chip(arch);
  tir::IRModule module = script.module;
  for (const transform::PassInfo& pass : transform::all_passes()) {
    if (pass.run == transform::memory_space_lower_tt) break;
    module = pass.run(module, options, diags);
  }
  Planned out;
  for (const auto& [name, func] : module.functions) out.plan = transform::plan_function(name, func, options, diags);
  out.messages = render(diags, &file, false);
  return out;
}

class CorpusPlans : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kCorpus)) GTEST_SKIP() << "no corpus at " << kCorpus;
  }
};

void expect_buffer(const std::string& where, const plan::FunctionPlan& f, const plan::BufferDecision& b,
                   const Expected& e) {
  if (e.role == "merged") {
    ASSERT_EQ(b.placement, plan::Placement::Merged) << where;
    EXPECT_EQ(f.problem.cbs[static_cast<size_t>(b.cb)].name, e.detail) << where;
    return;
  }
  if (e.role == "dst") {
    EXPECT_EQ(b.placement, plan::Placement::Dst) << where;
    EXPECT_THAT(b.reasons, testing::Contains(testing::HasSubstr("`" + e.detail + "`"))) << where;
    return;
  }
  ASSERT_EQ(b.placement, plan::Placement::CircularBuffer) << where << ": " << testing::PrintToString(b.reasons);
  EXPECT_EQ(plan::to_string(f.problem.cbs[static_cast<size_t>(b.cb)].role), e.role) << where;
  EXPECT_EQ(std::to_string(f.plan.cbs[static_cast<size_t>(b.cb)].blocks), e.detail) << where;
}

void expect_plan(const std::string& kernel, const Planned& p, const Kernel& expected) {
  ASSERT_TRUE(p.plan.has_value()) << kernel << "\n" << p.messages;
  ASSERT_TRUE(p.plan->feasible) << kernel << "\n" << p.messages;
  for (const plan::Violation& v : plan::check(p.plan->problem))
    ADD_FAILURE() << kernel << " check: " << v.rule << " " << v.text;
  for (const plan::Violation& v : plan::verify(p.plan->problem, p.plan->plan)) {
    ADD_FAILURE() << kernel << " verify: " << v.rule << " " << v.text;
  }
  size_t declared = 0;
  for (const plan::BufferDecision& b : p.plan->buffers) {
    if (!b.declared) continue;
    ++declared;
    EXPECT_FALSE(b.reasons.empty()) << kernel << "." << b.name;
    auto it = expected.find(b.name);
    if (it == expected.end()) {
      ADD_FAILURE() << kernel << "." << b.name << " is not in expected_plans.txt";
      continue;
    }
    expect_buffer(kernel + "." + b.name, *p.plan, b, it->second);
  }
  EXPECT_EQ(declared, expected.size()) << kernel << ": a buffer is not accounted for";
}

TEST_F(CorpusPlans, RolesAndPagesAsReadByHand) {
  const auto expected = read_expected();
  ASSERT_EQ(expected.size(), 28u);
  int planned = 0;
  for (const auto& [kernel, buffers] : expected) {
    const Planned p = plan_file(file_of(kernel), "wormhole_b0");
    if (auto it = buffers.find("-"); it != buffers.end()) {
      ASSERT_TRUE(p.plan.has_value()) << kernel;  // every buffer is accounted for all the same
      EXPECT_FALSE(p.plan->feasible) << kernel;
      for (const plan::BufferDecision& b : p.plan->buffers) EXPECT_FALSE(b.reasons.empty()) << kernel << "." << b.name;
      EXPECT_THAT(p.messages, testing::HasSubstr(it->second.detail)) << kernel;
      EXPECT_THAT(p.messages, testing::HasSubstr("error:")) << kernel;
      continue;
    }
    expect_plan(kernel, p, buffers);
    planned += kernel.ends_with("_tt") ? 0 : 1;
  }
  EXPECT_GE(planned, 22);
}

TEST_F(CorpusPlans, BlackholeToo) {
  for (const auto& [kernel, buffers] : read_expected()) {
    const Planned p = plan_file(file_of(kernel), "blackhole");
    if (buffers.contains("-")) continue;
    ASSERT_TRUE(p.plan && p.plan->feasible) << kernel << "\n" << p.messages;
    EXPECT_TRUE(plan::verify(p.plan->problem, p.plan->plan).empty()) << kernel;
  }
}

}  // namespace
}  // namespace tir2tt
