#include "transform/tt/tile_expression.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/tile_program.h"
#include "transform/kernels.h"
#include "transform/tt/tile_tree.h"
#include "tvm/script.h"

namespace tir2tt::transform::test {
namespace {

using analysis::ElementRead;
using analysis::Pattern;
using analysis::TileOp;
using testing::AllOf;
using testing::HasSubstr;

// --- Programs of expressions as a kernel writes them.

struct Compiled {
  tvm::Script script;
  analysis::TileProgram tiles;
  const TileOp* op = nullptr;
  std::optional<DstProgram> program;
  std::string messages;
};

/// The last operation of a kernel with float32 fragments x, y, z (32x32), c (32) and r (32), float16 fragment h,
/// bfloat16 fragment g, int32 fragment n and int8 fragment b (32x32), tensors A (64x64) and V (64); k and bx are no
/// element variables.
Compiled compile(const std::string& body) {
  const std::string text =
      "@T.prim_func\ndef main(A: T.Buffer((64, 64), \"float32\"), V: T.Buffer((64,), \"float32\")):\n"
      "    with T.block(\"root\"):\n        T.reads()\n        T.writes()\n"
      "        x = T.alloc_buffer((32, 32), scope=\"local.fragment\")\n"
      "        y = T.alloc_buffer((32, 32), scope=\"local.fragment\")\n"
      "        z = T.alloc_buffer((32, 32), scope=\"local.fragment\")\n"
      "        h = T.alloc_buffer((32, 32), \"float16\", scope=\"local.fragment\")\n"
      "        g = T.alloc_buffer((32, 32), \"bfloat16\", scope=\"local.fragment\")\n"
      "        n = T.alloc_buffer((32, 32), \"int32\", scope=\"local.fragment\")\n"
      "        b = T.alloc_buffer((32, 32), \"int8\", scope=\"local.fragment\")\n"
      "        c = T.alloc_buffer((32,), scope=\"local.fragment\")\n"
      "        r = T.alloc_buffer((32,), scope=\"local.fragment\")\n"
      "        s = T.alloc_buffer((1,), scope=\"local.fragment\")\n"
      "        bx = T.launch_thread(\"blockIdx.x\", 2)\n" +
      body;
  const SourceFile file("k.py", text);
  Diagnostics diags;
  Compiled out;
  out.script = tvm::read_script(file, {}, diags);
  out.tiles = analysis::collect_tile_program(out.script.module.functions[0].second, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  if (out.tiles.ops.empty()) return out;
  out.op = &out.tiles.ops.back();
  out.program = compile_expression(*out.op, out.tiles.lets, diags);
  out.messages = render(diags, &file, false);
  return out;
}

Compiled assign(const std::string& target, const std::string& value, const std::string& before = "") {
  return compile("        for i, j in T.grid(32, 32):\n" + before + "            " + target + "[i, j] = " + value +
                 "\n");
}

std::string name_of(const Compiled& k, const TileInput& input) {
  if (input.from == ElementRead::From::OldValue) return "old";
  const auto i = static_cast<size_t>(input.index);
  if (input.from == ElementRead::From::Index) return "[" + tvm::print_expr(k.program->index_values.at(i)) + "]";
  if (input.from == ElementRead::From::Tensor) return k.op->loads[i].tensor->name;
  return k.tiles.buffers[static_cast<size_t>(k.op->srcs[i].buffer)].name;
}

std::string text(const Compiled& k) {
  if (!k.program) return k.messages;
  std::string out;
  for (const DstStep& s : k.program->steps) {
    out += (out.empty() ? "" : "; ") + std::string(to_string(s.op)) + " ";
    const std::string parameter = s.parameters.empty() ? "" : fmt::format(", {}", s.parameters[0]);
    switch (arity(s.op)) {
      case DstArity::Load:
        out += name_of(k, k.program->inputs[static_cast<size_t>(s.input)]) + fmt::format(" -> {}", s.out);
        break;
      case DstArity::Binary: out += fmt::format("{}, {} -> {}", s.a, s.b, s.out); break;
      case DstArity::Ternary: out += fmt::format("{}, {}, {} -> {}", s.a, s.b, s.c, s.out); break;
      default: out += fmt::format("{}{}", s.out, parameter);
    }
  }
  EXPECT_EQ(k.program->result, 0);
  return out + fmt::format(" | {}", k.program->slots);
}

TEST(TileExpression, TheExampleOfTheHeader) {
  EXPECT_EQ(text(assign("z", "T.max(x[i, j] * T.float32(2) + r[j], T.float32(0))")),
            "Copy x -> 0; MulScalar 0, 2; BroadcastRow r -> 1; Add 0, 1 -> 0; Relu 0 | 2");
}

TEST(TileExpression, Softmax) {
  EXPECT_EQ(text(assign("z", "T.exp2(z[i, j] * T.float32(0.125) - c[i] * T.float32(0.125))")),
            "Copy old -> 0; MulScalar 0, 0.125; BroadcastColumn c -> 1; MulScalar 1, 0.125; Sub 0, 1 -> 0; Exp2 0 | 2");
  EXPECT_EQ(text(assign("z", "z[i, j] / c[i]")), "Copy old -> 0; BroadcastColumn c -> 1; Div 0, 1 -> 0 | 2");
  EXPECT_EQ(text(compile("        for i in range(32):\n            c[i] = T.log2(c[i]) + r[i] * T.float32(0.5)\n")),
            "Copy old -> 0; Log 0; MulScalar 0, 1.442695; Copy r -> 1; MulScalar 1, 0.5; Add 0, 1 -> 0 | 2");
}

TEST(TileExpression, ConstantsAreOperandsOfScalarOperations) {
  const auto of = [](const std::string& value) {
    const std::string program = text(assign("z", value));
    const std::string_view load = "Copy x -> 0; ", one_slot = " | 1";
    if (!program.starts_with(load) || !program.ends_with(one_slot)) return program;
    return program.substr(load.size(), program.size() - load.size() - one_slot.size());
  };
  EXPECT_EQ(of("x[i, j] + T.float32(3)"), "AddScalar 0, 3");
  EXPECT_EQ(of("T.float32(3) + x[i, j]"), "AddScalar 0, 3");
  EXPECT_EQ(of("x[i, j] - T.float32(3)"), "SubScalar 0, 3");
  EXPECT_EQ(of("T.float32(3) - x[i, j]"), "RsubScalar 0, 3");
  EXPECT_EQ(of("T.float32(0) - x[i, j]"), "Negative 0");
  EXPECT_EQ(of("x[i, j] * T.float32(-1)"), "Negative 0");
  EXPECT_EQ(of("x[i, j] / T.float32(8192)"), "MulScalar 0, 0.00012207031");
  EXPECT_EQ(of("T.float32(3) / x[i, j]"), "RdivScalar 0, 3");
  EXPECT_EQ(of("T.float32(1) / x[i, j]"), "Recip 0");
  EXPECT_EQ(of("T.min(T.float32(448), T.max(T.float32(-448), x[i, j]))"), "MaxScalar 0, -448; MinScalar 0, 448");
  EXPECT_EQ(of("T.pow(x[i, j], T.float32(3))"), "Power 0, 3");
  EXPECT_EQ(of("T.pow(T.float32(2), x[i, j])"), "Exp2 0");
  EXPECT_EQ(of("x[i, j] + x[i, j]"), "MulScalar 0, 2");
  EXPECT_EQ(of("(x[i, j] - T.float32(1)) * (x[i, j] - T.float32(1))"), "SubScalar 0, 1; Square 0");
  EXPECT_EQ(of("T.exp(x[i, j]) * (T.float32(2) * T.sqrt(T.float32(16)))"), "Exp 0; MulScalar 0, 8");
  EXPECT_EQ(of("x[i, j] * T.Cast(\"float32\", 2 * 3)"), "MulScalar 0, 6");
  EXPECT_EQ(of("T.max(x[i, j], T.float32(\"-inf\"))"), "MaxScalar 0, -inf");
}

TEST(TileExpression, ADivisorWithoutExactReciprocalTakesASlot) {
  EXPECT_EQ(text(assign("z", "x[i, j] / T.float32(448)")), "Copy x -> 0; Fill 1, 448; Div 0, 1 -> 0 | 2");
}

TEST(TileExpression, AConstantIsAFill) {
  EXPECT_EQ(text(assign("z", "T.if_then_else(T.float32(1) < T.float32(2), T.float32(5), x[i, j])")), "Fill 0, 5 | 1");
}

TEST(TileExpression, EveryFunction) {
  const std::map<std::string, std::string> expected = {
      {"T.exp", "Exp 0"},
      {"T.__exp", "Exp 0"},
      {"T.exp2", "Exp2 0"},
      {"T.log", "Log 0"},
      {"T.__log", "Log 0"},
      {"T.sqrt", "Sqrt 0"},
      {"T.ieee_fsqrt", "Sqrt 0"},
      {"T.rsqrt", "Rsqrt 0"},
      {"T.tanh", "Tanh 0"},
      {"T.sigmoid", "Sigmoid 0"},
      {"T.erf", "Erf 0"},
      {"T.fabs", "Abs 0"},
      {"T.floor", "Floor 0"},
      {"T.ceil", "Ceil 0"},
      {"T.trunc", "Trunc 0"},
      {"T.ieee_frcp", "Recip 0"},
      {"T.log10", "Log 0; MulScalar 0, 0.4342945"},
  };
  for (const auto& [function, steps] : expected) {
    EXPECT_EQ(text(assign("z", function + "(x[i, j])")), "Copy x -> 0; " + steps + " | 1");
  }
  EXPECT_EQ(text(assign("z", "T.pow(x[i, j], y[i, j])")), "Copy x -> 0; Copy y -> 1; Pow 0, 1 -> 0 | 2");
  EXPECT_EQ(text(assign("z", "T.ieee_fmaf(x[i, j], y[i, j], r[j], \"rn\")")),
            "Copy x -> 0; Copy y -> 1; Mul 0, 1 -> 0; BroadcastRow r -> 1; Add 0, 1 -> 0 | 2");
}

TEST(TileExpression, Conditions) {
  EXPECT_EQ(text(assign("z", "T.if_then_else(x[i, j] > T.float32(0), x[i, j], T.float32(0.25) * x[i, j])")),
            "Copy x -> 0; Gtz 0; Copy x -> 1; Copy x -> 2; MulScalar 2, 0.25; Where 0, 1, 2 -> 0 | 3");
  EXPECT_EQ(text(assign("z", "T.if_then_else(c[i] == x[i, j], T.float32(-10000), x[i, j])")),
            "BroadcastColumn c -> 0; Copy x -> 1; Sub 0, 1 -> 0; Fill 2, -10000; Where 0, 1, 2 -> 0 | 3");
  EXPECT_EQ(text(assign("z", "T.Select(T.float32(2) < x[i, j] and x[i, j] <= y[i, j], x[i, j], y[i, j])")),
            "Copy x -> 0; Copy y -> 1; Sub 0, 1 -> 2; Lez 2; GtScalar 0, 2; Mul 0, 2 -> 0; Copy x -> 2; "
            "Where 0, 2, 1 -> 0 | 3");
  EXPECT_EQ(text(assign("z", "T.Cast(\"float32\", x[i, j] < T.float32(0) or x[i, j] > T.float32(1))")),
            "Copy x -> 0; Ltz 0; Copy x -> 1; GtScalar 1, 1; Max 0, 1 -> 0 | 2");
  EXPECT_EQ(text(assign("z", "T.Cast(\"float32\", not x[i, j] < T.float32(0))")), "Copy x -> 0; Ltz 0; Eqz 0 | 1");
  EXPECT_EQ(text(assign("z", "T.Cast(\"float32\", not x[i, j] == T.float32(7))")), "Copy x -> 0; NeScalar 0, 7 | 1");
}

TEST(TileExpression, GuardedElementsKeepTheirOldValue) {
  const std::string loops = "        for i, j in T.grid(32, 32):\n            if x[i, j] >= T.float32(1):\n";
  EXPECT_EQ(text(compile(loops + "                z[i, j] = T.exp(x[i, j])\n")),
            "Copy x -> 0; GeScalar 0, 1; Copy x -> 1; Exp 1; Copy old -> 2; Where 0, 1, 2 -> 0 | 3");
  EXPECT_EQ(text(compile(loops + "                if r[j] < T.float32(2):\n"
                                 "                    z[i, j] = z[i, j] + T.float32(1)\n")),
            "Copy x -> 0; GeScalar 0, 1; BroadcastRow r -> 1; LtScalar 1, 2; Mul 0, 1 -> 0; Copy old -> 1; "
            "AddScalar 1, 1; Copy old -> 2; Where 0, 1, 2 -> 0 | 3");
}

TEST(TileExpression, CastsRoundWhereTheyNarrow) {
  EXPECT_EQ(text(assign("h", "T.Cast(\"float16\", x[i, j] * y[i, j])")), "Copy x -> 0; Copy y -> 1; Mul 0, 1 -> 0 | 2");
  EXPECT_EQ(text(assign("h", "T.Cast(\"float16\", T.max(T.Cast(\"float16\", x[i, j]), T.float16(1)))")),
            "Copy x -> 0; MaxScalar 0, 1 | 1");
  EXPECT_EQ(text(assign("z", "T.Cast(\"float32\", T.Cast(\"float16\", x[i, j]))")), "Copy x -> 0; ToFloat16 0 | 1");
  EXPECT_EQ(text(assign("h", "T.Cast(\"float16\", T.Cast(\"bfloat16\", x[i, j]))")), "Copy x -> 0; ToBfloat16 0 | 1");
  EXPECT_EQ(text(assign("h", "T.exp(T.Cast(\"float16\", x[i, j]))")), "Copy x -> 0; ToFloat16 0; Exp 0 | 1");
  EXPECT_EQ(text(assign("z", "T.Cast(\"float32\", T.Cast(\"float16\", T.Cast(\"float32\", h[i, j])))")),
            "Copy h -> 0 | 1");
  EXPECT_EQ(text(assign("z", "T.Cast(\"float32\", T.Cast(\"float16\", g[i, j]))")), "Copy g -> 0; ToFloat16 0 | 1");
}

TEST(TileExpression, RoundingOfConstants) {
  EXPECT_EQ(round_as(DstOp::ToFloat16, 1.0 + 1.0 / 2048), 1.0);
  EXPECT_EQ(round_as(DstOp::ToFloat16, 1.0 + 3.0 / 2048), 1.0 + 2.0 / 1024);
  EXPECT_EQ(round_as(DstOp::ToFloat16, 65519.0), 65504.0);
  EXPECT_EQ(round_as(DstOp::ToFloat16, -65520.0), -HUGE_VAL);
  EXPECT_EQ(round_as(DstOp::ToFloat16, std::ldexp(3, -25)), std::ldexp(4, -25));
  EXPECT_EQ(round_as(DstOp::ToBfloat16, 3.14159), 3.140625);
  EXPECT_EQ(round_as(DstOp::ToBfloat16, HUGE_VAL), HUGE_VAL);
}

TEST(TileExpression, LetsAreLookedThrough) {
  EXPECT_EQ(text(assign("z", "t * t", "            t: T.float32 = x[i, j] + T.float32(1)\n")),
            "Copy x -> 0; AddScalar 0, 1; Square 0 | 1");
}

TEST(TileExpression, TilesThatStayIntactAreLoadedOnce) {
  EXPECT_EQ(text(assign("z", "x[i, j] * y[i, j] + x[i, j]")),
            "Copy x -> 0; Copy y -> 1; Mul 0, 1 -> 1; Add 1, 0 -> 0 | 2");
  EXPECT_EQ(text(assign("z", "(x[i, j] + y[i, j]) * (x[i, j] + y[i, j] + r[j])")),
            "Copy x -> 0; Copy y -> 1; Add 0, 1 -> 0; BroadcastRow r -> 1; Add 0, 1 -> 1; Mul 0, 1 -> 0 | 2");
}

TEST(TileExpression, TheHeavierOperandComesFirst) {
  EXPECT_EQ(text(assign("z", "x[i, j] - (x[i, j] + y[i, j]) * (r[j] + c[i])")),
            "Copy x -> 0; Copy y -> 1; Add 0, 1 -> 0; BroadcastRow r -> 1; BroadcastColumn c -> 2; Add 1, 2 -> 1; "
            "Mul 0, 1 -> 0; Copy x -> 1; Sub 1, 0 -> 0 | 3");
}

TEST(TileExpression, BlocksOfTensors) {
  EXPECT_EQ(text(assign("z", "x[i, j] + A[bx * 32 + i, j]")), "Copy x -> 0; Copy A -> 1; Add 0, 1 -> 0 | 2");
  EXPECT_EQ(text(assign("A", "x[i, j] + y[i, j] * s[0]")),
            "Copy y -> 0; BroadcastScalar s -> 1; Mul 0, 1 -> 0; Copy x -> 1; Add 1, 0 -> 0 | 2");
}

TEST(TileExpression, TheReaderComputesWhatDoesNotComeAsTiles) {
  EXPECT_EQ(text(assign("z", "x[i, j] + V[bx * 32 + j]")),
            "Copy x -> 0; Copy [V[bx * 32 + j]] -> 1; Add 0, 1 -> 0 | 2");
  EXPECT_EQ(text(assign("z", "x[i, j] + A[j, i]")), "Copy x -> 0; Copy [A[j, i]] -> 1; Add 0, 1 -> 0 | 2");
  EXPECT_EQ(text(assign("z", "x[i, j] * (V[j] + T.float32(1))")),
            "Copy x -> 0; Copy [V[j] + T.float32(1.0)] -> 1; Mul 0, 1 -> 0 | 2");
  EXPECT_EQ(text(assign("z", "T.exp(A[j, i])")), "Copy [A[j, i]] -> 0; Exp 0 | 1");
  EXPECT_EQ(text(assign("z", "T.if_then_else(i >= 3 and j < 4, A[i - 3, j], T.float32(0))")),
            "Copy [i >= 3 and j < 4] -> 0; Copy A -> 1; Fill 2, 0; Where 0, 1, 2 -> 0 | 3");
}

TEST(TileExpression, IntegersAreFloatsOfAProvenRange) {
  EXPECT_EQ(text(assign("z", "T.Cast(\"float32\", T.Cast(\"int32\", b[i, j]) * 2 - 3)")),
            "Copy b -> 0; MulScalar 0, 2; SubScalar 0, 3 | 1");
  EXPECT_EQ(text(assign("z", "T.if_then_else(b[i, j] != T.int8(0), x[i, j], T.float32(0))")),
            "Copy b -> 0; Copy x -> 1; Fill 2, 0; Where 0, 1, 2 -> 0 | 3");
  EXPECT_EQ(text(assign("n", "T.Cast(\"int32\", b[i, j]) // 4")), "Copy b -> 0; MulScalar 0, 0.25; Floor 0 | 1");
  EXPECT_EQ(text(assign("n", "T.Cast(\"int32\", T.min(T.max(x[i, j], T.float32(-9)), T.float32(9)))")),
            "Copy x -> 0; MaxScalar 0, -9; MinScalar 0, 9; Trunc 0 | 1");
  EXPECT_EQ(text(assign("z", "T.if_then_else(n[i, j] == j, x[i, j], T.float32(0))")),
            "Copy n -> 0; Copy [j] -> 1; Sub 0, 1 -> 0; Fill 1, 0; Copy x -> 2; Where 0, 1, 2 -> 0 | 3");
}

TEST(TileExpression, ImmediatesAreRoundedToTheirType) {
  const Compiled k = assign("z", "x[i, j] * T.Cast(\"float32\", T.bfloat16(0.1))");
  ASSERT_TRUE(k.program.has_value()) << k.messages;
  ASSERT_EQ(k.program->steps.size(), 2u);
  EXPECT_EQ(k.program->steps[1].parameters, std::vector<float>{0.10009765625F});
}

TEST(TileExpression, ValuesOfIndicesAreInputs) {
  const Compiled mask = assign("z", "T.if_then_else(i >= j, x[i, j], T.float32(0))");
  ASSERT_TRUE(mask.program.has_value()) << mask.messages;
  ASSERT_EQ(mask.program->index_values.size(), 1u);
  EXPECT_EQ(tvm::print_expr(mask.program->index_values[0]), "i >= j");
  const Compiled number = assign("z", "x[i, j] * T.Cast(\"float32\", j)");
  ASSERT_TRUE(number.program.has_value()) << number.messages;
  EXPECT_EQ(tvm::print_expr(number.program->index_values.at(0)), "j");
  const Compiled decided = assign("z", "T.if_then_else(i < 1000, x[i, j], T.float32(0))");
  ASSERT_TRUE(decided.program.has_value()) << decided.messages;
  EXPECT_TRUE(decided.program->index_values.empty());
  EXPECT_EQ(text(decided), "Copy x -> 0 | 1");
}

TEST(TileExpression, WhatNoOperationComputesIsShown) {
  const auto refusal = [](const Compiled& k) {
    EXPECT_FALSE(k.program.has_value());
    return k.messages;
  };
  EXPECT_THAT(refusal(assign("z", "T.exp(x[j, i])")), AllOf(HasSubstr("`x[j, i]`"), HasSubstr("transposed")));
  EXPECT_THAT(refusal(assign("z", "T.exp(x[i, j // 2])")), AllOf(HasSubstr("`x[i, j // 2]`"), HasSubstr("index it")));
  EXPECT_THAT(refusal(assign("z", "T.cos(x[i, j]) + T.float32(1)")),
              AllOf(HasSubstr("`T.cos(x[i, j])`"), HasSubstr("no such function"), HasSubstr("use exp")));
  EXPECT_THAT(refusal(assign("n", "n[i, j] + 1")),
              AllOf(HasSubstr("`n[i, j] + 1`"), HasSubstr("up to 16777216"), HasSubstr("-2147483648 and 2147483647")));
  EXPECT_THAT(refusal(assign("b", "b[i, j] * T.int8(2)")), HasSubstr("may leave int8"));
  EXPECT_THAT(refusal(assign("b", "T.bitwise_xor(b[i, j], T.int8(5))")), HasSubstr("the bits of integers"));
  EXPECT_THAT(refusal(assign("z", "T.Cast(\"float32\", T.Cast(\"float8_e4m3\", x[i, j]))")), HasSubstr("float8_e4m3"));
  EXPECT_THAT(refusal(compile("        for i, j in T.grid(32, 32):\n            if x[i, j] >= T.float32(1):\n"
                              "                A[i, j] = x[i, j]\n")),
              AllOf(HasSubstr("`A` in DRAM would keep"), HasSubstr("T.alloc_fragment")));
}

TEST(TileExpression, ExpressionsThatGrowBeyondAllBoundsAreRefused) {
  std::string lets = "            t0: T.float32 = x[i, j] + y[i, j]\n";
  for (int k = 1; k < 60; ++k) {
    lets += fmt::format("            t{}: T.float32 = T.exp(t{}) * t{} + T.tanh(t{})\n", k, k - 1, k - 1, k - 1);
  }
  const Compiled k = assign("z", "t59", lets);
  EXPECT_FALSE(k.program.has_value());
  EXPECT_THAT(k.messages, HasSubstr("more than 128 operations"));
}

TEST(TileExpression, CopyAndFill) {
  const DstProgram copy = copy_program({ElementRead::From::Tensor, 3});
  EXPECT_EQ(copy.inputs, (std::vector<TileInput>{{ElementRead::From::Tensor, 3}}));
  ASSERT_EQ(copy.steps.size(), 1u);
  EXPECT_EQ(copy.steps[0].op, DstOp::Copy);
  EXPECT_EQ(copy.steps[0].input, 0);
  const DstProgram fill = fill_program(2.5f);
  ASSERT_EQ(fill.steps.size(), 1u);
  EXPECT_EQ(fill.steps[0].op, DstOp::Fill);
  EXPECT_EQ(fill.steps[0].parameters, std::vector<float>{2.5f});
}

}  // namespace
}  // namespace tir2tt::transform::test
