// Random kernels (random_kernel.h) beside the reference: each is right under every schedule or refused with a
// diagnostic. TIR2TT_SEEDS in the environment says how many to try at least.
#include "run/compile_and_run.h"
#include "run/random_kernel.h"

namespace tir2tt::run {
namespace {

constexpr int kParts = 5;  // tests, so that they run side by side

/// Empty where the kernel is right or refused.
std::string wrong_kernel(const RandomKernel& kernel) {
  const Compiled c = compile("random.py", kernel.text);
  if (c.refused()) return {};
  const std::optional<Ready> ready = prepare(c, 0);
  if (!ready) return "no reference";
  const double tile_error = kernel.compares ? 0.5 : kTileError;
  return first_wrong(*ready, {.adversarial = 1, .random = 1, .tile_error = tile_error});
}

class RandomKernels : public ::testing::TestWithParam<int> {};

TEST_P(RandomKernels, AreRightOrRefused) {
  for (int seed = GetParam(); seed < seeds_of(25); seed += kParts) {
    const RandomKernel kernel = random_kernel(static_cast<uint64_t>(seed));
    const std::string wrong = wrong_kernel(kernel);
    EXPECT_TRUE(wrong.empty()) << "seed " << seed << "\n" << kernel.text << wrong;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomKernels, ::testing::Range(0, kParts));

// A generator whose kernels are all refused would test nothing.
TEST(RandomKernelTexts, AreMostlyCompiled) {
  int compiled = 0;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const Compiled c = compile("random.py", random_kernel(seed).text);
    for (const Diagnostic& d : c.diags.all())
      EXPECT_FALSE(diag_info(d.id).id.starts_with("T01") || d.id == DiagId::ReadBeforeWrite) << c.messages();
    compiled += !c.refused();
  }
  EXPECT_GE(compiled, 70);
}

TEST(RandomKernelTexts, DependOnTheSeedAlone) {
  for (uint64_t seed = 0; seed < 20; ++seed) EXPECT_EQ(random_kernel(seed).text, random_kernel(seed).text);
  EXPECT_NE(random_kernel(1).text, random_kernel(2).text);
}

}  // namespace
}  // namespace tir2tt::run
