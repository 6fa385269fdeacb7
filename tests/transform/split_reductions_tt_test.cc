#include "transform/tt/split_reductions_tt.h"

#include <gmock/gmock.h>

#include "transform/pass_text.h"

namespace tir2tt::transform::test {
namespace {

using ::testing::HasSubstr;

/// Lines of `body` are indented by 8.
std::string kernel(const std::string& body) {
  return "import tilelang.language as T\n@T.prim_func\ndef f(A: T.Tensor((64, 128), \"float16\")):\n"
         "    with T.Kernel(8, threads=128) as bx:\n        x = T.alloc_shared((64, 128), \"float16\")\n"
         "        v = T.alloc_shared((128,), \"float16\")\n        c = T.alloc_fragment((64,), \"float32\")\n"
         "        r = T.alloc_fragment((128,), \"float32\")\n        z = T.alloc_fragment((64, 64), \"float32\")\n" +
         body;
}
PassResult split(const std::string& body) { return run_on_text(split_reductions_tt, kernel(body)); }

TEST(SplitReductionsTT, TheTermsGetABuffer) {
  const PassResult r = split(R"(        for i in T.Parallel(64):
            for k in range(128):
                c[i] = c[i] + T.Cast("float32", v[k]) * T.Cast("float32", x[i, k])
)");
  EXPECT_THAT(r.text, HasSubstr("c_terms = T.alloc_buffer((64, 128), scope=\"local.fragment\")")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr(R"(        c_terms[i, k] = T.Cast("float32", v[k]) * T.Cast("float32", x[i, k])
        c[i] = c[i] + c_terms[i, k]
)"));
}

TEST(SplitReductionsTT, TheTermsLieAsTheirOperandsDo) {
  const PassResult r = split(R"(        for j in T.Parallel(128):
            for k in range(64):
                r[j] = T.max(r[j], T.exp(T.Cast("float32", x[k, j])))
)");
  EXPECT_THAT(r.text, HasSubstr("r_terms = T.alloc_buffer((64, 128), scope=\"local.fragment\")")) << r.messages;
  EXPECT_THAT(r.text, HasSubstr("r[j] = T.max(r[j], r_terms[k, j])"));
}

TEST(SplitReductionsTT, AConditionChoosesTheNeutralElement) {
  const PassResult r = split(R"(        for i in T.Parallel(64):
            for k in range(128):
                if k <= i:
                    c[i] = c[i] + T.Cast("float32", x[i, k])
)");
  EXPECT_THAT(r.text, HasSubstr("c_terms[i, k] = T.if_then_else(k <= i, T.Cast(\"float32\", x[i, k]), T.float32(0.0))"))
      << r.messages;
  const PassResult m = split(R"(        for i in T.Parallel(64):
            for k in range(128):
                if k <= i:
                    c[i] = T.max(c[i], T.Cast("float32", x[i, k]))
)");
  EXPECT_THAT(m.text, HasSubstr("T.float32(\"-inf\")")) << m.messages;
}

TEST(SplitReductionsTT, DramLoadsAreTermsToo) {
  const PassResult r = split(R"(        for i, k in T.Parallel(64, 128):
            c[i] = c[i] + T.Cast("float32", A[i, k])
)");
  EXPECT_THAT(r.text, HasSubstr("c_terms[i, k] = T.Cast(\"float32\", A[i, k])")) << r.messages;
}

TEST(SplitReductionsTT, WhatTheChipReducesAsItIsStays) {
  const PassResult r = split(R"(        for i, k in T.Parallel(64, 128):
            c[i] = c[i] + T.Cast("float32", x[i, k])
        for i, j, k in T.grid(64, 64, 128):
            z[i, j] = z[i, j] + T.Cast("float32", x[i, k]) * T.Cast("float32", x[j, k])
        for k in range(16):
            for i in T.Parallel(64):
                c[i] = c[i] * 2.0
        for k in range(16):
            for i in T.Parallel(64):
                c[i] = c[i] + T.Cast("float32", A[i, k])
)");
  EXPECT_EQ(r.after.functions[0].second, r.before.functions[0].second) << r.text;
}

}  // namespace
}  // namespace tir2tt::transform::test
