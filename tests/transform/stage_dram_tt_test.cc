#include "transform/tt/stage_dram_tt.h"

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
PassResult staged(const std::string& body) { return run_on_text(stage_dram_tt, kernel(body)); }
void expect_same(const std::string& body) {
  const PassResult r = staged(body);
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second) << r.text;
}

TEST(StageDramTT, AStoreFromDramToDramGetsABuffer) {
  const PassResult r = staged(R"(        for i, j in T.Parallel(32, 128):
            C[bx * 32 + i, j] = A[bx * 32 + i, j] + T.Cast("float16", v[j])
)");
  EXPECT_THAT(r.text, HasSubstr("C_block = T.alloc_buffer((32, 128), \"float16\", scope=\"local.fragment\")"))
      << r.messages;
  EXPECT_THAT(r.text, HasSubstr(R"(        C_block[i, j] = A[bx * 32 + i, j] + T.Cast("float16", v_block[j])
        C[bx * 32 + i, j] = C_block[i, j]
)"));
}

TEST(StageDramTT, AConditionStaysAroundTheStore) {
  const PassResult r = staged(R"(        for i, j in T.Parallel(32, 128):
            if j <= i:
                C[bx * 32 + i, j] = A[bx * 32 + i, j] * T.float16(2.0)
)");
  EXPECT_THAT(r.text, HasSubstr(R"(        C_block[i, j] = A[bx * 32 + i, j] * T.float16(2.0)
        if j <= i:
            C[bx * 32 + i, j] = C_block[i, j]
)")) << r.messages;
}

TEST(StageDramTT, ConstantsAndSingleElements) {
  const PassResult r = staged(R"(        for j in T.Parallel(128):
            C[bx, j] = T.float16(0.0)
        v[bx] = v[bx + 2] * T.float32(2.0)
)");
  EXPECT_THAT(r.text, HasSubstr("C_block[j] = T.float16(0.0)")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("v_block[0] = v[bx + 2] * T.float32(2.0)"));
}

TEST(StageDramTT, OperandsThatAreBroadcastAreLoadedInFrontOfTheNest) {
  const PassResult r = staged(R"(        for k in range(4):
            T.copy(A[0, 0], x)
            for i, j in T.Parallel(32, 128):
                x[i, j] = x[i, j] * T.Cast("float16", v[j] + v[k]) + C[bx * 32 + i, 0] * T.Cast("float16", v[j])
)");
  EXPECT_THAT(r.text, HasSubstr(R"(    for j in T.parallel(128):
        v_block[j] = v[j]
    v_block_1[0] = v[k]
    for i in T.parallel(32):
        C_block[i] = C[bx * 32 + i, 0]
    for i in T.parallel(32):
        for j in T.parallel(128):
            x[i, j] = x[i, j] * T.Cast("float16", v_block[j] + v_block_1[0]) + C_block[i] * T.Cast("float16", v_block[j])
)")) << r.text
     << r.messages;
}

TEST(StageDramTT, ATransposedOperandIsLoadedAsItLies) {
  const PassResult r = staged(R"(        for i, j in T.Parallel(32, 32):
            x[i, j] = x[i, j] + A[j, bx * 32 + i]
)");
  EXPECT_THAT(r.text, HasSubstr(R"(for j in T.parallel(32):
    for i in T.parallel(32):
        A_block[j, i] = A[j, bx * 32 + i]
)")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("x[i, j] = x[i, j] + A_block[j, i]"));
}

TEST(StageDramTT, OperandsThatHaveAllAxesOrMayChangeStay) {
  // Same elements, a tensor that is written, a gather.
  expect_same(R"(        for i, j in T.Parallel(32, 128):
            x[i, j] = x[i, j] + A[bx * 32 + i, j]
        for i, j in T.Parallel(32, 128):
            x[i, j] = x[i, j] * A[i, j // 2]
)");
  expect_same(R"(        for i, j in T.Parallel(32, 128):
            x[i, j] = x[i, j] * C[0, j]
        T.copy(x, C[bx * 32, 0])
)");
}

TEST(StageDramTT, WhatHasABufferOrNoBoxStays) {
  expect_same("        for i, j in T.Parallel(32, 128):\n            C[bx * 32 + i, j] = x[i, j] * T.float16(2.0)\n");
  expect_same("        for i, j in T.Parallel(32, 128):\n            C[bx * 32 + i, 0] = A[bx * 32 + i, j]\n");
  expect_same("        for i in T.Parallel(64):\n            C[i, i] = A[i, i] * T.float16(2.0)\n");
}

}  // namespace
}  // namespace tir2tt::transform::test
