#include "program/assignment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tir2tt::program {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

TEST(Assignment, NamesAndValues) {
  Diagnostics diags;
  const auto list = parse_assignments("--in", {"A=a.npy", "B=x=y.npy"}, diags);
  EXPECT_FALSE(diags.has_errors());
  ASSERT_THAT(list, SizeIs(2));
  EXPECT_EQ(list[1].name, "B");
  EXPECT_EQ(list[1].value, "x=y.npy");
}

TEST(Assignment, WhatIsNone) {
  for (const char* word : {"A", "=a.npy", "A=", ""}) {
    Diagnostics diags;
    EXPECT_THAT(parse_assignments("--in", {word}, diags), SizeIs(0)) << word;
    EXPECT_EQ(diags.error_count(), 1u) << word;
  }
  Diagnostics twice;
  EXPECT_THAT(parse_assignments("--in", {"A=a", "A=b"}, twice), SizeIs(1));
  EXPECT_THAT(twice.all()[0].message, HasSubstr("`--in` is given twice for `A`"));
}

TEST(Assignment, TheFunctionsOwnCountsMore) {
  const std::vector<Assignment> list = {{"A", "every"}, {"f.A", "own"}};
  EXPECT_EQ(find_assignment(list, "f", "A")->value, "own");
  EXPECT_EQ(find_assignment(list, "g", "A")->value, "every");
  EXPECT_EQ(find_assignment(list, "g", "B"), nullptr);
}

}  // namespace
}  // namespace tir2tt::program
