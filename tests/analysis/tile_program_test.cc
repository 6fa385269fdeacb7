// What loop nests and tile operations mean, on small kernels; also liveness, which walks the same program.
#include "analysis/tile_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/liveness.h"
#include "tvm/script.h"

namespace tir2tt::analysis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Collected {
  tvm::Script script;
  TileProgram program;
  std::string messages;
};

Collected collect(const std::string& body) {
  const std::string text =
      "@T.prim_func\ndef main(A: T.Buffer((256, 256), \"float16\"), C: T.Buffer((256, 256), \"float16\"), n: "
      "T.int32):\n"
      "    with T.block(\"root\"):\n        T.reads()\n        T.writes()\n"
      "        x = T.alloc_buffer((32, 64), \"float16\", scope=\"shared\")\n"
      "        y = T.alloc_buffer((32, 64), \"float16\", scope=\"shared\")\n"
      "        w = T.alloc_buffer((64, 32), \"float16\", scope=\"shared\")\n"
      "        z = T.alloc_buffer((32, 32), scope=\"local.fragment\")\n"
      "        r = T.alloc_buffer((32,), \"float16\", scope=\"local.fragment\")\n"
      "        c = T.alloc_buffer((64,), \"float16\", scope=\"local.fragment\")\n"
      "        bx = T.launch_thread(\"blockIdx.x\", 8)\n" +
      body;
  const SourceFile file("k.py", text);
  Diagnostics diags;
  Collected out;
  out.script = tvm::read_script(file, {}, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  out.program = collect_tile_program(out.script.module.functions[0].second, diags);
  out.messages = render(diags, &file, false);
  return out;
}

/// "gemm z+ <- x:other, w:other" per operation; + = the old value counts.
std::vector<std::string> ops(const TileProgram& p) {
  constexpr const char* kPatterns[] = {"same", "column", "row", "scalar", "transposed", "other"};
  std::vector<std::string> out;
  for (const TileOp& op : p.ops) {
    std::string s(to_string(op.kind));
    s += op.dst >= 0 ? " " + p.buffers[static_cast<size_t>(op.dst)].name : " DRAM";
    if (op.reads_dst) s += "+";
    for (const Operand& o : op.srcs) {
      s += " " + p.buffers[static_cast<size_t>(o.buffer)].name + ":" + kPatterns[static_cast<size_t>(o.pattern)];
    }
    for (const DramAccess& a : op.loads)
      s += " <" + a.tensor->name + (a.tile_aligned ? "" : " unaligned") + (a.gather ? " gather" : "");
    for (const DramAccess& a : op.stores) s += " >" + a.tensor->name + (a.tile_aligned ? "" : " unaligned");
    out.push_back(s);
  }
  return out;
}

TEST(TileProgram, PlainLoopsAreTileOperations) {
  const Collected k = collect(R"(        for i, j in T.grid(32, 64):
            x[i, j] = A[bx * 32 + i, j]
        for i, j in T.grid(64, 32):
            w[i, j] = A[i, j]
        for i, j in T.grid(32, 32):
            z[i, j] = T.float32(0.0)
        for i, j, k in T.grid(32, 32, 64):
            z[i, j] = z[i, j] + T.Cast("float32", x[i, k]) * T.Cast("float32", w[k, j])
        for i, j in T.grid(32, 32):
            C[bx * 32 + i, j] = T.Cast("float16", z[i, j])
)");
  EXPECT_THAT(ops(k.program),
              ElementsAre("load x <A", "load w <A", "fill z", "gemm z+ x:other w:other", "store DRAM z:same >C"))
      << k.messages;
  EXPECT_TRUE(k.program.ops[4].converts);
}

TEST(TileProgram, TransposedFactorsInEitherOrder) {
  const Collected k = collect(R"(        for i, j, k in T.grid(32, 32, 64):
            z[i, j] = z[i, j] + T.Cast("float32", w[k, j]) * T.Cast("float32", w[k, i])
)");
  ASSERT_EQ(k.program.ops.size(), 1u) << k.messages;
  EXPECT_EQ(k.program.ops[0].kind, OpKind::Gemm);
  EXPECT_TRUE(k.program.ops[0].transpose_a);
  EXPECT_FALSE(k.program.ops[0].transpose_b);
}

TEST(TileProgram, Broadcasts) {
  const Collected k = collect(R"(        for i, j in T.grid(32, 64):
            y[i, j] = x[i, j] * r[i] + c[j] - r[0]
)");
  EXPECT_THAT(ops(k.program), ElementsAre("elementwise y x:same r:column c:row r:scalar")) << k.messages;
}

TEST(TileProgram, Reductions) {
  const Collected k = collect(R"(        for i, j in T.grid(32, 64):
            r[i] = T.max(r[i], x[i, j])
        for i, j in T.grid(32, 64):
            c[j] = c[j] + x[i, j]
)");
  ASSERT_EQ(k.program.ops.size(), 2u) << k.messages;
  EXPECT_EQ(k.program.ops[0].reduce_axis, 1);
  EXPECT_FALSE(k.program.ops[0].reduce_sum);
  EXPECT_EQ(k.program.ops[1].reduce_axis, 0);
  EXPECT_TRUE(k.program.ops[1].reduce_sum);
}

TEST(TileProgram, AGuardThatIsAlwaysTrueChangesNothing) {
  const Collected k = collect(R"(        for t in range(4):
            for i in T.parallel(32):
                for j in T.parallel(64):
                    if t * 32 + i < 128:
                        y[i, j] = x[i, j]
        for i in T.parallel(32):
            for j in T.parallel(64):
                if i + j < 80:
                    y[i, j] = x[i, j]
)");
  EXPECT_THAT(ops(k.program), ElementsAre("copy y x:same", "copy y+ x:same")) << k.messages;
}

TEST(TileProgram, AGuardedLoadIsALoad) {
  const Collected k = collect(R"(        for i, j in T.grid(32, 64):
            x[i, j] = T.if_then_else(bx * 32 + i < 200, A[bx * 32 + i, j // 2], T.float16(0.0))
)");
  EXPECT_THAT(ops(k.program), ElementsAre("load x <A unaligned gather")) << k.messages;
}

TEST(TileProgram, AlignmentOfBlocks) {
  const Collected k =
      collect(R"(        T.copy(T.region(A[bx * 32, 64], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
        T.copy(T.region(A[bx * 16, 64], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
        T.copy(T.region(A[bx, 64], 1, 1, 64), T.region(c[0], 2, 64), -1, T.bool(False), 0)
)");
  EXPECT_THAT(ops(k.program), ElementsAre("load x <A", "load x <A unaligned", "load c <A unaligned")) << k.messages;
  EXPECT_EQ(k.program.ops[2].loads[0].offset_divisor, 64);
}

/// "[8 64] of [8 0]" for the region of an operand: extents and constant starts.
std::string text_of(const TileRegion& r) {
  std::string out = "[";
  for (int64_t e : r.extents) out += " " + std::to_string(e);
  out += " from";
  for (const tir::Expr& e : r.starts) out += tir::as_int(e) ? " " + std::to_string(*tir::as_int(e)) : " ?";
  return out + " ]";
}

TEST(TileProgram, PartsOfBuffersSayWhichOnes) {
  const Collected k =
      collect(R"(        T.copy(T.region(x[8, 0], 1, 8, 64), T.region(y[16, 0], 2, 8, 64), -1, T.bool(False), 0)
        for i, j in T.grid(8, 64):
            y[i + 24, j] = x[i + 4, j] + T.float16(1.0)
        for i, j in T.grid(32, 64):
            y[i, j] = x[i, j] + T.float16(1.0)
)");
  ASSERT_THAT(k.program.ops.size(), 3u) << k.messages;
  EXPECT_EQ(text_of(k.program.ops[0].srcs[0].region), "[ 8 64 from 8 0 ]");
  EXPECT_EQ(text_of(k.program.ops[0].dst_region), "[ 8 64 from 16 0 ]");
  EXPECT_EQ(text_of(k.program.ops[2].dst_region), "[ from ]") << "all of a buffer is no part";
  EXPECT_FALSE(k.program.ops[1].covers_dst);
  EXPECT_EQ(k.program.ops[1].dst_region.extents, (std::vector<int64_t>{8, 64}));
}

TEST(TileProgram, StoresUnderAConditionAndInAnotherOrderSaySo) {
  const Collected k = collect(R"(        for i, j in T.grid(32, 64):
            if bx * 32 + i > j:
                C[bx * 32 + i, j] = x[i, j]
        for i, j in T.grid(32, 64):
            C[j, bx * 32 + i] = x[i, j]
        for i in T.parallel(32):
            C[bx * 32 + i, n] = r[i]
)");
  ASSERT_THAT(k.program.ops.size(), 3u) << k.messages;
  EXPECT_EQ(k.program.ops[0].guards.size(), 1u);
  EXPECT_FALSE(k.program.ops[0].stores_plainly());
  EXPECT_TRUE(k.program.ops[1].stores[0].reordered);
  EXPECT_TRUE(k.program.ops[2].stores_plainly());
  EXPECT_EQ(k.program.ops[2].stores[0].extents, (std::vector<int64_t>{32, 1}));
}

TEST(TileProgram, OneNestManyStores) {
  const Collected k = collect(R"(        for i in range(32):
            r[i] = T.float16(0.0)
            for j in range(64):
                r[i] = r[i] + x[i, j]
            for j in range(64):
                y[i, j] = x[i, j] / r[i]
)");
  EXPECT_THAT(ops(k.program), ElementsAre("fill r", "reduce r+ x:other", "elementwise y x:same r:column"))
      << k.messages;
}

TEST(TileProgram, RunningValuesAreRefused) {
  const Collected k = collect(R"(        for i in range(32):
            for j in range(64):
                r[i] = r[i] + x[i, j]
                y[i, j] = r[i]
)");
  EXPECT_FALSE(k.program.complete);
  EXPECT_THAT(k.messages, HasSubstr("T0413"));
}

TEST(TileProgram, StepsCarryTripsAndStages) {
  const Collected k = collect(R"(        for k in T.serial(12, annotations={"num_stages": 3}):
            T.copy(T.region(A[bx * 32, k * 32], 1, 32, 64), T.region(x[0, 0], 2, 32, 64), -1, T.bool(False), 0)
        for k in range(n):
            T.copy(T.region(x[0, 0], 1, 32, 64), T.region(C[bx * 32, k * 32], 2, 32, 64), -1, T.bool(False), 0)
)");
  ASSERT_EQ(k.program.steps.size(), 6u) << k.messages;
  EXPECT_EQ(k.program.steps[0].trips, 12);
  EXPECT_EQ(k.program.steps[0].num_stages, 3);
  EXPECT_EQ(k.program.steps[0].match, 2);
  EXPECT_EQ(k.program.steps[3].trips, kUnknown);
}

TEST(TileProgram, IndicesNearTheEndOf64BitsAreNoArithmeticOfOurs) {
  const Collected k = collect(R"(        for t in range(T.int64(9223372036854775807)):
            for i in T.parallel(32):
                for j in T.parallel(64):
                    if t * T.int64(9223372036854775807) < T.int64(5):
                        y[i, j] = A[T.int64(9223372036854775807) + i, j]
)");
  ASSERT_EQ(k.program.ops.size(), 1u) << k.messages;
  EXPECT_TRUE(k.program.ops[0].reads_dst);  // the guard is not proven
  EXPECT_FALSE(k.program.ops[0].loads[0].tile_aligned);
}

}  // namespace
}  // namespace tir2tt::analysis
