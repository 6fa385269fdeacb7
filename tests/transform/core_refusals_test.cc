// What is planned but has no kernel: each refusal of core_check.cc, core_builder.cc, dram_layout.cc and
// core_transfer.cc by one kernel. The message names the buffer or tensor, the place is the statement.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "transform/core_kernels.h"

namespace tir2tt::transform::test {
namespace {

using testing::HasSubstr;

/// `body` has one line that ends in `# here`: the statement that is refused.
struct Case {
  const char* name;
  const char* id;
  const char* message;
  const char* body;
};

class Refusal : public testing::TestWithParam<Case> {};

TEST_P(Refusal, NamesTheStatementAndTheBuffer) {
  const std::string text = kernel_text(4, 4, GetParam().body);
  const Core core = lower_text(text);
  ASSERT_TRUE(core.lowered) << core.messages;
  ASSERT_TRUE(core.lowered->refused.has_errors()) << core_text(core);
  const Diagnostic d = core.lowered->refused.sorted().front();
  EXPECT_EQ(diag_info(d.id).id, GetParam().id);
  EXPECT_THAT(d.message, HasSubstr(GetParam().message));
  EXPECT_FALSE(d.hint.empty());
  const auto here = static_cast<uint32_t>(text.find("# here"));
  EXPECT_EQ(core.file.locate(d.span.begin).line, core.file.locate(here).line) << core.refused;
}

// clang-format off
const Case kCases[] = {
    // ---- core_check.cc ------------------------------------------------------------------------------------------
    {"PartOfADestination", "T0501", "only a part of `x` is written", R"(
        x = T.alloc_shared((64, 64), "bfloat16")
        y = T.alloc_shared((32, 64), "bfloat16")
        T.copy(A[0, 0], y)
        T.clear(x)
        T.copy(y, x[32:64, 0:64])  # here
        T.copy(x, C[0, 0])
)"},
    {"PadsInAMatmul", "T0501", "`x` is no whole number of tiles along the axis that is summed up", R"(
        x = T.alloc_shared((32, 40), "bfloat16")
        y = T.alloc_fragment((32, 32), "float32")
        T.fill(x, 1)
        T.gemm(x, x, y, transpose_B=True)  # here
        T.copy(y, C[0, 0])
)"},
    {"FloatsIntoIntegers", "T0501", "a matmul of floats (`a`) into integers", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "int32")
        T.gemm(a, a, c)  # here
)"},
    {"SumsBeyondFloat32", "T0501", "`c` may hold whole numbers between -33292288 and 33554432", R"(
        a = T.alloc_shared((32, 2048), "int8")
        c = T.alloc_fragment((32, 32), "int32")
        T.clear(c)
        T.gemm(a, a, c, transpose_B=True)  # here
)"},
    {"MatmulOfIntegers", "T0501", "`a` may hold whole numbers between -32768 and 32767; the matrix unit takes", R"(
        a = T.alloc_shared((32, 32), "int16")
        c = T.alloc_fragment((32, 32), "int32")
        T.gemm(a, a, c)  # here
)"},
    {"MatmulIntoItsOperand", "T0501", "`a` is both an operand and the result of a matmul", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], a)
        T.gemm(a, a, a)  # here
        T.copy(a, C[0, 0])
)"},
    {"ReductionOfIntegers", "T0501", "`x` may hold whole numbers between -2147483648 and 2147483647; compute keeps", R"(
        x = T.alloc_shared((32, 32), "int32")
        s = T.alloc_fragment((32,), "int32")
        T.reduce_sum(x, s, dim=1)  # here
)"},
    {"ReductionThatLiesOtherwise", "T0501", "does not lie in `s` as the reduction leaves it", R"(
        x = T.alloc_shared((2, 32, 64), "bfloat16")
        s = T.alloc_fragment((2, 32), "bfloat16")
        T.fill(x, 1)
        T.reduce_sum(x, s, dim=2)  # here
        T.copy(s, C[0, 0])
)"},    {"VectorIntoAMatrix", "T0501", "one element of the buffer goes with more than one of the tensor: all of the loop over `i`", R"(
        x = T.alloc_shared((32,), "bfloat16")
        T.copy(v[0], x)
        for i, j in T.Parallel(32, 32):
            C[i, j] = x[j]  # here
)"},
    {"ConversionOfIntegers", "T0501", "`x` may hold whole numbers between -2147483648 and 2147483647", R"(
        x = T.alloc_shared((32, 32), "int32")
        y = T.alloc_shared((32, 32), "bfloat16")
        T.copy(x, y)  # here
        T.copy(y, C[0, 0])
)"},
    {"PartOffATile", "T0502", "a part of `x` is used that does not start on a multiple of 32 along axis 0", R"(
        x = T.alloc_shared((64, 32), "bfloat16")
        y = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], x)
        T.copy(x[16:48, 0:32], y)  # here
        T.copy(y, C[0, 0])
        T.copy(y, D[0, 0])
)"},
    {"UpdateFromAnotherElement", "T0501", "`x` is read at another element than the one that is written", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], x)
        for i, j in T.Parallel(32, 32):
            x[i, j] = x[i, j] + x[j, i]  # here
        T.copy(x, C[0, 0])
)"},
    {"OperandOfAnotherShape", "T0504", "`y[i * 2, j]`", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_shared((64, 32), "bfloat16")
        T.copy(A[0, 0], y)
        for i, j in T.Parallel(32, 32):
            x[i, j] = y[i * 2, j] * 2  # here
        T.copy(x, C[0, 0])
)"},
    {"ReadBehindWrite", "T0501", "`A` is read and written by kernels that do not wait for each other", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(2):
            T.copy(A[0, k * 32], x)
            T.copy(x, A[0, 64])  # here
)"},
    {"StatementThatSteersOtherwise", "T0501", "the loop is left early (`T.loop_break`)", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(2):
            T.copy(A[0, k * 32], x)
            T.loop_break()  # here
        T.copy(x, C[0, 0])
)"},
    {"MatmulOfAPart", "T0501", "has no kernel yet", R"(
        a = T.alloc_shared((64, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.copy(A[0, 0], a)
        T.gemm(a[0:32, 0:32], a[32:64, 0:32], c)  # here
        T.copy(c, C[0, 0])
)"},    {"MatmulOfMoreThanTwoAxes", "T0501", "`a` has more than two axes", R"(
        a = T.alloc_shared((2, 32, 32), "bfloat16")
        b = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.gemm(a[0, 0:32, 0:32], b, c)  # here
)"},
    {"TwoFamiliesOfExponents", "T0501", "`x` is float16 and `y` bfloat16", R"(
        x = T.alloc_shared((32, 32), "float16")
        y = T.alloc_shared((32, 32), "bfloat16")  # here
        T.fill(x, 1)
        T.copy(x, y)
        T.copy(y, C[0, 0])
)"},
    // ---- core_builder.cc ----------------------------------------------------------------------------------------
    {"LoadOfAPart", "T0501", "only a part of `x` is loaded", R"(
        x = T.alloc_shared((64, 64), "bfloat16")
        T.clear(x)
        T.copy(A[0:32, 0:64], x[32:64, 0:64])  # here
        T.copy(x, C[0, 0])
)"},
    {"LoopWithAStep", "T0501", "a loop with a step", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(0, 8, 2):  # here
            T.copy(A[0, k * 32], x)
            T.copy(x, C[0, k * 32])
)"},
    // ---- dram_layout.cc -----------------------------------------------------------------------------------------
    {"StoreWhereATileBufferSaysSo", "T0501", "it is stored where a tile buffer says so", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], x)
        for i, j in T.Parallel(32, 32):
            if x[i, j] > T.bfloat16(0):
                C[i, j] = x[i, j]  # here
)"},
    {"LoopsThatDoNotNumberElements", "T0501", "do not number the elements of the buffer", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], x)
        for i, j in T.Parallel(32, 32):
            C[i, j] = x[31 - i, j]  # here
)"},
    {"ViewWithGaps", "T0501", "`A1` has gaps between its rows", R"(
        A1 = T.Buffer((128, 256), "bfloat16", data=A.data, strides=(512, 1))
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A1[0, 0], x)  # here
        T.copy(x, C[0, 0])
)"},
    {"BlockOfAnotherShape", "T0501", "the block of `A` is 32×64 elements, the buffer's part 32×32", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.evaluate(T.copy(T.region(A[0, 1], 1, 32, 64), T.region(x[0, 0], 2, 32, 32), -1, False, 0))  # here
        T.copy(x, C[0, 0])
)"},
    // ---- core_transfer.cc ---------------------------------------------------------------------------------------
    {"ScatterByAFunctionOfATensor", "T0501", "an element of `C` goes with an expression that only compute knows", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], x)
        for i, j in T.Parallel(32, 32):
            C[T.cast(T.exp(v[i]), "int32"), j] = x[i, j]  # here
)"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Kernels, Refusal, testing::ValuesIn(kCases),
                         [](const auto& c) { return std::string(c.param.name); });

}  // namespace
}  // namespace tir2tt::transform::test
