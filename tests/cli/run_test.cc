// The tool from the outside: arguments and streams in, text and an exit code out.
#include "cli/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tir2tt::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

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

std::string example(const std::string& name) { return std::string(TIR2TT_SOURCE_DIR) + "/examples/" + name + ".py"; }
std::string text_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

constexpr char kSmall[] =
    "# from tvm.script import tir as T\n\n@T.prim_func\ndef f(A: T.Buffer((32, 32), \"float16\")):\n    "
    "T.evaluate(0)\n";

TEST(Usage, HelpGoesToStandardOutputWithExamples) {
  for (const char* command : {"", "plan", "opt", "compile", "run", "passes", "archs"}) {
    const std::vector<std::string> args =
        *command ? std::vector<std::string>{command, "--help"} : std::vector<std::string>{"--help"};
    const Result r = tool(args);
    EXPECT_EQ(r.exit_code, kDone) << command;
    EXPECT_THAT(r.out, AllOf(HasSubstr("Example"), HasSubstr("tir2tt "))) << command;
    EXPECT_TRUE(r.out.ends_with('\n')) << command;
    EXPECT_THAT(r.err, IsEmpty());
  }
}

TEST(Usage, Version) { EXPECT_THAT(tool({"--version"}).out, StartsWith("tir2tt 0.")); }

TEST(Usage, MistakesAreTwo) {
  const std::vector<std::vector<std::string>> mistakes = {{},
                                                          {"frobnicate"},
                                                          {"plan"},
                                                          {"plan", "-", "--no-such-option"},
                                                          {"plan", "-", "--cb-rule=other"},
                                                          {"opt", "-", "--to=xml"},
                                                          {"plan", "-", "--l1-reserve=-1"},
                                                          {"plan", "-", "--l1-reserve=abc"},
                                                          {"plan", "-", "extra"},
                                                          {"archs", "--color=sometimes"},
                                                          {"plan", "-", "--l1-reserve=99999999999999999999"}};
  for (const auto& args : mistakes) {
    const Result r = tool(args);
    EXPECT_EQ(r.exit_code, kWrongUsage) << testing::PrintToString(args);
    EXPECT_THAT(r.err, Not(IsEmpty()));
    EXPECT_THAT(r.out, IsEmpty());
  }
}

TEST(Usage, UnknownNamesAreTwoAndComeWithAGuess) {
  const Result arch = tool({"plan", "-", "--arch=blakchole"}, kSmall);
  EXPECT_EQ(arch.exit_code, kWrongUsage);
  EXPECT_THAT(arch.err, AllOf(HasSubstr("T0006"), HasSubstr("did you mean `blackhole`?")));
  const Result pass = tool({"opt", "-", "--passes=memory-space-lower"}, kSmall);
  EXPECT_EQ(pass.exit_code, kWrongUsage);
  EXPECT_THAT(pass.err, AllOf(HasSubstr("T0005"), HasSubstr("did you mean `memory-space-lower-tt`?")));
  EXPECT_THAT(tool({"opt", "-", "--print-after=nothing"}, kSmall).err, HasSubstr("T0005"));
}

TEST(Lists, ArchsAndPasses) {
  EXPECT_THAT(tool({"archs"}).out, AllOf(HasSubstr("wormhole_b0"), HasSubstr("blackhole"), HasSubstr("1,499,136")));
  EXPECT_THAT(tool({"passes"}).out, HasSubstr("memory-space-lower-tt"));
  const auto archs = nlohmann::json::parse(tool({"archs", "--json"}).out);
  EXPECT_EQ(archs["archs"][0]["l1_bytes"], 1499136);
  const auto passes = nlohmann::json::parse(tool({"passes", "--json"}).out);
  EXPECT_GE(passes["passes"].size(), 8u);
}

TEST(Colour, OnlyOnATerminalAndNotWithNoColor) {
  const auto colored = [](const std::vector<std::string>& args, Environment e) {
    return tool(args, {}, e).out.find('\x1b') != std::string::npos;
  };
  EXPECT_FALSE(colored({"archs"}, {}));
  EXPECT_TRUE(colored({"archs"}, {.out_is_terminal = true}));
  EXPECT_FALSE(colored({"archs"}, {.out_is_terminal = true, .no_color = true}));
  EXPECT_TRUE(colored({"archs", "--color=always"}, {.no_color = true}));
  EXPECT_TRUE(colored({"--color=always", "archs"}, {}));
  EXPECT_FALSE(colored({"archs", "--color=never"}, {.out_is_terminal = true}));
}

TEST(Opt, WithoutPassesPrintsBackWhatItRead) {
  const std::string text = text_of(example("seed"));
  const Result r = tool({"opt", "-"}, text);
  EXPECT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_EQ(r.out, text);
}

TEST(Opt, AMetadataPassChangesOnlyAttributes) {
  const std::string before = text_of(example("seed"));
  const Result r = tool({"opt", "--passes=memory-space-lower-tt", example("seed")});
  ASSERT_EQ(r.exit_code, kDone) << r.err;
  std::istringstream old_lines(before), new_lines(r.out);
  for (std::string a, b; std::getline(old_lines, a);) {
    ASSERT_TRUE(std::getline(new_lines, b));
    if (a.find("T.func_attr") == std::string::npos) {
      EXPECT_EQ(a, b);
    } else {
      EXPECT_THAT(b, HasSubstr("\"tt_num_cbs\": 3"));
    }
  }
}

TEST(Opt, PrintsAfterPassesAndTheirTimes) {
  const Result r = tool({"opt", "--passes=apply-tt-defaults,infer-default-tt-schedule", "--print-after=all",
                         "--time-passes", example("seed")});
  ASSERT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_THAT(r.err, AllOf(HasSubstr("# after apply-tt-defaults\n"), HasSubstr("# after infer-default-tt-schedule\n"),
                           HasSubstr("statements"), HasSubstr("all ")));
  EXPECT_THAT(r.out, Not(HasSubstr("# after")));
}

/// The same module as JSON.
std::string json_of(const std::string& name, const std::string& to = "json") {
  const Result r = tool({"opt", example(name), "--to", to});
  EXPECT_EQ(r.exit_code, kDone) << r.err;
  return r.out;
}

TEST(Json, ComesBackAsItWas) {
  for (const char* to : {"json-0.20", "json-0.21", "json-ffi"}) {
    const std::string json = json_of("matmul", to);
    EXPECT_THAT(json, StartsWith("{"));
    EXPECT_EQ(tool({"opt", "-"}, json).out, json) << to;
    EXPECT_EQ(tool({"opt", "-", "--to=json"}, json).out, json) << to;
  }
}

TEST(Json, PassesGiveWhatTheyGiveOnAScript) {
  for (const char* passes : {"--passes=apply-tt-defaults,memory-space-lower-tt", "--passes=default"}) {
    const Result script = tool({"opt", example("matmul"), passes, "--to=json-ffi"});
    const Result json = tool({"opt", "-", passes}, json_of("matmul"));
    ASSERT_EQ(json.exit_code, kDone) << json.err;
    EXPECT_TRUE(nlohmann::json::accept(json.out));
    EXPECT_EQ(tool({"opt", "-", "--to", "script"}, json.out).out, tool({"opt", "-", "--to", "script"}, script.out).out);
  }
}

TEST(Json, IsPlannedAndShownAsScript) {
  EXPECT_EQ(tool({"plan", "--verify", "-"}, json_of("matmul")).out, tool({"plan", "--verify", example("matmul")}).out);
  const Result r = tool({"opt", "-", "--passes=apply-tt-defaults", "--print-after=all"}, json_of("seed"));
  EXPECT_THAT(r.err,
              AllOf(HasSubstr("# after apply-tt-defaults\n"), HasSubstr("@T.prim_func"), HasSubstr("def matmul")));
  EXPECT_THAT(r.out, StartsWith("{"));
}

TEST(Json, DiagnosticsStandInTheScriptAndNameTheNode) {
  const Result r = tool({"plan", "-", "--l1-reserve=1400000"}, json_of("matmul"));
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, AllOf(HasSubstr("<stdin>, as TVMScript:"), HasSubstr("[T0408]"), HasSubstr(" | "), HasSubstr("^"),
                           HasSubstr("node ")));
}

TEST(Plan, ShowsTheSeedExample) {
  const Result r = tool({"plan", example("seed")});
  ASSERT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_THAT(r.out, AllOf(HasSubstr("3 circular buffers on wormhole_b0"), HasSubstr("A_tile"), HasSubstr("C_accum"),
                           HasSubstr("2 × 2,048 = 4,096"), HasSubstr("1 × 2,048 = 2,048")));
}

TEST(Plan, JsonIsTheMetadata) {
  for (const char* rule : {"--cb-rule=dataflow", "--cb-rule=seed"}) {
    const Result r = tool({"plan", "--json", rule, example("seed")});
    ASSERT_EQ(r.exit_code, kDone) << r.err;
    const auto function = nlohmann::json::parse(r.out)["functions"][0];
    EXPECT_EQ(function["name"], "matmul");
    EXPECT_EQ(function["tt_num_cbs"], 3);
    const auto& cbs = function["tt_circular_buffers"];
    ASSERT_EQ(cbs.size(), 3u);
    const auto row = [](int id, const char* name, int pages) {
      return nlohmann::json{{"cb_id", id}, {"name", name}, {"num_pages", pages}, {"tile_size", 2048}};
    };
    EXPECT_EQ(cbs[0], row(0, "A_tile", 2));
    EXPECT_EQ(cbs[1], row(1, "B_tile", 2));
    EXPECT_EQ(cbs[2], row(2, "C_accum", 1));
    EXPECT_TRUE(function["tt_cb_plan"].is_object());
  }
}

TEST(Plan, VerifiesEveryExampleOnEveryChip) {
  for (const char* name : {"add", "matmul", "rms_norm", "softmax", "seed"}) {
    for (const char* arch : {"wormhole_b0", "blackhole"}) {
      const Result r = tool({"plan", "--verify", "--arch", arch, example(name)});
      EXPECT_EQ(r.exit_code, kDone) << name << " on " << arch << "\n" << r.err;
      EXPECT_THAT(r.out, HasSubstr("the verifier accepts the plan")) << name;
    }
  }
}

TEST(Plan, VerifiesThePlanThatAFileCarries) {
  const std::string annotated = tool({"opt", "--passes=memory-space-lower-tt", example("seed")}).out;
  const Result good = tool({"plan", "--verify", "-"}, annotated);
  EXPECT_EQ(good.exit_code, kDone) << good.err;
  EXPECT_THAT(good.out, HasSubstr("the verifier accepts the plan that the file carries"));

  std::string wrong = annotated;
  const std::string offset = "\"l1_offset\": 107808";
  ASSERT_NE(wrong.find(offset), std::string::npos);
  wrong.replace(wrong.find(offset), offset.size(), "\"l1_offset\": 103712");  // on top of the first
  const Result bad = tool({"plan", "--verify", "-"}, wrong);
  EXPECT_EQ(bad.exit_code, kBadInput);
  EXPECT_THAT(bad.err, HasSubstr("T0416"));
}

TEST(Plan, IsTheSameOnEveryRun) {
  const std::string first = tool({"plan", "--json", example("matmul")}).out;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(tool({"plan", "--json", example("matmul")}).out, first);
}

/// README.md shows real output: what follows the command line up to the end of its block. UPDATE_GOLDEN=1 rewrites it.
TEST(Readme, ShowsWhatTheToolPrints) {
  const std::string path = std::string(TIR2TT_SOURCE_DIR) + "/README.md",
                    command = "$ build/tir2tt plan examples/matmul.py\n";
  std::string text = text_of(path);
  const size_t begin = text.find(command) + command.size(), end = text.find("```\n", begin);
  ASSERT_NE(end, std::string::npos);
  const std::string wanted = "\n" + tool({"plan", example("matmul")}).out;
  EXPECT_EQ(text.substr(begin, end - begin), wanted);
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text.replace(begin, end - begin, wanted);
}

TEST(BadInput, IsOne) {
  EXPECT_EQ(tool({"plan", "/no/such/file"}).exit_code, kBadInput);
  EXPECT_EQ(tool({"opt", "-"}, "").exit_code, kBadInput);
  const Result r = tool({"opt", "-"}, "@T.prim_func\ndef f(:\n");
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, AllOf(HasSubstr("<stdin>:2:"), HasSubstr("^")));
  EXPECT_THAT(r.out, IsEmpty());
}

TEST(BadInput, DeepAndLongTextsAreDiagnostics) {
  EXPECT_EQ(tool({"opt", "-"}, std::string(1'000'000, '(')).exit_code, kBadInput);
  EXPECT_EQ(tool({"opt", "-"}, std::string(1'000'000, '\t')).exit_code, kBadInput);
  std::string nested = "@T.prim_func\ndef f(A: T.Buffer((4,), \"float32\")):\n";
  for (size_t depth = 1; depth <= 3000; ++depth)
    nested += std::string(depth, ' ') + "for i" + std::to_string(depth) + " in range(2):\n";
  const Result r = tool({"opt", "-"}, nested + std::string(3001, ' ') + "T.evaluate(0)\n");
  EXPECT_EQ(r.exit_code, kBadInput);
  EXPECT_THAT(r.err, HasSubstr("T0104"));
}

TEST(Output, GoesToAFile) {
  const std::string path = testing::TempDir() + "/tir2tt-run-test.py";
  const Result r = tool({"opt", example("seed"), "-o", path});
  EXPECT_EQ(r.exit_code, kDone) << r.err;
  EXPECT_THAT(r.out, IsEmpty());
  EXPECT_EQ(text_of(path), text_of(example("seed")));
  std::remove(path.c_str());
}

TEST(Output, AFullDiskIsOne) {
  EXPECT_EQ(tool({"opt", example("seed"), "-o", "/dev/full"}).exit_code, kBadInput);
  std::istringstream in;
  std::ofstream full("/dev/full");
  std::ostringstream err;
  EXPECT_EQ(run({"archs"}, in, full, err), kBadInput);
  EXPECT_THAT(err.str(), HasSubstr("T0002"));
}

TEST(Run, OptionsStandInAnyOrder) {
  const std::string path = testing::TempDir() + "tir2tt_any_order.py";
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"opt", "--passes=memory-space-lower-tt", example("seed"), "-o", path},
        std::vector<std::string>{"opt", "-o", path, "--passes", "memory-space-lower-tt", example("seed")},
        std::vector<std::string>{"opt", example("seed"), "-o", path,
                                 "--passes=apply-tt-defaults,memory-space-lower-tt"}}) {
    const Result r = tool(args);
    EXPECT_EQ(r.exit_code, kDone) << r.err;
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace tir2tt::cli
