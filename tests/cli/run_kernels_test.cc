// `tir2tt run` from the outside: kernels on the embedded device, verdicts, and every way in which a run goes wrong.
#include <nlohmann/json.hpp>

#include "cli/interrupt.h"
#include "cli/run.h"
#include "data/npy.h"
#include "program/sample_kernels.h"

namespace tir2tt::cli {
namespace {

using namespace program::test;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Result {
  int exit_code;
  std::string out, err;
};
Result tool(const std::vector<std::string>& args, const std::string& input = {}, const Environment& environment = {}) {
  std::istringstream in(input);
  std::ostringstream out, err;
  const int exit_code = run(args, in, out, err, environment);
  return {exit_code, out.str(), err.str()};
}

TEST(Run, AnElementwiseSumIsRight) {
  const Result r = tool({"run", "-"}, kAdd);
  EXPECT_EQ(r.exit_code, kDone) << r.err << r.out;
  EXPECT_THAT(r.out, AllOf(HasSubstr("add on wormhole_b0, 4 cores: right\n"), HasSubstr("C  64×64 float32")));
  EXPECT_THAT(r.err, IsEmpty());
}

TEST(Run, AGemmIsRightInAnyOrder) {
  for (const char* policy : {"in-order", "random", "adversarial"}) {
    const Result r = tool({"run", "-", "--policy", policy, "--seed", "5", "--arch", "blackhole", "--json"}, kGemm);
    ASSERT_EQ(r.exit_code, kDone) << r.err << r.out;
    const auto verdict = nlohmann::json::parse(r.out)["functions"][0];
    EXPECT_EQ(verdict["verdict"], "right");
    EXPECT_EQ(verdict["arch"], "blackhole");
    EXPECT_GT(verdict["outputs"][0]["pcc"], 0.999);
  }
}

TEST(Run, EveryFunctionAndTheTerminalSeesThePhases) {
  const Result r = tool({"run", "-"}, kTwo, {.err_is_terminal = true});
  EXPECT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_THAT(r.out, AllOf(HasSubstr("first on wormhole_b0"), HasSubstr("\n\nsecond on wormhole_b0")));
  EXPECT_THAT(r.err, AllOf(HasSubstr("first: on the device …"), HasSubstr("second: reference …")));
  EXPECT_TRUE(r.err.ends_with("\r\x1b[K")) << "and they go";
}

TEST(Run, SymbolicExtents) {
  const Result r = tool({"run", "-", "--shape", "m=96"}, kDynamic);
  EXPECT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_THAT(r.out, HasSubstr("C  96×32 float16"));
  EXPECT_THAT(tool({"run", "-"}, kDynamic).err, HasSubstr("[T0609]"));
  EXPECT_EQ(tool({"run", "-", "--shape", "n=96"}, kDynamic).exit_code, kWrongUsage);
}

TEST(Run, ArraysInAndOut) {
  const Scratch scratch;
  const std::string a = (scratch.path / "a.npy").string(), c = (scratch.path / "c.npy").string();
  data::Array array = data::make_array(tir::DataType::Float(16), {64, 32});
  for (size_t i = 0; i < array.values.size(); ++i) array.values[i] = static_cast<double>(i % 512);
  write(a, data::write_npy(array));
  const Result r = tool({"run", "-", "--in", "A=" + a, "--out", "C=" + c}, kDynamic);
  ASSERT_EQ(r.exit_code, kDone) << r.err;
  const auto twice = std::get<data::Array>(data::read_npy(text_of(c)));
  EXPECT_EQ(to_string(twice.dtype), "float16");
  EXPECT_EQ(twice.shape, array.shape);
  for (size_t i = 0; i < array.values.size(); ++i) ASSERT_EQ(twice.values[i], 2 * array.values[i]) << i;

  const Result lost = tool({"run", "-", "--in", "A=" + a, "--out", "C=" + a + "/c.npy"}, kDynamic);
  EXPECT_EQ(lost.exit_code, kBadInput);
  EXPECT_THAT(lost.err, HasSubstr("[T0002]"));
}

/// kAdd, compiled.
struct Compiled {
  Compiled() {
    const Result r = tool({"compile", "-", "-o", out.string()}, kAdd);
    EXPECT_EQ(r.exit_code, kDone) << r.err;
  }
  void edit(const std::string& file, const std::string& what, const std::string& with) const {
    write(out / file, replaced(text_of(out / file), what, with));
  }
  Result run(std::vector<std::string> more = {}, const Environment& environment = {}) const {
    more.insert(more.begin(), {"run", out.string()});
    return tool(more, {}, environment);
  }
  Scratch scratch;
  fs::path out = scratch.path / "out";
};

TEST(RunFolder, TheKernelsInItAreWhatRuns) {
  const Compiled compiled;
  EXPECT_EQ(compiled.run().exit_code, kDone);
  compiled.edit("kernels/writer.cpp", "noc_async_write_tile(", "if (page_of_mine++ > 0) noc_async_write_tile(");
  compiled.edit("kernels/writer.cpp", "void kernel_main() {", "void kernel_main() {\n    int page_of_mine = 0;");
  const Result r = compiled.run({"--json"});
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, AllOf(HasSubstr("4,096 of 4,096 elements of `C`"), HasSubstr("[T0607]"),
                           HasSubstr("input.py:5:1: error"), HasSubstr("written by core (0,0) in iteration 0")));
  EXPECT_EQ(nlohmann::json::parse(r.out)["functions"][0]["verdict"], "wrong");
}

TEST(RunFolder, WhatBreaksARuleNamesTheFile) {
  const Compiled compiled;
  compiled.edit("kernels/reader.cpp", "noc_async_read_barrier();", ";");
  const Result r = compiled.run({"--policy", "adversarial"});
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, HasSubstr("[T0608]"));
  EXPECT_THAT(r.out, AllOf(HasSubstr("error[D0109]"), HasSubstr((compiled.out / "kernels/reader.cpp").string())));
}

TEST(RunFolder, WhatDoesNotCompileIsShown) {
  const Compiled compiled;
  compiled.edit("kernels/compute.cpp", "cb_pop_front(", "cb_pop_from(");
  const Result r = compiled.run();
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, AllOf(HasSubstr("D0604"), HasSubstr("cb_pop_from"), HasSubstr("[T0608]")));
}

TEST(RunFolder, AnEditedPlanCounts) {
  const Compiled compiled;
  write(compiled.out / "module.py", with_pages(text_of(compiled.out / "module.py"), 6));
  const Result r = compiled.run({"--json"});
  EXPECT_EQ(r.exit_code, kDone) << r.err;
  const auto verdict = nlohmann::json::parse(r.out)["functions"][0];
  EXPECT_EQ(verdict["statistics"]["circular_buffers"][0]["pages"], 6);
  EXPECT_THAT(compiled.run({"--arch", "blackhole"}).err, HasSubstr("[T0009]"));
}

TEST(RunFolder, ALoweredFileNeedsTheKernelBesideIt) {
  const Compiled compiled;
  EXPECT_EQ(tool({"run", (compiled.out / "module.py").string()}).exit_code, kDone);
  const Result r = tool({"run", "-"}, text_of(compiled.out / "module.py"));
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, AllOf(HasSubstr("[T0611]"), HasSubstr("run the folder that `tir2tt compile` wrote")));
  fs::remove(compiled.out / "input.py");
  EXPECT_THAT(compiled.run().err, HasSubstr("neither input.py nor input.json [T0611]"));
}

TEST(Run, CtrlCStops) {
  Interrupt interrupt;
  interrupt.asked = true;
  const Result r = tool({"run", "-", "--json"}, kTwo, {.interrupt = &interrupt});
  EXPECT_EQ(nlohmann::json::parse(r.out)["functions"][1]["verdict"], "not run");
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, HasSubstr("the run was interrupted; nothing is known about its results [T0610]"));
  EXPECT_FALSE(interrupt.awaited);
}

TEST(Run, Mistakes) {
  for (const std::vector<std::string>& more : std::vector<std::vector<std::string>>{{"--policy", "any"},
                                                                                    {"--in", "A"},
                                                                                    {"--in", "Q=a.npy"},
                                                                                    {"--seed", "-1"},
                                                                                    {"--shape", "m=0"},
                                                                                    {"--arch", "blakchole"}}) {
    std::vector<std::string> args = {"run", "-"};
    args.insert(args.end(), more.begin(), more.end());
    const Result r = tool(args, kAdd);
    EXPECT_EQ(r.exit_code, kWrongUsage) << testing::PrintToString(args);
    EXPECT_THAT(r.out, IsEmpty());
    EXPECT_THAT(r.err, Not(IsEmpty()));
  }
}

}  // namespace
}  // namespace tir2tt::cli
