// The program of one core: copies, element-wise operations and control, as text and as the trace that is planned with;
// each program is run as well. Matmuls and reductions: core_compute_test.cc.
#include "transform/tt/core_program.h"

#include <gtest/gtest.h>

#include "transform/core_runner.h"

namespace tir2tt::transform::test {
namespace {

struct Case {
  const char* name;
  const char* body;
  const char* expected;
};

class CoreProgramOf : public testing::TestWithParam<Case> {};

TEST_P(CoreProgramOf, IsAsReviewed) {
  const Core core = lower_text(kernel_text(8, 8, GetParam().body));
  EXPECT_EQ("\n" + core_text(core), GetParam().expected);
  ASSERT_TRUE(core.lowered);
  EXPECT_EQ(faults_of(*core.lowered), "");
}

// clang-format off
const Case kCases[] = {
    Case{"CopyIsTheReadersAndTheWritersAlone", R"(
        x = T.alloc_shared((64, 32), "bfloat16")
        T.copy(A[by * 64, bx * 32], x)
        T.copy(x, C[by * 64, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 2; Read x A[(by * 2) + row, bx] 2x1 check rows
  ReadBarrier; Push x 2
  Wait x 2; Write x C[(by * 2) + row, bx] 2x1 check rows
  WriteBarrier; Pop x 2
}
)"},
    Case{"APartOfABufferIsCopied", R"(
        x = T.alloc_shared((96, 64), "bfloat16")
        y = T.alloc_fragment((40, 32), "bfloat16")
        z = T.alloc_fragment((4, 64), "bfloat16")
        T.copy(A[by * 96, 0], x)
        T.copy(x[32:72, 32:64], y)
        for i, j in T.Parallel(4, 64):
            z[i, j] = x[i, j] * 2
        T.copy(y, C[by * 40, bx * 32])
        T.copy(z, D[by * 4, bx * 64])
)",
         R"(
Reserve writer.scratch 1; Push writer.scratch 1; Wait writer.scratch 1
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 6; Read x A[(by * 3) + row, 0 + col] 3x2 check rows; ReadBarrier
  Push x 6
  Wait x 6; Reserve y 2
  Section 2 { Loop r 2 { Copy x[(((r + 1) * 2) + 1)] > r } } pack { Loop i 2 { Pack i > y } }; Push y 2
  Wait x 6; Reserve z 2
  Section 2 { Loop i 2 { Copy x[i] > i }; Loop i 2 { MulScalar 2 > i } } pack { Loop i 2 { Pack i > z } }
  Push z 2; Pop x 6
  Wait y 2
  Write y 2x1 of 40x32 (i = i, j = j): C[by * 40 + i, bx * 32 + j]
  WriteBarrier; Pop y 2
  Wait z 2; Write z 1x2 of 4x64 (i = i, j = j): D[by * 4 + i, bx * 64 + j]
  WriteBarrier; Pop z 2
}
Pop writer.scratch 1
)"},
    Case{"OperandsStraightFromDramComeInStrips", R"(
        x = T.alloc_fragment((256, 32), "bfloat16")
        y = T.alloc_fragment((256, 32), "bfloat16")
        for i, j in T.Parallel(256, 32):
            x[i, j] = A[by * 256 + i, bx * 32 + j] * 2 + B[by * 256 + i, bx * 32 + j]
        for i, j in T.Parallel(256, 32):
            y[i, j] = x[i, j] * x[i, j]
        T.copy(x, C[by * 256, bx * 32])
        T.copy(y, D[by * 256, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 8
  Loop strip 2 {
    Reserve x.in 4
    Read x.in A[(by * 8) + ((strip * 4) + row), bx] 4x1 check rows
    ReadBarrier; Push x.in 4; Wait x.in 4; Reserve x.in1 4
    Read x.in1 B[(by * 8) + ((strip * 4) + row), bx] 4x1 check rows
    ReadBarrier; Push x.in1 4; Wait x.in1 4
    Section 8 {
      Loop r 4 { Copy x.in[r] > (r * 2) }; Loop r 4 { MulScalar 2 > (r * 2) }
      Loop r 4 { Copy x.in1[r] > ((r * 2) + 1) }; Loop r 4 { Add (r * 2) ((r * 2) + 1) > (r * 2) }
    } pack { Loop i 4 { Pack (i * 2) > x } }
    Pop x.in 4; Pop x.in1 4
  }
  Push x 8
  Wait x 8; Reserve y 8
  Section 8 { Loop r 8 { Copy x[r] > r }; Loop r 8 { Square > r } } pack { Loop i 8 { Pack i > y } }
  Push y 8
  Wait x 8; Reserve x.out 8
  Section 8 { Loop r 8 { Copy x[r] > r } } pack { Loop i 8 { Pack i > x.out } }; Push x.out 8
  Wait x.out 8; Write x.out C[(by * 8) + row, bx] 8x1 check rows
  WriteBarrier; Pop x.out 8; Pop x 8
  Wait y 8; Write y D[(by * 8) + row, bx] 8x1 check rows
  WriteBarrier; Pop y 8
}
)"},
    Case{"UpdateWithAnOperandFromDram", R"(
        x = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        for k in T.serial(4):
            for i, j in T.Parallel(32, 32):
                x[i, j] = x[i, j] + B[by * 32 + i, k * 32 + j]
        T.copy(x, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 1; Reserve x.in 1; Read x.in A[by, bx] 1x1; ReadBarrier
  Push x.in 1; Wait x.in 1; Section 1 { Copy x.in[0] > 0 } pack { Pack 0 > x }; Pop x.in 1; Push x 1
  Loop k 4 {
    Reserve x.in1 1; Read x.in1 B[by, k] 1x1; ReadBarrier; Push x.in1 1
    Wait x.in1 1; Wait x 1
    Section 2 { Copy x[0] > 0; Copy x.in1[0] > 1; Add 0 1 > 0 } pack { Pop x 1; Reserve x 1; Pack 0 > x }
    Push x 1; Pop x.in1 1
  }
  Wait x 1; Reserve x.out 1; Section 1 { Copy x[0] > 0 } pack { Pack 0 > x.out }; Push x.out 1
  Wait x.out 1; Write x.out C[by, bx] 1x1; WriteBarrier; Pop x.out 1
  Pop x 1
}
)"},
    Case{"BothBranchesUpdate", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        if bx < by:
            T.copy(B[by * 32, bx * 32], y)
            for i, j in T.Parallel(32, 32):
                x[i, j] = x[i, j] + y[i, j]
        else:
            for i, j in T.Parallel(32, 32):
                x[i, j] = x[i, j] * 2
        T.copy(x, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 1; Reserve x.in 1; Read x.in A[by, bx] 1x1; ReadBarrier
  Push x.in 1; Wait x.in 1; Section 1 { Copy x.in[0] > 0 } pack { Pack 0 > x }; Pop x.in 1; Push x 1
  If bx < by {
    Reserve y 1; Read y B[by, bx] 1x1; ReadBarrier; Push y 1
    Wait y 1; Wait x 1
    Section 2 { Copy x[0] > 0; Copy y[0] > 1; Add 0 1 > 0 } pack { Pop x 1; Reserve x 1; Pack 0 > x }
    Push x 1; Pop y 1
  } else {
    Wait x 1; Section 1 { Copy x[0] > 0; MulScalar 2 > 0 } pack { Pop x 1; Reserve x 1; Pack 0 > x }
    Push x 1
  }
  Wait x 1; Reserve x.out 1; Section 1 { Copy x[0] > 0 } pack { Pack 0 > x.out }; Push x.out 1
  Wait x.out 1; Write x.out C[by, bx] 1x1; WriteBarrier; Pop x.out 1
  Pop x 1
}
)"},
    Case{"TheOtherBranchDiscards", R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        T.copy(B[by * 32, bx * 32], y)
        if bx < by:
            for i, j in T.Parallel(32, 32):
                x[i, j] = x[i, j] + y[i, j]
        T.copy(x, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve x 1; Reserve x.in 1; Read x.in A[by, bx] 1x1; ReadBarrier
  Push x.in 1; Wait x.in 1; Section 1 { Copy x.in[0] > 0 } pack { Pack 0 > x }; Pop x.in 1; Push x 1
  Reserve y 1; Read y B[by, bx] 1x1; ReadBarrier; Push y 1
  If bx < by {
    Wait y 1; Wait x 1
    Section 2 { Copy x[0] > 0; Copy y[0] > 1; Add 0 1 > 0 } pack { Pop x 1; Reserve x 1; Pack 0 > x }
    Push x 1; Pop y 1
  } else { Wait y 1; Pop y 1 }
  Wait x 1; Reserve x.out 1; Section 1 { Copy x[0] > 0 } pack { Pack 0 > x.out }; Push x.out 1
  Wait x.out 1; Write x.out C[by, bx] 1x1; WriteBarrier; Pop x.out 1
  Pop x 1
}
)"},
    Case{"FilledInOneBranchOnly", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "bfloat16")
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], a)
            if k == 0:
                T.copy(a, c)
            else:
                for i, j in T.Parallel(32, 32):
                    c[i, j] = T.max(c[i, j], a[i, j])
        T.copy(c, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve c 1; Push c 1
  Loop k 8 {
    Reserve a 1; Read a A[by, k] 1x1; ReadBarrier; Push a 1
    If k == 0 {
      Wait c 1; Pop c 1
      Wait a 1; Reserve c 1; Section 1 { Copy a[0] > 0 } pack { Pack 0 > c }; Push c 1; Pop a 1
    } else {
      Wait a 1; Wait c 1
      Section 2 { Copy c[0] > 0; Copy a[0] > 1; Max 0 1 > 0 } pack { Pop c 1; Reserve c 1; Pack 0 > c }
      Push c 1; Pop a 1
    }
  }
  Wait c 1; Reserve c.out 1; Section 1 { Copy c[0] > 0 } pack { Pack 0 > c.out }; Push c.out 1
  Wait c.out 1; Write c.out C[by, bx] 1x1; WriteBarrier; Pop c.out 1
  Pop c 1
}
)"},
    Case{"NestedLoops", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        b = T.alloc_shared((32, 32), "bfloat16")
        s = T.alloc_fragment((32, 32), "float32")
        for n in T.serial(2):
            T.clear(s)
            T.copy(B[by * 32, n * 32], b)
            for k in T.serial(3):
                T.copy(A[by * 32, k * 32], a)
                for i, j in T.Parallel(32, 32):
                    s[i, j] = s[i, j] + a[i, j] * b[i, j]
            T.copy(s, C[by * 32, n * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Loop n 2 {
    Reserve s 1; Section 1 { Fill 0 > 0 } pack { Pack 0 > s }; Push s 1
    Reserve b 1; Read b B[by, n] 1x1; ReadBarrier; Push b 1
    Loop k 3 {
      Reserve a 1; Read a A[by, k] 1x1; ReadBarrier; Push a 1
      Wait a 1; Wait b 1; Wait s 1
      Section 2 { Copy a[0] > 0; Copy b[0] > 1; Mul 0 1 > 0; Copy s[0] > 1; Add 1 0 > 0 } pack {
        Pop s 1; Reserve s 1; Pack 0 > s
      }
      Push s 1; Pop a 1
    }
    Wait b 1; Pop b 1
    Wait s 1; Reserve s.out 1; Section 1 { Copy s[0] > 0 } pack { Pack 0 > s.out }; Push s.out 1
    Wait s.out 1; Write s.out C[by, n] 1x1; WriteBarrier; Pop s.out 1; Pop s 1
  }
}
)"},
    Case{"ValueThatNobodyReads", R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        b = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        T.copy(B[by * 32, bx * 32], b)
        T.copy(a, C[by * 32, bx * 32])
)",
         R"(
Loop tt_tile_iter tt_tile_count blocks {
  Reserve a 1; Read a A[by, bx] 1x1; ReadBarrier; Push a 1
  Reserve b 1; Read b B[by, bx] 1x1; ReadBarrier; Push b 1; Wait b 1
  Pop b 1
  Wait a 1; Write a C[by, bx] 1x1; WriteBarrier; Pop a 1
}
)"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(Kernels, CoreProgramOf, testing::ValuesIn(kCases),
                         [](const auto& c) { return std::string(c.param.name); });

// ---- the events that are proven -------------------------------------------------------------------------------------

std::string event_text(const plan::Event& e, const plan::Problem& problem) {
  constexpr const char* kNames[] = {"reserve",       "push",     "wait",  "pop",     "read barrier",
                                    "write barrier", "read",     "write", "acquire", "release",
                                    "loop",          "end loop", "if",    "else",    "end if"};
  std::string out = kNames[static_cast<size_t>(e.kind)];
  if (e.cb >= 0) out += " " + problem.cbs[static_cast<size_t>(e.cb)].name;
  if (e.count != 0) out += fmt::format(" {}", e.count);
  return out;
}
std::string trace_text(const Core& core) {
  std::string out;
  for (const plan::Event& e : trace_of(core.lowered->core)) out += event_text(e, core.lowered->plan.problem) + "; ";
  return out;
}

TEST(Trace, HoldsWhatBuffersAndDstNoticeOfOneBlock) {
  const Core core = lower_text(kernel_text(8, 8, R"(
        a = T.alloc_shared((64, 32), "bfloat16")
        c = T.alloc_fragment((64, 32), "float32")
        T.clear(c)
        for k in T.serial(3):
            T.copy(A[by * 64, k * 32], a)
            if k < by:
                for i, j in T.Parallel(64, 32):
                    c[i, j] += T.exp(a[i, j])
        T.copy(c, C[by * 64, bx * 32])
)"));
  ASSERT_TRUE(core.lowered) << core.messages;
  EXPECT_EQ(trace_text(core),
            "reserve c 2; acquire 2; release 2; push c 2; "
            "loop 3; reserve a 2; read a 2; read barrier; push a 2; "
            "if; wait a 2; wait c 2; acquire 4; pop c 2; reserve c 2; release 4; push c 2; pop a 2; "
            "else; wait a 2; pop a 2; end if; end loop; "
            "wait c 2; reserve c.out 2; acquire 2; release 2; push c.out 2; "
            "wait c.out 2; write c.out 2; write barrier; pop c.out 2; pop c 2; ");
  EXPECT_EQ(core.lowered->plan.plan.dst_tiles_used, 4);
  EXPECT_EQ(core.lowered->core.dst_tiles, 4);
}

TEST(Trace, ActorsAreThoseThatActInTheKernels) {
  const Core core = lower_text(kernel_text(8, 8, R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], a)
        for i, j in T.Parallel(32, 32):
            c[i, j] = T.exp(a[i, j])
        T.copy(c, C[by * 32, bx * 32])
)"));
  ASSERT_TRUE(core.lowered) << core.messages;
  std::string actors;
  for (const plan::Event& e : trace_of(core.lowered->core)) {
    actors += fmt::format("{}: {}; ", event_text(e, core.lowered->plan.problem), to_string(e.actor));
  }
  EXPECT_EQ(actors,
            "reserve a 1: reader; read a 1: reader; read barrier: reader; push a 1: reader; "
            "wait a 1: unpack; reserve c 1: pack; acquire 1: math; release 1: math; push c 1: pack; pop a 1: unpack; "
            "wait c 1: writer; write c 1: writer; write barrier: writer; pop c 1: writer; ");
}

TEST(Trace, LoopsOfUnknownLengthSaySo) {
  const Core core = lower_text(kernel_text(8, 8, R"(
        a = T.alloc_shared((32, 32), "bfloat16")
        for k in T.serial(by):
            T.copy(A[by * 32, k * 32], a)
            T.copy(a, C[by * 32, k * 32])
)"));
  ASSERT_TRUE(core.lowered) << core.messages;
  EXPECT_EQ(trace_text(core),
            "loop -1; reserve a 1; read a 1; read barrier; push a 1; wait a 1; write a 1; write barrier; pop a 1; end "
            "loop; ");
  EXPECT_EQ(faults_of(*core.lowered), "");
}

}  // namespace
}  // namespace tir2tt::transform::test
