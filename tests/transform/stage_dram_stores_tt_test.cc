#include "transform/tt/stage_dram_stores_tt.h"

#include <gmock/gmock.h>

#include "transform/pass_text.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::HasSubstr;

/// Lines of `body` are indented by 8.
std::string kernel(const std::string& body) {
  return "import tilelang.language as T\n@T.prim_func\ndef f(A: T.Tensor((64, 128), \"float16\"), C: T.Tensor((64, "
         "128), "
         "\"float16\"), v: T.Tensor((128,), \"float32\")):\n    with T.Kernel(2, threads=128) as bx:\n"
         "        x = T.alloc_shared((32, 128), \"float16\")\n" +
         body;
}
PassResult staged(const std::string& body) { return run_on_text(stage_dram_stores_tt, kernel(body)); }
void expect_same(const std::string& body) {
  const PassResult r = staged(body);
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second) << r.text;
}

TEST(StageDramStoresTT, AStoreFromDramToDramGetsABuffer) {
  const PassResult r = staged(R"(        for i, j in T.Parallel(32, 128):
            C[bx * 32 + i, j] = A[bx * 32 + i, j] + T.Cast("float16", v[j])
)");
  EXPECT_THAT(r.text, HasSubstr("C_block = T.alloc_buffer((32, 128), \"float16\", scope=\"local.fragment\")"))
      << r.messages;
  EXPECT_THAT(r.text, HasSubstr(R"(        C_block[i, j] = A[bx * 32 + i, j] + T.Cast("float16", v[j])
        C[bx * 32 + i, j] = C_block[i, j]
)"));
}

TEST(StageDramStoresTT, AConditionStaysAroundTheStore) {
  const PassResult r = staged(R"(        for i, j in T.Parallel(32, 128):
            if j <= i:
                C[bx * 32 + i, j] = A[bx * 32 + i, j] * T.float16(2.0)
)");
  EXPECT_THAT(r.text, HasSubstr(R"(        C_block[i, j] = A[bx * 32 + i, j] * T.float16(2.0)
        if j <= i:
            C[bx * 32 + i, j] = C_block[i, j]
)")) << r.messages;
}

TEST(StageDramStoresTT, ConstantsAndSingleElements) {
  const PassResult r = staged(R"(        for j in T.Parallel(128):
            C[bx, j] = T.float16(0.0)
        v[bx] = v[bx + 2] * T.float32(2.0)
)");
  EXPECT_THAT(r.text, HasSubstr("C_block[j] = T.float16(0.0)")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("v_block[0] = v[bx + 2] * T.float32(2.0)"));
}

TEST(StageDramStoresTT, WhatHasABufferOrNoBoxStays) {
  expect_same("        for i, j in T.Parallel(32, 128):\n            C[bx * 32 + i, j] = x[i, j] * T.float16(2.0)\n");
  expect_same("        for i, j in T.Parallel(32, 128):\n            C[bx * 32 + i, 0] = A[bx * 32 + i, j]\n");
  expect_same("        for i in T.Parallel(64):\n            C[i, i] = A[i, i] * T.float16(2.0)\n");
}

}  // namespace
}  // namespace tir2tt::transform::test
