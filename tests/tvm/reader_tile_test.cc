// TileLang as people write it becomes what TileLang's front end makes of it; the texts on the right are in the form
// that TVM prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

using testing::HasSubstr;

struct Result {
  SourceFile file;
  Diagnostics diags;
  Script script;
  explicit Result(const std::string& text) : file("kernel.py", text) { script = read_script(file, {}, diags); }
  std::string rendered() const { return render(diags, &file, false); }
  std::string printed() const { return print_script(script.module, script.info); }
};

/// Both texts mean the same module.
void expect_same(const std::string& sugar, const std::string& plain) {
  Result a(sugar), b(plain);
  EXPECT_EQ(a.rendered(), "");
  EXPECT_EQ(b.rendered(), "");
  EXPECT_EQ(tir::first_difference(a.script.module, b.script.module), "") << a.printed();
}

std::string indent(const std::string& lines, const std::string& by) {
  std::string out;
  for (size_t at = 0; at < lines.size();) {
    size_t end = lines.find('\n', at);
    out += by + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out;
}

/// Lines inside a kernel of 4×2 blocks, with tensors A, B and two buffers on the chip.
const std::string kSugarHead =
    "import tilelang.language as T\nM, N, b = 128, 64, 32\n@T.prim_func\n"
    "def f(A: T.Tensor((M, N), \"float16\"), B: T.Tensor((M,), \"float32\")):\n"
    "    with T.Kernel(T.ceildiv(M, b), N // b, threads=256) as (bx, by):\n"
    "        S = T.alloc_shared((b, b), \"float16\")\n        C = T.alloc_fragment((b, b), \"float32\")\n"
    "        Z = T.alloc_fragment([b], \"float32\")\n";
const std::string kPlainHead =
    "@T.prim_func\ndef f(A_handle: T.handle, B_handle: T.handle):\n"
    "    A = T.match_buffer(A_handle, (128, 64), \"float16\", strides=(64, 1))\n"
    "    B = T.match_buffer(B_handle, (128,), strides=(1,))\n    # with T.block(\"root\"):\n"
    "    bx = T.launch_thread(\"blockIdx.x\", 4)\n    by = T.launch_thread(\"blockIdx.y\", 2)\n"
    "    tx = T.launch_thread(\"threadIdx.x\", 256)\n    ty = T.launch_thread(\"threadIdx.y\", 1)\n"
    "    tz = T.launch_thread(\"threadIdx.z\", 1)\n    with T.block(\"tilelang_root\"):\n        T.reads()\n        "
    "T.writes()\n"
    "        S = T.alloc_buffer((32, 32), \"float16\", scope=\"shared.dyn\")\n"
    "        C = T.alloc_buffer((32, 32), scope=\"local.fragment\")\n        Z = T.alloc_buffer((32,), "
    "scope=\"local.fragment\")\n";

void expect_lines(const std::string& sugar, const std::string& plain) {
  expect_same(kSugarHead + indent(sugar, "        "), kPlainHead + indent(plain, "        "));
}
std::string complaint(const std::string& sugar) {
  Result r(kSugarHead + indent(sugar, "        "));
  EXPECT_EQ(r.diags.error_count(), 1u) << r.rendered();
  return r.rendered();
}

const std::string kPointerC = "T.tvm_access_ptr(T.type_annotation(\"float32\"), C.data, 0, 1024, ";
const std::string kPointerS = "T.tvm_access_ptr(T.type_annotation(\"float16\"), S.data, 0, 1024, ";
const std::string kPointerZ = "T.tvm_access_ptr(T.type_annotation(\"float32\"), Z.data, 0, 32, ";

TEST(Tile, AWholeKernelPrintsAsTileLangsDoes) {
  Result r(kSugarHead + "        T.clear(C)\n");
  EXPECT_EQ(r.rendered(), "");
  std::string text = r.printed();
  EXPECT_EQ(text.substr(text.find("@T.prim_func")), kPlainHead + "        T.fill(" + kPointerC + "2), 0)\n");
}

TEST(Tile, CopyFromAStart) {
  expect_lines(
      "T.copy(A[bx * b, by * b], S)\n",
      "T.copy(T.region(A[bx * 32, by * 32], 1, 32, 32), T.region(S[0, 0], 2, 32, 32), -1, T.bool(False), 0)\n");
  expect_lines(
      "T.copy(S, A[bx * b, by * b])\n",
      "T.copy(T.region(S[0, 0], 1, 32, 32), T.region(A[bx * 32, by * 32], 2, 32, 32), -1, T.bool(False), 0)\n");
  expect_lines("T.copy(Z, B[bx * b])\n",
               "T.copy(T.region(Z[0], 1, 32), T.region(B[bx * 32], 2, 32), -1, T.bool(False), 0)\n");
  expect_lines("T.copy(A[bx, by * b], Z)\n",
               "T.copy(T.region(A[bx, by * 32], 1, 1, 32), T.region(Z[0], 2, 32), -1, T.bool(False), 0)\n");
}

TEST(Tile, CopyOfSlices) {
  expect_lines(
      "T.copy(A[bx * b:(bx + 1) * b, by * b:by * b + b], S)\n",
      "T.copy(T.region(A[bx * 32, by * 32], 1, 32, 32), T.region(S[0, 0], 2, 32, 32), -1, T.bool(False), 0)\n");
  expect_lines("T.copy(A[3, 0:b], Z)\n",
               "T.copy(T.region(A[3, 0], 1, 1, 32), T.region(Z[0], 2, 32), -1, T.bool(False), 0)\n");
  expect_lines("T.copy(S[:, 4:8], C[:, :4])\n",
               "T.copy(T.region(S[0, 4], 1, 32, 4), T.region(C[0, 0], 2, 32, 4), -1, T.bool(False), 0)\n");
}

TEST(Tile, CopyWithHintsAndOfPrinters) {
  expect_lines("T.copy(S, C, coalesced_width=8, disable_tma=True)\n",
               "T.copy(T.region(S[0, 0], 1, 32, 32), T.region(C[0, 0], 2, 32, 32), 8, T.bool(True), 0)\n");
  const std::string newer =
      "T.copy(T.region(S[0, 0], 1, 32, 32), T.region(C[0, 0], 2, 32, 32), annotations={\"coalesced_width\": 8})\n";
  Result r(kPlainHead + "        " + newer);
  EXPECT_EQ(r.rendered(), "");
  EXPECT_THAT(r.printed(), HasSubstr(newer));
  EXPECT_THAT(complaint("T.copy(S, Z)\nT.copy(A[0:16, 0:32], S)\n"), HasSubstr("a copy of extent 16 to extent 32"));
}

TEST(Tile, Gemm) {
  expect_lines(
      "T.gemm(S, S, C)\n",
      "T.gemm(" + kPointerS + "1), " + kPointerS + "1), " + kPointerC +
          "3), T.bool(False), T.bool(False), 32, 32, 32, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)\n");
  expect_lines(
      "T.gemm(S, S, C, transpose_B=True, policy=T.GemmWarpPolicy.FullRow, clear_accum=True, k_pack=2)\n",
      "T.gemm(" + kPointerS + "1), " + kPointerS + "1), " + kPointerC +
          "3), T.bool(False), T.bool(True), 32, 32, 32, 1, T.bool(True), 32, 32, 0, 0, 2, 0, T.uint32(0), 0, 0)\n");
  expect_lines(
      "T.gemm(S[0:32, 0:16], S[16:32, 0:32], C)\n",
      "T.gemm(" + kPointerS + "1), " + kPointerS + "1), " + kPointerC +
          "3), T.bool(False), T.bool(False), 32, 32, 16, 0, T.bool(False), 32, 32, 0, 0, 1, 0, T.uint32(0), 0, 0)\n");
  EXPECT_THAT(complaint("T.gemm(S[0:32, 0:16], S, C)\n"), HasSubstr("the inner extents of `T.gemm` differ: 16 and 32"));
  EXPECT_THAT(complaint("T.gemm(S, S[0:32, 0:16], C)\n"), HasSubstr("a product of 32×16 does not fit 32×32"));
  EXPECT_THAT(complaint("T.gemm(S, Z, C)\n"), HasSubstr("T0113"));
}

TEST(Tile, FillAndClear) {
  expect_lines("T.fill(Z, -T.infinity(\"float32\"))\n", "T.fill(" + kPointerZ + "2), T.float32(\"-inf\"))\n");
  expect_lines("T.fill(C[0:16, 3], 1.5)\n", "T.fill(C[0:16, 3], T.float32(1.5))\n");
  expect_lines("T.clear(S)\n", "T.fill(" + kPointerS + "2), 0)\n");
}

TEST(Tile, Reductions) {
  expect_lines("T.reduce_sum(C, Z, dim=1)\n",
               "T.reduce(" + kPointerC + "1), " + kPointerZ + "2), \"sum\", 1, T.bool(True))\n");
  expect_lines("T.reduce_max(C, Z, dim=-1, clear=False)\n",
               "T.reduce(" + kPointerC + "1), " + kPointerZ + "2), \"max\", 1, T.bool(False))\n");
  expect_lines("T.reduce_abssum(C, Z, 0)\n",
               "T.reduce(" + kPointerC + "1), " + kPointerZ + "2), \"abssum\", 0, T.bool(True))\n");
  expect_lines("T.reduce_absmax(C, Z)\nT.reduce_min(C, Z)\n",
               "T.reduce(" + kPointerC + "1), " + kPointerZ + "2), \"absmax\", 1, T.bool(True))\nT.reduce(" +
                   kPointerC + "1), " + kPointerZ + "2), \"min\", 1, T.bool(True))\n");
  expect_lines("T.cumsum(S, dim=1)\n", "T.cumsum(" + kPointerS + "1), " + kPointerS + "2), 1, T.bool(False))\n");
  EXPECT_THAT(complaint("T.reduce_sum(C, S)\n"), HasSubstr("T0111"));
  EXPECT_THAT(complaint("T.reduce_sum(C, Z, dim=2)\n"), HasSubstr("no axis 2 among 2"));
}

TEST(Tile, Loops) {
  expect_lines("for i, j in T.Parallel(b, 8, coalesced_width=4):\n    C[i, j] = 0\n",
               "for i in T.parallel(32, annotations={\"coalesced_width\": 4}):\n"
               "    for j in T.parallel(8, annotations={\"coalesced_width\": 4}):\n        C[i, j] = T.float32(0.0)\n");
  expect_lines("for k in T.Pipelined(T.ceildiv(100, b), num_stages=3):\n    T.clear(S)\n",
               "for k in T.serial(4, annotations={\"num_stages\": 3}):\n    T.fill(" + kPointerS + "2), 0)\n");
  expect_lines("for k in T.Pipelined(2, num_stages=0):\n    Z[k] = Z[k]\n", "for k in range(2):\n    Z[k] = Z[k]\n");
  expect_lines("for k in T.serial(1, 5):\n    Z[k] = Z[k]\n", "for k in range(1, 5):\n    Z[k] = Z[k]\n");
}

TEST(Tile, ArithmeticTakesTheTypesOfTheBuffers) {
  expect_lines("Z[0] += 1\n", "Z[0] = Z[0] + T.float32(1.0)\n");
  expect_lines("S[0, 0] = Z[0] * 2\n", "S[0, 0] = T.Cast(\"float16\", Z[0] * T.float32(2.0))\n");
  expect_lines("Z[0] = S[0, 0] + Z[1]\n", "Z[0] = T.Cast(\"float32\", S[0, 0]) + Z[1]\n");
  expect_lines("Z[0] = T.max(Z[0], 0)\n", "Z[0] = T.max(Z[0], T.float32(0.0))\n");
  expect_lines("Z[0] = T.if_then_else(bx > 1, Z[0], 0)\n", "Z[0] = T.if_then_else(bx > 1, Z[0], T.float32(0.0))\n");
  expect_lines("Z[0] = T.exp2(Z[0] * 0.5) - Z[1]\n", "Z[0] = T.exp2(Z[0] * T.float32(0.5)) - Z[1]\n");
  expect_lines("Z[0] = T.cast(S[0, 0], \"float32\")\n", "Z[0] = T.Cast(\"float32\", S[0, 0])\n");
  expect_lines("Z[0] = -Z[1]\n", "Z[0] = Z[1] * T.float32(-1.0)\n");
  expect_lines("row = bx * b\nZ[0] = B[row]\n", "row: T.int32 = bx * 32\nZ[0] = B[row]\n");
}

TEST(Tile, OtherAllocations) {
  expect_lines(
      "L = T.alloc_local((4,), \"float16\")\nV = T.alloc_var(\"int32\")\nF = T.alloc_shared((4,), \"bool\")\nL[0] = "
      "S[0, 0]\n",
      "L = T.alloc_buffer((4,), \"float16\", scope=\"local\")\nV = T.alloc_buffer((1,), \"int32\", "
      "scope=\"local.var\")\n"
      "F = T.alloc_buffer((4,), \"bool\", scope=\"shared\")\nL[0] = S[0, 0]\n");
  expect_lines("V = T.reshape(S, (1024,))\nV[3] = V[4]\n",
               "V = T.Buffer((1024,), \"float16\", data=S.data, strides=(1,), scope=\"shared.dyn\")\nV[3] = V[4]\n");
  EXPECT_THAT(complaint("V = T.reshape(S, (100,))\n"), HasSubstr("1024 elements cannot become 100"));
}

TEST(Tile, AtomicsAndHints) {
  expect_lines("T.atomic_add(B[0], Z[0])\n", "T.call_extern(\"handle\", \"AtomicAdd\", B[0], Z[0])\n");
  expect_lines("T.atomic_add(B[bx * b], Z)\n", "T.atomicadd(T.region(Z[0], 1, 32), T.region(B[bx * 32], 2, 32))\n");
  expect_lines("T.use_swizzle(10)\nT.clear(S)\n",
               "T.attr(None, \"threadblock_swizzle_pattern\", \"tl::rasterization2DRow<10>\")\nT.fill(" + kPointerS +
                   "2), 0)\n");
}

TEST(Tile, GridsOfOtherForms) {
  const std::string head = "@T.prim_func\ndef f(A: T.Buffer((8,), \"float32\")):\n";
  expect_same(head + "    with T.Kernel(8) as bx:\n        A[bx] = 0\n",
              head +
                  "    # with T.block(\"root\"):\n    bx = T.launch_thread(\"blockIdx.x\", 8)\n"
                  "    tx = T.launch_thread(\"threadIdx.x\", 128)\n    ty = T.launch_thread(\"threadIdx.y\", 1)\n"
                  "    tz = T.launch_thread(\"threadIdx.z\", 1)\n    with T.block(\"tilelang_root\"):\n        A[bx] = "
                  "T.float32(0.0)\n");
  expect_same(
      head + "    with T.Kernel(8, is_cpu=True) as bx:\n        A[bx] = 0\n",
      head +
          "    # with T.block(\"root\"):\n    for bx in range(8):\n        with T.block(\"tilelang_root\"):\n"
          "            T.block_attr({\"tilelang.is_cpu_kernel_frame\": True})\n            A[bx] = T.float32(0.0)\n");
  expect_same(
      head +
          "    with T.Kernel(8, threads=(32, 4)) as bx:\n        tn = T.get_thread_binding(0)\n        A[bx] = A[tn]\n",
      head +
          "    # with T.block(\"root\"):\n    bx = T.launch_thread(\"blockIdx.x\", 8)\n"
          "    tn = T.launch_thread(\"threadIdx.x\", 32)\n    ty = T.launch_thread(\"threadIdx.y\", 4)\n"
          "    tz = T.launch_thread(\"threadIdx.z\", 1)\n    with T.block(\"tilelang_root\"):\n        A[bx] = "
          "A[tn]\n");
  EXPECT_THAT(Result(head + "    with T.Kernel(8, 4) as bx:\n        pass\n").rendered(),
              HasSubstr("1 names for a grid of 2 axes"));
  EXPECT_THAT(Result(head + "    with T.Kernel(0) as bx:\n        pass\n").rendered(), HasSubstr("a grid of 0 blocks"));
}

TEST(Tile, ExtentsThatAreKnownLater) {
  expect_same(
      "n = T.symbolic(\"n\")\n@T.prim_func\ndef f(A: T.Tensor((n, 32), \"float16\")):\n    with T.Kernel(T.ceildiv(n, "
      "32)) as bx:\n        A[bx, 0] = A[0, 0]\n",
      "@T.prim_func\ndef f(A_handle: T.handle):\n    n = T.int32()\n    A = T.match_buffer(A_handle, (n, 32), "
      "\"float16\", strides=(32, 1))\n"
      "    # with T.block(\"root\"):\n    bx = T.launch_thread(\"blockIdx.x\", (n + 32 - 1) // 32)\n"
      "    tx = T.launch_thread(\"threadIdx.x\", 128)\n    ty = T.launch_thread(\"threadIdx.y\", 1)\n"
      "    tz = T.launch_thread(\"threadIdx.z\", 1)\n    with T.block(\"tilelang_root\"):\n        A[bx, 0] = A[0, "
      "0]\n");
}

}  // namespace
}  // namespace tir2tt::tvm
