// One file per diagnostic: tests/error/<what_is_wrong>.py provokes exactly its row of diagnostics.def. Its first lines
// say how it is run and what must come:
//
//   # RUN: opt --passes=memory-space-lower-tt %s
//   # EXPECT: T0408
//   # EXPECT-TEXT: bytes are needed      (optional: a part of the output)
//   # EXIT: 1                            (optional: 1 for an error, 0 for a warning or a note)
//
// What a file cannot show (an unreadable path, a full disk) is a <what_is_wrong>.sh, run with $TIR2TT naming the tool,
// an empty scratch directory as the current one, and an exit code of 0 for success.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "cli/run.h"
#include "support/diagnostic.h"

namespace tir2tt::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path kFolder = fs::path(TIR2TT_SOURCE_DIR) / "tests/error";

std::vector<std::string> slugs_with(const std::string& extension) {
  std::vector<std::string> result;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == extension) result.push_back(entry.path().stem().string());
  }
  std::sort(result.begin(), result.end());
  return result;
}

/// `slug__what` is one more file of the diagnostic `slug`.
const DiagInfo* row_of(const std::string& file) {
  const std::string slug = file.substr(0, file.find("__"));
  for (const DiagInfo& info : all_diagnostics()) {
    if (info.slug == slug) return &info;
  }
  return nullptr;
}

const DiagInfo* row_with_id(const std::string& id) {
  for (const DiagInfo& info : all_diagnostics()) {
    if (info.id == id) return &info;
  }
  return nullptr;
}

struct Expectation {
  std::vector<std::string> args;
  std::string id, text, exit_code;
};

Expectation read_expectation(const fs::path& path) {
  Expectation e;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line) && line.starts_with("# ");) {
    const size_t colon = line.find(": ");
    if (colon == std::string::npos) break;
    const std::string key = line.substr(2, colon - 2), value = line.substr(colon + 2);
    if (key == "EXPECT") e.id = value;
    if (key == "EXPECT-TEXT") e.text = value;
    if (key == "EXIT") e.exit_code = value;
    if (key != "RUN") continue;
    std::istringstream words(value);
    for (std::string word; words >> word;) e.args.push_back(word == "%s" ? path.string() : word);
  }
  return e;
}

/// The ids at the ends of lines, `… [T0106]`.
std::set<std::string> ids_in(const std::string& text) {
  const std::regex id(R"(\[(T\d{4})\]\n)");
  return {std::sregex_token_iterator(text.begin(), text.end(), id, 1), std::sregex_token_iterator()};
}

/// Every message that names a line shows it, with a caret under it.
void expect_carets(const std::string& text) {
  const std::regex located(R"(^[^ ].*:\d+:\d+: (error|warning|note): )");
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!std::regex_search(line, located)) continue;
    std::string source, carets;
    std::getline(in, source);
    std::getline(in, carets);
    EXPECT_THAT(source, HasSubstr(" | ")) << line;
    EXPECT_THAT(carets, HasSubstr("^")) << line;
  }
}

class ErrorFile : public testing::TestWithParam<std::string> {};

TEST_P(ErrorFile, ProvokesItsDiagnostic) {
  const fs::path path = kFolder / (GetParam() + ".py");
  const Expectation expected = read_expectation(path);
  ASSERT_FALSE(expected.args.empty()) << "the first line must be `# RUN: …`";
  const DiagInfo* row = row_with_id(expected.id);
  ASSERT_NE(row, nullptr) << "`# EXPECT: " << expected.id << "` is no row of diagnostics.def";

  std::istringstream in;
  std::ostringstream out, err;
  const int exit_code = run(expected.args, in, out, err);
  const std::string text = err.str();
  const bool is_error = row->severity == Severity::Error;
  const std::string exit_wanted = !expected.exit_code.empty() ? expected.exit_code : is_error ? "1" : "0";
  EXPECT_EQ(std::to_string(exit_code), exit_wanted) << text;
  EXPECT_THAT(text, HasSubstr(expected.text));
  expect_carets(text);

  std::set<std::string> errors;
  for (const std::string& id : ids_in(text)) {
    if (row_with_id(id) && row_with_id(id)->severity == Severity::Error) errors.insert(id);
  }
  if (is_error) {
    EXPECT_THAT(errors, testing::ElementsAre(expected.id)) << text;
  } else {
    EXPECT_THAT(ids_in(text), testing::Contains(expected.id)) << text;
  }
  const bool about_script = expected.id.starts_with("T01") && expected.id != "T0114";
  if (about_script) {
    EXPECT_THAT(text, HasSubstr("^")) << "no caret:\n" << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, ErrorFile, testing::ValuesIn(slugs_with(".py")),
                         [](const auto& slug) { return slug.param; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ErrorFile);

class ErrorScript : public testing::TestWithParam<std::string> {};

TEST_P(ErrorScript, Succeeds) {
  const fs::path scratch =
      fs::temp_directory_path() / ("tir2tt-error-" + GetParam() + "-" + std::to_string(::getpid()));
  fs::create_directories(scratch);
  const std::string command = "cd '" + scratch.string() + "' && TIR2TT='" TIR2TT_BINARY_DIR "/tir2tt' sh -eu '" +
                              (kFolder / (GetParam() + ".sh")).string() + "' > log 2>&1";
  const int status = std::system(command.c_str());
  std::ostringstream log;
  log << std::ifstream(scratch / "log").rdbuf();
  EXPECT_EQ(WEXITSTATUS(status), 0) << log.str();
  fs::remove_all(scratch);
}

INSTANTIATE_TEST_SUITE_P(Files, ErrorScript, testing::ValuesIn(slugs_with(".sh")),
                         [](const auto& slug) { return slug.param; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ErrorScript);

TEST(ErrorFiles, EveryDiagnosticHasOne) {
  for (const DiagInfo& info : all_diagnostics()) {
    const std::string slug(info.slug);
    const bool there = fs::exists(kFolder / (slug + ".py")) || fs::exists(kFolder / (slug + ".sh"));
    EXPECT_TRUE(there) << info.id << " has no tests/error/" << slug << ".py";
  }
}

TEST(ErrorFiles, EveryFileBelongsToADiagnostic) {
  for (const char* extension : {".py", ".sh"}) {
    for (const std::string& slug : slugs_with(extension)) {
      EXPECT_NE(row_of(slug), nullptr) << slug << extension << " is no slug of diagnostics.def";
    }
  }
  for (const std::string& slug : slugs_with(".py")) {
    const std::string id = read_expectation(kFolder / (slug + ".py")).id;
    EXPECT_TRUE(row_of(slug) == nullptr || row_of(slug)->id == id) << slug;
  }
}

}  // namespace
}  // namespace tir2tt::cli
