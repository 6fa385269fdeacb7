#include "driver/options.h"

#include <gmock/gmock.h>

namespace tir2tt::driver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(PassOptions, NamesBecomeValues) {
  Diagnostics diags;
  const auto options = pass_options({"blackhole", "seed", 4096}, diags);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->chip, target::find_chip("blackhole"));
  EXPECT_EQ(options->cb_rule, transform::CbRule::Seed);
  EXPECT_EQ(options->l1_reserve, 4096);
  EXPECT_EQ(pass_options({}, diags)->chip->name, "wormhole_b0");
  EXPECT_TRUE(diags.all().empty());
}

TEST(PassOptions, EveryMistakeIsNamedWithItsGuess) {
  Diagnostics diags;
  EXPECT_FALSE(pass_options({"blakchole", "sed", -1}, diags));
  ASSERT_EQ(diags.all().size(), 3u);
  EXPECT_EQ(diags.all()[0].id, DiagId::UnknownArch);
  EXPECT_THAT(diags.all()[0].hint, HasSubstr("did you mean `blackhole`?\n`tir2tt archs` lists them"));
  EXPECT_EQ(diags.all()[1].id, DiagId::BadOption);
  EXPECT_THAT(diags.all()[1].message, HasSubstr("`sed`; known are dataflow, seed"));
  EXPECT_THAT(diags.all()[1].hint, HasSubstr("did you mean `seed`?"));
  EXPECT_EQ(diags.all()[2].id, DiagId::BadOption);
  EXPECT_THAT(diags.all()[2].message, HasSubstr("-1"));
}

TEST(PassOptions, TheReserveIsAnInt32) {
  Diagnostics diags;
  EXPECT_TRUE(pass_options({.l1_reserve = 0x7fffffff}, diags));
  EXPECT_FALSE(pass_options({.l1_reserve = 0x80000000}, diags));
}

std::vector<std::string_view> names_of(const PassList& passes) {
  std::vector<std::string_view> names;
  for (const auto* pass : passes) names.push_back(pass->name);
  return names;
}

TEST(FindPasses, InTheOrderThatIsAskedFor) {
  Diagnostics diags;
  EXPECT_THAT(names_of(find_passes({"verify-tt-ir", "apply-tt-defaults", "verify-tt-ir"}, diags)),
              ElementsAre("verify-tt-ir", "apply-tt-defaults", "verify-tt-ir"));
  EXPECT_EQ(find_passes({"default"}, diags).size(), transform::all_passes().size());
  EXPECT_TRUE(find_passes({}, diags).empty());
  EXPECT_TRUE(diags.all().empty());
}

TEST(FindPasses, UnknownOnesAreDiagnostics) {
  Diagnostics diags;
  find_passes({"memory-space-lower", "", "verify-tt-ir"}, diags);
  ASSERT_EQ(diags.all().size(), 2u);
  EXPECT_EQ(diags.all()[0].id, DiagId::UnknownPass);
  EXPECT_THAT(diags.all()[0].hint, HasSubstr("did you mean `memory-space-lower-tt`?"));
}

}  // namespace
}  // namespace tir2tt::driver
