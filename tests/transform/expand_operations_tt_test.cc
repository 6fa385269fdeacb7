#include "transform/tt/expand_operations_tt.h"

#include <gmock/gmock.h>

#include "transform/pass_text.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::HasSubstr;

/// Lines of `body` are indented by 8.
std::string kernel(const std::string& body) {
  return "@T.prim_func\ndef f(A: T.Buffer((2, 8, 8, 16), \"float16\"), B: T.Buffer((64, 64), \"float16\"), C: "
         "T.Buffer((64, "
         "64), \"float16\"), D: T.Buffer((64,), \"int32\")):\n"
         "    bx = T.launch_thread(\"blockIdx.x\", 5)\n    with T.block(\"tilelang_root\"):\n        T.reads()\n"
         "        T.writes()\n        x = T.alloc_buffer((32, 64), \"float16\", scope=\"shared.dyn\")\n"
         "        y = T.alloc_buffer((32, 64), \"float16\", scope=\"shared.dyn\")\n" +
         body;
}
PassResult expanded(const std::string& body) { return run_on_text(expand_operations_tt, kernel(body)); }
void expect_same(const std::string& body) {
  const PassResult r = expanded(body);
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second) << r.text;
}

TEST(ExpandOperationsTT, Im2colGathers) {
  const PassResult r = expanded(R"(        for k in range(3):
            T.c2d_im2col(T.tvm_access_ptr(T.type_annotation("float16"), A.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), x.data, 0, 2048, 2), bx, k, 3, 2, 1, 1, 0)
)");
  // 8 x 8 images, stride 2: 4 x 4 places; 16 channels.
  EXPECT_THAT(r.text, HasSubstr("A[(bx * 32 + i) // 16, (bx * 32 + i) % 16 // 4 * 2 + (k * 64 + j) // 48 - 1, "
                                "(bx * 32 + i) % 4 * 2 + (k * 64 + j) // 16 % 3 - 1, (k * 64 + j) % 16]"))
      << r.messages;
}

TEST(ExpandOperationsTT, RunningSumsAreAProductWithATriangle) {
  const PassResult r = expanded(
      R"(        T.cumsum(T.tvm_access_ptr(T.type_annotation("float16"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), y.data, 0, 2048, 2), 1, T.bool(False))
)");
  EXPECT_THAT(r.text, HasSubstr("y_ones[i, j] = T.if_then_else(i <= j, T.float16(1.0), T.float16(0.0))")) << r.messages;
  EXPECT_THAT(
      r.text,
      HasSubstr("y_sums[i, j] = y_sums[i, j] + T.Cast(\"float32\", x[i, k]) * T.Cast(\"float32\", y_ones[k, j])"));
  EXPECT_THAT(r.text, HasSubstr("y[i, j] = T.Cast(\"float16\", y_sums[i, j])"));
  const PassResult rows = expanded(
      R"(        T.cumsum(T.tvm_access_ptr(T.type_annotation("float16"), x.data, 0, 2048, 1), T.tvm_access_ptr(T.type_annotation("float16"), y.data, 0, 2048, 2), 0, T.bool(True))
)");
  EXPECT_THAT(rows.text, HasSubstr("y_ones[i, j] = T.if_then_else(j >= i, T.float16(1.0), T.float16(0.0))"));
  EXPECT_THAT(rows.text, HasSubstr("T.Cast(\"float32\", y_ones[i, k]) * T.Cast(\"float32\", x[k, j])"));
}

TEST(ExpandOperationsTT, ALoopLeftEarlyIsACondition) {
  const PassResult r = expanded(R"(        for w in range(4):
            if 17 <= w * 5 + bx:
                T.loop_break()
            T.fill(T.tvm_access_ptr(T.type_annotation("float16"), x.data, 0, 2048, 2), 0)
            T.copy(T.region(x[0, 0], 1, 32, 64), T.region(C[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
)");
  EXPECT_THAT(r.text, HasSubstr(R"(for w in range(4):
    if w * 5 + bx < 17:
        T.fill(T.tvm_access_ptr(T.type_annotation("float16"), x.data, 0, 2048, 2), 0)
        T.copy(T.region(x[0, 0], 1, 32, 64), T.region(C[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
)")) << r.messages;
}

std::string loop_left(const std::string& condition) {
  return "        for w in range(4):\n            if " + condition +
         ":\n                T.loop_break()\n            T.fill(T.tvm_access_ptr(T.type_annotation(\"float16\"), "
         "x.data, 0, "
         "2048, 2), 0)\n";
}

TEST(ExpandOperationsTT, OnlyConditionsThatStayTrueEndALoop) {
  for (const char* stays : {"w > bx", "bx < w * 2 - 1", "bx > 3", "w >= 2 or bx > 3", "0 - w <= bx"}) {
    EXPECT_EQ(expanded(loop_left(stays)).text.find("loop_break"), std::string::npos) << stays;
  }
  for (const char* ends : {"w < bx", "w == 2", "w % 2 == 1", "D[w] > 0", "bx - w > 1", "w * w > 2"}) {
    expect_same(loop_left(ends));
  }
}

TEST(ExpandOperationsTT, CopiesAndFillsInDram) {
  const PassResult r = expanded(
      R"(        T.copy(T.region(B[bx * 32, 0], 1, 32, 64), T.region(C[bx * 32, 0], 2, 32, 64), -1, T.bool(False), 0)
        T.fill(T.region(C[bx * 32, 0], 2, 32, 64), 1)
)");
  EXPECT_THAT(r.text, HasSubstr("C_block[i, j] = B[bx * 32 + i, j]")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("C[bx * 32 + i, j] = C_block[i, j]"));
  EXPECT_THAT(r.text, HasSubstr("C[bx * 32 + i, j] = T.Cast(\"float16\", 1)"));
}

TEST(ExpandOperationsTT, WhatTheChipHasStays) {
  expect_same(R"(        T.copy(T.region(B[bx * 32, 0], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
        T.fill(T.tvm_access_ptr(T.type_annotation("float16"), x.data, 0, 2048, 2), 0)
)");
  PassOptions seed = options_for();
  seed.cb_rule = CbRule::Seed;
  const PassResult s = run_on_text(expand_operations_tt, kernel(loop_left("w > bx")), seed);
  EXPECT_EQ(s.after.functions[0].second, s.before.functions[0].second);
}

}  // namespace
}  // namespace tir2tt::transform::test
