// Features are found in the IR: what each animal of the zoo must have, and must not have.
#include "coverage/features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coverage/kernel.h"
#include "tvm/script.h"

namespace tir2tt::coverage {
namespace {

using ::testing::IsSupersetOf;
using ::testing::Not;

std::set<std::string> features(const std::string& animal) {
  Kernel kernel;
  kernel.file = std::filesystem::path(TIR2TT_COVERAGE_ZOO) / (animal + ".py");
  const SourceFile file(animal, text_of(kernel));
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  return features_of(*script.module.functions.at(0).second);
}

TEST(Features, OfAnAttention) {
  const std::set<std::string> found = features("attention_sliding_window");
  EXPECT_THAT(found, IsSupersetOf({"copy", "gemm", "reduce", "fill", "exp", "select", "pipeline"}));
  for (const char* other : {"gather", "atomic", "thread index", "float8", "integers", "data-dependent"})
    EXPECT_EQ(found.count(other), 0u) << other;
}

TEST(Features, OfWhatFollowsDataInDram) {
  EXPECT_THAT(features("gemm_blocksparse"), IsSupersetOf({"condition", "data-dependent"}));
  EXPECT_THAT(features("gemm_grouped_offsets"), IsSupersetOf({"data-dependent", "gather", "mask", "element store"}));
  EXPECT_THAT(features("embedding"), IsSupersetOf({"gather", "element load", "integers"}));
  EXPECT_THAT(features("scatter_rows"), IsSupersetOf({"scatter", "element store"}));
}

TEST(Features, OfThreadsAtomicsAndBits) {
  EXPECT_THAT(features("gemv_threads"), IsSupersetOf({"thread index"}));
  EXPECT_THAT(features("gemm_splitk"), IsSupersetOf({"atomic"}));
  EXPECT_THAT(features("dequant_int4"), IsSupersetOf({"bits", "integers"}));
  EXPECT_THAT(features("cast_fp8_rows"), IsSupersetOf({"float8"}));
  EXPECT_THAT(features("gemm_persistent_two_waves"), IsSupersetOf({"loop break"}));
}

TEST(Features, TheStartOfARegionIsNoLoad) {
  EXPECT_EQ(features("transpose").count("element load"), 0u);
  EXPECT_EQ(features("transpose").count("element-wise"), 1u);
}

}  // namespace
}  // namespace tir2tt::coverage
