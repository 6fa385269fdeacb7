// Reasons that need a plan on the emitted kernels, the others on kernels by hand; that the device contradicts none of
// them is shown in mutation_test.cc.
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

/// A constant that the reader fills once, and a stream.
Subject by_hand() {
  Subject s;
  codegen::CbSpec half, wide;
  half.identifier = "cb_A", half.pages = 2, half.format = target::DataFormat::Float16;
  wide.identifier = "cb_ones", wide.pages = 1, wide.format = target::DataFormat::Float32;
  s.program.cbs = {half, wide};
  const std::string constants = "constexpr uint32_t cb_A = 0;\nconstexpr uint32_t cb_ones = 1;\nvoid kernel_main() {\n";
  s.program.kernels = {{codegen::Role::Reader,
                        "reader.cpp",
                        constants + R"(    cb_reserve_back(cb_ones, 1);
    fill(get_write_ptr(cb_ones));
    cb_push_back(cb_ones, 1);
    for (uint32_t i = 0; i < n; ++i) {
        cb_reserve_back(cb_A, 1);
        fill(get_write_ptr(cb_A));
        cb_push_back(cb_A, 1);
    }
}
)",
                        {},
                        {}},
                       {codegen::Role::Compute,
                        "compute.cpp",
                        constants + R"(    unary_op_init_common(cb_A, cb_A);
    for (uint32_t i = 0; i < n; ++i) {
        cb_wait_front(cb_ones, 1);
        cb_wait_front(cb_A, 1);
        copy_tile(cb_A, 0, 0);
        copy_tile_to_dst_init_short(cb_A);
        copy_tile(cb_A, 0, 1);
        pack_reconfig_data_format(cb_A);
        pack_tile(0, cb_A);
        cb_pop_front(cb_A, 1);
    }
    cb_wait_front(cb_ones, 1);
    cb_pop_front(cb_ones, 1);
}
)",
                        {},
                        {}}};
  return s;
}

TEST(Equivalence, ConstantsAreWaitedForOnceAndKept) {
  const Subject s = by_hand();
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, " cb_wait_front(cb_ones"), ElementsAre(Reason::None, Reason::HeldWait));
  EXPECT_THAT(reasons(s, Operator::Count, "-1", " cb_wait_front(cb_ones"), ElementsAre(Reason::None, Reason::HeldWait));
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "cb_pop_front(cb_ones"), ElementsAre(Reason::LastPop));
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "cb_pop_front(cb_A"), ElementsAre(Reason::None));
  EXPECT_THAT(reasons(s, Operator::Wait, kBehindUse, "cb_reserve_back(cb_ones"), ElementsAre(Reason::FirstReserve));
  EXPECT_THAT(reasons(s, Operator::Wait, kBehindUse, "cb_reserve_back(cb_A"), ElementsAre(Reason::None));
}

TEST(Equivalence, ConfigurationCountsByFormat) {
  const Subject s = by_hand();
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "copy_tile_to_dst_init_short"), ElementsAre(Reason::Configuration));
  EXPECT_THAT(reasons(s, Operator::Drop, kDrop, "unary_op_init_common"), ElementsAre(Reason::None));
  EXPECT_THAT(reasons(s, Operator::Cb, "cb_ones", "pack_reconfig_data_format"), ElementsAre(Reason::None));
}

}  // namespace
}  // namespace tir2tt::mutation
