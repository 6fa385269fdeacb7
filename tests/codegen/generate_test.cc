// What is emitted: arguments, names, bounds checks, integer types, set-ups of units, comments, dialects, shared reads.
// Whole kernels: golden_test.cc; that they compile and run right: tests/run.
#include "codegen/tt/generate.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "codegen/generated.h"

namespace tir2tt::codegen {
namespace {

using testing::HasSubstr;
using testing::Not;

size_t count(const std::string& text, const std::string& what) {
  size_t n = 0;
  for (size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++n;
  return n;
}

/// C = A B with blocks of 32 x 32 x 64, 256 x 256 unless shapes are given.
std::string matmul(const std::string& m = "256", const std::string& n = "256", const std::string& k = "256") {
  return fmt::format(R"(import tilelang.language as T
m, n, k = T.symbolic("m"), T.symbolic("n"), T.symbolic("k")
@T.prim_func
def f(A: T.Tensor(({0}, {2}), "bfloat16"), B: T.Tensor(({2}, {1}), "bfloat16"), C: T.Tensor(({0}, {1}), "bfloat16")):
    with T.Kernel(T.ceildiv({1}, 32), T.ceildiv({0}, 32), threads=128) as (bx, by):
        a = T.alloc_shared((32, 64), "bfloat16")
        b = T.alloc_shared((64, 32), "bfloat16")
        c = T.alloc_fragment((32, 32), "float32")
        T.clear(c)
        for ko in T.Pipelined(T.ceildiv({2}, 64), num_stages=2):
            T.copy(A[by * 32, ko * 64], a)
            T.copy(B[ko * 64, bx * 32], b)
            T.gemm(a, b, c)
        T.copy(c, C[by * 32, bx * 32])
)",
                     m, n, k);
}

/// f(A, C) over a grid of x by y blocks. `body` has lines indented by 8.
std::string unary(const std::string& body, int x = 8, int y = 8) {
  return fmt::format(R"(import tilelang.language as T
@T.prim_func
def f(A: T.Tensor((256, 256), "bfloat16"), C: T.Tensor((256, 256), "bfloat16"), v: T.Tensor((256,), "bfloat16")):
    with T.Kernel({}, {}, threads=128) as (bx, by):{})",
                     x, y, body);
}

std::string arguments(const Generated& g, Role role) {
  std::string out;
  for (const RuntimeArgument& a : g.find(role)->arguments) {
    const char* kKinds[] = {"address", "start", "count", "shape"};
    out += fmt::format("{}{} ", kKinds[static_cast<size_t>(a.kind)], a.index < 0 ? "" : std::to_string(a.index));
  }
  return out;
}

// ---- arguments ------------------------------------------------------------------------------------------------------

TEST(Arguments, AreWhatAKernelUses) {
  const Generated g = generate_text(matmul());
  ASSERT_TRUE(g.spec) << g.messages;
  EXPECT_EQ(arguments(g, Role::Reader), "address0 address1 start count ");
  EXPECT_EQ(arguments(g, Role::Compute), "count ");
  EXPECT_EQ(arguments(g, Role::Writer), "address2 start count ");
  EXPECT_EQ(g.find(Role::Reader)->accessors, (std::vector{0, 1}));
  EXPECT_TRUE(g.find(Role::Compute)->accessors.empty());
  EXPECT_EQ(g.find(Role::Writer)->accessors, (std::vector{2}));
}

TEST(Arguments, SymbolicExtentsComeLast) {
  const Generated g = generate_text(matmul("m", "n", "k"));
  ASSERT_TRUE(g.spec) << g.messages;
  ASSERT_EQ(g.spec->shape_vars.size(), 3u);  // m, k, n: as the tensors have them
  EXPECT_EQ(g.spec->shape_vars[1].name, "k");
  EXPECT_EQ(arguments(g, Role::Reader).substr(0, 30), "address0 address1 start count ");
  EXPECT_EQ(g.find(Role::Reader)->arguments.size(), 7u);
  EXPECT_EQ(arguments(g, Role::Compute), "count shape1 ");
  EXPECT_EQ(count(arguments(g, Role::Writer), "shape"), 2u);
}

TEST(Arguments, AreNumberedInTheText) {
  const Generated g = generate_text(matmul("m", "n", "k"));
  ASSERT_TRUE(g.spec) << g.messages;
  for (const KernelSpec& k : g.spec->kernels) {
    for (size_t i = 0; i < k.arguments.size(); ++i) {
      const std::regex line(
          fmt::format(R"(const u?int32_t {} = get_arg_val<u?int32_t>\({}\);)", k.arguments[i].name, i));
      EXPECT_TRUE(std::regex_search(k.text, line)) << k.arguments[i].name << "\n" << k.text;
    }
    EXPECT_EQ(count(k.text, "get_arg_val<"), k.arguments.size());
  }
}

TEST(Kernels, ThatHaveNothingToDoAreAbsent) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        T.copy(x, C[by * 32, bx * 32])
)"));
  ASSERT_TRUE(g.spec) << g.messages;
  EXPECT_EQ(g.spec->kernels.size(), 2u);
  EXPECT_EQ(g.find(Role::Compute), nullptr);
}

// ---- names ----------------------------------------------------------------------------------------------------------

/// Every name that the kernels define, by kernel and scope: none twice in one scope, none a word of C++.
void expect_names(const Generated& g) {
  const std::set<std::string> keywords{"int",      "new",     "delete",   "template", "typename", "namespace",
                                       "operator", "private", "register", "virtual",  "auto",     "float",
                                       "long",     "this",    "throw",    "union"};
  const std::regex definition(R"((?:const|constexpr|uint32_t|int32_t|\() ?(?:auto|uint32_t|int32_t) (\w+) =)");
  for (const KernelSpec& k : g.spec->kernels) {
    std::vector<std::set<std::string>> scopes(1);
    std::istringstream lines(k.text);
    for (std::string line; std::getline(lines, line);) {
      const auto depth = std::min(line.find_first_not_of(' '), line.size()) / 4;
      std::smatch match;
      if (!std::regex_search(line, match, definition)) continue;
      scopes.resize(depth + 1);
      if (line.find("for (") != std::string::npos) scopes.emplace_back();
      for (const auto& outer : scopes) EXPECT_FALSE(outer.contains(match[1])) << line << "\n" << k.text;
      scopes.back().insert(match[1]);
      EXPECT_FALSE(keywords.contains(match[1])) << line;
    }
  }
}

TEST(Names, WordsOfCppAreNone) {
  const Generated g = generate_text(R"(import tilelang.language as T
@T.prim_func
def template(int: T.Tensor((256, 256), "bfloat16"), new: T.Tensor((256, 256), "bfloat16")):
    with T.Kernel(8, 8, threads=128) as (bx, by):
        operator = T.alloc_shared((32, 32), "bfloat16")
        for delete in T.serial(2):
            for auto in T.serial(3):
                T.copy(int[by * 32, auto * 32], operator)
                T.copy(operator, new[by * 32, delete * 32])
)");
  ASSERT_TRUE(g.spec) << g.messages;
  expect_names(g);
  EXPECT_NE(g.spec->function, "template");
  EXPECT_EQ(g.spec->tensors[0].tir_name, "int");
}

TEST(Names, LoopsTensorsAndBuffersDoNotShareOne) {
  const Generated g = generate_text(R"(import tilelang.language as T
@T.prim_func
def f(x: T.Tensor((256, 256), "bfloat16"),
      row: T.Tensor((256, 256), "bfloat16"),
      cb_x: T.Tensor((256, 256), "bfloat16")):
    with T.Kernel(8, 4, threads=128) as (bx, by):
        x_1 = T.alloc_shared((64, 32), "bfloat16")
        for x_address in T.serial(2):
            for col in T.serial(4):
                T.copy(x[by * 64, col * 32], x_1)
                T.copy(x_1, row[x_address * 64, bx * 32])
                T.copy(x_1, cb_x[x_address * 64, bx * 32])
)");
  ASSERT_TRUE(g.spec) << g.messages;
  expect_names(g);
}

TEST(Names, TwoTensorsOfOneName) {
  const Generated g = generate_text(R"(# from tvm.script import tir as T
@T.prim_func
def f(a: T.handle, b: T.handle):
    A = T.match_buffer(a, (64, 64), "float32")
    A_1 = T.match_buffer(b, (64, 64), "float32")
    bx = T.launch_thread("blockIdx.x", 2)
    x = T.alloc_buffer((32, 64), "float32", scope="shared")
    for i, j in T.grid(32, 64):
        x[i, j] = A[bx * 32 + i, j]
    for i, j in T.grid(32, 64):
        A_1[bx * 32 + i, j] = x[i, j]
)");
  ASSERT_TRUE(g.spec) << g.messages;
  EXPECT_NE(g.spec->tensors[0].name, g.spec->tensors[1].name);
  expect_names(g);
}

// ---- indices --------------------------------------------------------------------------------------------------------

TEST(BoundsChecks, StandWhereABlockCanReachOutside) {
  const Generated inside = generate_text(matmul());
  for (Role role : {Role::Reader, Role::Writer}) EXPECT_EQ(count(inside.text(role), "if ("), 0u) << inside.text(role);
  EXPECT_THAT(inside.text(Role::Reader), Not(HasSubstr("fill_with_zeros")));
  // 8 blocks of 3 tiles along columns, 8 of 1 along rows.
  const Generated outside = generate_text(unary(R"(
        x = T.alloc_shared((32, 96), "bfloat16")
        T.copy(A[by * 32, bx * 96], x)
        T.copy(x, C[by * 32, bx * 96])
)"));
  EXPECT_THAT(outside.body(Role::Reader),
              HasSubstr("const uint32_t A_col = bx * 3 + col;\nif (A_col < 8) {\n"
                        "noc_async_read_tile(by * 8 + A_col, A, x_to);\n} else {\nfill_with_zeros(x_to, "
                        "cb_x_tile_bytes);\n}\n"));
  EXPECT_THAT(outside.body(Role::Writer), HasSubstr("const uint32_t C_col = bx * 3 + col;\nif (C_col < 8) {\n"
                                                    "noc_async_write_tile(by * 8 + C_col, C, x_from);\n}\n"));
}

TEST(BoundsChecks, OfDifferencesAskForBothEnds) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[(by - 1) * 32, bx * 32], x)
        T.copy(x, C[by * 32, bx * 32])
)"));
  EXPECT_THAT(g.body(Role::Reader), HasSubstr("const int32_t A_row = by - 1;\nif (A_row >= 0 && A_row < 8) {\n"));
  EXPECT_THAT(g.text(Role::Reader), HasSubstr("const uint32_t A_address = get_arg_val<uint32_t>(0);"));
  EXPECT_THAT(g.text(Role::Writer), Not(HasSubstr(" int32_t")));  // no difference there
  EXPECT_THAT(g.text(Role::Writer), Not(HasSubstr("if (")));
}

TEST(BoundsChecks, OfSymbolicExtentsCompareWithTheArgument) {
  const Generated g = generate_text(matmul("m", "n", "k"));
  EXPECT_THAT(g.text(Role::Reader), HasSubstr("A_tiles_wide = (k + 31) / 32;"));
  EXPECT_THAT(g.text(Role::Reader), HasSubstr("< A_tiles_high && "));
  EXPECT_THAT(g.text(Role::Writer), HasSubstr("C_tiles_wide = (n + 31) / 32;"));
}

/// `//` and `%` round down in TIR, towards zero in C++.
TEST(Indices, DivisionsOfNegativeNumbersAreRefused) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[((by - 1) % 8) * 32, bx * 32], x)
        if (bx - 3) // 2 == -1:
            T.copy(x, C[by * 32, bx * 32])
)"));
  EXPECT_FALSE(g.spec);
  EXPECT_EQ(count(g.messages, "a quotient or a remainder of something that may be negative"), 2u) << g.messages;
}

// ---- compute --------------------------------------------------------------------------------------------------------

TEST(SetUps, AreHoistedOutOfLoopsThatNeedOneOnly) {
  const Generated g = generate_text(matmul());
  const std::string text = g.body(Role::Compute);
  EXPECT_EQ(count(text, "mm_init"), 1u) << text;
  EXPECT_LT(text.find("mm_init(cb_a, cb_b, cb_c, 0);"), text.find("for ("));
  EXPECT_EQ(count(text, "reconfig"), 0u) << text;
  EXPECT_THAT(text, HasSubstr("tile_regs_acquire();\nfor (uint32_t ko = 0; ko < 4; ++ko) {\n"));
}

TEST(SetUps, AreRepeatedWhereALoopNeedsSeveral) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "float32")
        T.clear(y)
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], x)
            for i, j in T.Parallel(32, 32):
                y[i, j] = y[i, j] + T.exp(x[i, j])
        T.copy(y, C[by * 32, bx * 32])
)"));
  const std::string text = g.body(Role::Compute), loop = text.substr(text.find("for (uint32_t k"));
  const size_t y = loop.find("copy_tile(cb_y, 0,"), x = loop.find("copy_tile(cb_x, 0,");
  ASSERT_NE(y, std::string::npos) << text;
  ASSERT_NE(x, std::string::npos) << text;
  EXPECT_LT(loop.find("reconfig_data_format_srca(cb_y);"), y);
  EXPECT_LT(loop.find("reconfig_data_format_srca(cb_x);"), x);
  EXPECT_LT(loop.find("exp_tile_init"), loop.find("exp_tile("));
  EXPECT_LT(loop.find("add_binary_tile_init"), loop.find("add_binary_tile("));
}

TEST(SetUps, AReductionIsUndoneBeforeAnythingElseIsPacked) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        s = T.alloc_fragment((32,), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        T.reduce_max(x, s, dim=1)
        for i, j in T.Parallel(32, 32):
            y[i, j] = x[i, j] - s[i]
        T.copy(y, C[by * 32, bx * 32])
)"));
  const std::string text = g.body(Role::Compute);
  EXPECT_EQ(count(text, "reduce_init<"), 1u) << text;
  EXPECT_EQ(count(text, "reduce_uninit"), 1u) << text;
  const size_t reduce = text.find("reduce_tile<PoolType::MAX, ReduceDim::REDUCE_ROW>"),
               undone = text.find("reduce_uninit");
  ASSERT_NE(reduce, std::string::npos) << text;
  EXPECT_LT(text.find("pack_tile(0, cb_s);"), undone);  // its own result is packed with the masks
  EXPECT_LT(undone, text.find("copy_tile(cb_x"));
}

TEST(SetUps, ARunningReductionIsUndoneBehindItsLoop) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        s = T.alloc_fragment((32,), "float32")
        T.clear(s)
        for k in T.serial(8):
            T.copy(A[by * 32, k * 32], x)
            T.reduce_sum(x, s, dim=1, clear=False)
        T.copy(s, v[by * 32])
)"));
  const std::string text = g.body(Role::Compute);
  const size_t loop = text.find("for (uint32_t k");
  ASSERT_NE(loop, std::string::npos) << text;
  EXPECT_LT(text.find("reduce_init<PoolType::SUM, ReduceDim::REDUCE_ROW>"), loop) << text;
  EXPECT_GT(text.find("reduce_uninit"), text.find("pack_tile(0, cb_s)")) << text;
}

TEST(Conditions, StandInEveryKernelThatHasAPartInThem) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        if bx < by:
            for i, j in T.Parallel(32, 32):
                y[i, j] = T.exp(x[i, j])
        else:
            for i, j in T.Parallel(32, 32):
                y[i, j] = x[i, j] * 2
        T.copy(y, C[by * 32, bx * 32])
)"));
  const std::string text = g.body(Role::Compute);
  const size_t then = text.find("if (bx < by) {"), otherwise = text.find("} else {");
  ASSERT_NE(then, std::string::npos) << text;
  ASSERT_NE(otherwise, std::string::npos) << text;
  EXPECT_LT(then, text.find("exp_tile("));
  EXPECT_LT(text.find("exp_tile("), otherwise);
  EXPECT_LT(otherwise, text.find("mul_unary_tile("));
  EXPECT_THAT(text.substr(otherwise), HasSubstr("binop_with_scalar_tile_init();\nmul_unary_tile("));
  EXPECT_EQ(count(g.text(Role::Reader) + g.text(Role::Writer), "if ("), 0u);
}

TEST(Conditions, AreTurnedRoundWhereOnlyTheOtherBranchIsLeft) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        y = T.alloc_fragment((32, 32), "bfloat16")
        T.fill(y, 1)
        if bx < by:
            T.copy(y, C[by * 32, bx * 32])
        else:
            T.copy(A[by * 32, bx * 32], x)
            for i, j in T.Parallel(32, 32):
                y[i, j] = y[i, j] + x[i, j]
)"));
  EXPECT_THAT(g.text(Role::Reader), HasSubstr("if (!(bx < by)) {")) << g.text(Role::Reader);
}

// ---- the rest -------------------------------------------------------------------------------------------------------

TEST(Comments, AreTheStatementsOfTheSource) {
  const Generated with = generate_text(matmul()), without = generate_text(matmul(), nullptr, false);
  EXPECT_THAT(with.text(Role::Reader), HasSubstr("// T.copy(A[by * 32, ko * 64], a)\n"));
  EXPECT_THAT(with.text(Role::Compute), HasSubstr("// T.gemm(a, b, c)\n"));
  EXPECT_THAT(with.text(Role::Writer), HasSubstr("// T.copy(c, C[by * 32, bx * 32])\n"));
  for (Role role : {Role::Reader, Role::Compute, Role::Writer}) {
    EXPECT_THAT(without.text(role), Not(HasSubstr("// T.")));
    EXPECT_EQ(with.body(role), without.body(role));
  }
}

TEST(Dialects, SpellTheSameCallsEachInItsWay) {
  const Generated classic = generate_text(matmul()), late = generate_text(matmul(), &late_2026_dialect());
  EXPECT_THAT(classic.text(Role::Compute), HasSubstr("mm_init(cb_a, cb_b, cb_c, 0);"));
  EXPECT_THAT(late.text(Role::Compute), HasSubstr("matmul_init(cb_a, cb_b, 0);"));
  EXPECT_THAT(late.text(Role::Compute), Not(HasSubstr("mm_init")));
  EXPECT_THAT(late.text(Role::Reader), Not(HasSubstr("cb_reserve_back(")));
  for (Role role : {Role::Reader, Role::Compute, Role::Writer})
    EXPECT_EQ(arguments(classic, role), arguments(late, role));
}

TEST(SharedReads, OfAMatmulAreAAlongXAndBAlongY) {
  const Generated g = generate_text(matmul("128", "256", "512"));
  ASSERT_TRUE(g.spec) << g.messages;
  ASSERT_EQ(g.spec->shared_reads.size(), 2u);
  const SharedRead &a = g.spec->shared_reads[0], &b = g.spec->shared_reads[1];
  // 8 x 4 blocks, 8 steps of 2 tiles each.
  EXPECT_EQ(std::tuple(a.tensor, a.along, a.tiles_read, a.tiles_distinct), std::tuple(0, "x", 512, 64));
  EXPECT_EQ(std::tuple(b.tensor, b.along, b.tiles_read, b.tiles_distinct), std::tuple(1, "y", 512, 128));
}

TEST(SharedReads, OfSymbolicExtentsHaveNoCounts) {
  const Generated g = generate_text(matmul("m", "n", "k"));
  ASSERT_TRUE(g.spec) << g.messages;
  ASSERT_EQ(g.spec->shared_reads.size(), 2u);
  EXPECT_EQ(g.spec->shared_reads[0].along + g.spec->shared_reads[1].along, "xy");
  EXPECT_EQ(g.spec->shared_reads[0].tiles_read, -1);
  EXPECT_EQ(g.spec->shared_reads[1].tiles_distinct, -1);
}

TEST(SharedReads, BlocksThatEachCoreReadsAloneAreNone) {
  const Generated g = generate_text(unary(R"(
        x = T.alloc_shared((32, 32), "bfloat16")
        T.copy(A[by * 32, bx * 32], x)
        T.copy(x, C[by * 32, bx * 32])
)"));
  ASSERT_TRUE(g.spec) << g.messages;
  EXPECT_TRUE(g.spec->shared_reads.empty());
}

}  // namespace
}  // namespace tir2tt::codegen
