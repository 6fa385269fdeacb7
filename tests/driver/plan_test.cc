#include "driver/plan.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "driver/kernels.h"
#include "driver/options.h"

namespace tir2tt::driver::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

struct Planned {
  PlanReport report;
  json metadata;
  Diagnostics diags;
};

Planned plan(const Input& input, bool verify = false) {
  Planned p;
  const auto options = pass_options({}, p.diags);
  const tir::IRModule prepared = prepare(input.module.module, *options, p.diags);
  p.report = plan_functions({input.module.module, prepared, *options, verify}, p.diags);
  p.metadata = json::parse(plan_json(prepared, *options));
  return p;
}

TEST(Plan, IsAReportAndMetadata) {
  const Planned p = plan(read(kTile));
  EXPECT_FALSE(p.diags.has_errors());
  EXPECT_THAT(p.report.text, HasSubstr("scale: 2 circular buffers"));
  EXPECT_THAT(p.report.text, HasSubstr("4 blocks on 4 cores, at most 1 each"));
  EXPECT_EQ(p.report.verified, "");
  const json& function = p.metadata["functions"].at(0);
  EXPECT_EQ(function["name"], "scale");
  EXPECT_EQ(function["tt_num_cbs"], 2);
  EXPECT_EQ(function["tt_circular_buffers"].size(), 2u);
}

TEST(Plan, IsTheSameFromJson) {
  for (const tvm::JsonEra era : {tvm::JsonEra::Legacy, tvm::JsonEra::Prefixed, tvm::JsonEra::ObjectGraph}) {
    const Planned a = plan(read(kTile)), b = plan(read(as_json(kTile, era)));
    EXPECT_EQ(a.report.text, b.report.text) << tvm::to_string(era);
    EXPECT_EQ(a.metadata, b.metadata) << tvm::to_string(era);
  }
}

TEST(Plan, IsVerifiedWhenAsked) {
  EXPECT_THAT(plan(read(kTile), true).report.verified, HasSubstr("the verifier accepts the plan"));
}

TEST(Plan, WhatDoesNotFitIsStillShown) {
  const Planned p = plan(read(too_large()));
  ASSERT_EQ(p.diags.error_count(), 1u);
  EXPECT_THAT(p.report.text, HasSubstr("scale"));
  EXPECT_EQ(p.metadata["functions"].at(0)["tt_cb_plan"], nullptr);
}

}  // namespace
}  // namespace tir2tt::driver::test
