#include "device/model/result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "device/model/result_json.h"

namespace tir2tt::device {
namespace {

RunResult full_result() {
  RunResult r;
  r.completed = true;
  r.findings = {{FindingKind::Deadlock,
                 "deadlock: \"a\" needs\tb …",
                 "math",
                 {"dir/k.cpp", 12},
                 {{0, 0}, {1, 0}},
                 3,
                 {3, 5},
                 7,
                 {"first", "second"}},
                {FindingKind::CbPagesLeft, "left", "", {}, {}, -1, {}, 1, {}}};
  r.prints = {"0,0 brisc: text", ""};
  r.statistics.switches = 1;
  r.statistics.noc_transfers = uint64_t{1} << 40;
  r.statistics.tile_operations = 3;
  r.statistics.circular_buffers = {{2, 4, 3, 100, 99, 7, 8}};
  r.statistics.tensors = {{"in", 10, 20}};
  r.statistics.compile_seconds = 0.25;
  r.statistics.run_seconds = 1.5;
  r.statistics.kernels_compiled = 2;
  r.statistics.kernels_from_cache = 3;
  return r;
}

TEST(Result, JsonAndBack) {
  const RunResult r = full_result();
  RunResult back;
  ASSERT_TRUE(result_from_json(result_to_json(r), back));
  EXPECT_EQ(back.findings, r.findings);
  EXPECT_EQ(back.prints, r.prints);
  EXPECT_EQ(back.completed, r.completed);
  EXPECT_EQ(result_to_json(back), result_to_json(r));
  EXPECT_EQ(back.statistics.noc_transfers, uint64_t{1} << 40);
  ASSERT_EQ(back.statistics.circular_buffers.size(), 1u);
  EXPECT_EQ(back.statistics.circular_buffers[0].wait_waits, 8u);
  EXPECT_EQ(back.statistics.run_seconds, 1.5);
}

TEST(Result, EveryKindSurvivesJson) {
  for (const FindingInfo& info : finding_kinds()) {
    RunResult r;
    r.findings = {{info.kind, "m", "", {}, {}, -1, {}, 1, {}}};
    RunResult back;
    ASSERT_TRUE(result_from_json(result_to_json(r), back));
    EXPECT_EQ(back.findings, r.findings) << info.name;
  }
}

TEST(Result, TextThatIsNoUtf8BecomesJsonAllTheSame) {
  RunResult r, back;
  r.prints = {"\xff\xfe"};
  EXPECT_TRUE(result_from_json(result_to_json(r), back));
  EXPECT_EQ(back.prints.size(), 1u);
}

TEST(Result, WhatIsNoResult) {
  for (const char* text : {"", "{", "[]", "null", "{}", R"({"completed": true})", R"({"completed": 3, "findings": []})",
                           R"({"completed": true, "findings": [{}], "prints": []})"}) {
    RunResult r;
    EXPECT_FALSE(result_from_json(text, r)) << text;
  }
}

TEST(Result, OkMeansCompletedWithoutAnError) {
  RunResult r;
  EXPECT_FALSE(r.ok());
  r.completed = true;
  EXPECT_TRUE(r.ok());
  r.findings = {{FindingKind::CbPagesLeft, "", "", {}, {}, -1, {}, 1, {}}};
  EXPECT_TRUE(r.ok());
  r.findings.push_back({FindingKind::CbStraddle, "", "", {}, {}, -1, {}, 1, {}});
  EXPECT_FALSE(r.ok());
}

TEST(Result, IdsAreUniqueAndInTheirGroups) {
  std::set<std::string_view> ids, names;
  std::string_view last;
  for (const FindingInfo& info : finding_kinds()) {
    EXPECT_TRUE(ids.insert(info.id).second) << info.id;
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_LT(last, info.id) << "the table is in order";
    EXPECT_THAT(std::string(info.id), testing::MatchesRegex("D0[1-7][0-9][0-9]"));
    EXPECT_FALSE(info.what.empty());
    EXPECT_EQ(finding_info(info.kind).name, info.name);
    last = info.id;
  }
}

Finding at_cores(std::vector<CoreCoord> cores, int64_t count) {
  return {FindingKind::CbStraddle, "message", "pack", {"k.cpp", 3}, std::move(cores), -1, {}, count, {"note one"}};
}

TEST(Result, FindingText) {
  EXPECT_EQ(finding_text(at_cores({{2, 1}}, 1)),
            "error[D0107]: message\n  at: k.cpp:3, pack, core (2,1)\n  note: note one");
  EXPECT_EQ(finding_text(at_cores({{0, 0}, {1, 0}, {0, 1}, {1, 1}}, 4)),
            "error[D0107]: message\n  at: k.cpp:3, pack, cores (0,0)-(1,1)\n  note: note one");
  EXPECT_EQ(finding_text(at_cores({{0, 0}, {2, 0}}, 5)),
            "error[D0107]: message\n  at: k.cpp:3, pack, 2 cores: (0,0) (2,0), 5 times\n  note: note one");
  EXPECT_EQ(finding_text({FindingKind::CbPagesLeft, "m", "", {}, {}, -1, {}, 1, {}}), "warning[D0114]: m");
  EXPECT_EQ(finding_text({FindingKind::CbPagesLeft, "m", "", {"f", 0}, {}, -1, {}, 1, {}}), "warning[D0114]: m");
}

TEST(Result, ManyScatteredCoresAreCut) {
  std::vector<CoreCoord> cores;
  for (int i = 0; i < 10; ++i) cores.push_back({i, i});
  EXPECT_THAT(finding_text(at_cores(cores, 10)),
              testing::HasSubstr("10 cores: (0,0) (1,1) (2,2) (3,3) (4,4) (5,5) (6,6) (7,7) …\n"));
}

}  // namespace
}  // namespace tir2tt::device
