#include "driver/messages.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "driver/kernels.h"
#include "driver/options.h"
#include "driver/run_passes.h"

namespace tir2tt::driver::test {
namespace {

using nlohmann::json;
using testing::HasSubstr;

/// What the passes say about a kernel that does not fit.
Messages about(const Input& input) {
  Diagnostics diags;
  const auto options = pass_options({}, diags);
  run_passes(input.module.module, find_passes({"default"}, diags), *options, diags);
  EXPECT_TRUE(diags.has_errors());
  return locate(diags, input);
}

/// The one with this id; the test fails unless there is one.
json find(const Messages& messages, const std::string& id) {
  for (const json& d : json::parse(messages_json(messages))) {
    if (d["id"] == id) return d;
  }
  ADD_FAILURE() << "no " << id << " in\n" << messages_text(messages, false);
  return {};
}

TEST(Messages, OfAScriptStandInIt) {
  const Messages messages = about(read(too_large()));
  const json d = find(messages, "T0408");
  EXPECT_EQ(d["name"], "does_not_fit");
  EXPECT_EQ(d["severity"], "error");
  EXPECT_EQ(d["function"], "scale");
  EXPECT_EQ(d["file"], "kernel.py");
  EXPECT_EQ(d["node"], nullptr);
  const std::string source = d["source"];
  EXPECT_THAT(source, HasSubstr("def scale"));
  EXPECT_EQ(d["column"].get<size_t>(), source.find_first_not_of(' ') + 1);
  EXPECT_GT(std::make_pair(d["end_line"], d["end_column"]), std::make_pair(d["line"], d["column"]));
  EXPECT_THAT(messages_text(messages, false),
              HasSubstr("kernel.py:" + d["line"].dump() + ":" + d["column"].dump() + ": error: "));
}

TEST(Messages, OfJsonStandInItsScriptAndNameTheNode) {
  const Messages messages = about(read(as_json(too_large()), "kernel.json"));
  const json fit = find(messages, "T0408"), warning = find(messages, "T0402");
  EXPECT_EQ(fit["file"], "kernel.json, as TVMScript");
  EXPECT_THAT(fit["source"].get<std::string>(), HasSubstr("def scale"));
  EXPECT_THAT(fit["node"].get<std::string>(), testing::MatchesRegex("node [0-9]+ \\(tir.PrimFunc\\)"));
  EXPECT_THAT(warning["source"].get<std::string>(), HasSubstr("= T.alloc_buffer((3200, 3200)"));
  EXPECT_THAT(warning["node"].get<std::string>(), testing::MatchesRegex("node [0-9]+ \\(tir.Buffer\\)"));
  EXPECT_THAT(messages_text(messages, false), HasSubstr(warning["node"].get<std::string>()));
}

TEST(Messages, StandInTheOrderOfTheirPlaces) {
  const json all = json::parse(messages_json(about(read(as_json(too_large())))));
  ASSERT_EQ(all.size(), 3u);
  EXPECT_LT(all[0]["line"], all[1]["line"]);
  EXPECT_LT(all[1]["line"], all[2]["line"]);
}

TEST(Messages, AboutTheWholeInputHaveNoPlace) {
  Diagnostics diags;
  diags.add(DiagId::UnknownArch, {}, "there is no chip `x`");
  const json all = json::parse(messages_json(locate(diags, {})));
  for (const char* key : {"hint", "function", "file", "line", "column", "end_line", "end_column", "source", "node"}) {
    ASSERT_TRUE(all.at(0).contains(key)) << key;
    EXPECT_EQ(all[0][key], nullptr) << key;
  }
}

TEST(Messages, NothingIsAnEmptyListAndAnEmptyText) {
  EXPECT_EQ(messages_json(locate({}, {})), "[]");
  EXPECT_EQ(messages_text(locate({}, {}), false), "");
}

TEST(Messages, ALongLineIsLeftOutAndBrokenTextIsReplaced) {
  Diagnostics diags;
  diags.add(DiagId::BadJson, {5, 6}, "x \xff");
  Input input;
  input.file = std::make_shared<const SourceFile>("m", std::string(20'000, 'x'));
  const json d = json::parse(messages_json(locate(diags, input))).at(0);
  EXPECT_EQ(d["source"], nullptr);
  EXPECT_EQ(d["column"], 6);
  EXPECT_EQ(d["end_column"], 7);
  EXPECT_EQ(d["message"], "x \xEF\xBF\xBD");
}

}  // namespace
}  // namespace tir2tt::driver::test
