// Tensors that a kernel reads and writes: what is refused, and what is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transform/core_kernels.h"

namespace tir2tt::transform::test {
namespace {

struct Case {
  const char* name;
  bool refused;
  const char* body;
};

class Hazard : public testing::TestWithParam<Case> {};

TEST_P(Hazard, IsRefusedOrNot) {
  const Core core = lower_text(kernel_text(4, 4, GetParam().body));
  ASSERT_TRUE(core.lowered) << core.messages;
  if (GetParam().refused)
    EXPECT_THAT(core.refused, testing::HasSubstr("by kernels that do not wait for each other"));
  else
    EXPECT_EQ(core.refused, "");
}

// clang-format off
const Case kCases[] = {
    {"ABlockOfItsOwn", false, R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(2):
            T.copy(A[by * 32, k * 32], x)
            T.copy(x, A[by * 32, k * 32])
)"},
    {"ABlockOfItsOwnOffATile", false, R"(
        x = T.alloc_shared((24, 24), "bfloat16")
        for k in T.serial(2):
            T.copy(A[by * 24, k * 24], x)
            T.copy(x, A[by * 24, k * 24])
)"},
    {"BlocksThatOverlap", true, R"(
        x = T.alloc_shared((24, 24), "bfloat16")
        for k in T.serial(2):
            T.copy(A[by * 24, k * 16], x)
            T.copy(x, A[by * 24, k * 16])
)"},
    {"BlocksThatComeBack", true, R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(4):
            T.copy(A[by * 32, k % 2 * 32], x)
            T.copy(x, A[by * 32, k % 2 * 32])
)"},
    {"TheSameBlockEveryTime", true, R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(4):
            T.copy(A[by * 32, bx * 32], x)
            T.copy(x, A[by * 32, bx * 32])
)"},
    {"TwoLoopsThatMeet", true, R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(4):
            for l in T.serial(4):
                T.copy(A[by * 32, (k + l) * 32], x)
                T.copy(x, A[by * 32, (k + l) * 32])
)"},
    {"AConditionOnWhatIsWritten", true, R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], x)
        if v[bx] > T.bfloat16(0):
            T.copy(x[0, 0:32], v[bx * 32])
)"},
    {"ReadBehindTheWrite", true, R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_shared((32, 32), "bfloat16")
        T.copy(B[by * 32, bx * 32], x)
        T.copy(x, A[by * 32, bx * 32])
        T.copy(A[by * 32, bx * 32], y)
        T.copy(y, C[by * 32, bx * 32])
)"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Kernels, Hazard, testing::ValuesIn(kCases),
                         [](const auto& c) { return std::string(c.param.name); });

}  // namespace
}  // namespace tir2tt::transform::test
