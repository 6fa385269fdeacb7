// Text in, text out: each construct that TVM prints comes back byte for byte, and what the text says is still there
// when it is printed without side information.
#include <gtest/gtest.h>

#include <string>

#include "tir/equal.h"
#include "tvm/script.h"

namespace tir2tt::tvm {
namespace {

const char kHeader[] =
    "# from tvm.script import ir as I\n"
    "# from tvm.script import tir as T\n"
    "\n"
    "@I.ir_module\n"
    "class Module:\n";
const char kDef[] =
    "    @T.prim_func\n"
    "    def main(A: T.Buffer((64, 64), \"float16\"), B: T.Buffer((64,), \"float32\"), n: T.int32):\n";

Script read(const std::string& text, const std::string& name = "kernel.py") {
  const SourceFile file(name, text);
  Diagnostics diags;
  Script script = read_script(file, {}, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false) << text;
  return script;
}

void expect_round_trip(const std::string& text) {
  const Script script = read(text);
  EXPECT_EQ(print_script(script.module, script.info), text);
  const std::string plain = print_script(script.module);
  const Script again = read(plain, "without_side_information.py");
  EXPECT_EQ(tir::first_difference(script.module, again.module, true), "") << plain;
}

/// `lines` is the body of a function with buffers A and B and a variable n, indented from column 0.
void expect_body(const std::string& lines) {
  std::string text = std::string(kHeader) + kDef;
  for (size_t at = 0; at < lines.size();) {
    const size_t end = lines.find('\n', at);
    text += "        " + lines.substr(at, end - at) + "\n";
    at = end + 1;
  }
  expect_round_trip(text);
}

TEST(RoundTrip, Expressions) {
  expect_body("B[n - (n - 1)] = B[n * (n + 1) // 2 % 3]\n");
  expect_body("B[n - -1 * n] = T.float32(0.10000000000000001)\n");
  expect_body("if n < 4 == (n > 2) and (n == 1 or not n != 3):\n    T.evaluate(0)\n");
  expect_body("T.evaluate(T.Add(n, 0) + T.Mul(2, 3) + T.FloorDiv(n, 1) + T.Div(n, 4) + T.truncmod(n, 4))\n");
  expect_body("T.evaluate(T.Select(n < 3, T.min(n, 4), T.max(n, 4)))\n");
  expect_body("T.evaluate(T.Cast(\"int64\", n) + T.int64(5))\n");
  expect_body("B[0] = T.if_then_else(n > 0, T.exp(B[0]), T.float32(\"-inf\"))\n");
  expect_body("A[0, 0] = T.call_extern(\"float16\", \"my::f<1>\", A[0, 0])\n");
  expect_body("B[0:8:2] = T.Broadcast(T.float32(0.0), 4)\n");
  expect_body("B[0:4] = B[n * 4:n * 4 + 4]\n");
  expect_body("T.evaluate(T.bool(True))\n");
  expect_body("T.call_extern(\"int32\", \"f\", \"tab\\tquote\\\"back\\\\slash\\nline\\xC3\\xBC\")\n");
}

TEST(RoundTrip, RarerExpressions) {
  expect_body("x = T.int32()\nT.evaluate(T.Let(x * 2, where={x: n + 1}))\n");
  expect_body("B.vstore([T.Ramp(0, 1, 4)], T.Broadcast(T.float32(0.0), 4), predicate=T.Broadcast(T.bool(True), 4))\n");
  expect_body("B[0:4] = B.vload([T.Ramp(n, 1, 4)], predicate=T.Broadcast(T.bool(True), 4))\n");
  expect_body("B[0] = T.Shuffle([B[0], B[1]], [0])\n");
  expect_body("T.tir.isinf(B[0])\nT.isnan(B[0])\nT.address_of(B[0])\n");
  expect_body("T.some_op_of_tomorrow(B[0], 1)\nT.tir.other_op()\n");
  expect_body("T.evaluate(T.Not(1))\nT.evaluate(not n < 3 or n != 4)\n");
}

TEST(RoundTrip, Loops) {
  expect_body("for i in range(8):\n    B[i] = T.float32(1.0)\nfor i in range(2, 8):\n    B[i] = T.float32(1.0)\n");
  expect_body("for i, j in T.grid(64, n):\n    A[i, j] = T.float16(0.0)\n");
  expect_body("for i in T.parallel(8):\n    for j in T.vectorized(4):\n        B[i * 4 + j] = T.float32(1.0)\n");
  expect_body(
      "for i in T.unroll(8, annotations={\"pragma\": T.bool(False), \"x\": [1, \"a\"]}):\n    B[i] = T.float32(1.0)\n");
  expect_body("for i in T.serial(8, annotations={\"num_stages\": 3}):\n    B[i] = T.float32(1.0)\n");
  expect_body("for i in T.thread_binding(8, thread=\"threadIdx.x\"):\n    B[i] = T.float32(1.0)\n");
  expect_body("while n < 3:\n    B[n] = T.float32(1.0)\n");
}

TEST(RoundTrip, ScopesAtTheEndAndInTheMiddle) {
  expect_body("x: T.int32 = n + 1\ny: T.int32 = x\nB[y] = T.float32(1.0)\n");
  expect_body("with T.LetStmt(n + 1) as x:\n    B[x] = T.float32(1.0)\nB[0] = T.float32(2.0)\n");
  expect_body(
      "with T.attr(0 < n, \"tl.assume\", \"why\"):\n    B[0] = T.float32(1.0)\nT.attr(None, \"k\", 1)\nB[0] = "
      "T.float32(2.0)\n");
  expect_body(
      "S = T.allocate([128], \"float32\", \"shared\")\nS_1 = T.Buffer((128,), data=S, scope=\"shared\")\nS_1[0] = "
      "B[0]\n");
  expect_body("tile = T.decl_buffer((32, 32), \"float16\", scope=\"local\")\ntile[0, 0] = A[0, 0]\n");
  expect_body("p = T.handle(\"float16\")\ntile = T.decl_buffer((32, 32), \"float16\", data=p)\ntile[0, 0] = A[0, 0]\n");
  expect_body("assert n > 0, \"positive\"\nB[0] = T.float32(2.0)\n");
}

TEST(RoundTrip, RarerStatements) {
  expect_body("with T.LetStmt(B.data, T.handle(\"float32\")) as p:\n    T.evaluate(p)\nT.evaluate(0)\n");
  expect_body("p: T.handle(\"float32\") = B.data\nT.evaluate(p)\n");
  expect_body("with T.Assert(n > 0, \"positive\"):\n    T.evaluate(1)\nT.evaluate(0)\n");
  expect_body("c = T.allocate_const([1, 2, 3], \"int32\", [3])\nT.evaluate(c)\n");
  expect_body("T.attr(\"default\", \"pragma_x\", T.bool(True))\nT.evaluate(0)\n");
  expect_body("S = T.allocate([4], \"float16\", \"local\", annotations={\"a\": 1})\nT.evaluate(S)\n");
}

TEST(RoundTrip, Threads) {
  expect_body(
      "bx = T.launch_thread(\"blockIdx.x\", 8)\ntx = T.launch_thread(\"threadIdx.x\", n)\nB[bx + tx] = "
      "T.float32(1.0)\n");
  expect_body(
      "tx = T.env_thread(\"threadIdx.x\")\nwith T.launch_thread(tx, 8):\n    B[tx] = T.float32(1.0)\n"
      "T.launch_thread(tx, 16)\nB[tx] = T.float32(2.0)\n");
}

TEST(RoundTrip, Blocks) {
  expect_body(
      "# with T.block(\"root\"):\n"
      "C = T.alloc_buffer((64, 64), \"float16\", scope=\"shared\")\n"
      "for i, j in T.grid(64, 64):\n"
      "    with T.block(\"C\"):\n"
      "        vi, vj = T.axis.remap(\"SR\", [i, j])\n"
      "        T.where(i * 64 + j < n)\n"
      "        T.reads(A[vi, vj])\n"
      "        T.writes(C[vi, 0:64])\n"
      "        T.block_attr({\"a\": 1, \"b\": \"s\"})\n"
      "        with T.init():\n"
      "            C[vi, vj] = T.float16(0.0)\n"
      "        C[vi, vj] = A[vi, vj]\n"
      "for i in range(64):\n"
      "    with T.block(\"D\"):\n"
      "        vi = T.axis.spatial(64, i)\n"
      "        vk = T.axis.reduce((1, 9), i + 1)\n"
      "        T.reads(C[vi, vk:vk + 8])\n"
      "        T.writes()\n"
      "        row = T.match_buffer(C[vi, 0:64], (64,), \"float16\", scope=\"shared\", offset_factor=1)\n"
      "        A[vi, vk] = row[vk]\n");
}

TEST(RoundTrip, DeclarationsStandWhereTheyStood) {
  expect_body(
      "with T.block(\"b\"):\n"
      "    m = T.int32()\n"
      "    T.reads(B[0:m * 4])\n"
      "    T.writes()\n"
      "    p = T.handle(\"float16\", \"shared\")\n"
      "    T.block_attr({\"layout_map\": {p: metadata[\"tl.Layout\"][0]}})\n"
      "    S = T.alloc_buffer((32, 32), \"float16\", data=p, scope=\"shared\")\n"
      "    with T.LetStmt(n + 1, var=m):\n"
      "        S[m, 0] = A[0, 0]\n"
      "    w = T.int32()\n"
      "    x: T.int32 = w + 1\n"
      "    for w in range(4):\n"
      "        flat = T.Buffer((4096,), \"float16\", data=A.data)\n"
      "        S[w, x] = flat[w]\n");
}

TEST(RoundTrip, ABufferThatIsDefinedTwice) {
  expect_body(
      "with T.block(\"root\"):\n"
      "    T.reads()\n"
      "    T.writes()\n"
      "    S = T.Buffer((8,), scope=\"shared\")\n"
      "    T.block_attr({\"layout_map\": {S: metadata[\"tl.Layout\"][0]}})\n"
      "    bx = T.launch_thread(\"blockIdx.x\", 8)\n"
      "    with T.block(\"inner\"):\n"
      "        T.reads()\n"
      "        T.writes()\n"
      "        S = T.alloc_buffer((8,), data=S.data, scope=\"shared\")\n"
      "        S[bx] = B[bx]\n");
}

TEST(RoundTrip, FunctionsAndModules) {
  expect_round_trip(std::string(kHeader) +
                    "    I.module_attrs({\"ma\": 1})\n"
                    "    @T.prim_func(private=True)\n"
                    "    def helper(A: T.Buffer((4,), \"float32\")):\n"
                    "        T.func_attr({\"b\": {\"x\": True, \"y\": [1, 2.5]}, \"tir.noalias\": T.bool(True)})\n"
                    "        A[0] = T.float32(1.5)\n"
                    "\n"
                    "    @T.prim_func\n"
                    "    def main(a: T.handle, p: T.handle(\"float32\", \"shared\"), x: T.float32) -> T.int32:\n"
                    "        T.func_attr({\"global_symbol\": \"other\"})\n"
                    "        m, k = T.int32(), T.int32()\n"
                    "        A = T.match_buffer(a, (m, k), strides=(k, 1), align=128, offset_factor=4)\n"
                    "        A[0, 0] = x\n"
                    "        return 7\n");
}

TEST(RoundTrip, VariablesThatABufferBringsAlong) {
  expect_round_trip(std::string(kHeader) +
                    "    @T.prim_func\n"
                    "    def main(a: T.handle, b: T.handle):\n"
                    "        A = T.match_buffer(a, (16, 4), strides=(\"s0\", 1), offset_factor=1)\n"
                    "        B = T.match_buffer(b, (16,), buffer_type=\"auto\", axis_separators=[1])\n"
                    "        A[A.strides[0], A.elem_offset] = B[0]\n"
                    "        T.evaluate(A.data)\n");
}

TEST(RoundTrip, CallsOfAFunctionOfTheModule) {
  expect_round_trip(std::string(kHeader) +
                    "    @T.prim_func(private=True)\n"
                    "    def helper(x: T.int32) -> T.int32:\n"
                    "        return x\n"
                    "\n"
                    "    @T.prim_func\n"
                    "    def main(n: T.int32):\n"
                    "        T.func_attr({\"target\": T.target({\"kind\": \"c\", \"tag\": \"\"})})\n"
                    "        Module.helper(n)\n");
}

TEST(RoundTrip, Tirx) {
  expect_round_trip(
      "# from tvm.script import ir as I\n"
      "# from tvm.script import tirx as T\n"
      "\n"
      "@I.ir_module\n"
      "class Module:\n"
      "    @T.prim_func\n"
      "    def main(A: T.Buffer((64,), \"float32\"), n: T.int32):\n"
      "        # with T.sblock(\"root\"):\n"
      "        S = T.sblock_alloc_buffer((64,), scope=\"shared\")\n"
      "        tx = T.launch_thread(\"threadIdx.x\", 64)\n"
      "        x: T.int32 = tx + n\n"
      "        L = T.alloc_buffer((4,), scope=\"local\")\n"
      "        V = T.decl_buffer((2, 2), data=L.data, scope=\"local\")\n"
      "        assert x < 64, (\"RuntimeError\", [\"too large: \", \"x\"])\n"
      "        for i in range(0, 64, 2):\n"
      "            with T.sblock(\"b\"):\n"
      "                vi = T.axis.spatial(64, i)\n"
      "                T.reads(A[vi])\n"
      "                T.writes(S[vi])\n"
      "                T.sblock_attr({\"k\": 1})\n"
      "                S[vi] = A[vi] + L[0] + V[0, 1]\n"
      "        for i in T.parallel(0, 64, step=4):\n"
      "            A[i] = S[x]\n");
}

TEST(RoundTrip, TheFormOfTheWholeText) {
  expect_round_trip(std::string(kHeader) + kDef + "        T.evaluate(metadata[\"k\"][0])\n" +
                    "\n# Metadata omitted. Use show_meta=True in script() method to show it.\n");
  const std::string lone =
      "# from tvm.script import tir as T\n\n@T.prim_func\ndef f(A: T.Buffer((4,), \"float32\")):\n    A[0] = "
      "T.float32(1.0)";
  const Script script = read(lone);
  EXPECT_EQ(print_script(script.module, script.info), lone);
}

TEST(RoundTrip, OnlyTheAttributesChange) {
  const std::string text = std::string(kHeader) + kDef +
                           "        T.func_attr({\"a\": 1})\n"
                           "        w = T.int32()\n"
                           "        A_1: T.int32 = w\n"
                           "        B[A_1] = T.float32(1.0)\n";
  Script script = read(text);
  auto& [name, function] = script.module.functions[0];
  tir::AttrDict attrs = function->attrs;
  attrs.set("tt_num_cbs", tir::Attr::integer(3));
  function = tir::with_attrs(function, attrs);
  std::string expected = text;
  expected.replace(expected.find("\"a\": 1"), 6, "\"a\": 1, \"tt_num_cbs\": 3");
  EXPECT_EQ(print_script(script.module, script.info), expected);
}

}  // namespace
}  // namespace tir2tt::tvm
