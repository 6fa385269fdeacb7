// Reductions and products with what stands around them (cb_reduced.cc): what goes on with a result in DST, and fillings
// that vanish. Programs as text, and each of them run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transform/core_runner.h"
#include "transform/tt/core_program.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The program of a body that sums up or takes maxima of `x`, a block of float32.
std::string text_of(const std::string& body) {
  const Core core = lower_text(kernel_text(2, 2, R"(
        x = T.alloc_fragment((64, 64), "float32")
        y = T.alloc_fragment((64, 64), "float32")
        s = T.alloc_fragment((64,), "float32")
        l = T.alloc_fragment((64,), "float32")
        T.clear(l)
        for k in T.serial(4):
            T.copy(A[by * 64, k * 64], x)
)" + body + R"(
        for i, j in T.Parallel(64, 64):
            y[i, j] = l[i]
        T.copy(y, C[by * 64, bx * 64])
)"));
  EXPECT_TRUE(core.lowered) << core_text(core);
  if (core.lowered) EXPECT_EQ(faults_of(*core.lowered), "");
  return core_text(core);
}

TEST(Reduced, ASumGoesOnInDst) {
  const std::string text = text_of(R"(
            T.reduce_sum(x, s, dim=1)
            for i in T.Parallel(64):
                l[i] = l[i] * 0.5 + s[i]
)");
  EXPECT_THAT(text, Not(HasSubstr("Push s")));
  EXPECT_THAT(text, HasSubstr("Push l 1"));
}

TEST(Reduced, AResultThatIsNeededLaterIsPacked) {
  const std::string text = text_of(R"(
            T.reduce_sum(x, s, dim=1)
            for i in T.Parallel(64):
                l[i] = l[i] * 0.5 + s[i]
            for i in T.Parallel(64):
                l[i] = l[i] + s[i] * s[i]
)");
  EXPECT_THAT(text, HasSubstr("Push s"));
}

TEST(Reduced, AResultIsPackedBeforeItsSourceChanges) {
  const std::string text = text_of(R"(
            T.reduce_sum(x, s, dim=1)
            for i, j in T.Parallel(64, 64):
                x[i, j] = x[i, j] * 2.0
            for i in T.Parallel(64):
                l[i] = l[i] + s[i]
            T.reduce_max(x, s, dim=1)
            for i in T.Parallel(64):
                l[i] = T.max(l[i], s[i])
)");
  EXPECT_THAT(text, HasSubstr("Push s"));
}

TEST(Reduced, AFillingThatTheReductionBeginsWithVanishes) {
  const std::string with = text_of(R"(
            T.fill(s, -T.infinity("float32"))
            T.reduce_max(x, s, dim=1, clear=False)
            for i, j in T.Parallel(64, 64):
                y[i, j] = x[i, j] - s[i]
            T.reduce_sum(y, l, dim=1, clear=False)
)");
  EXPECT_THAT(with, Not(HasSubstr("Copy s[0]")));
}

TEST(Reduced, AnotherFillingStays) {
  const std::string text = text_of(R"(
            T.fill(s, 1.0)
            T.reduce_max(x, s, dim=1, clear=False)
            for i, j in T.Parallel(64, 64):
                y[i, j] = x[i, j] - s[i]
            T.reduce_sum(y, l, dim=1, clear=False)
)");
  EXPECT_THAT(text, HasSubstr("Wait s"));
  EXPECT_THAT(text, HasSubstr("Copy s["));
}

TEST(Reduced, AProductBeginsWithAClearSection) {
  const std::string text = text_of(R"(
            T.clear(y)
            T.gemm(x, x, y)
            T.reduce_sum(y, s, dim=1)
            for i in T.Parallel(64):
                l[i] = l[i] + s[i]
)");
  EXPECT_THAT(text, Not(HasSubstr("Fill 0 > ((")));
}

}  // namespace
}  // namespace tir2tt::transform::test
