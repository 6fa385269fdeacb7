#include "mutation/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tir2tt::mutation {
namespace {

using testing::HasSubstr;
using testing::Not;

const Subject& subject() {
  static const Subject s = [] {
    Subject one;
    one.name = "toy";
    return one;
  }();
  return s;
}

Trial trial(Operator op, Fate::Kind kind, Reason reason = Reason::None, const std::string& id = "") {
  Trial t{&subject(), {}, reason, {kind, id, id.empty() ? "" : "error[" + id + "]: bad", "in order"}};
  t.mutant.op = op, t.mutant.what = "+1", t.mutant.file = "compute.cpp", t.mutant.line = 7;
  t.mutant.before = "    a();\n    b();\n", t.mutant.after = "    b();\n    a();\n";
  return t;
}

std::vector<Trial> trials() {
  return {trial(Operator::Drop, Fate::Kind::Finding, Reason::None, "D0107"),
          trial(Operator::Drop, Fate::Kind::WrongNumbers),
          trial(Operator::Count, Fate::Kind::Warned, Reason::None, "D0114"),
          trial(Operator::Wait, Fate::Kind::Survived),
          trial(Operator::Wait, Fate::Kind::Survived, Reason::WaitsCommute),
          trial(Operator::Index, Fate::Kind::CompileError)};
}

TEST(MutationReport, TheScoreLeavesOutEquivalentMutantsAndThoseThatDoNotCompile) {
  const Score s = score_of(trials());
  EXPECT_EQ(s.judged, 4u);
  EXPECT_EQ(s.caught, 2u);
  EXPECT_EQ(s.warned, 1u);
  EXPECT_EQ(s.share(), 0.5);
  EXPECT_EQ(score_of({}).share(), 1);
}

TEST(MutationReport, TheTableCountsEveryMutantOnce) {
  const std::string table = outcome_table(trials());
  EXPECT_THAT(table, HasSubstr("operator mutants   error   wrong  warning survived equivalent  no kernel\n"));
  EXPECT_THAT(table, HasSubstr("drop           2       1       1        0        0          0          0\n"));
  EXPECT_THAT(table, HasSubstr("wait           2       0       0        0        1          1          0\n"));
  EXPECT_THAT(table, HasSubstr("all            6       1       1        1        1          1          1\n"));
  EXPECT_EQ(finding_list(trials()), "D0107 1\n");
}

TEST(MutationReport, WhatIsNotCaughtIsShownWithItsLines) {
  const std::string list = mutant_list(trials(), false);
  EXPECT_THAT(list,
              HasSubstr("toy compute.cpp:7  wait +1: SURVIVED\n    -     a();\n    -     b();\n    +     b();\n"));
  EXPECT_THAT(list, HasSubstr("count +1: a warning only\n    in order: error[D0114]: bad\n"));
  EXPECT_THAT(list, Not(HasSubstr("commute")));
  EXPECT_THAT(mutant_list(trials(), true), HasSubstr("wait +1: waits side by side commute\n"));
}

TEST(MutationReport, AnErrorContradictsAReason) {
  const Trial t = trial(Operator::Wait, Fate::Kind::Finding, Reason::WaitsCommute, "D0701");
  EXPECT_TRUE(is_contradiction(t));
  EXPECT_FALSE(is_contradiction(trials()[4]));
  EXPECT_THAT(mutant_list({t}, false), HasSubstr("CONTRADICTION: waits side by side commute\n"));
}

}  // namespace
}  // namespace tir2tt::mutation
