#include "device/model/finding_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tir2tt::device {
namespace {

Finding finding(FindingKind kind, const std::string& message, uint32_t line, CoreCoord core,
                const std::string& role = "brisc") {
  return {kind, message, role, {"k.cpp", line}, {core}, 0, {}, 1, {}};
}

TEST(FindingLog, TheSameOnSeveralCoresIsOne) {
  FindingLog log;
  for (int x = 3; x >= 0; --x) log.add(finding(FindingKind::CbStraddle, "m", 5, {x, x % 2}));
  const std::vector<Finding> all = log.take();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].cores, (std::vector<CoreCoord>{{0, 0}, {2, 0}, {1, 1}, {3, 1}})) << "by rows";
  EXPECT_EQ(all[0].count, 4);
}

TEST(FindingLog, AgainAtOnePlaceIsCountedWithTheNumbersOfTheFirstTime) {
  FindingLog log;
  log.add(finding(FindingKind::CbStraddle, "page 3", 5, {0, 0}));
  log.add(finding(FindingKind::CbStraddle, "page 4", 5, {0, 0}));
  const std::vector<Finding> all = log.take();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].message, "page 3");
  EXPECT_EQ(all[0].count, 2);
}

TEST(FindingLog, OtherNumbersOnAnotherCoreAreAnotherFinding) {
  FindingLog log;
  log.add(finding(FindingKind::CbStraddle, "page 3", 5, {0, 0}));
  log.add(finding(FindingKind::CbStraddle, "page 4", 5, {1, 0}));
  log.add(finding(FindingKind::CbStraddle, "page 3", 5, {2, 0}));
  const std::vector<Finding> all = log.take();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].cores.size(), 2u);
}

TEST(FindingLog, RolesThatFindTheSameAreOne) {
  FindingLog log;
  log.add(finding(FindingKind::OperationNotConfigured, "m", 5, {0, 0}, "unpack"));
  log.add(finding(FindingKind::OperationNotConfigured, "m", 5, {0, 0}, "math"));
  log.add(finding(FindingKind::OperationNotConfigured, "m", 6, {0, 0}, "math"));
  const std::vector<Finding> all = log.take();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].role, "math, unpack");
  EXPECT_EQ(all[0].count, 1);
}

TEST(FindingLog, ErrorsFirstThenByPlace) {
  FindingLog log;
  log.add(finding(FindingKind::CbPagesLeft, "warning", 1, {0, 0}));
  log.add(finding(FindingKind::CbStraddle, "b", 9, {0, 0}));
  log.add(finding(FindingKind::NocMisaligned, "c", 2, {0, 0}));
  log.add(finding(FindingKind::CbOutsideWindow, "a", 2, {0, 0}));
  EXPECT_EQ(log.size(), 4u);
  EXPECT_TRUE(log.has(FindingKind::NocMisaligned));
  EXPECT_FALSE(log.has(FindingKind::Deadlock));
  std::string order;
  for (const Finding& f : log.take()) order += f.message + " ";
  EXPECT_EQ(order, "a c b warning ");
  EXPECT_EQ(log.size(), 0u);
}

}  // namespace
}  // namespace tir2tt::device
