// The program of one core where tensors are row-major: blocks that go element by element, and words that the reader
// hands on. Each program is planned and run as well.
#include <gtest/gtest.h>

#include "transform/core_runner.h"

namespace tir2tt::transform::test {
namespace {

struct Case {
  const char* name;
  const char* body;
  const char* expected;
};

/// And a tensor of integers.
std::string with_pages(std::string text) {
  return text.replace(text.find("v: T.Tensor"), 0, "pages: T.Tensor((256,), \"int32\"), ");
}

class Elements : public testing::TestWithParam<Case> {};

TEST_P(Elements, IsAsReviewed) {
  const Core core = lower_text(with_pages(kernel_text(8, 8, GetParam().body)));
  EXPECT_EQ("\n" + core_text(core), GetParam().expected);
  ASSERT_TRUE(core.lowered) << core.messages;
  EXPECT_EQ(faults_of(*core.lowered), "");
}

// clang-format off
const Case kCases[] = {
    {"BlocksOffATile", R"(
        x = T.alloc_shared((48, 40), "bfloat16")
        T.copy(A[by * 48, bx * 40], x)
        T.copy(x, C[by * 48, bx * 40])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1; Reserve writer.scratch 1
Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 4
  Make x 2x2 of 48x40 (i = i, j = j): A[by * 48 + i, bx * 40 + j]
  Push x 4
  Wait x 4
  Write x 2x2 of 48x40 (i = i, j = j): C[by * 48 + i, bx * 40 + j]
  WriteBarrier; Pop x 4
}
Pop reader.scratch 1; Pop writer.scratch 1
)"},
    {"APartOfATile", R"(
        x = T.alloc_shared((8, 128), "bfloat16")
        T.copy(A[by * 8, bx * 128], x)
        T.copy(x, C[by * 8, bx * 128])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1; Reserve writer.scratch 1
Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 4
  Make x 1x4 of 8x128 (i = i, j = j): A[by * 8 + i, bx * 128 + j]
  Push x 4
  Wait x 4
  Write x 1x4 of 8x128 (i = i, j = j): C[by * 8 + i, bx * 128 + j]
  WriteBarrier; Pop x 4
}
Pop reader.scratch 1; Pop writer.scratch 1
)"},
    {"LoadsOfANest", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for i, j in T.Parallel(32, 32):
            x[i, j] = T.if_then_else(i < j, A[bx * 32 + j, i * 2], T.bfloat16(0))
        T.copy(x, C[by * 32, bx * 32])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 1
  Make x 1x1 of 32x32 (i = i, j = j): T.if_then_else(i < j, A[bx * 32 + j, i * 2], T.bfloat16(0.0))
  Push x 1
  Wait x 1; Write x C[by, bx] 1x1; WriteBarrier; Pop x 1
}
Pop reader.scratch 1
)"},
    {"StoresOfANest", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[0, 0], x)
        for i, j in T.Parallel(32, 32):
            if i >= j:
                C[j * 2, i + 1] = x[i, j]
)", R"(
Reserve writer.scratch 1; Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 1; Read x A[0, 0] 1x1; ReadBarrier; Push x 1
  Wait x 1; Write x 1x1 of 32x32 (i = i, j = j): C[j * 2, i + 1] if [i >= j]; WriteBarrier; Pop x 1
}
Pop writer.scratch 1
)"},
    {"DigitsOfAnIndex", R"(
        x = T.alloc_shared((64, 32), "bfloat16")
        for a, b, c in T.Parallel(2, 32, 32):
            x[a * 32 + b, c] = E[a, b, c + bx]
        T.copy(x, C[by * 64, bx * 32])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 2; Make x 2x1 of 64x32 (i = i, j = c): E[i // 32, i % 32, c + bx]; Push x 2
  Wait x 2; Write x C[(by * 2) + row, bx] 2x1 check rows
  WriteBarrier; Pop x 2
}
Pop reader.scratch 1
)"},
    {"ThreeAxes", R"(
        x = T.alloc_shared((2, 40, 32), "bfloat16")
        T.copy(E[2 * bx, 0, 0], x)
        T.copy(x, E[2 * bx, 0, 0])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1; Reserve writer.scratch 1
Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 4
  Make x 4x1 of 128x32 (i = i, j = j): T.if_then_else(i % 64 < 40, E[2 * bx + i // 64, i % 64, j], T.bfloat16(0.0))
  Push x 4
  Wait x 4
  Write x 4x1 of 128x32 (i = i, j = j): E[2 * bx + i // 64, i % 64, j] if [i % 64 < 40]
  WriteBarrier; Pop x 4
}
Pop reader.scratch 1; Pop writer.scratch 1
)"},
    {"AColumnOfATensor", R"(
        x = T.alloc_shared((64, 32), "bfloat16")
        m = T.alloc_fragment((64,), "bfloat16")
        T.copy(A[0, 0], x)
        T.reduce_max(x, m, dim=1)
        for i in T.Parallel(64):
            C[by * 64 + i, bx] = m[i]
)", R"(
Reserve reduce.scaler 1; Make reduce.scaler 1; Push reduce.scaler 1; Wait reduce.scaler 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 2; Read x A[0 + row, 0] 2x1; ReadBarrier; Push x 2
  Wait x 2; Reserve m 2
  Section 2 { Loop r 2 { ReduceMax1 x[r] reduce.scaler[0] > r } } pack { Loop i 2 { Pack i > m } }
  Push m 2; Pop x 2
  Wait m 2; Write m C[(by * 2) + row, bx] 2x1 check rows
  WriteBarrier; Pop m 2
}
Pop reduce.scaler 1
)"},
    {"APartOfABufferIsStored", R"(
        x = T.alloc_shared((64, 64), "bfloat16")
        T.copy(A[0, 0], x)
        T.copy(x[8:40, 0:64], C[0, 0])
        T.copy(x[0:4, 0:64], D[0, 0])
)", R"(
Reserve writer.scratch 1; Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 4; Read x A[0 + row, 0 + col] 2x2; ReadBarrier; Push x 4
  Wait x 4; Write x 2x2 of 64x64 (i = i, j = j): C[i - 8, j] if [i >= 8 and i - 8 < 32]; WriteBarrier
  Wait x 4; Write x 2x2 of 4x64 (i = i, j = j): D[i, j]; WriteBarrier; Pop x 4
}
Pop writer.scratch 1
)"},
    {"TwoKindsOfTiles", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_shared((8, 32), "bfloat16")
        T.copy(E[0, 0, 0], x)
        T.copy(E[0:8, 0, 0:32], y)
        T.copy(x, C[0, 0])
        T.copy(y, D[0, 0])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1; Reserve writer.scratch 1
Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 1; Make x 1x1 of 32x32 (i = i, j = j): E[0, i, j]; Push x 1
  Reserve y 1; Make y 1x1 of 8x32 (i = i, j = j): E[i, 0, j]; Push y 1
  Wait x 1; Write x C[0, 0] 1x1; WriteBarrier; Pop x 1
  Wait y 1; Write y 1x1 of 8x32 (i = i, j = j): D[i, j]; WriteBarrier; Pop y 1
}
Pop reader.scratch 1; Pop writer.scratch 1
)"},
    {"APageTable", R"(
        x = T.alloc_shared((64, 32), "bfloat16")
        y = T.alloc_shared((20, 32), "bfloat16")
        T.copy(E[pages[bx], 0, 0], x)
        T.copy(D[pages[by * 20] + pages[8], 0], y)
        T.copy(x, C[pages[bx + 1] * 64, 0])
        T.copy(y, A[by * 20, 0])
)", R"(
Reserve reader.scratch 2; Push reader.scratch 2; Wait reader.scratch 2; Reserve writer.scratch 1
Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Define pages_value = pages[bx]; Reserve x 2
  Read x E[pages_value, 0 + row, 0] 2x1 check 0; ReadBarrier; Push x 2
  Define pages_value = pages[by * 20]; Define pages_value = pages[8]; Reserve y 1
  Make y 1x1 of 20x32 (i = i, j = j): D[pages_value + pages_value_1 + i, j]; Push y 1
  Define pages_value = pages[bx + 1]; Reserve pages.token 1; Send pages_value pages.token
  Push pages.token 1; Wait pages.token 1; Receive pages_value pages.token; Pop pages.token 1; Wait x 2
  Write x C[(pages_value * 2) + row, 0] 2x1 check rows; WriteBarrier; Pop x 2
  Wait y 1; Write y 1x1 of 20x32 (i = i, j = j): A[by * 20 + i, j]; WriteBarrier
  Pop y 1
}
Pop reader.scratch 2; Pop writer.scratch 1
)"},
    {"AConditionFromDram", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        acc = T.alloc_fragment((32, 32), "bfloat16")
        T.clear(acc)
        for k in T.serial(8):
            if pages[k] > bx:
                T.copy(A[by * 32, k * 32], x)
                for i, j in T.Parallel(32, 32):
                    acc[i, j] = acc[i, j] + x[i, j]
        T.copy(acc, C[by * 32, bx * 32])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve acc 1; Section 1 { Fill 0 > 0 } pack { Pack 0 > acc }; Push acc 1
  Loop k 8 {
    Define condition = pages[k] > bx; Reserve pages.token 1; Send condition pages.token
    Push pages.token 1; Wait pages.token 1; Receive condition pages.token; Pop pages.token 1
    If condition {
      Reserve x 1; Read x A[by, k] 1x1; ReadBarrier; Push x 1
      Wait x 1; Wait acc 1
      Section 2 { Copy acc[0] > 0; Copy x[0] > 1; Add 0 1 > 0 } pack {
        Pop acc 1; Reserve acc 1; Pack 0 > acc
      }
      Push acc 1; Pop x 1
    }
  }
  Wait acc 1; Reserve acc.out 1; Section 1 { Copy acc[0] > 0 } pack { Pack 0 > acc.out }
  Push acc.out 1; Wait acc.out 1; Write acc.out C[by, bx] 1x1
  WriteBarrier; Pop acc.out 1; Pop acc 1
}
Pop reader.scratch 1
)"},
    {"BoundsFromDram", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(pages[bx], pages[bx + 1]):
            T.copy(A[by * 32, k * 32], x)
            T.copy(x, C[by * 32, k * 32])
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Define first = pages[bx]; Reserve pages.token 1; Send first pages.token
  Push pages.token 1; Wait pages.token 1; Receive first pages.token; Pop pages.token 1
  Define trips = pages[bx + 1] - pages[bx]; Reserve pages.token 1
  Send trips pages.token; Push pages.token 1; Wait pages.token 1; Receive trips pages.token
  Pop pages.token 1
  Loop k first+trips {
    Reserve x 1; Read x A[by, k] 1x1 check cols; ReadBarrier; Push x 1
    Wait x 1; Write x C[by, k] 1x1 check cols; WriteBarrier; Pop x 1
  }
}
Pop reader.scratch 1
)"},
    {"AStoreWhereATensorSaysSo", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        for i, j in T.Parallel(32, 32):
            if pages[bx] > 2 and i < pages[by]:
                C[by * 32 + i, bx * 32 + j] = x[i, j]
)", R"(
Reserve reader.scratch 1; Push reader.scratch 1; Wait reader.scratch 1; Reserve writer.scratch 1
Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 1; Read x A[by, bx] 1x1; ReadBarrier; Push x 1
  Wait x 1; Reserve C.out 1; Section 1 { Copy x[0] > 0 } pack { Pack 0 > C.out }; Push C.out 1
  Define pages_value = pages[bx]; Reserve pages.token 1; Send pages_value pages.token
  Push pages.token 1; Wait pages.token 1; Receive pages_value pages.token; Pop pages.token 1
  Define pages_value = pages[by]; Reserve pages.token 1; Send pages_value pages.token
  Push pages.token 1; Wait pages.token 1; Receive pages_value pages.token; Pop pages.token 1
  Wait C.out 1
  Write C.out 1x1 of 32x32 (i = i, j = j): C[by * 32 + i, bx * 32 + j] if [pages_value > 2 and i < pages_value_1]
  WriteBarrier; Pop C.out 1; Pop x 1
}
Pop reader.scratch 1; Pop writer.scratch 1
)"},
    {"AViewInTiles", R"(
        flat = T.Buffer((512, 64), "bfloat16", data=E.data)
        x = T.alloc_shared((128, 32), "bfloat16")
        T.copy(flat[bx * 128, 0], x)
        T.copy(x, C[by * 128, bx * 32])
)", R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 4; Read x flat[(bx * 4) + row, 0] 4x1 check rows; ReadBarrier; Push x 4
  Wait x 4; Write x C[(by * 4) + row, bx] 4x1 check rows
  WriteBarrier; Pop x 4
}
)"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Kernels, Elements, testing::ValuesIn(kCases),
                         [](const auto& c) { return std::string(c.param.name); });

}  // namespace
}  // namespace tir2tt::transform::test
