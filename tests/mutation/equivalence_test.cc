// Reasons on mutants of the three kernels; that none of them is contradicted is shown in mutation_test.cc.
#include "mutation/equivalence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tir2tt::mutation {
namespace {

using testing::ElementsAre;

Subject subject(const std::string& name) { return load_subject(std::string(TIR2TT_MUTATION_KERNELS) + "/" + name); }

/// The reasons of all mutants of `op` and `what` whose first line has `text`.
std::vector<Reason> reasons(const Subject& s, Operator op, const std::string& what, const std::string& text) {
  std::vector<Reason> out;
  for (const Mutant& m : all_mutants(s.program)) {
    if (m.op == op && m.what == what && m.before.find(text) != std::string::npos) out.push_back(reason_of(s, m));
  }
  return out;
}

TEST(Equivalence, TheVerifierDecidesAboutSmallerCircularBuffers) {
  const Subject s = subject("scaled_add.py");
  EXPECT_THAT(reasons(s, Operator::Shrink, "-4", "cb_A_shared"), ElementsAre(Reason::SmallerPlan));
  EXPECT_THAT(reasons(s, Operator::Shrink, "-1", "cb_A_shared"), ElementsAre(Reason::None));
  const Subject gemm = subject("gemm.py");
  EXPECT_THAT(reasons(gemm, Operator::Shrink, "-4", "cb_C_local:"), ElementsAre(Reason::None));
}

TEST(Equivalence, WaitsSideBySideCommute) {
  const Subject s = subject("gemm.py");
  EXPECT_THAT(reasons(s, Operator::Wait, kExchange, "cb_wait_front(cb_A_shared"), ElementsAre(Reason::WaitsCommute));
  EXPECT_THAT(reasons(s, Operator::Wait, kBehindUse, "cb_wait_front(cb_A_shared"), ElementsAre(Reason::None));
}

TEST(Equivalence, ALongerReserveIsASmallerCircularBuffer) {
  const Subject s = subject("scaled_add.py");
  EXPECT_THAT(reasons(s, Operator::Count, "+1", "cb_reserve_back(cb_A_shared"), ElementsAre(Reason::LongerWait));
  EXPECT_THAT(reasons(s, Operator::Count, "-1", "cb_reserve_back(cb_A_shared"), ElementsAre(Reason::None));
  EXPECT_THAT(reasons(s, Operator::Count, "+1", "cb_wait_front(cb_A_shared"), ElementsAre(Reason::None))
      << "the last wait would never end";
}

TEST(Equivalence, ConstantsAreWaitedForOnceAndKept) {
  const Subject s = subject("row_sum.py");
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "    cb_wait_front(cb_reduce_scaler"),
              ElementsAre(Reason::None, Reason::HeldWait));
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "cb_pop_front(cb_reduce_scaler"), ElementsAre(Reason::LastPop));
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "cb_pop_front(cb_x"), ElementsAre(Reason::None));
  EXPECT_THAT(reasons(s, Operator::Wait, kBehindUse, "cb_reserve_back(cb_reduce_scaler"),
              ElementsAre(Reason::FirstReserve));
  EXPECT_THAT(reasons(s, Operator::Wait, kBehindUse, "cb_reserve_back(cb_x"), ElementsAre(Reason::None));
}

TEST(Equivalence, ConfigurationCountsByFormat) {
  const Subject s = subject("gemm.py");
  EXPECT_THAT(reasons(s, Operator::Cb, "cb_C_local_out", "pack_reconfig_data_format(cb_C_local)"),
              ElementsAre(Reason::None));
  EXPECT_THAT(reasons(s, Operator::Cb, "cb_A_shared", "pack_reconfig_data_format(cb_C_local_out)"),
              ElementsAre(Reason::Configuration));
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "mm_init_short"), ElementsAre(Reason::None));
}

}  // namespace
}  // namespace tir2tt::mutation
