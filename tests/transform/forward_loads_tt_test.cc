#include "transform/tt/forward_loads_tt.h"

#include <gmock/gmock.h>

#include "transform/pass_text.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Lines of `body` are indented by 8.
std::string kernel(const std::string& body) {
  return "import tilelang.language as T\n@T.prim_func\ndef f(B: T.Tensor((64, 32), \"uint8\"), E: T.Tensor((4, 64, "
         "32), "
         "\"uint8\"), W: T.Tensor((64, 64), \"float16\")):\n    with T.Kernel(2, threads=128) as bx:\n"
         "        b = T.alloc_shared((32, 16), \"uint8\")\n        c = T.alloc_fragment((32, 16), \"uint8\")\n"
         "        w = T.alloc_fragment((32, 32), \"float16\")\n" +
         body;
}
PassResult forwarded(const std::string& body) { return run_on_text(forward_loads_tt, kernel(body)); }
void expect_same(const std::string& body) {
  const PassResult r = forwarded(body);
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second) << r.text;
}

constexpr const char* kUnpack = R"(            for i, j in T.Parallel(32, 32):
                w[i, j] = T.Cast("float16", c[i, j // 2])
)";

TEST(ForwardLoadsTT, ANestReadsThroughACopyOfACopy) {
  const PassResult r =
      forwarded("        for k in range(2):\n            T.copy(B[bx * 32, k * 16], b)\n            T.copy(b, c)\n" +
                std::string(kUnpack));
  EXPECT_THAT(r.text, HasSubstr("w[i, j] = T.Cast(\"float16\", B[bx * 32 + i, k * 16 + j // 2])")) << r.messages;
  EXPECT_THAT(r.text, Not(HasSubstr("T.copy")));
  EXPECT_THAT(r.text, Not(HasSubstr("uint8\", scope")));
}

TEST(ForwardLoadsTT, AxesOfExtentOneStayWhereTheyStart) {
  const PassResult r = forwarded(
      "        for k in range(2):\n            T.copy(E[k, bx * 32:bx * 32 + 32, 0:16], c)\n" + std::string(kUnpack));
  EXPECT_THAT(r.text, HasSubstr("w[i, j] = T.Cast(\"float16\", E[k, bx * 32 + i, j // 2])")) << r.text << r.messages;
}

TEST(ForwardLoadsTT, ACopyThatOthersNeedStays) {
  const PassResult r = forwarded(
      "        for k in range(2):\n            T.copy(B[bx * 32, k * 16], b)\n            T.copy(b, c)\n" +
      std::string(kUnpack) +
      "            for i, j in T.Parallel(32, 16):\n                w[i, j] = T.Cast(\"float16\", b[i, j])\n");
  EXPECT_THAT(r.text, HasSubstr("B[bx * 32 + i, k * 16 + j // 2]")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("T.copy(T.region(B["));
  EXPECT_THAT(r.text, Not(HasSubstr("T.region(c[")));
}

TEST(ForwardLoadsTT, WhatTilesFollowAndWhatMayHaveChangedStays) {
  // Element by element.
  expect_same(R"(        T.copy(B[bx * 32, 0], c)
        for i, j in T.Parallel(32, 16):
            w[i, j] = T.Cast("float16", c[i, j])
)");
  // Two copies; a read in front of the copy; a read in another branch; a store into the buffer.
  expect_same(
      "        for k in range(2):\n            T.copy(B[bx * 32, 0], c)\n            T.copy(B[bx * 32, 16], c)\n" +
      std::string(kUnpack));
  expect_same("        for k in range(2):\n" + std::string(kUnpack) + "            T.copy(B[bx * 32, 0], c)\n");
  expect_same("        for k in range(2):\n            if k == 0:\n                T.copy(B[bx * 32, 0], c)\n" +
              std::string(kUnpack));
  expect_same("        for k in range(2):\n            T.copy(B[bx * 32, 0], c)\n            c[0, 0] = T.uint8(1)\n" +
              std::string(kUnpack));
  // The tensor is written.
  expect_same("        for k in range(2):\n            T.copy(B[bx * 32, 0], c)\n" + std::string(kUnpack) +
              "            B[bx, 0] = T.uint8(1)\n");
}

}  // namespace
}  // namespace tir2tt::transform::test
