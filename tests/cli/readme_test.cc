// README.md shows what `compile` and `run` print: what follows a command line up to the end of its block.
// UPDATE_GOLDEN=1 rewrites it. (What `plan` prints there is looked at in run_test.cc.)
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "cli/run.h"

namespace tir2tt::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// An empty folder as the current one: the output names files relative to it.
class Folder {
 public:
  Folder() : before_(fs::current_path()) {
    fs::create_directories(path_);
    fs::current_path(path_);
  }
  ~Folder() {
    fs::current_path(before_);
    fs::remove_all(path_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

 private:
  fs::path before_, path_ = fs::path(testing::TempDir()) / ("tir2tt-readme-" + std::to_string(getpid()));
};

std::string output_of(const std::vector<std::string>& args) {
  std::istringstream in;
  std::ostringstream out, err;
  EXPECT_EQ(run(args, in, out, err), kDone) << err.str();
  EXPECT_EQ(err.str(), "");
  return out.str();
}

/// Times, and what the cache knew before, are of one machine and one day.
std::string without_times(const std::string& text) {
  static const std::regex times(R"(compiled in .*\n)");
  return std::regex_replace(text, times, "compiled\n");
}

void expect_shown(const std::string& command, const std::string& output) {
  const fs::path path = TIR2TT_SOURCE_DIR "/README.md";
  std::string text = text_of(path);
  const std::string line = "$ " + command + "\n";
  ASSERT_THAT(text, HasSubstr(line));
  const size_t begin = text.find(line) + line.size(), end = text.find("```\n", begin);
  ASSERT_NE(end, std::string::npos);
  const std::string shown = text.substr(begin, end - begin), wanted = "\n" + output;
  EXPECT_EQ(without_times(shown), without_times(wanted));
  const bool differs = without_times(shown) != without_times(wanted);
  if (differs && std::getenv("UPDATE_GOLDEN") != nullptr)
    std::ofstream(path) << text.replace(begin, end - begin, wanted);
}

TEST(Readme, ShowsWhatCompileAndRunPrint) {
  const Folder folder;
  expect_shown("build/tir2tt compile examples/gemm.py -o out",
               output_of({"compile", TIR2TT_SOURCE_DIR "/examples/gemm.py", "-o", "out"}));
  expect_shown("build/tir2tt run out", output_of({"run", "out"}));
}

}  // namespace
}  // namespace tir2tt::cli
