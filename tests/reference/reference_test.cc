// Statements, memory and the grid. Expressions: expression_test.cc; tile operations: tile_op_test.cc.
#include <thread>

#include "reference/interpret.h"

namespace tir2tt::reference {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

data::Array counting(const std::string& dtype, std::vector<int64_t> shape) {
  return array(dtype, std::move(shape), [](int64_t i) { return static_cast<double>(i); });
}

TEST(Reference, RunsEveryBlock) {
  const auto f = kernel("A: T.Buffer((4, 6), \"int32\")",
                        {"bx = T.launch_thread(\"blockIdx.x\", 3)", "by = T.launch_thread(\"blockIdx.y\", 2)",
                         "for i, j in T.grid(2, 2):", "    A[by * 2 + i, bx * 2 + j] = bx * 10 + by"});
  const Result r = run(f, {zeros("int32", {4, 6})});
  EXPECT_THAT(r.grid, ElementsAre(3, 2, 1));
  ASSERT_EQ(r.tensors.size(), 1u);
  EXPECT_EQ(r.tensors[0].name, "A");
  EXPECT_TRUE(r.tensors[0].written);
  for (size_t i = 0; i < 24; ++i) {
    const size_t by = i / 12, bx = i % 6 / 2;
    EXPECT_EQ(r.tensors[0].value.values[i], static_cast<double>(bx * 10 + by));
    EXPECT_EQ(r.tensors[0].writer[i], static_cast<int32_t>(bx + 3 * by));
  }
}

TEST(Reference, GridsOfLoopsAndOfBindings) {
  const auto bound =
      kernel("A: T.Buffer((6,), \"int32\")", {"for b in T.thread_binding(6, thread=\"blockIdx.x\"):", "    A[b] = b"});
  EXPECT_THAT(run(bound, {zeros("int32", {6})}).grid, ElementsAre(6, 1, 1));
  const auto cpu = kernel(
      "A: T.Buffer((6,), \"int32\")",
      {"for bx, by in T.grid(3, 2):", "    with T.block(\"tilelang_root\"):", "        T.reads()", "        T.writes()",
       "        T.block_attr({\"tilelang.is_cpu_kernel_frame\": T.bool(True)})", "        A[by * 3 + bx] = bx"});
  const Result r = run(cpu, {zeros("int32", {6})});
  EXPECT_THAT(r.grid, ElementsAre(3, 2, 1));
  EXPECT_THAT(r.tensors[0].writer, ElementsAre(0, 1, 2, 3, 4, 5));
  const auto two =
      kernel("A: T.Buffer((6,), \"int32\")", {"for b in T.thread_binding(6, thread=\"blockIdx.x\"):", "    A[b] = b",
                                              "for b in T.thread_binding(6, thread=\"blockIdx.x\"):", "    A[b] = b"});
  EXPECT_THAT(refused(two, {zeros("int32", {6})}).message, HasSubstr("second grid"));
}

TEST(Reference, GuardsTensorsPerLoad) {
  const auto f = kernel("A: T.Buffer((5,), \"float32\"), B: T.Buffer((5,), \"float32\")",
                        {"for i in T.parallel(8):", "    B[i] = A[i + 2] + T.float32(1)"});
  const Result r = run(f, {counting("float32", {5}), zeros("float32", {5})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(3, 4, 5, 1, 1));
  EXPECT_FALSE(r.tensors[0].written);
  EXPECT_THAT(r.tensors[0].writer, Each(-1));
}

TEST(Reference, OnTheChipAnIndexMustBeInRange) {
  const auto f = kernel("A: T.Buffer((8,), \"float32\")",
                        {"S = T.alloc_buffer((4, 2), scope=\"shared\")", "for i in range(8):", "    S[i, 0] = A[i]"});
  const Diagnostic d = refused(f, {zeros("float32", {8})});
  EXPECT_EQ(d.id, DiagId::OutOfBounds);
  EXPECT_TRUE(d.span.known());
  EXPECT_THAT(d.message, HasSubstr("index 4 of axis 0 of `S`, whose extent is 4"));
}

TEST(Reference, UndefinedElementsAreUnknown) {
  const auto f = kernel(
      "A: T.Buffer((2,), \"float32\")",
      {"S = T.alloc_buffer((2,), scope=\"shared\")", "S[0] = T.float32(1)", "for i in range(2):", "    A[i] = S[i]"});
  const Result r = run(f, {zeros("float32", {2})});
  EXPECT_EQ(r.tensors[0].value.values[0], 1);
  EXPECT_LT(r.tensors[0].bound[0], 1e-6f);
  EXPECT_TRUE(std::isnan(r.tensors[0].value.values[1]));
  EXPECT_TRUE(std::isinf(r.tensors[0].bound[1]));
}

TEST(Reference, EveryBlockBeginsWithUndefinedBuffers) {
  const auto f = kernel("A: T.Buffer((2,), \"float32\")",
                        {"b = T.launch_thread(\"blockIdx.x\", 2)",
                         "with T.block(\"root\"):", "    S = T.alloc_buffer((1,), scope=\"shared\")",
                         "    if b == 0:", "        S[0] = T.float32(1)", "    A[b] = S[0]"});
  const Result r = run(f, {zeros("float32", {2})});
  EXPECT_EQ(r.tensors[0].value.values[0], 1);
  EXPECT_TRUE(std::isnan(r.tensors[0].value.values[1]));
}

TEST(Reference, LetsAreNamesForExpressions) {
  // As T.Persistent prints it: the let stands in front of the loop whose variable it uses.
  const auto f =
      kernel("A: T.Buffer((8,), \"int32\")",
             {"block_id = T.launch_thread(\"blockIdx.x\", 3)", "w = T.int32()", "at: T.int32 = w * 3 + block_id",
              "for w in range(3):", "    if 8 <= w * 3 + block_id:", "        T.loop_break()", "    A[at] = at * at"});
  EXPECT_THAT(run(f, {zeros("int32", {8})}).tensors[0].value.values, ElementsAre(0, 1, 4, 9, 16, 25, 36, 49));
}

TEST(Reference, ALetIsEvaluatedWhereItIsUsed) {
  const auto f = kernel("A: T.Buffer((2,), \"int32\")",
                        {"S = T.alloc_buffer((1,), \"int32\", scope=\"shared\")", "now: T.int32 = S[0] + 1", "S[0] = 1",
                         "A[0] = now", "S[0] = 5", "A[1] = now"});
  EXPECT_THAT(run(f, {zeros("int32", {2})}).tensors[0].value.values, ElementsAre(2, 6));
}

TEST(Reference, SymbolicShapesAreBoundByInputs) {
  const auto f = kernel(
      "a: T.handle, b: T.handle",
      {"m, n = T.int32(), T.int32()", "A = T.match_buffer(a, (m, n), \"int32\", strides=(n, 1))",
       "B = T.match_buffer(b, (n, m), \"int32\", strides=(m, 1))", "bx = T.launch_thread(\"blockIdx.x\", (m + 1) // 2)",
       "for i in range(2):", "    for j in range(n):", "        B[j, bx * 2 + i] = A[bx * 2 + i, j]"});
  const Result r = run(f, {counting("int32", {3, 2}), zeros("int32", {2, 3})});
  EXPECT_THAT(r.grid, ElementsAre(2, 1, 1));
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 2, 4, 1, 3, 5));
  EXPECT_EQ(refused(f, {zeros("int32", {3, 2}), zeros("int32", {2, 4})}).id, DiagId::InputShapeMismatch);
}

TEST(Reference, InputsThatDoNotFit) {
  const auto f = kernel("A: T.Buffer((4,), \"float32\")", {"A[0] = T.float32(1)"});
  EXPECT_EQ(refused(f, {}).id, DiagId::InputShapeMismatch);
  EXPECT_EQ(refused(f, {zeros("float16", {4})}).id, DiagId::InputShapeMismatch);
  EXPECT_EQ(refused(f, {zeros("float32", {2, 2})}).id, DiagId::InputShapeMismatch);
  EXPECT_THAT(refused(f, {zeros("float32", {5})}).message, HasSubstr("axis 0 of the tensor is 4"));
  data::Array lying = zeros("float32", {4});
  lying.values.pop_back();
  EXPECT_EQ(refused(f, {lying}).id, DiagId::InputShapeMismatch);
}

TEST(Reference, ControlFlow) {
  const auto f = kernel(
      "A: T.Buffer((6,), \"int32\")",
      {"S = T.alloc_buffer((1,), \"int32\", scope=\"local\")", "S[0] = 0", "while S[0] < 5:", "    S[0] = S[0] + 2",
       "A[0] = S[0]", "for i in range(1, 4):", "    if i == 2:", "        A[i] = 20", "    else:", "        A[i] = i"});
  EXPECT_THAT(run(f, {zeros("int32", {6})}).tensors[0].value.values, ElementsAre(6, 1, 20, 3, 0, 0));
  const auto forever = kernel("A: T.Buffer((1,), \"int32\")", {"while A[0] < 1:", "    A[0] = 0"});
  std::atomic<bool> stop = false;
  Options o;
  o.stop = &stop;
  std::thread later([&] { stop = true; });
  EXPECT_EQ(refused(forever, {zeros("int32", {1})}, o).id, DiagId::Interrupted);
  later.join();
}

TEST(Reference, ConditionsThatTheDeviceMayDecideOtherwise) {
  Options o = exact();
  o.errors.step = 0x1p-4;
  const auto f =
      kernel("A: T.Buffer((2,), \"float32\"), B: T.Buffer((2,), \"float32\"), C: T.Buffer((2,), \"float32\")",
             {"for i in range(2):", "    if A[i] * T.float32(1) < T.float32(1):", "        B[i] = T.float32(3)",
              "    else:", "        C[i] = T.float32(4)"});
  const Result r = run(
      f,
      {array("float32", {2}, [](int64_t i) { return i ? 0.5 : 1.03; }), zeros("float32", {2}), zeros("float32", {2})},
      o);
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 3));
  EXPECT_THAT(r.tensors[2].value.values, ElementsAre(4, 0));
  EXPECT_TRUE(std::isinf(r.tensors[1].bound[0]));
  EXPECT_TRUE(std::isinf(r.tensors[2].bound[0]));
  EXPECT_LT(r.tensors[1].bound[1], 1e-5f);
  EXPECT_EQ(r.tensors[2].bound[1], 0);
}

TEST(Reference, ViewsShareMemory) {
  const auto f = kernel("A: T.Buffer((2, 3), \"float32\"), B: T.Buffer((6,), \"float32\")",
                        {"flat = T.Buffer((6,), data=A.data)", "S = T.allocate([6], \"float32\", \"shared\")",
                         "tile = T.decl_buffer((3, 2), data=S, scope=\"shared\")",
                         "for i, j in T.grid(3, 2):", "    tile[i, j] = flat[i * 2 + j] + T.float32(1)",
                         "S_1 = T.Buffer((6,), data=S, scope=\"shared\")", "for i in range(6):", "    B[i] = S_1[i]"});
  const Result r = run(f, {counting("float32", {2, 3}), zeros("float32", {6})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(Reference, ViewsThatDoNotFit) {
  const auto large =
      kernel("A: T.Buffer((2, 3), \"float32\")", {"flat = T.Buffer((7,), data=A.data)", "flat[0] = T.float32(1)"});
  EXPECT_EQ(refused(large, {zeros("float32", {2, 3})}).id, DiagId::OutOfBounds);
  const auto other =
      kernel("A: T.Buffer((2,), \"float32\")", {"bits = T.Buffer((2,), \"int32\", data=A.data)", "bits[0] = 1"});
  EXPECT_THAT(refused(other, {zeros("float32", {2})}).message, HasSubstr("sees as int32"));
}

TEST(Reference, BlocksOfSchedulableTir) {
  const auto f = kernel(
      "A: T.Buffer((4, 8), \"float32\"), D: T.Buffer((4,), \"float32\")",
      {"with T.block(\"root\"):", "    B = T.alloc_buffer((4,))", "    for i, j in T.grid(4, 8):",
       "        with T.block(\"sum\"):", "            vi, vj = T.axis.remap(\"SR\", [i, j])",
       "            T.reads(A[vi, vj])", "            T.writes(B[vi])",
       "            with T.init():", "                B[vi] = T.float32(0)", "            B[vi] = B[vi] + A[vi, vj]",
       "    for i in range(5):", "        with T.block(\"out\"):", "            vi = T.axis.spatial(4, i)",
       "            T.where(i < 4)", "            T.reads(B[vi])", "            T.writes(D[vi])",
       "            Bm = T.match_buffer(B[vi:vi + 1], (1,), offset_factor=1)", "            D[vi] = Bm[0]"});
  const Result r = run(f, {counting("float32", {4, 8}), zeros("float32", {4})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(28, 92, 156, 220));
}

TEST(Reference, ThreadsThatAreUsedAreRun) {
  const auto f = kernel("A: T.Buffer((8,), \"float32\"), B: T.Buffer((8,), \"float32\")",
                        {"bx = T.launch_thread(\"blockIdx.x\", 2)", "tx = T.launch_thread(\"threadIdx.x\", 4)",
                         "with T.block(\"root\"):", "    S = T.alloc_buffer((4,), scope=\"shared\")",
                         "    R = T.alloc_buffer((1,), scope=\"local\")", "    S[tx] = A[bx * 4 + tx]",
                         "    R[0] = T.float32(0)", "    T.tvm_storage_sync(\"shared\")",
                         "    for k in range(4):", "        R[0] = R[0] + S[k] * T.Cast(\"float32\", tx)",
                         "    if tx < 3:", "        B[bx * 4 + tx] = R[0] + S[3 - tx]"});
  const Result r = run(f, {counting("float32", {8}), zeros("float32", {8})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(3, 8, 13, 0, 7, 28, 49, 0));
}

// What a loop adds up goes through the matrix unit; integers come out as they went in.
TEST(Reference, SumsOfChosenIntegers) {
  const auto f =
      kernel("A: T.Buffer((4,), \"float32\"), B: T.Buffer((4,), \"int32\")",
             {"with T.block(\"root\"):", "    S = T.alloc_buffer((4,), \"int32\", scope=\"local.fragment\")",
              "    for i in range(4):", "        S[i] = 0", "    for k in range(5):", "        for i in T.parallel(4):",
              "            S[i] = S[i] + T.if_then_else(A[i] > T.Cast(\"float32\", k), k, 0)",
              "    for i in range(4):", "        B[i] = S[i]"});
  const Result r = run(f, {counting("float32", {4}), zeros("int32", {4})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 0, 1, 3));
}

TEST(Reference, Vectors) {
  const auto f =
      kernel("A: T.Buffer((8,), \"float32\"), B: T.Buffer((8,), \"float16\")",
             {"for i in range(2):",
              "    B[i * 4:i * 4 + 4] = T.Cast(\"float16x4\", A[i * 4:i * 4 + 4] * T.Broadcast(T.float32(2), 4))",
              "A[1:8] = A[0:7]"});
  const Result r = run(f, {counting("float32", {8}), zeros("float16", {8})});
  EXPECT_THAT(r.tensors[1].value.values, ElementsAre(0, 2, 4, 6, 8, 10, 12, 14));
  EXPECT_THAT(r.tensors[0].value.values, ElementsAre(0, 0, 1, 2, 3, 4, 5, 6));
}

TEST(Reference, NotFiniteDataFlowsThrough) {
  const auto f = kernel("A: T.Buffer((3,), \"float32\"), B: T.Buffer((3,), \"float32\")",
                        {"for i in range(3):", "    B[i] = A[i] + T.float32(1)"});
  const double in[] = {std::nan(""), HUGE_VAL, 1};
  const Result r = run(f, {array("float32", {3}, [&](int64_t i) { return in[i]; }), zeros("float32", {3})});
  EXPECT_TRUE(std::isnan(r.tensors[1].value.values[0]));
  EXPECT_EQ(r.tensors[1].value.values[1], HUGE_VAL);
  EXPECT_EQ(r.tensors[1].value.values[2], 2);
  EXPECT_TRUE(std::isinf(r.tensors[1].bound[0]));
}

TEST(Reference, StoresRoundAndTheirBoundsSayHow) {
  Options o = exact();
  o.errors.step = 0x1p-20;
  o.errors.pass = 0x1p-8;
  for (const auto& [dtype, r] :
       {std::pair<std::string, double>{"float32", 0x1p-23}, {"float16", 0x1p-10}, {"bfloat16", 0x1p-7}}) {
    const auto f = kernel("A: T.Buffer((9,), \"float32\"), B: T.Buffer((9,), \"" + dtype + "\")",
                          {"for i in range(9):", "    B[i] = T.Cast(\"" + dtype + "\", A[i] * T.float32(3))"});
    const Result got = run(f, {array("float32", {9}, noise), zeros(dtype, {9})}, o);
    for (size_t i = 0; i < 9; ++i) {
      const double exact_value = got.tensors[0].value.values[i] * 3, v = std::fabs(exact_value);
      EXPECT_LE(std::fabs(got.tensors[1].value.values[i] - exact_value), static_cast<double>(got.tensors[1].bound[i]));
      EXPECT_GE(got.tensors[1].bound[i], v * (r + 0x1p-20 + 0x1p-8));
      EXPECT_LE(got.tensors[1].bound[i], v * (3 * r + 0x1p-19 + 0x1p-8) + 1e-5);
    }
  }
}

TEST(Reference, WhatItCannotDo) {
  const auto why = [](const std::vector<std::string>& body) {
    return refused(kernel("A: T.Buffer((4,), \"float32\")", body), {zeros("float32", {4})}).message;
  };
  EXPECT_THAT(why({"with T.attr(0, \"warp_specialize\", 1):", "    A[0] = T.float32(1)"}),
              HasSubstr("warp_specialize"));
  EXPECT_THAT(why({"for i in T.parallel(4):", "    T.call_extern(\"handle\", \"AtomicFoo\", A[i], T.float32(1))"}),
              HasSubstr("`AtomicFoo`"));
  EXPECT_THAT(why({"T.c2d_im2col(A.data, A.data, 0, 0, 1, 1, 1, 0, 0)"}),
              HasSubstr("T.c2d_im2col wants an NHWC image"));
  EXPECT_THAT(why({"T.evaluate(T.tvm_warp_shuffle(1, A[0], 0, 32, 32))"}), HasSubstr("`tvm_warp_shuffle`"));
}

}  // namespace
}  // namespace tir2tt::reference
