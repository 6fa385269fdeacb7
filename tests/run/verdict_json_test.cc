// Verdicts as JSON: one by hand, field by field, and one of a real run.
#include "run/verdict_json.h"

#include <limits>

#include "run/kit.h"

namespace tir2tt::run {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  return names;
}

ProgramSpec copy() { return program({tensor("A", "bfloat16", {64, 64})}, tensor("C", "bfloat16", {64, 64}), 4); }

TEST(VerdictJson, ARunOfADevice) {
  const ProgramSpec spec = copy();
  const std::vector<data::Array> arrays = arrays_for(spec);
  Verdict v = judge(spec, expecting(spec, arrays, arrays[0], 0), execute(spec, arrays, {}));
  v.reference_seconds = 0.5;
  const Json j = verdict_json(spec, v);
  EXPECT_THAT(keys(j), testing::ElementsAre("function", "arch", "verdict", "outputs", "violations", "warnings",
                                            "prints", "statistics"));
  EXPECT_EQ(j["function"], "main");
  EXPECT_EQ(j["arch"], "wormhole_b0");
  EXPECT_EQ(j["verdict"], "right");
  EXPECT_EQ(j["violations"], Json::array());
  EXPECT_EQ(j["warnings"], Json::array());
  EXPECT_EQ(j["prints"], Json::array());
  const Json& c = j["outputs"].at(0);
  EXPECT_EQ(c["name"], "C");
  EXPECT_EQ(c["right"], true);
  EXPECT_EQ(c["pcc"], 1.0);
  EXPECT_EQ(c["max_abs_error"], 0.0);
  EXPECT_EQ(c["elements"], 4096);
  EXPECT_EQ(c["first_divergence"], nullptr);
  const Json& s = j["statistics"];
  EXPECT_EQ(s["cores"], 4);
  EXPECT_EQ(s["tiles_read"], 4);
  EXPECT_EQ(s["tiles_written"], 4);
  EXPECT_EQ(s["row_bytes_read"], 0);
  EXPECT_EQ(s["reference_seconds"], 0.5);
  EXPECT_EQ(s["circular_buffers"].size(), 2u);
  EXPECT_TRUE(s.contains("compile_seconds") && s.contains("run_seconds"));
}

// Without the times, and how much came from the cache, two runs give the same bytes.
TEST(VerdictJson, IsTheSameOnEveryRun) {
  const auto text = [] {
    const ProgramSpec spec = copy();
    const std::vector<data::Array> arrays = arrays_for(spec);
    Json j = verdict_json(spec, judge(spec, expecting(spec, arrays, arrays[0], 0), execute(spec, arrays, {})));
    for (const std::string& key : keys(j["statistics"]))
      if (key.ends_with("_seconds") || key.starts_with("kernels_")) j["statistics"].erase(key);
    return j.dump();
  };
  EXPECT_EQ(text(), text());
}

TEST(VerdictJson, WrongWithItsFirstDivergence) {
  Verdict v;
  v.execution.result.completed = true;
  TensorVerdict t;
  t.name = "C";
  t.outside = 3;
  t.worst = std::numeric_limits<double>::infinity();
  TensorVerdict::Divergence d;
  d.tile = {32, 0};
  d.element = {33, 4};
  d.expected = -std::numeric_limits<double>::infinity();
  d.actual = std::numeric_limits<double>::quiet_NaN();
  d.bound = 0.25;
  d.block = 9;
  d.core_x = 1;
  d.core_y = 2;
  d.iteration = 3;
  t.first = d;
  v.outputs = {t};
  const Json j = verdict_json(copy(), v);
  EXPECT_EQ(j["verdict"], "wrong");
  EXPECT_EQ(j["outputs"][0]["elements_out_of_bounds"], 3);
  EXPECT_EQ(j["outputs"][0]["worst_error_over_bound"], "inf");
  EXPECT_EQ(j["outputs"][0]["first_divergence"],
            Json::parse(R"({"tile":[32,0],"element":[33,4],"expected":"-inf","actual":"nan","bound":0.25,"block":9,)"
                        R"("core":[1,2],"iteration":3})"));
}

TEST(VerdictJson, ErrorsAreViolationsAndTheRestWarnings) {
  Verdict v;
  v.execution.result.completed = true;
  v.execution.result.findings.resize(2);
  v.execution.result.findings[0].kind = device::FindingKind::CbStraddle;
  v.execution.result.findings[1].kind = device::FindingKind::CbPagesLeft;
  v.execution.result.prints = {"0,0 brisc: \xff"};
  const Json j = verdict_json(copy(), v);
  EXPECT_EQ(j["verdict"], "violations");
  ASSERT_EQ(j["violations"].size(), 1u);
  EXPECT_EQ(j["violations"][0]["id"], "D0107");
  ASSERT_EQ(j["warnings"].size(), 1u);
  EXPECT_EQ(j["warnings"][0]["id"], "D0114");
  EXPECT_EQ(j["prints"].size(), 1u);
}

TEST(VerdictJson, RowsAreCountedInBytes) {
  ProgramSpec spec = program({tensor("A", "bfloat16", {64, 64})}, tensor("C", "bfloat16", {64, 64}), 4);
  spec.tensors[0].tiling = Tiling::Rows;
  device::Statistics statistics;
  statistics.tensors.resize(2);
  statistics.tensors[0].bytes_read = 300;
  statistics.tensors[1].bytes_written = 4096;
  const Traffic t = traffic(spec, statistics);
  EXPECT_EQ(t.tiles_read, 0);
  EXPECT_EQ(t.row_bytes_read, 300);
  EXPECT_EQ(t.tiles_written, 2);
  EXPECT_EQ(t.row_bytes_written, 0);
}

}  // namespace
}  // namespace tir2tt::run
