#include "mutation/operators.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace tir2tt::mutation {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

constexpr const char* kText = R"(constexpr uint32_t cb_A = 0;
constexpr uint32_t cb_B = 1;

void kernel_main() {
    const uint32_t n = get_arg_val<uint32_t>(2);
    for (uint32_t i = 0; i < n; ++i) {
        cb_wait_front(cb_A, 4);
        cb_wait_front(cb_B, 4);
        copy_tile_init(cb_A);
        matmul_tiles(cb_A, cb_B, i * 2, 0, 1);
        noc_async_write_barrier();
        cb_pop_front(cb_A, 4);
    }
}
)";

codegen::ProgramSpec program() {
  codegen::ProgramSpec p;
  p.kernels = {{codegen::Role::Compute, "compute.cpp", kText, {}, {}}};
  for (const char* name : {"cb_A", "cb_B"}) {
    codegen::CbSpec c;
    c.id = static_cast<int>(p.cbs.size()), c.identifier = name, c.pages = 8;
    p.cbs.push_back(c);
  }
  return p;
}

/// What the mutants of one operator put in place of line `line`.
std::vector<std::string> after(Operator op, size_t line) {
  std::vector<std::string> out;
  for (const Mutant& m : all_mutants(program())) {
    if (m.op == op && m.line == line) out.push_back(m.after);
  }
  return out;
}

TEST(Operators, DropTakesEveryCallButBarriersAndDefinitions) {
  std::vector<size_t> lines;
  for (const Mutant& m : all_mutants(program())) {
    if (m.op == Operator::Drop) lines.push_back(m.line);
  }
  EXPECT_THAT(lines, ElementsAre(7, 8, 9, 10, 12));
}

TEST(Operators, CircularBuffersAreReplacedAndExchanged) {
  EXPECT_THAT(after(Operator::Cb, 7), ElementsAre("        cb_wait_front(cb_B, 4);\n"));
  EXPECT_THAT(after(Operator::Cb, 10), ElementsAre("        matmul_tiles(cb_B, cb_B, i * 2, 0, 1);\n",
                                                   "        matmul_tiles(cb_A, cb_A, i * 2, 0, 1);\n",
                                                   "        matmul_tiles(cb_B, cb_A, i * 2, 0, 1);\n"));
  EXPECT_THAT(after(Operator::Cb, 1), ElementsAre("constexpr uint32_t cb_A = 1;\nconstexpr uint32_t cb_B = 0;\n"));
}

TEST(Operators, CountsAndIndicesAreOffByOne) {
  EXPECT_THAT(after(Operator::Count, 7),
              ElementsAre("        cb_wait_front(cb_A, 5);\n", "        cb_wait_front(cb_A, 3);\n"));
  EXPECT_THAT(after(Operator::Index, 5), ElementsAre("    const uint32_t n = get_arg_val<uint32_t>(3);\n",
                                                     "    const uint32_t n = get_arg_val<uint32_t>(1);\n"));
  EXPECT_THAT(after(Operator::Index, 6), IsSupersetOf({"    for (uint32_t i = 0; i < (n) + 1; ++i) {\n",
                                                       "    for (uint32_t i = 1; i < n; ++i) {\n"}));
  EXPECT_EQ(after(Operator::Index, 10).size(), 6u) << "three indices, the circular buffers are none";
}

TEST(Operators, CircularBuffersShrinkByAPageAndByAPop) {
  std::vector<std::string> all;
  for (const Mutant& m : all_mutants(program())) {
    if (m.op == Operator::Shrink) all.push_back(m.after);
  }
  EXPECT_THAT(all, ElementsAre("cb_A: 7 pages\n", "cb_A: 4 pages\n", "cb_B: 7 pages\n"));
}

TEST(Operators, BarriersAndWaitsMove) {
  EXPECT_THAT(after(Operator::Barrier, 11), ElementsAre("",
                                                        "        cb_pop_front(cb_A, 4);\n"
                                                        "        noc_async_write_barrier();\n"));
  EXPECT_EQ(after(Operator::Barrier, 10).size(), 1u) << "before the statement in front of it";
  const std::vector<std::string> waits = after(Operator::Wait, 7);
  ASSERT_EQ(waits.size(), 2u);
  EXPECT_EQ(waits[0], "        cb_wait_front(cb_B, 4);\n        cb_wait_front(cb_A, 4);\n");
  EXPECT_THAT(waits[1], testing::EndsWith("0, 1);\n        cb_wait_front(cb_A, 4);\n"))
      << "behind the product, not the init";
}

TEST(Operators, MutantsDifferFromTheOriginalAndFromEachOther) {
  std::vector<std::string> all{kText};
  for (const Mutant& m : all_mutants(program())) {
    if (m.kernel >= 0) all.push_back(m.text);
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
}

TEST(Operators, ApplyChangesOneThing) {
  for (const Mutant& m : all_mutants(program())) {
    const codegen::ProgramSpec changed = apply(program(), m);
    EXPECT_EQ(changed.kernels[0].text != kText, m.kernel == 0);
    if (m.cb >= 0) EXPECT_EQ(changed.cbs[static_cast<size_t>(m.cb)].pages, m.pages);
  }
}

}  // namespace
}  // namespace tir2tt::mutation
