// Element-wise chains that become one operation (cb_fuse.cc), and accumulators that stay in DST (cb_resident.cc): which
// do, and which must not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transform/core_runner.h"

namespace tir2tt::transform::test {
namespace {

/// The operations of compute, one per line of DST sections, without tile numbers: `Copy a, Exp > C.out`.
class Sections {
 public:
  explicit Sections(const Lowered& l) : l_(l) { find(l.core.nodes); }
  std::string text;

 private:
  void find(const Nodes& nodes) {
    for (const Node& n : nodes) {
      if (n.kind == Node::Kind::Section) {
        ops_.clear();
        inside(n.body);
        inside(n.otherwise);
        text += (text.empty() ? "" : "; ") + ops_;
      } else {
        find(n.body);
        find(n.otherwise);
      }
    }
  }
  void inside(const Nodes& nodes) {
    constexpr const char* kKinds[] = {"", "Matmul", "Transpose", "Reduce"};
    for (const Node& n : nodes) {
      if (n.step) {
        const bool dst = n.step->kind == MathStep::Kind::Dst;
        ops_ += (ops_.empty() ? "" : ", ") +
                (dst ? std::string(to_string(n.step->dst.op)) : kKinds[static_cast<size_t>(n.step->kind)]);
        if (n.step->cb >= 0) ops_ += " " + name(n.step->cb);
      }
      if (n.kind == Node::Kind::Pack && !ops_.ends_with(name(n.cb))) ops_ += " > " + name(n.cb);
      inside(n.body);
      inside(n.otherwise);
    }
  }
  /// What goes to the writer is `out`, whether it is a buffer of the kernel or one of the compiler's.
  std::string name(int cb) const {
    const plan::CbRequest& r = l_.plan.problem.cbs[static_cast<size_t>(cb)];
    return r.consumer == plan::Kernel::Writer ? "out" : r.name;
  }
  const Lowered& l_;
  std::string ops_;
};

struct Case {
  const char* name;
  const char* sections;
  const char* body;
};

class Fusion : public testing::TestWithParam<Case> {};

TEST_P(Fusion, IsAsExpected) {
  const Core core = lower_text(kernel_text(8, 8, GetParam().body));
  ASSERT_TRUE(core.lowered) << core.messages;
  ASSERT_EQ(core.refused, "");
  EXPECT_EQ(Sections(*core.lowered).text, GetParam().sections) << core_text(core);
  EXPECT_EQ(faults_of(*core.lowered), "") << core_text(core);
}

// clang-format off
const Case kCases[] = {
    // ---- chains ---------------------------------------------------------------------------------------------------
    {"AChainGoesStraightToTheWriter", "Copy a, Exp, AddScalar, Relu > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] + 1
        for i, j in T.Parallel(32, 32):
            y[i, j] = T.max(y[i, j], 0)
        T.copy(y, C[by * 32, bx * 32])
)"},
    {"AnOperandOfBothIsOneOperand", "Copy a, Exp, Copy a, Add > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        for i, j in T.Parallel(32, 32):
            x[i, j] = x[i, j] + a[i, j]
        T.copy(x, C[by * 32, bx * 32])
)"},
    {"LoadsInBetweenDoNotMatter", "Copy a, Exp, Copy b, Add > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        b = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        T.copy(B[by * 32, bx * 32], b)
        for i, j in T.Parallel(32, 32):
            x[i, j] = x[i, j] + b[i, j]
        T.copy(x, C[by * 32, bx * 32])
)"},
    {"AValueThatIsUsedTwiceIsKept", "Copy a, Exp > x; Copy x, AddScalar > out; Copy x > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] + 1
        T.copy(y, C[by * 32, bx * 32])
        T.copy(x, D[by * 32, bx * 32])
)"},
    {"TwiceInOneStatementIsLoadedOnce", "Copy a, Exp > x; Copy x, Copy x, Exp, Mul > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] * T.exp(x[i, j])
        T.copy(y, C[by * 32, bx * 32])
)"},
    {"AnOperandThatIsOverwrittenInBetween", "Copy a, Exp > x; Copy x, Copy a, Add > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        T.copy(B[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] + a[i, j]
        T.copy(y, C[by * 32, bx * 32])
)"},
    {"AnotherLevelOfControl", "Copy a, Exp > x; Copy x, MulScalar > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        for k in T.serial(4):
            for i, j in T.Parallel(32, 32):
                y[i, j] = x[i, j] * 2
            T.copy(y, C[by * 32, k * 32])
)"},
    {"AStoreBetweenAReadOfDramAndItsUse", "Copy x.in, MulScalar > x; Copy x, AddScalar > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(B[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = A[by * 32 + i, bx * 32 + j] * 2
        T.copy(a, D[by * 32, bx * 32])
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] + 1
        T.copy(y, C[by * 32, bx * 32])
)"},
    {"AnotherShapeOrOrder", "Copy a, Exp > x; Transpose x > x.transposed; Copy x.transposed, AddScalar > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.exp(a[i, j])
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[j, i] + 1
        T.copy(y, C[by * 32, bx * 32])
)"},
    {"ABufferCopiedToItselfStaysAsItIs", "Copy x, Copy a, Add > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        x = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        T.copy(B[by * 32, bx * 32], x)
        for i, j in T.Parallel(32, 32):
            x[i, j] = x[i, j] + a[i, j]
        T.copy(x, x)
        T.copy(x, C[by * 32, bx * 32])
)"},
    {"AnOperandThatIsTheDestination", "Copy x, Copy x, Exp, Add > out", R"(
        x = T.alloc_fragment((64, 96), "bfloat16")
        z = T.alloc_fragment((64, 96), "bfloat16")
        T.copy(A[by * 64, bx * 96], x)
        for i, j in T.Parallel(64, 96):
            z[i, j] = T.exp(x[i, j])
        for i, j in T.Parallel(64, 96):
            x[i, j] = x[i, j] + z[i, j]
        T.copy(x, C[by * 64, bx * 96])
)"},
    {"BroadcastsAloneKeepTheShapeOfTheValue", "BroadcastColumn s, BroadcastRow r, Mul > out", R"(
        s = T.alloc_shared((64,), "bfloat16")
        r = T.alloc_shared((32,), "bfloat16")
        x = T.alloc_fragment((64, 32), "bfloat16")
        T.copy(v[by * 64], s)
        T.copy(v[bx * 32], r)
        for i, j in T.Parallel(64, 32):
            x[i, j] = s[i] * r[j]
        T.copy(x, C[by * 64, bx * 32])
)"},
    {"OperandsFromDramAlone", "Copy x.in, MulScalar, Copy x.in1, Add > out", R"(
        x = T.alloc_fragment((64, 32), "bfloat16")
        for i, j in T.Parallel(64, 32):
            x[i, j] = A[by * 64 + i, bx * 32 + j] * 2 + B[by * 64 + i, bx * 32 + j]
        T.copy(x, C[by * 64, bx * 32])
)"},
    {"ATransposedOperandAlone", "Transpose a > a.transposed; Copy a.transposed > out", R"(
        a = T.alloc_shared((32, 64), "bfloat16")
        x = T.alloc_fragment((64, 32), "bfloat16")
        T.copy(A[by * 32, bx * 64], a)
        for i, j in T.Parallel(64, 32):
            x[i, j] = a[j, i]
        T.copy(x, C[by * 64, bx * 32])
)"},
    // ---- accumulators ---------------------------------------------------------------------------------------------
    {"AnAccumulatorIsFinishedInDst", "Matmul a, MulScalar, Exp > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], a)
            T.gemm(a, a, c)
        for i, j in T.Parallel(32, 32):
            c[i, j] = T.exp(c[i, j] * 2)
        T.copy(c, C[by * 32, bx * 32])
)"},
    {"ButNotIfItIsNeededLater", "Matmul a > c; Copy c, Exp > out; Copy c > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        y = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], a)
            T.gemm(a, a, c)
        for i, j in T.Parallel(32, 32):
            y[i, j] = T.exp(c[i, j])
        T.copy(y, D[by * 32, bx * 32])
        T.copy(c, C[by * 32, bx * 32])
)"},
    {"ComputeInTheLoopSpillsIt", "Fill > c; Copy a, Exp > e; Copy c, Matmul e > c; Copy c > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        e = T.alloc_fragment((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], a)
            for i, j in T.Parallel(32, 32):
                e[i, j] = T.exp(a[i, j])
            T.gemm(e, e, c)
        T.copy(c, C[by * 32, bx * 32])
)"},
    {"AnotherStartThanZeroSpillsIt", "Fill > c; Copy c, Matmul a > c; Copy c > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.fill(c, 1)
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], a)
            T.gemm(a, a, c)
        T.copy(c, C[by * 32, bx * 32])
)"},
    {"ALoopInsideSpillsIt", "Fill > c; Copy c, Matmul a > c; Copy c > out", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.serial(8):
            if k < by:
                T.copy(A[by * 32, k * 32], a)
                T.gemm(a, a, c)
        T.copy(c, C[by * 32, bx * 32])
)"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Kernels, Fusion, testing::ValuesIn(kCases),
                         [](const auto& c) { return std::string(c.param.name); });

/// An expression of five operands takes five tiles of DST beside each other; there are four with 32-bit words.
TEST(FusionLimits, TooManyTilesOfDstStayApart) {
  std::string body = "\n";
  for (const char* b : {"a", "b", "c", "d", "e"})
    body += fmt::format("        {} = T.alloc_shared((32, 32), \"float32\")\n", b);
  for (const char* b : {"x", "y"}) body += fmt::format("        {} = T.alloc_fragment((32, 32), \"float32\")\n", b);
  for (const char* b : {"a", "b", "c", "d", "e"}) body += fmt::format("        T.copy(A[by * 32, bx * 32], {})\n", b);
  body +=
      "        for i, j in T.Parallel(32, 32):\n"
      "            x[i, j] = (a[i, j] * b[i, j] + c[i, j] * d[i, j]) * (a[i, j] * c[i, j] + b[i, j] * e[i, j])\n"
      "        for i, j in T.Parallel(32, 32):\n"
      "            y[i, j] = ((a[i, j] + b[i, j]) * (c[i, j] + d[i, j])) * x[i, j]\n"
      "        T.copy(y, C[by * 32, bx * 32])\n";
  for (const char* dtype : {"float32", "bfloat16"}) {
    for (size_t at = 0; (at = body.find("\"float32\"", at)) != std::string::npos && dtype[0] == 'b';)
      body.replace(at, 9, "\"bfloat16\"");
    const Core core = lower_text(kernel_text(8, 8, body, dtype));
    ASSERT_TRUE(core.lowered) << core.messages;
    const std::string sections = Sections(*core.lowered).text;
    EXPECT_EQ(std::count(sections.begin(), sections.end(), ';'), dtype[0] == 'b' ? 0 : 1) << sections;
    EXPECT_EQ(faults_of(*core.lowered), "");
  }
}

}  // namespace
}  // namespace tir2tt::transform::test
