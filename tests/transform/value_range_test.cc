// Intervals of tile buffers: what is loaded, computed, summed up over loops, and what grows beyond bounds.
#include "transform/tt/value_range.h"

#include <gtest/gtest.h>

#include <string>

#include "transform/kernels.h"
#include "tvm/script.h"

namespace tir2tt::transform::test {
namespace {

/// The range of the last buffer of a kernel with an int8 tensor A (64, 64) and an int32 tensor N (64, 64).
ValueRange last_range(const std::string& buffers, const std::string& body) {
  const std::string text =
      "@T.prim_func\ndef main(A: T.Buffer((64, 64), \"int8\"), N: T.Buffer((64, 64), \"int32\")):\n"
      "    with T.block(\"root\"):\n        T.reads()\n        T.writes()\n" +
      buffers + "        bx = T.launch_thread(\"blockIdx.x\", 2)\n" + body;
  const SourceFile file("k.py", text);
  Diagnostics diags;
  const tvm::Script script = tvm::read_script(file, {}, diags);
  const analysis::TileProgram p = analysis::collect_tile_program(script.module.functions.at(0).second, diags);
  EXPECT_FALSE(diags.has_errors()) << render(diags, &file, false);
  const ValueRanges ranges(p, p.ops, ranges_of_loops(p));
  return ranges.of_buffer(static_cast<int>(p.buffers.size()) - 1);
}

const std::string kA = "        a = T.alloc_buffer((32, 64), \"int8\", scope=\"shared\")\n";
const std::string kC = "        c = T.alloc_buffer((32, 32), \"int32\", scope=\"local.fragment\")\n";
const std::string kLoad = "        T.copy(T.region(A[bx * 32, 0], 1, 32, 64), T.region(a[0, 0], 2, 32, 64))\n";

std::string nest(const std::string& store, const std::string& indent = "        ") {
  return indent + "for i, j in T.grid(32, 32):\n" + indent + "    " + store + "\n";
}

TEST(ValueRange, ATensorHoldsWhatItsTypeHolds) {
  EXPECT_EQ(last_range(kA, kLoad), (ValueRange{-128, 127, true}));
  const std::string n = "        T.copy(T.region(N[bx * 32, 0], 1, 32, 32), T.region(c[0, 0], 2, 32, 32))\n";
  EXPECT_EQ(last_range(kC, n), (ValueRange{-2147483648.0, 2147483647, false}));
}

TEST(ValueRange, ExpressionsAreBoundedPartByPart) {
  EXPECT_EQ(last_range(kC, nest("c[i, j] = i * 10 - j")), (ValueRange{-31, 310, true}));
  EXPECT_EQ(last_range(kC, nest("c[i, j] = T.min(T.max(N[i, j], -5), 7)")), (ValueRange{-5, 7, false}));
  EXPECT_EQ(last_range(kA + kC, kLoad + nest("c[i, j] = T.Cast(\"int32\", a[i, j]) * T.Cast(\"int32\", a[i, j])")),
            (ValueRange{-16256, 16384, true}));
}

TEST(ValueRange, WhatLeavesItsTypeWraps) {
  EXPECT_EQ(last_range(kA, kLoad + nest("a[i, j] = a[i, j] * T.int8(2)")), (ValueRange{-128, 127, false}));
}

TEST(ValueRange, SumsCountAsOftenAsTheLoopsAroundRun) {
  const std::string clear = nest("c[i, j] = 0");
  const std::string add = "        for k in range(100):\n" + nest("c[i, j] = c[i, j] + i", "            ");
  EXPECT_EQ(last_range(kC, clear + add), (ValueRange{0, 3100, true}));
  const std::string twice = "        for k in range(100):\n" + nest("c[i, j] = c[i, j] * 2 + 1", "            ");
  EXPECT_FALSE(last_range(kC, clear + twice).exact);
}

TEST(ValueRange, AChoiceOfBoundedValuesIsBounded) {
  const std::string start = nest("c[i, j] = -1");
  const std::string choose =
      "        for k in range(6):\n" + nest("c[i, j] = T.if_then_else(N[i, j] > 3, j, c[i, j])", "            ");
  EXPECT_EQ(last_range(kC, start + choose), (ValueRange{-1, 31, true}));
}

TEST(ValueRange, IntegersAreKeptInTheSmallestFloatThatHoldsThem) {
  const auto half = tir::DataType::Float(16), single = tir::DataType::Float(32);
  EXPECT_EQ(kept_as(tir::DataType::Int(8), half), half);
  EXPECT_EQ(kept_as(tir::DataType::Bool(), half), half);
  EXPECT_EQ(kept_as(tir::DataType::Int(32), half), single);
  EXPECT_EQ(kept_as(tir::DataType::UInt(16), half), single);
  EXPECT_EQ(kept_as(tir::DataType::Int(32), std::nullopt), tir::DataType::Int(32));
  EXPECT_EQ(kept_as(tir::DataType::BFloat16(), half), tir::DataType::BFloat16());
}

}  // namespace
}  // namespace tir2tt::transform::test
