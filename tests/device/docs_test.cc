// docs/device.md lists every finding; the list is written from the table. UPDATE_GOLDEN=1 rewrites it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "device/model/result.h"

namespace tir2tt::device {
namespace {

const std::string kFile = std::string(TIR2TT_SOURCE_DIR) + "/docs/device.md";
const std::string kBegin = "<!-- findings -->\n", kEnd = "<!-- /findings -->";

std::string table() {
  std::string text = "| id | | what is wrong |\n|---|---|---|\n";
  for (const FindingInfo& info : finding_kinds()) {
    text +=
        fmt::format("| {} | {} | {} |\n", info.id, info.severity == Severity::Error ? "error" : "warning", info.what);
  }
  return text;
}

TEST(Docs, EveryFindingIsListed) {
  std::ostringstream s;
  s << std::ifstream(kFile).rdbuf();
  const std::string text = s.str();
  const size_t begin = text.find(kBegin), end = text.find(kEnd);
  ASSERT_LT(begin, end);
  const size_t from = begin + kBegin.size();
  if (std::getenv("UPDATE_GOLDEN") != nullptr)
    std::ofstream(kFile) << text.substr(0, from) << table() << text.substr(end);
  else
    EXPECT_EQ(text.substr(from, end - from), table()) << "UPDATE_GOLDEN=1 ./test.sh --quick rewrites it";
}

}  // namespace
}  // namespace tir2tt::device
