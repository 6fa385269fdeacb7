// A sample of the mutants of all three kernels, every operator among them, on the device. mutation_tool runs them all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "mutation/report.h"

namespace tir2tt::mutation {
namespace {

namespace fs = std::filesystem;

#ifdef __SANITIZE_ADDRESS__
constexpr size_t kEvery = 20;  // a run takes a process, which is slow with the sanitizers
#else
constexpr size_t kEvery = 6;
#endif

constexpr size_t kMostMissed = 1;  // of a sample; mutation_tool holds all of them to kLeastShare

class Mutation : public testing::Test {
 protected:
  void SetUp() override {
    options_.cache = fs::temp_directory_path() / ("tir2tt-mutation-test-" + std::to_string(getpid()));
    fs::create_directories(options_.cache);
    options_.every = kEvery;
  }
  void TearDown() override { fs::remove_all(options_.cache); }

  static Subject subject(const std::string& name) {
    return load_subject(std::string(TIR2TT_MUTATION_KERNELS) + "/" + name);
  }

  CampaignOptions options_;
};

TEST_F(Mutation, AMutantOfEachOperatorIsCaughtAndReasonsHold) {
  std::vector<Trial> all;
  std::vector<Subject> subjects;
  for (const char* name : {"gemm.py", "scaled_add.py", "row_sum.py"}) subjects.push_back(subject(name));
  for (const Subject& s : subjects) {
    ASSERT_EQ(check_original(s, options_), "");
    for (Trial& t : run_campaign(s, options_)) all.push_back(std::move(t));
  }
  const Score score = score_of(all);
  EXPECT_LE(score.judged - score.caught, kMostMissed) << mutant_list(all, false) << outcome_table(all);
  EXPECT_TRUE(std::none_of(all.begin(), all.end(), is_contradiction)) << mutant_list(all, false);
  std::set<Operator> caught;
  for (const Trial& t : all) {
    if (t.caught()) caught.insert(t.mutant.op);
  }
  EXPECT_EQ(caught.size(), kOperatorNames.size());
}

TEST_F(Mutation, AWrongOriginalIsNamed) {
  Subject s = subject("row_sum.py");
  for (codegen::KernelSpec& k : s.program.kernels) {
    const size_t at = k.text.find("noc_async_write_barrier();");
    if (at != std::string::npos) k.text.erase(at, 26);
  }
  EXPECT_THAT(check_original(s, options_), testing::HasSubstr("row_sum, in order: error[D0"));
}

TEST_F(Mutation, ResultsAreThoseOfTheReferenceOrWrong) {
  Subject s = subject("row_sum.py");
  for (double& x : s.expected.tensors.back().value.values) x += 1000;
  EXPECT_EQ(check_original(s, options_), "row_sum, in order: wrong numbers");
}

TEST_F(Mutation, WhatIsNoKernelIsRefused) { EXPECT_THROW(subject("missing.py"), std::runtime_error); }

}  // namespace
}  // namespace tir2tt::mutation
