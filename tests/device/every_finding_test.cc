// Every row of findings.def is provoked by a test: its id stands in a text that a test expects, or its kind in an
// expectation, somewhere in tests/device.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "device/model/result.h"

namespace tir2tt::device {
namespace {

/// Tests that run programs. Those of the log and of the result only handle findings.
std::string texts_of_tests() {
  std::ostringstream all;
  for (const auto& entry : std::filesystem::directory_iterator(TIR2TT_SOURCE_DIR "/tests/device")) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with("_test.cc") || name == "finding_log_test.cc" || name == "result_test.cc") continue;
    all << std::ifstream(entry.path()).rdbuf();
  }
  return all.str();
}

TEST(EveryFinding, IsProvoked) {
  const std::string texts = texts_of_tests();
  for (const FindingInfo& info : finding_kinds()) {
    const std::string severity = info.severity == Severity::Error ? "error" : "warning";
    const bool expected = texts.find(severity + "[" + std::string(info.id) + "]: ") != std::string::npos ||
                          texts.find("only(r, FindingKind::" + std::string(info.name) + ")") != std::string::npos;
    EXPECT_TRUE(expected) << info.id << " " << info.name << ": no test provokes it";
  }
}

}  // namespace
}  // namespace tir2tt::device
