// What compute does with matmuls and reductions: sections of DST, accumulators that stay there, operands that are
// transposed first, reductions that are folded. Programs as text, and each of them run.
#include <gtest/gtest.h>

#include "transform/core_runner.h"
#include "transform/tt/core_program.h"

namespace tir2tt::transform::test {
namespace {

struct Case {
  const char* name;
  const char* body;
  const char* expected;
};

class ComputeProgram : public testing::TestWithParam<Case> {};

TEST_P(ComputeProgram, IsAsReviewed) {
  const Core core = lower_text(kernel_text(8, 8, GetParam().body));
  EXPECT_EQ("\n" + core_text(core), GetParam().expected);
  ASSERT_TRUE(core.lowered);
  EXPECT_EQ(faults_of(*core.lowered), "");
}

// clang-format off
const Case kCases[] = {
    Case{"MatmulStaysInDst", R"(
        a = T.alloc_shared((32, 64), "bfloat16")
        b = T.alloc_shared((64, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for k in T.Pipelined(4, num_stages=3):
            T.copy(A[by * 32, k * 64], a)
            T.copy(B[k * 64, bx * 32], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Section 1 {
    Loop k 4 {
      Reserve a 2; Read a A[by, (k * 2) + col] 1x2; ReadBarrier; Push a 2
      Reserve b 2; Read b B[(k * 2) + row, bx] 2x1; ReadBarrier; Push b 2
      Wait a 2; Wait b 2; Loop t 2 { Matmul a[t] b[t] > 0 }; Pop a 2; Pop b 2
    }
  } pack { Reserve c 1; Pack 0 > c }
  Push c 1
  Wait c 1; Write c C[by, bx] 1x1; WriteBarrier; Pop c 1
}
)"},
    Case{"MatmulThatExceedsDstIsSpilledInPlace", R"(
        a = T.alloc_shared((64, 64), "bfloat16")
        b = T.alloc_shared((64, 96), "bfloat16")
        c = T.alloc_fragment((64, 96), "float32")
        T.clear(c)
        for k in T.serial(4):
            T.copy(A[by * 64, k * 64], a)
            T.copy(B[k * 64, bx * 96], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 64, bx * 96])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve c 6
  Loop section 2 { Section 3 { Loop i 3 { Fill 0 > i } } pack { Loop i 3 { Pack i > c } } }; Push c 6
  Loop k 4 {
    Reserve a 4; Read a A[(by * 2) + row, (k * 2) + col] 2x2 check rows; ReadBarrier
    Push a 4
    Reserve b 6; Read b B[(k * 2) + row, (bx * 3) + col] 2x3 check cols; ReadBarrier
    Push b 6
    Wait a 4; Wait b 6
    Loop section 2 {
      Wait c 3
      Section 3 {
        Loop i 3 { Copy c[i] > i }
        Loop i 3 { Loop t 2 { Matmul a[((section * 2) + t)] b[((t * 3) + i)] > i } }
      } pack { Pop c 3; Reserve c 3; Loop i 3 { Pack i > c } }
      Push c 3
    }
    Pop a 4; Pop b 6
  }
  Wait c 6
  Loop strip 2 {
    Reserve c.out 3
    Section 3 { Loop i 3 { Copy c[((strip * 3) + i)] > i } } pack { Loop i 3 { Pack i > c.out } }
    Push c.out 3; Wait c.out 3
    Write c.out C[(by * 2) + strip, (bx * 3) + col] 1x3 check rows check cols
    WriteBarrier; Pop c.out 3
  }
  Pop c 6
}
)"},
    Case{"EpilogueIsComputedBeforePacking", R"(
        a = T.alloc_shared((64, 32), "bfloat16")
        b = T.alloc_shared((32, 32), "bfloat16")
        r = T.alloc_shared((32,), "bfloat16")
        c = T.alloc_fragment((64, 32), "float32")
        T.clear(c)
        for k in T.serial(8):
            T.copy(A[by * 64, k * 32], a)
            T.copy(B[k * 32, bx * 32], b)
            T.gemm(a, b, c)
        T.copy(v[bx * 32], r)
        for i, j in T.Parallel(64, 32):
            c[i, j] = T.max(c[i, j] + r[j], 0)
        T.copy(c, C[by * 64, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Section 3 {
    Loop k 8 {
      Reserve a 2; Read a A[(by * 2) + row, k] 2x1 check rows; ReadBarrier; Push a 2
      Reserve b 1; Read b B[k, bx] 1x1; ReadBarrier; Push b 1
      Wait a 2; Wait b 1; Loop r 2 { Matmul a[r] b[0] > r }; Pop a 2; Pop b 1
    }
    Reserve r 1; Read r v[bx] 1x1; ReadBarrier; Push r 1
    Wait r 1; Loop r 2 { BroadcastRow r[0] > 2; Add r 2 > r; Relu > r }
  } pack { Reserve C.out 2; Loop i 2 { Pack i > C.out } }
  Push C.out 2
  Wait C.out 2; Write C.out C[(by * 2) + row, bx] 2x1 check rows
  WriteBarrier; Pop C.out 2
  Pop r 1
}
)"},
    Case{"TransposedA", R"(
        a = T.alloc_shared((64, 32), "bfloat16")
        b = T.alloc_shared((64, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.copy(A[0, by * 32], a)
        T.copy(B[0, bx * 32], b)
        T.gemm(a, b, c, transpose_A=True, clear_accum=True)
        T.copy(c, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve a 2; Read a A[0 + row, by] 2x1; ReadBarrier; Push a 2
  Reserve b 2; Read b B[0 + row, bx] 2x1; ReadBarrier; Push b 2
  Wait a 2; Wait b 2; Reserve a.transposed 2
  Section 2 { Loop i 2 { Transpose a[i] > i } } pack { Loop i 2 { Pack i > a.transposed } }
  Push a.transposed 2; Wait a.transposed 2; Reserve c 1
  Section 1 { Loop t 2 { Matmul a.transposed[t] b[t] > 0 } } pack { Pack 0 > c }; Push c 1
  Pop a.transposed 2; Pop a 2; Pop b 2
  Wait c 1; Write c C[by, bx] 1x1; WriteBarrier; Pop c 1
}
)"},
    Case{"TransposedB", R"(
        a = T.alloc_shared((32, 64), "bfloat16")
        b = T.alloc_shared((32, 64), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.copy(A[by * 32, 0], a)
        T.copy(B[bx * 32, 0], b)
        T.gemm(a, b, c, transpose_B=True, clear_accum=True)
        T.copy(c, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve a 2; Read a A[by, 0 + col] 1x2; ReadBarrier; Push a 2
  Reserve b 2; Read b B[bx, 0 + col] 1x2; ReadBarrier; Push b 2
  Wait a 2; Wait b 2; Reserve c 1
  Section 1 { Loop t 2 { Matmul a[t] b[t]^T > 0 } } pack { Pack 0 > c }; Push c 1; Pop a 2; Pop b 2
  Wait c 1; Write c C[by, bx] 1x1; WriteBarrier; Pop c 1
}
)"},
    Case{"RowSum", R"(
        x = T.alloc_shared((64, 96), "bfloat16")
        s = T.alloc_fragment((64,), "float32")
        T.copy(A[by * 64, 0], x)
        T.reduce_sum(x, s, dim=1)
        T.copy(s, v[by * 64])
)",
         R"(
Reserve reduce.scaler 1; Make reduce.scaler 1; Push reduce.scaler 1; Wait reduce.scaler 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 6; Read x A[(by * 2) + row, 0 + col] 2x3 check rows; ReadBarrier
  Push x 6
  Wait x 6; Reserve s 2
  Section 2 { Loop r 2 { Loop t 3 { ReduceSum1 x[((r * 3) + t)] reduce.scaler[0] > r } } } pack {
    Loop i 2 { Pack i > s }
  }
  Push s 2; Pop x 6
  Wait s 2; Write s v[(by * 2) + row] 2x1 check rows; WriteBarrier; Pop s 2
}
Pop reduce.scaler 1
)"},
    Case{"ColumnSumStaysInDst", R"(
        x = T.alloc_shared((64, 64), "bfloat16")
        s = T.alloc_fragment((64,), "float32")
        T.clear(s)
        for k in T.serial(4):
            T.copy(A[k * 64, bx * 64], x)
            T.reduce_sum(x, s, dim=0, clear=False)
        T.copy(s, v[bx * 64])
)",
         R"(
Reserve reduce.scaler 1; Make reduce.scaler 1; Push reduce.scaler 1; Wait reduce.scaler 1
Loop tt_tile_iter tt_tile_count blocks {
  Section 2 {
    Loop k 4 {
      Reserve x 4; Read x A[(k * 2) + row, (bx * 2) + col] 2x2 check cols; ReadBarrier
      Push x 4
      Wait x 4; Loop i 2 { Loop t 2 { ReduceSum0 x[((t * 2) + i)] reduce.scaler[0] > i } }; Pop x 4
    }
  } pack { Reserve s 2; Loop i 2 { Pack i > s } }
  Push s 2
  Wait s 2; Write s v[(bx * 2) + col] 1x2 check cols; WriteBarrier; Pop s 2
}
Pop reduce.scaler 1
)"},
    Case{"RunningMaximumIsUpdatedInPlace", R"(
        x = T.alloc_shared((64, 32), "bfloat16")
        s = T.alloc_fragment((32,), "bfloat16")
        T.fill(s, -1)
        for k in T.serial(4):
            T.copy(A[k * 64, bx * 32], x)
            T.reduce_max(x, s, dim=0, clear=False)
        T.copy(s, v[bx * 32])
)",
         R"(
Reserve reduce.scaler 1; Make reduce.scaler 1; Push reduce.scaler 1; Wait reduce.scaler 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve s 1; Section 1 { Fill -1 > 0 } pack { Pack 0 > s }; Push s 1
  Loop k 4 {
    Reserve x 2; Read x A[(k * 2) + row, bx] 2x1; ReadBarrier; Push x 2
    Wait x 2; Wait s 1
    Section 1 { Copy s[0] > 0; Loop t 2 { ReduceMax0 x[t] reduce.scaler[0] > 0 } } pack {
      Pop s 1; Reserve s 1; Pack 0 > s
    }
    Push s 1; Pop x 2
  }
  Wait s 1; Reserve s.out 1; Section 1 { Copy s[0] > 0 } pack { Pack 0 > s.out }; Push s.out 1
  Wait s.out 1; Write s.out v[bx] 1x1; WriteBarrier; Pop s.out 1; Pop s 1
}
Pop reduce.scaler 1
)"},
    Case{"MinimumIsFoldedTileByTile", R"(
        x = T.alloc_shared((64, 96), "bfloat16")
        s = T.alloc_fragment((64,), "bfloat16")
        T.copy(A[by * 64, 0], x)
        T.reduce_min(x, s, dim=1)
        T.copy(s, v[by * 64])
)",
         R"(
Reserve reduce.scaler 1; Make reduce.scaler 1; Push reduce.scaler 1; Wait reduce.scaler 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 6; Read x A[(by * 2) + row, 0 + col] 2x3 check rows; ReadBarrier
  Push x 6
  Wait x 6; Reserve s 2
  Loop section 2 {
    Section 2 {
      Copy x[(section * 3)] > 0; Negative > 0
      Loop t 2 { Copy x[(((section * 3) + t) + 1)] > 1; Negative > 1; Max 0 1 > 0 }
    } pack { Reserve s.partial 1; Pack 0 > s.partial }
    Push s.partial 1; Wait s.partial 1
    Section 2 { ReduceMax1 s.partial[0] reduce.scaler[0] > 0; Negative > 0 } pack { Pack 0 > s }
    Pop s.partial 1
  }
  Push s 2; Pop x 6
  Wait s 2; Write s v[(by * 2) + row] 2x1 check rows; WriteBarrier; Pop s 2
}
Pop reduce.scaler 1
)"},
    Case{"SumOfMagnitudesIsFolded", R"(
        x = T.alloc_shared((64, 32), "bfloat16")
        s = T.alloc_fragment((32,), "bfloat16")
        T.copy(A[by * 64, bx * 32], x)
        T.reduce_abssum(x, s, dim=0)
        T.copy(s, v[bx * 32])
)",
         R"(
Reserve reduce.scaler 1; Make reduce.scaler 1; Push reduce.scaler 1; Wait reduce.scaler 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 2; Read x A[(by * 2) + row, bx] 2x1 check rows
  ReadBarrier; Push x 2
  Wait x 2; Reserve s 1
  Section 2 { Copy x[0] > 0; Abs > 0; Copy x[1] > 1; Abs > 1; Add 0 1 > 0 } pack {
    Reserve s.partial 1; Pack 0 > s.partial
  }
  Push s.partial 1; Wait s.partial 1
  Section 2 { ReduceSum0 s.partial[0] reduce.scaler[0] > 0 } pack { Pack 0 > s }; Pop s.partial 1
  Push s 1; Pop x 2
  Wait s 1; Write s v[bx] 1x1; WriteBarrier; Pop s 1
}
Pop reduce.scaler 1
)"},
    Case{"RunningMinimum", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        s = T.alloc_fragment((32,), "bfloat16")
        T.fill(s, 9)
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], x)
            T.reduce_min(x, s, dim=1, clear=False)
        T.copy(s, v[by * 32])
)",
         R"(
Reserve reduce.scaler 1; Make reduce.scaler 1; Push reduce.scaler 1; Wait reduce.scaler 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve s 1; Section 1 { Fill 9 > 0 } pack { Pack 0 > s }; Push s 1
  Loop k 8 {
    Reserve x 1; Read x A[by, k] 1x1; ReadBarrier; Push x 1
    Wait x 1; Section 2 { Copy x[0] > 0; Negative > 0 } pack { Reserve s.partial 1; Pack 0 > s.partial }
    Push s.partial 1; Wait s.partial 1; Wait s 1
    Section 2 { Copy s[0] > 1; ReduceMax1 s.partial[0] reduce.scaler[0] > 0; Negative > 0; Min 0 1 > 0 } pack {
      Pop s 1; Reserve s 1; Pack 0 > s
    }
    Push s 1; Pop s.partial 1; Pop x 1
  }
  Wait s 1; Reserve s.out 1; Section 1 { Copy s[0] > 0 } pack { Pack 0 > s.out }; Push s.out 1
  Wait s.out 1; Write s.out v[by] 1x1; WriteBarrier; Pop s.out 1; Pop s 1
}
Pop reduce.scaler 1
)"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Kernels, ComputeProgram, testing::ValuesIn(kCases),
                         [](const auto& c) { return std::string(c.param.name); });

}  // namespace
}  // namespace tir2tt::transform::test
