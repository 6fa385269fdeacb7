#include "mutation/unit_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tir2tt::mutation {
namespace {

/// cb_A and cb_B alike; cb_C is unpacked straight into DST.
codegen::ProgramSpec program() {
  codegen::ProgramSpec p;
  for (const char* name : {"cb_A", "cb_B", "cb_C"}) {
    codegen::CbSpec c;
    c.identifier = name;
    c.unpack_to_dest_fp32 = c.identifier == "cb_C";
    c.format = c.unpack_to_dest_fp32 ? target::DataFormat::Float32 : target::DataFormat::Float16;
    p.cbs.push_back(c);
  }
  return p;
}

std::vector<Operation> trace(const std::string& body) {
  return unit_trace(parse_kernel("void kernel_main() {\n" + body + "}\n"), program());
}

TEST(UnitTrace, CircularBuffersOfOneFormatAreAlike) {
  const std::string rest = "    copy_tile(cb_A, 0, 0);\n    pack_tile(0, cb_B);\n";
  EXPECT_EQ(trace("    unary_op_init_common(cb_A, cb_B);\n" + rest),
            trace("    unary_op_init_common(cb_B, cb_A);\n" + rest));
  EXPECT_NE(trace("    unary_op_init_common(cb_A, cb_B);\n" + rest),
            trace("    unary_op_init_common(cb_C, cb_B);\n" + rest));
  EXPECT_NE(trace("    unary_op_init_common(cb_A, cb_B);\n" + rest), trace(rest));
}

TEST(UnitTrace, WhatIsConfiguredAgainBeforeItsUseDoesNotCount) {
  const auto with = [](const std::string& first) {
    return trace("    unary_op_init_common(" + first +
                 ", cb_A);\n    reconfig_data_format_srca(cb_A);\n    copy_tile_to_dst_init_short(cb_A);\n"
                 "    copy_tile(cb_A, 0, 0);\n");
  };
  EXPECT_EQ(with("cb_A"), with("cb_C"));
}

TEST(UnitTrace, TheInitOfACopyDecidesTheWay) {
  const auto with = [](const std::string& cb) {
    return trace("    copy_tile_to_dst_init_short(" + cb + ");\n    copy_tile(cb_A, 0, 0);\n");
  };
  EXPECT_EQ(with("cb_A"), with("cb_B"));
  EXPECT_NE(with("cb_A"), with("cb_C"));
}

TEST(UnitTrace, ALoopBringsTheStateOfItsEnd) {
  const auto with = [](const std::string& last) {
    return trace(
        "    compute_kernel_hw_startup(cb_A, cb_A, cb_A);\n    exp_tile_init();\n"
        "    for (uint32_t i = 0; i < 2; ++i) {\n        exp_tile(0);\n" +
        last + "    }\n    log_tile(0);\n");
  };
  const std::vector<Operation> same = with(""), other = with("        log_tile_init();\n");
  EXPECT_EQ(same.at(0).states.size(), 1u);
  EXPECT_EQ(other.at(0).states.size(), 2u) << "entered, and again";
  EXPECT_EQ(other.at(1).states.size(), 1u) << "the loop runs at least once";
  EXPECT_NE(same, other);
}

TEST(UnitTrace, AReductionMasksThePackerUntilItIsUndone) {
  const auto with = [](const std::string& uninit) {
    return trace("    reduce_init<PoolType::SUM, ReduceDim::REDUCE_ROW>(cb_A, cb_B, cb_A);\n" + uninit +
                 "    pack_tile(0, cb_A);\n");
  };
  EXPECT_NE(with(""), with("    reduce_uninit();\n"));
}

}  // namespace
}  // namespace tir2tt::mutation
