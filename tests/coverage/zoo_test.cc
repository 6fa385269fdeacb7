// The zoo: each kernel is right on the device, in order and under an adversarial schedule, or refused with the
// diagnostic that zoo.cc names.
#include "coverage/zoo.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "coverage/outcome.h"

namespace tir2tt::coverage {

// GoogleTest looks here for how to show a parameter.
void PrintTo(const Kernel& kernel, std::ostream* out) { *out << kernel.name; }

namespace {

class Zoo : public ::testing::TestWithParam<Kernel> {};

TEST_P(Zoo, IsRightOrRefused) {
  const Outcome o = outcome_of(GetParam(), {});
  if (GetParam().refusal.empty()) {
    EXPECT_EQ(o.verdict, Verdict::Right) << o.id << " " << o.schedule << " " << o.reason;
  } else {
    EXPECT_EQ(o.verdict, Verdict::Refused) << o.schedule << " " << o.reason;
    EXPECT_EQ(o.id, GetParam().refusal) << o.reason;
  }
}

std::string name_of(const ::testing::TestParamInfo<Kernel>& row) { return row.param.name; }
INSTANTIATE_TEST_SUITE_P(Kernels, Zoo, ::testing::ValuesIn(zoo()), name_of);

TEST(ZooTable, HasEveryFile) {
  std::set<std::string> rows, files;
  for (const Kernel& kernel : zoo()) rows.insert(kernel.name);
  for (const auto& entry : std::filesystem::directory_iterator(TIR2TT_COVERAGE_ZOO))
    files.insert(entry.path().stem().string());
  EXPECT_EQ(rows, files);
}

TEST(ZooTable, FourOfFiveAreRight) {
  size_t right = 0;
  for (const Kernel& kernel : zoo()) right += kernel.refusal.empty() ? 1 : 0;
  EXPECT_GE(right * 5, zoo().size() * 4);
}

}  // namespace
}  // namespace tir2tt::coverage
