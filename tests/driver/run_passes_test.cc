#include "driver/run_passes.h"

#include <gmock/gmock.h>

#include "driver/kernels.h"

namespace tir2tt::driver::test {
namespace {

tir::IRModule run(const Input& input, const std::vector<std::string>& names, Diagnostics& diags) {
  return run_passes(input.module.module, find_passes(names, diags), *pass_options({}, diags), diags);
}

TEST(RunPasses, NoneLeaveTheModule) {
  Diagnostics diags;
  const Input input = read(kTile);
  const tir::IRModule now = run(input, {}, diags);
  EXPECT_EQ(now.functions.at(0).second, input.module.module.functions.at(0).second);
}

TEST(RunPasses, EndAfterTheFirstError) {
  Diagnostics diags;
  const tir::IRModule now = run(read(too_large()), {"default"}, diags);
  EXPECT_EQ(diags.error_count(), 1u);
  EXPECT_EQ(now.functions.at(0).second->attrs.find("tt_padding_info"), nullptr);
  EXPECT_EQ(now.functions.at(0).second->attrs.find("tt_ir_validated"), nullptr);
  EXPECT_NE(now.functions.at(0).second->attrs.find("tt_core_ranges"), nullptr);
}

TEST(ChangedBodies, AreThoseOfPassesThatChangeBodies) {
  Diagnostics diags;
  const Input input = read(kTile);
  const auto changed = [&](const std::vector<std::string>& names) {
    return changed_bodies(input.module.module, run(input, names, diags));
  };
  EXPECT_THAT(changed({}), testing::IsEmpty());
  EXPECT_THAT(changed({"apply-tt-defaults", "memory-space-lower-tt"}), testing::IsEmpty());
  EXPECT_THAT(changed({"default"}), testing::ElementsAre("scale"));
  EXPECT_FALSE(diags.has_errors()) << render(diags, input.file.get(), false);
}

}  // namespace
}  // namespace tir2tt::driver::test
